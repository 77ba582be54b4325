"""Runs as a process of its own under limits: one office file in, its tables as people see them out.

In: the header `{"ending"}` and the file. Out: `{"refused": reason}` or `{"sheets": [{"name", "rows", "marks",
"hidden"}]}`: rows of texts, dense from the first, and what somebody sees of a row besides its text: `struck`,
`hidden` (also filtered away), `deleted` (by Track Changes), `partly` (a part of a name is struck or hidden).
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

from generator.core.sandbox import serve_sandboxed
from generator.staff.list_import import open_document, spreadsheet, text_table, word
from generator.staff.list_import.cells import ListRejected

MEMORY = 1536 * 2**20
SECONDS = 60
_READERS: Mapping[str, Callable[[bytes], list[dict[str, Any]]]] = {
    ".xlsx": spreadsheet.read_xlsx,
    ".xlsm": spreadsheet.read_xlsx,
    ".xls": spreadsheet.read_xls,
    ".ods": open_document.read_ods,
    ".docx": word.read_docx,
    ".csv": text_table.read_csv,
    ".tsv": text_table.read_csv,
    ".txt": text_table.read_csv,
}
_PACKED = frozenset({".xlsx", ".xlsm", ".ods", ".docx"})
_MOST_UNPACKED = 200 * 2**20
_MOST_MEMBERS = 2_000


def decode(header: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """Return the answer: the sheets of a file, or why it is refused."""
    try:
        if header["ending"] in _PACKED:
            refuse_bombs(content)
        return {"sheets": _READERS[header["ending"]](content)}, []
    except ListRejected as fault:
        return {"refused": fault.reason, **fault.values}, []


def refuse_bombs(content: bytes) -> None:
    """Refuse a package that unpacks to more than a list of people ever could, or is locked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, NotImplementedError):
        raise ListRejected("locked" if content.startswith(b"\xd0\xcf\x11\xe0") else "damaged") from None
    if any(member.flag_bits & 1 for member in members):
        raise ListRejected("locked")
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_UNPACKED:
        raise ListRejected("bomb")


if __name__ == "__main__":
    serve_sandboxed(decode, MEMORY, SECONDS)
