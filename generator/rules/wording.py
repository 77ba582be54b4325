"""Rules on the letters themselves; that text is NFC is the gate's business."""

from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.core.problem import Level
from generator.core.text import confusable, detect_legacy_encoding
from generator.records.base import Record
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
