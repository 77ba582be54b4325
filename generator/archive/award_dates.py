"""The day of an award, and how long it took: one rule for every page, figure and check."""

from dataclasses import dataclass

from generator.archive.archive import Archive
from generator.core.dates import PartialDate
from generator.records.story import AwardGrant, Story


@dataclass(frozen=True, slots=True)
class AwardDay:
    """The day of an award: that of its decision, else of its presentation; whether a source prints it as such."""

    day: PartialDate
    is_decision: bool
    is_certain: bool


def award_day(archive: Archive, award: AwardGrant) -> AwardDay | None:
    """Return the day that counts for an award, by one rule for every page, figure and check; None if none is known."""
    decision = archive.decisions.get(award.decision or "")
    if decision is not None and decision.date is not None:
        return AwardDay(decision.date, is_decision=True, is_certain=True)
    day = award.date or award.presented_on
    return None if day is None else AwardDay(day, award.date is not None, award.date_is == "printed")


def days_until(archive: Archive, story: Story, award: AwardGrant) -> int | None:
    """Return the days from the deed to its commendation (A5), where both days are printed and known exactly."""
    act, found = story.act_to or story.act_from, award_day(archive, award)
    if not (act and act.day and found and found.is_certain and found.day.day):
        return None
    days = (found.day.earliest - act.earliest).days
    return days if days >= 0 else None
