"""The only reader of `stories/`: every file becomes records of the archive, or named problems.

Every file is accounted for: records in = records held + files with named problems. With a vault,
only files whose bytes changed are parsed; what comes out is the same.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from generator.archive.archive import UNDATED, Archive, Origin, line_at
from generator.archive.ledger import FILE
from generator.archive.record_cache import SETTLING, UNSETTLED, FileRead, Key, Look, Row, Vault
from generator.core.caches import compress_json
from generator.core.parallel import default_workers, gc_paused, run_parallel
from generator.core.problem import Problem, make_problem
from generator.records.base import ID_PATTERN, Record, is_device
from generator.records.kinds import COLLECTIONS, FOLDERS, REFERENCE
from generator.records.reading import read_record
from generator.records.serialization import split_deferred
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


_ORDERED = frozenset(c.collection for c in REFERENCE.values())  # reference data keep the order of their file
_ALL: tuple[type[Record], ...] = (Story, *FOLDERS.values(), *REFERENCE.values())
_CLASSES = {c.collection: c for c in _ALL}
_OF_THE_SYSTEM = frozenset({"Thumbs.db", "desktop.ini"})
_LIMITS = {"decisions": Limits(size=8 * 1024 * 1024, events=2_000_000)}
_WORTH_FORKING = 400
_DIGEST = 16
"""Bytes of a digest: enough that two different records never share one."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What `load` found: the archive, the problems, and how many files were read."""

    archive: Archive
    problems: tuple[Problem, ...]
    files: int


def load(
    root: Path,
    instead: Mapping[str, bytes | None] | None = None,
    folder: str = "stories",
    vault: Vault | None = None,
    processes: int | None = None,
) -> Loaded:
    """Read every record under `root/folder`; the problems are those of single files.

    `instead` gives other bytes for files by their path in the project, whether they are there or not, or
    None to pass one over.
    """
    finder = _Finder(root)
    added = (name for name, content in (instead or {}).items() if content is not None)
    names = sorted({*finder.files(folder), *added})
    reader = _Reader(root, folder, instead or {})
    gathering = _Gathering(root)
    with gc_paused():
        for file, records in map(reader.read, names) if vault is None else _through(vault, reader, names, processes):
            gathering.take(file, records)
        return Loaded(gathering.archive(), (*finder.problems, *gathering.problems), len(names))


def load_kept(root: Path, vault: Vault) -> Archive:
    """Return the archive a vault holds, whether the files are there or not."""
    gathering = _Gathering(root)
    with gc_paused():
        for file in vault.kept():
            gathering.take(file, tuple(vault.near(_CLASSES[row.collection], row) for row in file.rows))
        return gathering.archive()


def read_again(archive: Archive, path: str) -> Archive | None:
    """Return the archive with the story of one file as it is now; None if that is not all that changed."""
    key = ("stories", Path(path).stem)
    if not (archive.root / path).is_file() or archive.origins.get(key) != Origin(path):
        return None
    file, records = _Reader(archive.root, path.split("/", 1)[0], {}).read(path)
    if len(records) != 1 or not file.may_be_kept or not isinstance(story := records[0], Story):
        return None
    own = {**archive.own, key: file.rows[0].digest}
    return replace(
        archive,
        stories={**archive.stories, story.id: story},
        own=own,
        digests={**archive.digests, key: _with_what_it_names(own, key, file.rows[0].refers)},
        sources={**archive.sources, path: file.digest},
    )


def _through(
    vault: Vault, reader: "_Reader", names: list[str], processes: int | None
) -> Iterator["tuple[FileRead, tuple[Record, ...]]"]:
    """Yield every file in the order of paths: from the vault if it is as it was, else read, and kept there."""
    looks = vault.looks()
    stale, settled = [], []
    for name in names:
        if name in reader.instead:
            continue
        look = look_of(f"{reader.root}/{name}")
        known = looks.get(name)
        if known is None or known[0] != look:
            if known is not None and known[1] == _digest((reader.root / name).read_bytes()):
                settled.append((name, _settled(look)))
            else:
                stale.append(name)
    if settled:
        vault.look_again(settled)
    gone = looks.keys() - set(names)
    aside = set(reader.instead) & set(names)
    if stale or gone:
        vault.keep(_noting(reader.read_side_by_side(stale, processes), aside), gone)
    waiting = sorted(aside)
    for file in vault.kept():
        if file.path in aside:
            continue
        while waiting and waiting[0] < file.path:
            yield reader.read(waiting.pop(0))
        yield file, tuple(vault.near(_CLASSES[row.collection], row) for row in file.rows)
    yield from map(reader.read, waiting)


def _noting(files: Iterable[FileRead], faulty: set[str]) -> Iterator[FileRead]:
    for file in files:
        if not file.may_be_kept:
            faulty.add(file.path)
        yield file


def look_of(file: str) -> Look:
    """Return how a file looks on disk."""
    stat = os.stat(file)
    return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def _settled(look: Look) -> Look:
    """A file changed a moment ago could change again within one tick of the disk's clock: do not trust its look."""
    return look if time.time_ns() - max(look[1], look[2]) > SETTLING else UNSETTLED


def _digest(*parts: bytes) -> bytes:
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


