"""What git knows about the records: their versions, from one pass over the history.

What was read is kept by commit in `.dienhinh/history.sqlite`; a later commit adds what is new since.
"""

import hashlib
import json
import re
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from functools import partial
from pathlib import Path
from typing import Any, Literal

from generator.archive.archive import Archive
from generator.archive.decision_lists import shows_all_rows
from generator.core.build_terms import given_build_day
from generator.core.dates import PartialDate, parse_date
from generator.core.git import GitFault, Repository
from generator.core.store import CacheError, Store, compress
from generator.core.text import fold
from generator.engine.fact_changes import altered
from generator.publish.versions import NO_HISTORY, Fact, History, Version
from generator.records.shared import Exemplar
from generator.records.story import Story
from generator.source.yaml_source import Limits, Source, read_source

FILE = "history.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS head (head TEXT, state TEXT);
CREATE TABLE IF NOT EXISTS versions (path TEXT, number INT, day TEXT, blob TEXT, PRIMARY KEY (path, number));
CREATE TABLE IF NOT EXISTS blobs (blob TEXT PRIMARY KEY, digest TEXT, content BLOB);
CREATE INDEX IF NOT EXISTS by_digest ON blobs (digest);
CREATE TABLE IF NOT EXISTS naming (digest TEXT PRIMARY KEY, asked TEXT, found INT);
CREATE TABLE IF NOT EXISTS altered (old TEXT, new TEXT, fields TEXT, facts TEXT, PRIMARY KEY (old, new));
"""
_RAW = re.compile(r":\d+ \d+ [0-9a-f]+ ([0-9a-f]+) ([A-Z])\d*\t(.+)")
_DIGEST = 16
_BLOBS_AT_ONCE = 500
_LIMITS = Limits(size=8 * 1024 * 1024, events=2_000_000)

BlobVersion = tuple[str, str]
"""The ISO day of a commit, and what git calls the file's content."""


def commit_of(root: Path) -> str:
    """Return the commit the records stand at, with `+` if files differ from it; "" without git."""
    known = _git(root, "rev-parse", "HEAD")
    if known is None:
        return ""
    changed = _git(root, "status", "--porcelain", "--", "stories", "docs", "mkdocs.yml")
    return known + ("+" if changed else "")


def built_for(history: History) -> PartialDate | None:
    """Return the day a build is for: that which was told, else that of the newest commit that changed a record."""
    newest = max((version.day for versions in history.versions.values() for version in versions), default="")
    return given_build_day() or parse_date(newest)


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = Repository(root).run(*arguments)
    except GitFault:
        return None
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None


def read_history(root: Path, archive: Archive, cache: Path) -> History:
    """Return the versions of every record that has a file of its own, as far as git is there and knows them."""
    told = _git(root, "rev-parse", "HEAD", "--is-shallow-repository", "--show-prefix")
    if told is None:
        return NO_HISTORY
    head, shallow, *rest = told.split("\n")
    store = Store(cache / FILE, _TABLES)
    state: Literal["shallow", "whole"] = "shallow" if shallow == "true" else "whole"
    read = store.guarded(lambda kept: _read(kept, root, archive, head, state, rest[0] if rest else ""))
    if read is None:
        return NO_HISTORY
    versions, public, naming = read
    return History(state, versions, public, naming, partial(tree_of, cache / FILE))


def _read(
    kept: sqlite3.Connection, root: Path, archive: Archive, head: str, state: str, prefix: str
) -> tuple[dict[str, tuple[Version, ...]], frozenset[str], frozenset[str]] | None:
    known = kept.execute("SELECT head, state FROM head").fetchone()
    if known != (head, state):
        _sync(root, kept, known, head, state, prefix)
    files = {origin.path for origin in archive.origins.values() if not origin.node}
    seen = {path: found for path, found in _cached_versions(kept).items() if path in files}
    digests = _digests(root, kept, {blob for found in seen.values() for _, blob in found})
    versions = {path: tuple(_versions(kept, found, digests)) for path, found in seen.items()}
    naming = _naming(kept, set(digests.values()), _names_down(archive))
    return (versions, frozenset(digests.values()), naming) if versions else None


