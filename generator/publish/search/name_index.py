"""The rows of all lists by name, in files, kept between builds: a changed list changes only its own names' files.

Kept in one SQLite file: of each list what it was and its rows, of each file what it holds before any cap. Without
a file, or when many lists changed, everything is filed anew, side by side and through files on disk.
"""

import json
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from generator.core.parallel import default_workers, gc_paused, run_parallel
from generator.core.store import CacheError, Store, compress_json, decompress_json
from generator.core.syllables import fnv1a_32, syllables
from generator.publish.search.kept_index import KeptIndex
from generator.publish.search.spill import Spill, read_bucket

ListedRow = Sequence[Any]
"""A row of a list: its number, then what the look-up shows of it, first the name."""
_NAME = 1
_MOST_NAMES = 60
_MIN_LISTS_TO_FORK = 40
_ROWS_A_BUCKET = 20_000
_LISTS_A_SPILL = 64
_MOST_CHANGED = 5
"""One list in so many changed: beyond that, all are filed anew."""
_TABLES = """
CREATE TABLE IF NOT EXISTS head (size INT);
CREATE TABLE IF NOT EXISTS lists (id TEXT PRIMARY KEY, digest BLOB, rows BLOB);
CREATE TABLE IF NOT EXISTS files (number INTEGER PRIMARY KEY, held BLOB, digest BLOB);
"""
_SCHEMA = 1
_Held = dict[str, dict[str, Any]]
"""What is kept of a file: `r` are rows by name, each behind the id of its list; `p` by part of a name the names that
hold it, with how many rows bear each."""


def name_key(name: str) -> str:
    """Return what a name is filed under: 'Đặng Văn Lâm' and 'lam dang van' are one."""
    return " ".join(sorted(folded for folded, _ in syllables(name)))


def name_parts(name: str) -> set[str]:
    """Return what a reader may know of a name: all but one syllable, the first or middle and the last."""
    folded = [syllable for syllable, _ in syllables(name)]
    if len(folded) < 3:
        return set()
    found = [folded[:n] + folded[n + 1 :] for n in range(len(folded))]
    found += [folded[-2:], [folded[0], folded[-1]]]
    return {" ".join(sorted(part)) for part in found}


