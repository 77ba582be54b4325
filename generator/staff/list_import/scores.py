"""Reads a scoring sheet of a cluster: criteria with full marks, what the member gave itself, what it was given.

Sheets number their criteria in levels (A, I, 1, 1.1, a). A line above others that sums them up is a heading, not a
criterion: it is left out, so that nothing counts twice. Whatever cannot be read for certain is a doubt, and nothing
is written while there is one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from generator.core.numbers import parse_number
from generator.core.problem import UsageError
from generator.core.text import fold
from generator.staff.list_import.readers import Sheet, read_tables

_HEADINGS: Sequence[tuple[str, str]] = (
    ("code", "stt|tt|so tt|so thu tu|muc"),
    ("unread", ".*diem (tru|thuong|cong).*"),
    ("self_mark", ".*(tu cham|tu danh gia|don vi cham|tu nhan).*"),
    ("appraised_mark", ".*(tham dinh|phuc tra|hoi dong cham|cum.*cham|khoi.*cham|thong nhat|diem chot|duoc cham).*"),
    ("full_mark", ".*(diem chuan|diem toi da|thang diem|diem quy dinh|toi da).*|diem"),
    ("note", "ghi chu.*|ly do.*|giai trinh.*"),
    ("evidence", ".*(minh chung|kiem chung|tai lieu).*"),
    ("criterion", ".*(noi dung|tieu chi|tieu chuan|chi tieu).*"),
)
"""How offices head the columns, folded; the first that fits the whole heading counts."""
_TOTAL = re.compile(r"(?:tong cong|tong so diem|tong diem|tong so|cong|tong)(?: diem)?\s*[:.]?(?:\s*\(.*\))?")
_MARK = re.compile(r"(\d+(?:[.,]\d+)?)\s*(?:điểm|đ|d)?\.?", re.IGNORECASE)
_ENGLISH = re.compile(r"\d+\.\d{1,2}|0\.\d+")
_NOTHING = re.compile(r"[-\u2013\u2014.\s]*")
_PARTS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("R", re.compile(r"[IVX]{1,5}")),
    ("U", re.compile(r"[A-H]")),
    ("N", re.compile(r"\d{1,2}")),
    ("L", re.compile(r"[a-zđ]")),
    ("-", re.compile(r"[-+•*]")),
)
MARKS = ("full_mark", "self_mark", "appraised_mark")
Doubt = tuple[str, Mapping[str, object]]
"""What is not certain: a key of the command's words, and what it tells."""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One line of the sheet: where it stands, its number and words, its marks by column, its other words."""

    row: int
    code: str
    text: str
    marks: Mapping[str, Decimal]
    words: Mapping[str, str]

    @property
    def outline(self) -> str:
        """The kind of its number: «1.2» is N.N, «I» is R; "" where it has none a sheet counts by."""
        kinds = [
            next((kind for kind, pattern in _PARTS if pattern.fullmatch(part)), "") for part in self.code.split(".")
        ]
        return ".".join(kinds) if all(kinds) else ""


