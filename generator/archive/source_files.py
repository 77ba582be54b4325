"""The files of `stories/`, one at a time: which there are, and what each holds."""

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from generator.archive.archive import NATIONAL, UNDATED, is_national
from generator.archive.ledger import FILE
from generator.archive.record_cache import (
    RACY_WINDOW_NS,
    UNTRUSTED_STAT,
    CachedRecord,
    FileStat,
    ParsedFile,
)
from generator.core.parallel import SharedQueue, default_workers, run_parallel
from generator.core.problem import Problem, make_problem
from generator.core.store import pack_json
from generator.records.base import ID_PATTERN, Record, is_device
from generator.records.kinds import KINDS, KindSpec, kind_of
from generator.records.reading import read_record
from generator.records.serialization import split_deferred, without_prose
from generator.records.story import Story
from generator.records.traversal import iter_references
from generator.source.yaml_source import Limits, NodePath, Source, Tree, read_source

RESERVED_IDS = frozenset({"nam", "giai-doan", "index", "trang", "v"})
"""Parts of addresses that mean something else beneath a list of records."""


def is_reserved(record_id: str) -> bool:
    """Tell whether an id is no record's: it means something in addresses, or Windows cannot hold its file."""
    return record_id in RESERVED_IDS or is_device(record_id)


def _reserved(record_id: str) -> str:
    return f"archive.{'device-name' if is_device(record_id) else 'reserved-id'}"


ALONE = "none"
"""What `base` of a list says that does without the national one."""

_IN_FOLDERS = {kind.folder: kind for kind in KINDS if kind.folder}
_IN_LISTS = {stem: kind for kind in KINDS for stem in kind.files}
_OF_THE_SYSTEM = frozenset({"Thumbs.db", "desktop.ini"})
_MIN_ITEMS_TO_FORK = 400
_DIGEST = 16
"""Bytes of a digest: enough that two different records never share one."""


ReadFile = tuple[ParsedFile, tuple[Record, ...]]
"""What a file holds, and its records."""


def stat_of(file: str) -> FileStat:
    """Return how a file looks on disk."""
    stat = os.stat(file)
    return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def trusted_stat(look: FileStat) -> FileStat:
    """A file changed a moment ago could change again within one tick of the disk's clock: do not trust its look."""
    return look if time.time_ns() - max(look[1], look[2]) > RACY_WINDOW_NS else UNTRUSTED_STAT


def digest_of(*parts: bytes) -> bytes:
    """Return a digest of bytes, long enough that two different records never share one."""
    hashed = hashlib.blake2b(digest_size=_DIGEST)
    for part in parts:
        hashed.update(part)
    return hashed.digest()


def _is_text(name: str) -> bool:
    """Tell whether a file's name is UTF-8, and not bytes that Python only passes on."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class SourceScanner:
    """Finds the record files of a project; what is none is among its `problems`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []

    def files(self, folder: str, top: bool = True) -> Iterator[str]:
        """Yield the record files, as paths from the root; refuse links and anything that is no record."""
        if not (self.root / folder).is_dir():
            self._fault(folder, "archive.no-folder")
            return
        if top and (self.root / folder).is_symlink():
            self._fault(folder, "archive.symlink")
        for entry in sorted(os.scandir(self.root / folder), key=lambda e: e.name):
            name = f"{folder}/{entry.name}"
            if not _is_text(entry.name):
                shown = os.fsencode(entry.name).decode("utf-8", "backslashreplace")
                self._fault(f"{folder}/{shown}", "archive.odd-name")
                continue
            if entry.name.startswith(".") or entry.name in _OF_THE_SYSTEM:
                continue
            if entry.is_symlink():
                self._fault(name, "archive.symlink")
            elif entry.is_dir():
                if not (top and entry.name == "media"):
                    yield from self.files(name, top=False)
            elif name == FILE:
                continue
            elif not entry.name.endswith(".yml") or not entry.is_file():
                self._fault(name, "archive.odd-file")
            else:
                yield name

    def _fault(self, name: str, code: str) -> None:
        self.problems.append(make_problem(name, 1, "", code))


