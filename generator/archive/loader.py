"""The only reader of `stories/`: every file becomes records of the archive, or named problems.

Every file is accounted for: records in = records held + files with named problems. With a cache,
only files whose bytes changed are parsed; what comes out is the same.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from generator.archive.archive import (
    NATIONAL,
    NATIONAL_FOLDER,
    UNDATED,
    Archive,
    SourceLocation,
    is_national,
    line_in_file,
)
from generator.archive.ledger import FILE
from generator.archive.record_cache import (
    RACY_WINDOW_NS,
    UNTRUSTED_STAT,
    CachedRecord,
    FileStat,
    Key,
    ParsedFile,
    RecordCache,
)
from generator.core.parallel import default_workers, gc_paused, run_parallel
from generator.core.problem import Problem, make_problem
from generator.core.store import compress_json
from generator.records.base import ID_PATTERN, Record, is_device
from generator.records.kinds import COLLECTIONS, KINDS, kind_of
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


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What `load` found: the archive, the problems, and how many files were read."""

    archive: Archive
    problems: tuple[Problem, ...]
    files: int


def load(
    root: Path,
    instead: Mapping[str, bytes | None] | None = None,
    folder: str = "stories",
    cache: RecordCache | None = None,
    processes: int | None = None,
) -> LoadResult:
    """Read every record under `root/folder`; the problems are those of single files.

    `instead` gives other bytes for files by their path in the project, whether they are there or not, or
    None to pass one over.
    """
    finder = _SourceScanner(root)
    added = (name for name, content in (instead or {}).items() if content is not None)
    names = sorted({*finder.files(folder), *added})
    reader = _SourceReader(root, folder, instead or {})
    gathering = _ArchiveBuilder(root)
    with gc_paused():
        gathering.add_all(_national())
        for file, records in (
            map(reader.read, names) if cache is None else _load_cached(cache, reader, names, processes)
        ):
            gathering.add(file, records)
        return LoadResult(gathering.archive(), (*finder.problems, *gathering.problems), len(names))


def load_from_cache(root: Path, cache: RecordCache) -> Archive:
    """Return the archive a cache holds, whether the files are there or not."""
    gathering = _ArchiveBuilder(root)
    with gc_paused():
        gathering.add_all(_national())
        for file in cache.files():
            gathering.add(file, tuple(cache.core_rows(kind_of(row.collection).record, row) for row in file.rows))
        return gathering.archive()


def reload_story(archive: Archive, path: str) -> Archive | None:
    """Return the archive with the story of one file as it is now; None if that is not all that changed."""
    key = ("stories", Path(path).stem)
    if not (archive.root / path).is_file() or archive.origins.get(key) != SourceLocation(path):
        return None
    file, records = _SourceReader(archive.root, path.split("/", 1)[0], {}).read(path)
    if len(records) != 1 or not file.is_cacheable or not isinstance(story := records[0], Story):
        return None
    own = {**archive.content_digests, key: file.rows[0].digest}
    return replace(
        archive.with_collection("stories", {**archive.stories, story.id: story}),
        content_digests=own,
        closure_digests={**archive.closure_digests, key: _with_what_it_names(own, key, file.rows[0].refers)},
        sources={**archive.sources, path: file.digest},
    )


@cache
def _national() -> tuple[ReadFile, ...]:
    """Return the lists of terms that ship with the program: every project begins with them."""
    reader = _SourceReader(NATIONAL, NATIONAL_FOLDER, {})
    return tuple(reader.read(name) for name in _SourceScanner(NATIONAL).files(NATIONAL_FOLDER))


def _load_cached(
    cache: RecordCache, reader: "_SourceReader", names: list[str], processes: int | None
) -> Iterator[ReadFile]:
    """Yield every file in the order of paths: from the cache if it is as it was, else read, and kept there."""
    looks = cache.stats()
    stale, settled = [], []
    for name in names:
        if name in reader.overrides:
            continue
        look = stat_of(f"{reader.root}/{name}")
        known = looks.get(name)
        if known is None or known[0] != look:
            if known is not None and known[1] == _digest((reader.root / name).read_bytes()):
                settled.append((name, _trusted_stat(look)))
            else:
                stale.append(name)
    if settled:
        cache.update_stats(settled)
    gone = looks.keys() - set(names)
    aside = set(reader.overrides) & set(names)
    if stale or gone:
        cache.put(_collect_faulty(reader.read_parallel(stale, processes), aside), gone)
    waiting = sorted(aside)
    for file in cache.files():
        if file.path in aside:
            continue
        while waiting and waiting[0] < file.path:
            yield reader.read(waiting.pop(0))
        yield file, tuple(cache.core_rows(kind_of(row.collection).record, row) for row in file.rows)
    yield from map(reader.read, waiting)


def _collect_faulty(files: Iterable[ParsedFile], faulty: set[str]) -> Iterator[ParsedFile]:
    for file in files:
        if not file.is_cacheable:
            faulty.add(file.path)
        yield file


def stat_of(file: str) -> FileStat:
    """Return how a file looks on disk."""
    stat = os.stat(file)
    return (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)


def _trusted_stat(look: FileStat) -> FileStat:
    """A file changed a moment ago could change again within one tick of the disk's clock: do not trust its look."""
    return look if time.time_ns() - max(look[1], look[2]) > RACY_WINDOW_NS else UNTRUSTED_STAT


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


