"""Tables as text: CSV of Excel in any of its codes, tabs, semicolons; no quote swallows a line unseen."""

import codecs
import csv
import io
import re
from collections import Counter
from typing import Any

from generator.staff.list_import.cells import ListRejected, Table, clean

_MARKS = ";\t|,"
_UNDEFINED = {code: chr(code) for code in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_LONGEST = 200_000


def read_csv(content: bytes) -> list[dict[str, Any]]:
    """Return the one table of a text file."""
    text = decoded(content).replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise ListRejected("damaged")
    mark = _separator(text)
    csv.field_size_limit(_LONGEST)
    table = Table("")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    at = line = 0
    try:
        for at, row in enumerate(rows):
            _refuse_swallowed(row, mark, line + 1)
            line = rows.line_num
            for column, cell in enumerate(row):
                table.put(at, column, clean(cell))
    except csv.Error:
        raise ListRejected("quote", line=line + 1) from None
    return [table.plain()]


def _separator(text: str) -> str:
    """Return the sign that parts most lines, the heading among them, into equally many columns."""
    return max(_MARKS, key=lambda mark: _agreement(text, mark))


def _agreement(text: str, mark: str) -> tuple[int, int]:
    """Return how many lines a sign parts alike, and into how many columns; of broken quotes as far as they are read."""
    widths: Counter[int] = Counter()
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True):
            widths[len(row)] += len(row) > 1
    except csv.Error:
        widths = Counter(line.count(mark) + 1 for line in text.split("\n") if mark in line)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _refuse_swallowed(row: list[str], mark: str, line: int) -> None:
    """Refuse a cell that holds lines of the table itself: a quote that was opened and closed lines below."""
    for cell in row:
        for number, inner in enumerate(cell.split("\n")):
            swallowed = re.match(rf"\s*\d{{1,5}}\s*[.)]?\s*{re.escape(mark)}", inner)
            if number and (swallowed or inner.count(mark) >= max(2, len(row) - 1)):
                raise ListRejected("quote", line=line)


def decoded(content: bytes) -> str:
    """Return text in UTF-8 or UTF-16, as Excel saves it; else as the bytes of an old Windows font, each one letter."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    if content[:200].count(b"\0") > 20:  # UTF-16 that lost its mark
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "".join(_UNDEFINED.get(byte) or bytes([byte]).decode("cp1252") for byte in content)
