"""How long commendations took, from the days the records hold (A5: kịp thời; B IV.1b)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import TypeVar

from generator.archive.award_dates import INTERVALS, Step, award_day, days_between, days_of_decision, days_of_steps
from generator.archive.deadlines import Judgement, decision_judgements, judgements
from generator.core.dates import PartialDate
from generator.publish.context import SiteContext
from generator.records.base import Term
from generator.records.campaign import Campaign
from generator.records.decision import Decision
from generator.records.reference import TimeLimit
from generator.records.story import AwardGrant, Story, is_standing

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """One award of a story, or a decision of which no story tells: what was measured, and how it is counted.

    `year` is that of the story, or of the decision; `printed` what the award is called there.
    """

    record: Story | Decision
    name: str
    printed: str
    kind: str | None
    level: str | None
    fields: tuple[str, ...]
    year: str
    days: Mapping[Step, PartialDate]
    judged: tuple[Judgement, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """The days between two steps of one case."""

    case: Case
    first: Step
    last: Step
    days: int


@dataclass(frozen=True, slots=True)
class WaitSummary:
    """Some waits of one interval together: how many, the least, the middle one, the most."""

    name: str
    count: int
    least: int
    median: int
    most: int


@dataclass(frozen=True, slots=True)
class CampaignWait:
    """A campaign that has ended: the days to the first award decided after it, None where they are not known.

    `is_commended` tells whether the records hold an award after its end; `since` are the days from its end to the
    newest day in the records. An end known to the year or month counts as its last day, and from it no days are told.
    """

    campaign: Campaign
    is_commended: bool
    days: int | None
    since: int


def cases(site: SiteContext) -> Iterator[Case]:
    """Yield every standing award of a public story, and every standing decision that no such award names.

    What no law knows as a commendation (praise, a prize, money on the spot) is none.
    """
    archive = site.archive
    told: set[str] = set()
    for story in archive.public_stories:
        for award in story.awards:
            told.update((award.decision,) if award.decision else ())
            if is_standing(award) and archive.awards[award.award].statutory != "no":
                yield _of_award(site, story, award)
    for decision in archive.decisions.values():
        form = archive.awards.get(decision.award or "")
        if decision.id not in told and decision.status != "huy-bo" and (form is None or form.statutory != "no"):
            yield _of_decision(site, decision)


def _of_award(site: SiteContext, story: Story, award: AwardGrant) -> Case:
    archive = site.archive
    days = days_of_steps(archive, story, award)
    decision = archive.decisions.get(award.decision or "")
    return Case(
        story,
        story.name,
        award.as_printed,
        award.kind or (decision.award_kind if decision else None),
        award.level or (decision.level if decision else None),
        story.fields,
        archive.year_of(story),
        _with_publication(site, days, story.published_on),
        tuple(judgements(archive, story, award)),
    )


def _of_decision(site: SiteContext, decision: Decision) -> Case:
    return Case(
        decision,
        decision.number,
        decision.subject,
        decision.award_kind,
        decision.level,
        (),
        str(decision.date.year) if decision.date else "",
        _with_publication(site, days_of_decision(decision), decision.published_on),
        tuple(decision_judgements(site.archive, decision)),
    )


def _with_publication(
    site: SiteContext, days: Mapping[Step, PartialDate], published: PartialDate
) -> Mapping[Step, PartialDate]:
    """Return the days with that of publication, if it was decided since the site went live.

    What was decided before was brought in all at once.
    """
    began, decided = site.settings.live_since, days.get("decided")
    is_since = began is not None and decided is not None and decided.earliest.isoformat() >= began
    return {**days, "published": published} if is_since else days


def waits(found: Iterable[Case]) -> Iterator[Wait]:
    """Yield every interval of every case of which both days are known exactly."""
    for case in found:
        for first, last in INTERVALS:
            if (days := days_between(case.days, first, last)) is not None:
                yield Wait(case, first, last, days)


def summary(name: str, found: Sequence[Wait]) -> WaitSummary:
    """Return some waits together; of an even number the lower middle one is the median, which is a real one."""
    days = sorted(wait.days for wait in found)
    return WaitSummary(name, len(days), days[0], median_low(days), days[-1])


def summaries(site: SiteContext, found: Sequence[Wait]) -> Iterator[tuple[str, list[WaitSummary]]]:
    """Yield waits of one interval by kind of commendation, level, field and year, where they say it."""
    for group, held in grouped(site, [(wait.case, wait) for wait in found]):
        yield group, [summary(name, own) for name, own in held]


def grouped(site: SiteContext, found: Sequence[tuple[Case, T]]) -> Iterator[tuple[str, list[tuple[str, list[T]]]]]:
    """Yield what belongs to cases by kind of commendation, level, field and year, where these say it.

    Terms stand in the order of their lists, years from the newest.
    """
    archive = site.archive
    yield "kinds", _by_term(found, lambda case: [case.kind], archive.award_kinds)
    yield "levels", _by_term(found, lambda case: [case.level], archive.levels)
    yield "fields", _by_term(found, lambda case: case.fields, archive.fields)
    years = sorted({case.year for case, _ in found if case.year}, key=lambda year: (year.isdigit(), year), reverse=True)
    yield "years", [(site.year_name(year), [each for case, each in found if case.year == year]) for year in years]


def _by_term(
    found: Sequence[tuple[Case, T]], codes_of: Callable[[Case], Sequence[str | None]], terms: Mapping[str, Term]
) -> list[tuple[str, list[T]]]:
    held: dict[str | None, list[T]] = {}
    for case, each in found:
        for code in codes_of(case):
            held.setdefault(code, []).append(each)
    return [(term.name, held[term.id]) for term in terms.values() if term.id in held]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of some cases could be judged by a limit, and how many kept it."""

    name: str
    judged: int
    kept: int