class _Finder:
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
class _Reader:
    """Reads one file at a time, whatever the others hold."""

    root: Path
    folder: str
    instead: Mapping[str, bytes | None]

    def read_side_by_side(self, names: list[str], processes: int | None) -> Iterator[FileRead]:
        """Yield what each file holds, in any order, read by several processes if that is worth it."""
        count = (processes or default_workers()) if len(names) >= _WORTH_FORKING else 1
        works = [partial(self._some, names[number::count]) for number in range(count)]
        yield from run_parallel(works)

    def _some(self, names: list[str]) -> Iterator[FileRead]:
        for name in names:
            yield self.read(name)[0]

    def read(self, name: str) -> tuple[FileRead, tuple[Record, ...]]:
        """Return what a file holds, and its records."""
        if name in self.instead:
            content, look = self.instead[name], UNSETTLED
        else:
            look = _settled(look_of(f"{self.root}/{name}"))
            content = (self.root / name).read_bytes()
        if content is None:
            return FileRead(name, look, b"", (), ()), ()
        found: list[Record | Problem] = []
        places: list[NodePath] = []
        parts = Path(name).parts[len(Path(self.folder).parts) :]
        source = read_source(name, content, _LIMITS.get(parts[0], Limits()))
        if isinstance(source, Problem):
            return FileRead(name, look, _digest(content), (source,), ()), ()
        for item, place in _records(source, parts, Path(name).stem):
            found.append(item)
            places.append(place)
        problems = [*source.warnings, *(item for item in found if isinstance(item, Problem))]
        records = [(item, place) for item, place in zip(found, places, strict=True) if isinstance(item, Record)]
        rows = tuple(_row(record, place, name, content) for record, place in records)
        return FileRead(name, look, _digest(content), tuple(problems), rows), tuple(record for record, _ in records)


def _records(source: Source, parts: tuple[str, ...], stem: str) -> Iterator[tuple[Record | Problem, NodePath]]:
    """Yield each record of a source with its place in it, or what is wrong."""
    folder = parts[0]
    if folder == "reference" and len(parts) == 2 and stem in REFERENCE:
        yield from _items(REFERENCE[stem], source)
    elif folder in FOLDERS:
        yield from _whole_file(FOLDERS[folder], source, stem)
    elif len(parts) == 2 and (folder == UNDATED or (folder.isdigit() and len(folder) == 4)):
        yield from _whole_file(Story, source, stem)
    else:
        folders = ("<năm>", UNDATED, *FOLDERS, "reference")
        known = ", ".join(f"stories/{name}/" for name in folders)
        yield make_problem(source.path, 1, "", "archive.odd-place", known=known), ()


def _whole_file(record_class: type[Record], source: Source, stem: str) -> Iterator[tuple[Record | Problem, NodePath]]:
    if not ID_PATTERN.fullmatch(stem):
        yield make_problem(source.path, 1, "", "archive.bad-name", name=stem), ()
    elif is_reserved(stem):
        yield make_problem(source.path, 1, "", _reserved(stem), name=stem), ()
    else:
        yield from _read_in(read_record(record_class, source, record_id=stem), ())


def _items(record_class: type[Record], source: Source) -> Iterator[tuple[Record | Problem, NodePath]]:
    for key in source.data:
        if key != "items":
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


def _row(record: Record, place: NodePath, name: str, content: bytes) -> Row:
    core_fields, deferred_fields = split_deferred(record)
    core, deferred = json.dumps(core_fields, ensure_ascii=False, separators=(",", ":")), compress_json(deferred_fields)
    refers = sorted(
        {(collection, wanted) for _, collection, wanted in iter_references(record) if collection != "sources"}
    )
    own = _digest(name.encode(), content) if not place else _digest(record.collection.encode(), core.encode(), deferred)
    number = place[1] if place else -1
    assert isinstance(number, int)
    return Row(number, record.collection, record.id, own, json.dumps(refers), core, deferred)


class _Gathering:
    """Puts the records of all files together."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.collections: dict[str, dict[str, Record]] = {name: {} for name in COLLECTIONS}
        self.origins: dict[Key, Origin] = {}
        self.sources: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        self.own: dict[Key, bytes] = {}
        self.refers: dict[Key, str] = {}

    def take(self, file: FileRead, records: tuple[Record, ...]) -> None:
        """Keep the records of a file; an id that stands already is a problem of the later file."""
        self.problems.extend(file.problems)
        self.sources[file.path] = file.digest
        for row, record in zip(file.rows, records, strict=True):
            key = (row.collection, row.id)
            if key in self.origins:
                line = line_at(self.root, file.path, (*row.place, "id"))
                other = self.origins[key].path
                self.problems.append(make_problem(file.path, line, "id", "archive.same-id", id=row.id, other=other))
                continue
            self.collections[row.collection][row.id] = record
            self.origins[key] = Origin(file.path, row.place)
            self.own[key], self.refers[key] = row.digest, row.refers

    def archive(self) -> Archive:
        """Return the archive of everything taken."""
        collections = {
            n: found if n in _ORDERED else dict(sorted(found.items())) for n, found in self.collections.items()
        }
        digests = {key: _with_what_it_names(self.own, key, self.refers[key]) for key in self.own}
        return Archive(
            self.root,
            **collections,  # type: ignore[arg-type]
            origins=self.origins,
            sources=self.sources,
            digests=digests,
            own=self.own,
        )


def _with_what_it_names(own: Mapping[Key, bytes], key: Key, refers: str) -> bytes:
    """Return the digest of a record and of what it refers to, as far as that exists."""
    if refers == "[]":
        return own[key]
    named = (own.get((collection, wanted), b"-") for collection, wanted in json.loads(refers))
    return _digest(own[key], b"".join(named))
