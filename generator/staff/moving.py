"""Renaming, merging and withdrawing records so that no published address stops answering (promise 9).

All files of a change are worked out first and checked by every rule; only then are they written. If
the change would bring an error, nothing is written.
"""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

import yaml

from generator.archive import Archive, line_at
from generator.dates import PartialDate
from generator.ledger import FILE, Ledger, read_ledger
from generator.loading import Loaded, load
from generator.pictures.store import MEDIA
from generator.problem import Misuse, Problem
from generator.publish.addresses import PREFIX, address_of
from generator.records.base import ID_PATTERN, Record
from generator.records.document import Document
from generator.records.shared import Exemplary
from generator.records.walking import references, texts
from generator.rules import check_alone, check_together

CONFIG = "mkdocs.yml"
_SETTINGS = re.compile(r"^(\s*(?:featured|mission_document):\s*)(\S+)(\s*)$", re.MULTILINE)


class Reader(Protocol):
    """Reads the records of a project, some files as they would be."""

    def __call__(self, root: Path, instead: Mapping[str, bytes | None] | None = None) -> Loaded:
        """Return what is there."""


@dataclass
class Change:
    """What a command would write: files by path (None for one to remove), folders to move, and new problems."""

    files: dict[str, bytes | None] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def apply(self, root: Path) -> None:
        """Write it all."""
        for path, content in self.files.items():
            if content is not None:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_bytes(content)
        for path, content in self.files.items():
            if content is None:
                (root / path).unlink()
        for old, new in self.folders.items():
            shutil.move(root / old, root / new)


def rename(root: Path, old: str, new: str, read: Reader = load) -> Change:
    """Give a record another id: its file, all that refer to it, its photos, and the ledger."""
    if not ID_PATTERN.fullmatch(new):
        raise Misuse("bad-id", value=new)
    before = read(root)
    archive = before.archive
    record = _record(archive, old)
    old = record.id
    if new in archive.room(record.room):
        raise Misuse("id-taken", id=new)
    change = Change()
    _refer_elsewhere(root, archive, record, new, change)
    _move_file(root, archive, record, new, change)
    if (root / MEDIA / old).is_dir():
        change.folders[f"{MEDIA}/{old}"] = f"{MEDIA}/{new}"
    _note(root, change, {address_of(record): f"{PREFIX[record.room]}{new}/"})
    return _checked(root, read, before, change)


def merge(root: Path, old: str, into: str, read: Reader = load) -> Change:
    """Let one record go in favour of another of its kind: what led to it leads there."""
    before = read(root)
    archive = before.archive
    record = _record(archive, old)
    other = archive.room(record.room).get(into) or _record(archive, into)
    if record.room != other.room:
        raise Misuse("other-kind", old=old, new=into)
    old, into = record.id, other.id
    if record.id == other.id:
        raise Misuse("same-record", id=old)
    origin = archive.origin(record)
    if origin.place:
        raise Misuse("in-a-list", id=old, path=origin.path)
    change = Change()
    _refer_elsewhere(root, archive, record, into, change)
    change.files[origin.path] = None
    _note(root, change, {address_of(record): address_of(other)})
    return _checked(root, read, before, change)


def withdraw(root: Path, record_id: str, reason: str, day: PartialDate, keep_name: bool, read: Reader = load) -> Change:
    """Take a story or model down: its address then answers with a notice, and nothing else shows it."""
    before = read(root)
    archive = before.archive
    noticed = [archive.room(room)[record_id] for room in ("stories", "models") if record_id in archive.room(room)]
    record = noticed[0] if len(noticed) == 1 else _record(archive, record_id)
    if not isinstance(record, Exemplary):
        raise Misuse("no-notice", id=record_id)
    if record.notice is not None:
        raise Misuse("withdrawn-already", id=record_id)
    path = archive.origin(record).path
    said: dict[str, object] = {"date": day.iso, "reason": reason}
    if not keep_name:
        said["keep_name"] = "false"
    text = yaml.safe_dump({"notice": said}, allow_unicode=True, sort_keys=False, width=10_000)
    content = (root / path).read_bytes()
    change = Change({path: content + (b"" if content.endswith(b"\n") else b"\n") + text.encode()})
    _note(root, change, {})
    return _checked(root, read, before, change)


