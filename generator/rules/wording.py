"""Rules on the letters themselves; that text is NFC is the gate's business."""

import re
from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.core.problem import Level
from generator.core.text import confusable, detect_legacy_encoding, fold
from generator.records.base import Record
from generator.records.shared import Exemplar
from generator.records.traversal import iter_texts
from generator.rules.finding import Finding, finding


def no_legacy_encoding(record: Record, archive: Archive) -> Iterator[Finding]:
    """No text bears the traces of TCVN3, VNI or of UTF-8 read as Latin (CONTRIBUTING/domain.md#text)."""
    for place, text in iter_texts(record):
        if place[-1] != "url" and (encoding := detect_legacy_encoding(text)):
            yield finding(place, "rule.old-encoding", encoding=encoding, text=text[:40])


def no_confusable_letters(record: Record, archive: Archive) -> Iterator[Finding]:
    """Ð U+00D0 and Ɖ U+0189 only look like Đ U+0110; numbers have a rule of their own."""
    for place, text in iter_texts(record):
        if place[-1] not in {"url", "number"} and (letter := confusable(text)):
            yield finding(place, "rule.look-alike", Level.WARNING, letter=f"{letter} (U+{ord(letter):04X})")


_QUOTED = re.compile(r"[“\"«‘][^”\"»’]+[”\"»’]")


def translated_names_are_not_quoted(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """A name we translated is nobody's words: it never stands in quotation marks (A5: chính xác)."""
    if not record.name_translated:
        return
    name = fold(record.name)
    for place, text in iter_texts(record):
        quoted = next((found[0] for found in _QUOTED.finditer(text) if fold(found[0][1:-1]) in name), None)
        if quoted and place[0] not in {"sources", "corrections"}:
            yield finding(place, "rule.translated-quoted", text=quoted)
