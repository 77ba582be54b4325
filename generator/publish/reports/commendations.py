"""Every commendation of a period, one a recipient: what figures on commendation are counted from.

Offices count «lượt khen»: somebody commended twice counts twice, two people of one story are two. A line of a
decision's list counts once, also where a story tells of it; an award of a story counts where no list holds it.
What form was given must be known: `unclear` counts the others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from generator.archive.archive import Archive, is_standing
from generator.archive.award_dates import award_day, days_until
from generator.core.dates import PartialDate
from generator.publish.reports.period import Period, PeriodRecords
from generator.publish.routes import page_route
from generator.publish.search.decision_register import row_route
from generator.records.decision import Decision, DecisionRow
from generator.records.story import AwardGrant, Story


@dataclass(frozen=True, slots=True)
class Commendation:
    """One award to one recipient, as far as the records say; `name` is "" where it must not stand.

    `award` is the id of its form, `key` names it for ever: `decision#12`, `story@2`, `story@2.1` for one of several
    people. `days` are those from the deed. `is_decided` tells whether the day of the decision is known.
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
    days: int | None
    is_decided: bool
    decision: str | None
    story: str | None


def commendations(archive: Archive, records: PeriodRecords, period: Period) -> Iterator[Commendation]:
    """Yield the commendations by the law that were decided in a period, or presented, if no decision is known.

    What was cancelled or stripped is none. A date that may lie outside the period is not in it.
    """
    stories = {story.id: story for story in records.stories}
    listed: set[tuple[str, str]] = set()
    held: dict[tuple[str, str], list[PartialDate]] = {}
    for decision in records.decisions:
        if decision.status != "huy-bo" and period.holds(decision.date):
            for number, row in enumerate(decision.rows, 1):
                award = row.award or decision.award
                if row.story:
                    listed.add((row.story, decision.id))
                if row.story and award and decision.date:
                    held.setdefault((row.story, award), []).append(decision.date)
                if award and archive.awards[award].statutory == "yes":
                    yield _of_row(archive, decision, number, row, award, stories.get(row.story or ""))
    for story in records.stories:
        for number, grant in enumerate(story.awards, 1):
            if grant.decision is None:
                is_listed = _is_of_one(archive, grant, held.get((story.id, grant.award), []))
            else:
                is_listed = (story.id, grant.decision) in listed
            if not is_listed and _is_of_law(archive, grant, "yes") and _counts(archive, grant, period):
                yield from _of_grant(archive, story, number, grant)


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


def _counts(archive: Archive, grant: AwardGrant, period: Period) -> bool:
    day = award_day(archive, grant)
    decision = archive.decisions.get(grant.decision or "")
    if decision is not None and decision.status == "huy-bo":
        return False
    return is_standing(grant) and day is not None and period.holds(day.day)


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
        days=days_until(archive, story, grant) if story and grant else None,
        is_decided=True,
        decision=decision.id,
        story=story.id if story else None,
    )


def _of_grant(archive: Archive, story: Story, number: int, grant: AwardGrant) -> Iterator[Commendation]:
    """Yield the commendation, or one for each of the people a story is about."""
    kind = grant.recipient_kind or story.kind
    people = story.members if grant.recipient is None and kind == "individual" else ()
    found = _of_whole(archive, story, number, grant, kind)
    if len(people) < 2:
        yield found
    for at, member in enumerate(people if len(people) > 1 else (), 1):
        yield replace(found, key=f"{found.key}.{at}", name=member.name)


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
        level=grant.level,
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
        days=days_until(archive, story, grant),
        is_decided=day is not None and day.is_decision,
        decision=grant.decision,
        story=story.id,
    )


def _is_leader(archive: Archive, group: str | None) -> bool | None:
    return archive.position_groups[group].is_leader if group else None


def _is_enterprise(archive: Archive, said: bool | None, unit: str | None, kind: str) -> bool | None:
    """Tell whether a collective is an enterprise: as the record says, else as its unit is; a person is none."""
    if kind != "collective":
        return False
    known = archive.units.get(unit or "")
    return said if said is not None else known.type == "doanh-nghiep" if known else None
