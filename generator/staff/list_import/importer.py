"""The command `import`: reads a list, says what it understood, and writes it when told."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml
from pydantic import ValidationError

from generator.archive.archive import Archive
from generator.archive.loader import load
from generator.core.atomic_change import apply_files
from generator.core.legacy_encodings import CONVERSIONS
from generator.core.problem import UsageError
from generator.core.text import detect_legacy_encoding, fold
from generator.records.decision import Decision, DecisionRow
from generator.staff.list_import.choices import EVERY_SHEET, Choices, settle
from generator.staff.list_import.headings import layout_key
from generator.staff.list_import.interpret import interpret
from generator.staff.list_import.interpretation import Interpretation, Recipient
from generator.staff.list_import.merge import RowMerge, plan_merge, replace_rows
from generator.staff.list_import.patterns import HEADINGS, looks_like_a_name
from generator.staff.list_import.readers import Sheet, read_tables

COLUMNS = "import-columns.yml"
"""Where the columns somebody named by hand are remembered, by the headings of the list."""
ROLES = tuple(role for role, _ in HEADINGS)
_SHOWN = 12
_PERHAPS_PRIVATE = re.compile(r"\b(?:số|sn) ?\d|\d+/\d+|\d{9,}|bệnh(?! viện)|khuyết tật|hiv", re.IGNORECASE)

Line = tuple[str, str]
Remark = tuple[str, str, Mapping[str, object]]
"""Its weight, the key of its words under `command.import`, and what they name."""
Say = Callable[..., str]


@dataclass(frozen=True)
class Import:
    """A list, read and compared with its decision; nothing is written yet."""

    archive: Archive
    decision: Decision
    sheets: Sequence[Sheet]
    interpretation: Interpretation
    merge: RowMerge
    encoding: str | None
    choices: Choices
    faulty: tuple[tuple[int, str], ...] = ()
    """Rows a decision cannot hold: their line in the list, and what is wrong."""

    @property
    def questions(self) -> list[str]:
        """What somebody must look at before it is written, each a word for `--accept`."""
        said = self.interpretation
        asked = {
            "unclear": said.unclear,
            "hidden": said.unseen,
            "gaps": said.gaps,
            "totals": [each for each in said.totals if each.differs],
            "bare": is_bare(said.recipients),
            "short": [t for t in said.recipients if t.kind == "individual" and len(t.name.split()) == 1],
        }
        return [word for word, found in asked.items() if found]


def is_bare(taken: Sequence[Recipient]) -> bool:
    """Tell whether a list of several names was typed without any accent."""
    names = [each.name for each in taken]
    return len(names) > 2 and all(fold(name) == " ".join(name.casefold().split()) for name in names)


def read_list(root: Path, file: Path, decision_id: str, choices: Choices | None = None) -> Import:
    """Read a list for a decision, as somebody chose to read it."""
    archive = load(root).archive
    decision = archive.decisions.get(decision_id)
    if decision is None:
        raise UsageError("no-decision", id=decision_id)
    return understand(root, archive, decision, read_tables(file), choices or Choices())


def understand(root: Path, archive: Archive, decision: Decision, sheets: Sequence[Sheet], choices: Choices) -> Import:
    """Return what sheets say for a decision."""
    cells = (cell for sheet in sheets for row in sheet.rows for cell in row if cell)
    found = next((e for cell in cells if (e := detect_legacy_encoding(cell)) in CONVERSIONS), None)
    if choices.convert in CONVERSIONS:
        change = CONVERSIONS[choices.convert]
        sheets = [replace(s, rows=tuple(tuple(change(cell) for cell in row) for row in s.rows)) for s in sheets]
        found = None
    elif choices.convert == "none":
        found = None
    given = {EVERY_SHEET: _remembered(root, sheets)} | dict(choices.roles)
    understood = interpret(sheets, given, keep_hidden=choices.hidden == "keep")
    if choices.hidden == "drop":
        understood.skipped = [replace(r, reason="dropped") if r.reason == "hidden" else r for r in understood.skipped]
    settle(understood, choices)
    compared = plan_merge(archive, decision, understood.recipients, choices)
    faulty = tuple(_faulty(understood.recipients, compared.rows))
    return Import(archive, decision, sheets, understood, compared, found, choices, faulty)


def _faulty(taken: Sequence[Recipient], rows: Sequence[Mapping[str, str]]) -> Iterator[tuple[int, str]]:
    """Yield the rows that the record's own limits refuse, before anything is written."""
    for each, row in zip(taken, rows, strict=False):
        try:
            DecisionRow.model_validate(dict(row))
        except ValidationError as fault:
            yield each.row, ", ".join(str(detail["loc"][0]) for detail in fault.errors())


