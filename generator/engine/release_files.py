"""The files of a release that is made aside: on the disk, in the order of their paths, for there may be a million."""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from generator.core.parallel import default_workers, run_parallel
from generator.core.store import Store
from generator.engine.build_state import InstalledFile
from generator.engine.manifest import ManifestRow

_TABLE = """
CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, sha256 BLOB, size INT, stays INT) WITHOUT ROWID;
"""
_MIN_ITEMS_TO_FORK = 800
"""Files to link below which a second process costs more than it saves."""
_CACHE_KIB = 32 * 1024


class ReleaseFiles:
    """Every file of a release, by its path; kept in a file of its own until it is closed."""

    def __init__(self, file: Path) -> None:
        self.store = Store(file, _TABLE)
        self._connection().execute(f"PRAGMA cache_size = -{_CACHE_KIB}")

    def _connection(self) -> sqlite3.Connection:
        return self.store.connection()

    def add(self, files: Iterable[InstalledFile], stays: bool = False) -> None:
        """Take files in; those that stay are to be linked from the release before."""
        with self._connection() as opened:
            rows = ((each.file, each.digest, each.size, stays) for each in files)
            opened.executemany("INSERT OR REPLACE INTO files VALUES (?,?,?,?)", rows)

    def __contains__(self, path: object) -> bool:
        return self._connection().execute("SELECT 1 FROM files WHERE path = ?", (path,)).fetchone() is not None

    def __iter__(self) -> Iterator[str]:
        """Yield their paths in order."""
        return (path for (path,) in self._connection().execute("SELECT path FROM files ORDER BY path"))

    @property
    def rows(self) -> Iterator[ManifestRow]:
        """What a manifest says of each, in the order of their paths."""
        found = self._connection().execute("SELECT path, sha256, size FROM files ORDER BY path")
        return (ManifestRow(path, sha256.hex(), size) for path, sha256, size in found)

    def link(self, base: Path, fresh: Path) -> None:
        """Link those that stay from a release into a new one beside what was rendered, by several processes."""
        (count,) = self._connection().execute("SELECT count(*) FROM files WHERE stays").fetchone()
        hands = default_workers() if count >= _MIN_ITEMS_TO_FORK else 1
        for _ in run_parallel([partial(self._link_share, base, fresh, number, hands) for number in range(hands)]):
            pass

    def _link_share(self, base: Path, fresh: Path, number: int, hands: int) -> Iterator[None]:
        made: set[str] = set()
        found = self._connection().execute("SELECT path FROM files WHERE stays ORDER BY path")
        for (file,) in islice(found, number, None, hands):
            folder = f"{fresh}/{os.path.dirname(file)}"
            if folder not in made:
                os.makedirs(folder, exist_ok=True)
                made.add(folder)
            os.link(f"{base}/{file}", f"{fresh}/{file}")
        yield

    def close(self) -> None:
        """Let go of the file."""
        self.store.close()
