"""Spreadsheets and documents as plain tables of text. Formulas are values; sizes are asked first."""

import csv
import datetime
import io
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import python_calamine
from docx.opc.exceptions import PackageNotFoundError
from docx.text.paragraph import Paragraph

from generator.problem import Misuse

MOST_BYTES = 20 * 2**20
MOST_UNPACKED = 200 * 2**20
MOST_MEMBERS = 2_000
MOST_ROWS = 100_000
SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
ENDINGS = (*sorted(SPREADSHEETS), ".csv", ".docx")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, and its cells as text; `first_row` is what the office's program shows."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    first_row: int = 1


def read_tables(path: Path) -> list[Sheet]:
    """Return the tables of a file; Misuse if it is no table, is damaged, locked, or unpacks to too much."""
    ending = path.suffix.lower()
    if not path.is_file():
        raise Misuse("list-missing", path=path)
    if ending not in ENDINGS:
        raise Misuse("list-kind", path=path.name, known=", ".join(ENDINGS))
    if path.stat().st_size > MOST_BYTES:
        raise Misuse("list-too-large", path=path.name, limit=MOST_BYTES // 2**20)
    content = path.read_bytes()
    if ending in {".xlsx", ".xlsm", ".ods", ".docx"}:
        _ask_size(path.name, content)
    sheets = list(
        _csv(content) if ending == ".csv" else _docx(path, content) if ending == ".docx" else _cells(path, content)
    )
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
        raise Misuse("list-too-long", path=path.name, limit=MOST_ROWS)
    return [sheet for sheet in sheets if any(any(row) for row in sheet.rows)]


def _ask_size(name: str, content: bytes) -> None:
    """Refuse a package that unpacks to more than a list of people ever could."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
    except zipfile.BadZipFile:
        raise Misuse("list-damaged", path=name) from None
    if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > MOST_UNPACKED:
        raise Misuse("list-bomb", path=name)


def _cells(path: Path, content: bytes) -> Iterator[Sheet]:
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        for meta in book.sheets_metadata:
            if meta.visible != python_calamine.SheetVisibleEnum.Visible:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            rows = [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            _fill(rows, sheet.merged_cell_ranges or [])
            yield Sheet(meta.name, tuple(map(tuple, rows)))
    except python_calamine.PasswordError:
        raise Misuse("list-locked", path=path.name) from None
    except (python_calamine.CalamineError, ValueError, OSError):
        raise Misuse("list-damaged", path=path.name) from None


def _fill(rows: list[list[str]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> None:
    """Give every row of a cell merged downwards its text; merged sideways it stays in the first."""
    for (top, left), (bottom, _right) in ranges:
        if top < len(rows) and left < len(rows[top]):
            for row in range(top + 1, min(bottom + 1, len(rows))):
                if left < len(rows[row]) and not rows[row][left]:
                    rows[row][left] = rows[top][left]


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime | datetime.date):
        return f"{cell.day:02d}/{cell.month:02d}/{cell.year}"
    return _clean(str(cell if cell is not None else ""))


def _clean(text: str) -> str:
    """Return text in NFC without what cannot be seen; line breaks inside a cell stay."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    kept = ("".join(c if c.isprintable() or c == "\u00ad" else " " for c in line) for line in lines)
    return "\n".join(line for line in (" ".join(k.split()) for k in kept) if line)


def _csv(content: bytes) -> Iterator[Sheet]:
    text = _decoded(content)
    lines = [line for line in text.splitlines() if line.strip()]

    def agreed(mark: str) -> int:
        counts = Counter(line.count(mark) for line in lines if mark in line)
        return max(counts.values(), default=0)

    delimiter = max(";\t|,", key=agreed)
    rows = [tuple(_clean(cell) for cell in row) for row in csv.reader(io.StringIO(text), delimiter=delimiter)]
    width = max((len(row) for row in rows), default=0)
    yield Sheet("", tuple(row + ("",) * (width - len(row)) for row in rows))


def _decoded(content: bytes) -> str:
    """Return text in UTF-8 or UTF-16, as Excel saves it; else as the bytes of an old Windows font."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _docx(path: Path, content: bytes) -> Iterator[Sheet]:
    try:
        document = docx.Document(io.BytesIO(content))
    except (PackageNotFoundError, KeyError, ValueError, OSError):
        raise Misuse("list-damaged", path=path.name) from None
    above: list[str] = []
    number = 0
    for part in document.iter_inner_content():
        if isinstance(part, Paragraph):
            above.append(_clean(part.text))
            continue
        number += 1
        rows: list[tuple[str, ...]] = [(text,) for text in above if text]
        above.clear()
        for row in part.rows:
            cells: list[str] = []
            seen: set[int] = set()
            for cell in row.cells:  # a cell merged sideways comes once for each column: keep its first
                cells.append("" if id(cell._tc) in seen else _clean(cell.text))
                seen.add(id(cell._tc))
            rows.append(tuple(cells))
        width = max((len(row) for row in rows), default=0)
        yield Sheet(str(number), tuple(row + ("",) * (width - len(row)) for row in rows))
    if number == 0:
        raise Misuse("list-no-table", path=path.name)
