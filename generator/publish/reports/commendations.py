"""Every commendation of a period, one a recipient: what figures on commendation are counted from.

Offices count «lượt khen»: somebody commended twice counts twice, two people of one story are two. A line of a
decision's list counts once, also where a story tells of it; an award of a story counts where no list holds it.
What form was given must be known: `unclear` counts the others.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Literal, NamedTuple, TypeVar, overload

from generator.archive.archive import Archive
from generator.archive.award_dates import award_day, days_between, days_of_steps
from generator.core.dates import PartialDate
from generator.core.text import fold
from generator.publish.reports.period import Period, PeriodRecords
from generator.publish.routes import page_route
from generator.publish.search.decision_register import row_route
from generator.records.decision import Decision, DecisionRow
from generator.records.story import AwardGrant, Story, is_standing


@dataclass(frozen=True, slots=True)
class Commendation:
    """One award to one recipient, as far as the records say; `name` is "" where it must not stand.

    `award` is the id of its form, `key` names it for ever: `decision#12`, `story@2`, `story@2.1` for one of several
    people. `days` are those from the deed to the decision, `days_to_ceremony` to where it was handed over.
    `is_decided` tells whether the day of the decision is known. `unit` is that of the recipient.
    """

    key: str
    name: str
    address: str
    award: str
    rank: str | None
    level: str | None
    award_kind: str | None
    recipient_kind: Literal["individual", "collective", "household"]
    position_group: str | None
    is_leader: bool | None
    is_enterprise: bool | None
    sex: str | None
    fields: tuple[str, ...]
    groups: tuple[str, ...]
    campaigns: tuple[str, ...]
    unit: str | None
    days: int | None
    days_to_ceremony: int | None
    is_decided: bool
    decision: str | None
    story: str | None


class Profile(NamedTuple):
    """What the statistics forms tell commendations apart by; very many have the same."""

    award: str
    rank: str | None
    level: str | None
    award_kind: str | None
    recipient_kind: str
    position_group: str | None
    is_leader: bool | None
    is_enterprise: bool | None
    is_decided: bool


Tally = Mapping[Profile, int]
"""How many commendations there are of each profile."""


def tally(found: Iterable[Commendation]) -> Tally:
    """Count commendations by their profiles."""
    return Counter(map(Profile._make, map(attrgetter(*Profile._fields), found)))


T = TypeVar("T")


class CommendationView(Sequence[T]):
    """Commendations told in some way, each when it is asked for: a year has hundreds of thousands."""

    def __init__(self, found: Sequence[Commendation], tell: Callable[[Commendation], T]) -> None:
        self.found, self.tell = found, tell

    def __len__(self) -> int:
        return len(self.found)

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> list[T]: ...

    def __getitem__(self, at: int | slice) -> T | list[T]:
        return [*map(self.tell, self.found[at])] if isinstance(at, slice) else self.tell(self.found[at])


Counted = Literal["decided", "proposed"]
"""By which of its days a commendation falls into a period."""


class _GivenRow(NamedTuple):
    """A line of a decision's list, its number and form of award, and the story it names."""

    decision: Decision
    number: int
    row: DecisionRow
    award: str
    story: Story | None


class _GivenGrant(NamedTuple):
    """An award of a story that no list holds, and its number."""

    story: Story
    number: int
    grant: AwardGrant


def commendations(
    archive: Archive, records: PeriodRecords, period: Period, counted: Counted = "decided"
) -> Iterator[Commendation]:
    """Yield the commendations by the law that were decided in a period, or presented, if no decision is known.

    Or those that were proposed in it, whenever they were decided. What was cancelled or stripped is none. A date that
    may lie outside the period is not in it.
    """
    for given in _given(archive, records, period, counted):
        if isinstance(given, _GivenRow):
            yield _of_row(archive, *given)
        else:
            yield from _of_grant(archive, *given)


