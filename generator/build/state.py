"""What stands in a site: of every output what it was made of and its file, of every other file its bytes.

One SQLite file for each site folder. It is believed only as far as the files are still the ones it
speaks of; without it, or with one of another program, everything is rendered.
"""

import hashlib
import marshal
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

_TABLES = """
PRAGMA synchronous = OFF;
CREATE TABLE IF NOT EXISTS head (stamp TEXT, site TEXT, rest TEXT);
CREATE TABLE IF NOT EXISTS outputs (
    path TEXT PRIMARY KEY, fingerprint BLOB, source BLOB, digest BLOB,
    file TEXT, sha256 TEXT, size INT, changed INT, inode INT, beside BLOB);
CREATE TABLE IF NOT EXISTS others (file TEXT PRIMARY KEY, sha256 TEXT, size INT, changed INT, inode INT);
"""


class Standing(NamedTuple):
    """A file of a site: its path in it, its bytes' SHA-256, and how it looks on disk."""

    file: str
    sha256: str
    size: int
    changed: int
    inode: int

    def is_intact(self, site: Path) -> bool:
        """Tell whether the file is the one that was written: by its look, else by its bytes."""
        return _is_intact(f"{site}/{self.file}", self.sha256, self.size, self.changed, self.inode)

    @classmethod
    def of(cls, site: Path, file: str, sha256: str | None = None) -> "Standing":
        """Return a file as it stands in a site; its SHA-256 is told where it is known."""
        path = f"{site}/{file}"
        stat = os.lstat(path)
        return cls(file, sha256 or sha256_of(path), stat.st_size, stat.st_mtime_ns, stat.st_ino)


def _is_intact(path: str, sha256: str, size: int, changed: int, inode: int) -> bool:
    try:
        stat = os.lstat(path)
    except OSError:
        return False
    if stat.st_size == size and stat.st_mtime_ns == changed and stat.st_ino == inode:
        return True
    return stat.st_size == size and sha256_of(path) == sha256


def sha256_of(path: str) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


class Made(NamedTuple):
    """An output as it was last made: the fingerprint of what of, the digest of its record's file and of
    its content, its file in the site, and packed what came with it."""

    path: str
    fingerprint: bytes
    source: bytes
    digest: bytes
    file: str
    sha256: str
    size: int
    changed: int
    inode: int
    beside: bytes

    @classmethod
    def of(cls, path: str, fingerprint: bytes, source: bytes, digest: bytes, files: Sequence[Standing]) -> "Made":
        """Return an output as its files stand."""
        first, *others = files
        beside = marshal.dumps([(f, bytes.fromhex(sha256), *look) for f, sha256, *look in others]) if others else b""
        return cls(path, fingerprint, source, digest, *first, beside)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """The output's files in the site."""
        first = Standing(*self[4:9])
        if not self.beside:
            return (first,)
        return (first, *(Standing(f, sha256.hex(), *look) for f, sha256, *look in marshal.loads(self.beside)))

    def is_intact(self, site: str) -> bool:
        """Tell whether its files are those that were written."""
        return _is_intact(f"{site}/{self.file}", self.sha256, self.size, self.changed, self.inode) and (
            not self.beside
            or all(_is_intact(f"{site}/{file}", sha.hex(), *look) for file, sha, *look in marshal.loads(self.beside))
        )


@dataclass(frozen=True, slots=True)
class State:
    """Everything that stands in one site folder.

    `site` is the folder's name where it has one of its own; `rest` stands for what the files beside the
    outputs were made of: hand-written pages, the theme's files, the sitemap.
    """

    site: str
    rest: str
    made: Mapping[str, Made]
    others: Mapping[str, Standing]

    @property
    def files(self) -> Iterator[Standing]:
        """Every file of the site."""
        for made in self.made.values():
            yield from made.standings
        yield from self.others.values()


def read_state(file: Path, stamp: str) -> State | None:
    """Return the state kept in a file; None if there is none, or another program wrote it."""
    if not file.is_file():
        return None
    try:
        with closing(sqlite3.connect(file, timeout=60)) as opened:
            head = opened.execute("SELECT stamp, site, rest FROM head").fetchone()
            if head is None or head[0] != stamp:
                return None
            rows = opened.execute("SELECT * FROM outputs")
            made = {row[0]: Made._make(row) for row in rows}
            others = {row[0]: Standing(*row) for row in opened.execute("SELECT * FROM others")}
    except sqlite3.DatabaseError:
        return None
    return State(head[1], head[2], made, others)


def write_state(
    file: Path, stamp: str, state: State, made: Iterable[Made], others: Iterable[Standing], gone: Iterable[str] | None
) -> None:
    """Write what was made anew; `gone` paths are forgotten, with None all that is not among `made`."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        _write(file, stamp, state, made, others, gone)
    except sqlite3.DatabaseError:  # spoilt, and nothing in it is lost with it
        file.unlink(missing_ok=True)


def _write(
    file: Path, stamp: str, state: State, made: Iterable[Made], others: Iterable[Standing], gone: Iterable[str] | None
) -> None:
    with closing(sqlite3.connect(file, timeout=60)) as opened, opened:
        opened.executescript(_TABLES)
        opened.execute("BEGIN")
        opened.execute("DELETE FROM head")
        opened.execute("DELETE FROM others")
        if gone is None:
            opened.execute("DELETE FROM outputs")
        else:
            opened.executemany("DELETE FROM outputs WHERE path = ?", ((path,) for path in gone))
        opened.execute("INSERT INTO head VALUES (?,?,?)", (stamp, state.site, state.rest))
        opened.executemany("INSERT OR REPLACE INTO outputs VALUES (?,?,?,?,?,?,?,?,?,?)", made)
        opened.executemany("INSERT INTO others VALUES (?,?,?,?,?)", others)
