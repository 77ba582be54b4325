"""The command report: the report that is due, made of the records; the yearbook; the sheet for the press."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from generator.cli.console import TranslatedCommand, out, t
from generator.cli.faultless import read_faultless
from generator.cli.output_file import write_output
from generator.core.dates import parse_date
from generator.core.problem import UsageError
from generator.publish.context import SiteContext
from generator.publish.pages.reports import report_html
from generator.publish.reports.annual import period_words
from generator.publish.reports.blocks import Gap, Report
from generator.publish.reports.build import build_report, check_scope
from generator.publish.reports.period import ALL_TIME, Period, PeriodRecords, Scope, period_records, year_period
from generator.publish.reports.word import report_docx
from generator.publish.reports.workbook import report_xlsx
from generator.publish.reports.yearbook import press_sheet_docx, yearbook_docx, yearbook_pdf

FORMATS: Mapping[str, Callable[[SiteContext, Report, int], bytes]] = {
    "docx": report_docx,
    "xlsx": lambda site, report, _: report_xlsx(site, report),
    "html": lambda site, report, _: report_html(site, report).encode(),
}

BOOKS: Mapping[str, Mapping[str, Callable[[SiteContext, Scope, PeriodRecords], bytes]]] = {
    "yearbook": {"docx": yearbook_docx, "pdf": yearbook_pdf},
    "press": {"docx": press_sheet_docx},
}


@click.command("report", cls=TranslatedCommand)
@click.argument("year", required=False)
@click.option("--from", "begin", default=None)
@click.option("--to", "end", default=None)
@click.option("--campaign", default=None)
@click.option("--document", default=None)
@click.option("--unit", default=None)
@click.option("--field", default=None)
@click.option("--kind", type=click.Choice(["report", *BOOKS]), default="report")
@click.option("--format", "form", type=click.Choice([*FORMATS, "pdf"]), default=None)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.pass_obj
def report_command(
    root: Path,
    year: str | None,
    begin: str | None,
    end: str | None,
    campaign: str | None,
    document: str | None,
    unit: str | None,
    field: str | None,
    kind: str,
    form: str | None,
    output: Path,
) -> None:
    """Write a report on a year, a period, a campaign, a document or a unit."""
    if campaign and document:
        raise UsageError("report-two")
    period = _period(year, begin, end, campaign, document)
    form = form or output.suffix.lstrip(".").lower()
    formats = BOOKS.get(kind, FORMATS)
    if form not in formats:
        raise UsageError("report-format", name=output.name, formats=", ".join(formats))
    project = read_faultless(root, output)
    site = project.site()
    scope = Scope(period, campaign, document, unit, field)
    if kind != "report":
        _write_book(site, scope, kind, form, output)
        return
    report = build_report(site, scope)
    content = FORMATS[form](site, report, project.archive.as_of.year)
    write_output(output, content)
    out.print(t("report.written", path=output, subject=report.subject, counted=len(report.base)))
    gaps = sum(isinstance(block, Gap) for section in report.sections for block in section.blocks)
    out.print(t("report.left", gaps=gaps, blanks=sum(len(each.unfilled) for each in report.forms)))


def _write_book(site: SiteContext, scope: Scope, kind: str, form: str, output: Path) -> None:
    """Write the yearbook or the press sheet."""
    check_scope(site, scope)
    records = period_records(site.archive, scope)
    write_output(output, BOOKS[kind][form](site, scope, records))
    count = len(records.stories) + len(records.models)
    out.print(t("report.done", path=output, subject=period_words(site, scope.period), count=count))


def _period(year: str | None, begin: str | None, end: str | None, campaign: str | None, document: str | None) -> Period:
    """Return the period that was asked for; that of a campaign or a document alone is all time."""
    if year is not None:
        if begin or end or not re.fullmatch(r"(19|20)\d\d", year):
            raise UsageError("report-year", value=year)
        return year_period(int(year))
    if begin is None and end is None and (campaign or document):
        return ALL_TIME
    days = [parse_date(each or "") for each in (begin, end)]
    if days[0] is None or days[1] is None or days[0].earliest > days[1].latest:
        raise UsageError("report-period", begin=begin or "", end=end or "")
    return Period(days[0].earliest, days[1].latest)
