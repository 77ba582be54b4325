"""Rules on what records say in other languages."""

from collections.abc import Iterator
from typing import Any

from generator.archive.archive import Archive
from generator.config.i18n import languages
from generator.core.problem import Level
from generator.records.base import Record
from generator.records.shared import Exemplar
from generator.rules.finding import Finding, finding


def translations_have_an_edition(record: Record, archive: Archive) -> Iterator[Finding]:
    """What is translated is shown: in a language that an edition can be made in, once for each."""
    found: tuple[Any, ...] = getattr(record, "translations", ())
    seen: set[str] = set()
    for number, translation in enumerate(found):
        code = translation.language
        if code not in languages("edition"):
            known = ", ".join(languages("edition"))
            yield finding(("translations", number, "language"), "rule.translation-language", code=code, known=known)
        if code in seen:
            yield finding(("translations", number, "language"), "rule.translation-twice", code=code)
        seen.add(code)


def translations_are_current(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """A translation says what the record says: whoever changes the record looks at its translations too (A5)."""
    changed = archive.modified_on(record)
    for number, translation in enumerate(record.translations):
        if changed is not None and changed.sort_key > translation.translated_on.sort_key:
            yield finding(
                ("translations", number, "translated_on"),
                "rule.translation-old",
                Level.WARNING,
                code=translation.language,
                day=changed.short,
            )
