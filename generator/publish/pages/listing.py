"""What lists share: tiles of an index page, chips with counts, and long lists in pages by year and month."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import NamedTuple, cast

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
    return listing_page(site, PREFIX[collection], title, lead, sections, empty=empty, note=note)


def listing_page(
    site: SiteContext,
    address: str,
    title: str,
    lead: str,
    sections: Sequence[tuple[str, Sequence[Tile]]],
    *,
    trail: Breadcrumbs = (),
    empty: str = "count.none",
    note: str = "",
    further: Sequence[Chip] = (),
) -> Artifact:
    """Return a page of tiles in sections; `further` leads to the pages that hold all of a long list."""
    return site.page(
        address,
        "index.md.j2",
        title,
        lead,
        trail=list(trail),
        lead=lead,
        note=note,
        sections=sections,
        empty=site.t(empty),
        further=further,
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


Calendar = dict[str, tuple[list[Story], dict[int, list[Story]]]]
"""The stories of a list by year, and those of each year by month, all in the order of the list."""


class ListPart(NamedTuple):
    """A part of a long list, which has a page of its own."""

    address: str
    name: str
    records: Sequence[Exemplar]
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Pagination:
    """A list as its page shows it. `records`: all, or of a long one models and the newest stories.

    `subpages` lead to the pages that hold all stories of a long list, by year or by month.
    """

    records: Sequence[Exemplar]
    subpages: Sequence[Chip]
    total: int
    pages: tuple[ListPart, ...] = ()


def paginate(
    site: SiteContext, address: str, records: Sequence[Exemplar], calendar: Calendar | None = None
) -> Pagination:
    """Return a list for the page at `address`; one story more must not change more pages as lists grow.

    `records` stand in the order of lists, stories before models. Up to `settings.list_page_limit` of them stand on one
    page. Of a longer list the stories stand on pages by year, and those of a long year by month: which page a story
    stands on depends on it alone. Their `calendar` may be known already.
    """
    if len(records) <= site.settings.list_page_limit:
        return Pagination(records, [], len(records))
    stories, others = _parted(records)
    pages = tuple(_parts(site, address, calendar or _calendar(site, stories)))
    if not pages:
        return Pagination(records, [], len(records))
    further = [(part.name, part.address, len(part.records)) for part in pages]
    return Pagination([*stories[: 2 * site.settings.cards_per_page], *others], further, len(records), pages)


def _parted(records: Sequence[Exemplar]) -> tuple[list[Story], list[Exemplar]]:
    """Return the stories of a list and the models, which come after them."""
    count = len(records)
    while count and not isinstance(records[count - 1], Story):
        count -= 1
    return cast(list[Story], [*records[:count]]), [*records[count:]]


def _calendar(site: SiteContext, stories: Sequence[Story]) -> Calendar:
    found: Calendar = {}
    begin = 0
    for (year, month), run in groupby(map(site.archive.month_by_identity.__getitem__, map(id, stories))):
        end = begin + len([*run])  # stories of a month lie together
        of_year, by_month = found.setdefault(year, ([], {}))
        of_year += stories[begin:end]
        by_month.setdefault(month, []).extend(stories[begin:end])
        begin = end
    return found


def _parts(site: SiteContext, address: str, calendar: Calendar) -> Iterator[ListPart]:
    if len(calendar) > 1:
        for year in sorted(calendar, key=lambda y: (y.isdigit(), y), reverse=True):
            held = calendar[year]
            yield ListPart(f"{address}nam/{year}/", site.year_name(year), held[0], {year: held})
        return
    months = next(iter(calendar.values()))[1] if calendar else {}
    for month in sorted(months, reverse=True) if len(months) > 1 else ():
        name = site.t("month.name", month=month) if month else site.t("month.unknown")
        at = f"{address}thang-{month:02d}/" if month else f"{address}thang-chua-ro/"
        found = months[month]
        yield ListPart(at, name, found, {"": (found, {month: found})})


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
    for address, part, records, calendar in gathered.pages:
        inner = paginate(site, address, records, calendar)
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
