"""Reads a scoring sheet of a cluster: criteria with full marks, what the member gave itself, what it was given.

Sheets number their criteria in levels (I, 1, 1.1, a). A line above others that sums them up is a heading, not a
criterion: it is left out, so that nothing counts twice. What it printed is checked against its parts.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from generator.archive.archive import Archive
from generator.core.numbers import decimal_words, parse_number
from generator.core.problem import UsageError
from generator.core.text import fold, slugify
from generator.staff.list_import.readers import Sheet, read_tables

_HEADINGS: Sequence[tuple[str, str]] = (
    ("code", "stt|tt|so tt|so thu tu|muc"),
    ("self_mark", ".*(tu cham|tu danh gia|don vi cham|tu nhan).*"),
    ("appraised_mark", ".*(tham dinh|phuc tra|hoi dong cham|cum.*cham|khoi.*cham|thong nhat|diem chot|duoc cham).*"),
    ("full_mark", ".*(diem chuan|diem toi da|thang diem|diem quy dinh|toi da).*|diem"),
    ("note", "ghi chu.*|ly do.*|giai trinh.*"),
    ("evidence", ".*(minh chung|kiem chung|tai lieu).*"),
    ("criterion", ".*(noi dung|tieu chi|tieu chuan|chi tieu).*"),
)
"""How offices head the columns, folded; the first that fits the whole heading counts."""
_TOTAL = re.compile(r"(?:tong cong|tong diem|tong so|cong|tong)\b.*")
_LEVELS = (
    re.compile(r"[IVX]{1,5}"),
    re.compile(r"[A-H]"),
    re.compile(r"\d{1,2}"),
    re.compile(r"\d{1,2}\.\d{1,2}"),
    re.compile(r"\d{1,2}(?:\.\d{1,2}){2,}"),
    re.compile(r"[a-zđ]"),
    re.compile(r"[-+•*]?"),
)
"""How deep a number lies: the first that fits."""
MARKS = ("full_mark", "self_mark", "appraised_mark")


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One line of the sheet: where it stands, its number and words, its marks by column, its other words."""

    row: int
    code: str
    text: str
    marks: Mapping[str, Decimal]
    words: Mapping[str, str]

    @property
    def level(self) -> int:
        """How deep it lies."""
        return next((n for n, pattern in enumerate(_LEVELS) if pattern.fullmatch(self.code)), len(_LEVELS))


@dataclass
class ScoreReading:
    """What a scoring sheet says: its criteria, headings that were left out, printed totals, and what is not clear."""

    columns: dict[str, str] = field(default_factory=dict)
    criteria: list[ScoreRow] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    headings: list[ScoreRow] = field(default_factory=list)
    totals: dict[str, Decimal] = field(default_factory=dict)
    unclear: list[tuple[int, str]] = field(default_factory=list)
    sums: list[tuple[int, str, Decimal, Decimal]] = field(default_factory=list)
    """Headings and totals that differ from the sum of their parts: row, mark, printed, counted."""

    @property
    def is_sound(self) -> bool:
        """Tell whether it may be written as it is."""
        return bool(self.criteria) and not self.unclear and not self.sums


def read_scores(file: Path) -> ScoreReading:
    """Read a scoring sheet; UsageError if no table of the file is one."""
    for sheet in read_tables(file):
        if not sheet.is_hidden and (at := _heading_of(sheet)) is not None:
            return _read(sheet, at)
    raise UsageError("scores-unknown", path=file.name)


def _heading_of(sheet: Sheet) -> int | None:
    """Return the row, from 0, that heads criteria, full marks and at least one given mark."""
    for number, row in enumerate(sheet.rows[:30]):
        roles = set(_roles(row).values())
        if {"criterion", "full_mark"} <= roles and roles & {"self_mark", "appraised_mark"}:
            return number
    return None


