"""The only reader of `stories/`: every file becomes records of the archive, or named problems.

Every file is accounted for: records in = records held + files with named problems.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.archive import FOLDERS, REFERENCE, ROOMS, UNDATED, Archive, Origin
from generator.problem import Problem, problem
from generator.records.base import ID_PATTERN, Record
from generator.records.reading import read_record
from generator.records.story import Story
from generator.source import Limits, Place, Source, Tree, read

RESERVED_IDS = frozenset({"nam", "giai-doan", "index", "trang", "v"})
_ORDERED = frozenset(c.room for c in REFERENCE.values())  # reference data keep the order of their file
_OF_THE_SYSTEM = frozenset({"Thumbs.db", "desktop.ini"})
_LIMITS = {"decisions": Limits(size=8 * 1024 * 1024, events=2_000_000)}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What `load` found: the archive, the problems, and how many files were read."""

    archive: Archive
    problems: tuple[Problem, ...]
    files: int


def load(root: Path, instead: Mapping[str, bytes | None] | None = None, folder: str = "stories") -> Loaded:
    """Read every record under `root/folder`; the problems are those of single files.

    `instead` gives other bytes for files by their path in the project, or None to pass one over.
    """
    reader = _Reader(root, instead or {})
    for path in reader.files(root / folder):
        reader.take(path, path.relative_to(root / folder).parts)
    rooms = {name: found if name in _ORDERED else dict(sorted(found.items())) for name, found in reader.rooms.items()}
    archive = Archive(root, **rooms, origins=reader.origins)  # type: ignore[arg-type]
    return Loaded(archive, tuple(reader.problems), reader.count)


class _Reader:
    def __init__(self, root: Path, instead: Mapping[str, bytes | None]) -> None:
        self.root, self.instead = root, instead
        self.rooms: dict[str, dict[str, Record]] = {name: {} for name in ROOMS}
        self.origins: dict[tuple[str, str], Origin] = {}
        self.problems: list[Problem] = []
        self.count = 0

    def files(self, folder: Path) -> Iterator[Path]:
        """Yield the record files, sorted; refuse links and anything that is no record."""
        if not folder.is_dir():
            self._fault(folder, "archive.no-folder")
            return
        for entry in sorted(os.scandir(folder), key=lambda e: e.name):
            path = Path(entry.path)
            if entry.name.startswith(".") or entry.name in _OF_THE_SYSTEM:
                continue
            if entry.is_symlink():
                self._fault(path, "archive.symlink")
            elif entry.is_dir():
                if path.relative_to(self.root).parts[1:] != ("media",):
                    yield from self.files(path)
            elif path.suffix != ".yml" or not entry.is_file():
                self._fault(path, "archive.odd-file")
            else:
                yield path

    def take(self, path: Path, parts: tuple[str, ...]) -> None:
        """Read one file and keep its record or records, or its problems."""
        self.count += 1
        name = path.relative_to(self.root).as_posix()
        content = self.instead[name] if name in self.instead else path.read_bytes()
        if content is None:
            return
        source = read(name, content, _LIMITS.get(parts[0], Limits()))
        if isinstance(source, Problem):
            self.problems.append(source)
            return
        self.problems.extend(source.warnings)
        self._take_source(source, parts, path.stem)

    def _take_source(self, source: Source, parts: tuple[str, ...], stem: str) -> None:
        folder = parts[0]
        if folder == "reference" and len(parts) == 2 and stem in REFERENCE:
            self._take_items(REFERENCE[stem], source)
        elif folder in FOLDERS:
            self._take_file(FOLDERS[folder], source, stem)
        elif len(parts) == 2 and (folder == UNDATED or (folder.isdigit() and len(folder) == 4)):
            self._take_file(Story, source, stem)
        else:
            known = ", ".join(
                [
                    "stories/<năm>/",
                    f"stories/{UNDATED}/",
                    *(f"stories/{name}/" for name in FOLDERS),
                    "stories/reference/",
                ]
            )
            self._fault(self.root / source.path, "archive.odd-place", known=known)

    def _take_file(self, record_class: type[Record], source: Source, stem: str) -> None:
        if not ID_PATTERN.fullmatch(stem):
            self._fault(self.root / source.path, "archive.bad-name", name=stem)
        elif stem in RESERVED_IDS:
            self._fault(self.root / source.path, "archive.reserved-id", name=stem)
        else:
            self._keep(read_record(record_class, source, record_id=stem), Origin(source.path), source)

    def _take_items(self, record_class: type[Record], source: Source) -> None:
        items: Tree = source.data.get("items")
        for key in source.data:
            if key != "items":
                line = source.line((key,))
                self.problems.append(
                    problem(
                        source.path, line, key, "record.unknown-field", known="items", suggestion="items", field=key
                    )
                )
        if not isinstance(items, list):
            self._fault(self.root / source.path, "archive.no-items")
            return
        for number in range(len(items)):
            place: Place = ("items", number)
            self._keep(read_record(record_class, source, place), Origin(source.path, place), source)

    def _keep(self, read_in: Record | list[Problem], origin: Origin, source: Source) -> None:
        if isinstance(read_in, list):
            self.problems.extend(read_in)
            return
        key = (read_in.room, read_in.id)
        if key in self.origins:
            line = source.line((*origin.place, "id"))
            other = self.origins[key].path
            self.problems.append(problem(origin.path, line, "id", "archive.same-id", id=read_in.id, other=other))
            return
        self.rooms[read_in.room][read_in.id] = read_in
        self.origins[key] = origin

    def _fault(self, path: Path, code: str, **values: object) -> None:
        name = path.relative_to(self.root).as_posix()
        self.problems.append(problem(name, 1, "", code, **values))
