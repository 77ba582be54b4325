"""The reports of years that are over, as pages; and a report as a page of its own, to be kept or printed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain

from generator.archive.archive import Archive
from generator.publish.artifact import Artifact, Part
from generator.publish.context import SiteContext
from generator.publish.counting import counting
from generator.publish.pages.listing import Tile
from generator.publish.reports.annual import material, period_words, yearly_report
from generator.publish.reports.blocks import Form, Gap, Report, Section
from generator.publish.reports.period import PeriodRecords, Scope, closed_years, year_period
from generator.publish.routes import REPORTS, report_route
from generator.records.decision import Decision
from generator.records.kinds import COLLECTIONS
from generator.records.story import Story


def reports(site: SiteContext) -> Iterator[Part]:
    """Yield the list of reports, and that of each closed year."""
    yield counting("reports", _reports, site)


def _reports(site: SiteContext) -> Iterator[Artifact]:
    """Yield the list of reports, and that of each closed year, the newest first."""
    years = closed_years(site.archive)
    tiles = [
        Tile(
            site.t("report.of_year", year=year),
            report_route(year),
            site.t(
                "report.summary",
                stories=len(records.stories),
                decisions=sum(year_period(year).holds(decision.date) for decision in records.decisions),
            ),
        )
        for year, records in sorted(years.items(), reverse=True)
    ]
    yield site.page(
        REPORTS, "reports.md.j2", site.t("report.title"), site.t("report.lead"), tiles=tiles, updated=site.archive.as_of
    )
    for year, records in years.items():
        yield _year_page(site, year, records, years.get(year - 1))


_ROWS_A_PAGE = 200
"""Rows of lists that are as much work to count as a page is."""
Papers = list[tuple[Form, tuple[str, ...]]]
"""Statistics forms as on paper, each with the columns left out."""


@dataclass(frozen=True)
class YearReport:
    """The report of a year beside the year before, made when its page is: it counts every commendation of both."""

    site: SiteContext
    year: int
    records: PeriodRecords
    before: PeriodRecords | None

    @property
    def inputs(self) -> object:
        """All that its figures may depend on: what other years hold is not of it."""
        years = [self.records] if self.before is None else [self.before, self.records]
        return self.year, self.site.archive.as_of, self._others, [_held(self.site.archive, each) for each in years]

    @property
    def _others(self) -> bytes:
        """A digest of the facts of all but stories and decisions."""
        archive = self.site.archive
        names = (name for name in COLLECTIONS if name not in {Story.collection, Decision.collection})
        return archive.facts_of(chain.from_iterable(archive.collection(name).values() for name in names))

    def make(self) -> tuple[Report, Papers]:
        """Return the report, for readers, and its forms; it is not held, for it has a row of each commendation."""
        scope = Scope(year_period(self.year))
        report = _for_readers(yearly_report(material(self.site, scope, self.records, self.before)))
        return report, [form.condensed() for form in report.forms]


def _held(archive: Archive, records: PeriodRecords) -> bytes:
    """Return a digest of the facts of a year's stories and decisions, and of what these name of one another."""
    groups = [group for decision in records.decisions for group in decision.row_groups if group.story]
    named = {grant.decision for story in records.stories for grant in story.awards if grant.decision}
    rows = "".join(f"{group.story} {archive.is_unnamed(group.story)} " for group in groups)
    others = (archive.decisions[name] for name in sorted(named) if name in archive.decisions)
    return archive.facts_of((*records.stories, *records.decisions, *others), rows)


def _year_page(site: SiteContext, year: int, records: PeriodRecords, before: PeriodRecords | None) -> Artifact:
    """Return the page of a year's report beside the year before, which says up to which day the records go."""
    counted = [decision for each in (before, records) if each for decision in each.decisions]
    page = site.page(
        report_route(year),
        "report.md.j2",
        site.t("report.of_year", year=year),
        site.t("report.description", period=period_words(site, year_period(year))),
        yearly=YearReport(site, year, records, before),
        shown=site.settings.list_page_limit,
        updated=site.archive.as_of,
    )
    return replace(page, cost=1 + sum(decision.count_of("rows") for decision in counted) // _ROWS_A_PAGE)


def _for_readers(report: Report) -> Report:
    """Return a report without what asks the office to write something: that stands in its own copy alone."""
    told = (
        Section(section.heading, tuple(block for block in section.blocks if not isinstance(block, Gap)))
        for section in report.sections
    )
    return replace(report, sections=tuple(section for section in told if section.blocks))


def report_html(site: SiteContext, report: Report) -> str:
    """Return a report as a whole HTML page of its own, without styles; a long list leads to where the rest is."""
    template = site.templates.get_template("report.html.j2")
    papers = [form.condensed() for form in report.forms]
    return template.render(report=report, papers=papers, shown=site.settings.list_page_limit, url=site.absolute)
