"""The open data as tables: those of each kind of record, and those of what several kinds have.

A table is named as in the data package; its words stand under `site.data.table` and `site.data.column`.
"""

import codecs
import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from generator.core.escape import spreadsheet_row
from generator.publish.context import SiteContext
from generator.publish.corrections import corrected_records
from generator.publish.coverage import coverage, coverage_by_year, crossings
from generator.publish.kinds import PUBLISHED
from generator.publish.opendata.columns import (
    Column,
    FieldValue,
    PartOf,
    Row,
    Table,
    field_columns,
    nothing_beside,
    number_column,
    public_models,
    public_stories,
)
from generator.publish.routes import version_route
from generator.publish.spec import PublishSpec
from generator.publish.versions import VERSION_ID_LENGTH, Version, visible_versions
from generator.records.base import Record
from generator.records.kinds import KINDS
from generator.records.shared import Correction, Exemplar, Result, Source, StageEntry

_KEY = ("room", "record", "number_in_record")
_OF_A_RECORD = (
    Column("room", FieldValue("record.collection")),
    Column("record", FieldValue("record.id")),
    number_column("number_in_record"),
)


_EXEMPLARS = (public_stories, public_models)


def _corrected(site: SiteContext) -> Iterator[Record]:
    """Yield every public record with corrections, but those whose name must stand nowhere."""
    return (r for r in corrected_records(site.archive) if not (isinstance(r, Exemplar) and r.is_down))


def _versioned(site: SiteContext) -> list[Record]:
    """Return every public record that has files of its own."""
    own = {kind.collection for kind in KINDS if kind.has_sidecars}
    records = [r for spec in PUBLISHED if spec.collection in own for r in spec.public_records(site.archive)]
    return sorted(records, key=lambda record: (record.collection, record.id))


def _shown_versions(site: SiteContext, record: Record) -> list[tuple[Version, bool]]:
    return list(visible_versions(site.archive, site.history, record))


def _facts(site: SiteContext) -> bytes:
    return site.archive.facts_digest


def _version_file(site: SiteContext, item: PartOf) -> str | None:
    version, is_public = item.part
    return site.absolute(version_route(item.record, version.digest[:VERSION_ID_LENGTH])) if is_public else None


COVERAGE = Table(
    "coverage",
    ("dimension", "code"),
    (coverage,),
    (
        Column("dimension", FieldValue("dimension")),
        Column("code", FieldValue("code")),
        Column("name", FieldValue("name")),
        Column("story_count", FieldValue("stories"), "integer"),
        Column("model_count", FieldValue("models"), "integer"),
    ),
    whole=_facts,
)
COVERAGE_BY_YEAR = Table(
    "coverage-by-year",
    ("dimension", "code", "year"),
    (coverage_by_year,),
    (
        Column("dimension", FieldValue("value.dimension")),
        Column("code", FieldValue("value.code")),
        Column("year", FieldValue("year"), "integer"),
        Column("story_count", FieldValue("stories"), "integer"),
    ),
    whole=_facts,
)

COVERAGE_CROSSED = Table(
    "coverage-crossed",
    ("row",),
    (crossings,),
    (
        Column("row", FieldValue("row"), "integer"),
        Column("locality", FieldValue("locality"), refers="localities"),
        Column("field", FieldValue("field")),
        Column("group", FieldValue("group")),
        Column("level", FieldValue("level")),
        Column("year", FieldValue("year")),
        Column("story_count", FieldValue("stories"), "integer"),
    ),
    whole=_facts,
)

_OF_SEVERAL_KINDS = (
    Table(
        "sources",
        _KEY,
        _EXEMPLARS,
        (
            *_OF_A_RECORD,
            *field_columns(Source, "id", "publisher", "title", of="part"),
            *field_columns(Source, address="url", of="part"),
            *field_columns(Source, "document", "date", "date_basis", "note", of="part"),
            Column("archived_at", lambda _, item: item.part.archived and item.part.archived.url),
            Column("archived_on", lambda _, item: item.part.archived and item.part.archived.date, "date"),
        ),
        lambda _, record: record.sources,
        "sources",
        nothing_beside,
    ),
    Table(
        "results",
        _KEY,
        _EXEMPLARS,
        (
            *_OF_A_RECORD,
            *field_columns(Result, "indicator", "before", "after", of="part"),
            *field_columns(Result, unit_of_measure="unit", of="part"),
            *field_columns(Result, "period", "measured_by", "note", "source", of="part"),
        ),
        lambda _, record: record.results,
        "results",
        nothing_beside,
    ),
    Table(
        "stages",
        _KEY,
        _EXEMPLARS,
        (*_OF_A_RECORD, *field_columns(StageEntry, "stage", "text", "date", "date_as_printed", "source", of="part")),
        lambda _, record: [entry for entry in record.stages if entry.cleared],
        beside=nothing_beside,
    ),
    Table(
        "corrections",
        _KEY,
        (_corrected,),
        (*_OF_A_RECORD, *field_columns(Correction, "date", "text", "minor", of="part")),
        lambda _, record: record.corrections,
        beside=nothing_beside,
    ),
    Table(
        "versions",
        _KEY,
        (_versioned,),
        (
            *_OF_A_RECORD,
            Column("version", lambda _, item: item.part[0].digest[:VERSION_ID_LENGTH]),
            Column("committed_on", lambda _, item: item.part[0].day, "date"),
            Column("changed", lambda _, item: item.part[0].changed, "list"),
            Column("json", _version_file),
        ),
        _shown_versions,
        beside=_shown_versions,
    ),
    COVERAGE,
    COVERAGE_BY_YEAR,
    COVERAGE_CROSSED,
)


def _is_of_exemplars(spec: PublishSpec) -> bool:
    return issubclass(spec.record, Exemplar)


TABLES: tuple[Table, ...] = (
    *(table for spec in PUBLISHED if _is_of_exemplars(spec) for table in spec.tables),
    *_OF_SEVERAL_KINDS,
    *(table for spec in PUBLISHED if not _is_of_exemplars(spec) for table in spec.tables),
)

_OF_RECORDS = frozenset(spec.collection for spec in PUBLISHED if spec.tables)


def referred_table(column: Column) -> str:
    """Return the table whose `id` a column holds, "" if none does: of terms without a table, of several ids."""
    return column.refers if column.refers in _OF_RECORDS else ""


class CsvWriter:
    """Writes the rows of a table as CSV (RFC 4180), in UTF-8 with a mark that tells Excel so; no cell is a formula."""

    def __init__(self, table: Table, content: BinaryIO) -> None:
        self.content = content
        content.write(codecs.BOM_UTF8)
        self._writer = csv.writer(self, quoting=csv.QUOTE_NONNUMERIC)  # who splits at another sign finds quotes
        self._writer.writerow([column.name for column in table.columns])

    def write(self, line: str) -> int:
        """Write a row that is put together; return how many bytes it takes."""
        return self.content.write(line.encode())

    def write_rows(self, rows: Iterable[Row]) -> int:
        """Write some rows more; return how many bytes they take."""
        return sum(map(self._writer.writerow, map(spreadsheet_row, rows)))


def file_of(table: Table) -> str:
    """Return the file of a table, in the folder of the open data."""
    return f"{table.name}.csv"


def shown_records(site: SiteContext) -> Sequence[Record]:
    """Return every record the tables are made of."""
    return [record for spec in PUBLISHED if spec.tables for record in spec.public_records(site.archive)]
