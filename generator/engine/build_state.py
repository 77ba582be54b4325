"""What stands in a site: of every part what it was made of and its files, of every other file its bytes.

One SQLite file for each site folder. It is believed only as far as the files are still the ones it
speaks of; without it, or with one of another program, everything is rendered.
"""

import hashlib
import marshal
import os
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple
from weakref import finalize

from generator.core.parallel import start_background
from generator.core.store import (
    CacheError,
    Store,
    compress_json,
    decompress_json,
    is_damage,
    pack_json,
    unpack_each_json,
    version_of,
)
from generator.engine.targets import PageEntry, PreviousTarget

_TABLES = """
CREATE TABLE IF NOT EXISTS head (site TEXT, site_files_key TEXT);
CREATE TABLE IF NOT EXISTS layout (part TEXT PRIMARY KEY, key BLOB, pages BLOB, size INT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS made (part TEXT PRIMARY KEY, artifacts BLOB);
CREATE TABLE IF NOT EXISTS site_files (file TEXT PRIMARY KEY, sha256 BLOB, size INT, changed INT, inode INT);
"""
_BATCH_SIZE = 500
"""Parts asked for in one question."""


class InstalledFile(NamedTuple):
    """A file of a site: its path in it, its bytes' SHA-256, and how it looks on disk."""

    file: str
    digest: bytes
    size: int
    changed: int
    inode: int

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes, in hexadecimal."""
        return self.digest.hex()

    def is_intact(self, site: str) -> bool:
        """Tell whether the file is the one that was written: by its look, else by its bytes."""
        return _is_intact(site, self.file, self.sha256, self.size, self.changed, self.inode)

    @classmethod
    def of(cls, site: Path, file: str, sha256: str | None = None) -> "InstalledFile":
        """Return a file as it stands in a site; its SHA-256 is told where it is known."""
        path = f"{site}/{file}"
        stat = os.lstat(path)
        digest = bytes.fromhex(sha256) if sha256 else sha256_of(path)
        return cls(file, digest, stat.st_size, stat.st_mtime_ns, stat.st_ino)


def sha256_of(path: str) -> bytes:
    """Return the SHA-256 of a file."""
    with open(path, "rb") as content:
        return hashlib.file_digest(content, "sha256").digest()


class ArtifactRecord(NamedTuple):
    """An artifact as it was last made: the fingerprint of what of, the digests of its record's file and of
    its content, and its files in the site."""

    path: str
    fingerprint: bytes
    source: bytes
    digest: bytes
    installed: Sequence[InstalledFile]


class TargetRecord(NamedTuple):
    """A target as it stands, of `size` artifacts, packed as it is kept: there may be a hundred thousand.

    `written` are the paths of those that were written anew.
    """

    name: str
    key: bytes
    pages: bytes
    size: int
    artifacts: bytes
    written: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, name: str, known: PreviousTarget, artifacts: Sequence[ArtifactRecord], written: Sequence[str]
    ) -> "TargetRecord":
        """Return a part with its artifacts."""
        pages = pack_json([tuple(page) for page in known.pages])
        return cls(name, known.fingerprint, pages, known.size, _compress_artifacts(artifacts), tuple(written))

    @property
    def made(self) -> list[ArtifactRecord]:
        """Its artifacts."""
        return _decompress_artifacts(self.artifacts)


class TargetSpool:
    """Parts of the site that wait on the disk until all are there."""

    def __init__(self) -> None:
        self.file, self.end = TemporaryFile(), 0  # noqa: SIM115 - it goes with this object
        finalize(self, self.file.close)

    def add(self, part: TargetRecord) -> None:
        """Put a part at the end."""
        self.file.seek(self.end)
        marshal.dump(tuple(part), self.file)
        self.end = self.file.tell()

    def __iter__(self) -> Iterator[TargetRecord]:
        """Yield every part in the order in which it came."""
        at = 0
        while at < self.end:
            self.file.seek(at)
            part = TargetRecord._make(marshal.load(self.file))  # a file without a name: we alone wrote it
            at = self.file.tell()
            yield part


@dataclass(frozen=True, slots=True)
class BuildState:
    """Everything that stands in one site folder, kept in `file`.

    `site` is the folder's name where it has one of its own; `site_files_key` stands for what the
    files beside the artifacts were made of: hand-written pages, the theme's files, the sitemap.
    """

    file: Path
    site: str
    site_files_key: str
    layout: Mapping[str, PreviousTarget]
    site_files: Mapping[str, InstalledFile]

    def holds(self, part: str, key: bytes) -> bool:
        """Tell whether a part was made of the same."""
        known = self.layout.get(part)
        return known is not None and known.fingerprint == key

    def made(self, parts: Collection[str]) -> dict[str, list[ArtifactRecord]]:
        """Return the artifacts of some parts, as far as they stand here."""
        return dict(_read(self.file, parts, len(self.layout)))

    def files(self, parts: Collection[str]) -> Iterator[InstalledFile]:
        """Yield the files of some parts."""
        for _, artifacts in _read(self.file, parts, len(self.layout)):
            for made in artifacts:
                yield from made.installed


@dataclass(frozen=True, slots=True)
class SiteSnapshot:
    """A site as it stands: its state, and the parts of which a file is no more what was written."""

    state: BuildState
    site: Path
    lost: Collection[str]


def verify_in_background(state: BuildState | None, site: Path) -> Callable[[], SiteSnapshot | None]:
    """Look at every file of a site, in a process of its own; the answer waits until it is asked for.

    It is None where there is no state, or one that cannot be read to its end.
    """
    if state is None or not site.is_dir():
        return lambda: None
    looked = start_background(partial(_lost, state.file, str(site)))

    def found() -> SiteSnapshot | None:
        lost = looked()
        return None if lost is None else SiteSnapshot(state, site, lost)

    return found


def _lost(kept: Path, site: str) -> set[str] | None:
    """Return the parts of which a file is not as it was written; a million files are looked at as they are kept."""
    lost, store = set(), Store(kept, _TABLES)
    try:
        for name, packed in store.connection().execute("SELECT part, artifacts FROM made"):
            if not all(_is_intact(site, *each) for made in decompress_json(packed) for each in made[4]):
                lost.add(name)
    except (sqlite3.DatabaseError, CacheError, ValueError, TypeError, IndexError):
        return None
    finally:
        store.close()
    return lost


def _is_intact(site: str, file: str, digest: str, size: int, changed: int, inode: int) -> bool:
    try:
        stat = os.lstat(f"{site}/{file}")
    except OSError:
        return False
    if stat.st_size != size:
        return False
    return (stat.st_mtime_ns == changed and stat.st_ino == inode) or sha256_of(f"{site}/{file}").hex() == digest


def _read(file: Path, parts: Collection[str], of: int) -> Iterator[tuple[str, list[ArtifactRecord]]]:
    """Yield artifacts by target, of some of `of` targets."""
    store = Store(file, _TABLES)
    try:
        yield from _read_from(store.connection(), parts, of)
    finally:
        store.close()


def _read_from(
    opened: sqlite3.Connection, parts: Collection[str], of: int
) -> Iterator[tuple[str, list[ArtifactRecord]]]:
    if len(parts) * 3 > of:
        for name, packed in opened.execute("SELECT part, artifacts FROM made"):
            if name in parts:
                yield name, _decompress_artifacts(packed)
        return
    wanted = sorted(parts)
    for at in range(0, len(wanted), _BATCH_SIZE):
        some = wanted[at : at + _BATCH_SIZE]
        marks = ",".join("?" * len(some))
        for name, packed in opened.execute(f"SELECT part, artifacts FROM made WHERE part IN ({marks})", some):
            yield name, _decompress_artifacts(packed)


def _compress_artifacts(artifacts: Sequence[ArtifactRecord]) -> bytes:
    return compress_json(
        [(m.path, *map(bytes.hex, m[1:4]), [(s.file, s.digest.hex(), *s[2:]) for s in m.installed]) for m in artifacts]
    )


def _installed_file(file: str, digest: str, size: int, changed: int, inode: int) -> InstalledFile:
    return InstalledFile(file, bytes.fromhex(digest), size, changed, inode)


def _decompress_artifacts(kept: bytes) -> list[ArtifactRecord]:
    unhex = bytes.fromhex
    try:
        return [
            ArtifactRecord(
                path, unhex(fingerprint), unhex(source), unhex(digest), [_installed_file(*each) for each in installed]
            )
            for path, fingerprint, source, digest, installed in decompress_json(kept)
        ]
    except (ValueError, TypeError) as fault:
        raise CacheError(str(fault)) from None


def read_state(file: Path, version: str) -> BuildState | None:
    """Return the state kept in a file; None if there is none, or a program of another version wrote it.

    Then it stays: what is built now may fail, and what changed be taken back.
    """
    if not file.is_file():
        return None
    store = Store(file, _TABLES)
    try:
        return store.guarded(lambda opened: _state(file, opened) if version_of(opened) == version else None)
    finally:
        store.close()


def _state(file: Path, opened: sqlite3.Connection) -> BuildState | None:
    head = opened.execute("SELECT site, site_files_key FROM head").fetchone()
    if head is None:
        return None
    rows = opened.execute("SELECT part, key, pages, size FROM layout").fetchall()
    try:
        pages = unpack_each_json([row[2] for row in rows])
        layout = {
            name: PreviousTarget(key, [*map(PageEntry._make, held)], size)
            for (name, key, _, size), held in zip(rows, pages, strict=True)
        }
        site_files = {row[0]: InstalledFile(*row) for row in opened.execute("SELECT * FROM site_files")}
    except (ValueError, TypeError) as fault:
        raise CacheError(str(fault)) from None
    return BuildState(file, head[0], head[1], layout, site_files)


def recorded_release(file: Path) -> str | None:
    """Return the folder's name a state kept in a file speaks of, without reading more of it."""
    if not file.is_file():
        return None
    store = Store(file, _TABLES)
    try:
        found = store.guarded(lambda opened: opened.execute("SELECT site FROM head").fetchone())
    finally:
        store.close()
    return str(found[0]) if found is not None else None


