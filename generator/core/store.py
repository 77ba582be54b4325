"""What is kept in `.dienhinh/` so that it need not be done twice: it may be thrown away at any time.

Whatever is wrong with a kept file, wherever it is noticed, all of them go and the work begins anew:
nobody has to delete anything by hand, and nothing spoilt is published. Nothing kept is code or is read as
code, for a cache may have come from elsewhere.
"""

import errno
import hashlib
import json
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

FOLDER = ".dienhinh"
_REBUILDABLE = (
    "records.sqlite",
    "history.sqlite",
    "words.sqlite",
    "names.sqlite",
    "sites",
    "tables",
    "cards",
    "templates",
)
"""All that can be made again. The sources that were last good (`good.sqlite`) and photos cannot."""
_DAMAGE_CODES = frozenset({1, 4, 10, 11, 14, 16, 17, 20, 24, 26})
"""SQLite's codes of a file that is not, or no longer, what we wrote: CORRUPT, NOTADB, CANTOPEN, no such table …"""
_SYSTEM_ERRORS = {
    3: errno.EACCES,
    5: errno.EBUSY,
    6: errno.EBUSY,
    7: errno.ENOMEM,
    8: errno.EROFS,
    10: errno.EIO,
    13: errno.ENOSPC,
    14: errno.EACCES,
}
"""Its codes PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL and CANTOPEN, as the system calls the same."""
_CHECK = 32
_CRC = 4
_LEAST_WINDOW = 9
"""Bits of the smallest window there is."""


class CacheError(Exception):
    """Something kept is spoilt; without it the same work succeeds."""


