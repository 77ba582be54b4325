"""Campaigns along the years: a bar each from its first day to its last."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from generator.archive.archive import Archive
from generator.records.campaign import Campaign

_WIDTH, _LANE, _HEAD = 1000, 46, 34
_LEAST = 8
_YEARS = 10
"""How far back the axis goes; what began before runs in from its edge."""


@dataclass(frozen=True, slots=True)
class AxisBar:
    """One campaign: where its bar begins and how long it is; its name stands before the end or after the beginning."""

    campaign: Campaign
    x: int
    y: int
    width: int
    is_running: bool
    is_open: bool
    is_name_before: bool


@dataclass(frozen=True, slots=True)
class CampaignAxis:
    """The drawing: the years with their places, and the bars, earliest first."""

    width: int
    height: int
    years: Sequence[tuple[int, int]]
    bars: Sequence[AxisBar]


def campaign_axis(archive: Archive, campaigns: Sequence[tuple[Campaign, str]]) -> CampaignAxis | None:
    """Return the axis of those campaigns whose first day is known; None without any. What runs on ends at the edge."""
    known = sorted(
        ((c, state) for c, state in campaigns if c.period_from is not None),
        key=lambda pair: (pair[0].period_from.earliest if pair[0].period_from else archive.as_of.earliest, pair[0].id),
    )
    edge = archive.as_of.year - _YEARS
    known = [(c, state) for c, state in known if c.period_to is None or c.period_to.latest.year >= edge]
    if not known:
        return None
    begins = [c.period_from.earliest.year for c, _ in known if c.period_from]
    ends = [c.period_to.latest.year for c, _ in known if c.period_to]
    first, last = max(min(begins, default=edge), edge), min(max([archive.as_of.year, *ends]), archive.as_of.year + 5)
    scale = _WIDTH / (last + 1 - first)
    bars = []
    for number, (campaign, state) in enumerate(known):
        start, end = campaign.period_from, campaign.period_to
        assert start is not None, "only those whose first day is known are drawn"
        left = max(0.0, (start.earliest.year + start.earliest.timetuple().tm_yday / 366 - first) * scale)
        right = _WIDTH if end is None else (end.latest.year + end.latest.timetuple().tm_yday / 366 - first) * scale
        wide = max(_LEAST, min(right, _WIDTH) - left)
        x = math.floor(min(left, _WIDTH - _LEAST))
        bars.append(
            AxisBar(
                campaign, x, _HEAD + number * _LANE, round(wide), state == "running", end is None, left > _WIDTH * 0.62
            )
        )
    step = 1 if last - first < 10 else 2
    years = [(year, math.floor((year - first) * scale)) for year in range(first, last + 1) if year % step == 0]
    return CampaignAxis(_WIDTH, _HEAD + len(bars) * _LANE + 4, years, bars)
