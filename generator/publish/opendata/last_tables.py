"""The tables of the open data as they were last made, kept so that one changed record changes its own rows only.

In one folder: the database, each table as CSV, and an index of what the rows of each record were made of and how many
bytes of a table they take. Whatever is not as it was kept, or was kept by another program, is made anew.
"""

import json
import os
import shutil
import sqlite3
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Self

from generator.core.store import CacheError, Store, add_checksum, remove, strip_checksum
from generator.publish.opendata.columns import Table, Walk

DATABASE = "tables.sqlite"
_INDEX = "index.sqlite"
_SCHEMA = "CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, content BLOB);"
_HEAD, _KEYS, _DIGESTS = "head", "keys", "digests"
_FORM = 1
_DIGEST = 16
_AT_ONCE = 2**20


@dataclass(slots=True)
class WalkRows:
    """What the rows of a walk were made of: its records in their order, each by its key and a digest.

    `sizes` are the bytes the rows of each record take, of each table.
    """

    keys: list[str] = field(default_factory=list)
    digests: list[bytes] = field(default_factory=list)
    sizes: dict[str, "array[int]"] = field(default_factory=dict)

    @classmethod
    def of(cls, tables: Iterable[Table]) -> Self:
        """Return what nothing is made of yet."""
        return cls(sizes={table.name: array("Q") for table in tables})


@dataclass(frozen=True)
class LastTables:
    """What was kept: the rows of each walk, each table as CSV, and in a file the database."""

    walks: Mapping[str, WalkRows]
    tables: Mapping[str, BinaryIO]
    database: Path

    def close(self) -> None:
        """Close the tables."""
        for table in self.tables.values():
            table.close()


@dataclass(frozen=True)
class MadeTables:
    """What was made of records of some `state`, walk by walk: each table as CSV, how many rows it has, the database."""

    state: bytes
    walks: Mapping[str, WalkRows]
    tables: Mapping[str, BinaryIO]
    database: Path
    rows: Mapping[str, int]


class TableCache:
    """The folder in which tables are kept from build to build; None keeps nothing."""

    def __init__(self, folder: Path | None, stamp: str) -> None:
        """`stamp` stands for all that rows are made of besides records; what another one made is not used."""
        self.folder = folder
        version = f"{_FORM} {sys.byteorder} {sqlite3.sqlite_version} {stamp}"
        self.index = Store(folder and folder / _INDEX, _SCHEMA, version, wait=600)

    def read(self, walks: Sequence[Walk], into: Path) -> LastTables | None:
        """Return what was kept of some walks, with the database copied to `into`.

        None, and no copy, where not all of it is whole, or it is of others.
        """
        if self.folder is None or not (self.folder / _INDEX).is_file():
            return None
        found = self.index.guarded(partial(self._read, walks, into))
        if found is None:
            into.unlink(missing_ok=True)
        return found

    def _read(self, walks: Sequence[Walk], into: Path, opened: sqlite3.Connection) -> LastTables | None:
        assert self.folder is not None
        opened.execute("BEGIN")  # all that is read is of one time: who keeps others waits
        head, wanted = _head(opened), {walk.name: [table.name for table in walk.tables] for walk in walks}
        names = {name for tables in wanted.values() for name in tables}
        if head is None or head["walks"] != wanted or head["files"].keys() != names | {DATABASE}:
            return None
        with ExitStack() as opened_here:
            try:
                shutil.copyfile(self.folder / DATABASE, into)
                tables = {name: opened_here.enter_context((self.folder / name).open("rb")) for name in sorted(names)}
                with into.open("rb") as database:
                    found = {name: [*_summed(content)] for name, content in [*tables.items(), (DATABASE, database)]}
            except OSError:
                return None
            if found != head["files"]:
                return None
            opened_here.pop_all()
        return LastTables({name: _walk(opened, name, of) for name, of in wanted.items()}, tables, into)

    def rows(self, state: bytes) -> dict[str, int] | None:
        """Return how many rows each table had when it was made of records of a state; None where nobody knows."""
        if self.folder is None or not (self.folder / _INDEX).is_file():
            return None
        head = self.index.guarded(_head)
        found: dict[str, int] | None = head["rows"] if head is not None and head["state"] == state.hex() else None
        return found

    def keep(self, made: MadeTables) -> None:
        """Keep what was made; who is killed on the way leaves what no checksum fits."""
        if self.folder is not None:
            self.index.guarded(partial(self._keep, made))

    def _keep(self, made: MadeTables, opened: sqlite3.Connection) -> None:
        assert self.folder is not None
        if not os.access(self.folder, os.W_OK):
            return
        opened.execute("DELETE FROM kept")  # from now on others wait who want to keep theirs
        with made.database.open("rb") as database:
            every = {**made.tables, DATABASE: database}
            files = {name: _put(content, self.folder / name) for name, content in every.items()}
        walks = {name: [*rows.sizes] for name, rows in made.walks.items()}
        head = {"files": files, "walks": walks, "state": made.state.hex(), "rows": made.rows}
        _write(opened, _HEAD, json.dumps(head).encode())
        for name, rows in made.walks.items():
            _write(opened, f"{name}/{_KEYS}", "\n".join(rows.keys).encode())
            _write(opened, f"{name}/{_DIGESTS}", b"".join(rows.digests))
            for table, sizes in rows.sizes.items():
                _write(opened, f"{name}/{table}", sizes.tobytes())