class NameIndex(KeptIndex):
    """The names in some lists, by file."""

    def __init__(
        self,
        lists: Mapping[str, bytes],
        rows_of: Callable[[str], Sequence[ListedRow]],
        count: int,
        version: str = "",
        file: Path | None = None,
    ) -> None:
        """`lists` are the digests of lists by their ids: they change when the rows do. `count` is that of files.

        `version` stands for all else the rows depend on; of another one nothing kept is used.
        """
        self.lists, self.rows_of, self.count = lists, rows_of, count
        super().__init__(Store(file, _TABLES, f"{_SCHEMA} {version} {count}", wait=600))

    def content(self, number: int) -> str:
        """Return the content of a file: rows by name, and by part of a name the names that hold it, most first."""
        held: _Held = {"r": {}, "p": {}}
        if number in self._fingerprints:  # looking brings the index up to date
            found = self.store.connection().execute("SELECT held, digest FROM files WHERE number = ?", (number,))
            held = _as_kept(number, *(found.fetchone() or (b"", b"")))
        rows = {key: [row[2:] for row in some] for key, some in held["r"].items()}
        names = {part: _most(some) for part, some in held["p"].items()}
        return json.dumps({"r": rows, "p": names}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    def _bring_up_to_date(self, opened: sqlite3.Connection) -> None:
        known: dict[str, bytes] = dict(opened.execute("SELECT id, digest FROM lists"))
        is_whole = opened.execute("SELECT size FROM head").fetchone() == (len(known),)
        touched = {name for name, digest in self.lists.items() if known.get(name) != digest}
        touched |= known.keys() - self.lists.keys()
        if not is_whole or len(touched) * _MOST_CHANGED > len(self.lists):
            self._file_all(opened)
        elif touched:
            self._update(opened, touched)

    def _update(self, opened: sqlite3.Connection, touched: Iterable[str]) -> None:
        """Take the rows of some lists out of their files, and put in what they are now."""
        changes: defaultdict[int, list[tuple[int, str, ListedRow]]] = defaultdict(list)
        for name in sorted(touched):
            kept = opened.execute("SELECT rows FROM lists WHERE id = ?", (name,)).fetchone()
            rows = self.rows_of(name) if name in self.lists else []
            for sign, some in ((-1, decompress_json(kept[0]) if kept else []), (1, rows)):
                for row in some:
                    for number in self._files_of(row[_NAME]):
                        changes[number].append((sign, name, row))
            if name in self.lists:
                opened.execute(
                    "INSERT OR REPLACE INTO lists VALUES (?,?,?)", (name, self.lists[name], compress_json(rows))
                )
            else:
                opened.execute("DELETE FROM lists WHERE id = ?", (name,))
        for number, changed in changes.items():
            found = opened.execute("SELECT held, digest FROM files WHERE number = ?", (number,)).fetchone()
            held: _Held = _as_kept(number, *found) if found else {"r": {}, "p": {}}
            for sign, name, row in changed:
                self._change(held, number, sign, name, row)
            opened.execute("INSERT OR REPLACE INTO files VALUES (?,?,?)", (number, *_to_columns(held)))
        opened.execute("UPDATE head SET size = ?", (len(self.lists),))

    def _change(self, held: _Held, number: int, sign: int, name: str, row: ListedRow) -> None:
        """Put a row of a list into what a file holds, or take it out: what of it belongs there."""
        own, key = row[_NAME], name_key(row[_NAME])
        if self._file_of(key) == number:
            some = [each for each in held["r"].pop(key, []) if each[:2] != [name, row[0]]]
            if some := [*some, [name, *row]] if sign > 0 else some:
                held["r"][key] = some
        for part in name_parts(own):
            if self._file_of(part) == number:
                names = held["p"].setdefault(part, {})
                names[own] = names.get(own, 0) + sign
                if not names[own]:
                    del names[own]
                if not names:
                    del held["p"][part]

    def _files_of(self, name: str) -> set[int]:
        key = name_key(name)
        return {self._file_of(each) for each in (key, *name_parts(name))} if key else set()

    def _file_of(self, words: str) -> int:
        return _hash(words) % self.count

    def _file_all(self, opened: sqlite3.Connection) -> None:
        """File the rows of every list: first all by buckets of files, then bucket by bucket."""
        for table in ("head", "lists", "files"):
            opened.execute(f"DELETE FROM {table}")
        processes = default_workers() if len(self.lists) >= _MIN_LISTS_TO_FORK else 1
        with tempfile.TemporaryDirectory(prefix="dienhinh-") as folder:
            spilling = [partial(self._spill, Path(folder), n, processes) for n in range(processes)]
            opened.executemany("INSERT INTO lists VALUES (?,?,?)", run_parallel(spilling))
            merging = [partial(self._merge, Path(folder), n, processes) for n in range(processes)]
            opened.executemany("INSERT INTO files VALUES (?,?,?)", run_parallel(merging))
        opened.execute("INSERT INTO head VALUES (?)", (len(self.lists),))

    @property
    def _buckets(self) -> int:
        return max(1, min(self.count, self.count * _ROWS_A_FILE // _ROWS_A_BUCKET))

    def _spill(self, folder: Path, first: int, step: int) -> Iterator[tuple[str, bytes, bytes]]:
        """Write the rows of every `step`-th list into buckets; yield what is kept of each list."""
        spill = Spill(folder, self._buckets)
        with gc_paused():
            for at, name in enumerate([*self.lists][first::step]):
                rows = self.rows_of(name)
                for row in rows:
                    self._file(spill, name, row)
                if at % _LISTS_A_SPILL == _LISTS_A_SPILL - 1:
                    spill.write_out(at * step + first)
                yield name, self.lists[name], compress_json(rows)
            spill.write_out(len(self.lists) + first)

    def _file(self, spill: Spill, name: str, row: ListedRow) -> None:
        own, key = row[_NAME], name_key(row[_NAME])
        if key:
            number = self._file_of(key)
            spill.entries[self._bucket_of(number)].append((number, key, [name, *row]))
            for part in name_parts(own):
                number = self._file_of(part)
                spill.entries[self._bucket_of(number)].append((number, part, own))

    def _bucket_of(self, number: int) -> int:
        return number * self._buckets // self.count

    def _merge(self, folder: Path, first: int, step: int) -> Iterator[tuple[int, bytes, bytes]]:
        """Yield the files of every `step`-th bucket: number, what it holds, and a digest of that."""
        for bucket in range(first, self._buckets, step):
            with gc_paused():
                files: defaultdict[int, _Held] = defaultdict(lambda: {"r": {}, "p": {}})
                for number, words, what in read_bucket(folder, bucket):
                    if isinstance(what, list):
                        files[number]["r"].setdefault(words, []).append(what)
                    else:
                        names = files[number]["p"].setdefault(words, {})
                        names[what] = names.get(what, 0) + 1
                for number, held in files.items():
                    yield (number, *_to_columns(held))


_ROWS_A_FILE = 128


def file_count(rows: int) -> int:
    """Return in how many files so many rows go: a power of two."""
    return 1 << max(0, (rows // _ROWS_A_FILE).bit_length())


@lru_cache(maxsize=65_536)
def _hash(words: str) -> int:
    return fnv1a_32(words)


def _to_columns(held: _Held) -> tuple[bytes, bytes]:
    """Return what a file holds as it is kept, the same however it came to be so, and a digest of it."""
    for some in held["r"].values():
        some.sort(key=lambda row: row[:2])
    ordered = {kind: {words: found[words] for words in sorted(found)} for kind, found in held.items()}
    ordered["p"] = {part: dict(sorted(names.items())) for part, names in ordered["p"].items()}
    kept = compress_json(ordered)
    return kept, blake2b(kept, digest_size=16).digest()


def _as_kept(number: int, held: bytes, digest: bytes) -> _Held:
    if blake2b(held, digest_size=16).digest() != digest:
        raise CacheError(f"{number}: not as it was kept")
    found: _Held = decompress_json(held)
    return found


def _most(names: Mapping[str, int]) -> dict[str, int]:
    """Return those names that most rows bear, so many as a reader may look through."""
    return dict(sorted(names.items(), key=lambda each: (-each[1], each[0]))[:_MOST_NAMES])
