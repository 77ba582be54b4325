"""The open data as tables: declared once, written as CSV, as SQLite, and described.

A table is named as in the data package; its columns have their words under `site.data.column`.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from generator.dates import PartialDate
from generator.escape import spreadsheet_cell
from generator.publish.addresses import address_of, file_address
from generator.publish.search.register import entries
from generator.publish.site import Site
from generator.records.base import Record

Cell = str | int | None
Row = tuple[Cell, ...]
Rows = Callable[[Site], Iterable[Row]]


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


SEPARATOR = "; "
"""Between the values of a `list` column."""


def _columns(*names: str | Column) -> tuple[Column, ...]:
    return tuple(each if isinstance(each, Column) else Column(each) for each in names)


def _day(day: PartialDate | None) -> str | None:
    return day.iso if day else None


def _list(values: Iterable[str]) -> str | None:
    return SEPARATOR.join(values) or None


def _addresses(site: Site, record: Record) -> tuple[str, str]:
    return site.absolute(address_of(record)), site.absolute(file_address(record))


def _stories(site: Site) -> Iterator[Row]:
    for story in site.archive.public_stories:
        year = site.archive.year_of(story)
        yield (
            story.id,
            story.kind,
            story.name,
            story.title,
            story.summary,
            int(year) if year.isdigit() else None,
            _list(story.fields),
            _list(story.groups),
            story.unit,
            story.unit_as_printed,
            _list(place.as_printed for place in story.places),
            _list(place.locality for place in story.places if place.locality),
            _list(story.campaigns),
            _list(story.models),
            _day(story.published_on),
            _day(story.updated_on),
            *_addresses(site, story),
        )


def _awards_given(site: Site) -> Iterator[Row]:
    for story in site.archive.public_stories:
        for number, award in enumerate(story.awards, 1):
            decision = site.archive.decisions.get(award.decision or "")
            yield (
                story.id,
                number,
                award.award,
                award.as_printed,
                award.rank,
                award.kind,
                award.level,
                award.issuer,
                award.recipient,
                award.decision,
                decision.number if decision else award.number,
                _day(award.date),
                _day(award.presented_on),
                award.date_as_printed,
                award.status,
                "true" if award.posthumous else "false",
            )


def _models(site: Site) -> Iterator[Row]:
    for model in sorted(site.archive.public_models, key=lambda m: m.id):
        yield (
            model.id,
            model.kind,
            model.name,
            model.title,
            model.summary,
            _list(model.fields),
            _list(model.groups),
            model.unit,
            _list(place.as_printed for place in model.places),
            _list(place.locality for place in model.places if place.locality),
            _day(model.started),
            len(model.adopters),
            _day(model.published_on),
            _day(model.updated_on),
            *_addresses(site, model),
        )


def _adopters(site: Site) -> Iterator[Row]:
    for model in sorted(site.archive.public_models, key=lambda m: m.id):
        for number, adopter in enumerate(model.adopters, 1):
            yield (
                model.id,
                number,
                adopter.name,
                adopter.unit,
                adopter.locality,
                adopter.place,
                _day(adopter.since),
                adopter.adapted,
                adopter.result,
                adopter.status,
            )


def _campaigns(site: Site) -> Iterator[Row]:
    for campaign in site.archive.campaigns.values():
        yield (
            campaign.id,
            campaign.name,
            campaign.short_name,
            campaign.summary,
            campaign.theme,
            campaign.period_as_printed,
            _day(campaign.period_from),
            _day(campaign.period_to),
            campaign.launched_by,
            _list(campaign.fields),
            _day(campaign.published_on),
            _day(campaign.updated_on),
            *_addresses(site, campaign),
        )


def _indicators(site: Site) -> Iterator[Row]:
    for campaign in site.archive.campaigns.values():
        for indicator in campaign.indicators:
            for number, result in enumerate(indicator.results or (None,), 1):
                yield (
                    campaign.id,
                    indicator.code,
                    number,
                    indicator.name,
                    indicator.as_printed,
                    indicator.period,
                    indicator.unit,
                    indicator.better,
                    result.as_printed if result else None,
                    result.period if result else None,
                    result.status if result else None,
                )


def _decisions(site: Site) -> Iterator[Row]:
    for decision in site.archive.decisions.values():
        yield (
            decision.id,
            decision.number,
            _day(decision.date),
            decision.issuer,
            decision.level,
            decision.signer,
            decision.subject,
            decision.award,
            decision.status,
            _day(decision.published_on),
            _day(decision.updated_on),
            *_addresses(site, decision),
        )


def _decision_rows(site: Site) -> Iterator[Row]:
    public_ids = site.archive.public_ids
    for entry in entries(site):
        row, decision = entry.row, entry.decision
        yield (
            decision.id,
            entry.number,
            row.name,
            row.kind,
            row.unit,
            row.award or decision.award,
            row.note,
            row.story if row.story in public_ids else None,
        )


def _units(site: Site) -> Iterator[Row]:
    for unit in site.archive.units.values():
        yield (
            unit.id,
            unit.name,
            unit.abbreviation,
            unit.type,
            unit.parent,
            unit.locality,
            unit.successor,
            _list(n.name for n in unit.names[:-1]),
            *_addresses(site, unit),
        )


def _localities(site: Site) -> Iterator[Row]:
    for place in site.archive.localities.values():
        yield (
            place.id,
            place.name,
            place.type,
            place.code,
            place.parent,
            _day(place.valid_from),
            _day(place.valid_to),
            _list(p.locality for p in place.formed_from),
            *_addresses(site, place),
        )


def _awards(site: Site) -> Iterator[Row]:
    for award in site.archive.awards.values():
        yield (
            award.id,
            award.name,
            award.group,
            _list(award.recipients),
            _list(award.levels),
            award.statutory,
            _day(award.valid_from),
            _day(award.valid_to),
            *_addresses(site, award),
        )


_FIELDS = Column("fields", "list")
_LOCALITIES = Column("localities", "list", "localities")
_PUBLISHED, _UPDATED = Column("published_on", "date"), Column("updated_on", "date")

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
            _PUBLISHED,
            _UPDATED,
            "url",
            "json",
        ),
        ("id",),
        _stories,
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
            "status",
            "posthumous",
        ),
        ("story", "number_in_story"),
        _awards_given,
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
            _PUBLISHED,
            _UPDATED,
            "url",
            "json",
        ),
        ("id",),
        _models,
    ),
    Table(
        "adopters",
        _columns(
            Column("model", refers="models"),
            Column("number_in_model", "integer"),
            "name",
            Column("unit", refers="units"),
            Column("locality", refers="localities"),
            "place",
            Column("since", "date"),
            "adapted",
            "result",
            "status",
        ),
        ("model", "number_in_model"),
        _adopters,
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
        _campaigns,
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
        _indicators,
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
        _decisions,
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
        _decision_rows,
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
        _units,
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
        _localities,
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
        _awards,
    ),
)


def as_csv(table: Table, site: Site) -> str:
    """Return a table as CSV (RFC 4180) in UTF-8 with a mark that tells Excel so; no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.name for column in table.columns])
    for row in table.rows(site):
        writer.writerow(["" if cell is None else _cell(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def _cell(cell: Any) -> Any:
    return cell if isinstance(cell, int) else spreadsheet_cell(cell)


def file_of(table: Table) -> str:
    """Return the file of a table, in the folder of the open data."""
    return f"{table.name}.csv"


def shown_records(site: Site) -> Sequence[Record]:
    """Return every record the tables are made of."""
    archive = site.archive
    rooms = (archive.campaigns, archive.decisions, archive.units, archive.localities, archive.awards)
    return [*archive.exemplary(), *(record for room in rooms for record in room.values())]
