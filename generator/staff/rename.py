"""Renaming, merging and withdrawing records so that no published address stops answering.

CONTRIBUTING/promises.md#addresses

All files of a change are worked out first and checked by every rule; only then are they written. If
the change would bring an error, nothing is written.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import yaml

from generator.archive.archive import Archive
from generator.archive.ledger import FILE, Ledger, address_digest, parse_ledger, read_ledger
from generator.archive.loader import LoadResult, load
from generator.config.i18n import languages
from generator.core.dates import PartialDate
from generator.core.problem import Problem, UsageError
from generator.core.text import fold, slugify
from generator.publish.claims import ownership_problems
from generator.publish.routes import PREFIX, page_route, translation_route
from generator.records.base import MEDIA, Record
from generator.records.decision import Decision
from generator.records.document import Document
from generator.records.shared import Exemplar
from generator.records.story import Story
from generator.records.traversal import iter_references, iter_texts
from generator.rules import check_archive, check_records
from generator.source.yaml_source import NodePath
from generator.staff.editing import ChangeSet, Edits
from generator.staff.new_record import usable_id

CONFIG = "mkdocs.yml"
_NAMED_IN_SETTINGS = {"stories": "featured", "documents": "mission_document"}
"""The setting that names a record, by its collection."""


class Reader(Protocol):
    """Reads the records of a project, some files as they would be."""

    def __call__(self, root: Path, instead: Mapping[str, bytes | None] | None = None) -> LoadResult:
        """Return what is there."""


def rename(root: Path, old: str, new: str, read: Reader = load) -> ChangeSet:
    """Give a record another id: its file, all that refer to it, its photos, and the ledger."""
    usable_id(new)
    before = read(root)
    record = _record(before.archive, old)
    address, ledger = f"{PREFIX[record.collection]}{new}/", _read_ledger(root)
    _refuse_another_s(ledger, address, page_route(record))
    change = ChangeSet()
    _give_id(root, before.archive, record, new, change)
    moves = {page_route(record): address} | _moved_translations(ledger, record, new)
    _update_ledger(change, ledger.with_redirects(moves, is_renamed=True))
    return _with_new_problems(root, read, before, change)


def _refuse_another_s(ledger: Ledger, address: str, now: str) -> None:
    """An address that was ever published is nobody else's: only the record that left it may come back."""
    taken = address in ledger.addresses and ledger.redirects.get(address) != now
    if taken or address_digest(address) in ledger.gone:
        raise UsageError("address-taken", address=address, ledger=FILE)


def _moved_translations(ledger: Ledger, record: Record, new: str) -> dict[str, str]:
    """Return where the published pages of a record in other languages stand, once its id is another."""
    moved = record.model_copy(update={"id": new})
    found = ((translation_route(code, record), translation_route(code, moved)) for code in languages("edition"))
    return {old: now for old, now in found if old in ledger.addresses} if isinstance(record, Exemplar) else {}


def _give_id(root: Path, archive: Archive, record: Record, new: str, change: ChangeSet) -> None:
    """Let a record, all that refer to it and its photos bear another id."""
    if new in archive.collection(record.collection):
        raise UsageError("id-taken", id=new)
    edits = Edits(root, change)
    _repoint_references(root, archive, record, new, change, edits)
    origin = archive.origin(record)
    if origin.node:
        edits.put(origin.path, (*origin.node, "id"), record.id, new)
    edits.apply()
    if not origin.node:
        change.files[str(Path(origin.path).with_name(f"{new}.yml").as_posix())] = change.content(root, origin.path)
        change.files[origin.path] = None
    if isinstance(record, Exemplar | Decision) and (root / MEDIA / record.id).is_dir():
        if any(
            record.id in archive.collection(collection)
            for collection in ("stories", "models", "decisions")
            if collection != record.collection
        ):
            raise UsageError("shared-photos", id=record.id, folder=f"{MEDIA}/{record.id}")
        change.folders[f"{MEDIA}/{record.id}"] = f"{MEDIA}/{new}"


