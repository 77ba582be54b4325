"""Rules on time limits: those of the reference data, and whether awards kept them."""

from collections.abc import Iterator
from itertools import combinations

from generator.archive.archive import Archive
from generator.archive.deadlines import judgements
from generator.core.problem import Level
from generator.records.base import Record
from generator.records.reference import TimeLimit, WorkCalendar
from generator.records.story import Story
from generator.rules.finding import Finding, finding


def limits_have_a_basis(limit: TimeLimit, archive: Archive) -> Iterator[Finding]:
    """A limit rests on an act or a document: there is none that everybody knows (A5: đúng quy định)."""
    if not any(basis.act or basis.document for basis in limit.basis):
        yield finding(("basis",), "rule.limit-basis", limit=limit.name)


def calendars_are_of_their_year(calendar: WorkCalendar, archive: Archive) -> Iterator[Finding]:
    """The days of a calendar lie in its year."""
    for field in ("holidays", "worked"):
        for number, day in enumerate(getattr(calendar, field)):
            if day.year != calendar.year:
                yield finding((field, number), "rule.calendar-year", day=day.short, year=calendar.year)


def one_limit_for_one_case(archive: Archive) -> Iterator[tuple[Record, Finding]]:
    """No two limits are for the same case at the same time: nobody could tell which holds."""
    for one, other in combinations(archive.time_limits.values(), 2):
        if _case(one) == _case(other) and _overlap(one, other):
            yield other, finding(("working_days",), "rule.limit-twice", limit=other.name, other=one.id)


def _case(limit: TimeLimit) -> tuple[str | None, ...]:
    return limit.award, limit.level, limit.kind, limit.first, limit.last


def _overlap(one: TimeLimit, other: TimeLimit) -> bool:
    def begins_before_end(first: TimeLimit, second: TimeLimit) -> bool:
        begin, end = first.valid_from, second.valid_to
        return begin is None or end is None or begin.earliest <= end.latest

    return begins_before_end(one, other) and begins_before_end(other, one)


def awards_keep_their_limits(story: Story, archive: Archive) -> Iterator[Finding]:
    """An award is decided within the limit that is set for it (A5: kịp thời); staff see what is late, the public not.

    A year that counts and has no calendar of working days is an error: no day of it can be judged.
    """
    for number, award in enumerate(story.awards):
        for judged in judgements(archive, story, award):
            place = ("awards", number)
            if judged.missing_year is not None:
                yield finding(place, "rule.calendar-missing", year=judged.missing_year, limit=judged.limit.name)
            elif judged.over:
                values = {"over": judged.over, "taken": judged.taken, "most": judged.limit.working_days}
                yield finding(place, "rule.late", Level.WARNING, limit=judged.limit.name, **values)