def columns_of(asked: Sequence[str]) -> dict[int, str]:
    """Return the roles of columns by place from 0, from `name=B` or `name=2`."""
    found = {}
    for each in asked:
        role, _, place = each.partition("=")
        if role not in ROLES or not re.fullmatch(r"[A-Za-z]{1,2}|[1-9][0-9]{0,2}", place):
            raise UsageError("bad-column", value=each, roles=", ".join(ROLES))
        found[int(place) - 1 if place.isdigit() else _number_of(place)] = role
    return found


def _number_of(letters: str) -> int:
    """Return the place of a column, from 0, by the letters a spreadsheet gives it: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _remembered(root: Path, sheets: Sequence[Sheet]) -> dict[int, str]:
    known = _known(root)
    columns = next((known[key] for sheet in sheets if (key := layout_key(sheet)) in known), {})
    return {place: role for role, place in columns.items()}


def _known(root: Path) -> dict[str, dict[str, int]]:
    file = root / COLUMNS
    try:
        found = yaml.safe_load(file.read_text("utf-8")) if file.is_file() else {}
    except (yaml.YAMLError, UnicodeDecodeError):
        raise UsageError("columns-unreadable", path=COLUMNS) from None
    if not isinstance(found, dict):
        return {}
    kept = {str(key): value for key, value in found.items() if isinstance(value, dict)}
    return {
        key: {role: place for role, place in value.items() if role in ROLES and type(place) is int and place >= 0}
        for key, value in kept.items()
    }


def remember_columns(root: Path, done: Import) -> None:
    """Remember the columns named by hand for the next list with the same headings."""
    known, chosen = _known(root), done.choices.roles
    for sheet in done.sheets:
        if roles := chosen.get(sheet.name, chosen.get(EVERY_SHEET, {})):
            known[layout_key(sheet)] = {role: place for place, role in roles.items() if role}
    if known != _known(root):
        text = yaml.safe_dump(known, allow_unicode=True, sort_keys=True)
        (root / COLUMNS).write_text(text, "utf-8", newline="\n")


def rows_written(root: Path, done: Import, accepted: Sequence[str] = ()) -> tuple[str, bytes]:
    """Return the decision's file with the rows in it, by its path; UsageError while a question waits for an answer."""
    if done.faulty:
        rows = ", ".join(str(row) for row, _ in done.faulty[:_SHOWN])
        raise UsageError("list-faulty", rows=rows, fields=done.faulty[0][1])
    if open_ := [word for word in done.questions if word not in accepted]:
        raise UsageError(
            "list-questions", words=", ".join(open_), options=" ".join(f"--accept {word}" for word in open_)
        )
    if done.encoding is not None:
        raise UsageError("old-encoding", encoding=done.encoding)
    if not done.interpretation.recipients:
        raise UsageError("list-empty")
    if done.merge.unknown_awards and done.decision.award:  # a row without an award shows the decision's
        raise UsageError("list-awards", awards=", ".join(done.merge.unknown_awards))
    path = done.archive.origin(done.decision).path
    return path, replace_rows((root / path).read_text("utf-8"), done.merge.rows).encode()


def write_rows(root: Path, done: Import, accepted: Sequence[str] = ()) -> str:
    """Write the rows into the decision's file, and return its path; UsageError while a question waits."""
    path, content = rows_written(root, done, accepted)
    apply_files(root, {path: content}, {})
    remember_columns(root, done)
    return path


def report_lines(done: Import, say: Say) -> Iterator[Line]:
    """Yield what was understood and what was not, as (weight, line); weight is `plain`, `warning` or `error`."""
    yield from _columns_found(done, say)
    said, compared = done.interpretation, done.merge
    for name, count in said.hidden_sheets:
        yield "warning", say("hidden_sheet", sheet=name, count=count)
    yield "plain", say("counts", read=said.read, taken=len(said.recipients), reported=len(said.skipped))
    yield from _rows_skipped(done, say)
    for weight, key, values in (*doubts(done), *comparison(done)):
        yield weight, say(key, **values)
    counts = {"added": compared.added, "changed": len(compared.changed), "gone": len(compared.gone)}
    yield "plain", say("plan", rows=len(compared.rows), **counts)
    if open_ := done.questions:
        yield "error", say("questions", options=" ".join(f"--accept {word}" for word in open_))


