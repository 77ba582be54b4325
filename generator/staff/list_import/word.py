"""Tables of Word documents in their final view: insertions in, deletions out, what is struck or hidden said."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from generator.staff.list_import.cells import UNREADABLE, ListRejected, Table, clean, state_of
from generator.staff.word_reading import Pieces, W, blocks, body_of, inner, is_on, number_of, pieces_of, visible


def read_docx(content: bytes) -> list[dict[str, Any]]:
    """Return the tables of a document, each with the text that stands above it."""
    try:
        body, styles = body_of(content)
        return [table.plain() for table in _tables(body, styles)]
    except UNREADABLE as fault:
        raise ListRejected("damaged", detail=type(fault).__name__) from None


def _tables(body: Any, styles: dict[str, str]) -> Iterator[Table]:
    above: list[str] = []
    number = 0
    for part in blocks(body):
        if part.tag == f"{W}p":
            if text := visible(pieces_of(part, styles)):
                above.append(text)
            continue
        number += 1
        table = Table(str(number))
        for at, text in enumerate(above):
            table.put(at, 0, text)
        _rows(part, styles, table, len(above))
        above = []
        yield table
    if number == 0:
        raise ListRejected("no-table")


@dataclass
class _Cell:
    """One cell of a row: where it begins, how many columns it takes, its pieces, whether it goes on from above."""

    column: int
    width: int
    pieces: Pieces
    goes_on: bool = False
    texts: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.texts = visible(self.pieces)


def _rows(table: Any, styles: dict[str, str], into: Table, first: int) -> None:
    before: dict[int, str] = {}
    for at, row in enumerate(inner(table, f"{W}tr"), first):
        properties = row.find(f"{W}trPr")
        cells = list(_cells(row, styles, properties))
        deleted = properties is not None and properties.find(f"{W}del") is not None
        hidden = properties is not None and is_on(properties.find(f"{W}hidden"))
        now = {}
        for cell in cells:
            text = before.get(cell.column, "") if cell.goes_on else cell.texts
            if not text and cell.pieces and not cell.goes_on:  # nothing is left of it: say what it was
                gone = {state for piece, state in cell.pieces if piece.strip()}
                text = clean("".join(piece for piece, _ in cell.pieces)) if gone else ""
                if text:
                    into.mark(at, "deleted" if "deleted" in gone else "hidden")
            into.put(at, cell.column, text)
            now[cell.column] = text
            if state := state_of([(piece, state) for piece, state in cell.pieces if state != "deleted"]):
                into.mark(at, state)
        if deleted:
            into.mark(at, "deleted")
        elif hidden:
            into.mark(at, "hidden")
        before = now


def _cells(row: Any, styles: dict[str, str], properties: Any) -> Iterator[_Cell]:
    skipped = properties.find(f"{W}gridBefore") if properties is not None else None
    column = number_of(skipped, 0)
    for cell in inner(row, f"{W}tc"):
        said = cell.find(f"{W}tcPr")
        width = number_of(said.find(f"{W}gridSpan") if said is not None else None, 1)
        merged = said.find(f"{W}vMerge") if said is not None else None
        goes_on = merged is not None and merged.get(f"{W}val", "continue") != "restart"
        pieces: Pieces = []
        for number, paragraph in enumerate(cell.iter(f"{W}p")):
            pieces += [("\n", "")] if number else []
            pieces += pieces_of(paragraph, styles)
        yield _Cell(column, width, pieces, goes_on)
        column += width
