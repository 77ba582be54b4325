"""Pages that gather records by one facet: stage, field, priority group, special page, year, period."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from generator.publish.artifact import Artifact, Part
from generator.publish.context import SiteContext
from generator.publish.page_head import Breadcrumbs
from generator.publish.pages.listing import (
    Chip,
    Pagination,
    Tile,
    counted,
    index_page,
    paginated_target,
    term_chips,
    term_tiles,
)
from generator.publish.routes import PREFIX, STORIES, page_route, year_route
from generator.publish.sharing.embed_list import list_codes
from generator.records.base import Term
from generator.records.reference import PlanPeriod, SpecialPage, Stage
from generator.records.shared import Exemplar

Named = Term | SpecialPage | PlanPeriod


def _term_pages(
    site: SiteContext, collection: str, words: str, found: Mapping[str, Sequence[Exemplar]]
) -> Iterator[Part]:
    """Yield the index of a list of terms and the page of each term."""
    terms: list[Term] = [t for t in site.archive.collection(collection).values() if isinstance(t, Term)]
    yield index_page(site, collection, words, [("", term_tiles(site, terms, found))])
    chips = term_chips(terms, found)
    for term in terms:
        address, trail = page_route(term), [(site.t(f"{words}.name"), PREFIX[collection])]
        lead = term.description or site.t(f"{words}.of", name=term.name)
        page = partial(_term_page, site, term, words, lead, trail, [c for c in chips if c[1] != address])
        yield paginated_target(site, page, address, found.get(term.id, ()), term.name, [*trail, (term.name, address)])


def _term_page(
    site: SiteContext,
    term: Named,
    words: str,
    lead: str,
    trail: Breadcrumbs,
    siblings: Sequence[Chip],
    gathered: Pagination,
) -> Artifact:
    return site.record_page(
        term,
        "collection.md.j2",
        term.name,
        lead,
        lead=lead,
        kicker=site.t(f"{words}.kicker"),
        trail=trail,
        facts=[],
        records=gathered.records,
        further=gathered.subpages,
        empty=site.t(f"{words}.empty"),
        siblings=siblings,
        siblings_heading=site.t(f"{words}.others"),
        codes=list_codes(site, term),
    )


def fields(site: SiteContext) -> Iterator[Part]:
    """Yield the columns (chuyên mục), one for each field."""
    return _term_pages(site, "fields", "fields", site.archive.by_field)


def groups(site: SiteContext) -> Iterator[Part]:
    """Yield the pages of the priority groups (A5, A7)."""
    return _term_pages(site, "groups", "groups", site.archive.by_group)


def stages(site: SiteContext) -> Iterator[Part]:
    """Yield what stands at each of the four stages (A4); the board of them all is in `publish.pages.plans`."""
    archive = site.archive
    counts = {stage: len(archive.by_stage.get(stage, ())) for stage in archive.stages}
    for stage in archive.stages.values():
        address, records = page_route(stage), archive.by_stage.get(stage.id, ())
        trail = [(site.t("stages.name"), PREFIX["stages"]), (stage.name, address)]
        yield paginated_target(site, partial(_stage_page, site, stage, counts), address, records, stage.name, trail)


def _stage_page(site: SiteContext, stage: Stage, counts: Mapping[str, int], gathered: Pagination) -> Artifact:
    return site.record_page(
        stage,
        "stage.md.j2",
        site.t("stage.title", name=stage.name),
        stage.description or stage.question,
        records=gathered.records,
        further=gathered.subpages,
        counts=counts,
    )


def special_pages(site: SiteContext) -> Iterator[Part]:
    """Yield the special pages (chuyên trang)."""
    pages = list(site.archive.special_pages.values())
    chosen = {page.id: _chosen(site, page) for page in pages}
    tiles = [Tile(p.name, page_route(p), p.intro, counted(site, chosen[p.id])) for p in pages]
    yield index_page(site, "special_pages", "special", [("", tiles)])
    trail = [(site.t("special.name"), PREFIX["special_pages"])]
    for page in pages:
        address = page_route(page)
        siblings = [(p.name, page_route(p), len(chosen[p.id])) for p in pages if p.id != page.id]
        made = partial(_term_page, site, page, "special", page.intro, trail, siblings)
        yield paginated_target(site, made, address, chosen[page.id], page.name, [*trail, (page.name, address)])


def _chosen(site: SiteContext, page: SpecialPage) -> Sequence[Exemplar]:
    archive = site.archive
    indexes = ((page.groups, archive.by_group), (page.fields, archive.by_field), (page.campaigns, archive.by_campaign))
    return archive.sort_for_lists(r for ids, index in indexes for i in ids for r in index.get(i, ()))


def years(site: SiteContext) -> Iterator[Part]:
    """Yield the stories of each year, and those whose year no source gives."""
    found = site.archive.by_year
    order = site.archive.years
    trail = [(site.t("stories.name"), STORIES)]
    for year in order:
        title = site.t("years.title", year=site.year_name(year))
        siblings = [(site.year_name(y), year_route(y), None) for y in order if y != year]
        page = partial(_year_page, site, year, title, trail, siblings)
        yield paginated_target(site, page, year_route(year), found[year], title, [*trail, (title, year_route(year))])


def _year_page(
    site: SiteContext, year: str, title: str, trail: Breadcrumbs, siblings: Sequence[Chip], gathered: Pagination
) -> Artifact:
    return site.page(
        year_route(year),
        "collection.md.j2",
        title,
        title,
        lead=site.t("years.lead" if year.isdigit() else "years.lead_unknown", year=year),
        kicker=site.t("years.kicker"),
        trail=trail,
        facts=[],
        records=gathered.records,
        further=gathered.subpages,
        empty=site.t("years.empty"),
        siblings=siblings,
        siblings_heading=site.t("years.others"),
    )


def periods(site: SiteContext) -> Iterator[Part]:
    """Yield the stories of each five-year plan period (title of A)."""
    periods_ = list(site.archive.periods.values())
    trail = [(site.t("stories.name"), STORIES)]
    for period in periods_:
        address = page_route(period)
        years_ = range(period.first_year, period.last_year + 1)
        records = [s for y in reversed(years_) for s in site.archive.by_year.get(str(y), ())]
        lead = site.t("periods.lead", first=period.first_year, last=period.last_year)
        siblings = [(p.name, page_route(p), None) for p in periods_ if p.id != period.id]
        page = partial(_term_page, site, period, "periods", lead, trail, siblings)
        yield paginated_target(site, page, address, records, period.name, [*trail, (period.name, address)])
