"""What happened to a record in the order of its days: the deed, its stages, its awards."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.archive.award_dates import award_day
from generator.core.dates import PartialDate
from generator.publish.context import SiteContext
from generator.records.shared import Exemplar
from generator.records.story import Story


@dataclass(frozen=True, slots=True)
class Milestone:
    """One day in words, what happened on it, and the source that says so."""

    when: str
    text: str
    source: str | None = None
    is_award: bool = False


def milestones(site: SiteContext, record: Exemplar) -> list[Milestone]:
    """Return the milestones of a story or model, first things first; those without a day come last."""
    found = list(_milestones(site, record))
    dated = sorted((each for each in found if each[0] is not None), key=lambda each: each[0].sort_key)  # type: ignore[union-attr]
    return [milestone for _, milestone in (*dated, *(each for each in found if each[0] is None))]


def _milestones(site: SiteContext, record: Exemplar) -> Iterator[tuple[PartialDate | None, Milestone]]:
    awarded = [(award_day(site.archive, award), award) for award in record.awards] if isinstance(record, Story) else []
    days = {found.day for found, _ in awarded if found is not None}
    for entry in record.stages:
        if entry.cleared:
            words = entry.date_as_printed or (entry.date.short if entry.date else "")
            yield entry.date, Milestone(words, entry.text, entry.source, is_award=entry.date in days)
    told = {entry.date for entry in record.stages if entry.cleared}
    for found, award in awarded:
        if found is not None and found.day not in told:  # a stage of that day tells of it already
            words = award.date_as_printed or found.day.short
            yield found.day, Milestone(words, award.as_printed, award.source, is_award=True)
