"""The targets of a site, and of those that are as they were only what others must know of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple

from generator.core.parallel import can_hand_over_files, start_background_files
from generator.engine.writing import WrittenContents, sha256_of_each
from generator.publish.artifact import Artifact, Part, PathHashes, Target
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


@dataclass(slots=True)
class TargetState:  # not frozen, nor is `Target`: to freeze a hundred thousand takes time
    """A target, the fingerprint of what it is made of (b"" where nobody asked yet), and what others must know of it.

    That are its pages, how many artifacts it has, about how many pages' work they are, and the `group` they are made
    with. `expanded` are its artifacts, None where nobody wanted them, for they are those of before (`is_as_before`), or
    where they were let go of, to be laid out again by the process that makes them.
    """

    target: Part
    fingerprint: bytes
    pages: Sequence[PageEntry]
    size: int
    expanded: Sequence[Artifact] | None
    cost: int = 0
    group: str = ""
    is_as_before: bool = False

    @property
    def name(self) -> str:
        """What the part is called, the same from build to build."""
        return self.target.name

    @property
    def artifacts(self) -> Sequence[Artifact]:
        """Its artifacts, expanded now if they are not held."""
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


def _begun(artifact: Artifact) -> Artifact:
    """Begin to make an artifact in a process of its own; return it as it will be found there."""
    ended = start_background_files(partial(_made, artifact))
    return replace(artifact, make=partial(_found, ended), cost=1)


@contextmanager
def _made(artifact: Artifact) -> Iterator[tuple[list[BinaryIO], tuple[str, ...]]]:
    """Make an artifact; yield its contents in open files, with the SHA-256 of each."""
    with artifact.produced() as contents, ExitStack() as opened:
        files = [opened.enter_context(_filed(each)) if isinstance(each, bytes) else each for each in contents]
        yield files, sha256_of_each(files)


def _filed(content: bytes) -> BinaryIO:
    file = TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    file.write(content)
    return file


def _found(ended: Callable[[], tuple[list[BinaryIO], tuple[str, ...]]]) -> WrittenContents:
    return WrittenContents(*ended())


class TargetExpander:
    """Expands the targets of a site, and remembers at which paths their artifacts lie.

    What is made of the same as one of `known` keeps its pages, unseen. With `made_here` all will be made by processes
    of this machine: what is much work and not as it was is begun at once, while others are expanded; and of what is
    made whole the artifacts are let go of, for there may be half a million.
    """

    def __init__(
        self,
        fingerprints: Fingerprinter | None = None,
        known: Mapping[str, PreviousTarget] | None = None,
        made_here: bool = False,
    ) -> None:
        self.fingerprints, self.known, self.made_here = fingerprints, known, made_here
        self.begins_early = made_here and can_hand_over_files()
        self.paths = PathHashes()

    def states(self, parts: Iterable[Part]) -> Iterator[TargetState]:
        """Yield parts as they lie."""
        for part in parts:
            before = self.known.get(part.name) if self.known else None
            is_asked = self.fingerprints is not None and self.known is not None
            key = self.fingerprints.digest(part.inputs) if self.fingerprints is not None and is_asked else b""
            if before is not None and before.fingerprint == key and isinstance(part, Target):
                yield TargetState(part, key, before.pages, before.size, None, is_as_before=True)
            else:
                yield self._expanded(part, key, before)

    def _expanded(self, part: Part, key: bytes, before: PreviousTarget | None) -> TargetState:
        held = expand(part)
        for artifact in held:
            self.paths.add(artifact.files)
        is_new = before is None or before.fingerprint != key
        if self.begins_early and is_new and isinstance(part, Artifact) and is_begun_early(part):
            held = (_begun(part),)
        pages = tuple(PageEntry.of(artifact) for artifact in held if artifact.is_page)
        cost = sum(artifact.cost for artifact in held)
        is_held = isinstance(part, Artifact) or part.is_costly or not self.made_here or before is not None
        group = (held[0].group if held else "") or part.name
        return TargetState(part, key, pages, len(held), held if is_held else None, cost, group)


def expanded(parts: Iterable[Part]) -> Iterator[TargetState]:
    """Yield parts with all of their artifacts."""
    return TargetExpander().states(parts)
