"""Pages that gather records by one facet: stage, field, priority group, special page, year, period."""

from collections.abc import Iterator, Mapping, Sequence

from generator.publish.addresses import PREFIX, address_of, year_address
from generator.publish.output import Output
from generator.publish.pages.listing import Tile, counted, further_pages, gather, index_page, term_chips, term_tiles
from generator.publish.site import Site
from generator.records.base import Term
from generator.records.reference import SpecialPage
from generator.records.shared import Exemplary


def _term_pages(site: Site, room: str, words: str, found: Mapping[str, Sequence[Exemplary]]) -> Iterator[Output]:
    """Yield the index of a list of terms and the page of each term."""
    terms: list[Term] = [t for t in site.archive.room(room).values() if isinstance(t, Term)]
    yield index_page(site, room, words, [("", term_tiles(site, terms, found))])
    for term in terms:
        trail = [(site.say(f"{words}.name"), PREFIX[room])]
        gathered = gather(site, address_of(term), found.get(term.id, ()))
        lead = term.description or site.say(f"{words}.of", name=term.name)
        yield site.page_of(
            term,
            "collection.md.j2",
            term.name,
            lead,
            lead=lead,
            kicker=site.say(f"{words}.kicker"),
            trail=trail,
            facts=[],
            records=gathered.records,
            further=gathered.further,
            empty=site.say(f"{words}.empty"),
            siblings=[c for c in term_chips(terms, found) if c[1] != address_of(term)],
            siblings_heading=site.say(f"{words}.others"),
        )
        yield from further_pages(site, gathered, term.name, [*trail, (term.name, address_of(term))])


def fields(site: Site) -> Iterator[Output]:
    """Yield the columns (chuyên mục), one for each field."""
    yield from _term_pages(site, "fields", "fields", site.archive.by_field)


def groups(site: Site) -> Iterator[Output]:
    """Yield the pages of the priority groups (A5, A7)."""
    yield from _term_pages(site, "groups", "groups", site.archive.by_group)


def stages(site: Site) -> Iterator[Output]:
    """Yield the board of each of the four stages (A4)."""
    archive = site.archive
    yield index_page(site, "stages", "stages", [("", term_tiles(site, archive.stages.values(), archive.by_stage))])
    counts = {stage: len(archive.by_stage.get(stage, ())) for stage in archive.stages}
    trail = [(site.say("stages.name"), PREFIX["stages"])]
    for stage in archive.stages.values():
        gathered = gather(site, address_of(stage), archive.by_stage.get(stage.id, ()))
        yield site.page_of(
            stage,
            "stage.md.j2",
            site.say("stage.title", name=stage.name),
            stage.description or stage.question,
            records=gathered.records,
            further=gathered.further,
            counts=counts,
        )
        yield from further_pages(site, gathered, stage.name, [*trail, (stage.name, address_of(stage))])


def special_pages(site: Site) -> Iterator[Output]:
    """Yield the special pages (chuyên trang)."""
    pages = list(site.archive.special_pages.values())
    chosen = {page.id: _chosen(site, page) for page in pages}
    tiles = [Tile(p.name, address_of(p), p.intro, counted(site, chosen[p.id])) for p in pages]
    yield index_page(site, "special_pages", "special", [("", tiles)])
    trail = [(site.say("special.name"), PREFIX["special_pages"])]
    for page in pages:
        gathered = gather(site, address_of(page), chosen[page.id])
        yield site.page_of(
            page,
            "collection.md.j2",
            page.name,
            page.intro,
            lead=page.intro,
            kicker=site.say("special.kicker"),
            trail=trail,
            facts=[],
            records=gathered.records,
            further=gathered.further,
            empty=site.say("special.empty"),
            siblings=[(p.name, address_of(p), len(chosen[p.id])) for p in pages if p.id != page.id],
            siblings_heading=site.say("special.others"),
        )
        yield from further_pages(site, gathered, page.name, [*trail, (page.name, address_of(page))])


def _chosen(site: Site, page: SpecialPage) -> Sequence[Exemplary]:
    archive = site.archive
    indexes = ((page.groups, archive.by_group), (page.fields, archive.by_field), (page.campaigns, archive.by_campaign))
    return archive.in_order(r for ids, index in indexes for i in ids for r in index.get(i, ()))


def years(site: Site) -> Iterator[Output]:
    """Yield the stories of each year, and those whose year no source gives."""
    found = site.archive.by_year
    order = site.archive.years
    trail = [(site.say("stories.name"), "/dien-hinh/")]
    for year in order:
        title = site.say("years.title", year=site.year_name(year))
        gathered = gather(site, year_address(year), found[year])
        yield site.page(
            year_address(year),
            "collection.md.j2",
            title,
            title,
            lead=_year_lead(site, year),
            kicker=site.say("years.kicker"),
            trail=trail,
            facts=[],
            records=gathered.records,
            further=gathered.further,
            empty=site.say("years.empty"),
            siblings=[(site.year_name(y), year_address(y), None) for y in order if y != year],
            siblings_heading=site.say("years.others"),
        )
        yield from further_pages(site, gathered, title, [*trail, (title, year_address(year))])


def _year_lead(site: Site, year: str) -> str:
    return site.say("years.lead" if year.isdigit() else "years.lead_unknown", year=year)


def periods(site: Site) -> Iterator[Output]:
    """Yield the stories of each five-year plan period (title of A)."""
    periods_ = list(site.archive.periods.values())
    trail = [(site.say("stories.name"), "/dien-hinh/")]
    for period in periods_:
        years_ = range(period.first_year, period.last_year + 1)
        records = [s for y in reversed(years_) for s in site.archive.by_year.get(str(y), ())]
        gathered = gather(site, address_of(period), records)
        lead = site.say("periods.lead", first=period.first_year, last=period.last_year)
        yield site.page_of(
            period,
            "collection.md.j2",
            period.name,
            lead,
            lead=lead,
            kicker=site.say("periods.kicker"),
            trail=trail,
            facts=[],
            records=gathered.records,
            further=gathered.further,
            empty=site.say("periods.empty"),
            siblings=[(p.name, address_of(p), None) for p in periods_ if p.id != period.id],
            siblings_heading=site.say("periods.others"),
        )
        yield from further_pages(site, gathered, period.name, [*trail, (period.name, address_of(period))])
