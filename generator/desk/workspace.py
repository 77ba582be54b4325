"""The clerk's workspace: the records of a project as forms see them, drafts, what is wrong, what was saved."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import RLock

from generator.archive.archive import is_national
from generator.archive.source_files import digest_of, kind_of_file
from generator.config.i18n import DEFAULT, language
from generator.core.atomic_change import apply_files
from generator.core.problem import Problem, UsageError
from generator.desk.changes import called, tree_in
from generator.desk.choices import Choices
from generator.desk.drafts import Draft, Drafts, OpenedRecord
from generator.desk.entries import EDITABLE, entry_at, entry_of, lines_of, with_entry
from generator.desk.form import FormMaker
from generator.engine.project import CACHE, Project, read_project
from generator.records.base import ID_PATTERN, Record
from generator.records.fields import fields_of
from generator.source.yaml_source import Limits, NodePath, Source, Tree, read_source
from generator.staff.mending.cases import at
from generator.staff.mending.repair import repair_for
from generator.staff.merging import Merge, merge
from generator.staff.new_record import path_in_list, path_of
from generator.staff.tree_edit import EditRefused, edit_tree, tree_file

_KEPT = Path("desk") / "kept"
_EMPTY = "source.empty"
_MOST_SHOWN = 500
"""So many records are remembered as forms were opened on them; beyond that the oldest is forgotten."""
_LONGEST_ID = 100
_MOST_LETTERS = 60
"""So many letters of what would stand there fit on a button."""
_LIMITS = Limits(size=2**23, events=2_000_000)


@dataclass(frozen=True, slots=True)
class Mend:
    """A record without one of its faults; `value` is what stands at its field then, "" if that is no short text."""

    tree: dict[str, Tree]
    value: str


class Workspace:
    """One project, open on the desk. Everything that reads or writes it holds its lock."""

    def __init__(self, root: Path) -> None:
        self.root, self.lock, self.words = root, RLock(), language(DEFAULT)
        self.drafts = Drafts(root)
        self._shown: dict[tuple[str, str], OpenedRecord] = {}
        self.project: Project = read_project(root)
        self.choices = Choices(self.project.archive, self.words)

    def reload(self) -> None:
        """Read the project again."""
        with self.lock:
            self.project = read_project(self.root)
            self.choices = Choices(self.project.archive, self.words)

    def forms(self, queries: Mapping[str, str] | None = None) -> FormMaker:
        """Return what makes forms over the records as they are; `queries` is what was searched for, by field."""
        return FormMaker(self.choices, self.words, queries)

    def records(self, kind: str) -> list[Record]:
        """Return the records of a kind, by what the commands call it."""
        return list(self.project.archive.collection(EDITABLE[kind].collection).values())

    def collection(self, kind: str) -> str:
        """Return the collection of a kind."""
        return EDITABLE[kind].collection

    def with_value(self, record: Record, name: str, value: "Tree | None") -> tuple[str, bytes]:
        """Return a record's file with another value of one field, or without it."""
        path = self.project.archive.origin(record).path
        kind = next(kind for kind, spec in EDITABLE.items() if spec.collection == record.collection)
        opened = self.open(kind, path)
        tree = {key: each for key, each in opened.tree.items() if key != name}
        return path, self.written(opened, tree if value is None else {**tree, name: value})

    def place_of_record(self, kind: str, record_id: str) -> tuple[str, str] | None:
        """Return the file of a record and its entry there, also of one that cannot be read; None if there is none."""
        spec = EDITABLE[kind]
        if not ID_PATTERN.fullmatch(record_id) or len(record_id) > _LONGEST_ID:
            return None
        if spec.files:
            paths = [f"stories/reference/{stem}.yml" for stem in spec.files]
            return next(((path, record_id) for path in paths if self._lists(path, record_id)), None)
        record = self.project.archive.collection(spec.collection).get(record_id)
        if record is not None and (self.root / (path := self.project.archive.origin(record).path)).is_file():
            return path, ""
        found = [path for path in self._files(kind) if Path(path).stem == record_id]
        return (found[0], "") if found else None

    def unfinished(self, kind: str) -> list[str]:
        """Return the ids of the files of a kind that cannot be read as records yet: begun, and not all is filled in."""
        spec = EDITABLE[kind]
        known = self.project.archive.collection(spec.collection)
        return sorted({Path(path).stem for path in self._files(kind)} - set(known))

    def _files(self, kind: str) -> list[str]:
        """Return the files of records of a kind, also of those that cannot be read."""
        spec, folder = EDITABLE[kind], self.root / "stories"
        if spec.files or spec.folder is None:
            return []
        found = (folder / spec.folder).rglob("*.yml") if spec.folder else folder.glob("*/*.yml")
        paths = sorted(file.relative_to(self.root).as_posix() for file in found)
        return [path for path in paths if kind_of_file(path) is spec]

    def form_of(self, problem: Problem) -> tuple[str, str]:
        """Return the record a fault is in: its kind and its id, "" for the id if nothing can be shown of it."""
        spec = kind_of_file(problem.path)
        kind = next((name for name, each in EDITABLE.items() if each is spec), "")
        record_id = problem.path.rpartition("/")[2].removesuffix(".yml")
        if spec is None or not kind:
            return "", ""
        if spec.files:
            source = read_source(problem.path, (self.root / problem.path).read_bytes(), _LIMITS)
            record_id = record_id if isinstance(source, Problem) else entry_at(source, problem.line)
        is_there = self.place_of_record(kind, record_id) == (problem.path, record_id if spec.files else "")
        return kind, record_id if is_there else ""

    def called_at(self, path: str) -> str:
        """Return what the record of a file is called, "" for a list or a file that cannot be read."""
        return called(tree_in(path, (self.root / path).read_bytes()) or {}) if (self.root / path).is_file() else ""

    def _lists(self, path: str, record_id: str) -> bool:
        """Tell whether a list has an entry, or may have it: it cannot be read."""
        file = self.root / path
        source = read_source(path, file.read_bytes(), _LIMITS) if file.is_file() else None
        if source is None or isinstance(source, Problem):
            return source is not None and source.code != _EMPTY
        return entry_of(source.data, record_id) is not None

    def open(self, kind: str, path: str, entry: str = "") -> OpenedRecord:
        """Return a record as its file has it; UsageError if the file cannot be read as one, or lacks the entry."""
        content = (self.root / path).read_bytes()
        source = read_source(path, content, _LIMITS)
        if isinstance(source, Problem):
            message, _ = self.words.message_and_hint(source)
            raise UsageError("desk-unreadable", path=path, line=source.line, detail=message)
        tree = entry_of(source.data, entry) if entry else source.data
        if tree is None:
            raise UsageError("desk-no-entry", path=path, entry=entry)
        return OpenedRecord(kind, path, tree, mark_of(content), entry)

    def problems_of(self, path: str, content: bytes, entry: str = "") -> list[Problem]:
        """Return what would be wrong with a file, or with one entry of it, if it said this; by the rules of `check`."""
        with self.lock:
            project = read_project(self.root, self.project.settings, {path: content})
        return _of_entry([problem for problem in project.problems if problem.path == path], path, content, entry)

    def problems_in(self, path: str, content: bytes, entry: str = "") -> list[Problem]:
        """Return what is wrong with a file that holds this, also if somebody changed it beside the desk."""
        if self.project.archive.sources.get(path) != digest_of(content):
            return self.problems_of(path, content, entry)
        return _of_entry([p for p in self.project.problems if p.path == path], path, content, entry)

    def mends_of(
        self, path: str, content: bytes, problems: Iterable[Problem], entry: str = ""
    ) -> Mapping[Problem, Mend]:
        """Return what a machine could put right in a file, or in one entry of it, that says this."""
        found = {}
        for problem in problems:
            repair = repair_for(self.project, self.words, problem, content)
            if repair is None or repair.moves_to or repair.media:
                continue
            try:
                after = repair.change(content)
            except EditRefused:
                continue
            read = read_source(path, after, _LIMITS)
            tree = None if isinstance(read, Problem) else entry_of(read.data, entry) if entry else read.data
            if tree is not None:
                steps: NodePath = tuple(int(step) if step.isdecimal() else step for step in problem.field.split("."))
                value = at(tree, steps)
                is_short = isinstance(value, str) and len(value) <= _MOST_LETTERS
                found[problem] = Mend(tree, value if isinstance(value, str) and is_short else "")
        return found

    def is_readable(self, path: str) -> bool:
        """Tell whether a form can be made of a file."""
        return isinstance(read_source(path, (self.root / path).read_bytes(), _LIMITS), Source)

    def written(self, opened: OpenedRecord, tree: Mapping[str, Tree]) -> bytes:
        """Return the file of a record with another tree in it, every other byte as it was."""
        content = (self.root / opened.path).read_bytes()
        if opened.entry:
            source = read_source(opened.path, content, _LIMITS)
            whole = source.data if isinstance(source, Source) else {}
            return edit_tree(opened.path, content, with_entry(whole, opened.entry, tree))
        order = [name for name in fields_of(EDITABLE[opened.kind].record) if name != "id"]
        return edit_tree(opened.path, content, dict(tree), order)

    def show(self, opened: OpenedRecord) -> None:
        """Remember a record as a form was opened on it, so that what comes back is compared with that."""
        self._shown.pop((opened.place, opened.mark), None)
        self._shown[opened.place, opened.mark] = opened
        if len(self._shown) > _MOST_SHOWN:
            del self._shown[next(iter(self._shown))]

    def base_of(self, opened: OpenedRecord, mark: str) -> OpenedRecord:
        """Return the record a form was opened on, by its mark.

        Where nobody knows it any more it is empty: then all in which form and file differ counts as changed by both.
        """
        if mark == opened.mark:
            return opened
        if shown := self._shown.get((opened.place, mark)):
            return shown
        draft = self.drafts.of(opened)
        return (
            draft.base
            if draft and draft.base.mark == mark
            else OpenedRecord(opened.kind, opened.path, {}, "", opened.entry)
        )

    def save(self, base: OpenedRecord, tree: dict[str, Tree]) -> tuple[OpenedRecord, Merge]:
        """Write a tree into its file, unless somebody else changed the same fields: then nothing is written.

        `base` is the record as the form was opened on it; what only others changed since then stays. Returned are
        the record as it was found, and what was made of both. EditRefused if the file cannot be made to say it.
        """
        with self.lock:
            now = self.open(base.kind, base.path, base.entry)
            merged = merge(base.tree, tree, now.tree)
            if not merged.conflicts:
                apply_files(self.root, {now.path: self.written(now, merged.tree)}, {})
                self.drafts.drop(now.place)
                self.reload()
        return now, merged

    def begin(self, kind: str, record_id: str, year: str | None) -> str:
        """Return where a new record goes; UsageError if its id or year will not do, or it is there already."""
        spec = EDITABLE[kind]
        path = path_in_list(spec, record_id) if spec.files else path_of(kind, record_id, year).as_posix()
        if self.place_of_record(kind, record_id) or (not spec.files and (self.root / path).exists()):
            raise UsageError("exists", path=path)
        known = self.project.archive.collection(spec.collection).get(record_id)
        if known is not None and is_national(self.project.archive.origin(known).path):
            raise UsageError("id-taken", id=record_id)
        return path

    def create(self, kind: str, path: str, record_id: str, tree: dict[str, Tree]) -> None:
        """Write a new record into a file of its own, or at the end of its list.

        UsageError if it is there by now or its list cannot be read; EditRefused if no file may hold what it says.
        """
        with self.lock:
            if self.place_of_record(kind, record_id):  # somebody began it meanwhile
                raise UsageError("exists", path=path)
            apply_files(self.root, {path: self._created(kind, path, record_id, tree)}, {})
            self.drafts.drop(OpenedRecord(kind, path, {}, "", record_id if EDITABLE[kind].files else "").place)
            self.reload()

    def _created(self, kind: str, path: str, record_id: str, tree: dict[str, Tree]) -> bytes:
        if not EDITABLE[kind].files:
            return tree_file(path, tree, list(tree))
        file, first = self.root / path, f"items:\n  - id: {record_id}\n".encode()
        content = file.read_bytes() if file.is_file() else first
        source = read_source(path, content, _LIMITS)
        if isinstance(source, Problem) and source.code == _EMPTY:  # remarks at most, which stay
            content = b"\n".join(part for part in (content.rstrip(), first) if part)
            source = read_source(path, content, _LIMITS)
        if isinstance(source, Problem):
            message, _ = self.words.message_and_hint(source)
            raise UsageError("desk-unreadable", path=path, line=source.line, detail=message)
        return edit_tree(path, content, with_entry(source.data, record_id, {"id": record_id, **tree}))

    def drafts_in(self, path: str) -> list[Draft]:
        """Return what somebody typed into the form of a file, or of an entry of it, and did not save."""
        found = []
        for kind, entry in self.drafts.forms_in(path):
            try:
                draft = self.drafts.of(self.open(kind, path, entry))
            except (UsageError, OSError):
                continue  # the record is gone; what was typed was kept aside when that was met
            found += [draft] if draft is not None else []
        return found

    def put(self, files: Mapping[str, bytes | None]) -> None:
        """Write files as they are to be (None: not at all), and read the project again."""
        with self.lock:
            apply_files(self.root, files, {})
            self.reload()

    def save_aside(self, path: str, content: bytes | None) -> str:
        """Keep what stood in a file under its name beside the drafts; return where, "" if there was no file.

        What is kept already stays, under a name with a number.
        """
        if content is None:
            return ""
        wanted = Path(CACHE, _KEPT, path.replace("..", "_"))
        names = (wanted, *(wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}") for number in range(2, 1000)))
        free = next(name for name in names if not (self.root / name).exists())
        (self.root / free).parent.mkdir(parents=True, exist_ok=True)
        (self.root / free).write_bytes(content)
        return free.as_posix()


def _of_entry(problems: list[Problem], path: str, content: bytes, entry: str) -> list[Problem]:
    """Return the problems that stand on the lines of an entry; all of them for a file that is one record."""
    if not entry:
        return problems
    source = read_source(path, content, _LIMITS)
    lines = lines_of(source, entry) if isinstance(source, Source) else range(0)
    return [problem for problem in problems if problem.line in lines]


def mark_of(content: bytes) -> str:
    """Return the mark of a file's content."""
    return hashlib.blake2b(content, digest_size=12).hexdigest()
