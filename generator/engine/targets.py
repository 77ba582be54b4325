"""How a site is laid out: its parts, and of those that are as they were only what others must know of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from shutil import copyfileobj
from typing import BinaryIO, NamedTuple

from generator.core.parallel import start_background_file
from generator.publish.artifact import Artifact, Part, Target
from generator.publish.fingerprint import Fingerprinter

EARLY_START_COST = 40
"""Pages' work that is worth a process of its own."""


class PageEntry(NamedTuple):
    """A page as others know it: where it stands, and what the sitemap says of it."""

    path: str
    updated: str
    image: str
    is_listed: bool

    @classmethod
    def of(cls, output: Artifact) -> "PageEntry":
        """Return the entry of a page."""
        return cls(output.path, output.updated, output.image, output.in_sitemap)

    @property
    def address(self) -> str:
        """The address readers use."""
        return "/" + self.path.removesuffix("index.md")


class PreviousTarget(NamedTuple):
    """A part as it was laid out before: the fingerprint of what of, its pages, and how many outputs."""

    fingerprint: bytes
    pages: Sequence[PageEntry]
    size: int


@dataclass(frozen=True, slots=True)
class TargetState:
    """A part of the site. `key` is the fingerprint of what it is made of, b"" where nobody asked yet.

    `held` are its outputs, None where they are those of before and nobody wanted them.
    """

    target: Part
    fingerprint: bytes
    pages: Sequence[PageEntry]
    artifacts: Sequence[Artifact] | None

    @property
    def name(self) -> str:
        """What the part is called, the same from build to build."""
        return self.target.name

    @property
    def outputs(self) -> Sequence[Artifact]:
        """Its outputs, laid out now if they were not yet."""
        return self.artifacts if self.artifacts is not None else expand(self.target)


def files_of(output: Artifact) -> tuple[str, ...]:
    """Return the files of the site in which an output stands."""
    return (output.path.removesuffix(".md") + ".html",) if output.is_page else output.files


def expand(part: Part) -> tuple[Artifact, ...]:
    """Return the outputs of a part."""
    return tuple(part.expand()) if isinstance(part, Target) else (part,)


def _is_begun_early(output: Artifact) -> bool:
    return output.cost >= EARLY_START_COST and len(output.files) == 1


def _put(output: Artifact, file: BinaryIO) -> None:
    (made,) = output.produce()
    if isinstance(made, bytes):
        file.write(made)
    else:
        with made:
            copyfileobj(made, file)


def expand_changed(
    parts: Iterable[Part], fingerprints: Fingerprinter | None = None, known: Mapping[str, PreviousTarget] | None = None
) -> Iterator[TargetState]:
    """Yield parts as they lie; one that is made of the same as a known one keeps its pages, unseen.

    What is much work and was made of something else before is begun at once, while the others are laid out.
    """
    for part in parts:
        before = known.get(part.name) if known else None
        key = fingerprints.digest(part.made_of) if fingerprints is not None and known is not None else b""
        if before is not None and before.fingerprint == key and isinstance(part, Target):
            yield TargetState(part, key, before.pages, None)
        else:
            held = expand(part)
            if (
                before is not None
                and isinstance(part, Artifact)
                and _is_begun_early(part)
                and before.fingerprint != key
            ):
                held = (replace(part, make=start_background_file(partial(_put, part)), cost=1),)
            yield TargetState(part, key, [PageEntry.of(output) for output in held if output.is_page], held)
