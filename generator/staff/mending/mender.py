"""Mends whole files of a project: fault by fault, each mend proved by reading the project again."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.config.i18n import Language
from generator.core.problem import Problem
from generator.source.yaml_source import Limits, NodePath, Source, read_source
from generator.staff.editing import ChangeSet
from generator.staff.mending.cases import Edit
from generator.staff.mending.letters import mended_bytes
from generator.staff.mending.repair import (
    Read,
    Reading,
    Repair,
    changed_rows,
    edited,
    is_own_file,
    read_places,
    repair_for,
)
from generator.staff.mending.slips import without_slip
from generator.staff.tree_edit import EditRefused

_LIMITS = Limits(size=2**24, events=10**7)
_ROUNDS = 12
"""A mended fault may uncover the next: so many times a project is read again."""
_SLIPS = 40
"""The most slips of one file that are undone one after another."""


@dataclass(frozen=True)
class RepairedFault:
    """A fault that was mended, its lines as they are now with their numbers, and where its file lies if it moved."""

    fault: Problem
    rows: list[tuple[int, str]]
    moved_to: str = ""


@dataclass
class RepairResult:
    """What was mended: the files as they should be, and fault by fault what was done.

    `letters` are the files in which only what nobody sees was mended.
    """

    change: ChangeSet = field(default_factory=ChangeSet)
    done: list[RepairedFault] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)


@dataclass
class _Round:
    """One go through the faults: the files as they become, and the repairs that made them so."""

    files: dict[str, bytes | None] = field(default_factory=dict)
    repairs: list[Repair] = field(default_factory=list)
    done: list[RepairedFault] = field(default_factory=list)


class Mender:
    """Mends files of a project: what is sure, or with `is_bold` also what only looks meant."""

    def __init__(self, root: Path, words: Language, read: Read, *, is_bold: bool = False) -> None:
        self.root, self.words, self.read, self.is_bold = root, words, read, is_bold
        self._refused: set[tuple[str, str, str]] = set()
        self._moved_rows: dict[str, tuple[bytes, set[int]]] = {}
        """Files in which rows were moved to another depth: what the file said before, and the rows."""

    def mend(self, paths: Sequence[str] = ()) -> RepairResult:
        """Return all that can be mended in some files, or in all; nothing is written."""
        made = RepairResult()
        for path in paths or self._all():
            if path.endswith(".yml") and is_own_file(self.root / path):
                self._open(path, made)
        self._take_back_moved_rows(made)
        only = set(paths)
        for _ in range(_ROUNDS):
            reading = self.read(made.change.files)
            went = self._round(reading, made, only)
            if not went.repairs:
                break
            made.change.files |= went.files
            made.done += went.done
            only |= {repair.moves_to for repair in went.repairs if repair.moves_to and only}
            for repair in went.repairs:
                for old, new in repair.media.items():
                    made.change.files |= {new: (self.root / old).read_bytes(), old: None}
        self._take_back_moved_rows(made)  # what a mended fault uncovered counts as well
        return made

    def _all(self) -> Iterator[str]:
        yield from (path.relative_to(self.root).as_posix() for path in sorted((self.root / "stories").rglob("*.yml")))

    def _open(self, path: str, made: RepairResult) -> None:
        """Mend what nobody sees in a file, and the slips for which YAML refuses it."""
        before = (self.root / path).read_bytes()
        content = start = mended_bytes(before)
        if content != before:
            made.letters.append(path)
        done: list[RepairedFault] = []
        for _ in range(_SLIPS):
            fault = read_source(path, content, _LIMITS)
            slip = without_slip(path, content, fault) if isinstance(fault, Problem) else None
            if slip is None or isinstance(fault, Source) or not (slip.is_sure or self.is_bold):
                break
            done.append(RepairedFault(fault, changed_rows(content, slip.content)))
            content = slip.content
        moved = {each.fault.line for each in done if each.fault.code == "source.indent"}
        if moved and not self.is_bold:
            twins = any(each.fault.code == "source.duplicate-key" for each in done)
            unsure = isinstance(fault, Problem) or twins or not moved <= set(fault.positions.values())
            content, done = (start, []) if unsure else (content, done)
            self._moved_rows[path] = start, moved
        made.done += done
        if content != before:
            made.change.files[path] = content

    def _take_back_moved_rows(self, made: RepairResult) -> None:
        """Leave a file as it was whose row is wrong at the depth it was moved to: it may belong elsewhere."""
        if not self._moved_rows:
            return
        for fault in self.read(made.change.files).problems:
            start, rows = self._moved_rows.get(fault.path, (b"", set[int]()))
            if fault.is_error and fault.line in rows:
                made.change.files[fault.path] = start
                made.done = [each for each in made.done if each.fault.path != fault.path]
                if start == (self.root / fault.path).read_bytes():
                    made.change.files.pop(fault.path)
                del self._moved_rows[fault.path]

    def _round(self, reading: Reading, made: RepairResult, only: set[str]) -> _Round:
        """Mend every fault that can be, and take back what did not help until only what helped is left."""
        faults = [
            fault
            for fault in reading.problems
            if fault.path.startswith("stories/") and (not only or fault.path in only)
            if not fault.code.startswith("source.")  # undone before, as far as they can be
        ]
        before = {_same(fault) for fault in reading.problems}
        while True:
            went = self._try(reading, made, [p for p in faults if _same(p) not in self._refused])
            if not went.repairs:
                return went
            after = self.read(made.change.files | went.files)
            failed = [repair for repair in went.repairs if not _helped(repair, before, after.problems)]
            if not failed:
                return went
            self._refused |= {_same(repair.fault) for repair in failed}

    def _try(self, reading: Reading, made: RepairResult, faults: Sequence[Problem]) -> _Round:
        went = _Round()
        by_file: defaultdict[str, list[Problem]] = defaultdict(list)
        for fault in sorted(faults, key=lambda fault: -fault.line):  # from the end: none moves another
            by_file[fault.path].append(fault)
        for path, own in by_file.items():
            held = made.change.files.get(path, b"")
            if held is not None and (held or is_own_file(self.root / path)):
                self._try_file(reading, path, held or (self.root / path).read_bytes(), own, made, went)
        return went

    def _try_file(
        self, reading: Reading, path: str, content: bytes, faults: Sequence[Problem], made: RepairResult, went: _Round
    ) -> None:
        """Mend the faults of one file: values all at once, then what changes more than a value."""
        found = (repair_for(reading, self.words, fault, content) for fault in faults)
        taken = {*made.change.files, *went.files, *(target for repair in went.repairs for target in repair.targets)}
        repairs = []
        for repair in found:
            if repair and (repair.is_sure or self.is_bold) and not set(repair.targets) & taken:
                taken.update(repair.targets)  # of two files that should bear one name, one keeps its own
                repairs.append(repair)
        together = _apart([repair for repair in repairs if repair.edit and not repair.edit.renamed])
        after = content
        if together:
            values = {place: value for repair in together for place, value in _edit_of(repair).values.items()}
            try:
                after = edited(path, content, Edit(values))
            except EditRefused:
                together = []
        went.repairs += together
        went.done += _repaired_faults(path, content, after, together)
        for repair in [repair for repair in repairs if repair not in together]:
            try:
                now = repair.change(after)
            except EditRefused:
                continue  # another repair of this round stands in its way; the next round sees it anew
            went.done.append(RepairedFault(repair.fault, changed_rows(after, now), repair.moves_to))
            went.repairs.append(repair)
            after = now
            if repair.moves_to:
                went.files |= {path: None, repair.moves_to: after}
                return
        if after != content:
            went.files[path] = after


def _edit_of(repair: Repair) -> Edit:
    assert repair.edit is not None
    return repair.edit


def _apart(repairs: Sequence[Repair]) -> list[Repair]:
    """Return those repairs of which none touches what another one touches, or what holds it."""
    taken: set[NodePath] = set()
    held: set[NodePath] = set()
    found = []
    for repair in repairs:
        places = list(_edit_of(repair).values)
        above = {place[:depth] for place in places for depth in range(len(place) + 1)}
        if not (set(places) & held or above & taken):
            taken.update(places)
            held |= above
            found.append(repair)
    return found


def _repaired_faults(path: str, before: bytes, after: bytes, repairs: Sequence[Repair]) -> list[RepairedFault]:
    """Return what to say of repairs that were made at once: each line that changed belongs to the nearest above it."""
    source, _ = read_places(path, after)
    if source is None:
        return []
    starts = sorted((min(map(source.line_of, _edit_of(repair).values)), n) for n, repair in enumerate(repairs))
    rows: list[list[tuple[int, str]]] = [[] for _ in repairs]
    at = 0
    for line, row in changed_rows(before, after):
        while at + 1 < len(starts) and starts[at + 1][0] <= line:
            at += 1
        if starts:
            rows[starts[at][1]].append((line, row))
    return [RepairedFault(repair.fault, rows[number]) for number, repair in enumerate(repairs)]


def _same(fault: Problem) -> tuple[str, str, str]:
    return fault.path, fault.field, fault.code


def _helped(repair: Repair, before: set[tuple[str, str, str]], problems: Sequence[Problem]) -> bool:
    """Tell whether a fault is gone, and no error stands in its place that was not there."""
    fault = repair.fault
    if repair.media or fault.code == "archive.odd-file":
        return True  # photos, and what is no record, are looked at where they lie
    now = [problem for problem in problems if problem.path == (repair.moves_to or fault.path)]
    if any(_same(problem) == _same(fault) for problem in problems):
        return False
    return not any(p.is_error and p.field == fault.field and fault.field and _same(p) not in before for p in now)
