"""The entries of the registers: read from a folder of the office's own, with problems at their lines.

An entry holds no more than is needed to answer in time: no name and no address of whoever asks or is suggested;
these stay in the office's own file, under the number.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import ClassVar

from generator.archive.archive import Archive
from generator.config.settings import is_inside
from generator.core.problem import Problem, UsageError, make_problem
from generator.records.base import FieldRef, FullDate, Line, LocalityRef, ModelRef, Record, StoryRef, YesNo
from generator.records.fields import fields_of
from generator.records.reading import read_record
from generator.records.request_count import Outcome, RequestKind
from generator.source.yaml_source import NodePath, Source, read_source

_OF_DATA: tuple[Outcome, ...] = ("da-tra-loi", "da-sua", "da-go", "tu-choi")
ENDS: Mapping[RequestKind, tuple[Outcome, ...]] = {
    "gioi-thieu": ("thanh-cau-chuyen", "da-tra-loi", "chua-du", "tu-choi"),
    "lam-theo": ("da-lam-theo", "da-tra-loi", "tu-choi"),
    "xem-sua": _OF_DATA,
    "rut-dong-y": _OF_DATA,
    "xoa": _OF_DATA,
}
"""To which ends each kind can come."""


class RegisterEntry(Record):
    """One suggestion or request, by the number under which the office received it.

    `unit` is the name of a unit that asks to copy a model; it is written only with its leave. `changed` says what
    was done, for the office alone.
    """

    collection: ClassVar[str] = "register"

    kind: RequestKind
    received: FullDate
    locality: LocalityRef | None = None
    field: FieldRef | None = None
    story: StoryRef | None = None
    model: ModelRef | None = None
    unit: Line | None = None
    leave: YesNo = False
    acknowledged: FullDate | None = None
    extended_to: FullDate | None = None
    done: FullDate | None = None
    outcome: Outcome | None = None
    changed: Line | None = None


def registers_folder(root: Path, written: str | None) -> Path:
    """Return the folder of the registers; UsageError if none is set, or if it lies where the site is built from."""
    if not written:
        raise UsageError("registers-unset")
    if is_inside(root, written):
        raise UsageError("registers-inside", path=written)
    folder = (root / written).resolve()
    if folder.exists() and not folder.is_dir():
        raise UsageError("registers-no-folder", path=written)
    return folder


def register_files(folder: Path) -> list[Path]:
    """Return the registers of a folder; UsageError if it is not there: a name mistyped must not read as no register."""
    if not folder.is_dir():
        raise UsageError("registers-no-folder", path=folder.name)
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in {".yml", ".yaml"})


def read_registers(folder: Path, archive: Archive, today: date) -> tuple[list[RegisterEntry], list[Problem]]:
    """Return every entry of every register in a folder, in the order of their numbers, and all problems of them."""
    entries: dict[str, RegisterEntry] = {}
    problems: list[Problem] = []
    for file in register_files(folder):
        source = read_source(file.name, file.read_bytes())
        if isinstance(source, Problem):
            problems.append(source)
            continue
        items = source.data.get("items") if isinstance(source.data, dict) else None
        if not isinstance(items, list):
            problems.append(make_problem(file.name, 1, "items", "register.no-items"))
            continue
        for number in range(len(items)):
            found = read_record(RegisterEntry, source, ("items", number))
            if isinstance(found, list):
                problems += found
                continue
            problems += _faults(found, source, ("items", number), archive, today)
            if found.id in entries:
                line = source.line_of(("items", number, "id"))
                problems.append(make_problem(file.name, line, "id", "register.twice", id=found.id))
            entries[found.id] = found
    return [entries[key] for key in sorted(entries)], problems


def _faults(entry: RegisterEntry, source: Source, place: NodePath, archive: Archive, today: date) -> Iterator[Problem]:
    """Yield what contradicts itself in an entry, and whom it names that nobody knows."""

    def fault(field: str, code: str, **values: object) -> Problem:
        line = source.line_of((*place, field))
        return make_problem(source.path, line, field, f"register.{code}", **values)

    for name in ("locality", "field", "story", "model"):
        spec, value = fields_of(RegisterEntry)[name], getattr(entry, name)
        if value is not None and spec.collection and value not in archive.collection(spec.collection):
            yield fault(name, "unknown", id=value, name=name)
    if entry.kind == "lam-theo" and entry.model is None:
        yield fault("kind", "no-model")
    if entry.kind in {"xem-sua", "rut-dong-y", "xoa"} and not (entry.story or entry.model):
        yield fault("kind", "no-record")
    if entry.unit and not (entry.kind == "lam-theo" and entry.leave):
        yield fault("unit", "no-leave")
    for name in ("acknowledged", "extended_to", "done"):
        day = getattr(entry, name)
        if day is not None and day.earliest < entry.received.earliest:
            yield fault(name, "early", day=day.short, received=entry.received.short)
        if day is not None and name != "extended_to" and day.earliest > today:
            yield fault(name, "future", day=day.short)
    if entry.received.earliest > today:
        yield fault("received", "future", day=entry.received.short)
    if entry.outcome and entry.outcome not in ENDS[entry.kind]:
        yield fault("outcome", "no-end", outcome=entry.outcome, allowed=", ".join(ENDS[entry.kind]))
    if (entry.done is None) != (entry.outcome is None):
        yield fault("outcome" if entry.outcome else "done", "half")
