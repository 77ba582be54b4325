"""How long commendations took, from the days the records hold (A5: kịp thời; B IV.1b)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from generator.archive.archive import is_standing
from generator.archive.award_dates import INTERVALS, Step, days_between, days_of_steps
from generator.publish.context import SiteContext
from generator.records.campaign import Campaign
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
    """Yield every interval of every standing award of a public story of which both days are known exactly."""
    for story in site.archive.public_stories:
        for award in story.awards:
            if is_standing(award):
                known = days_of_steps(site.archive, story, award)
                for first, last in INTERVALS:
                    if (days := days_between(known, first, last)) is not None:
                        yield Wait(story, award, first, last, days)


def summary(name: str, found: Sequence[Wait]) -> WaitSummary:
    """Return some waits together; of an even number the lower middle one is the median, which is a real one."""
    days = sorted(wait.days for wait in found)
    return WaitSummary(name, len(days), days[0], median_low(days), days[-1])


def summaries(site: SiteContext, found: Iterable[Wait]) -> Iterator[tuple[str, list[WaitSummary]]]:
    """Yield waits of one interval by kind of commendation, level, field and year, where they say it."""
    archive, all_ = site.archive, list(found)
    groups: Mapping[str, tuple[Callable[[Wait], Sequence[str]], Callable[[str], str]]] = {
        "kinds": (lambda w: [w.award.kind] if w.award.kind else [], lambda code: archive.award_kinds[code].name),
        "levels": (lambda w: [w.award.level] if w.award.level else [], lambda code: archive.levels[code].name),
        "fields": (lambda w: w.story.fields, lambda code: archive.fields[code].name),
        "years": (lambda w: [archive.year_of(w.story)], site.year_name),
    }
    for name, (codes_of, called) in groups.items():
        held: dict[str, list[Wait]] = {}
        for wait in all_:
            for code in codes_of(wait):
                held.setdefault(code, []).append(wait)
        yield name, [summary(called(code), held[code]) for code in sorted(held)]


def campaign_waits(site: SiteContext) -> Iterator[CampaignWait]:
    """Yield every campaign whose last day is known and past, the longest without an award first."""
    archive, found = site.archive, []
    for campaign in archive.campaigns.values():
        end = campaign.period_to
        if end is None or not end.day or end.earliest > archive.as_of.earliest:
            continue
        days = []
        for record in archive.by_campaign.get(campaign.id, ()):
            for award in record.awards if isinstance(record, Story) else ():
                decided = days_of_steps(archive, record, award).get("decided") if isinstance(record, Story) else None
                if is_standing(award) and decided and decided.day and decided.earliest >= end.earliest:
                    days.append((decided.earliest - end.earliest).days)
        since = (archive.as_of.earliest - end.earliest).days
        found.append(CampaignWait(campaign, min(days, default=None), since))
    yield from sorted(found, key=lambda each: (each.days is not None, -each.since, each.campaign.id))
