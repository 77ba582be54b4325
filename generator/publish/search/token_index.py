"""The words of all items by file, kept between builds: a changed item changes only its own words' files.

Kept in one SQLite file: of each item what it was and its words, of each file its postings before any
cap. Without a file, or when most of it changed, everything is indexed anew, side by side and through
files on disk, so that memory does not grow with the archive.
"""

import sqlite3
import tempfile
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

from generator.core.parallel import default_workers, gc_paused, run_parallel
from generator.core.store import CacheError, Store, compress_json, decompress_json
from generator.core.syllables import fnv1a_32
from generator.publish.search.items import KEY_LENGTH
from generator.publish.search.kept_index import KeptIndex
from generator.publish.search.spill import Spill, read_bucket
from generator.publish.search.tokenizer import AbbreviationExpander, Postings, Token, TokenOccurrence, content, tokenize
from generator.records.reference import Abbreviation

ItemWords = Mapping[str, Sequence[str]]
_MIN_ITEMS_TO_FORK = 400
_ITEMS_A_BUCKET = 1500
_ITEMS_A_SPILL = 256
_MOST_CHANGED = 5
"""One item in so many changed: beyond that, all are indexed anew."""
_TABLES = """
CREATE TABLE IF NOT EXISTS head (keys TEXT, vocabulary BLOB);
CREATE TABLE IF NOT EXISTS items (key TEXT PRIMARY KEY, digest BLOB, words BLOB);
CREATE TABLE IF NOT EXISTS files (number INTEGER PRIMARY KEY, postings BLOB, digest BLOB, alone BLOB);
"""
_SCHEMA = 5
_Spilt = list[tuple[int, list[Any]]]
"""Places of items, each with number of the file, token, class, spelling of its words, one after the other."""


