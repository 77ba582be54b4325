"""The page of how long commendations took."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.archive.award_dates import INTERVALS
from generator.publish.artifact import Artifact, Part
from generator.publish.context import SiteContext
from generator.publish.counting import counting
from generator.publish.routes import TIMELINESS
from generator.publish.timeliness import (
    CampaignWait,
    Wait,
    WaitSummary,
    campaign_waits,
    cases,
    limit_summaries,
    summaries,
    summary,
    waits,
)


@dataclass(frozen=True, slots=True)
class _Interval:
    """What is known of the days between two steps: together, of sudden achievements, by groups, and each."""

    name: str
    together: WaitSummary
    sudden: WaitSummary | None
    groups: Sequence[tuple[str, Sequence[WaitSummary]]]
    shown: Sequence[Wait]
    more: int


def timeliness(site: SiteContext) -> Iterator[Part]:
    """Yield the page."""
    yield counting("timeliness", _page, site)


def _page(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page: the intervals with their cases, sudden ones by themselves, and campaigns after their end."""
    every = list(cases(site))
    found = list(waits(every))
    measured = [each for first, last in INTERVALS if (each := _interval(site, f"{first}-{last}", found)) is not None]
    known = {each.name for each in measured}
    names = [f"{first}-{last}" for first, last in INTERVALS]
    campaigns = list(campaign_waits(site))
    yield site.page(
        TIMELINESS,
        "timeliness.md.j2",
        site.t("timeliness.title"),
        site.t("timeliness.lead"),
        measured=measured,
        unmeasured=[_lower(site.t(f"timeliness.interval.{name}")) for name in names if name not in known],
        awarded=[(each, _ended(site, each)) for each in campaigns if each.is_commended],
        waiting=[(each, _ended(site, each)) for each in campaigns if not each.is_commended],
        limits=limit_summaries(site, every),
        as_of=site.archive.as_of,
        updated=site.archive.as_of,
    )


def _interval(site: SiteContext, name: str, found: Sequence[Wait]) -> _Interval | None:
    own = [wait for wait in found if f"{wait.first}-{wait.last}" == name]
    if not own:
        return None
    sudden = [wait for wait in own if wait.case.kind == "dot-xuat"]
    shown = sorted(own, key=lambda wait: (wait.days, wait.case.record.id))
    limit = site.settings.list_page_limit
    return _Interval(
        name,
        summary(name, own),
        summary("", sudden) if sudden and len(sudden) < len(own) else None,
        [(group, rows) for group, rows in summaries(site, own) if len(rows) > 1],
        shown[:limit],
        max(0, len(own) - limit),
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _ended(site: SiteContext, wait: CampaignWait) -> str:
    """Return when a campaign ended, as far as it is known: «kết thúc ngày 30/6/2025», «kết thúc năm 2020»."""
    day = wait.campaign.period_to
    if day is None:
        return ""
    known = "day" if day.day else "month" if day.month else "year"
    return site.t(f"timeliness.ended.{known}", date=day.short)