def _names_down(archive: Archive) -> list[str]:
    """Return the folded names that must stand nowhere: of records taken down with them, of rows withdrawn."""
    down = {name for record in archive.all_exemplars() if record.is_unnamed for name in _names_of(record)}
    decisions = (decision for decision in archive.decisions.values() if not shows_all_rows(archive, decision))
    down |= {row.name for decision in decisions for row in decision.rows if row.withdrawn}
    return sorted({fold(name) for name in down})


def _names_of(record: Exemplar) -> Iterator[str]:
    yield record.name
    if isinstance(record, Story):
        yield from (member.name for member in record.members)


def _naming(kept: sqlite3.Connection, digests: set[str], names: Sequence[str]) -> frozenset[str]:
    """Return the digests whose content holds one of some folded names; what was looked at is kept."""
    if not names:
        return frozenset()
    asked = hashlib.blake2b("\n".join(names).encode(), digest_size=_DIGEST).hexdigest()
    kept.execute("DELETE FROM naming WHERE asked <> ?", (asked,))
    known = dict(kept.execute("SELECT digest, found FROM naming").fetchall())
    wanted = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names))
    for digest in sorted(digests - known.keys()):
        row = kept.execute("SELECT content FROM blobs WHERE digest = ?", (digest,)).fetchone()
        text = fold(_whole(row[0], digest).decode("utf-8", "replace")) if row else ""
        known[digest] = int(wanted.search(text) is not None)
        kept.execute("INSERT OR REPLACE INTO naming VALUES (?, ?, ?)", (digest, asked, known[digest]))
    return frozenset(digest for digest in digests if known[digest])


def _sync(root: Path, kept: sqlite3.Connection, known: Any, head: str, state: str, prefix: str) -> None:
    """Bring what is kept up to a commit: by what is new since the last, if that one leads to it."""
    since = known[0] if known is not None and known[1] == state else None
    if since is not None and _git(root, "merge-base", "--is-ancestor", since, head) is None:
        since = None
    log = _git(
        root,
        "log",
        "--first-parent",
        "-m",
        "--raw",
        "--no-abbrev",
        "-M",
        "--no-color",
        "--format=%x01%cs",
        f"{since}..{head}" if since else head,
        "--",
        "stories",
    )
    found = _follow_renames((log or "").split("\n"), prefix, _cached_versions(kept) if since else {})
    kept.execute("DELETE FROM versions")
    rows = ((path, number, *seen) for path, every in found.items() for number, seen in enumerate(every))
    kept.executemany("INSERT INTO versions VALUES (?, ?, ?, ?)", rows)
    kept.execute("DELETE FROM head")
    kept.execute("INSERT INTO head VALUES (?, ?)", (head, state))


def _cached_versions(kept: sqlite3.Connection) -> dict[str, list[BlobVersion]]:
    found: defaultdict[str, list[BlobVersion]] = defaultdict(list)
    for path, day, blob in kept.execute("SELECT path, day, blob FROM versions ORDER BY path, number"):
        found[path].append((day, blob))
    return found


def _follow_renames(
    log: Iterable[str], prefix: str, before: Mapping[str, Sequence[BlobVersion]]
) -> dict[str, list[BlobVersion]]:
    """Return the versions of each file as it is called now, newest first; renamed files keep theirs.

    The log runs from the newest commit back. `names` says what a file of then is called now; None for
    a file of that name that is not the one of today.
    """
    found: defaultdict[str, list[BlobVersion]] = defaultdict(list)
    names: dict[str, str | None] = {}
    day = ""
    for row in log:
        if row.startswith("\x01"):
            day = row[1:].strip()
            continue
        parts = _RAW.fullmatch(row)
        if parts is None:
            continue
        blob, kind = parts[1], parts[2]
        old, _, new = parts[3].partition("\t")
        old, new = old.removeprefix(prefix), (new or old).removeprefix(prefix)
        now = names.get(new, new)
        if kind == "D":
            names[new] = None  # what bore the name before it went is another
            continue
        if now is not None:
            found[now].append((day, blob))
        if kind == "R":
            names[old] = now
        if (kind in {"A", "R", "C"} and new != old) or kind == "A":
            names[new] = None
    for path, seen in before.items():
        now = names.get(path, path)
        if now is not None:
            found[now].extend(seen)
    return dict(found)