class _SourceScanner:
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
class _SourceReader:
    """Reads one file at a time, whatever the others hold."""

    root: Path
    folder: str
    overrides: Mapping[str, bytes | None]

    def read_parallel(self, names: list[str], processes: int | None) -> Iterator[ParsedFile]:
        """Yield what each file holds, in any order, read by several processes if that is worth it."""
        count = (processes or default_workers()) if len(names) >= _MIN_ITEMS_TO_FORK else 1
        works = [partial(self._some, names[number::count]) for number in range(count)]
        yield from run_parallel(works)

    def _some(self, names: list[str]) -> Iterator[ParsedFile]:
        for name in names:
            yield self.read(name)[0]

    def read(self, name: str) -> ReadFile:
        """Return what a file holds, and its records."""
        if name in self.overrides:
            content, look = self.overrides[name], UNTRUSTED_STAT
        else:
            look = _trusted_stat(stat_of(f"{self.root}/{name}"))
            content = (self.root / name).read_bytes()
        if content is None:
            return ParsedFile(name, look, b"", (), ()), ()
        found: list[Record | Problem] = []
        places: list[NodePath] = []
        parts = Path(name).parts[len(Path(self.folder).parts) :]
        source = read_source(name, content, _IN_FOLDERS[parts[0]].limits if parts[0] in _IN_FOLDERS else Limits())
        if isinstance(source, Problem):
            return ParsedFile(name, look, _digest(content), (source,), ()), ()
        for item, place in _records(source, parts, Path(name).stem):
            found.append(item)
            places.append(place)
        problems = [*source.warnings, *(item for item in found if isinstance(item, Problem))]
        records = [(item, place) for item, place in zip(found, places, strict=True) if isinstance(item, Record)]
        rows = tuple(_row(record, place, name, content) for record, place in records)
        alone = source.data.get("base") == ALONE and parts[0] == "reference"
        file = ParsedFile(name, look, _digest(content), tuple(problems), rows, alone)
        return file, tuple(record for record, _ in records)


def _records(source: Source, parts: tuple[str, ...], stem: str) -> Iterator[tuple[Record | Problem, NodePath]]:
    """Yield each record of a source with its place in it, or what is wrong."""
    folder = parts[0]
    if folder == "reference" and len(parts) == 2 and stem in _IN_LISTS:
        yield from _items(_IN_LISTS[stem].record, source)
    elif folder in _IN_FOLDERS:
        yield from _whole_file(_IN_FOLDERS[folder].record, source, stem)
    elif len(parts) == 2 and (folder == UNDATED or (folder.isdigit() and len(folder) == 4)):
        yield from _whole_file(Story, source, stem)
    else:
        folders = ("<năm>", UNDATED, *_IN_FOLDERS, "reference")
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
    core, deferred = json.dumps(core_fields, ensure_ascii=False, separators=(",", ":")), compress_json(deferred_fields)
    refers = sorted(
        {(collection, wanted) for _, collection, wanted in iter_references(record) if collection != "sources"}
    )
    own = _digest(name.encode(), content) if not place else _digest(record.collection.encode(), core.encode(), deferred)
    number = place[1] if place else -1
    assert isinstance(number, int)
    return CachedRecord(number, record.collection, record.id, own, json.dumps(refers), core, deferred)


class _ArchiveBuilder:
    """Puts the records of all files together."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.collections: dict[str, dict[str, Record]] = {name: {} for name in COLLECTIONS}
        self.origins: dict[Key, SourceLocation] = {}
        self.sources: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        self.own: dict[Key, bytes] = {}
        self.refers: dict[Key, str] = {}
        self.alone: set[str] = set()

    def add_all(self, files: Iterable[ReadFile]) -> None:
        """Keep the records of some files."""
        for file, records in files:
            self.add(file, records)

    def add(self, file: ParsedFile, records: tuple[Record, ...]) -> None:
        """Keep the records of a file: they take the place of national ones; else an id that stands is a problem."""
        self.problems.extend(file.problems)
        self.sources[file.path] = file.digest
        if file.is_alone:
            self.alone.add(Path(file.path).stem)
        for row, record in zip(file.rows, records, strict=True):
            key = (row.collection, row.id)
            if key in self.origins and not is_national(self.origins[key].path):
                line = line_in_file(self.root, file.path, (*row.place, "id"))
                other = self.origins[key].path
                self.problems.append(make_problem(file.path, line, "id", "archive.same-id", id=row.id, other=other))
                continue
            self.collections[row.collection][row.id] = record
            self.origins[key] = SourceLocation(file.path, row.place)
            self.own[key], self.refers[key] = row.digest, row.refers

    def archive(self) -> Archive:
        """Return the archive of everything taken."""
        for key in [key for key, origin in self.origins.items() if self._is_left_out(origin.path)]:
            del self.collections[key[0]][key[1]], self.origins[key], self.own[key], self.refers[key]
        collections = {
            n: found
            if kind_of(n).files
            # lists keep the order of their file
            else dict(sorted(found.items()))
            for n, found in self.collections.items()
        }
        digests = {key: _with_what_it_names(self.own, key, self.refers[key]) for key in self.own}
        return Archive(
            self.root,
            collections,
            origins=self.origins,
            sources=self.sources,
            closure_digests=digests,
            content_digests=self.own,
        )

    def _is_left_out(self, path: str) -> bool:
        """Tell whether a file is a national list in the place of which the project has one of its own."""
        return is_national(path) and Path(path).stem in self.alone


def _with_what_it_names(own: Mapping[Key, bytes], key: Key, refers: str) -> bytes:
    """Return the digest of a record and of what it refers to, as far as that exists."""
    if refers == "[]":
        return own[key]
    named = (own.get((collection, wanted), b"-") for collection, wanted in json.loads(refers))
    return _digest(own[key], b"".join(named))