def _columns_found(done: Import, say: Say) -> Iterator[Line]:
    said = done.interpretation
    for sheet, heads in said.columns.items():
        named = ", ".join(
            f"«{head}» → {say(f'role.{role}') if role else say('role.none')}" for head, role in heads.items()
        )
        yield "plain", say("columns", sheet=sheet, columns=named)
        private = [head for head, role in heads.items() if role == "private"]
        if private:
            yield "warning", say("private", columns=", ".join(private))
    if not said.columns and not done.choices.roles:
        yield "error", say("no_columns")
        if (likely := _likely_name(done.sheets)) is not None:
            yield "error", say("likely_name", column=likely)


def _rows_skipped(done: Import, say: Say) -> Iterator[Line]:
    said = done.interpretation
    told_of: Counter[str] = Counter()
    for each in said.skipped:
        weight = _WEIGHTS.get(each.reason, "plain")
        told_of[each.reason] += 1
        if weight == "plain" and told_of[each.reason] > _SHOWN:
            continue
        where = say("where", sheet=each.sheet, row=each.row)
        yield weight, f"{where}: {say(f'reason.{each.reason}')}: {each.text}"
    for reason, count in told_of.items():
        if count > _SHOWN and _WEIGHTS.get(reason, "plain") == "plain":
            yield "plain", say("more", count=count - _SHOWN, reason=say(f"reason.{reason}"))


def doubts(done: Import) -> Iterator[Remark]:
    """Yield what may be wrong with the list itself."""
    said = done.interpretation
    for sheet, row, before, there in said.gaps:
        yield "error", "gap", {"sheet": sheet, "row": row, "before": before, "there": there}
    if is_bare(said.recipients):
        yield "error", "bare", {}
    if short := [t for t in said.recipients if t.kind == "individual" and len(t.name.split()) == 1]:
        yield "error", "short", {"count": len(short), "names": ", ".join(f"«{t.name}»" for t in short[:_SHOWN])}
    if loud := [t for t in said.recipients if t.kind == "individual" and t.name.isupper()]:
        yield "warning", "loud", {"count": len(loud), "name": loud[0].name}
    for row, fields in done.faulty[:_SHOWN]:
        yield "error", "faulty", {"row": row, "fields": fields}
    for total in said.totals:
        if total.differs:
            counts = {"printed": total.printed, "counted": total.counted}
            yield "warning", "total_differs", {"sheet": total.sheet, **counts}
    for first, second in said.duplicates:
        yield "warning", "duplicate", {"name": second.name, "row": second.row, "first": first.row}
    if done.encoding is not None:
        change = CONVERSIONS[done.encoding]
        samples = [c for s in done.sheets for row in s.rows for c in row if c and change(c) != c][:3]
        shown = "; ".join(f"«{c}» → «{change(c)}»" for c in samples)
        yield "error", "encoding", {"encoding": done.encoding, "samples": shown}
    for taken in said.recipients:
        if _PERHAPS_PRIVATE.search(f"{taken.unit} {taken.note}"):
            yield "warning", "perhaps_private", {"name": taken.name, "row": taken.row}


def comparison(done: Import) -> Iterator[Remark]:
    """Yield how the list differs from what the decision holds, and what the records know of its names."""
    compared = done.merge
    for award, count in compared.unknown_awards.items():
        yield "warning", "unknown_award", {"award": award, "count": count}
    for text, count in compared.unknown_classes.items():
        yield "warning", "unknown_class", {"text": text, "count": count}
    for taken, story in compared.stories[:_SHOWN]:
        yield "warning", "has_story", {"name": taken.name, "row": taken.row, "story": story}
    for taken in compared.withdrawn:
        yield "error", "withdrawn", {"name": taken.name, "row": taken.row}
    if compared.changed:
        yield "plain", "changed", {"names": ", ".join(compared.changed[:_SHOWN])}
    for gone in compared.gone[:_SHOWN]:
        yield "warning", "gone", {"name": gone.name}


_WEIGHTS = {
    "unclear": "error",
    "lost": "error",
    "hidden": "error",
    "struck": "warning",
    "deleted": "warning",
    "dropped": "warning",
}


def _likely_name(sheets: Sequence[Sheet]) -> str | None:
    """Return the letter of the column that holds most names of people, if any column does."""
    counts: Counter[int] = Counter()
    for sheet in sheets:
        for row in sheet.rows:
            counts.update(place for place, cell in enumerate(row) if looks_like_a_name(cell))
    if not counts:
        return None
    place, count = counts.most_common(1)[0]
    return chr(ord("A") + place) if count > 2 and place < 26 else None
