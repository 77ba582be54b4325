"""Spreadsheets of LibreOffice (OpenDocument): cells as shown, hidden and filtered rows, struck names, hidden sheets."""

import io
import zipfile
from typing import Any

from lxml import etree

from generator.staff.list_import.cells import MOST_COLUMNS, UNREADABLE, ListRejected, Table, clean, state_of

_NS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (f"{{{_NS}{name}:1.0}}" for name in ("office", "table", "text", "style"))
_MOST_REPEATED = 5_000
"""Times an equal row that holds something is repeated; more is a bomb."""


def read_ods(content: bytes) -> list[dict[str, Any]]:
    """Return the sheets of a spreadsheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            root = etree.fromstring(package.read("content.xml"), parser)
        styles = _styles(root)
        return [_sheet(table, styles).plain() for table in root.iter(f"{_TABLE}table")]
    except UNREADABLE as fault:
        raise ListRejected("damaged", detail=type(fault).__name__) from None


def _styles(root: Any) -> dict[str, str]:
    """Return what the automatic styles hide or strike: `struck` for text and cells, `hidden` for tables and rows."""
    found = {}
    for style in root.iter(f"{_STYLE}style"):
        name = style.get(f"{_STYLE}name", "")
        for part in style:
            line = part.get(f"{_STYLE}text-line-through-style", "none")
            kind = part.get(f"{_STYLE}text-line-through-type", "none")
            if line != "none" or kind != "none":
                found[name] = "struck"
            if part.get(f"{_TABLE}display") == "false":
                found[name] = "hidden"
    return found


def _sheet(element: Any, styles: dict[str, str]) -> Table:
    table = Table(element.get(f"{_TABLE}name", ""), styles.get(element.get(f"{_TABLE}style-name", "")) == "hidden")
    merged: list[tuple[int, int, int]] = []
    at = 0
    for row in element.iter(f"{_TABLE}table-row"):
        repeated = int(row.get(f"{_TABLE}number-rows-repeated", "1"))
        cells = list(_cells(row, styles))
        if not cells:
            at += repeated
            continue
        if repeated > _MOST_REPEATED:
            raise ListRejected("bomb")
        for _ in range(repeated):
            for column, text, state, deep in cells:
                table.put(at, column, text)
                if state:
                    table.mark(at, state)
                if deep > 1:
                    merged.append((at, min(at + deep, at + _MOST_REPEATED), column))
            if row.get(f"{_TABLE}visibility", "visible") != "visible":
                table.mark(at, "hidden")
            at += 1
    for top, below, column in merged:
        text = table.cells.get(top, {}).get(column, "")
        for under in range(top + 1, min(below, at)):
            if text and column not in table.cells.get(under, {}):
                table.put(under, column, text)
    return table


def _cells(row: Any, styles: dict[str, str]) -> Any:
    """Yield column, text, state and depth of each cell that holds something."""
    column = 0
    for cell in row:
        if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            continue
        repeated = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        pieces = _pieces(cell, styles)
        text = clean("".join(piece for piece, _ in pieces))
        if text:
            own = styles.get(cell.get(f"{_TABLE}style-name", ""), "")
            state = state_of([(piece, each or own) for piece, each in pieces])
            for number in range(min(repeated, MOST_COLUMNS)):
                yield column + number, text, state, int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        column += repeated


def _pieces(cell: Any, styles: dict[str, str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for number, paragraph in enumerate(cell.findall(f"{_TEXT}p")):
        if number:
            found.append(("\n", ""))
        _walk(paragraph, styles, styles.get(paragraph.get(f"{_TEXT}style-name", ""), ""), found)
    return found


def _walk(element: Any, styles: dict[str, str], state: str, found: list[tuple[str, str]]) -> None:
    found.append((element.text or "", state))
    for child in element:
        if child.tag == f"{_TEXT}s":
            found.append((" ", state))
        elif child.tag == f"{_TEXT}line-break":
            found.append(("\n", state))
        elif child.tag != f"{_OFFICE}annotation":
            _walk(child, styles, styles.get(child.get(f"{_TEXT}style-name", ""), state), found)
        found.append((child.tail or "", state))
