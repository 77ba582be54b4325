"""How long commendations took, from the days the records hold (A5: kịp thời; B IV.1b)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from generator.archive.archive import is_standing
from generator.archive.award_dates import INTERVALS, Step, award_day, days_between, days_of_steps
from generator.archive.deadlines import judgements
from generator.core.dates import PartialDate
from generator.publish.context import SiteContext
from generator.records.base import Term
from generator.records.campaign import Campaign
from generator.records.reference import TimeLimit
from generator.records.story import AwardGrant, Story


@dataclass(frozen=True, slots=True)
class Wait:
    """The days between two steps of one award."""

    story: Story
    award: AwardGrant
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
    """A campaign that has ended: the days to the first award decided after it, None where the records hold none.

    `since` are then the days from its end to the newest day in the records.
    """

    campaign: Campaign
    days: int | None
    since: int


def waits(site: SiteContext) -> Iterator[Wait]:
    """Yield every interval of every standing award of a public story of which both days are known exactly.

    What no law knows as a commendation (praise, a prize, money on the spot) is none.
    """
    archive = site.archive
    for story in archive.public_stories:
        for award in story.awards:
            if is_standing(award) and archive.awards[award.award].statutory != "no":
                known = days_of_steps(archive, story, award)
                if _is_since_live(site, known.get("decided")):
                    known["published"] = story.published_on
                for first, last in INTERVALS:
                    if (days := days_between(known, first, last)) is not None:
                        yield Wait(story, award, first, last, days)


def _is_since_live(site: SiteContext, decided: PartialDate | None) -> bool:
    """Tell whether a decision is of the time since the site went live: records of before came in all at once."""
    began = site.settings.live_since
    return began is not None and decided is not None and decided.earliest.isoformat() >= began


def summary(name: str, found: Sequence[Wait]) -> WaitSummary:
    """Return some waits together; of an even number the lower middle one is the median, which is a real one."""
    days = sorted(wait.days for wait in found)
    return WaitSummary(name, len(days), days[0], median_low(days), days[-1])


def summaries(site: SiteContext, found: Iterable[Wait]) -> Iterator[tuple[str, list[WaitSummary]]]:
    """Yield waits of one interval by kind of commendation, level, field and year, where they say it.

    Terms stand in the order of their lists, years from the newest.
    """
    archive, all_ = site.archive, list(found)
    yield "kinds", _by_term(all_, lambda wait: [wait.award.kind], archive.award_kinds)
    yield "levels", _by_term(all_, lambda wait: [wait.award.level], archive.levels)
    yield "fields", _by_term(all_, lambda wait: wait.story.fields, archive.fields)
    years = {year: [wait for wait in all_ if archive.year_of(wait.story) == year] for year in archive.years}
    yield "years", [summary(site.year_name(year), held) for year, held in years.items() if held]


def _by_term(
    found: Sequence[Wait], codes_of: Callable[[Wait], Sequence[str | None]], terms: Mapping[str, Term]
) -> list[WaitSummary]:
    held: dict[str | None, list[Wait]] = {}
    for wait in found:
        for code in codes_of(wait):
            held.setdefault(code, []).append(wait)
    return [summary(term.name, held[term.id]) for term in terms.values() if term.id in held]


@dataclass(frozen=True, slots=True)
class LimitSummary:
    """How many awards a limit could be judged for, and how many kept it; whose they are stays with the editors."""

    limit: TimeLimit
    judged: int
    kept: int


def limit_summaries(site: SiteContext) -> list[LimitSummary]:
    """Return each limit with the awards of public stories that kept it."""
    archive = site.archive
    found: dict[str, list[bool]] = {limit: [] for limit in archive.time_limits}
    if found:
        for story in archive.public_stories:
            for award in filter(is_standing, story.awards):
                for each in judgements(archive, story, award):
                    if each.taken is not None:
                        found[each.limit.id].append(not each.over)
    return [LimitSummary(limit, len(found[limit.id]), sum(found[limit.id])) for limit in archive.time_limits.values()]


def campaign_waits(site: SiteContext) -> Iterator[CampaignWait]:
    """Yield every campaign whose last day is known and past, those without an award first, the longest ended first.

    An award is the campaign's if it was given for campaigns (`phong-trao`) to somebody of it, after its end: on the
    day of its decision, else of its presentation.
    """
    archive, found = site.archive, []
    for campaign in archive.campaigns.values():
        end = campaign.period_to
        if end is not None and end.day and end.earliest <= archive.as_of.earliest:
            stories = (r for r in archive.by_campaign.get(campaign.id, ()) if isinstance(r, Story))
            given = (award for story in stories for award in story.awards if award.kind == "phong-trao")
            days = [award_day(archive, award) for award in given if is_standing(award)]
            waited = [(d.day.earliest - end.earliest).days for d in days if d and d.is_certain and d.day.day]
            first = min((number for number in waited if number >= 0), default=None)
            found.append(CampaignWait(campaign, first, (archive.as_of.earliest - end.earliest).days))
    yield from sorted(found, key=lambda each: (each.days is not None, -each.since, each.campaign.id))
