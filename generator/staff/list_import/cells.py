"""What every reader of office files shares: clean text, numbers as they are shown, rows with their marks."""

import datetime
import re
import unicodedata
import zipfile
import zlib
from typing import Any

UNREADABLE = (
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    EOFError,
    OSError,
    RuntimeError,  # NotImplementedError too: an unknown way to pack
    SyntaxError,  # what lxml and the parsers of Python make of broken XML
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
)
"""What libraries raise over a damaged file; of anything else the process dies, which is one clear line as well."""
MOST_CELLS = 3_000_000
MOST_COLUMNS = 200
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].')
_ZEROS = re.compile(r"([^0#.,%]*)(0{2,})([^0#.,%]*)")


class ListRejected(Exception):
    """Why a file is no list that can be read; the reason's words stand under `command.misuse.list-…`."""

    def __init__(self, reason: str, **values: Any) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


def clean(text: str) -> str:
    """Return text in NFC without what cannot be seen; line breaks inside a cell stay."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    kept = ("".join(c if c.isprintable() or c == "\u00ad" else " " for c in line) for line in lines)
    return "\n".join(line for line in (" ".join(k.split()) for k in kept) if line)


def as_displayed(value: object, number_format: str = "General") -> str:
    """Return a cell as the office's program shows it: 12 as `00012` where its format says so."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value.day:02d}/{value.month:02d}/{value.year}"
    if isinstance(value, int | float):
        return _number(value, number_format)
    return clean(str(value))


def _number(value: float, number_format: str) -> str:
    whole = float(value).is_integer()
    first = number_format.split(";")[0]
    plain = _LITERAL.sub(lambda m: m[1] or m[2] or "", first)
    if whole and (found := _ZEROS.fullmatch(plain)):
        return f"{found[1]}{int(value):0{len(found[2])}d}{found[3]}"
    if "%" in plain:
        return f"{value * 100:g}%".replace(".", ",")
    if whole and "#,##0" in plain:
        return f"{int(value):,}".replace(",", ".")
    return str(int(value)) if whole else f"{value:.12g}".replace(".", ",")


class Table:
    """The rows of one sheet as they grow: texts by row and column, from 0, and the marks of rows."""

    def __init__(self, name: str, is_hidden: bool = False) -> None:
        self.name, self.is_hidden = name, is_hidden
        self.cells: dict[int, dict[int, str]] = {}
        self.marks: dict[int, str] = {}
        self.count = 0

    def put(self, row: int, column: int, text: str) -> None:
        """Put a text where it stands; one beyond all columns of a list stands in the last, so that it is seen."""
        if not text:
            return
        self.count += 1
        if self.count > MOST_CELLS:
            raise ListRejected("too-long")
        held = self.cells.setdefault(row, {})
        place = min(column, MOST_COLUMNS)
        held[place] = f"{held[place]}\n{text}" if place in held else text

    def mark(self, row: int, reason: str) -> None:
        """Note what somebody sees of a row; what is surer stays."""
        if _SURER.index(reason) <= _SURER.index(self.marks.get(row, "")):
            self.marks[row] = reason

    def plain(self) -> dict[str, Any]:
        """Return the sheet as it is answered."""
        last = max(self.cells, default=-1)
        width = 1 + max((column for held in self.cells.values() for column in held), default=-1)
        if (last + 1) * max(width, 1) > MOST_CELLS * 4:
            raise ListRejected("too-long")
        rows = [[self.cells.get(row, {}).get(column, "") for column in range(width)] for row in range(last + 1)]
        marks = {str(row): reason for row, reason in sorted(self.marks.items()) if row in self.cells}
        return {"name": self.name, "rows": rows, "marks": marks, "hidden": self.is_hidden}


_SURER = ("deleted", "struck", "hidden", "partly", "")


def state_of(pieces: list[tuple[str, str]]) -> str:
    """Return what somebody sees of a cell from its pieces, as (text, "" | "struck" | "hidden")."""
    lettered = [(text, state) for text, state in pieces if any(map(str.isalnum, text))]
    states = {state for _, state in lettered}
    if states <= {""}:
        return ""
    return states.pop() if len(states) == 1 else "partly"
