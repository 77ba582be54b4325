"""Records already read, kept by the content of their files, so that only what changed is read again.

One SQLite file holds, for each source file, how it looked on disk and the hash of its bytes, and
for each record its plain fields, what it refers to, and what the rules found wrong with it. It may
be deleted at any time; one of another version of the program is thrown away by itself.
"""

import json
import sqlite3
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from generator.core.problem import Level, Problem
from generator.core.store import CacheError, Store, unpack_json
from generator.records.base import Record
from generator.records.serialization import restore_deferred, restore_record
from generator.source.yaml_source import NodePath

Key = tuple[str, str]
"""Collection and id of a record."""
FileStat = tuple[int, int, int, int]
"""How a file looks on disk: size, time of its content and of its entry in nanoseconds, inode."""
UNTRUSTED_STAT: FileStat = (-1, 0, 0, 0)
"""Of a file read within SETTLING of its last change: it could change again and look the same."""
RACY_WINDOW_NS = 2 * 10**9
_HELD, _HELD_PARTS = 256, 20_000
"""Records of which what is deferred is held, and how many entries of lists these have together."""
_BATCH_SIZE = 500
_TABLES = """
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, size INT, changed INT, entered INT, inode INT, digest BLOB, problems TEXT,
    alone INT);
CREATE TABLE IF NOT EXISTS records (
    path TEXT, number INT, collection TEXT, id TEXT, digest BLOB, facts BLOB, refers TEXT, near TEXT, total INT,
    PRIMARY KEY (path, number));
CREATE TABLE IF NOT EXISTS deferred (
    path TEXT, number INT, collection TEXT, id TEXT, fields BLOB, PRIMARY KEY (path, number));
CREATE TABLE IF NOT EXISTS checked (path TEXT PRIMARY KEY, state BLOB, problems TEXT);
CREATE INDEX IF NOT EXISTS deferred_of ON deferred (collection, id);
"""
_CORES = "SELECT path, number, collection, id, digest, facts, refers, CAST(near AS BLOB), total FROM records"
"""As bytes, of which the checksum is."""


class CachedRecord(NamedTuple):
    """One record as the cache keeps it. `number` is its place in its file, -1 for the whole file."""

    number: int
    collection: str
    id: str
    digest: bytes
    facts: bytes
    refers: str
    core: str
    deferred: bytes

    @property
    def place(self) -> NodePath:
        """The record's place inside its file."""
        return () if self.number < 0 else ("items", self.number)


class ParsedFile(NamedTuple):
    """What one file holds: its records, and its problems. With an error it is never kept."""

    path: str
    stat: FileStat
    digest: bytes
    problems: tuple[Problem, ...]
    rows: tuple[CachedRecord, ...]
    is_alone: bool = False
    """Of a list of terms: whether it does without the one that ships with the program."""

    @property
    def is_cacheable(self) -> bool:
        """Tell whether it was read without an error."""
        return not any(p.is_error for p in self.problems)


