"""Rules on time limits: those of the reference data, and whether awards kept them."""

from collections.abc import Iterator
from itertools import combinations

from generator.archive.archive import Archive
from generator.archive.deadlines import Judgement, case_of, decision_judgements, judgements, says_more
from generator.core.problem import Level
from generator.records.base import Record
from generator.records.decision import Decision
from generator.records.reference import TimeLimit, WorkCalendar
from generator.records.story import Story
from generator.rules.finding import Finding, finding
from generator.source.yaml_source import NodePath


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
    """No two limits are for one case at one time, unless one of them says more of it: nobody could tell which holds."""
    for one, other in combinations(archive.time_limits.values(), 2):
        if (one.first, one.last) == (other.first, other.last) and _overlap(one, other) and _meet(archive, one, other):
            yield other, finding(("working_days",), "rule.limit-twice", limit=other.name, other=one.id)


def _meet(archive: Archive, one: TimeLimit, other: TimeLimit) -> bool:
    """Tell whether there is a case both limits are for, and neither is the nearer one."""
    cases = case_of(one), case_of(other)
    if says_more(*cases) or says_more(*reversed(cases)):
        return False
    pairs = zip(*cases, strict=True)
    joint = [ours if ours == theirs or theirs is None else theirs if ours is None else "" for ours, theirs in pairs]
    award = archive.awards.get(joint[0] or "")
    return "" not in joint and (award is None or joint[1] in {None, *award.levels})


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
            if not award.decision or award.proposed_on or award.received_on:  # else the decision itself is judged
                yield from _judged(judged, ("awards", number))


def decisions_keep_their_limits(decision: Decision, archive: Archive) -> Iterator[Finding]:
    """What a decision commends is decided within the limit that is set for it (A5: kịp thời), as its own days say."""
    if decision.status != "huy-bo":
        for judged in decision_judgements(archive, decision):
            yield from _judged(judged, ("date",))


def _judged(judged: Judgement, place: NodePath) -> Iterator[Finding]:
    if judged.missing_year is not None:
        yield finding(place, "rule.calendar-missing", year=judged.missing_year, limit=judged.limit.name)
    elif judged.over:
        values = {"over": judged.over, "taken": judged.taken, "most": judged.limit.working_days}
        yield finding(place, "rule.late", Level.WARNING, limit=judged.limit.name, **values)
