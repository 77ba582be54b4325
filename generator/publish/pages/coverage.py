"""The page of what has records and what has none yet."""

from collections.abc import Iterator

from generator.archive.archive import UNDATED
from generator.publish.artifact import Artifact, Part
from generator.publish.context import SiteContext
from generator.publish.counting import counting
from generator.publish.coverage import DIMENSIONS, Coverage, coverage, current_places, places_by_field, years_of
from generator.publish.opendata.tables import COVERAGE, COVERAGE_BY_YEAR, COVERAGE_CROSSED, file_of
from generator.publish.paddy_map import map_of_all
from generator.publish.routes import COVERAGE_PAGE, DATA


def coverage_page(site: SiteContext) -> Iterator[Part]:
    """Yield the page."""
    yield counting("coverage", _page, site)


def _page(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page: of each dimension how many have something, which have none, and the counts by year."""
    found = list(coverage(site))
    sections = [(dimension, [each for each in found if each.dimension == dimension]) for dimension in DIMENSIONS]
    yield site.page(
        COVERAGE_PAGE,
        "coverage.md.j2",
        site.t("coverage.title"),
        site.t("coverage.lead"),
        sections=[(dimension, _lacking(rows), _holding(rows), len(rows)) for dimension, rows in sections if rows],
        years=years_of(site),
        undated=len(site.archive.by_year.get(UNDATED, ())),
        places=places_by_field(site),
        map=map_of_all(site, {place.id: len(site.archive.in_area(place)) for place in current_places(site.archive)}),
        sectors=list(site.archive.fields.values()),
        tables=[
            ("table", f"{DATA}{file_of(COVERAGE)}"),
            ("by_year", f"{DATA}{file_of(COVERAGE_BY_YEAR)}"),
            ("crossed", f"{DATA}{file_of(COVERAGE_CROSSED)}"),
        ],
        as_of=site.archive.as_of,
        updated=site.archive.as_of,
    )


def _lacking(rows: list[Coverage]) -> list[Coverage]:
    return [each for each in rows if not each.total]


def _holding(rows: list[Coverage]) -> list[Coverage]:
    return sorted((each for each in rows if each.total), key=lambda each: -each.total)
