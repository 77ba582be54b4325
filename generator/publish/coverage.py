"""What the records cover and what they do not: places, fields, groups, levels and clauses, by year.

The directive asks that good examples be found everywhere, from the grassroots on (A4, A5), and that what has none be
seen: every value stands here, with its count or with none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from generator.archive.archive import Archive
from generator.publish.context import SiteContext
from generator.publish.routes import clause_route, page_route
from generator.records.reference import Locality
from generator.records.shared import Exemplar
from generator.records.story import Story, is_standing

DIMENSIONS = ("localities", "fields", "groups", "levels", "clauses")


@dataclass(frozen=True, slots=True)
class Coverage:
    """One value of one dimension: how many public stories it has in each year, and how many models.

    A story without a year counts in `stories` and in no year; each counts once, however often it names the value.
    `address` is "" where the value has no page; `asks` is what a clause asks.
    """

    dimension: str
    code: str
    name: str
    address: str
    by_year: Mapping[int, int]
    stories: int
    models: int
    asks: str = ""

    @property
    def total(self) -> int:
        """How many stories and models there are."""
        return self.stories + self.models


def coverage(site: SiteContext) -> Iterator[Coverage]:
    """Yield every value of every dimension, in the order of its list: communes and wards are those of today."""
    archive, years = site.archive, _story_years(site)
    for place in current_places(archive):
        yield _covered(years, "localities", place.id, place.name, page_route(place), archive.in_area(place))
    for dimension, terms, found in (
        ("fields", archive.fields, archive.by_field),
        ("groups", archive.groups, archive.by_group),
    ):
        for term in terms.values():
            yield _covered(years, dimension, term.id, term.name, page_route(term), found.get(term.id, ()))
    for level in archive.levels.values():
        yield _covered(years, "levels", level.id, level.name, "", archive.by_level.get(level.id, ()))
    for reference, (document, clause) in archive.clauses.items():
        if clause.role == "clause" and clause.asks:
            name = f"{document.short_name}, {clause.anchor.replace('-', '.')}"
            answers = archive.by_clause.get(reference, ())
            yield _covered(years, "clauses", reference, name, clause_route(reference), answers, clause.asks)


_UNDATED = 0


def _story_years(site: SiteContext) -> Mapping[int, int]:
    """Return the year of each public story, `_UNDATED` for one without, by the identity of the record."""
    return {id(story): int(site.year_in_digits(story) or _UNDATED) for story in site.archive.public_stories}


def _covered(
    years: Mapping[int, int],
    dimension: str,
    code: str,
    name: str,
    address: str,
    found: Sequence[Exemplar],
    asks: str = "",
) -> Coverage:
    counted = Counter(map(years.get, map(id, found)))
    models, _ = counted.pop(None, 0), counted.pop(_UNDATED, 0)
    by_year = {year: count for year, count in counted.items() if year is not None}
    return Coverage(dimension, code, name, address, by_year, len(found) - models, models, asks)


def years_of(site: SiteContext) -> list[int]:
    """Return every year from the first of a public story to the last, those without one too."""
    known = [int(year) for year in site.archive.by_year if year.isdigit()]
    return list(range(min(known), max(known) + 1)) if known else []


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """One commune or ward of today and how many stories and models it has in each field, in the order of the fields."""

    place: Locality
    by_field: tuple[int, ...]


def places_by_field(site: SiteContext) -> list[PlaceRow]:
    """Return every commune and ward of today against every field, those without any too."""
    archive, rows = site.archive, []
    for place in current_places(archive):
        counts = Counter(field for record in archive.in_area(place) for field in record.fields)
        rows.append(PlaceRow(place, tuple(counts[field] for field in archive.fields)))
    return rows


@dataclass(frozen=True, slots=True)
class Crossing:
    """One combination of place, field, group, level and year, and its public stories; "" where a story says none."""

    row: int
    locality: str
    field: str
    group: str
    level: str
    year: str
    stories: int


def crossings(site: SiteContext) -> Iterator[Crossing]:
    """Yield every combination that has a story, from which any two dimensions can be set against each other.

    A story of two places or fields is in a combination of each.
    """
    archive = site.archive
    places: defaultdict[str, list[str]] = defaultdict(list)
    for place in current_places(archive):
        for record in archive.in_area(place):
            if isinstance(record, Story):
                places[record.id].append(place.id)
    counted: Counter[tuple[str, str, str, str, str]] = Counter()
    for story in archive.public_stories:
        levels = {award.level or "" for award in story.awards if is_standing(award)} or {""}
        year = site.year_in_digits(story)
        counted.update(product(places[story.id] or ("",), story.fields, story.groups or ("",), sorted(levels), (year,)))
    yield from (Crossing(row, *key, count) for row, (key, count) in enumerate(sorted(counted.items()), 1))


def current_places(archive: Archive) -> Iterator[Locality]:
    """Yield the communes and wards of today."""
    return (place for place in archive.localities.values() if place.parent and not place.valid_to)


@dataclass(frozen=True, slots=True)
class YearCount:
    """How many stories one value has in one year."""

    value: Coverage
    year: int
    stories: int


def coverage_by_year(site: SiteContext) -> Iterator[YearCount]:
    """Yield every year of every value, those without any story too."""
    years = years_of(site)
    return (YearCount(each, year, each.by_year.get(year, 0)) for each in coverage(site) for year in years)