def write_state(
    file: Path,
    version: str,
    site: str,
    site_files_key: str,
    targets: Iterable[TargetRecord],
    site_files: Iterable[InstalledFile],
    gone: Iterable[str] | None,
) -> None:
    """Write what was made anew; `gone` targets are forgotten, with None all that are not among `targets`."""
    store = Store(file, _TABLES, version)
    if gone is None:
        store.reset()
    try:
        with store.connection() as opened:
            _write(opened, (site, site_files_key), targets, site_files, gone or ())
    except sqlite3.DatabaseError as fault:
        if not is_damage(fault):
            raise
        store.reset()  # nothing in it is lost with it
    finally:
        store.close()


def _write(
    opened: sqlite3.Connection,
    head: tuple[str, str],
    targets: Iterable[TargetRecord],
    site_files: Iterable[InstalledFile],
    gone: Iterable[str],
) -> None:
    opened.execute("DELETE FROM head")
    opened.execute("DELETE FROM site_files")
    for name in gone:
        opened.execute("DELETE FROM layout WHERE part = ?", (name,))
        opened.execute("DELETE FROM made WHERE part = ?", (name,))
    opened.execute("INSERT INTO head VALUES (?,?)", head)
    for target in targets:
        opened.execute("INSERT OR REPLACE INTO layout VALUES (?,?,?,?)", target[:4])
        opened.execute("INSERT OR REPLACE INTO made VALUES (?,?)", (target.name, target.artifacts))
    opened.executemany("INSERT OR REPLACE INTO site_files VALUES (?,?,?,?,?)", site_files)
