"""What lists share: tiles of an index page, chips with counts, and long lists in pages by year and month."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from generator.publish.artifact import Bundle, Output
from generator.publish.context import Site
from generator.publish.page_head import Trail
from generator.publish.routes import PREFIX, address_of
from generator.records.base import Record, Term
from generator.records.shared import Exemplar
from generator.records.story import Story

Chip = tuple[str, str, int | None]
ListPage = partial[Output]
"""A function with all its page is made of but the list itself, which it takes last, as gathered."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One entry of an index page; `count` is words such as '4 câu chuyện', or None."""

    name: str
    address: str
    text: str | None = None
    count: str | None = None


def index_page(
    site: Site, collection: str, words: str, sections: Sequence[tuple[str, Sequence[Tile]]], empty: str = "count.none"
) -> Output:
    """Return the index page of a collection: a lead and tiles in sections, titled from `words`."""
    title, lead = site.say(f"{words}.title"), site.say(f"{words}.lead")
    return site.page(
        PREFIX[collection], "index.md.j2", title, lead, trail=[], lead=lead, sections=sections, empty=site.say(empty)
    )


def counted(site: Site, records: Sequence[object]) -> str:
    """Return how many records there are, in words."""
    return site.say("count.records", count=len(records)) if records else site.say("count.none")


def term_tiles(site: Site, terms: Iterable[Term], found: Mapping[str, Sequence[Record]]) -> list[Tile]:
    """Return a tile for each term with the number of records under it."""
    return [Tile(t.name, address_of(t), t.description, counted(site, found.get(t.id, ()))) for t in terms]


def term_chips(terms: Iterable[Term], found: Mapping[str, Sequence[Record]]) -> list[Chip]:
    """Return a chip with a count for each term that has records."""
    return [(t.name, address_of(t), len(found[t.id])) for t in terms if found.get(t.id)]


@dataclass(frozen=True, slots=True)
class Gathered:
    """A list as its page shows it. `records`: all, or of a long one models and the newest stories.

    `further` leads to the pages that hold all stories of a long list, by year or by month.
    """

    records: Sequence[Exemplar]
    further: Sequence[Chip]
    total: int
    pages: tuple[tuple[str, str, Sequence[Exemplar]], ...] = ()


def gather(site: Site, address: str, records: Sequence[Exemplar]) -> Gathered:
    """Return a list for the page at `address`; one story more must not change more pages as lists grow.

    Up to `settings.list_page_limit` records stand on one page. Of a longer list the stories stand on pages by
    year, and those of a long year by month: which page a story stands on depends on it alone.
    """
    if len(records) <= site.settings.list_page_limit:
        return Gathered(records, [], len(records))
    others = [record for record in records if not isinstance(record, Story)]
    stories = [record for record in records if isinstance(record, Story)]
    pages = tuple(_pages(site, address, stories))
    if not pages:
        return Gathered(records, [], len(records))
    further = [(name, at, len(held)) for at, name, held in pages]
    return Gathered([*stories[: 2 * site.settings.cards_per_page], *others], further, len(records), pages)


def _pages(site: Site, address: str, stories: Sequence[Story]) -> Iterator[tuple[str, str, Sequence[Exemplar]]]:
    by_year: dict[str, list[Story]] = {}
    calendar = site.archive.story_month
    for story in stories:
        by_year.setdefault(calendar[story.id][0], []).append(story)
    if len(by_year) > 1:
        for year in sorted(by_year, key=lambda y: (y.isdigit(), y), reverse=True):
            yield f"{address}nam/{year}/", site.year_name(year), by_year[year]
        return
    by_month: dict[int, list[Story]] = {}
    for story in stories:
        by_month.setdefault(calendar[story.id][1], []).append(story)
    if len(by_month) > 1:
        for month in sorted(by_month, reverse=True):
            name = site.say("month.name", month=month) if month else site.say("month.unknown")
            yield f"{address}thang-{month:02d}/" if month else f"{address}thang-chua-ro/", name, by_month[month]


def long_list(site: Site, page: ListPage, address: str, records: Sequence[Exemplar], name: str, trail: Trail) -> Bundle:
    """Return the page of a list that may be long, with the pages that hold all of it, as one bundle."""
    return Bundle(address, partial(_with_further, site, page, address, records, name, trail))


def _with_further(
    site: Site, page: ListPage, address: str, records: Sequence[Exemplar], name: str, trail: Trail
) -> Iterator[Output]:
    gathered = gather(site, address, records)
    yield page(gathered)
    yield from further_pages(site, gathered, name, trail)


def further_pages(site: Site, gathered: Gathered, name: str, trail: Trail) -> Iterator[Output]:
    """Yield the pages by year, and under them by month, that hold the stories of a long list."""
    for address, part, records in gathered.pages:
        inner = gather(site, address, records)
        title = site.say("further.title", name=name, part=part)
        yield site.page(
            address,
            "collection.md.j2",
            title,
            title,
            lead=site.say("further.lead", name=name, part=part[0].lower() + part[1:], count=inner.total),
            kicker=site.say("years.kicker"),
            trail=list(trail),
            facts=[],
            records=inner.records,
            further=inner.further,
            empty="",
            siblings=[(name_, at, None) for name_, at, _ in gathered.further if at != address],
            siblings_heading=site.say("further.others"),
        )
        yield from further_pages(site, inner, title, [*trail, (title, address)])


def answers(
    site: Site,
    address: str,
    name: str,
    trail: Trail,
    lead: str,
    records: Sequence[Exemplar],
) -> Iterator[Bundle]:
    """Yield the page of all that answer a clause or a content, where its own page shows only some."""
    if len(records) > site.settings.cards_per_page:
        page = partial(_answers_page, site, address, name, trail, lead)
        yield long_list(site, page, address, records, name, [*trail, (name, address)])


def _answers_page(site: Site, address: str, name: str, trail: Trail, lead: str, gathered: Gathered) -> Output:
    return site.page(
        address,
        "collection.md.j2",
        name,
        lead,
        lead=lead,
        kicker="",
        trail=list(trail),
        facts=[],
        records=gathered.records,
        further=gathered.further,
        empty="",
        siblings=[],
        siblings_heading="",
    )
