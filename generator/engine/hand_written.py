"""The pages written by hand in `docs/`: their addresses, in whose way they are, and what stands above their text.

MkDocs takes front matter it cannot read for text: the page would show it and lose its title and its way back.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from unicodedata import normalize

from generator.core.problem import Problem, make_problem
from generator.engine.targets import files_of
from generator.publish.artifact import Artifact, PathHashes
from generator.source.yaml_source import Source, read_source

_FRONT_MATTER = re.compile(r"(?:\ufeff)?---[ \t]*\n((?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
"""As MkDocs finds it: between two lines of three hyphens, the first of them the first of the file."""
_OPEN = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n[a-z_]+:")
_BARE = re.compile(rb"(?:\xef\xbb\xbf)?[ ]{0,3}([A-Za-z0-9_-]+):")
"""What MkDocs takes for metadata of an older style where a page begins with it: it would not be shown."""
_TEXTS = ("title", "description", "kind")
_PAGES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
_INDICES = ("index", "README")
_OURS = re.compile(r"sitemap(-[0-9]+)?\.xml|manifest\.txt(\.sig)?")
"""What is written when all else is there."""


def hand_written_files(docs: Path, left_out: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield the files MkDocs takes of a folder: the path of each in it, and where in the site it puts it.

    It takes nothing whose name or folder begins with a full stop, nothing of the folder `templates`, and no README
    beside an index; of the others none that is `left_out` (`Settings.left_out`), which may name some of these to be
    taken. `a.md` and `a/README.md` both come to stand at `a/index.html`.
    """
    for folder, folders, names in os.walk(docs):
        way = Path(folder).relative_to(docs).as_posix()
        inside = "" if way == "." else f"{way}/"
        if not left_out:
            folders[:] = [each for each in folders if each[0] != "." and (inside or each != "templates")]
        folders.sort()
        taken = sorted(each for each in names if not _is_left_out(inside + each, left_out))
        pages = {name: name.rpartition(".")[0] for name in taken if name.endswith(_PAGES)}
        for name in taken:
            stem = pages.get(name)
            if stem == "README" and "index" in pages.values():
                continue
            if stem is None:
                yield inside + name, inside + name
            else:
                yield inside + name, f"{inside}index.html" if stem in _INDICES else f"{inside}{stem}/index.html"


def _is_left_out(path: str, left_out: tuple[str, ...]) -> bool:
    """Tell whether MkDocs passes over a file of `docs/`, by its path there."""
    return _patterns(left_out)(path) if left_out else path.rpartition("/")[2][0] == "."


@cache
def _patterns(left_out: tuple[str, ...]) -> Callable[[str], bool]:
    from pathspec.gitignore import GitIgnoreSpec  # few sites leave anything out

    return GitIgnoreSpec.from_lines([".*", "/templates/", *left_out]).match_file


def hand_written_routes(docs: Path, left_out: tuple[str, ...] = ()) -> frozenset[str]:
    """Return the addresses of the pages written by hand."""
    places = (place for name, place in hand_written_files(docs, left_out) if name.endswith(_PAGES))
    return frozenset(f"/{place.removesuffix('index.html')}" for place in places)


def address_problems(
    docs: Path,
    left_out: tuple[str, ...],
    paths: PathHashes,
    artifacts: Callable[[], Iterable[Artifact]],
    folder: str = "docs",
) -> Iterator[Problem]:
    """Yield a problem for every file of `docs` that would stand where something is published, or another such file.

    `paths` are those of the `artifacts`, which are asked for only if one of them may be met. Upper and lower case are
    the same, as are accents in one letter or beside it: on many disks they are. `folder` is what messages call the
    folder.
    """
    places: dict[str, tuple[str, str]] = {}
    for name, place in hand_written_files(docs, left_out):
        other, _ = places.setdefault(normalize("NFC", place).casefold(), (name, place))
        if other != name:
            yield _taken(folder, name, place, f"{folder}/{other}")
    met = [key for key in places if paths.may_hold(key) or paths.may_hold(f"{key.removesuffix('.html')}.md")]
    owners = {file.casefold(): each.origin for each in (artifacts() if met else ()) for file in files_of(each)}
    for key, (name, place) in places.items():
        if key in owners or _OURS.fullmatch(key):
            yield _taken(folder, name, place, owners.get(key, ""))


def _taken(folder: str, name: str, place: str, other: str) -> Problem:
    code = "taken" if other.startswith(f"{folder}/") else "of-record" if other else "of-program"
    address = f"/{place.removesuffix('index.html')}"
    return make_problem(f"{folder}/{name}", 1, "", f"archive.address-{code}", address=address, other=other)


def hand_written_problems(root: Path, left_out: tuple[str, ...] = (), folder: str = "docs") -> Iterator[Problem]:
    """Yield what is wrong with the pages in a folder of the project at `root`, but those `left_out` of the site.

    A symbolic link may show anything; front matter that cannot be read, or that is not what the shell of a page
    expects, stops the build as a faulty record does.
    """
    for path in sorted((root / folder).rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            yield make_problem(name, 1, "", "archive.symlink")
        elif (
            path.name.endswith(_PAGES)
            and path.is_file()
            and not (left_out and _patterns(left_out)(path.relative_to(root / folder).as_posix()))
        ):
            yield from _page_problems(name, path.read_bytes())


def _page_problems(name: str, content: bytes) -> Iterator[Problem]:
    found = _FRONT_MATTER.match(content.decode("utf-8", "surrogateescape").replace("\r\n", "\n"))
    above = "\n" + found[1] if found else ""  # the first row stands for the three hyphens: lines keep their number
    told = read_source(name, above.encode("utf-8", "surrogateescape")) if above.strip() else None
    if isinstance(told, Problem) and told.code != "source.empty":
        yield told
        return
    if not found and _OPEN.match(content):
        yield make_problem(name, 1, "", "archive.front-matter-open")
    if eaten := _BARE.match(content):
        yield make_problem(name, 1, "", "archive.front-matter-bare", key=eaten[1].decode())
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as fault:
        line = content.count(b"\n", 0, fault.start) + 1
        yield make_problem(name, line, "", "source.not-utf8", byte=f"0x{content[fault.start]:02X}")
        return
    if isinstance(told, Source):
        yield from _shape_problems(told)


def _shape_problems(front: Source) -> Iterator[Problem]:
    for key in _TEXTS:
        if not isinstance(front.data.get(key, ""), str):
            yield make_problem(front.path, front.line_of((key,)), key, "record.not-text", field=key)
    parent = front.data.get("parent")
    if parent is not None and not (
        isinstance(parent, list) and len(parent) == 2 and all(isinstance(each, str) for each in parent)
    ):
        yield make_problem(front.path, front.line_of(("parent",)), "parent", "archive.parent")