def merge(root: Path, old: str, into: str, read: Reader = load) -> ChangeSet:
    """Let one record go in favour of another of its kind: what led to it leads there."""
    before = read(root)
    archive = before.archive
    record = _record(archive, old)
    other = archive.collection(record.collection).get(into) or _record(archive, into)
    if record.collection != other.collection:
        raise UsageError("other-kind", old=old, new=into)
    old, into = record.id, other.id
    if record.id == other.id:
        raise UsageError("same-record", id=old)
    if isinstance(record, Exemplar) and isinstance(other, Exemplar) and record.is_unnamed != other.is_unnamed:
        raise UsageError("merge-withdrawn", old=old, new=into)
    origin = archive.origin(record)
    if origin.node:
        raise UsageError("in-a-list", id=old, path=origin.path)
    change = ChangeSet()
    edits = Edits(root, change)
    _repoint_references(root, archive, record, into, change, edits)
    edits.apply()
    change.files[origin.path] = None
    ledger = _read_ledger(root)
    moves = {page_route(record): page_route(other)} | _moved_translations(ledger, record, other.id)
    _update_ledger(change, ledger.with_redirects(moves))
    return _with_new_problems(root, read, before, change)


def withdraw(
    root: Path,
    record_id: str,
    reason: str,
    day: PartialDate,
    keep_name: bool,
    read: Reader = load,
    *,
    drop_address: bool = False,
    drop_rows: bool = False,
) -> ChangeSet:
    """Take a story or model down: its address then answers with a notice, and nothing else shows it.

    With `drop_rows`, every row of a decision that bears exactly its name is withdrawn as well. With `drop_address`,
    the address goes too, for it holds the name: a neutral one answers from then on, and nobody gets the old one
    again. `notes` of the change say where the name still stands.
    """
    before = read(root)
    archive = before.archive
    noticed = [found[record_id] for found in (archive.stories, archive.models) if record_id in found]
    record: Record = noticed[0] if len(noticed) == 1 else _record(archive, record_id)
    if not isinstance(record, Exemplar):
        raise UsageError("no-notice", id=record_id)
    _refuse_notice(record, reason, keep_name)
    change = ChangeSet()
    rows = list(_rows_named(archive, record))
    if drop_rows:
        edits = Edits(root, change)
        for decision, place in rows:
            edits.add(archive.origin(decision).path, (*place, "name"), f"withdrawn: {day.iso}")
        edits.apply()
    path = archive.origin(record).path
    content = change.content(root, path)
    change.files[path] = content + (b"" if content.endswith(b"\n") else b"\n") + _notice(reason, day, keep_name)
    ledger, address = _read_ledger(root), page_route(record)
    if drop_address:
        neutral = f"go-{address_digest(address)[:10]}"
        _give_id(root, archive, record, neutral, change)
        moves = {address: f"{PREFIX[record.collection]}{neutral}/"} | _moved_translations(ledger, record, neutral)
        ledger = ledger.with_redirects(moves)
        ledger = ledger.without_routes(
            {*moves, *(old for old, now in ledger.redirects.items() if now.endswith(f"/{neutral}/"))}
        )
        address = f"{PREFIX[record.collection]}{neutral}/"
    _update_ledger(change, ledger.with_routes([address], {}, {address: day.iso}))
    if not keep_name:
        change.notes += _remaining_mentions(root, archive, record, address, [] if drop_rows else rows)
    return _with_new_problems(root, read, before, change)


def _notice(reason: str, day: PartialDate, keep_name: bool) -> bytes:
    """Return the notice of a record as it stands at the end of its file."""
    said: dict[str, object] = {"date": _Plain(day.iso), "reason": reason}
    if not keep_name:
        said["keep_name"] = False
    return str(yaml.dump({"notice": said}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)).encode()


class _Plain(str):
    """A text that YAML writes without quotes, as clerks do."""


class _Dumper(yaml.SafeDumper):
    """Writes what a clerk would have typed."""


