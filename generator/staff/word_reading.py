"""What stands in a Word document as somebody sees it: insertions in, deletions out, what is struck or hidden marked."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from generator.staff.list_import.cells import MOST_COLUMNS, ListRejected, clean

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OFF = frozenset({"0", "false", "off", "none"})
_GONE = frozenset({f"{W}del", f"{W}moveFrom"})
_BREAKS = frozenset({f"{W}br", f"{W}cr"})
_DEEPEST = 60

Pieces = list[tuple[str, str]]
"""Texts in turn, each with what somebody sees of it: "", `struck`, `hidden` or `deleted`."""


def parsed(content: bytes) -> Any:
    """Return a part of a document as a tree, without asking for anything it names."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def body_of(content: bytes) -> tuple[Any, dict[str, str]]:
    """Return the body of a document and the styles that strike or hide what bears them; ListRejected without one."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        body = parsed(package.read("word/document.xml")).find(f"{W}body")
        told = package.read("word/styles.xml") if "word/styles.xml" in package.namelist() else b""
    if body is None:
        raise ListRejected("damaged")
    return body, _styles(parsed(told)) if told else {}


def _styles(root: Any) -> dict[str, str]:
    """Return the styles that strike or hide what bears them."""
    every = ((style.get(f"{W}styleId", ""), _state(style.find(f"{W}rPr"), {})) for style in root.iter(f"{W}style"))
    return {name: state for name, state in every if state}


def blocks(element: Any) -> Iterator[Any]:
    """Yield paragraphs and tables, those in content controls and insertions too."""
    for child in element:
        if child.tag in {f"{W}p", f"{W}tbl"}:
            yield child
        elif child.tag not in _GONE and child.tag != _CHOICE:
            yield from blocks(child)


def visible(pieces: Pieces) -> str:
    """Return what is left of a text once what is deleted or hidden is out."""
    return clean("".join(text for text, state in pieces if state not in {"deleted", "hidden"}))


def inner(element: Any, tag: str) -> Iterator[Any]:
    """Yield the children of a kind, those in content controls and insertions too."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in {f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}moveTo", f"{W}customXml"}:
            yield from inner(child, tag)


def number_of(element: Any, otherwise: int) -> int:
    """Return the number an element says, or another without it; ListRejected beyond all columns."""
    value = int(element.get(f"{W}val", otherwise)) if element is not None else otherwise
    if not 0 <= value <= MOST_COLUMNS:
        raise ListRejected("damaged")
    return value


def pieces_of(paragraph: Any, styles: dict[str, str]) -> Pieces:
    """Return the texts of a paragraph."""
    properties = paragraph.find(f"{W}pPr/{W}pStyle")
    own = styles.get(properties.get(f"{W}val", ""), "") if properties is not None else ""
    found: Pieces = []
    for child in paragraph:
        _walk(child, styles, own, False, found, 0)
    return found


def _walk(element: Any, styles: dict[str, str], state: str, gone: bool, found: Pieces, depth: int) -> None:
    """Gather the text of a run, and of what holds runs: insertions, links, content controls, fields."""
    if depth > _DEEPEST:
        raise ListRejected("damaged")
    tag = element.tag
    if tag == f"{W}r":
        own = _state(element.find(f"{W}rPr"), styles) or state
        for part in element:
            if part.tag in {f"{W}t", f"{W}delText"}:
                found.append((part.text or "", "deleted" if gone or part.tag == f"{W}delText" else own))
            elif part.tag == f"{W}tab":
                found.append((" ", own))
            elif part.tag in _BREAKS:
                found.append(("\n", own))
            elif part.tag == f"{W}noBreakHyphen":
                found.append(("-", own))
    elif tag not in {f"{W}p", f"{W}tbl", _CHOICE, f"{W}pPr"}:
        for child in element:
            _walk(child, styles, state, gone or tag in _GONE, found, depth + 1)


def _state(properties: Any, styles: dict[str, str]) -> str:
    """Return what run properties do to a text: `hidden`, `struck` or nothing."""
    if properties is None:
        return ""
    if is_on(properties.find(f"{W}vanish")):
        return "hidden"
    if is_on(properties.find(f"{W}strike")) or is_on(properties.find(f"{W}dstrike")):
        return "struck"
    style = properties.find(f"{W}rStyle")
    plain = properties.find(f"{W}strike") is not None  # switched off against its style
    return styles.get(style.get(f"{W}val", ""), "") if style is not None and not plain else ""


def is_on(element: Any) -> bool:
    """Tell whether a property is there and not switched off."""
    return element is not None and element.get(f"{W}val", "true").lower() not in _OFF
