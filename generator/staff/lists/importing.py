"""The command `import`: reads a list, says what it understood, and writes it when told."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from generator.archive import Archive
from generator.loading import load
from generator.old_encodings import CONVERSIONS
from generator.problem import Misuse
from generator.records.decision import Decision
from generator.staff.lists.tables import Sheet, read_tables
from generator.staff.lists.understanding import Understood, signature, understand
from generator.staff.lists.vocabulary import HEADINGS
from generator.staff.lists.writing import Plan, plan, with_rows
from generator.text import old_encoding

COLUMNS = "import-columns.yml"
"""Where the columns somebody named by hand are remembered, by the headings of the list."""
ROLES = tuple(role for role, _ in HEADINGS)
_SHOWN = 12
_PERHAPS_PRIVATE = re.compile(r"\b(?:số|sn) ?\d|\d+/\d+|\d{9,}|bệnh(?! viện)|khuyết tật|hiv", re.IGNORECASE)

Say = Callable[..., str]


@dataclass(frozen=True)
class Import:
    """A list, read and compared with its decision; nothing is written yet."""

    archive: Archive
    decision: Decision
    sheets: Sequence[Sheet]
    understood: Understood
    plan: Plan
    encoding: str | None
    columns: Mapping[str, int]


def read_list(
    root: Path, file: Path, decision_id: str, columns: Sequence[str] = (), convert: str | None = None
) -> Import:
    """Read a list for a decision. `columns` are `role=B` or `role=2`; `convert` an old encoding, or `none`."""
    archive = load(root).archive
    decision = archive.decisions.get(decision_id)
    if decision is None:
        raise Misuse("no-decision", id=decision_id)
    sheets = read_tables(file)
    found = next(
        (e for s in sheets for row in s.rows for cell in row if cell and (e := old_encoding(cell)) in CONVERSIONS), None
    )
    if convert in CONVERSIONS:
        change = CONVERSIONS[convert]
        sheets = [replace(s, rows=tuple(tuple(change(cell) for cell in row) for row in s.rows)) for s in sheets]
        found = None
    elif convert == "none":
        found = None
    given = {**_remembered(root, sheets), **_columns(columns)}
    understood = understand(sheets, given)
    compared = plan(archive, decision, understood.taken)
    return Import(archive, decision, sheets, understood, compared, found, _columns(columns))


def _columns(asked: Sequence[str]) -> dict[str, int]:
    """Return columns by role, counted from 0, from `name=B` or `name=2`."""
    found = {}
    for each in asked:
        role, _, place = each.partition("=")
        if role not in ROLES or not re.fullmatch(r"[A-Za-z]|\d{1,2}", place):
            raise Misuse("bad-column", value=each, roles=", ".join(ROLES))
        found[role] = int(place) - 1 if place.isdigit() else ord(place.upper()) - ord("A")
    return found


def _remembered(root: Path, sheets: Sequence[Sheet]) -> dict[str, int]:
    known = _known(root)
    return next((known[key] for sheet in sheets if (key := signature(sheet)) in known), {})


def _known(root: Path) -> dict[str, dict[str, int]]:
    file = root / COLUMNS
    found = yaml.safe_load(file.read_text("utf-8")) if file.is_file() else {}
    return found if isinstance(found, dict) else {}


def remember_columns(root: Path, done: Import) -> None:
    """Remember the columns named by hand for the next list with the same headings."""
    if done.columns and done.sheets:
        known = {**_known(root), signature(done.sheets[0]): dict(done.columns)}
        text = yaml.safe_dump(known, allow_unicode=True, sort_keys=True)
        (root / COLUMNS).write_text(text, "utf-8", newline="\n")


def write_rows(root: Path, done: Import) -> Path:
    """Write the rows into the decision's file; Misuse while an old encoding waits for an answer."""
    if done.encoding is not None:
        raise Misuse("old-encoding", encoding=done.encoding)
    if not done.understood.taken:
        raise Misuse("list-empty")
    if done.plan.unknown_awards and done.decision.award:  # a row without an award shows the decision's
        raise Misuse("list-awards", awards=", ".join(done.plan.unknown_awards))
    path = root / done.archive.origin(done.decision).path
    text = with_rows(path.read_text("utf-8"), done.plan.rows)
    path.write_text(text, "utf-8", newline="\n")
    remember_columns(root, done)
    return path


def told(done: Import, say: Say) -> Iterator[tuple[str, str]]:
    """Yield what was understood and what was not, as (weight, line); weight is `plain`, `warning` or `error`."""
    said, compared = done.understood, done.plan
    for sheet, heads in said.columns.items():
        named = ", ".join(
            f"«{head}» → {say(f'role.{role}') if role else say('role.none')}" for head, role in heads.items()
        )
        yield "plain", say("columns", sheet=sheet, columns=named)
        private = [head for head, role in heads.items() if role == "private"]
        if private:
            yield "warning", say("private", columns=", ".join(private))
    if not said.columns and not done.columns:
        yield "error", say("no_columns")
    yield "plain", say("counts", read=said.read, taken=len(said.taken), reported=len(said.reported))
    for each in said.reported:
        weight = "error" if each.reason == "unclear" else "plain"
        where = say("where", sheet=each.sheet, row=each.row)
        yield weight, f"{where}: {say(f'reason.{each.reason}')}: {each.text}"
    for sheet, printed, counted in said.totals:
        if printed != counted:
            yield "warning", say("total_differs", sheet=sheet, printed=printed, counted=counted)
    for first, second in said.duplicates:
        yield "warning", say("duplicate", name=second.name, row=second.row, first=first.row)
    for award, count in compared.unknown_awards.items():
        yield "warning", say("unknown_award", award=award, count=count)
    for taken, story in compared.stories[:_SHOWN]:
        yield "warning", say("has_story", name=taken.name, row=taken.row, story=story)
    if done.encoding is not None:
        change = CONVERSIONS[done.encoding]
        samples = [c for s in done.sheets for row in s.rows for c in row if c and change(c) != c][:3]
        shown = "; ".join(f"«{c}» → «{change(c)}»" for c in samples)
        yield "error", say("encoding", encoding=done.encoding, samples=shown)
    for taken in said.taken:
        if _PERHAPS_PRIVATE.search(f"{taken.unit} {taken.note}"):
            yield "warning", say("perhaps_private", name=taken.name, row=taken.row)
    for taken in compared.withdrawn:
        yield "error", say("withdrawn", name=taken.name, row=taken.row)
    if compared.changed:
        yield "plain", say("changed", names=", ".join(compared.changed[:_SHOWN]))
    for gone in compared.gone[:_SHOWN]:
        yield "warning", say("gone", name=gone.name)
    yield (
        "plain",
        say(
            "plan",
            rows=len(compared.rows),
            added=compared.added,
            changed=len(compared.changed),
            gone=len(compared.gone),
        ),
    )
