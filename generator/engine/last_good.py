"""`--keep-going`: a record with a fault falls back to what it was when it last was good.

The sources of the last good build are kept by content in `.dienhinh/good.sqlite`. With that the
faulty record's page, and every list it stands in, stay as they were; what was never good stays out.
"""

import re
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.archive.archive import is_national
from generator.archive.source_files import digest_of
from generator.core.parallel import SharedQueue, default_workers, run_parallel
from generator.core.problem import Problem
from generator.core.store import CacheError, Store, compress
from generator.engine.project import CACHE, Project, read_project

GOOD = "good.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS sources (path TEXT PRIMARY KEY, digest BLOB, content BLOB);
CREATE INDEX IF NOT EXISTS digests ON sources (path, digest); -- read without the contents
"""
_FORMER = "good"
"""The table in which an earlier program kept the contents."""
_MOST_ROUNDS = 20
_MIN_ITEMS_TO_FORK = 400
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


def _take_over(good: sqlite3.Connection) -> None:
    """Take over what an earlier program kept: nobody else has it."""
    if good.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (_FORMER,)).fetchone():
        good.execute(f"INSERT OR IGNORE INTO sources SELECT path, x'', content FROM {_FORMER}")
        good.execute(f"DROP TABLE {_FORMER}")


def _fallback_bytes(root: Path, path: str) -> bytes | None:
    if not (root / CACHE / GOOD).is_file():
        return None

    def content(good: sqlite3.Connection) -> bytes | None:
        _take_over(good)
        row = good.execute("SELECT content FROM sources WHERE path = ?", (path,)).fetchone()
        return _unzipped(row[0]) if row else None

    return _store(root).guarded(content)


def _unzipped(content: bytes) -> bytes:
    try:
        return zlib.decompress(content)
    except zlib.error as fault:
        raise CacheError(str(fault)) from None


def save_last_good(project: Project, fell_back: tuple[str, ...] = ()) -> None:
    """Keep the sources of a project that was published; those that fell back are kept already.

    What changed since it was read was never found good, and is not kept.
    """
    store = _store(project.root)
    store.guarded(lambda good: _save(good, project, fell_back))
    store.close()


def _save(good: sqlite3.Connection, project: Project, fell_back: tuple[str, ...]) -> None:
    _take_over(good)
    stood_in = set(fell_back)
    read = {
        path: digest
        for path, digest in project.archive.sources.items()
        if digest and path not in stood_in and not is_national(path)  # without a digest it was left out
    }
    known = dict(good.execute("SELECT path, digest FROM sources"))
    new = [(path, read[path]) for path in sorted(path for path, _ in read.items() - known.items())]
    queue, count = SharedQueue(new), default_workers() if len(new) >= _MIN_ITEMS_TO_FORK else 1
    with closing(run_parallel([partial(_compressed, project.root, queue)] * count)) as kept:
        good.executemany("INSERT OR REPLACE INTO sources VALUES (?, ?, ?)", kept)
    gone = known.keys() - read.keys() - stood_in
    good.executemany("DELETE FROM sources WHERE path = ?", [(path,) for path in sorted(gone)])


def _compressed(root: Path, read: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield path, digest and compressed content of files that are still as they were read."""
    for path, digest in read:
        file = root / path
        content = file.read_bytes() if file.is_file() else b""
        if digest_of(content) == digest:
            yield path, digest, compress(content)
