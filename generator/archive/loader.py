"""The only reader of `stories/`: every file becomes records of the archive, or named problems.

Every file is accounted for: records in = records held + files with named problems. With a cache,
only files whose bytes changed are parsed; what comes out is the same.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from generator.archive.archive import (
    NATIONAL,
    NATIONAL_FOLDER,
    Archive,
    SourceLocation,
    is_national,
    line_in_file,
)
from generator.archive.record_cache import (
    Key,
    ParsedFile,
    RecordCache,
)
from generator.archive.source_files import ReadFile, SourceReader, SourceScanner, digest_of, stat_of, trusted_stat
from generator.core.parallel import gc_paused
from generator.core.problem import Problem, make_problem
from generator.records.base import Record
from generator.records.kinds import COLLECTIONS, kind_of
from generator.records.story import Story


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
    finder = SourceScanner(root)
    added = (name for name, content in (instead or {}).items() if content is not None)
    names = sorted({*finder.files(folder), *added})
    reader = SourceReader(root, folder, instead or {})
    gathering = _ArchiveBuilder(root, instead or {})
    with gc_paused():
        if cache is None:
            gathering.add_all(_national())
            gathering.add_all(map(reader.read, names))
        else:
            gathering.add_all(_load_cached(cache, reader, names, processes))
        return LoadResult(gathering.archive(), (*finder.problems, *gathering.problems), len(names))


def load_from_cache(root: Path, cache: RecordCache) -> Archive:
    """Return the archive a cache holds, whether the files are there or not."""
    gathering = _ArchiveBuilder(root)
    with gc_paused():
        for folder in (NATIONAL_FOLDER, "stories"):
            gathering.add_all(_kept_files(cache, folder))
        return gathering.archive()


def reload_story(archive: Archive, path: str) -> Archive | None:
    """Return the archive with the story of one file as it is now; None if that is not all that changed."""
    key = ("stories", Path(path).stem)
    if not (archive.root / path).is_file() or archive.origins.get(key) != SourceLocation(path):
        return None
    file, records = SourceReader(archive.root, path.split("/", 1)[0], {}).read(path)
    if len(records) != 1 or not file.is_cacheable or not isinstance(story := records[0], Story):
        return None
    row = file.rows[0]
    own = {**archive.content_digests, key: row.digest}
    return replace(
        archive.with_collection("stories", {**archive.stories, story.id: story}),
        content_digests=own,
        facts_digests={**archive.facts_digests, key: row.facts},
        refers={**archive.refers, key: row.refers},
        closure_digests={**archive.closure_digests, key: closure_digest(own, key, row.refers)},
        sources={**archive.sources, path: file.digest},
    )


@cache
def _national() -> tuple[ReadFile, ...]:
    """Return the lists of terms that ship with the program: every project begins with them."""
    return tuple(map(SourceReader(NATIONAL, NATIONAL_FOLDER, {}).read, _national_files()))


def _national_files() -> tuple[str, ...]:
    return tuple(SourceScanner(NATIONAL).files(NATIONAL_FOLDER))


def _load_cached(
    cache: RecordCache, reader: SourceReader, names: list[str], processes: int | None
) -> Iterator[ReadFile]:
    """Yield every file, the national lists first: from the cache if it is as it was, else read, and kept there."""
    looks, every = cache.stats(), [*_national_files(), *names]
    stale, settled = [], []
    for name in every:
        if name in reader.overrides:
            continue
        look = stat_of(reader.location(name))
        known = looks.get(name)
        if known is None or known[0] != look:
            if known is not None and known[1] == digest_of(Path(reader.location(name)).read_bytes()):
                settled.append((name, trusted_stat(look)))
            else:
                stale.append(name)
    if settled:
        cache.update_stats(settled)
    gone = looks.keys() - set(every)
    aside = set(reader.overrides) & set(names)
    if stale or gone:
        cache.put(_collect_faulty(reader.read_parallel(stale, processes), aside), gone)
    yield from _kept_files(cache, NATIONAL_FOLDER)
    waiting = sorted(aside)
    for file, records in _kept_files(cache, reader.folder):
        if file.path in aside:
            continue
        while waiting and waiting[0] < file.path:
            yield reader.read(waiting.pop(0))
        yield file, records
    yield from map(reader.read, waiting)


def _kept_files(cache: RecordCache, folder: str) -> Iterator[ReadFile]:
    """Yield the files of a folder that a cache holds, in the order of paths."""
    for file in cache.files(folder):
        yield file, tuple(cache.core_rows(kind_of(row.collection).record, row) for row in file.rows)


def _collect_faulty(files: Iterable[ParsedFile], faulty: set[str]) -> Iterator[ParsedFile]:
    for file in files:
        if not file.is_cacheable:
            faulty.add(file.path)
        yield file


class _ArchiveBuilder:
    """Puts the records of all files together."""

    def __init__(self, root: Path, instead: Mapping[str, bytes | None] = MappingProxyType({})) -> None:
        self.root, self.instead = root, instead
        self.collections: dict[str, dict[str, Record]] = {name: {} for name in COLLECTIONS}
        self.origins: dict[Key, SourceLocation] = {}
        self.sources: dict[str, bytes] = {}
        self.problems: list[Problem] = []
        self.own: dict[Key, bytes] = {}
        self.facts: dict[Key, bytes] = {}
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
                line = line_in_file(self.root, file.path, (*row.place, "id"), self.instead)
                other = self.origins[key].path
                self.problems.append(make_problem(file.path, line, "id", "archive.same-id", id=row.id, other=other))
                continue
            if file.is_alone:  # its order is its own, not that of the list it does without
                self.collections[row.collection].pop(row.id, None)
            self.collections[row.collection][row.id] = record
            self.origins[key] = SourceLocation(file.path, row.place)
            self.own[key], self.facts[key], self.refers[key] = row.digest, row.facts, row.refers

    def archive(self) -> Archive:
        """Return the archive of everything taken."""
        for key in [key for key, origin in self.origins.items() if self._is_left_out(origin.path)]:
            del self.collections[key[0]][key[1]], self.origins[key], self.own[key], self.facts[key], self.refers[key]
        collections = {
            n: found
            if kind_of(n).files
            # lists keep the order of their file
            else dict(sorted(found.items()))
            for n, found in self.collections.items()
        }
        digests = _closure_digests(self.own, self.refers)
        return Archive(
            self.root,
            collections,
            origins=self.origins,
            sources=self.sources,
            closure_digests=digests,
            content_digests=self.own,
            facts_digests=self.facts,
            refers=self.refers,
            instead=self.instead,
        )

    def _is_left_out(self, path: str) -> bool:
        """Tell whether a file is a national list in the place of which the project has one of its own."""
        return is_national(path) and Path(path).stem in self.alone


def closure_digest(own: Mapping[Key, bytes], key: Key, refers: str) -> bytes:
    """Return the digest of a record and of what it refers to, as far as that exists."""
    if refers == "[]":
        return own[key]
    pairs = (named.split(_BETWEEN_NAMES) for named in _named(refers))
    return digest_of(own[key], b"".join([own.get((collection, wanted), _NOT_THERE) for collection, wanted in pairs]))


def _closure_digests(own: Mapping[Key, bytes], refers: Mapping[Key, str]) -> dict[Key, bytes]:
    """Return the same of all records at once."""
    by_name = {f"{collection}{_BETWEEN_NAMES}{record_id}": digest for (collection, record_id), digest in own.items()}
    found = {}
    for key, digest in own.items():
        told = refers[key]
        if told == "[]":
            found[key] = digest
        else:
            found[key] = digest_of(digest, b"".join([by_name.get(each, _NOT_THERE) for each in _named(told)]))
    return found


_BETWEEN_NAMES, _NOT_THERE = '", "', b"-"


def _named(refers: str) -> list[str]:
    """Return what is named by a list of pairs as `json.dumps` writes them, pair by pair; ids need no escape in JSON."""
    return refers[3:-3].split('"], ["')
