"""What is kept in `.dienhinh/` so that it need not be done twice: it may be thrown away at any time.

Whatever is wrong with a kept file, wherever it is noticed, all of them go and the work begins anew:
nobody has to delete anything by hand, and nothing spoilt is published. Nothing kept is code or is read as
code, for a cache may have come from elsewhere.
"""

import hashlib
import json
import shutil
import sqlite3
import zlib
from pathlib import Path
from typing import Any

FOLDER = ".dienhinh"
_REBUILDABLE = ("records.sqlite", "history.sqlite", "words.sqlite", "sites", "cards", "templates")
"""All that can be made again. The sources that were last good (`good.sqlite`) and photos cannot."""
_DAMAGE_CODES = frozenset({1, 4, 10, 11, 14, 16, 17, 20, 24, 26})
"""SQLite's codes of a file that is not, or no longer, what we wrote: CORRUPT, NOTADB, CANTOPEN, no such table …"""
_CHECK = 32


class CacheError(Exception):
    """Something kept is spoilt; without it the same work succeeds."""


def is_damage(fault: sqlite3.Error) -> bool:
    """Tell whether SQLite stumbled over what its file holds, and not over a full disk or another process."""
    code = getattr(fault, "sqlite_errorcode", None)
    return isinstance(fault, sqlite3.DatabaseError) and (code is None or code & 0xFF in _DAMAGE_CODES)


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


def compress_json(value: Any) -> bytes:
    """Return plain values (texts, numbers, None, lists, mappings of them) as they are kept."""
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def decompress_json(kept: Any) -> Any:
    """Return plain values from how they are kept; CacheError if they are not whole."""
    try:
        return json.loads(zlib.decompress(kept))
    except (zlib.error, ValueError, TypeError) as fault:
        raise CacheError(str(fault)) from None


def add_checksum(content: bytes) -> bytes:
    """Return bytes as they are kept in a file of their own, with their SHA-256."""
    return hashlib.sha256(content).digest() + content


def strip_checksum(kept: bytes) -> bytes | None:
    """Return bytes from how they are kept; None if one of them is not what was written."""
    content = kept[_CHECK:]
    return content if hashlib.sha256(content).digest() == kept[:_CHECK] else None
