"""The tables of the open data as they were last made, kept so that one changed record changes its own rows only.

In one folder: the database, each table as CSV, and an index of what the rows of each record were made of and how many
bytes of a table they take. Whatever is not as it was kept, or was kept by another program, is made anew.
"""

import os
import shutil
import sqlite3
import sys
import zlib
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import BinaryIO, Self

from generator.core.store import CacheError, Store, add_checksum, remove, strip_checksum
from generator.publish.opendata.columns import Table

DATABASE = "tables.sqlite"
_INDEX = "index.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS walks (walk TEXT PRIMARY KEY, keys BLOB, digests BLOB);
CREATE TABLE IF NOT EXISTS sizes (walk TEXT, name TEXT, bytes BLOB, PRIMARY KEY (walk, name));
CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, bytes INT, checksum INT);
"""
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
    tables: Mapping[str, mmap]
    database: Path


class TableCache:
    """The folder in which tables are kept from build to build; None keeps nothing."""

    def __init__(self, folder: Path | None, stamp: str) -> None:
        """`stamp` stands for all that rows are made of besides records; what another one made is not used."""
        self.folder = folder
        version = f"{_FORM} {sys.byteorder} {sqlite3.sqlite_version} {stamp}"
        self.index = Store(folder and folder / _INDEX, _SCHEMA, version, wait=600)

    def read(self, into: Path) -> LastTables | None:
        """Return what was kept, with the database copied to `into`; None, and no copy, where not all of it is whole."""
        if self.folder is None or not (self.folder / _INDEX).is_file():
            return None
        found = self.index.guarded(partial(self._read, into))
        if found is None:
            into.unlink(missing_ok=True)
        return found

    def _read(self, into: Path, opened: sqlite3.Connection) -> LastTables | None:
        assert self.folder is not None
        files = {name: (size, total) for name, size, total in opened.execute("SELECT name, bytes, checksum FROM files")}
        if DATABASE not in files:
            return None
        try:
            shutil.copyfile(self.folder / DATABASE, into)
            tables = {name: _mapped(self.folder / name) for name in files if name != DATABASE}
            found = {**tables, DATABASE: _mapped(into)}
        except (OSError, ValueError):  # ValueError: an empty file
            return None
        if any((len(content), zlib.crc32(content)) != files[name] for name, content in found.items()):
            return None
        return LastTables(_walks(opened), tables, into)

    def keep(self, walks: Mapping[str, WalkRows], tables: Mapping[str, BinaryIO], database: Path) -> None:
        """Keep what was made; who is killed on the way leaves what no checksum fits."""
        if self.folder is not None:
            self.index.guarded(partial(self._keep, walks, tables, database))

    def _keep(
        self, walks: Mapping[str, WalkRows], tables: Mapping[str, BinaryIO], database: Path, opened: sqlite3.Connection
    ) -> None:
        assert self.folder is not None
        if not os.access(self.folder, os.W_OK):
            return
        for table in ("walks", "sizes", "files"):  # from now on others wait who want to keep theirs
            opened.execute(f"DELETE FROM {table}")
        for name, rows in walks.items():
            kept = (name, add_checksum("\n".join(rows.keys).encode()), add_checksum(b"".join(rows.digests)))
            opened.execute("INSERT INTO walks VALUES (?,?,?)", kept)
            sizes = ((name, table, add_checksum(found.tobytes())) for table, found in rows.sizes.items())
            opened.executemany("INSERT INTO sizes VALUES (?,?,?)", sizes)
        with database.open("rb") as made:
            for name, content in {**tables, DATABASE: made}.items():
                opened.execute("INSERT INTO files VALUES (?,?,?)", (name, *_put(content, self.folder / name)))


def _put(content: BinaryIO, file: Path) -> tuple[int, int]:
    """Put a copy of a file in the place of another; return its size and checksum."""
    size = total = 0
    content.seek(0)
    with file.with_name(f"{file.name}.new").open("wb") as made:
        while part := content.read(_AT_ONCE):
            made.write(part)
            size, total = size + len(part), zlib.crc32(part, total)
    if file.is_dir():
        remove(file)
    os.replace(file.with_name(f"{file.name}.new"), file)
    return size, total


def _mapped(file: Path) -> mmap:
    with file.open("rb") as content:
        return mmap(content.fileno(), 0, access=ACCESS_READ)


def _walks(opened: sqlite3.Connection) -> dict[str, WalkRows]:
    found = {}
    for name, keys, digests in opened.execute("SELECT walk, keys, digests FROM walks"):
        named, made_of = _whole(keys).decode(), _whole(digests)
        held = [made_of[at : at + _DIGEST] for at in range(0, len(made_of), _DIGEST)]
        found[name] = WalkRows(named.split("\n") if named else [], held)
    for name, table, sizes in opened.execute("SELECT walk, name, bytes FROM sizes"):
        found[name].sizes[table] = array("Q", _whole(sizes))
    return found


def _whole(kept: bytes) -> bytes:
    found = strip_checksum(kept)
    if found is None:
        raise CacheError("not as it was kept")
    return found
