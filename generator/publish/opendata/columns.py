"""What a table of the open data is: columns that know their value, over items in a stable order."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, Literal

from pydantic import BaseModel

from generator.core.dates import PartialDate
from generator.publish.context import SiteContext
from generator.publish.routes import api_route, page_route
from generator.publish.versions import current_version
from generator.records.base import Record
from generator.records.fields import fields_of
from generator.records.model import Model
from generator.records.shared import Exemplar
from generator.records.story import Story

Cell = str | int | None
Row = tuple[Cell, ...]
ColumnType = Literal["string", "integer", "date", "list"]

SEPARATOR = "; "
"""Between the values of a `list` column."""


Beside = Callable[[SiteContext, Any], object]
"""What rows are made of besides a record and what it refers to, in values that `repr` tells apart."""


def nothing_beside(_site: SiteContext, _record: Any) -> None:
    """Tell that nothing but a record and what it refers to goes into its rows."""


RecordsOf = Callable[[SiteContext], Iterable[Any]]
"""What leads from a site to the records of a table, in a stable order: the same function for tables of the same."""


@dataclass(frozen=True, slots=True)
class FieldValue:
    """The value of a field of an item, or of what leads from it: `date`, `part.date`."""

    path: str

    def __call__(self, _site: SiteContext, item: Any) -> object:
        """Return what the field holds."""
        return attrgetter(self.path)(item)


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
    """One table: its name, the columns that name a row, what it is of, in a stable order, and its columns.

    `records` are its items, of one kind after another; with `parts` its items are the parts of these, each a `PartOf`.
    Tables of the same records are made in one walk: what a record has to be fetched for is fetched once.
    """

    name: str
    key: tuple[str, ...]
    records: tuple[RecordsOf, ...]
    columns: tuple[Column, ...]
    parts: Callable[[SiteContext, Any], Iterable[Any]] | None = None
    listed: str = ""
    """The field whose entries are the parts, where they are all of them: they can be counted without being fetched."""
    beside: "Beside | None" = None
    """What the rows of a record are made of besides the record and what it refers to; None: nobody can tell."""
    whole: Callable[[SiteContext], bytes] | None = None
    """A digest of what all rows together are made of, where they are not those of one record after another."""
    _values_of: Callable[[SiteContext, Any], Sequence[object]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_values_of", _reader([column.value for column in self.columns]))

    @property
    def record_key(self) -> int:
        """How many of the columns that name a row name the record: its id, after its collection where there are two."""
        return len(self.key) - (self.parts is not None)

    @property
    def fingerprint(self) -> str:
        """What stands for it where something is made of it: what it does is part of the program."""
        return self.name

    def count(self, site: SiteContext) -> int:
        """Return how many rows it has, without making one."""
        every = chain.from_iterable(records(site) for records in self.records)
        if self.parts is None:
            return sum(1 for _ in every)
        if self.listed:
            return sum(record.count_of(self.listed) for record in every)
        return sum(1 for record in every for _ in self.parts(site, record))

    def rows_of(self, site: SiteContext, record: Any) -> Iterator[Row]:
        """Yield the rows of one of its records."""
        items: Iterable[Any] = (record,)
        if self.parts is not None:
            items = (PartOf(record, number, part) for number, part in enumerate(self.parts(site, record), 1))
        for item in items:
            values = self._values_of(site, item)
            yield tuple([each or None if type(each) is str else _cell(each) for each in values])

    def rows(self, site: SiteContext) -> Iterator[Row]:
        """Yield the rows."""
        return (row for records in self.records for record in records(site) for row in self.rows_of(site, record))


def _reader(values: Sequence[Callable[[SiteContext, Any], object]]) -> Callable[[SiteContext, Any], Sequence[object]]:
    """Return what reads all columns of an item: fields at once, which nearly all of a million cells are."""
    fields = [number for number, value in enumerate(values) if isinstance(value, FieldValue)]
    others = [number for number in range(len(values)) if number not in fields]
    if len(fields) < 2:
        return lambda site, item: [value(site, item) for value in values]
    order = [*fields, *others]
    in_order = itemgetter(*(order.index(number) for number in range(len(values))))
    read = attrgetter(*(value.path for value in values if isinstance(value, FieldValue)))
    rest = [values[number] for number in others]
    return lambda site, item: in_order((*read(item), *[value(site, item) for value in rest]))


def _cell(value: Any) -> Cell:
    if value is None or type(value) is str:
        return value or None
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, tuple | list):
        return SEPARATOR.join(value) or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, int) else str(value) or None


@dataclass(frozen=True, slots=True)
class PartOf:
    """One part of a record, such as an award of a story, with its number in it from 1."""

    record: Any
    number: int
    part: Any


@dataclass(frozen=True, slots=True)
class Walk:
    """The records some tables are of, with all tables that are of the same: each is fetched once for all of them.

    `besides` tell what rows are made of besides a record and what it refers to, None where nobody can tell.
    """

    name: str
    records: RecordsOf
    tables: tuple[Table, ...]
    besides: tuple[Beside, ...] | None

    def made_of(self, site: SiteContext, record: Record) -> bytes:
        """Return a digest of all that the rows of a record are made of, but for what any page may show a part of."""
        own = site.archive.closure_digests[(record.collection, record.id)]
        if not self.besides:
            return own
        told = [beside(site, record) for beside in self.besides]
        return blake2b(own + repr(told).encode(), digest_size=len(own)).digest()


def walks(tables: Sequence[Table]) -> list[Walk]:
    """Return how to walk over the records tables are of, each of them once."""
    found: dict[RecordsOf, list[Table]] = {}
    for table in tables:
        for records in table.records:
            found.setdefault(records, []).append(table)
    made = []
    for records, group in found.items():
        besides = [table.beside for table in group if table.beside is not None]
        every = tuple(dict.fromkeys(each for each in besides if each is not nothing_beside))
        name = f"{group[0].name} {group[0].records.index(records)}"
        made.append(Walk(name, records, tuple(group), every if len(besides) == len(group) else None))
    return made


def public_stories(site: SiteContext) -> Sequence[Story]:
    """Return the stories of the tables, in the order of lists."""
    return site.archive.public_stories


def public_models(site: SiteContext) -> Sequence[Model]:
    """Return the models of the tables, by their ids."""
    return sorted(site.archive.public_models, key=lambda model: model.id)


def field_columns(struct: type[BaseModel], *names: str, of: str = "", **named: str) -> tuple[Column, ...]:
    """Return a column for each field of a record, or of a part of one: its type follows from its declaration.

    `named` columns bear another name than their field. `of` is what leads from an item to what holds the fields:
    `part` of a `PartOf`.
    """
    return tuple(_field_column(struct, name, name, of) for name in names) + tuple(
        _field_column(struct, column, name, of) for column, name in named.items()
    )


def _field_column(struct: type[BaseModel], column: str, name: str, of: str) -> Column:
    value = FieldValue(f"{of}.{name}" if of else name)
    spec = fields_of(struct).get(name)
    if spec is None:  # an id, which stands beside the fields of a record
        return Column(column, value)
    types: dict[str, ColumnType] = {"date": "date", "integer": "integer"}
    kind: ColumnType = "list" if spec.is_list else types.get(spec.form, "string")
    return Column(column, value, kind, spec.collection or "")


ADDRESSES = (
    Column("url", lambda site, record: site.absolute(page_route(record))),
    Column("json", lambda site, record: site.absolute(api_route(record))),
)
"""Where a record's page and its file for machines stand."""

DAYS = (
    Column("published_on", FieldValue("published_on"), "date"),
    Column("updated_on", lambda site, record: site.changed_after(record), "date"),
)
"""When a record was published, and when it changed after that."""


def _verified(name: str) -> Callable[[SiteContext, Exemplar], object]:
    return lambda _, record: getattr(record.verified, name) if record.verified else None


STANDING = (
    Column("doubts", FieldValue("doubts")),
    Column("basis", FieldValue("basis.kind")),
    Column("verified_on", _verified("on"), "date"),
    Column("verified_against", _verified("against")),
    Column("version", lambda site, record: current_version(site.archive, record)),
)
"""How sure a story or model is: its doubts, on what ground it stands, and which version says so."""


def records_column(name: str, record: type[Record]) -> Column:
    """Return the column of a part's record, which is one of a class."""
    return Column(name, FieldValue("record.id"), refers=record.collection)


def number_column(name: str) -> Column:
    """Return the column of a part's number in its record."""
    return Column(name, FieldValue("number"), "integer")
