"""Tables of Word documents in their final view: insertions in, deletions out, what is struck or hidden said."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from generator.staff.list_import.cells import MOST_COLUMNS, UNREADABLE, ListRejected, Table, clean, state_of

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OFF = frozenset({"0", "false", "off", "none"})
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom"})
_BREAKS = frozenset({f"{_W}br", f"{_W}cr"})
_DEEPEST = 60

Pieces = list[tuple[str, str]]


def read_docx(content: bytes) -> list[dict[str, Any]]:
    """Return the tables of a document, each with the text that stands above it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            body = etree.fromstring(package.read("word/document.xml"), parser).find(f"{_W}body")
            told = package.read("word/styles.xml") if "word/styles.xml" in package.namelist() else b""
        styles = _styles(etree.fromstring(told, parser)) if told else {}
        if body is None:
            raise ListRejected("damaged")
        return [table.plain() for table in _tables(body, styles)]
    except UNREADABLE as fault:
        raise ListRejected("damaged", detail=type(fault).__name__) from None


def _styles(root: Any) -> dict[str, str]:
    """Return the styles that strike or hide what bears them."""
    every = ((style.get(f"{_W}styleId", ""), _state(style.find(f"{_W}rPr"), {})) for style in root.iter(f"{_W}style"))
    return {name: state for name, state in every if state}


def _tables(body: Any, styles: dict[str, str]) -> Iterator[Table]:
    above: list[str] = []
    number = 0
    for part in _blocks(body):
        if part.tag == f"{_W}p":
            if text := _visible(_pieces(part, styles)):
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


def _blocks(element: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, those in content controls and insertions too."""
    for child in element:
        if child.tag in {f"{_W}p", f"{_W}tbl"}:
            yield child
        elif child.tag not in _GONE and child.tag != _CHOICE:
            yield from _blocks(child)


@dataclass
class _Cell:
    """One cell of a row: where it begins, how many columns it takes, its pieces, whether it goes on from above."""

    column: int
    width: int
    pieces: Pieces
    goes_on: bool = False
    texts: str = field(default="", init=False)

    def __post_init__(self) -> None:
        self.texts = _visible(self.pieces)


def _visible(pieces: Pieces) -> str:
    return clean("".join(text for text, state in pieces if state not in {"deleted", "hidden"}))


def _rows(table: Any, styles: dict[str, str], into: Table, first: int) -> None:
    before: dict[int, str] = {}
    for at, row in enumerate(_inner(table, f"{_W}tr"), first):
        properties = row.find(f"{_W}trPr")
        cells = list(_cells(row, styles, properties))
        deleted = properties is not None and properties.find(f"{_W}del") is not None
        hidden = properties is not None and _is_on(properties.find(f"{_W}hidden"))
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


def _inner(element: Any, tag: str) -> Iterator[Any]:
    """Yield the children of a kind, those in content controls and insertions too."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}moveTo", f"{_W}customXml"}:
            yield from _inner(child, tag)


def _cells(row: Any, styles: dict[str, str], properties: Any) -> Iterator[_Cell]:
    skipped = properties.find(f"{_W}gridBefore") if properties is not None else None
    column = _number(skipped, 0)
    for cell in _inner(row, f"{_W}tc"):
        said = cell.find(f"{_W}tcPr")
        width = _number(said.find(f"{_W}gridSpan") if said is not None else None, 1)
        merged = said.find(f"{_W}vMerge") if said is not None else None
        goes_on = merged is not None and merged.get(f"{_W}val", "continue") != "restart"
        pieces: Pieces = []
        for number, paragraph in enumerate(cell.iter(f"{_W}p")):
            pieces += [("\n", "")] if number else []
            pieces += _pieces(paragraph, styles)
        yield _Cell(column, width, pieces, goes_on)
        column += width


def _number(element: Any, otherwise: int) -> int:
    value = int(element.get(f"{_W}val", otherwise)) if element is not None else otherwise
    if not 0 <= value <= MOST_COLUMNS:
        raise ListRejected("damaged")
    return value


def _pieces(paragraph: Any, styles: dict[str, str]) -> Pieces:
    properties = paragraph.find(f"{_W}pPr/{_W}pStyle")
    own = styles.get(properties.get(f"{_W}val", ""), "") if properties is not None else ""
    found: Pieces = []
    for child in paragraph:
        _walk(child, styles, own, False, found, 0)
    return found


def _walk(element: Any, styles: dict[str, str], state: str, gone: bool, found: Pieces, depth: int) -> None:
    """Gather the text of a run, and of what holds runs: insertions, links, content controls, fields."""
    if depth > _DEEPEST:
        raise ListRejected("damaged")
    tag = element.tag
    if tag == f"{_W}r":
        own = _state(element.find(f"{_W}rPr"), styles) or state
        for part in element:
            if part.tag in {f"{_W}t", f"{_W}delText"}:
                found.append((part.text or "", "deleted" if gone or part.tag == f"{_W}delText" else own))
            elif part.tag == f"{_W}tab":
                found.append((" ", own))
            elif part.tag in _BREAKS:
                found.append(("\n", own))
            elif part.tag == f"{_W}noBreakHyphen":
                found.append(("-", own))
    elif tag not in {f"{_W}p", f"{_W}tbl", _CHOICE, f"{_W}pPr"}:
        for child in element:
            _walk(child, styles, state, gone or tag in _GONE, found, depth + 1)


def _state(properties: Any, styles: dict[str, str]) -> str:
    """Return what run properties do to a text: `hidden`, `struck` or nothing."""
    if properties is None:
        return ""
    if _is_on(properties.find(f"{_W}vanish")):
        return "hidden"
    if _is_on(properties.find(f"{_W}strike")) or _is_on(properties.find(f"{_W}dstrike")):
        return "struck"
    style = properties.find(f"{_W}rStyle")
    plain = properties.find(f"{_W}strike") is not None  # switched off against its style
    return styles.get(style.get(f"{_W}val", ""), "") if style is not None and not plain else ""


def _is_on(element: Any) -> bool:
    return element is not None and element.get(f"{_W}val", "true").lower() not in _OFF