@dataclass(frozen=True)
class SourceReader:
    """Reads one file at a time, whatever the others hold."""

    root: Path
    folder: str
    overrides: Mapping[str, bytes | None]

    def location(self, name: str) -> str:
        """Return where a file stands: the lists that ship with the program stand with the program."""
        return f"{NATIONAL if is_national(name) else self.root}/{name}"

    def read_parallel(self, names: list[str], processes: int | None) -> Iterator[ParsedFile]:
        """Yield what each file holds, in any order, read by several processes if that is worth it."""
        count = (processes or default_workers()) if len(names) >= _MIN_ITEMS_TO_FORK else 1
        yield from run_parallel([partial(self._some, SharedQueue(names))] * count)

    def _some(self, names: Iterable[str]) -> Iterator[ParsedFile]:
        for name in names:
            yield self.read(name)[0]

    def read(self, name: str) -> ReadFile:
        """Return what a file holds, and its records."""
        if name in self.overrides:
            content, look = self.overrides[name], UNTRUSTED_STAT
        else:
            look = trusted_stat(stat_of(self.location(name)))
            content = Path(self.location(name)).read_bytes()
        if content is None:
            return ParsedFile(name, look, b"", (), ()), ()
        found: list[Record | Problem] = []
        places: list[NodePath] = []
        parts = Path(name).parts[len(Path(self.folder).parts) :]
        source = read_source(name, content, _IN_FOLDERS[parts[0]].limits if parts[0] in _IN_FOLDERS else Limits())
        if isinstance(source, Problem):
            return ParsedFile(name, look, digest_of(content), (source,), ()), ()
        for item, place in _records(source, parts, Path(name).stem):
            found.append(item)
            places.append(place)
        problems = [*source.warnings, *(item for item in found if isinstance(item, Problem))]
        records = [(item, place) for item, place in zip(found, places, strict=True) if isinstance(item, Record)]
        rows = tuple(_row(record, place, name, content) for record, place in records)
        alone = source.data.get("base") == ALONE and parts[0] == "reference"
        file = ParsedFile(name, look, digest_of(content), tuple(problems), rows, alone)
        return file, tuple(record for record, _ in records)


def kind_of_file(path: str) -> KindSpec | None:
    """Return the kind of records a file of a project holds, by its path from the root; None if it holds none."""
    folder, *rest = Path(path).parts[1:] if path.startswith("stories/") and path.endswith(".yml") else ("",)
    if folder == "reference" and len(rest) == 1:
        return _IN_LISTS.get(Path(path).stem)
    if folder in _IN_FOLDERS:
        return _IN_FOLDERS[folder]
    is_year = folder == UNDATED or (folder.isdigit() and len(folder) == 4)
    return kind_of(Story.collection) if is_year and len(rest) == 1 else None


def _records(source: Source, parts: tuple[str, ...], stem: str) -> Iterator[tuple[Record | Problem, NodePath]]:
    """Yield each record of a source with its place in it, or what is wrong."""
    kind = kind_of_file("/".join(("stories", *parts)))
    if kind is None:
        folders = ("<năm>", UNDATED, *_IN_FOLDERS, "reference")
        known = ", ".join(f"stories/{name}/" for name in folders)
        yield make_problem(source.path, 1, "", "archive.odd-place", known=known), ()
    elif kind.files:
        yield from _items(kind.record, source)
    else:
        yield from _whole_file(kind.record, source, stem)


def _whole_file(record_class: type[Record], source: Source, stem: str) -> Iterator[tuple[Record | Problem, NodePath]]:
    if not ID_PATTERN.fullmatch(stem):
        yield make_problem(source.path, 1, "", "archive.bad-name", name=stem), ()
    elif is_reserved(stem):
        yield make_problem(source.path, 1, "", _reserved(stem), name=stem), ()
    else:
        yield from _read_in(read_record(record_class, source, record_id=stem), ())


def _items(record_class: type[Record], source: Source) -> Iterator[tuple[Record | Problem, NodePath]]:
    base = source.data.get("base")
    if base not in {None, ALONE}:
        yield make_problem(source.path, source.line_of(("base",)), "base", "archive.bad-base", value=str(base)), ()
    for key in source.data:
        if key not in {"items", "base"}:
            values = {"known": "items", "suggestion": "items", "field": key}
            yield make_problem(source.path, source.line_of((key,)), key, "record.unknown-field", **values), ()
    items: Tree = source.data.get("items")
    if not isinstance(items, list):
        yield make_problem(source.path, 1, "", "archive.no-items"), ()
        return
    for number in range(len(items)):
        place: NodePath = ("items", number)
        record = read_record(record_class, source, place)
        if isinstance(record, Record) and is_reserved(record.id):
            at: NodePath = (*place, "id")
            yield (
                make_problem(
                    source.path, source.line_of(at), f"items.{number}.id", _reserved(record.id), name=record.id
                ),
                (),
            )
        else:
            yield from _read_in(record, place)


def _read_in(found: Record | list[Problem], place: NodePath) -> Iterator[tuple[Record | Problem, NodePath]]:
    if isinstance(found, list):
        yield from ((fault, place) for fault in found)
    else:
        yield found, place


def _row(record: Record, place: NodePath, name: str, content: bytes) -> CachedRecord:
    core_fields, deferred_fields = split_deferred(record)
    core, deferred = _dump(core_fields), pack_json(deferred_fields)
    refers = sorted(
        {(collection, wanted) for _, collection, wanted in iter_references(record) if collection != "sources"}
    )
    own = (
        digest_of(name.encode(), content)
        if not place
        else digest_of(record.collection.encode(), core.encode(), deferred)
    )
    facts = own
    if record.prose:
        facts = digest_of(name.encode(), _dump(without_prose(type(record), core_fields, deferred_fields)).encode())
    number = place[1] if place else -1
    assert isinstance(number, int)
    return CachedRecord(number, record.collection, record.id, own, facts, json.dumps(refers), core, deferred)


def _dump(fields: list[Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
