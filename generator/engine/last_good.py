"""`--keep-going`: a record with a fault falls back to what it was when it last was good.

The sources of the last good build are kept by content in `.dienhinh/good.sqlite`. With that the
faulty record's page, and every list it stands in, stay as they were; what was never good stays out.
"""

import os
import re
import sqlite3
import zlib
from dataclasses import dataclass
from pathlib import Path

from generator.archive.archive import is_national
from generator.core.problem import Problem
from generator.core.store import CacheError, Store
from generator.engine.project import CACHE, Project, read_project

GOOD = "good.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS good (path TEXT PRIMARY KEY, size INT, time INT, content BLOB);
CREATE INDEX IF NOT EXISTS looks ON good (path, size, time); -- read without the contents
"""
_MOST_ROUNDS = 20
_TAKES_DOWN = re.compile(rb"^(?:notice|hold)[ \t]*:|\bwithdrawn[ \t]*:", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FallbackResult:
    """A project that can be published, and what had to be done for it."""

    project: Project
    problems: tuple[Problem, ...]
    reverted: tuple[str, ...]
    excluded: tuple[str, ...]


def read_with_fallback(root: Path, *, opening: bool = False) -> FallbackResult:
    """Read a project, each faulty file replaced by its last good bytes, or left out without any.

    With `opening` records that wait for their day are there already. A record that only fails because another was
    left out falls back in its turn. `problems` are all that were found on the way; if some remain at the end, the
    project cannot be published.
    """
    project = first = read_project(root, keeping=True, opening=opening)
    instead: dict[str, bytes | None] = {}
    for _ in range(_MOST_ROUNDS):
        faulty = {p.path for p in project.errors}
        if not faulty:
            break
        if all(path in instead and instead[path] is None for path in faulty):
            break  # not the content is at fault: an odd file, a link
        for path in faulty:
            instead[path] = None if path in instead else _can_stand_in(root, path)
        project = read_project(root, instead=instead, keeping=True, opening=opening)
    fell_back = sorted(path for path, content in instead.items() if content is not None)
    left_out = sorted(path for path, content in instead.items() if content is None)
    return FallbackResult(project, first.problems, tuple(fell_back), tuple(left_out))


def _can_stand_in(root: Path, path: str) -> bytes | None:
    """Return the last good bytes, unless the faulty ones take somebody down: then nothing stands in."""
    good, file = _fallback_bytes(root, path), root / path
    now = file.read_bytes() if file.is_file() else b""
    taken_down = good is not None and len(_TAKES_DOWN.findall(now)) > len(_TAKES_DOWN.findall(good))
    return None if taken_down else good


def _store(root: Path) -> Store:
    return Store(root / CACHE / GOOD, _SCHEMA, is_precious=True)


def _fallback_bytes(root: Path, path: str) -> bytes | None:
    if not (root / CACHE / GOOD).is_file():
        return None

    def content(good: sqlite3.Connection) -> bytes | None:
        row = good.execute("SELECT content FROM good WHERE path = ?", (path,)).fetchone()
        return _unzipped(row[0]) if row else None

    return _store(root).guarded(content)


def _unzipped(content: bytes) -> bytes:
    try:
        return zlib.decompress(content)
    except zlib.error as fault:
        raise CacheError(str(fault)) from None


def save_last_good(project: Project, fell_back: tuple[str, ...] = ()) -> None:
    """Keep the sources of a project that was published; those that fell back are kept already."""
    store = _store(project.root)
    store.guarded(lambda good: _save(good, project.root, project, fell_back))
    store.close()


def _save(good: sqlite3.Connection, root: Path, project: Project, fell_back: tuple[str, ...]) -> None:
    own = {origin.path for origin in project.archive.origins.values() if not is_national(origin.path)}
    files = own - set(fell_back)
    known = {row[0]: row[1:] for row in good.execute("SELECT path, size, time FROM good")}
    for path in sorted(files):
        stat = os.stat(f"{root}/{path}")
        if known.get(path) != (stat.st_size, stat.st_mtime_ns):
            content = zlib.compress((root / path).read_bytes(), 1)
            row = (path, stat.st_size, stat.st_mtime_ns, content)
            good.execute("INSERT OR REPLACE INTO good VALUES (?, ?, ?, ?)", row)
    gone = known.keys() - files - set(fell_back)
    good.executemany("DELETE FROM good WHERE path = ?", [(path,) for path in sorted(gone)])
