"""The reports of years that are over, as pages; and a report as a page of its own, to be kept or printed."""

from collections.abc import Iterator
from dataclasses import replace

from generator.publish.artifact import Artifact, Part
from generator.publish.context import SiteContext
from generator.publish.counting import counting
from generator.publish.pages.listing import Tile
from generator.publish.reports.annual import material, period_words, yearly_report
from generator.publish.reports.blocks import Gap, Report, Section
from generator.publish.reports.period import PeriodRecords, Scope, closed_years, year_period
from generator.publish.routes import REPORTS, report_route


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


def _year_page(site: SiteContext, year: int, records: PeriodRecords, before: PeriodRecords | None) -> Artifact:
    """Return the page of a year's report beside the year before, which says up to which day the records go."""
    scope = Scope(year_period(year))
    report = _for_readers(yearly_report(material(site, scope, records, before)))
    return site.page(
        report_route(year),
        "report.md.j2",
        site.t("report.of_year", year=year),
        site.t("report.description", period=period_words(site, scope.period)),
        report=report,
        shown=site.settings.list_page_limit,
        papers=[form.condensed() for form in report.forms],
        updated=site.archive.as_of,
    )


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
