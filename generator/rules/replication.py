"""Rules on the replication of models: who took one over, since when, with what result, and who looked at it (A8)."""

from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.core.problem import Level
from generator.core.text import fold
from generator.records.base import Record
from generator.records.model import Model
from generator.rules.finding import Finding, finding
from generator.source.yaml_source import NodePath


def copies_begin_after_their_model(model: Model, archive: Archive) -> Iterator[Finding]:
    """Nobody copies what was not there yet (A5: chính xác)."""
    began = model.started
    for number, adopter in enumerate(model.adopters):
        since = adopter.since
        if adopter.role == "copy" and began and since and since.latest < began.earliest:
            at = ("adopters", number, "since")
            yield finding(at, "rule.adopter-early", since=since.short, began=began.short)


def visits_follow_adoption(model: Model, archive: Archive) -> Iterator[Finding]:
    """A look comes after the model was taken over, and the next one after it."""
    for number, adopter in enumerate(model.adopters):
        for turn, visit in enumerate(adopter.visits):
            at: NodePath = ("adopters", number, "visits", turn)
            if adopter.since and visit.date.latest < adopter.since.earliest:
                yield finding((*at, "date"), "rule.visit-early", day=visit.date.short, since=adopter.since.short)
            if visit.next_due and visit.next_due.earliest <= visit.date.earliest:
                yield finding((*at, "next_due"), "rule.visit-next", day=visit.date.short, due=visit.next_due.short)


def copied_results_can_be_compared(model: Model, archive: Archive) -> Iterator[Finding]:
    """A result of a copy is in the unit of the original's, and names its source (B III.2b)."""
    units = {fold(result.indicator): result.unit for result in model.results}
    for number, adopter in enumerate(model.adopters):
        for turn, result in enumerate(adopter.results):
            at: NodePath = ("adopters", number, "results", turn)
            unit = units.get(fold(result.indicator))
            if unit and result.unit and fold(unit) != fold(result.unit):
                yield finding((*at, "unit"), "rule.result-unit", unit=result.unit, own=unit)
            if not (result.source or adopter.source):
                yield finding(at, "rule.result-source", indicator=result.indicator)


def due_visits_were_made(archive: Archive) -> Iterator[tuple[Record, Finding]]:
    """Whoever said when to look again does so (A8: theo dõi, kiểm tra đôn đốc); today is the newest day of the records.

    Only the last look of an adopter counts, and none once it has stopped.
    """
    today = archive.as_of.latest
    for model in archive.models.values():
        for number, adopter in enumerate(model.adopters):
            last = max(range(len(adopter.visits)), key=lambda turn: adopter.visits[turn].date.sort_key, default=None)
            if last is None or adopter.visits[last].standing == "da-dung":
                continue
            due = adopter.visits[last].next_due
            if due and due.latest < today:
                at: NodePath = ("adopters", number, "visits", last, "next_due")
                values = {"name": adopter.name, "due": due.short, "days": (today - due.latest).days}
                yield model, finding(at, "rule.visit-overdue", Level.WARNING, **values)