class TokenIndex(KeptIndex):
    """The index of words of a site's items, the newest item first."""

    def __init__(
        self,
        keys: Sequence[str],
        digests: Sequence[bytes],
        words_of: Callable[[int], ItemWords],
        count: int,
        abbreviations: Iterable[Abbreviation],
        version: str = "",
        file: Path | None = None,
    ) -> None:
        """`words_of` yields the words of the item at a place; `digests` change when those do.

        `version` stands for all else they depend on; of another one nothing kept is used.
        """
        self.keys, self.digests, self.words_of, self.count = keys, digests, words_of, count
        self.other = AbbreviationExpander(abbreviations)
        super().__init__(Store(file, _TABLES, f"{_SCHEMA} {version} {count}", wait=600))

    def content(self, number: int) -> str:
        """Return the content of a file."""
        if number not in self._fingerprints:  # looking brings the index up to date
            return content({})
        row = (
            self.store.connection().execute("SELECT postings, digest FROM files WHERE number = ?", (number,)).fetchone()
        )
        made = content(decompress_json(row[0] if row else b""))
        if blake2b(made.encode(), digest_size=16).digest() != row[1]:
            raise CacheError(f"{number}: not as it was kept")
        return made

    @cached_property
    def vocabulary(self) -> list[str]:
        """The syllables of names, numbers, titles, places and awards, folded: what a respelt query may say."""
        if not self._fingerprints:  # looking brings the index up to date
            return []
        return self._vocabulary(self.store.connection())

    @staticmethod
    def _vocabulary(opened: sqlite3.Connection) -> list[str]:
        rows = opened.execute("SELECT alone FROM files")
        return sorted({syllable for (alone,) in rows for syllable in decompress_json(alone)})

    @property
    def vocabulary_digest(self) -> bytes:
        """A digest of the vocabulary; where the syllables of no file changed, nobody needs to gather them."""
        if not self._fingerprints:  # as above
            return b""
        found = self.store.connection().execute("SELECT vocabulary FROM head").fetchone()
        return found[0] if found is not None else b""

    def _note_vocabulary(self, opened: sqlite3.Connection) -> None:
        digest = blake2b("\n".join(self._vocabulary(opened)).encode(), digest_size=16).digest()
        opened.execute("UPDATE head SET vocabulary = ?", (digest,))

    def _bring_up_to_date(self, opened: sqlite3.Connection) -> None:
        head = opened.execute("SELECT keys FROM head").fetchone()
        if head is None:
            self._index_all(opened)
            return
        kept = _split_keys(head[0])
        known: dict[str, bytes] = dict(opened.execute("SELECT key, digest FROM items"))
        changed = {key for key, digest in zip(self.keys, self.digests, strict=True) if known.get(key) != digest}
        gone = known.keys() - set(self.keys)
        touched = changed | gone
        in_order = [key for key in kept if key not in touched] == [key for key in self.keys if key not in touched]
        if not in_order or len(touched) * _MOST_CHANGED > len(self.keys):
            self._index_all(opened)
        elif touched or kept != list(self.keys):
            self._update(opened, changed, gone, _reordered(kept, self.keys, changed))

    def _update(self, opened: sqlite3.Connection, changed: set[str], gone: set[str], moved: set[str]) -> None:
        """Take the changed words of some items out of their files and put them in."""
        rank = {key: place for place, key in enumerate(self.keys)}
        take: defaultdict[int, list[tuple[str, TokenOccurrence, str]]] = defaultdict(list)
        put: defaultdict[int, list[tuple[str, TokenOccurrence, str]]] = defaultdict(list)
        for key in sorted(changed | gone):
            row = opened.execute("SELECT words FROM items WHERE key = ?", (key,)).fetchone()
            before = tokenize(decompress_json(row[0]), self.other) if row else {}
            words = self.words_of(rank[key]) if key in rank else {}
            after = tokenize(words, self.other)
            for parts, where in before.items():
                if key in moved or after.get(parts) != where:
                    self._file(take, parts, where, key)
            for parts, where in after.items():
                if key in moved or before.get(parts) != where:
                    self._file(put, parts, where, key)
            if key in rank:
                opened.execute(
                    "INSERT OR REPLACE INTO items VALUES (?,?,?)", (key, self.digests[rank[key]], compress_json(words))
                )
            else:
                opened.execute("DELETE FROM items WHERE key = ?", (key,))
        others_alone = False
        for number in sorted(take.keys() | put.keys()):
            row = opened.execute("SELECT postings, alone FROM files WHERE number = ?", (number,)).fetchone()
            postings: Postings = decompress_json(row[0]) if row else {}
            for token, where, key in take[number]:
                _remove_posting(postings, token, where, key)
            for token, where, key in put[number]:
                _insert_posting(postings, token, where, key, rank)
            columns = _to_columns(postings)
            opened.execute("INSERT OR REPLACE INTO files VALUES (?,?,?,?)", (number, *columns))
            others_alone = others_alone or row is None or row[1] != columns[2]
        opened.execute("UPDATE head SET keys = ?", ("".join(self.keys),))
        if others_alone:
            self._note_vocabulary(opened)

    def _file(
        self, into: Mapping[int, list[tuple[str, TokenOccurrence, str]]], parts: Token, where: TokenOccurrence, key: str
    ) -> None:
        token = " ".join(parts)
        into[fnv1a_32(token) % self.count].append((token, where, key))

    def _index_all(self, opened: sqlite3.Connection) -> None:
        """Index every item: first all words by buckets of files, then bucket by bucket."""
        for table in ("head", "items", "files"):
            opened.execute(f"DELETE FROM {table}")
        processes = default_workers() if len(self.keys) >= _MIN_ITEMS_TO_FORK else 1
        buckets = min(self.count, 1 + len(self.keys) // _ITEMS_A_BUCKET)
        with tempfile.TemporaryDirectory(prefix="dienhinh-") as spilt:
            works = [partial(self._spill, Path(spilt), buckets, n, processes) for n in range(processes)]
            opened.executemany("INSERT INTO items VALUES (?,?,?)", run_parallel(works))
            merging = [partial(self._merge, Path(spilt), range(n, buckets, processes)) for n in range(processes)]
            opened.executemany("INSERT INTO files VALUES (?,?,?,?)", run_parallel(merging))
        opened.execute("INSERT INTO head VALUES (?, ?)", ("".join(self.keys), b""))
        self._note_vocabulary(opened)

    def _spill(self, folder: Path, buckets: int, first: int, step: int) -> Iterator[tuple[str, bytes, bytes]]:
        """Write the words of every `step`-th item into buckets; yield what is kept of each item."""
        known: dict[Token, tuple[int, int, str]] = {}
        spill = Spill(folder, buckets)
        with gc_paused():
            for place in range(first, len(self.keys), step):
                words = self.words_of(place)
                own: list[list[int | str]] = [[] for _ in spill.entries]
                for entries, some in zip(spill.entries, own, strict=True):
                    entries.append((place, some))
                for parts, (name, spelling) in tokenize(words, self.other).items():
                    if parts not in known:
                        joined = " ".join(parts)
                        number = fnv1a_32(joined) % self.count
                        known[parts] = (number * buckets // self.count, number, joined)
                    bucket, number, token = known[parts]
                    own[bucket] += (number, token, name, spelling)
                if len(spill.entries[0]) == _ITEMS_A_SPILL:
                    spill.write_out(place)
                yield self.keys[place], self.digests[place], compress_json(words)
            spill.write_out(len(self.keys) + first)

    def _merge(self, folder: Path, buckets: Iterable[int]) -> Iterator[tuple[int, bytes, bytes, bytes]]:
        """Yield the files of some buckets: number, postings, digest of the content, syllables alone in it."""
        for bucket in buckets:
            with gc_paused():
                spilt: _Spilt = sorted(read_bucket(folder, bucket), key=lambda each: each[0])
                files: dict[int, dict[str, dict[str, dict[str, list[str]]]]] = {}
                for place, entries in spilt:
                    key, each = self.keys[place], iter(entries)
                    for number, token, name, spelling in zip(each, each, each, each, strict=True):
                        spelt = files.setdefault(number, {}).setdefault(token, {}).setdefault(name, {})
                        spelt.setdefault(spelling, []).append(key)
                for number, found in files.items():
                    postings: Postings = {
                        token: {n: {s: "".join(keys) for s, keys in spelt.items()} for n, spelt in posting.items()}
                        for token, posting in found.items()
                    }
                    yield (number, *_to_columns(postings))


def _to_columns(postings: Postings) -> tuple[bytes, bytes, bytes]:
    alone = sorted(token for token in postings if token.isalpha())
    return compress_json(postings), blake2b(content(postings).encode(), digest_size=16).digest(), compress_json(alone)


def _split_keys(keys: str) -> list[str]:
    return [keys[at : at + KEY_LENGTH] for at in range(0, len(keys), KEY_LENGTH)]


def _reordered(before: Sequence[str], after: Sequence[str], changed: set[str]) -> set[str]:
    """Return the changed keys that do not stand between the same unchanged ones as before, alone."""
    old, new = _positions(before, changed), _positions(after, changed)
    crowded = {place for place in new.values() if list(new.values()).count(place) > 1} if len(new) > 1 else set()
    return {key for key in changed if old.get(key) != new.get(key) or new[key] in crowded}


def _positions(keys: Sequence[str], changed: set[str]) -> dict[str, int]:
    found, unchanged = {}, 0
    for key in keys:
        if key in changed:
            found[key] = unchanged
        else:
            unchanged += 1
    return found


def _remove_posting(postings: Postings, token: str, where: TokenOccurrence, key: str) -> None:
    name, spelling = where
    spelt = postings[token][name]
    spelt[spelling] = "".join(each for each in _split_keys(spelt[spelling]) if each != key)
    if not spelt[spelling]:
        del spelt[spelling]
    if not spelt:
        del postings[token][name]
    if not postings[token]:
        del postings[token]


def _insert_posting(postings: Postings, token: str, where: TokenOccurrence, key: str, rank: Mapping[str, int]) -> None:
    name, spelling = where
    spelt = postings.setdefault(token, {}).setdefault(name, {})
    keys = _split_keys(spelt.get(spelling, ""))
    keys.insert(bisect_left(keys, rank[key], key=rank.__getitem__), key)
    spelt[spelling] = "".join(keys)
