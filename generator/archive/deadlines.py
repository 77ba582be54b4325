"""Time limits of commendation in working days, as the reference data set them; without one nothing is judged."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from generator.archive.archive import Archive
from generator.archive.award_dates import Step, days_of_decision, days_of_steps
from generator.core.dates import PartialDate
from generator.records.base import is_valid_on
from generator.records.decision import Decision
from generator.records.reference import TimeLimit, WorkCalendar
from generator.records.story import AwardGrant, Story

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Judgement:
    """An award, or what one decision holds, measured against a limit.

    `taken` are working days, None where a year between has no calendar: `missing_year` names it.
    """

    limit: TimeLimit
    first: date
    last: date
    taken: int | None
    missing_year: int | None

    @property
    def over(self) -> int:
        """By how many working days the limit was passed; 0 where it was kept, or cannot be judged."""
        return max(0, (self.taken or 0) - self.limit.working_days)


def working_days(first: date, last: date, calendars: Mapping[int, WorkCalendar]) -> int:
    """Return the working days after one day up to another; KeyError with the year that has no calendar.

    Saturdays, Sundays and holidays are none, unless they are worked in place of another day.
    """
    count, day = 0, first
    while day < last:
        day += timedelta(days=1)
        calendar = calendars[day.year]
        is_rest = day.weekday() >= _SATURDAY or any(day == each.earliest for each in calendar.holidays)
        count += not is_rest or any(day == each.earliest for each in calendar.worked)
    return count


def calendars_of(archive: Archive) -> dict[int, WorkCalendar]:
    """Return the calendars by year."""
    return {calendar.year: calendar for calendar in archive.work_calendars.values()}


def judgements(archive: Archive, story: Story, award: AwardGrant) -> Iterator[Judgement]:
    """Yield how an award kept each limit that is for it and was in force when the step ended.

    Of two limits that are for it the one that says more of the case holds.
    """
    if archive.time_limits:
        decision = archive.decisions.get(award.decision or "")
        level = award.level or (decision.level if decision else None)
        kind = award.kind or (decision.award_kind if decision else None)
        yield from _judgements(archive, days_of_steps(archive, story, award), (award.award, level, kind))


def decision_judgements(archive: Archive, decision: Decision) -> Iterator[Judgement]:
    """Yield how what a decision commends kept each limit that is for it and was in force when the step ended."""
    if archive.time_limits:
        case = (decision.award, decision.level, decision.award_kind)
        yield from _judgements(archive, days_of_decision(decision), case)


CaseKey = tuple[str | None, str | None, str | None]
"""An award, a level and a kind of commendation: those of a case, or those a limit is for, None for any."""


def case_of(limit: TimeLimit) -> CaseKey:
    """Return what a limit is for."""
    return limit.award, limit.level, limit.kind


def says_more(one: CaseKey, other: CaseKey) -> bool:
    """Tell whether one limit is for fewer cases than another, all of which are the other's too."""
    return one != other and all(theirs in {None, ours} for ours, theirs in zip(one, other, strict=True))


def _judgements(archive: Archive, days: Mapping[Step, PartialDate], case: CaseKey) -> Iterator[Judgement]:
    calendars, found = calendars_of(archive), []
    for limit in archive.time_limits.values():
        first, last = days.get(limit.first), days.get(limit.last)
        if first is None or last is None or not first.day or not last.day or last.earliest < first.earliest:
            continue
        fits = all(asked in {None, own} for asked, own in zip(case_of(limit), case, strict=True))
        if fits and is_valid_on(limit, last):
            found.append((limit, first.earliest, last.earliest))
    for limit, begin, end in found:
        steps = [each for each, *_ in found if (each.first, each.last) == (limit.first, limit.last)]
        if not any(says_more(case_of(each), case_of(limit)) for each in steps):
            yield _judged(limit, begin, end, calendars)


def _judged(limit: TimeLimit, first: date, last: date, calendars: Mapping[int, WorkCalendar]) -> Judgement:
    try:
        return Judgement(limit, first, last, working_days(first, last, calendars), None)
    except KeyError as missing:
        return Judgement(limit, first, last, None, int(missing.args[0]))
