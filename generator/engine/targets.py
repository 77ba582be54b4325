"""How a site is laid out: its parts, and of those that are as they were only what others must know of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from shutil import copyfileobj
from typing import BinaryIO, NamedTuple

from generator.core.parallel import start_background_file
from generator.publish.artifact import Artifact, Part, Target
from generator.publish.fingerprint import Fingerprinter

_MUCH_WORK = 40
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


class Known(NamedTuple):
    """A part as it was laid out before: the fingerprint of what of, its pages, and how many outputs."""

    key: bytes
    pages: Sequence[PageEntry]
    size: int


@dataclass(frozen=True, slots=True)
class Laid:
    """A part of the site. `key` is the fingerprint of what it is made of, b"" where nobody asked yet.

    `held` are its outputs, None where they are those of before and nobody wanted them.
    """

    part: Part
    key: bytes
    pages: Sequence[PageEntry]
    held: Sequence[Artifact] | None

    @property
    def name(self) -> str:
        """What the part is called, the same from build to build."""
        return self.part.name

    @property
    def outputs(self) -> Sequence[Artifact]:
        """Its outputs, laid out now if they were not yet."""
        return self.held if self.held is not None else laid_out(self.part)


def files_of(output: Artifact) -> tuple[str, ...]:
    """Return the files of the site in which an output stands."""
    return (output.path.removesuffix(".md") + ".html",) if output.is_page else output.files


def laid_out(part: Part) -> tuple[Artifact, ...]:
    """Return the outputs of a part."""
    return tuple(part.expand()) if isinstance(part, Target) else (part,)


def _is_begun_early(output: Artifact) -> bool:
    return output.cost >= _MUCH_WORK and len(output.files) == 1


def _put(output: Artifact, file: BinaryIO) -> None:
    (made,) = output.produce()
    if isinstance(made, bytes):
        file.write(made)
    else:
        with made:
            copyfileobj(made, file)


def lay_out(
    parts: Iterable[Part], fingerprints: Fingerprinter | None = None, known: Mapping[str, Known] | None = None
) -> Iterator[Laid]:
    """Yield parts as they lie; one that is made of the same as a known one keeps its pages, unseen.

    What is much work and was made of something else before is begun at once, while the others are laid out.
    """
    for part in parts:
        before = known.get(part.name) if known else None
        key = fingerprints.digest(part.made_of) if fingerprints is not None and known is not None else b""
        if before is not None and before.key == key and isinstance(part, Target):
            yield Laid(part, key, before.pages, None)
        else:
            held = laid_out(part)
            if before is not None and isinstance(part, Artifact) and _is_begun_early(part) and before.key != key:
                held = (replace(part, make=start_background_file(partial(_put, part)), cost=1),)
            yield Laid(part, key, [PageEntry.of(output) for output in held if output.is_page], held)
