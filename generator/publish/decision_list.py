"""The list of a decision as a file of its own, in the columns its page shows and `dienhinh import` reads."""

import csv
import io
from collections.abc import Iterator

from generator.archive.decision_lists import is_row_shown
from generator.core.escape import spreadsheet_cell
from generator.publish.context import SiteContext
from generator.records.decision import Decision, DecisionRow


def decision_list(site: SiteContext, decision: Decision) -> bytes:
    """Return the rows that may be shown as CSV (RFC 4180), in UTF-8 with the mark that tells Excel so."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([site.t(f"decision.{name}") for name in ("row_number", "row_name", "row_unit", "row_award")])
    for number, row in enumerate(decision.rows, 1):
        if is_row_shown(site.archive, row):
            writer.writerow([number, *map(spreadsheet_cell, _cells(site, decision, row))])
    return out.getvalue().encode("utf-8-sig")


def _cells(site: SiteContext, decision: Decision, row: DecisionRow) -> Iterator[str]:
    yield row.name
    yield unit_of_row(site, row)
    award = row.award or decision.award
    yield site.archive.awards[award].name if award else ""


def unit_of_row(site: SiteContext, row: DecisionRow) -> str:
    """Return the unit of a row as printed, or the name of the one it refers to; "" where none is told."""
    if row.unit:
        return row.unit
    if row.unit_id:
        return site.archive.units[row.unit_id].name
    return site.archive.localities[row.locality].name if row.locality else ""