@dataclass
class ScoreReading:
    """What a scoring sheet says: its criteria with their codes, headings left out, printed totals, and doubts."""

    columns: dict[str, str] = field(default_factory=dict)
    criteria: list[ScoreRow] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    headings: list[ScoreRow] = field(default_factory=list)
    totals: dict[str, Decimal] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Tell whether it may be written as it is."""
        return bool(self.criteria) and not self.doubts


def read_scores(file: Path) -> ScoreReading:
    """Read a scoring sheet; UsageError if no table of the file is one."""
    found = [
        (sheet, at) for sheet in read_tables(file) if not sheet.is_hidden and (at := _heading_of(sheet)) is not None
    ]
    if not found:
        raise UsageError("scores-unknown", path=file.name)
    reading = _read(*found[0])
    reading.doubts += [("score_second", {"sheet": sheet.name}) for sheet, _ in found[1:]]
    return reading


def _heading_of(sheet: Sheet) -> int | None:
    """Return the row, from 0, that heads criteria, full marks and at least one given mark."""
    for number, row in enumerate(sheet.rows[:30]):
        roles = {role for _, role in _heads(row)}
        if {"criterion", "full_mark"} <= roles and roles & {"self_mark", "appraised_mark"}:
            return number
    return None


def _heads(row: Sequence[str]) -> Iterator[tuple[int, str]]:
    for place, cell in enumerate(row):
        head = " ".join(re.sub(r"[^\w]+", " ", fold(cell)).split())
        role = next((role for role, pattern in _HEADINGS if head and re.fullmatch(pattern, head)), None)
        if role:
            yield place, role


def _read(sheet: Sheet, at: int) -> ScoreReading:
    reading, heads = ScoreReading(), sheet.rows[at]
    roles: dict[int, str] = {}
    for place, role in _heads(heads):
        named = " ".join(heads[place].split())
        reading.columns[named] = role
        if role == "unread" or (role in roles.values() and role in MARKS):
            reading.doubts.append(("score_column", {"column": named}))
        elif role not in roles.values():
            roles[place] = role
    _tell_of_bare_columns(sheet, at, reading)
    rows: list[ScoreRow] = []
    for number, cells in enumerate(sheet.rows[at + 1 :], at + 1):
        shown = sheet.first_row + number
        if number in sheet.marks and any(cells):
            text = " ".join(filter(None, cells))[:80]
            reading.doubts.append((f"score_{sheet.marks[number]}", {"row": shown, "text": text}))
        elif any(cells):
            rows += _row(shown, cells, roles, reading)
    _sort_out(rows, reading)
    return reading


def _tell_of_bare_columns(sheet: Sheet, at: int, reading: ScoreReading) -> None:
    """Note columns that hold numbers and have no heading: merged cells above them, a second row of headings."""
    below = sheet.rows[at + 1 :]
    for place, head in enumerate(sheet.rows[at]):
        held = [row[place] for row in below if place < len(row) and _MARK.fullmatch(row[place].strip())]
        if not head.strip() and len(held) > 1:
            reading.doubts.append(("score_bare", {"column": chr(ord("A") + place) if place < 26 else place + 1}))


def _row(number: int, cells: Sequence[str], roles: Mapping[int, str], reading: ScoreReading) -> list[ScoreRow]:
    """Return the line as it is understood: none where it is a total, a note, or a signature."""
    said = {role: cells[place].strip() for place, role in roles.items() if place < len(cells)}
    text, code = " ".join(said.get("criterion", "").split()), " ".join(said.get("code", "").split()).rstrip(".)/ ")
    marks: dict[str, Decimal] = {}
    odd = []
    for name in MARKS:
        written = " ".join(said.get(name, "").split())
        if (value := _mark(written)) is not None:
            marks[name] = value
        elif not _NOTHING.fullmatch(written):
            odd.append(written)
    if (_TOTAL.fullmatch(fold(text)) and not code) or (_TOTAL.fullmatch(fold(code)) and not text):
        reading.totals.update(marks)
        reading.doubts += [("score_unclear", {"row": number, "text": each}) for each in odd]
        return []
    words = {name: " ".join(said[name].split()) for name in ("note", "evidence") if said.get(name)}
    made = ScoreRow(number, code, text, marks, words)
    if not (text or code) or (not marks and not odd and not made.outline):
        return []  # a signature, a note under the table
    reading.doubts += [("score_unclear", {"row": number, "text": each}) for each in odd]
    return [made]


def _mark(written: str) -> Decimal | None:
    """Return a mark as offices write it: 8, «8,5», «8.5», «10 điểm»; None where it is anything else."""
    found = _MARK.fullmatch(written)
    if not found:
        return None
    number = found[1]
    return parse_number(number.replace(".", ",") if _ENGLISH.fullmatch(number) else number)


def _sort_out(rows: Sequence[ScoreRow], reading: ScoreReading) -> None:
    """Part criteria from the headings that sum them up, check the sums, and give each criterion a code of its own."""
    depths = list(_depths(rows))
    above: list[tuple[int, ScoreRow]] = []
    for number, (row, depth) in enumerate(zip(rows, depths, strict=True)):
        while above and above[-1][0] >= depth:
            above.pop()
        under = [r for r, d in _under(rows, depths, number)]
        if under:
            reading.headings.append(row)
            _check_heading(row, [r for r, d in _leaves(rows, depths, number)], reading)
            above.append((depth, row))
        else:
            if "full_mark" not in row.marks:
                reading.doubts.append(("score_unclear", {"row": row.row, "text": row.text or row.code}))
            reading.criteria.append(row)
            reading.codes.append(_code([*(each for _, each in above), row], reading.codes))
    _check_whole(reading)


def _depths(rows: Sequence[ScoreRow]) -> Iterator[int]:
    """Yield how deep each line lies: a kind of number met for the first time is deeper than the line above it."""
    open_: list[str] = []
    for number, row in enumerate(rows):
        kind = row.outline
        if not kind:
            kind = _kind_of_unnumbered(rows, number)
        if kind in open_:
            del open_[open_.index(kind) + 1 :]
        else:
            open_.append(kind)
        yield len(open_) - 1


def _kind_of_unnumbered(rows: Sequence[ScoreRow], number: int) -> str:
    """Return the kind a line without a number counts as: below the line above it if it and its like sum that up."""
    first = number
    while first and not rows[first - 1].outline:
        first -= 1
    last = number
    while last + 1 < len(rows) and not rows[last + 1].outline:
        last += 1
    group = [row.marks.get("full_mark", Decimal(0)) for row in rows[first : last + 1]]
    head = rows[first - 1] if first else None
    if head is not None and head.marks.get("full_mark") == sum(group):
        return "unnumbered"
    return rows[0].outline or "unnumbered"


def _under(rows: Sequence[ScoreRow], depths: Sequence[int], number: int) -> Iterator[tuple[ScoreRow, int]]:
    for row, depth in zip(rows[number + 1 :], depths[number + 1 :], strict=True):
        if depth <= depths[number]:
            return
        yield row, depth


def _leaves(rows: Sequence[ScoreRow], depths: Sequence[int], number: int) -> Iterator[tuple[ScoreRow, int]]:
    """Yield the criteria under a line: those under it that have nothing under them."""
    for at in range(number + 1, len(rows)):
        if depths[at] <= depths[number]:
            return
        if at + 1 == len(rows) or depths[at + 1] <= depths[at]:
            yield rows[at], depths[at]


def _check_heading(heading: ScoreRow, parts: Sequence[ScoreRow], reading: ScoreReading) -> None:
    for name, printed in heading.marks.items():
        held = [part.marks[name] for part in parts if name in part.marks]
        if not held or sum(held) != printed:
            values = {"row": heading.row, "mark": name, "printed": printed, "counted": sum(held, Decimal(0))}
            reading.doubts.append(("score_sum", values))


def _check_whole(reading: ScoreReading) -> None:
    """Compare the printed totals with the criteria, and tell of marks that some lines have and others lack."""
    for name in MARKS:
        held = [row.marks[name] for row in reading.criteria if name in row.marks]
        lacking = [row.row for row in reading.criteria if name not in row.marks]
        printed = reading.totals.get(name)
        if name != "full_mark" and lacking and (held or printed is not None):
            rows = ", ".join(map(str, lacking[:12]))
            reading.doubts.append(("score_lacking", {"rows": rows, "mark": name}))
        elif printed is not None and printed != sum(held):
            reading.doubts.append(("score_total", {"mark": name, "printed": printed, "counted": sum(held, Decimal(0))}))
    for row in reading.criteria:
        full = row.marks.get("full_mark")
        for name in MARKS[1:]:
            given = row.marks.get(name)
            if full is not None and given is not None and given > full:
                values = {"row": row.row, "given": given, "full": full, "criterion": row.text}
                reading.doubts.append(("score_above", values))


def _code(path: Sequence[ScoreRow], taken: Sequence[str]) -> str:
    """Return the code of a criterion: its number behind those above it, which it may hold already («1.2» under «1»)."""
    code = ""
    for row in path:
        own = row.code.strip("-+•* ") if row.outline != "-" else ""
        if own:
            code = own if not code or own.startswith(f"{code}.") else f"{code}.{own}"
    code = code or "-"
    has_own = bool(path[-1].code.strip("-+•* "))
    number, found = 2, code if has_own else f"{code}.1"
    while found in taken:
        found, number = f"{code}.{number}", number + 1
    return found
