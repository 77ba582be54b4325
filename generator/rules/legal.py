"""Rules on the law itself, as the reference data hold it."""

from collections.abc import Iterator
from datetime import timedelta

from generator.archive.archive import Archive
from generator.core.problem import Level
from generator.records.base import Record
from generator.records.reference import Award
from generator.rules.finding import Finding, finding

_NOTICE = timedelta(days=120)
"""How long before an act ends its successor is asked for."""


def basis_names_its_text(award: Award, archive: Archive) -> Iterator[Finding]:
    """What an award rests on is an act, or a document of the project: an article alone can be looked up nowhere."""
    for number, basis in enumerate(award.basis):
        if not basis.act and not basis.document:
            yield finding(("basis", number), "rule.basis-text", award=award.name)


def basis_is_in_force(archive: Archive) -> Iterator[tuple[Record, Finding]]:
    """An award that is given today rests on no act that has ended."""
    for award in archive.awards.values():
        for number, basis in enumerate(award.basis if award.valid_to is None else ()):
            act = archive.legal_acts.get(basis.act or "")
            if act and act.valid_to and act.valid_to.latest < archive.as_of.earliest:
                values = {"act": act.number, "end": act.valid_to.short, "successor": act.replaced_by or "…"}
                yield award, finding(("basis", number, "act"), "rule.basis-ended", Level.WARNING, **values)


def acts_have_successors(archive: Archive) -> Iterator[tuple[Record, Finding]]:
    """An act that ends soon, or has ended, needs a successor or another end.

    Decree 152/2025/NĐ-CP ends by itself on 1/3/2027 (art. 60.1). Counted against the newest day in the records, for
    no clock is asked.
    """
    for act in archive.legal_acts.values():
        if act.valid_to and not act.replaced_by and archive.as_of.latest + _NOTICE >= act.valid_to.latest:
            values = {"act": act.number, "end": act.valid_to.short, "id": act.id}
            yield act, finding(("valid_to",), "rule.act-ends", Level.WARNING, **values)