def count_by_award(archive: Archive, records: PeriodRecords, period: Period) -> Counter[str]:
    """Count the commendations of a period by the form of award, without telling what else is known of each."""
    found = Counter[str]()
    for given in _given(archive, records, period, "decided"):
        if isinstance(given, _GivenRow):
            found[given.award] += 1
        else:
            found[given.grant.award] += sum(1 for _ in _of_grant(archive, *given))
    return found


def _given(
    archive: Archive, records: PeriodRecords, period: Period, counted: Counted
) -> Iterator[_GivenRow | _GivenGrant]:
    stories = {story.id: story for story in records.stories}
    listed: set[tuple[str, str]] = set()
    held: dict[tuple[str, str], list[PartialDate]] = {}
    for decision in records.decisions:
        day = decision.date if counted == "decided" else decision.proposed_on
        if decision.status != "huy-bo" and period.holds(day):
            for number, row in enumerate(decision.rows, 1):
                award = row.award or decision.award
                if row.story:
                    listed.add((row.story, decision.id))
                if row.story and award and decision.date:
                    held.setdefault((row.story, award), []).append(decision.date)
                if award and archive.awards[award].statutory == "yes":
                    yield _GivenRow(decision, number, row, award, stories.get(row.story or ""))
    for story in records.stories:
        for number, grant in enumerate(story.awards, 1):
            if grant.decision is None:
                is_listed = _is_of_one(archive, grant, held.get((story.id, grant.award), []))
            else:
                is_listed = (story.id, grant.decision) in listed
            if not is_listed and _is_of_law(archive, grant, "yes") and _counts(archive, grant, period, counted):
                yield _GivenGrant(story, number, grant)


def _is_of_one(archive: Archive, grant: AwardGrant, days: list[PartialDate]) -> bool:
    """Tell whether an award that names no decision is that of a decision of one of these days, as far as is known."""
    own = award_day(archive, grant)
    if own is None:
        return bool(days)
    given = own.day if own.is_decision else None
    return any(given is None or (given.earliest <= day.latest and day.earliest <= given.latest) for day in days)


def undated(archive: Archive, records: PeriodRecords, period: Period) -> int:
    """Return how many awards of stories have no known day, but may be of the period by what a source prints."""
    given = (grant for story in records.stories for grant in story.awards if is_standing(grant))
    return sum(
        1
        for grant in given
        if _is_of_law(archive, grant, "yes") and award_day(archive, grant) is None and _may_be_of(grant, period)
    )


def unclear(archive: Archive, records: PeriodRecords, period: Period) -> int:
    """Return how many awards of a period a source tells of without saying which form was given."""
    given = (grant for story in records.stories for grant in story.awards)
    return sum(1 for grant in given if _is_of_law(archive, grant, "unknown") and _counts(archive, grant, period))


def _may_be_of(grant: AwardGrant, period: Period) -> bool:
    years = [int(year) for year in _YEAR.findall(grant.date_as_printed or "")]
    return not years or any(period.begin.year <= year <= period.end.year for year in years)


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


def _is_of_law(archive: Archive, grant: AwardGrant, statutory: str) -> bool:
    return archive.awards[grant.award].statutory == statutory


def _counts(archive: Archive, grant: AwardGrant, period: Period, counted: Counted = "decided") -> bool:
    decision = archive.decisions.get(grant.decision or "")
    if decision is not None and decision.status == "huy-bo":
        return False
    given = award_day(archive, grant)
    day = given.day if given else None
    if counted == "proposed":
        day = grant.proposed_on or (decision.proposed_on if decision else None)
    return is_standing(grant) and period.holds(day)