@dataclass(frozen=True, slots=True)
class LimitSummary:
    """How a limit was kept, together and by what cases are counted by; whose they are stays with the editors."""

    limit: TimeLimit
    together: Share
    groups: tuple[tuple[str, tuple[Share, ...]], ...]


def limit_summaries(site: SiteContext, found: Iterable[Case]) -> list[LimitSummary]:
    """Return each limit with the cases that could be judged by it."""
    by_limit: dict[str, list[tuple[Case, bool]]] = {limit: [] for limit in site.archive.time_limits}
    for case in found:
        for each in case.judged:
            if each.taken is not None:
                by_limit[each.limit.id].append((case, not each.over))
    return [_limit_summary(site, limit, by_limit[limit.id]) for limit in site.archive.time_limits.values()]


def _limit_summary(site: SiteContext, limit: TimeLimit, judged: Sequence[tuple[Case, bool]]) -> LimitSummary:
    groups = (
        (group, tuple(Share(name, len(kept), sum(kept)) for name, kept in held))
        for group, held in grouped(site, judged)
    )
    together = Share(limit.name, len(judged), sum(kept for _, kept in judged))
    return LimitSummary(limit, together, tuple(each for each in groups if len(each[1]) > 1))


def campaign_waits(site: SiteContext) -> Iterator[CampaignWait]:
    """Yield every campaign whose end is known and past, those without an award first, the longest ended first.

    An award is the campaign's if it was given for campaigns (`phong-trao`) to somebody of it, or by a decision that
    names it, after its end: on the day of its decision, else of its presentation.
    """
    archive, found = site.archive, []
    for campaign in archive.campaigns.values():
        end = campaign.period_to
        if end is not None and end.latest <= archive.as_of.earliest:
            given = [day.earliest for day in _days_of(site, campaign) if day.day and day.earliest >= end.latest]
            days = min(((day - end.latest).days for day in given), default=None) if end.day else None
            found.append(CampaignWait(campaign, bool(given), days, (archive.as_of.earliest - end.latest).days))
    yield from sorted(found, key=lambda each: (each.is_commended, -each.since, each.campaign.id))


def _days_of(site: SiteContext, campaign: Campaign) -> Iterator[PartialDate]:
    """Yield the days on which somebody was commended for a campaign."""
    archive = site.archive
    for record in archive.by_campaign.get(campaign.id, ()):
        for award in record.awards if isinstance(record, Story) else ():
            day = award_day(archive, award)
            if award.kind == "phong-trao" and is_standing(award) and day is not None and day.is_certain:
                yield day.day
    for decision in archive.decisions.values():
        if decision.campaign == campaign.id and decision.status != "huy-bo":
            yield from (day for day in (decision.date or decision.presented_on,) if day is not None)
