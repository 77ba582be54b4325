"""Pages of campaigns."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from generator.archive.archive import Archive
from generator.publish.artifact import Artifact, Part
from generator.publish.context import SiteContext
from generator.publish.page_tools import PageExtras, page_extras
from generator.publish.pages.listing import Pagination, Tile, answer_pages, index_page, paginated_target
from generator.publish.routes import PREFIX, answers_route, page_route
from generator.records.campaign import Campaign, Content, Indicator
from generator.records.shared import Exemplar

STATES = ("running", "upcoming", "unknown", "ended")


def state_of(archive: Archive, campaign: Campaign) -> str:
    """Return one of STATES, as of the newest day in the records (no clock)."""
    if campaign.period_from is not None and campaign.period_from.earliest > archive.as_of.latest:
        return "upcoming"
    if campaign.period_to is not None:
        return "ended" if campaign.period_to.latest < archive.as_of.earliest else "running"
    return "running" if campaign.period_from is not None else "unknown"


def by_state(archive: Archive) -> list[tuple[Campaign, str]]:
    """Return the campaigns with their state: those in course first, then the newest."""
    found = [(c, state_of(archive, c)) for c in archive.campaigns.values()]
    return sorted(found, key=lambda pair: (STATES.index(pair[1]), -_began(pair[0]), pair[0].id))


def campaign_span(site: SiteContext, campaign: Campaign) -> str:
    """Return from when to when a campaign lasts; as its source prints it, where no day is known."""
    begin, end = campaign.period_from, campaign.period_to
    if begin is None:
        return campaign.period_as_printed
    if end == begin:
        return site.t(f"campaign.in_{'day' if begin.day else 'month' if begin.month else 'year'}", when=begin.short)
    if end is None or (end.month is None and end.year == begin.year):  # no more is known than that it ended that year
        return site.t("campaign.since", begin=begin.short)
    return site.t("campaign.span", begin=begin.short, end=end.short)


def _began(campaign: Campaign) -> int:
    day = campaign.period_from or campaign.period_to
    return day.earliest.toordinal() if day else 0


def _answering(archive: Archive, campaign: Campaign, content: Content) -> list[Exemplar]:
    """Return the records that answer one content: by its clause, else by its fields among members.

    Who answers a clause need not be of the campaign, nor of its time: the page says so and counts them apart.
    """
    if content.clause:
        return list(archive.by_clause.get(content.clause, ()))
    members = archive.by_campaign.get(campaign.id, ())
    return [r for r in members if set(content.fields) & set(r.fields)]


def campaigns(site: SiteContext) -> Iterator[Part]:
    """Yield the list of campaigns and the page of each."""
    archive = site.archive
    sections = []
    for state in STATES:
        tiles = [
            Tile(c.short_name, page_route(c), c.summary, campaign_span(site, c))
            for c, s in by_state(archive)
            if s == state
        ]
        if tiles:
            sections.append((site.t(f"campaign.state.{state}"), tiles))
    yield index_page(site, "campaigns", "campaigns", sections)
    for campaign in archive.campaigns.values():
        by_content = {c.code: _answering(archive, campaign, c) for c in campaign.contents}
        address = page_route(campaign)
        members = archive.sort_for_lists(archive.by_campaign.get(campaign.id, ()))
        shown = {code: found[: site.settings.cards_per_page + 1] for code, found in by_content.items()}
        counts = {code: len(found) for code, found in by_content.items()}
        page = partial(
            _campaign_page, site, campaign, PageExtras(site, campaign), state_of(archive, campaign), shown, counts
        )
        trail = [(site.t("campaigns.name"), PREFIX["campaigns"]), (campaign.short_name, address)]
        yield paginated_target(site, page, address, members, campaign.short_name, trail)
        for content in campaign.contents:
            at, found = _content_address(campaign, content), by_content[content.code]
            yield from answer_pages(site, at, content.title, trail, campaign.short_name, found)


def _campaign_page(
    site: SiteContext,
    campaign: Campaign,
    offer: PageExtras,
    state: str,
    by_content: Mapping[str, Sequence[Exemplar]],
    answer_count: Mapping[str, int],
    gathered: Pagination,
) -> Artifact:
    return site.record_page(
        campaign,
        "campaign.md.j2",
        campaign.name,
        campaign.summary,
        **page_extras(offer),
        state=state,
        span=campaign_span(site, campaign),
        by_content=by_content,
        answer_count=answer_count,
        content_route=partial(_content_address, campaign),
        members=gathered.records,
        member_count=gathered.total,
        told=sum(1 for indicator in campaign.indicators if indicator.results),
        met=sum(map(_is_met, campaign.indicators)),
        silent=", ".join(site.t(f"campaign.silent_of.{name}") for name in _ASKED if not getattr(campaign, name)),
        further=gathered.subpages,
    )


_ASKED = ("theme", "aims", "contents", "criteria")
"""What a campaign's page says once that no source has told."""


def _is_met(indicator: Indicator) -> bool:
    """Tell whether the newest result of a target, if it is no estimate, reaches it, as far as both are numbers."""
    newest = indicator.results[-1] if indicator.results else None
    value = newest.value if newest and newest.status == "thuc-hien" else None
    target = indicator.maximum if indicator.better == "lower" else indicator.minimum
    if value is None or target is None:
        return False
    return value <= target if indicator.better == "lower" else value >= target


def _content_address(campaign: Campaign, content: Content) -> str:
    return answers_route(campaign, f"noi-dung-{content.code}")