def _of_row(
    archive: Archive, decision: Decision, number: int, row: DecisionRow, award: str, story: Story | None
) -> Commendation:
    hidden = row.withdrawn is not None or archive.is_unnamed(row.story)
    group = row.position_group or (story.position_group if story else None)
    campaigns = (decision.campaign,) if decision.campaign else story.campaigns if story else ()
    grant = next((g for g in story.awards if g.decision == decision.id), None) if story else None
    return Commendation(
        key=f"{decision.id}#{number}",
        name="" if hidden else row.name,
        address=page_route(decision) if hidden else row_route(decision, number),
        award=award,
        rank=grant.rank if grant else None,
        level=decision.level,
        award_kind=row.award_kind or decision.award_kind or (grant.kind if grant else None),
        recipient_kind=row.kind,
        position_group=group,
        is_leader=_is_leader(archive, group),
        is_enterprise=_is_enterprise(archive, row.is_enterprise, row.unit_id, row.kind),
        sex=row.sex or (story.sex if story else None),
        fields=(row.field,) if row.field else story.fields if story else (),
        groups=story.groups if story else (),
        campaigns=campaigns,
        unit=row.unit_id or (story.unit if story else None),
        days=_days_to(archive, story, grant, "decided") if story and grant else None,
        days_to_ceremony=_days_to(archive, story, grant, "presented") if story and grant else None,
        is_decided=True,
        decision=decision.id,
        story=story.id if story else None,
    )


def _of_grant(archive: Archive, story: Story, number: int, grant: AwardGrant) -> Iterator[Commendation]:
    """Yield the commendation, or one for each of the people a story is about.

    Where the award says to whom it was given, these are the people it names.
    """
    kind = grant.recipient_kind or story.kind
    people = story.members if kind == "individual" else ()
    if grant.recipient is not None:
        people = tuple(member for member in people if _is_named(member.name, grant.recipient))
    found = _of_whole(archive, story, number, grant, kind)
    if len(people) == 1 and grant.recipient is not None:
        yield replace(found, name=people[0].name)
    elif len(people) < 2:
        yield found
    else:
        yield from (replace(found, key=f"{found.key}.{at}", name=who.name) for at, who in enumerate(people, 1))


def _of_whole(
    archive: Archive,
    story: Story,
    number: int,
    grant: AwardGrant,
    kind: Literal["individual", "collective", "household"],
) -> Commendation:
    is_own = grant.recipient is None
    group = story.position_group if is_own else None
    day = award_day(archive, grant)
    return Commendation(
        key=f"{story.id}@{number}",
        name=grant.recipient or story.name,
        address=page_route(story),
        award=grant.award,
        rank=grant.rank,
        level=_level(archive, grant),
        award_kind=grant.kind,
        recipient_kind=kind,
        position_group=group,
        is_leader=_is_leader(archive, group),
        is_enterprise=_is_enterprise(
            archive, story.is_enterprise if is_own else None, story.unit if is_own else None, kind
        ),
        sex=story.sex if is_own and kind == "individual" else None,
        fields=story.fields,
        groups=story.groups,
        campaigns=story.campaigns,
        unit=story.unit,
        days=_days_to(archive, story, grant, "decided"),
        days_to_ceremony=_days_to(archive, story, grant, "presented"),
        is_decided=day is not None and day.is_decision,
        decision=grant.decision,
        story=story.id,
    )


def _level(archive: Archive, grant: AwardGrant) -> str | None:
    """Return the level of an award: as it says, else its decision, else the only one that gives this form."""
    decision, levels = archive.decisions.get(grant.decision or ""), archive.awards[grant.award].levels
    return grant.level or (decision.level if decision else None) or (levels[0] if len(levels) == 1 else None)


def _days_to(archive: Archive, story: Story, grant: AwardGrant, step: Literal["decided", "presented"]) -> int | None:
    return days_between(days_of_steps(archive, story, grant), "act", step)


def _is_named(name: str, text: str) -> bool:
    """Tell whether a text names somebody, with or without accents, and not somebody whose name only begins so."""
    return re.search(rf"(?<!\w){re.escape(fold(name))}(?!\w)", fold(text)) is not None


def _is_leader(archive: Archive, group: str | None) -> bool | None:
    return archive.position_groups[group].is_leader if group else None


def _is_enterprise(archive: Archive, said: bool | None, unit: str | None, kind: str) -> bool | None:
    """Tell whether a collective is an enterprise: as the record says, else as its unit is; a person is none."""
    if kind != "collective":
        return False
    known = archive.units.get(unit or "")
    return said if said is not None else known.type == "doanh-nghiep" if known else None
