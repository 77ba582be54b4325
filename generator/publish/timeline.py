"""What happened to a record in the order of its days: the deed, its stages, its awards."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.archive.award_dates import award_day
from generator.core.dates import PartialDate
from generator.publish.award_lines import award_day_words
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
    dated = sorted(((day, each) for day, each in found if day is not None), key=lambda pair: pair[0].sort_key)
    return [*(each for _, each in dated), *(each for day, each in found if day is None)]


def _when(date: PartialDate | None, printed: str | None) -> PartialDate | None:
    """Return by which day something is put in order: its own, else the year that is printed."""
    if date is not None:
        return date
    year = _YEAR.search(printed or "")
    return PartialDate(int(year[0])) if year else None


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _milestones(site: SiteContext, record: Exemplar) -> Iterator[tuple[PartialDate | None, Milestone]]:
    awarded = [(award_day(site.archive, award), award) for award in record.awards] if isinstance(record, Story) else []
    days = {found.day for found, _ in awarded if found is not None}
    for entry in record.stages:
        if entry.cleared:
            words = entry.date_as_printed or (entry.date.short if entry.date else "")
            when = _when(entry.date, entry.date_as_printed)
            yield when, Milestone(words, entry.text, entry.source, is_award=entry.date in days)
    told = {entry.date for entry in record.stages if entry.cleared}
    for found, award in awarded:
        when = _when(found.day if found else None, award.date_as_printed)
        if when is not None and when not in told:  # a stage of that day tells of it already
            told_day = award.date_as_printed or award_day_words(site.archive, award, site.words) or when.short
            yield when, Milestone(told_day, award.as_printed, award.source, is_award=True)