class RecordCache:
    """The kept records of one project. Every process has a connection of its own."""

    def __init__(self, file: Path, version: str | None) -> None:
        """Open a cache that the program of this version wrote; with None, whatever it holds is taken."""
        self.file = file
        self.store = Store(file, _TABLES, version)
        self._held: OrderedDict[Key, Mapping[str, Any]] = OrderedDict()
        self._held_parts = 0

    def connection(self) -> sqlite3.Connection:
        """Return this process's connection to the cache."""
        return self.store.connection()

    def stats(self) -> dict[str, tuple[FileStat, bytes]]:
        """Return how each kept file looked when it was read, and the hash of its bytes."""
        rows = self.connection().execute("SELECT path, size, changed, entered, inode, digest FROM files")
        return {path: ((size, changed, entered, inode), digest) for path, size, changed, entered, inode, digest in rows}

    def update_stats(self, looks: Iterable[tuple[str, FileStat]]) -> None:
        """Note the new look of files whose bytes are as they were."""
        with self.connection() as opened:
            opened.executemany(
                "UPDATE files SET size = ?, changed = ?, entered = ?, inode = ? WHERE path = ?",
                ((*look, path) for path, look in looks),
            )

    def put(self, read: Iterable[ParsedFile], gone: Iterable[str] = ()) -> None:
        """Keep files that were read, and forget those that are gone; of each file all or, when killed, nothing."""
        self._held.clear()
        self._held_parts = 0
        opened = self.connection()
        with opened:
            for path in gone:
                self._delete(opened, path)
        files = iter(read)
        while batch := list(islice(files, _BATCH_SIZE)):  # few enough that another process waits but a moment
            with opened:
                for file in batch:
                    self._delete(opened, file.path)
                    if file.is_cacheable:
                        self._insert(opened, file)

    @staticmethod
    def _delete(opened: sqlite3.Connection, path: str) -> None:
        for table in ("files", "records", "deferred"):
            opened.execute(f"DELETE FROM {table} WHERE path = ?", (path,))

    @staticmethod
    def _insert(opened: sqlite3.Connection, file: ParsedFile) -> None:
        told = _problems_to_json(file.problems)
        opened.execute(
            "INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?,?,?)",
            (file.path, *file.stat, file.digest, told, file.is_alone),
        )
        opened.executemany(
            "INSERT OR REPLACE INTO records VALUES (?,?,?,?,?,?,?,?,?)",
            (
                (
                    file.path,
                    r.number,
                    r.collection,
                    r.id,
                    r.digest,
                    r.facts,
                    r.refers,
                    r.core,
                    _checksum(r.refers, r.core.encode()),
                )
                for r in file.rows
            ),
        )
        opened.executemany(
            "INSERT OR REPLACE INTO deferred VALUES (?,?,?,?,?)",
            ((file.path, r.number, r.collection, r.id, r.deferred) for r in file.rows),
        )

    def files(self, folder: str) -> Iterator[ParsedFile]:
        """Yield the kept files of a folder in the order of paths, their records in order, without what is deferred."""
        opened, inside = self.connection(), (f"{folder}/", f"{folder}0")  # "0" comes after "/"
        rows = opened.execute(f"{_CORES} WHERE path > ? AND path < ? ORDER BY path, number", inside)
        row = next(rows, None)
        files = opened.execute("SELECT * FROM files WHERE path > ? AND path < ? ORDER BY path", inside)
        for path, *look, digest, told, alone in files:
            found = []
            while row is not None and row[0] == path:
                _, number, collection, id_, own, facts, refers, near, total = row
                if _checksum(refers, near) != total:
                    raise CacheError(f"{path}: not as it was kept")
                found.append(CachedRecord(number, collection, id_, own, facts, refers, near.decode(), b""))
                row = next(rows, None)
            size, changed, entered, inode = look
            problems = problems_from_json(told) if told != "[]" else ()
            yield ParsedFile(path, (size, changed, entered, inode), digest, problems, tuple(found), bool(alone))

    def core_rows(self, record_class: type[Record], row: CachedRecord) -> Record:
        """Return the record of a row; what is deferred it fetches from here."""
        return restore_record(record_class, json.loads(row.core), self._fetch)

    def _fetch(self, record: Record) -> Mapping[str, Any]:
        key = (record.collection, record.id)
        if held := self._held.get(key):
            return held
        found = self.connection().execute("SELECT fields FROM deferred WHERE collection = ? AND id = ?", key).fetchone()
        if found is None:
            raise CacheError(f"{key}: not kept whole")
        brought = restore_deferred(record, unpack_json(found[0]))
        self._held[key] = brought
        self._held_parts += _parts_of(brought)
        while len(self._held) > 1 and (len(self._held) > _HELD or self._held_parts > _HELD_PARTS):
            self._held_parts -= _parts_of(self._held.popitem(last=False)[1])
        return brought

    def findings(self) -> dict[str, tuple[bytes, str]]:
        """Return, for each file, in what state the rules last looked at it, and what they found, as JSON."""
        rows = self.connection().execute("SELECT path, state, problems FROM checked")
        return {path: (state, told) for path, state, told in rows}

    def put_findings(self, found: Mapping[str, tuple[bytes, Iterable[Problem]]], gone: Iterable[str] = ()) -> None:
        """Keep what the rules found wrong with files in some state."""
        with self.connection() as opened:
            opened.executemany("DELETE FROM checked WHERE path = ?", ((path,) for path in gone))
            opened.executemany(
                "INSERT OR REPLACE INTO checked VALUES (?,?,?)",
                ((path, state, _problems_to_json(problems)) for path, (state, problems) in found.items()),
            )


def _parts_of(brought: Mapping[str, Any]) -> int:
    """Return how many entries the lists among some fields have."""
    return sum(len(value) for value in brought.values() if isinstance(value, tuple))


def _checksum(refers: str, near: bytes) -> int:
    """Return a checksum of what is kept of a record: a spoilt page of the file must not become a page of the site."""
    return zlib.crc32(near, zlib.crc32(refers.encode()))


def _problems_to_json(problems: Iterable[Problem]) -> str:
    return json.dumps([[p.path, p.line, p.field, p.code, p.values, p.level] for p in problems])


def problems_from_json(told: str) -> tuple[Problem, ...]:
    """Return problems as they were kept."""
    return tuple(
        Problem(path, line, field, code, tuple((n, v) for n, v in values), Level(level))
        for path, line, field, code, values, level in json.loads(told)
    )
