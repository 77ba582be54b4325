"""The targets of a site, and of those that are as they were only what others must know of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from shutil import copyfileobj
from typing import BinaryIO, NamedTuple

from generator.core.parallel import start_background_files
from generator.publish.artifact import Artifact, Part, Target
from generator.publish.fingerprint import Fingerprinter

EARLY_START_COST = 10
"""Pages' work that is worth a process of its own."""


class PageEntry(NamedTuple):
    """A page as others know it: where it stands, and what the sitemap says of it."""

    path: str
    updated: str
    image: str
    is_listed: bool

    @classmethod
    def of(cls, artifact: Artifact) -> "PageEntry":
        """Return the entry of a page."""
        return cls(artifact.path, artifact.updated, artifact.image, artifact.in_sitemap)

    @property
    def address(self) -> str:
        """The address readers use."""
        return "/" + self.path.removesuffix("index.md")


class PreviousTarget(NamedTuple):
    """A target as it was expanded before: the fingerprint of what of, its pages, and how many artifacts."""

    fingerprint: bytes
    pages: Sequence[PageEntry]
    size: int


@dataclass(frozen=True, slots=True)
class TargetState:
    """A target, the fingerprint of what it is made of (b"" where nobody asked yet), and its pages.

    `expanded` are its artifacts, None where they are those of before and nobody wanted them.
    """

    target: Part
    fingerprint: bytes
    pages: Sequence[PageEntry]
    expanded: Sequence[Artifact] | None

    @property
    def name(self) -> str:
        """What the part is called, the same from build to build."""
        return self.target.name

    @property
    def artifacts(self) -> Sequence[Artifact]:
        """Its artifacts, expanded now if they were not yet."""
        return self.expanded if self.expanded is not None else expand(self.target)


def files_of(artifact: Artifact) -> tuple[str, ...]:
    """Return the files of the site in which an artifact stands."""
    return (artifact.path.removesuffix(".md") + ".html",) if artifact.is_page else artifact.files


def expand(part: Part) -> tuple[Artifact, ...]:
    """Return the artifacts of a part."""
    return tuple(part.expand()) if isinstance(part, Target) else (part,)


def is_begun_early(artifact: Artifact) -> bool:
    """Tell whether an artifact is worth a process of its own."""
    return artifact.cost >= EARLY_START_COST


def _put(artifact: Artifact, files: list[BinaryIO]) -> None:
    with artifact.produced() as contents:
        for content, file in zip(contents, files, strict=True):
            if isinstance(content, bytes):
                file.write(content)
            else:
                content.seek(0)
                copyfileobj(content, file)


def expand_changed(
    parts: Iterable[Part],
    fingerprints: Fingerprinter | None = None,
    known: Mapping[str, PreviousTarget] | None = None,
    begin_early: bool = False,
) -> Iterator[TargetState]:
    """Yield parts as they lie; one that is made of the same as a known one keeps its pages, unseen.

    With `begin_early` all will be made here: what is much work and not as it was is begun at once, while others are
    expanded.
    """
    for part in parts:
        before = known.get(part.name) if known else None
        key = fingerprints.digest(part.inputs) if fingerprints is not None and known is not None else b""
        if before is not None and before.fingerprint == key and isinstance(part, Target):
            yield TargetState(part, key, before.pages, None)
        else:
            held = expand(part)
            is_new = before is None or before.fingerprint != key
            if begin_early and is_new and isinstance(part, Artifact) and is_begun_early(part):
                held = (replace(part, make=start_background_files(len(part.files), partial(_put, part)), cost=1),)
            yield TargetState(part, key, [PageEntry.of(artifact) for artifact in held if artifact.is_page], held)
