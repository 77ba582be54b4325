"""Runs as a process of its own under limits: tells of one untrusted PDF whether it may be handed on.

In: an empty header and the file. Out: `{"pages": n}` or `{"refused": reason}`. The file itself is not changed:
a digital signature holds for its very bytes.
"""

import io
import logging
import warnings
from collections.abc import Mapping
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from generator.core.sandbox import serve_sandboxed

MEMORY = 1024 * 2**20
SECONDS = 20
_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/Movie", "/Sound"})
_CARRIERS = ("/JS", "/EF", "/EmbeddedFiles", "/RichMediaContent", "/XFA")
"""Keys under which code, other files, moving pictures and forms with code lie."""


def look_through(content: bytes) -> dict[str, Any]:
    """Return how many pages a PDF has, or why it may not be handed on: broken, locked, or more than a document."""
    try:
        pdf = PdfReader(io.BytesIO(content), strict=False)
        if pdf.is_encrypted:
            return {"refused": "locked"}
        if any(_is_active(each) for each in _objects(pdf)):
            return {"refused": "active"}
        pages = len(pdf.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError, AssertionError):
        return {"refused": "broken"}
    return {"pages": pages} if pages else {"refused": "broken"}


def _objects(pdf: PdfReader) -> Any:
    """Yield every dictionary of the file, whether a page leads to it or not."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [pdf.trailer]
    listed = {(number, generation) for generation, found in pdf.xref.items() for number in found}
    waiting += [IndirectObject(number, generation, pdf) for number, generation in sorted(listed)]
    waiting += [IndirectObject(number, 0, pdf) for number in sorted(pdf.xref_objStm)]
    while waiting:
        each = waiting.pop()
        if isinstance(each, IndirectObject):
            key = (each.idnum, each.generation)
            if key in seen:
                continue
            seen.add(key)
            each = each.get_object()
        if isinstance(each, DictionaryObject):
            yield each
            waiting += [each.raw_get(key) for key in each]
        elif isinstance(each, ArrayObject):
            waiting += list.__iter__(each)


def _is_active(each: DictionaryObject) -> bool:
    return any(key in each for key in _CARRIERS) or each.get("/S") in _ACTIONS


def _answer(header: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    return look_through(content), []


def main() -> None:
    """Answer one request."""
    warnings.simplefilter("ignore")
    logging.disable()
    serve_sandboxed(_answer, MEMORY, SECONDS)


if __name__ == "__main__":
    main()
