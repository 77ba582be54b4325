"""What there is to publish: artifacts, and targets that are expanded together."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from operator import is_
from typing import BinaryIO

from generator.core.problem import Problem, make_problem


def _encode(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _whole(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read()


def _no_sidecars() -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Artifact:
    """One thing to publish, a file of the site's sources. `path` ends in .md for a page; `origin` is a record's file.

    `make` yields the content when it is wanted, as text or bytes: a check needs none, and a worker only its share.
    With `sidecar_paths` it yields as many contents more, of the files that come and go with it; in a list a content
    may be an open file, if it is large.
    `make` is a function with everything it uses bound to it but the program itself: while its fingerprint is the same,
    so is the content. `updated` is the ISO day of the newest record the page shows, if it shows any. What is not
    `in_sitemap` stays out of the sitemap, in which `image` is the address of the page's picture. `cost` is about how
    many pages' work it is to make. Artifacts made of the same record bear its address as their `group`: they are
    made together, by one process.
    """

    path: str
    make: Callable[[], str | bytes | Sequence[str | bytes | BinaryIO]] = field(repr=False)
    origin: str = ""
    updated: str = ""
    sidecar_paths: Callable[[], Sequence[str]] = field(default=_no_sidecars, repr=False)
    image: str = ""
    in_sitemap: bool = True
    cost: int = 1
    group: str = ""

    @property
    def inputs(self) -> object:
        """All it is made of: the function that makes it, with what is bound to it."""
        return self.make

    @property
    def name(self) -> str:
        """What it is called as a part of the site."""
        return self.path

    @property
    def content(self) -> bytes:
        """The content of a single file in UTF-8, made anew each time it is asked for."""
        (content,) = self.contents
        return content

    @property
    def contents(self) -> list[bytes]:
        """The contents of all `files`, made anew each time they are asked for."""
        with self.produced() as made:
            return [part if isinstance(part, bytes) else _whole(part) for part in made]

    @contextmanager
    def produced(self) -> Iterator[list[bytes | BinaryIO]]:
        """Make the contents of all `files`; a large one is an open file, read from where it stands, closed after."""
        made = self.make()
        if isinstance(made, str | bytes):
            yield [_encode(made)]
        else:
            with ExitStack() as opened:
                held = [_encode(p) if isinstance(p, str | bytes) else opened.enter_context(p) for p in made]
                yield made if isinstance(made, list) and all(map(is_, made, held)) else held

    @property
    def files(self) -> tuple[str, ...]:
        """The paths of its file and of those beside it."""
        return (self.path, *self.sidecar_paths())

    @property
    def is_page(self) -> bool:
        """Tell a page from a picture or other file."""
        return self.path.endswith(".md")

    @property
    def address(self) -> str:
        """The address readers use: `dien-hinh/x/index.md` answers at `/dien-hinh/x/`."""
        return "/" + self.path.removesuffix("index.md")


@dataclass(slots=True)
class Target:
    """Artifacts that are expanded together when somebody wants them: the pages of one long list, all of one story.

    `expand` is a function with all that its artifacts are made of: while the fingerprint of that is the same,
    so are they. A function that has the site may use what `archive.reference_digest` stands for; all else must be
    given to it. Where it `is_costly`, expanding is itself much work: its artifacts are held until they are made.
    """

    name: str
    expand: "partial[Iterator[Artifact]]" = field(repr=False)
    is_costly: bool = False

    @property
    def inputs(self) -> object:
        """All its artifacts are made of."""
        return self.expand


Part = Artifact | Target


class PathHashes:
    """Hashes of very many paths, upper and lower case alike: they tell at once that no two of them are the same.

    Two may have one hash without being the same: whoever is told so must look.
    """

    def __init__(self) -> None:
        self.hashes = array("q")
        self.is_sorted = True

    def add(self, paths: Iterable[str]) -> None:
        """Take some more paths in."""
        self.hashes.extend([hash(path.casefold()) for path in paths])
        self.is_sorted = False

    @property
    def may_repeat(self) -> bool:
        """Tell whether two paths may be the same."""
        return any(one == other for one, other in pairwise(self._sorted()))

    def may_hold(self, path: str) -> bool:
        """Tell whether a path may be among them."""
        found, key = self._sorted(), hash(path.casefold())
        at = bisect_left(found, key)
        return at < len(found) and found[at] == key

    def _sorted(self) -> "array[int]":
        if not self.is_sorted:
            self.hashes, self.is_sorted = array("q", sorted(self.hashes)), True
        return self.hashes


def path_conflicts(artifacts: Iterable[Artifact]) -> Iterator[Problem]:
    """Yield a problem for every two artifacts whose paths are the same but for upper and lower case."""
    seen: dict[str, Artifact] = {}
    for artifact in artifacts:
        for path in artifact.files:
            key = path.casefold()
            if key in seen:
                yield make_problem(
                    artifact.origin or path,
                    1,
                    "",
                    "rule.publish-collision",
                    address=f"/{path.removesuffix('index.md')}",
                    other=seen[key].origin or path,
                )
            seen.setdefault(key, artifact)
