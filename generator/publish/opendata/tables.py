"""The open data as tables: declared once, written as CSV, as SQLite, and described.

A table is named as in the data package; its columns have their words under `site.data.column`.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Literal

from generator.core.escape import spreadsheet_cell
from generator.publish.context import SiteContext
from generator.publish.opendata import rows
from generator.publish.opendata.rows import Row
from generator.records.base import Record

Rows = Callable[[SiteContext], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Column:
    """One column; a `refers` column holds ids of another table's `id`. Dates are ISO 8601 as far as known."""

    name: str
    type: Literal["string", "integer", "date", "list"] = "string"
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, columns, the columns that name a row, and its rows in a stable order."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Rows


def _columns(*names: str | Column) -> tuple[Column, ...]:
    return tuple(each if isinstance(each, Column) else Column(each) for each in names)


_FIELDS = Column("fields", "list")
_LOCALITIES = Column("localities", "list", "localities")
_PUBLISHED, _UPDATED = Column("published_on", "date"), Column("updated_on", "date")
_STANDING = ("doubts", "basis", Column("verified_on", "date"), "verified_against", "version")
"""What says how sure a record is."""
_OF_A_RECORD = ("room", "record", Column("number_in_record", "integer"))

TABLES: tuple[Table, ...] = (
    Table(
        "stories",
        _columns(
            "id",
            "kind",
            "name",
            "title",
            "summary",
            Column("year", "integer"),
            _FIELDS,
            Column("groups", "list"),
            Column("unit", refers="units"),
            "unit_as_printed",
            Column("places", "list"),
            _LOCALITIES,
            Column("campaigns", "list", "campaigns"),
            Column("models", "list", "models"),
            *_STANDING,
            _PUBLISHED,
            _UPDATED,
            "url",
            "json",
        ),
        ("id",),
        rows.stories,
    ),
    Table(
        "awards-given",
        _columns(
            Column("story", refers="stories"),
            Column("number_in_story", "integer"),
            Column("award", refers="awards"),
            "as_printed",
            "rank",
            "award_kind",
            "level",
            "issuer",
            "recipient",
            Column("decision", refers="decisions"),
            "decision_number",
            Column("date", "date"),
            Column("presented_on", "date"),
            "date_as_printed",
            "date_is",
            Column("days_after", "integer"),
            "status",
            "posthumous",
            "note",
            "source",
        ),
        ("story", "number_in_story"),
        rows.awards_given,
    ),
    Table(
        "models",
        _columns(
            "id",
            "kind",
            "name",
            "title",
            "summary",
            _FIELDS,
            Column("groups", "list"),
            Column("unit", refers="units"),
            Column("places", "list"),
            _LOCALITIES,
            Column("started", "date"),
            Column("adopter_count", "integer"),
            *_STANDING,
            _PUBLISHED,
            _UPDATED,
            "url",
            "json",
        ),
        ("id",),
        rows.models,
    ),
    Table(
        "adopters",
        _columns(
            Column("model", refers="models"),
            Column("number_in_model", "integer"),
            "name",
            "adopter_role",
            Column("unit", refers="units"),
            Column("locality", refers="localities"),
            "place",
            Column("since", "date"),
            "adapted",
            "result",
            "status",
            "source",
        ),
        ("model", "number_in_model"),
        rows.adopters,
    ),
    Table(
        "sources",
        _columns(
            *_OF_A_RECORD,
            "id",
            "publisher",
            "title",
            "address",
            "document",
            Column("date", "date"),
            "date_basis",
            "note",
        ),
        ("room", "record", "number_in_record"),
        rows.sources,
    ),
    Table(
        "results",
        _columns(
            *_OF_A_RECORD,
            "indicator",
            "before",
            "after",
            "unit_of_measure",
            "period",
            "measured_by",
            "note",
            "source",
        ),
        ("room", "record", "number_in_record"),
        rows.results,
    ),
    Table(
        "stages",
        _columns(*_OF_A_RECORD, "stage", "text", Column("date", "date"), "date_as_printed", "source"),
        ("room", "record", "number_in_record"),
        rows.stages,
    ),
    Table(
        "corrections",
        _columns(*_OF_A_RECORD, Column("date", "date"), "text", "minor"),
        ("room", "record", "number_in_record"),
        rows.corrections,
    ),
    Table(
        "versions",
        _columns(*_OF_A_RECORD, "version", Column("committed_on", "date"), Column("changed", "list"), "json"),
        ("room", "record", "number_in_record"),
        rows.versions,
    ),
    Table(
        "campaigns",
        _columns(
            "id",
            "name",
            "short_name",
            "summary",
            "theme",
            "period_as_printed",
            Column("period_from", "date"),
            Column("period_to", "date"),
            "launched_by",
            _FIELDS,
            _PUBLISHED,
            _UPDATED,
            "url",
            "json",
        ),
        ("id",),
        rows.campaigns,
    ),
    Table(
        "indicators",
        _columns(
            Column("campaign", refers="campaigns"),
            "code",
            Column("number_of_result", "integer"),
            "name",
            "target_as_printed",
            "target_period",
            "unit_of_measure",
            "better",
            "result_as_printed",
            "result_period",
            "result_status",
        ),
        ("campaign", "code", "number_of_result"),
        rows.indicators,
    ),
    Table(
        "decisions",
        _columns(
            "id",
            "decision_number",
            Column("date", "date"),
            "issuer",
            "level",
            "signer",
            "subject",
            Column("award", refers="awards"),
            "status",
            _PUBLISHED,
            _UPDATED,
            "url",
            "json",
        ),
        ("id",),
        rows.decisions,
    ),
    Table(
        "decision-rows",
        _columns(
            Column("decision", refers="decisions"),
            Column("row", "integer"),
            "name",
            "kind",
            "unit_as_printed",
            Column("award", refers="awards"),
            "note",
            Column("story", refers="stories"),
        ),
        ("decision", "row"),
        rows.decision_rows,
    ),
    Table(
        "units",
        _columns(
            "id",
            "name",
            "abbreviation",
            "type",
            Column("parent", refers="units"),
            Column("locality", refers="localities"),
            Column("successor", refers="units"),
            Column("former_names", "list"),
            "url",
            "json",
        ),
        ("id",),
        rows.units,
    ),
    Table(
        "localities",
        _columns(
            "id",
            "name",
            "type",
            "code",
            Column("parent", refers="localities"),
            Column("valid_from", "date"),
            Column("valid_to", "date"),
            Column("formed_from", "list", "localities"),
            "url",
            "json",
        ),
        ("id",),
        rows.localities,
    ),
    Table(
        "awards",
        _columns(
            "id",
            "name",
            "award_group",
            Column("recipients", "list"),
            Column("levels", "list"),
            "statutory",
            Column("valid_from", "date"),
            Column("valid_to", "date"),
            "url",
            "json",
        ),
        ("id",),
        rows.awards,
    ),
)


def as_csv(table: Table, site: SiteContext) -> BinaryIO:
    """Return a table as CSV (RFC 4180) in UTF-8 with a mark that tells Excel so; no cell is a formula. It is open."""
    content = TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    out = io.TextIOWrapper(content, encoding="utf-8-sig", newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_NONNUMERIC)  # whoever splits at another sign still finds quotes
    writer.writerow([column.name for column in table.columns])
    for row in table.rows(site):
        writer.writerow(["" if cell is None else _cell(cell) for cell in row])
    out.detach()
    content.seek(0)
    return content


def _cell(cell: Any) -> Any:
    return cell if isinstance(cell, int) else spreadsheet_cell(cell)


def file_of(table: Table) -> str:
    """Return the file of a table, in the folder of the open data."""
    return f"{table.name}.csv"


def shown_records(site: SiteContext) -> Sequence[Record]:
    """Return every record the tables are made of."""
    archive = site.archive
    collections = (archive.campaigns, archive.decisions, archive.units, archive.localities, archive.awards)
    return [*archive.public_exemplars(), *(record for collection in collections for record in collection.values())]
