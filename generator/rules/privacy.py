"""Rules that protect people: hold, basis for publication, minors, third parties.

Law 91/2025/QH15 and Decree 356/2025 on personal data; CONTRIBUTING/domain.md#privacy.
"""

import re
from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.core.problem import Level
from generator.records.base import Record
from generator.records.document import Document
from generator.records.shared import Exemplar
from generator.records.story import Story
from generator.records.traversal import iter_texts
from generator.rules.finding import Finding, finding

_PRIVATE = {
    "phone": re.compile(r"(?<![\d.,/])(?:\+84|0)(?:[ .-]?\d){9}(?![/\d]|[.,]\d)"),
    "id-number": re.compile(r"(?<![\d.,/])\d(?: ?\d){11}(?![/\d]|[.,]\d)"),
    "birth-date": re.compile(r"[Ss]inh ngày\s+\d{1,2}"),
    "house": re.compile(r"(?:[Ss]ố nhà|[Nn]hà số)\s+\d|\b[Nn]hà \d+(?:/\d+)+"),
}
_SUSPECT = re.compile(r"[\dSsNn](?:(?<=\d)(?:[ .-]?\d){8}|inh ngày|ố nhà|hà (?:số|\d))")
"""Most texts have none, and are looked through once."""
_THIRD_PARTIES = ("cháu bé", "bé trai", "bé gái", "cháu", "bé", "nạn nhân", "bệnh nhân", "hộ nghèo", "gia đình nghèo")
_SUSPECT_WORDS = [word for word in _THIRD_PARTIES if not any(o in word for o in _THIRD_PARTIES if o != word)]
"""Those in which no other is: a text without them has none."""
_THIRD_PARTY = re.compile(rf"\b(?i:{'|'.join(_THIRD_PARTIES)})((?:\s+\w+){{2}})")


def records_on_hold_are_blocked(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """`hold: true` (the person or unit is under inspection or discipline) pauses publication, and nobody else's.

    What was published answers with a neutral notice meanwhile; what was not stays back (Decree 152/2025 art. 4.4).
    """
    if record.hold:
        yield finding(("hold",), "rule.hold", Level.WARNING, name=record.name)


def basis_is_complete(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """Basis `decision` names it, `consent` gives its reference, `press` links what was published."""
    basis = record.basis
    if basis.kind == "decision" and not basis.decision:
        yield finding(("basis",), "rule.basis-decision")
    if basis.kind == "consent" and not basis.consents:
        yield finding(("basis",), "rule.basis-consent")
    if basis.kind == "press" and not any(source.url for source in record.sources):
        yield finding(("basis",), "rule.basis-press")


def photos_have_a_ground(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """A photo rests on consent, on a public event, or on a newspaper's leave (Law 91/2025/QH15 art. 9, 32)."""
    given = {consent.reference: consent for consent in record.basis.consents}
    for number, image in enumerate(record.images):
        at = ("images", number)
        if image.basis is None:
            yield finding(at, "rule.photo-basis", Level.WARNING, file=image.file)
        elif image.basis == "consent":
            consent = given.get(image.consent or "")
            if consent is None:
                yield finding(at, "rule.photo-consent", file=image.file)
            elif consent.data and "photo" not in consent.data:
                yield finding(at, "rule.photo-not-meant", file=image.file, reference=consent.reference)
        elif image.basis == "public-event" and not image.event:
            yield finding(at, "rule.photo-event", file=image.file)
        elif image.basis == "press" and not image.permission:
            yield finding(at, "rule.photo-permission", file=image.file)


def consents_say_what_for(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """A consent that can be proved names its purpose, the kinds of data and its form (Law 91/2025/QH15 art. 9)."""
    for number, consent in enumerate(record.basis.consents):
        missing = [name for name in ("purpose", "data", "form") if not getattr(consent, name)]
        if missing:
            place = ("basis", "consents", number)
            yield finding(place, "rule.consent-says", Level.WARNING, missing=", ".join(missing))


def minors_are_protected(story: Story, archive: Archive) -> Iterator[Finding]:
    """A minor needs two consents (the child's from 7 years, and the guardian's), no photo, no school."""
    if not story.minor:
        return
    given = {consent.given_by for consent in story.basis.consents}
    if not {"child", "guardian"} <= given:
        yield finding(("minor",), "rule.minor-consent")
    if story.images:
        yield finding(("images",), "rule.minor-photo")
    unit = archive.units.get(story.unit or "")
    school = unit is not None and unit.type == "truong"
    if school or re.search(r"\btrường\b", story.unit_as_printed or "", re.IGNORECASE):
        field = "unit" if school else "unit_as_printed"
        yield finding((field,), "rule.minor-school")


def no_private_data(record: Record, archive: Archive) -> Iterator[Finding]:
    """No private telephone, ID number, house number or full birth date stands in any text of ours.

    Documents are exempt: they are quoted as their issuer published them.
    """
    if isinstance(record, Document):
        return
    for place, text in iter_texts(record):
        if place[-1] == "url":
            continue
        if not _SUSPECT.search(text):
            continue
        for kind, pattern in _PRIVATE.items():
            if found := pattern.search(text):
                yield finding(place, f"rule.private-{kind}", found=found[0])


def third_parties_stay_unnamed(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """Victims, patients, poor households and children appear by initials only."""
    for place, text in iter_texts(record):
        lowered = text.lower()
        if not any(word in lowered for word in _SUSPECT_WORDS):
            continue  # as most
        for found in _THIRD_PARTY.finditer(text):
            if all(word.istitle() for word in found[1].split()):
                yield finding(place, "rule.third-party", Level.WARNING, found=found[0])
