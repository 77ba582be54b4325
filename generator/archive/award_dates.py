"""The day of an award, and how long it took: one rule for every page, figure and check."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator.archive.archive import Archive
from generator.core.dates import PartialDate
from generator.records.decision import Decision
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
    if day := award.date or award.presented_on:
        return AwardDay(day, award.date is not None, award.date_is == "printed")
    if decision is not None and decision.presented_on is not None:
        return AwardDay(decision.presented_on, is_decision=False, is_certain=True)
    return None


Step = Literal["act", "proposed", "received", "decided", "presented", "published"]
STEPS: tuple[Step, ...] = ("act", "proposed", "received", "decided", "presented")
"""What happens to an award, in its order: the deed ends, it is proposed, the full file received, decided, presented."""
INTERVALS: tuple[tuple[Step, Step], ...] = (
    ("act", "decided"),
    ("act", "presented"),
    ("act", "proposed"),
    ("proposed", "decided"),
    ("received", "decided"),
    ("decided", "presented"),
    ("decided", "published"),
)
"""Between what the time of an award is measured; of receipt to decision alone the law sets limits.

Publication here is measured only for decisions of after the site went live: what is older was brought in at once.
"""


def days_of_steps(archive: Archive, story: Story, award: AwardGrant) -> dict[Step, PartialDate]:
    """Return the day of each step of an award, of those that are known; what the award does not say its decision may.

    A day that is but that of a report is none.
    """
    decision = archive.decisions.get(award.decision or "")
    certain = award.date_is == "printed"
    found: dict[Step, PartialDate | None] = {
        "act": story.act_to or story.act_from,
        "proposed": award.proposed_on or (decision and decision.proposed_on) or None,
        "received": award.received_on or (decision and decision.received_on) or None,
        "decided": (decision and decision.date) or (award.date if certain else None),
        "presented": (award.presented_on if certain else None) or (decision and decision.presented_on) or None,
    }
    return {step: day for step, day in found.items() if day is not None}


def days_of_decision(decision: Decision) -> dict[Step, PartialDate]:
    """Return the day of each step of what a decision commends, of those that it says."""
    found: dict[Step, PartialDate | None] = {
        "proposed": decision.proposed_on,
        "received": decision.received_on,
        "decided": decision.date,
        "presented": decision.presented_on,
    }
    return {step: day for step, day in found.items() if day is not None}


def days_between(days: Mapping[Step, PartialDate], first: Step, last: Step) -> int | None:
    """Return the days from one step to a later one, where both days are known exactly and in their order."""
    begin, end = days.get(first), days.get(last)
    if begin is None or end is None or not begin.day or not end.day:
        return None
    waited = (end.earliest - begin.earliest).days
    return waited if waited >= 0 else None


def days_until(archive: Archive, story: Story, award: AwardGrant) -> int | None:
    """Return the days from the deed to its commendation (A5): to the decision, else to the ceremony."""
    days = days_of_steps(archive, story, award)
    return days_between(days, "act", "decided" if "decided" in days else "presented")
