"""Runs as a process of its own under limits: one Word document in; its lines, rows and pictures out.

In: a header that is not asked and the file. Out: `{"refused": reason}` or `{"blocks": [{"text"} | {"cells"} |
{"picture"}], "pictures": [{"name", "size"}], "changed": n}`, then the pictures' bytes. `changed` counts the places
where Track Changes or hidden text made what is read another than what is stored.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from generator.core.sandbox import serve_sandboxed
from generator.staff.list_import.cells import UNREADABLE, ListRejected
from generator.staff.list_import.decoding import refuse_bombs
from generator.staff.word_reading import W, blocks, body_of, inner, parsed, pieces_of, visible

MEMORY = 1024 * 2**20
SECONDS = 60
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_MOST_PICTURES, _MOST_BYTES = 30, 25 * 2**20
_PICTURES = (".jpg", ".jpeg", ".png")

SearchResult = tuple[dict[str, Any], list[bytes]]


def decode(_: Mapping[str, Any], content: bytes) -> SearchResult:
    """Return the answer and the pictures behind it."""
    try:
        refuse_bombs(content)
        return _read(content)
    except ListRejected as fault:
        return {"refused": fault.reason, **fault.values}, []
    except UNREADABLE:
        return {"refused": "damaged"}, []


def _read(content: bytes) -> SearchResult:
    body, styles = body_of(content)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        targets = _targets(package)
        found: list[dict[str, Any]] = []
        pictures: list[tuple[str, bytes]] = []
        changed = 0
        for part in blocks(body):
            if part.tag == f"{W}tbl":
                found += [{"cells": cells} for cells in _rows(part, styles)]
                continue
            pieces = pieces_of(part, styles)
            changed += any(state in {"deleted", "hidden"} and text.strip() for text, state in pieces)
            found += [{"text": line} for line in visible(pieces).split("\n") if line]
            for name in _shown(part, targets):
                data = package.read(name)
                if len(pictures) < _MOST_PICTURES and len(data) <= _MOST_BYTES:
                    found.append({"picture": len(pictures)})
                    pictures.append((name.rpartition("/")[2], data))
    told = [{"name": name, "size": len(data)} for name, data in pictures]
    return {"blocks": found, "pictures": told, "changed": changed}, [data for _, data in pictures]


def _targets(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the pictures of a document by the ids its text has for them; what lies elsewhere is none of them."""
    name = "word/_rels/document.xml.rels"
    if name not in package.namelist():
        return {}
    known = set(package.namelist())
    every = {
        each.get("Id", ""): f"word/{each.get('Target', '')}" for each in parsed(package.read(name)).iter(_RELATION)
    }
    return {key: path for key, path in every.items() if path in known and path.lower().endswith(_PICTURES)}


def _shown(paragraph: Any, targets: Mapping[str, str]) -> Iterator[str]:
    for picture in paragraph.iter(f"{_A}blip"):
        if (name := targets.get(picture.get(f"{_R}embed", ""))) is not None:
            yield name


def _rows(table: Any, styles: dict[str, str]) -> Iterator[list[str]]:
    for row in inner(table, f"{W}tr"):
        cells = []
        for cell in inner(row, f"{W}tc"):
            cells.append("\n".join(filter(None, (visible(pieces_of(part, styles)) for part in cell.iter(f"{W}p")))))
        if any(cells):
            yield cells


if __name__ == "__main__":
    serve_sandboxed(decode, MEMORY, SECONDS)
