"""Which folders are ours to write into: never the project, its sources, or what somebody else keeps there."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.archive.ledger import parse_ledger
from generator.core.atomic_file import write_whole
from generator.core.problem import UsageError

RELEASE = re.compile(r"(\d{6})-[0-9a-f]{12}")
"""What the folder of a release is called."""
MARKER = "dienhinh.txt"
_OURS = "dienhinh publishing folder 1\n"
_SOURCES = ("docs", "stories", "generator", ".git", ".dienhinh")


def holds_sources(root: Path, folder: Path) -> bool:
    """Tell whether a folder is the project, one of its sources, inside of these, or above them."""
    target, sources = folder.resolve(), [root.resolve() / name for name in _SOURCES]
    return any(target in (source, *source.parents) or source in target.parents for source in sources)


def is_used(folder: Path) -> bool:
    """Tell whether something stands at a path that is not ours to replace: a file, a device, a folder with files."""
    if folder.is_dir():
        return any(folder.iterdir())
    return folder.exists() or folder.is_symlink()


def is_a_site(folder: Path) -> bool:
    """Tell whether a folder holds a site that was built before."""
    return (folder / "sitemap.xml").is_file() and (folder / "404.html").is_file()


def refuse_to_publish_into(root: Path, folder: Path) -> None:
    """A publishing folder is one of ours or empty, and neither the project nor inside its sources."""
    if holds_sources(root, folder):
        raise UsageError("publish-sources", path=folder)
    if is_used(folder) and not is_ours(folder):
        raise UsageError("not-a-publishing-folder", path=folder)


def make_ours(folder: Path) -> Path:
    """Make a publishing folder, or mark one as ours; return it."""
    (folder / "releases").mkdir(parents=True, exist_ok=True)
    if not (folder / MARKER).is_file():
        write_whole(folder / MARKER, _OURS)
    return folder


def is_ours(folder: Path) -> bool:
    """Tell a publishing folder of ours: it says so, or looks in every part as those did that did not say it yet."""
    releases, current = folder / "releases", folder / "current"
    if releases.is_symlink() or not releases.is_dir() or (current.exists() and not current.is_symlink()):
        return False
    if (folder / MARKER).is_file():
        return (folder / MARKER).read_text("utf-8", "replace") == _OURS
    names = [path.name for path in releases.iterdir() if not path.name.startswith((".new-", ".old-"))]
    return bool(names) and all(map(RELEASE.fullmatch, names)) and _is_ledger(folder / "ledger.txt")


def _is_ledger(file: Path) -> bool:
    return file.is_file() and not parse_ledger(file.read_text("utf-8", "replace"))[1]


@contextmanager
def readable_by_all() -> Iterator[None]:
    """Whatever is written may be read by the web server, however careful the publisher's own settings are."""
    before = os.umask(0o022)
    try:
        yield
    finally:
        os.umask(before)
