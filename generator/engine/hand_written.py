"""The pages written by hand in `docs/`: their addresses, and what is wrong with what stands above their text.

MkDocs takes front matter it cannot read for text: the page would show it and lose its title and its way back.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from generator.core.problem import Problem, make_problem
from generator.source.yaml_source import Source, read_source

_FRONT_MATTER = re.compile(r"(?:\ufeff)?---[ \t]*\n((?:.*\n)*?)(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
"""As MkDocs finds it: between two lines of three hyphens, the first of them the first of the file."""
_OPEN = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n[a-z_]+:")
_BARE = re.compile(rb"(?:\xef\xbb\xbf)?[ ]{0,3}([A-Za-z0-9_-]+):")
"""What MkDocs takes for metadata of an older style where a page begins with it: it would not be shown."""
_TEXTS = ("title", "description", "kind")


def hand_written_routes(docs: Path) -> frozenset[str]:
    """Return the addresses of the pages written by hand."""
    found = (path.relative_to(docs).as_posix() for path in docs.rglob("*.md") if not path.name.startswith("."))
    return frozenset(f"/{name.removesuffix('.md').removesuffix('index')}".rstrip("/") + "/" for name in found)


def hand_written_problems(root: Path, folder: str = "docs") -> Iterator[Problem]:
    """Yield what is wrong with the pages in a folder of the project at `root`.

    A symbolic link may show anything; front matter that cannot be read, or that is not what the shell of a page
    expects, stops the build as a faulty record does.
    """
    for path in sorted((root / folder).rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            yield make_problem(name, 1, "", "archive.symlink")
        elif path.suffix == ".md" and path.is_file():
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