def _roles(row: Sequence[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for place, cell in enumerate(row):
        head = " ".join(re.sub(r"[^\w]+", " ", fold(cell)).split())
        role = next((role for role, pattern in _HEADINGS if head and re.fullmatch(pattern, head)), None)
        if role and role not in found.values():
            found[place] = role
    return found


def _read(sheet: Sheet, at: int) -> ScoreReading:
    roles = _roles(sheet.rows[at])
    reading = ScoreReading({" ".join(sheet.rows[at][place].split()): role for place, role in roles.items()})
    rows: list[ScoreRow] = []
    for number, cells in enumerate(sheet.rows[at + 1 :], at + 1):
        if number in sheet.marks or not any(cells):
            continue
        row, faults = _row(sheet.first_row + number, cells, roles)
        if row is None:
            continue
        if _TOTAL.fullmatch(fold(row.text or row.code)) and not row.code.strip("."):
            reading.totals.update(row.marks)
            continue
        if "full_mark" not in row.marks and not row.marks:
            continue  # a signature, a note under the table
        reading.unclear += [(row.row, fault) for fault in faults]
        if "full_mark" not in row.marks:
            reading.unclear.append((row.row, row.text or row.code))
        rows.append(row)
    _sort_out(rows, reading)
    return reading


def _row(number: int, cells: Sequence[str], roles: Mapping[int, str]) -> tuple[ScoreRow | None, list[str]]:
    said = {role: cells[place].strip() for place, role in roles.items() if place < len(cells)}
    marks, faults = {}, []
    for name in MARKS:
        text = said.get(name, "").replace("đ", "").replace("điểm", "").strip()
        if re.fullmatch(r"\d+\.\d{1,2}", text):
            text = text.replace(".", ",")  # «8.5» of a sheet typed in the English way
        if text and (value := parse_number(text)) is not None:
            marks[name] = value
        elif text and re.search(r"\d", text):
            faults.append(f"{said[name]}")
    text = " ".join(said.get("criterion", "").split())
    code = " ".join(said.get("code", "").split()).rstrip(".)/ ")
    if not text and not code:
        return None, []
    words = {name: " ".join(said[name].split()) for name in ("note", "evidence") if said.get(name)}
    return ScoreRow(number, code, text, marks, words), faults


def _sort_out(rows: Sequence[ScoreRow], reading: ScoreReading) -> None:
    """Part criteria from the headings that sum them up, check the sums, and give each criterion a code of its own."""
    above: list[ScoreRow] = []
    for number, row in enumerate(rows):
        while above and above[-1].level >= row.level:
            above.pop()
        is_heading = number + 1 < len(rows) and rows[number + 1].level > row.level
        if is_heading:
            reading.headings.append(row)
            above.append(row)
        else:
            reading.criteria.append(row)
            reading.codes.append(_code([*above, row], reading.codes))
    for heading in reading.headings:
        reading.sums += _differences(heading, list(_parts_of(heading, rows, reading.headings)))
    if reading.totals:
        whole = ScoreRow(0, "", "", reading.totals, {})
        reading.sums += _differences(whole, reading.criteria)


def _parts_of(heading: ScoreRow, rows: Sequence[ScoreRow], headings: Sequence[ScoreRow]) -> Iterator[ScoreRow]:
    """Yield the criteria under a heading."""
    start = rows.index(heading) + 1
    for row in rows[start:]:
        if row.level <= heading.level:
            return
        if row not in headings:
            yield row


def _differences(whole: ScoreRow, parts: Sequence[ScoreRow]) -> Iterator[tuple[int, str, Decimal, Decimal]]:
    for name, printed in whole.marks.items():
        marks = [part.marks[name] for part in parts if name in part.marks]
        if len(marks) == len(parts) and sum(marks) != printed:
            yield whole.row, name, printed, sum(marks, Decimal(0))


def _code(path: Sequence[ScoreRow], taken: Sequence[str]) -> str:
    """Return the code of a criterion: its number behind those above it, which it may hold already («1.2» under «1»)."""
    code = ""
    for row in path:
        own = row.code.strip("-+•* ")
        if own:
            code = own if not code or own.startswith(f"{code}.") else f"{code}.{own}"
    code = code or "-"
    number = 2
    found = code if path[-1].code.strip("-+•* ") else f"{code}.1"
    while found in taken:
        found, number = f"{code}.{number}", number + 1
    return found


def sheet_path(cluster: str, year: int, member: str) -> str:
    """Return where the sheet of a member is kept."""
    return f"stories/score-sheets/{cluster}-{year}-{slugify(member)}.yml"


def sheet_text(reading: ScoreReading, archive: Archive, cluster: str, year: int, member: str, day: str) -> str:
    """Return the record of a sheet: the office's own (`hold`) until somebody says otherwise.

    What only the record knows of one that was read before stays: its place, the flag, whether it is public.
    """
    known = archive.score_sheets.get(Path(sheet_path(cluster, year, member)).stem)
    unit = next(
        (
            each.unit
            for held in archive.clusters[cluster].years
            if held.year.year == year
            for each in held.members
            if each.unit and fold(each.name) == fold(member)
        ),
        None,
    )
    lines = [f"cluster: {cluster}", f"year: {year}", f"member: {_quoted(member)}"]
    lines += [f"unit: {unit}"] if unit else []
    lines.append("lines:")
    for code, row in zip(reading.codes, reading.criteria, strict=True):
        parts = [f"code: {_quoted(code)}", f"criterion: {_quoted(row.text)}"]
        parts += [f"{name}: {_quoted(decimal_words(row.marks[name]))}" for name in MARKS if name in row.marks]
        parts += [f"{name}: {_quoted(text)}" for name, text in row.words.items()]
        lines.append("  - {" + ", ".join(parts) + "}")
    for name, mark in (("full_mark", "full_mark"), ("self_total", "self_mark"), ("total", "appraised_mark")):
        marks = [row.marks.get(mark) for row in reading.criteria]
        if all(each is not None for each in marks):
            lines.append(f"{name}: {_quoted(decimal_words(sum((m for m in marks if m is not None), Decimal(0))))}")
    if known and known.rank:
        lines.append(f"rank: {known.rank}")
    if known and known.flag_proposed:
        lines.append("flag_proposed: true")
    lines.append(f"hold: {'true' if known is None or known.hold else 'false'}")
    return "\n".join([*lines, f"published_on: {known.published_on.iso if known else day}"]) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