def _record(archive: Archive, named: str) -> Record:
    """Return the one record of an id, or of an address such as `/don-vi/x/` where an id is borne in several rooms."""
    every = [record for room in PREFIX for record in archive.room(room).values() if named in _names(record)]
    if not every:
        raise Misuse("no-record", id=named)
    if len(every) > 1:
        raise Misuse("several-records", id=named, where=", ".join(address_of(record) for record in every))
    return every[0]


def _names(record: Record) -> tuple[str, str]:
    return record.id, address_of(record)


def _text(root: Path, change: Change, path: str) -> str:
    content = change.files.get(path)
    return (content if content is not None else (root / path).read_bytes()).decode()


def _edit(root: Path, change: Change, path: str, line: int, edit: Callable[[str], str]) -> None:
    """Change one line of a file, counted from 1, and leave every other byte as it is."""
    rows = _text(root, change, path).split("\n")
    rows[line - 1] = edit(rows[line - 1])
    change.files[path] = "\n".join(rows).encode()


def _swapped(old: str, new: str) -> Callable[[str], str]:
    whole = re.compile(rf"(?<![a-z0-9-]){re.escape(old)}(?![a-z0-9-])")
    return lambda row: whole.sub(new, row)


def _refer_elsewhere(root: Path, archive: Archive, record: Record, new: str, change: Change) -> None:
    """Change every reference to a record, in records and in the settings."""
    for other in archive.records():
        origin = archive.origin(other)
        for place in _naming(other, record):
            line = line_at(root, origin.path, (*origin.place, *place))
            _edit(root, change, origin.path, line, _swapped(record.id, new))
    if (root / CONFIG).is_file():
        text = (root / CONFIG).read_text("utf-8")
        told = _SETTINGS.sub(lambda m: f"{m[1]}{new if m[2] == record.id else m[2]}{m[3]}", text)
        if told != text:
            change.files[CONFIG] = told.encode()


def _naming(other: Record, record: Record) -> Iterator[tuple[str | int, ...]]:
    """Yield the places where a record names another, or a clause of it."""
    for place, room, record_id in references(other):
        if room == record.room and record_id == record.id:
            yield place
    if isinstance(record, Document):
        yield from (place for place, text in texts(other) if text.startswith(f"{record.id}#"))


def _move_file(root: Path, archive: Archive, record: Record, new: str, change: Change) -> None:
    """Give a record its new id: the name of its file, or the id in a list."""
    origin = archive.origin(record)
    if origin.place:
        line = line_at(root, origin.path, (*origin.place, "id"))
        _edit(root, change, origin.path, line, _swapped(record.id, new))
        return
    target = str(Path(origin.path).with_name(f"{new}.yml").as_posix())
    change.files[target] = _text(root, change, origin.path).encode()
    change.files[origin.path] = None


def _note(root: Path, change: Change, moves: Mapping[str, str]) -> None:
    """Write moves into the ledger."""
    ledger, problems = read_ledger(root)
    if problems:
        raise Misuse("ledger-unreadable", path=FILE, line=problems[0].line)
    noted: Ledger = ledger.with_moves(moves)
    if moves:
        change.files[FILE] = noted.written().encode()


def _checked(root: Path, read: Reader, before: Loaded, change: Change) -> Change:
    """Return the change with the errors it would bring and that are not there today."""
    today = {_same(fault) for fault in _errors(before)}
    records = {path: content for path, content in change.files.items() if path.endswith(".yml") and path != CONFIG}
    found = _errors(read(root, instead=records))
    return replace(change, problems=tuple(fault for fault in sorted(found) if _same(fault) not in today))


def _errors(loaded: Loaded) -> set[Problem]:
    archive = loaded.archive
    found = (*loaded.problems, *check_alone(archive, list(archive.origins)), *check_together(archive))
    return {fault for fault in found if fault.is_error}


def _same(fault: Problem) -> tuple[str, str, str]:
    return fault.path, fault.field, fault.code