class Store:
    """A SQLite file of what can be made again; damaged, or written by another version, it is replaced by an empty one.

    Every process has a connection of its own. Without a file, or on a disk that takes none, it lies in memory.
    A store that `is_precious` is never thrown away: damaged, it is set aside as `*.damaged`.
    """

    def __init__(
        self, file: Path | None, schema: str, version: str | None = None, *, is_precious: bool = False, wait: int = 60
    ) -> None:
        """`schema` creates tables that are not there; with a `version`, what another one wrote is dropped.

        `wait` are the seconds to wait for another process that writes.
        """
        self.file, self.schema, self.version, self.is_precious, self.wait = file, schema, version, is_precious, wait
        self._opened: tuple[int, sqlite3.Connection] | None = None
        self._in_memory = file is None

    def connection(self) -> sqlite3.Connection:
        """Return this process's connection; a file that cannot be opened as a store is replaced first."""
        if self._opened is not None and (self._in_memory or self._opened[0] == os.getpid()):
            return self._opened[1]
        try:
            opened = self._open()
        except sqlite3.DatabaseError as fault:
            if not is_damage(fault):
                raise
            self.reset()
            opened = self._open_or_do_without()
        self._opened = (os.getpid(), opened)
        return opened

    def guarded(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do work in one transaction; where the file proves damaged, once more with an empty store.

        Where another process put a file of its own in its place, once more with that one.
        """
        try:
            with self.connection() as opened:
                return work(opened)
        except (sqlite3.DatabaseError, CacheError) as fault:
            if getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_READONLY_DBMOVED:
                self.close()
            elif isinstance(fault, sqlite3.Error) and not is_damage(fault):
                raise
            else:
                self.reset()
            with self.connection() as opened:
                return work(opened)

    def reset(self) -> None:
        """Put the file away, as far as the disk lets us, so that the store is empty."""
        self.close()
        if self.file is None or self._in_memory:
            return
        with suppress(OSError):
            if self.is_precious and self.file.exists():
                aside = self.file.with_name(f"{self.file.name}.damaged")
                remove(aside)
                self.file.rename(aside)
            remove(self.file)

    def close(self) -> None:
        """Close this process's connection."""
        if self._opened is not None and self._opened[0] == os.getpid():
            self._opened[1].close()
        self._opened = None

    def _open_or_do_without(self) -> sqlite3.Connection:
        try:
            return self._open()
        except sqlite3.DatabaseError as fault:
            if not is_damage(fault):
                raise
            self._in_memory = True
            return self._open()

    def _open(self) -> sqlite3.Connection:
        if self.file is not None:
            with suppress(OSError):
                self.file.parent.mkdir(parents=True, exist_ok=True)
            if not _is_writable(self.file):
                self._in_memory = True
        where = ":memory:" if self._in_memory or self.file is None else self.file
        opened = sqlite3.connect(where, timeout=self.wait, check_same_thread=False)
        if not self.is_precious:
            opened.execute("PRAGMA synchronous = OFF")
        opened.execute("PRAGMA temp_store = MEMORY")
        if self.version is not None:
            self._drop_other_versions(opened)
        opened.executescript(self.schema)
        return opened

    def _drop_other_versions(self, opened: sqlite3.Connection) -> None:
        if version_of(opened) != self.version:
            tables = opened.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            with opened:
                for (table,) in tables:
                    opened.execute(f'DROP TABLE "{table}"')
                opened.execute("CREATE TABLE version (version TEXT)")
                opened.execute("INSERT INTO version VALUES (?)", (self.version,))


def version_of(opened: sqlite3.Connection) -> str | None:
    """Return which version wrote what a store holds; None where it is empty, or nobody said."""
    opened.execute("CREATE TABLE IF NOT EXISTS version (version TEXT)")
    found = opened.execute("SELECT version FROM version").fetchall()
    return found[0][0] if len(found) == 1 else None


def _is_writable(file: Path) -> bool:
    """Tell whether SQLite can write a file, for which it needs to write beside it as well."""
    return os.access(file.parent, os.W_OK) and (not file.exists() or os.access(file, os.W_OK))


def is_damage(fault: sqlite3.Error) -> bool:
    """Tell whether SQLite stumbled over what its file holds, and not over a full disk or another process."""
    code = getattr(fault, "sqlite_errorcode", None)
    return isinstance(fault, sqlite3.DatabaseError) and (code is None or code & 0xFF in _DAMAGE_CODES)


def as_system_error(fault: sqlite3.Error) -> OSError:
    """Return what the machine could not do when SQLite failed, as the system itself would have said it."""
    number = _SYSTEM_ERRORS.get(getattr(fault, "sqlite_errorcode", 0) & 0xFF)
    return OSError(str(fault)) if number is None else OSError(number, str(fault))


def discard_caches(root: Path) -> None:
    """Throw away everything kept for a project that can be made again."""
    for name in _REBUILDABLE:
        remove(root / FOLDER / name)


def remove(path: Path) -> None:
    """Remove whatever stands at a path of a cache, with what SQLite may have put beside it."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
        return
    for name in (path, path.with_name(f"{path.name}-journal"), path.with_name(f"{path.name}-wal")):
        name.unlink(missing_ok=True)


def compress(content: bytes) -> bytes:
    """Return bytes as zlib unpacks them, by a window and tables no larger than they are.

    The library's own choice clears a quarter of a megabyte for each: a record takes twice as long, a name ten times.
    """
    window = min(max(len(content).bit_length(), _LEAST_WINDOW), zlib.MAX_WBITS)
    by = zlib.compressobj(1, zlib.DEFLATED, window, min(window - 6, zlib.DEF_MEM_LEVEL))
    return by.compress(content) + by.flush()


def compress_json(value: Any) -> bytes:
    """Return plain values (texts, numbers, None, lists, mappings of them) as they are kept."""
    return compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def decompress_json(kept: Any) -> Any:
    """Return plain values from how they are kept; CacheError if they are not whole."""
    try:
        return json.loads(zlib.decompress(kept).decode())  # of bytes it would guess the encoding
    except (zlib.error, ValueError, TypeError) as fault:
        raise CacheError(str(fault)) from None


def add_checksum(content: bytes) -> bytes:
    """Return bytes as they are kept in a file of their own, with their SHA-256."""
    return hashlib.sha256(content).digest() + content


def strip_checksum(kept: bytes) -> bytes | None:
    """Return bytes from how they are kept; None if one of them is not what was written."""
    content = kept[_CHECK:]
    return content if hashlib.sha256(content).digest() == kept[:_CHECK] else None


def pack_json(value: Any) -> bytes:
    """Return plain values as they are kept that are read often: as they stand, behind a checksum."""
    made = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.crc32(made).to_bytes(_CRC, "big") + made


def unpack_json(kept: Any) -> Any:
    """Return plain values from how they are kept; CacheError if they are not whole."""
    return unpack_each_json((kept,))[0]


def unpack_each_json(every: Sequence[Any]) -> list[Any]:
    """Return many values, each from how it is kept, read in one go; CacheError if one is not whole."""
    try:
        made = [kept[_CRC:] for kept in every]
        checksums = b"".join([kept[:_CRC] for kept in every])
        if b"".join([zlib.crc32(each).to_bytes(_CRC, "big") for each in made]) == checksums:
            found: list[Any] = json.loads(b"[" + b",".join(made) + b"]")
            if len(found) == len(made):
                return found
    except (ValueError, TypeError):
        pass
    raise CacheError("not as it was kept")
