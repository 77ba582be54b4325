"""The statistics forms as a workbook: totals and shares are formulas, and a last sheet lists what they count."""

import io
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from generator.publish.context import SiteContext
from generator.publish.reports.blocks import Form, Report
from generator.publish.reports.paper import official

_FIRST_ROW, _FIRST_COLUMN = 5, 2
"""Where the figures of a form begin, from 0: below title, unit and two lines of heads; behind words and code."""


def report_xlsx(site: SiteContext, report: Report) -> bytes:
    """Return the workbook; the same records give the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    day = datetime(*site.archive.as_of.earliest.timetuple()[:3])
    book.set_properties({"title": official(report.subject), "author": site.settings.agency.short_name, "created": day})
    looks = {
        "title": book.add_format({"bold": True, "font_name": "Times New Roman", "font_size": 13}),
        "text": book.add_format({"font_name": "Times New Roman", "font_size": 12, "border": 1, "text_wrap": True}),
        "note": book.add_format({"font_name": "Times New Roman", "font_size": 12, "italic": True}),
        "number": book.add_format(
            {"font_name": "Times New Roman", "font_size": 12, "border": 1, "num_format": "#,##0"}
        ),
        "share": book.add_format({"font_name": "Times New Roman", "font_size": 12, "border": 1, "num_format": "0.0"}),
        "head": book.add_format(
            {"font_name": "Times New Roman", "font_size": 12, "bold": True, "border": 1, "text_wrap": True}
            | {"align": "center", "valign": "vcenter"}
        ),
    }
    for form in report.forms:
        _write_form(book.add_worksheet(form.code), site, report, form, looks)
    _write_base(book.add_worksheet(site.t("report.base_sheet")), report.base_head, report.base, looks)
    if report.campaign_head:
        sheet = book.add_worksheet(site.t("report.campaign_sheet"))
        _write_base(sheet, report.campaign_head, report.campaigns, looks)
    book.close()
    return out.getvalue()


def _write_form(sheet: Any, site: SiteContext, report: Report, form: Form, looks: dict[str, Any]) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_column(0, 0, 42)
    sheet.set_column(_FIRST_COLUMN, _FIRST_COLUMN + len(form.columns), 12)
    sheet.freeze_panes(_FIRST_ROW, _FIRST_COLUMN)
    sheet.write_string(0, 0, site.t(f"report.form.name.{form.code}"), looks["title"])
    sheet.write_string(1, 0, f"{form.title} {report.period}", looks["title"])
    sheet.write_string(2, 0, form.unit, looks["note"])
    for at, column in enumerate(form.columns, _FIRST_COLUMN):
        sheet.write_string(3, at, column.over, looks["head"])
    sheet.write_string(4, 0, site.t("report.form.item"), looks["head"])
    sheet.write_string(4, 1, site.t("report.form.code"), looks["head"])
    for at, column in enumerate(form.columns, _FIRST_COLUMN):
        sheet.write_string(4, at, column.label, looks["head"])
    for number, row in enumerate(form.rows):
        sheet.write_string(_FIRST_ROW + number, 0, "   " * row.indent + official(row.label), looks["text"])
        sheet.write_string(_FIRST_ROW + number, 1, row.code, looks["text"])
        for at in range(len(form.columns)):
            _write_cell(sheet, form, number, at, looks)
    end = _FIRST_ROW + len(form.rows) + 1
    if form.unfilled:
        sheet.write_string(end, 0, f"{site.t('report.unfilled')}:", looks["title"])
        for number, note in enumerate((*form.unfilled, *report.notes), end + 1):
            sheet.write_string(number, 0, note, looks["note"])


def _write_cell(sheet: Any, form: Form, row: int, column: int, looks: dict[str, Any]) -> None:
    """Write a figure; a formula where it is the sum of others that are known, or the share of one in another."""
    value, spec = form.cells[row][column], form.columns[column]
    at = (_FIRST_ROW + row, _FIRST_COLUMN + column)
    if spec.share_of is not None:
        part, whole = (form.cells[row][each] for each in spec.share_of)
        cells = [xl_rowcol_to_cell(at[0], _FIRST_COLUMN + each) for each in spec.share_of]
        share = 100 * part / whole if part is not None and whole else ""
        formula = f'=IF(OR({cells[0]}="",N({cells[1]})=0),"",100*{cells[0]}/{cells[1]})'
        sheet.write_formula(*at, formula, looks["share"], share)
    elif value is None:
        sheet.write_blank(*at, None, looks["number"])
    elif own := form.rows[row].sum_of:
        _write_sum(sheet, at, [(_FIRST_ROW + each, at[1]) for each in own], value, looks)
    elif spec.sum_of:
        _write_sum(sheet, at, [(at[0], _FIRST_COLUMN + each) for each in spec.sum_of], value, looks)
    else:
        sheet.write_number(*at, value, looks["number"])


def _write_sum(
    sheet: Any, at: tuple[int, int], parts: list[tuple[int, int]], value: int, looks: dict[str, Any]
) -> None:
    cells = [xl_rowcol_to_cell(*each) for each in parts]
    is_run = all(b[0] - a[0] + b[1] - a[1] == 1 for a, b in pairwise(parts))
    inside = f"{cells[0]}:{cells[-1]}" if is_run and len(cells) > 1 else ",".join(cells)
    sheet.write_formula(*at, f"=SUM({inside})", looks["number"], value)


def _write_base(sheet: Any, head: Sequence[str], rows: Sequence[Sequence[str]], looks: dict[str, Any]) -> None:
    """List every commendation, or campaign, the figures count, one a row, to be filtered and counted again."""
    sheet.set_column(0, len(head), 22)
    sheet.freeze_panes(1, 1)
    for at, word in enumerate(head):
        sheet.write_string(0, at, word, looks["head"])
    for number, row in enumerate(rows, 1):
        for at, text in enumerate(row):
            sheet.write_string(number, at, text)
    sheet.autofilter(0, 0, max(1, len(rows)), len(head) - 1)
