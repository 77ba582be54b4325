"""A file as plain tables of text, read by a process of its own under limits (`decoding`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.core.problem import UsageError
from generator.core.sandbox import run_sandboxed

MOST_BYTES = 20 * 2**20
MOST_ROWS = 100_000
SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
ENDINGS = (*sorted(SPREADSHEETS), ".csv", ".tsv", ".txt", ".docx")
_DECODER = "generator.staff.list_import.decoding"
_SECONDS = 90


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, and its cells as text; `first_row` is what the office's program shows.

    `marks` say of a row, by its place from 0, what somebody sees besides its text: `struck`, `hidden`, `deleted`,
    `partly`. A hidden sheet is none of the list, but it is said that it is there.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    first_row: int = 1
    marks: Mapping[int, str] = field(default_factory=dict)
    is_hidden: bool = False


def read_tables(path: Path) -> list[Sheet]:
    """Return the tables of a file; UsageError if it is no table, is damaged, locked, or asks for too much."""
    ending = path.suffix.lower()
    if not path.is_file():
        raise UsageError("list-missing", path=path)
    if ending not in ENDINGS:
        raise UsageError("list-kind", path=path.name, known=", ".join(ENDINGS))
    if path.stat().st_size > MOST_BYTES:
        raise UsageError("list-too-large", path=path.name, limit=MOST_BYTES // 2**20)
    came = run_sandboxed(_DECODER, {"ending": ending}, path.read_bytes(), _SECONDS)
    if came.answer is None:
        raise UsageError("list-too-much-work" if came.hit_limit else "list-damaged", path=path.name)
    if "refused" in came.answer:
        values = {name: value for name, value in came.answer.items() if name != "refused"}
        raise UsageError(f"list-{came.answer['refused']}", **{"path": path.name, "limit": MOST_ROWS, **values})
    sheets = [
        Sheet(
            sheet["name"],
            tuple(map(tuple, sheet["rows"])),
            marks={int(row): reason for row, reason in sheet["marks"].items()},
            is_hidden=sheet["hidden"],
        )
        for sheet in came.answer["sheets"]
    ]
    if sum(len(sheet.rows) for sheet in sheets) > MOST_ROWS:
        raise UsageError("list-too-long", path=path.name, limit=MOST_ROWS)
    return [sheet for sheet in sheets if any(any(row) for row in sheet.rows)]