def copy_range(content: BinaryIO, begin: int, end: int, out: BinaryIO) -> None:
    """Copy the bytes of a file from one place up to another; CacheError where it ends before."""
    content.seek(begin)
    while begin < end:
        part = content.read(min(_AT_ONCE, end - begin))
        if not part:
            raise CacheError("shorter than it was kept")
        out.write(part)
        begin += len(part)


def _put(content: BinaryIO, file: Path) -> tuple[int, int]:
    """Put a copy of a file in the place of another; return its size and checksum."""
    with file.with_name(f"{file.name}.new").open("wb") as made:
        told = _summed(content, made)
    if file.is_dir():
        remove(file)
    os.replace(file.with_name(f"{file.name}.new"), file)
    return told


def _summed(content: BinaryIO, out: BinaryIO | None = None) -> tuple[int, int]:
    """Return the size and checksum of a file, and copy it where that is asked for."""
    size = total = 0
    content.seek(0)
    while part := content.read(_AT_ONCE):
        size, total = size + len(part), zlib.crc32(part, total)
        if out is not None:
            out.write(part)
    return size, total


def _head(opened: sqlite3.Connection) -> dict[str, Any] | None:
    there = opened.execute("SELECT 1 FROM kept WHERE name = ?", (_HEAD,)).fetchone()
    return json.loads(_content(opened, _HEAD)) if there else None


def _walk(opened: sqlite3.Connection, name: str, tables: Sequence[str]) -> WalkRows:
    keys, digests = _content(opened, f"{name}/{_KEYS}").decode(), _content(opened, f"{name}/{_DIGESTS}")
    made_of = [digests[at : at + _DIGEST] for at in range(0, len(digests), _DIGEST)]
    sizes = {table: array("Q", _content(opened, f"{name}/{table}")) for table in tables}
    return WalkRows(keys.split("\n") if keys else [], made_of, sizes)


def _write(opened: sqlite3.Connection, name: str, content: bytes) -> None:
    """Keep a content with a checksum that stands for its name too."""
    opened.execute("INSERT INTO kept VALUES (?,?)", (name, add_checksum(name.encode() + content)))


def _content(opened: sqlite3.Connection, name: str) -> bytes:
    row = opened.execute("SELECT content FROM kept WHERE name = ?", (name,)).fetchone()
    found = strip_checksum(row[0]) if row is not None else None
    if found is None or not found.startswith(name.encode()):
        raise CacheError("not as it was kept")
    return found[len(name.encode()) :]
