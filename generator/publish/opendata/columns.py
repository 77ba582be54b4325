"""What a table of the open data is: columns that know their value, over items in a stable order."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Literal

from pydantic import BaseModel

from generator.core.dates import PartialDate
from generator.publish.context import SiteContext
from generator.publish.routes import api_route, page_route
from generator.publish.versions import current_version
from generator.records.base import Record
from generator.records.fields import fields_of
from generator.records.shared import Exemplar

Cell = str | int | None
Row = tuple[Cell, ...]
ColumnType = Literal["string", "integer", "date", "list"]

SEPARATOR = "; "
"""Between the values of a `list` column."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its value of an item, and its type. Its words stand under `site.data.column`.

    A value may be a date, a list, yes or no; in the table dates are ISO 8601 as far as known, lists are joined.
    A column that `refers` holds ids of another table's `id`.
    """

    name: str
    value: Callable[[SiteContext, Any], object]
    type: ColumnType = "string"
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, the columns that name a row, its columns, and its items in a stable order."""

    name: str
    key: tuple[str, ...]
    items: Callable[[SiteContext], Iterable[Any]]
    columns: tuple[Column, ...]

    @property
    def fingerprint(self) -> str:
        """What stands for it where something is made of it: what it does is part of the program."""
        return self.name

    def count(self, site: SiteContext) -> int:
        """Return how many rows there are, without making one."""
        return sum(1 for _ in self.items(site))

    def rows(self, site: SiteContext) -> Iterator[Row]:
        """Yield the rows."""
        values = [column.value for column in self.columns]
        for item in self.items(site):
            yield tuple(_cell(value(site, item)) for value in values)


def _cell(value: Any) -> Cell:
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, tuple | list):
        return SEPARATOR.join(value) or None
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or value == "":
        return None
    return value if isinstance(value, int) else str(value)


@dataclass(frozen=True, slots=True)
class PartOf:
    """One part of a record, such as an award of a story, with its number in it from 1."""

    record: Any
    number: int
    part: Any


def parts_of(records: Iterable[Any], parts: Callable[[Any], Iterable[Any]]) -> Iterator[PartOf]:
    """Yield the parts of some records, numbered."""
    return (PartOf(record, number, part) for record in records for number, part in enumerate(parts(record), 1))


def field_columns(struct: type[BaseModel], *names: str, of: str = "", **named: str) -> tuple[Column, ...]:
    """Return a column for each field of a record, or of a part of one: its type follows from its declaration.

    `named` columns bear another name than their field. `of` is what leads from an item to what holds the fields:
    `part` of a `PartOf`.
    """
    return tuple(_field_column(struct, name, name, of) for name in names) + tuple(
        _field_column(struct, column, name, of) for column, name in named.items()
    )


def _field_column(struct: type[BaseModel], column: str, name: str, of: str) -> Column:
    read = attrgetter(f"{of}.{name}" if of else name)
    spec = fields_of(struct).get(name)
    if spec is None:  # an id, which stands beside the fields of a record
        return Column(column, lambda _, item: read(item))
    types: dict[str, ColumnType] = {"date": "date", "integer": "integer"}
    kind: ColumnType = "list" if spec.is_list else types.get(spec.form, "string")
    return Column(column, lambda _, item: read(item), kind, spec.collection or "")


ADDRESSES = (
    Column("url", lambda site, record: site.absolute(page_route(record))),
    Column("json", lambda site, record: site.absolute(api_route(record))),
)
"""Where a record's page and its file for machines stand."""

DAYS = (
    Column("published_on", lambda _, record: record.published_on, "date"),
    Column("updated_on", lambda site, record: site.changed_after(record), "date"),
)
"""When a record was published, and when it changed after that."""


def _verified(name: str) -> Callable[[SiteContext, Exemplar], object]:
    return lambda _, record: getattr(record.verified, name) if record.verified else None


STANDING = (
    Column("doubts", lambda _, record: record.doubts),
    Column("basis", lambda _, record: record.basis.kind),
    Column("verified_on", _verified("on"), "date"),
    Column("verified_against", _verified("against")),
    Column("version", lambda site, record: current_version(site.archive, record)),
)
"""How sure a story or model is: its doubts, on what ground it stands, and which version says so."""


def records_column(name: str, record: type[Record]) -> Column:
    """Return the column of a part's record, which is one of a class."""
    return Column(name, lambda _, item: item.record.id, refers=record.collection)


def number_column(name: str) -> Column:
    """Return the column of a part's number in its record."""
    return Column(name, lambda _, item: item.number, "integer")