_Dumper.add_representer(_Plain, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:timestamp", str(text)))


def _rows_named(archive: Archive, record: Exemplar) -> Iterator[tuple[Decision, NodePath]]:
    """Yield the rows of decisions that bear exactly the name of a record, or lead to it."""
    name = fold(record.name)
    for decision in archive.decisions.values():
        for number, row in enumerate(decision.rows):
            leads = row.story == record.id and record.collection == "stories"
            if row.withdrawn is None and (leads or fold(row.name) == name):
                yield decision, ("rows", number)


def _remaining_mentions(
    root: Path, archive: Archive, record: Exemplar, address: str, rows: list[tuple[Decision, NodePath]]
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield where a name stands that was to go: rows, texts of others, the address, and outside the records."""
    for decision, place in rows:
        if decision.rows[int(place[1])].story != record.id:
            fault = archive.problem(decision, place, "")
            yield "row", {"path": fault.path, "line": fault.line}
    wanted = _word(record.name)
    for other in archive.records():
        if other is not record:
            for at, text in iter_texts(other):
                if at[:1] != ("rows",) and wanted.search(fold(text)):
                    fault = archive.problem(other, at, "")
                    yield "text", {"path": fault.path, "line": fault.line, "field": fault.field}
    for page in sorted((root / "docs").rglob("*.md")):
        if wanted.search(fold(page.read_text("utf-8", "replace"))):
            yield "page", {"path": page.relative_to(root).as_posix()}
    if slugify(record.name) in address:
        yield "address", {"address": address, "id": record.id}
    yield "elsewhere", {"id": record.id}


def _record(archive: Archive, named: str) -> Record:
    """Return the one record of an id, or of an address such as `/don-vi/x/` where several records bear the id."""
    every = [
        record for collection in PREFIX for record in archive.collection(collection).values() if named in _names(record)
    ]
    if not every:
        raise UsageError("no-record", id=named)
    if len(every) > 1:
        raise UsageError("several-records", id=named, where=", ".join(page_route(record) for record in every))
    return every[0]


def _refuse_notice(record: Exemplar, reason: str, keep_name: bool) -> None:
    """UsageError if a record is withdrawn already, or the reason names whom the notice must not name."""
    if record.notice is not None:
        raise UsageError("withdrawn-already", id=record.id)
    if keep_name:
        return
    people = [record.name, *(member.name for member in record.members)] if isinstance(record, Story) else [record.name]
    if told := [name for name in people if _word(name).search(fold(reason))]:
        raise UsageError("reason-names", names=", ".join(told))


def _word(name: str) -> re.Pattern[str]:
    """Return what finds a name in a folded text, and no longer word that begins so."""
    return re.compile(rf"(?<!\w){re.escape(fold(name))}(?!\w)")


def _names(record: Record) -> tuple[str, str]:
    return record.id, page_route(record)


def _repoint_references(
    root: Path, archive: Archive, record: Record, new: str, change: ChangeSet, edits: Edits
) -> None:
    """Change every reference to a record, in records and in the settings."""
    for other in archive.records():
        origin = archive.origin(other)
        for place in _reference_paths(other, record):
            edits.put(origin.path, (*origin.node, *place), record.id, new)
    setting = _NAMED_IN_SETTINGS.get(record.collection)
    if setting is not None and (root / CONFIG).is_file():
        text = (root / CONFIG).read_text("utf-8")
        named = re.compile(rf"^(\s*{setting}:\s*[\"']?){re.escape(record.id)}(?=[\"']?\s*(?:#|$))", re.MULTILINE)
        told = named.sub(lambda m: f"{m[1]}{new}", text)
        if told != text:
            change.files[CONFIG] = told.encode()


def _reference_paths(other: Record, record: Record) -> Iterator[tuple[str | int, ...]]:
    """Yield the places where a record names another, or a clause of it."""
    for place, collection, record_id in iter_references(other):
        if collection == record.collection and record_id == record.id:
            yield place
    if isinstance(record, Document):
        yield from (place for place, text in iter_texts(other) if text.startswith(f"{record.id}#"))


def _read_ledger(root: Path) -> Ledger:
    """Return the ledger of a project; UsageError if its file cannot be read."""
    ledger, problems = read_ledger(root)
    if problems:
        raise UsageError("ledger-unreadable", path=FILE, line=problems[0].line)
    return ledger


def _update_ledger(change: ChangeSet, ledger: Ledger) -> None:
    change.files[FILE] = ledger.serialize().encode()


def _with_new_problems(root: Path, read: Reader, before: LoadResult, change: ChangeSet) -> ChangeSet:
    """Return the change with the errors it would bring and that are not there today."""
    today = {_same(fault) for fault in _errors(before)}
    records = {path: content for path, content in change.files.items() if path.endswith(".yml") and path != CONFIG}
    after = read(root, instead=records)
    ledger, _ = parse_ledger((change.files.get(FILE) or b"").decode())
    found = _errors(after) | set(ownership_problems(after.archive, ledger))
    return replace(change, problems=tuple(fault for fault in sorted(found) if _same(fault) not in today))


def _errors(loaded: LoadResult) -> set[Problem]:
    archive = loaded.archive
    found = (*loaded.problems, *check_records(archive, list(archive.origins)), *check_archive(archive))
    return {fault for fault in found if fault.is_error}


def _same(fault: Problem) -> tuple[str, str, str]:
    return fault.path, fault.field, fault.code