def _digests(root: Path, kept: sqlite3.Connection, blobs: set[str]) -> dict[str, str]:
    """Return the digest of each content git names; contents not read before are, all in one go."""
    known = {blob: digest for blob, digest in kept.execute("SELECT blob, digest FROM blobs") if blob in blobs}
    missing = sorted(blobs - known.keys())
    for blob, content in _contents(root, missing):
        digest = hashlib.blake2b(content, digest_size=_DIGEST).hexdigest()
        kept.execute("INSERT OR REPLACE INTO blobs VALUES (?, ?, ?)", (blob, digest, compress(content)))
        known[blob] = digest
    return known


def _contents(root: Path, blobs: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield contents git holds, by their names there: some at a time, for all together may be a gigabyte."""
    for first in range(0, len(blobs), _BLOBS_AT_ONCE):
        yield from _some_contents(root, blobs[first : first + _BLOBS_AT_ONCE])


def _some_contents(root: Path, blobs: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    asked = "".join(f"{blob}\n" for blob in blobs).encode()
    answer, at = Repository(root).run("cat-file", "--batch", given=asked).stdout, 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        name, kind, *size = answer[at:end].decode().split(" ")
        if kind != "blob":  # a partial clone may lack it
            at = end + 1
            continue
        length = int(size[0])
        yield name, answer[end + 1 : end + 1 + length]
        at = end + length + 2


def _versions(kept: sqlite3.Connection, seen: Sequence[BlobVersion], digests: Mapping[str, str]) -> Iterator[Version]:
    """Yield the versions of one file; what was committed twice with the same content is one."""
    there = [(day, digests[blob]) for day, blob in seen if blob in digests]
    there = [each for n, each in enumerate(there) if n + 1 == len(there) or there[n + 1][1] != each[1]]
    for number, (day, digest) in enumerate(there):
        if number + 1 == len(there):
            yield Version(day, digest, (), is_first=True)
        else:
            changed, facts = _changed(kept, there[number + 1][1], digest)
            yield Version(day, digest, changed, altered=facts)


def _changed(kept: sqlite3.Connection, old: str, new: str) -> tuple[tuple[str, ...], tuple[Fact, ...]]:
    """Return the fields in which a version differs from the one before, and the facts it altered."""
    row = kept.execute("SELECT fields, facts FROM altered WHERE old = ? AND new = ?", (old, new)).fetchone()
    if row is None:
        before, after = _tree(kept, old) or {}, _tree(kept, new) or {}
        fields = [name for name in {**after, **before} if before.get(name) != after.get(name)]
        row = (json.dumps(fields), json.dumps([astuple(fact) for fact in altered(before, after)]))
        kept.execute("INSERT INTO altered VALUES (?, ?, ?, ?)", (old, new, *row))
    return tuple(json.loads(row[0])), tuple(Fact(*each) for each in json.loads(row[1]))


def tree_of(file: Path, digest: str) -> Any:
    """Return what a version said, as a tree of strings; None if it cannot be read."""
    store = Store(file, _TABLES)
    try:
        return _tree(store.connection(), digest)
    finally:
        store.close()


def _tree(kept: sqlite3.Connection, digest: str) -> Any:
    row = kept.execute("SELECT content FROM blobs WHERE digest = ?", (digest,)).fetchone()
    if row is None:
        return None
    content = _whole(row[0], digest)
    source = read_source("", content, _LIMITS)
    return source.data if isinstance(source, Source) and isinstance(source.data, dict) else None


def _whole(kept: bytes, digest: str) -> bytes:
    """Return a content from how it is kept; CacheError if it is not the one of that digest."""
    try:
        content = zlib.decompress(kept)
    except zlib.error as fault:
        raise CacheError(str(fault)) from None
    if hashlib.blake2b(content, digest_size=_DIGEST).hexdigest() != digest:
        raise CacheError(f"{digest}: not as it was kept")
    return content
