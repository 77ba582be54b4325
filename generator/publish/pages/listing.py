"""What lists share: tiles of an index page, chips with counts, and long lists in pages by year and month."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from generator.publish.artifact import Artifact, Target
from generator.publish.context import SiteContext
from generator.publish.page_head import Breadcrumbs
from generator.publish.routes import PREFIX, page_route
from generator.records.base import Record, Term
from generator.records.shared import Exemplar
from generator.records.story import Story

Chip = tuple[str, str, int | None]
ListPage = partial[Artifact]
"""A function with all its page is made of but the list itself, which it takes last, as gathered."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One entry of an index page; `count` is words such as '4 câu chuyện', or None."""

    name: str
    address: str
    text: str | None = None
    count: str | None = None


def index_page(
    site: SiteContext,
    collection: str,
    words: str,
    sections: Sequence[tuple[str, Sequence[Tile]]],
    empty: str = "count.none",
    note: str = "",
) -> Artifact:
    """Return the index page of a collection: a lead, a note, and tiles in sections, titled from `words`."""
    title, lead = site.t(f"{words}.title"), site.t(f"{words}.lead")
    return site.page(
        PREFIX[collection],
        "index.md.j2",
        title,
        lead,
        trail=[],
        lead=lead,
        note=note,
        sections=sections,
        empty=site.t(empty),
    )


def counted(site: SiteContext, records: Sequence[object]) -> str:
    """Return how many records there are, in words."""
    return site.t("count.records", count=len(records)) if records else site.t("count.none")


def term_tiles(site: SiteContext, terms: Iterable[Term], found: Mapping[str, Sequence[Record]]) -> list[Tile]:
    """Return a tile for each term with the number of records under it."""
    return [Tile(t.name, page_route(t), t.description, counted(site, found.get(t.id, ()))) for t in terms]


def term_chips(terms: Iterable[Term], found: Mapping[str, Sequence[Record]]) -> list[Chip]:
    """Return a chip with a count for each term that has records."""
    return [(t.name, page_route(t), len(found[t.id])) for t in terms if found.get(t.id)]


@dataclass(frozen=True, slots=True)
class Pagination:
    """A list as its page shows it. `records`: all, or of a long one models and the newest stories.

    `subpages` lead to the pages that hold all stories of a long list, by year or by month.
    """

    records: Sequence[Exemplar]
    subpages: Sequence[Chip]
    total: int
    pages: tuple[tuple[str, str, Sequence[Exemplar]], ...] = ()


def paginate(site: SiteContext, address: str, records: Sequence[Exemplar]) -> Pagination:
    """Return a list for the page at `address`; one story more must not change more pages as lists grow.

    Up to `settings.list_page_limit` records stand on one page. Of a longer list the stories stand on pages by
    year, and those of a long year by month: which page a story stands on depends on it alone.
    """
    if len(records) <= site.settings.list_page_limit:
        return Pagination(records, [], len(records))
    others = [record for record in records if not isinstance(record, Story)]
    stories = [record for record in records if isinstance(record, Story)]
    pages = tuple(_pages(site, address, stories))
    if not pages:
        return Pagination(records, [], len(records))
    further = [(name, at, len(held)) for at, name, held in pages]
    return Pagination([*stories[: 2 * site.settings.cards_per_page], *others], further, len(records), pages)


def _pages(site: SiteContext, address: str, stories: Sequence[Story]) -> Iterator[tuple[str, str, Sequence[Exemplar]]]:
    calendar, begin = site.archive.month_by_identity, 0
    by_year: dict[str, list[Story]] = {}
    by_month: dict[int, list[Story]] = {}
    for (year, month), run in groupby(map(calendar.__getitem__, map(id, stories))):  # stories of a month lie together
        length = len([*run])
        found = stories[begin : begin + length]
        begin += length
        by_year.setdefault(year, []).extend(found)
        by_month.setdefault(month, []).extend(found)
    if len(by_year) > 1:
        for year in sorted(by_year, key=lambda y: (y.isdigit(), y), reverse=True):
            yield f"{address}nam/{year}/", site.year_name(year), by_year[year]
    elif len(by_month) > 1:
        for month in sorted(by_month, reverse=True):
            name = site.t("month.name", month=month) if month else site.t("month.unknown")
            yield f"{address}thang-{month:02d}/" if month else f"{address}thang-chua-ro/", name, by_month[month]


def paginated_target(
    site: SiteContext, page: ListPage, address: str, records: Sequence[Exemplar], name: str, trail: Breadcrumbs
) -> Target:
    """Return the page of a list that may be long, with the pages that hold all of it, as one target."""
    return Target(address, partial(_with_subpages, site, page, address, records, name, trail))


def _with_subpages(
    site: SiteContext, page: ListPage, address: str, records: Sequence[Exemplar], name: str, trail: Breadcrumbs
) -> Iterator[Artifact]:
    gathered = paginate(site, address, records)
    yield page(gathered)
    yield from subpage_artifacts(site, gathered, name, trail)


def subpage_artifacts(site: SiteContext, gathered: Pagination, name: str, trail: Breadcrumbs) -> Iterator[Artifact]:
    """Yield the pages by year, and under them by month, that hold the stories of a long list."""
    for address, part, records in gathered.pages:
        inner = paginate(site, address, records)
        title = site.t("further.title", name=name, part=part)
        yield site.page(
            address,
            "collection.md.j2",
            title,
            title,
            lead=site.t("further.lead", name=name, part=part[0].lower() + part[1:], count=inner.total),
            kicker=site.t("years.kicker"),
            trail=list(trail),
            facts=[],
            records=inner.records,
            further=inner.subpages,
            empty="",
            siblings=[(name_, at, None) for name_, at, _ in gathered.subpages if at != address],
            siblings_heading=site.t("further.others"),
        )
        yield from subpage_artifacts(site, inner, title, [*trail, (title, address)])


def answer_pages(
    site: SiteContext,
    address: str,
    name: str,
    trail: Breadcrumbs,
    lead: str,
    records: Sequence[Exemplar],
) -> Iterator[Target]:
    """Yield the page of all that answer a clause or a content, where its own page shows only some."""
    if len(records) > site.settings.cards_per_page:
        page = partial(_answers_page, site, address, name, trail, lead)
        yield paginated_target(site, page, address, records, name, [*trail, (name, address)])


def _answers_page(
    site: SiteContext, address: str, name: str, trail: Breadcrumbs, lead: str, gathered: Pagination
) -> Artifact:
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
        further=gathered.subpages,
        empty="",
        siblings=[],
        siblings_heading="",
    )
