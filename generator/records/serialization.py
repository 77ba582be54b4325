"""Records as plain lists that JSON can hold, and back again without validating them a second time.

A record in memory may lack the fields its class sets `deferred` (they show on its own page only);
it fetches them when one of them is asked for.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from generator.core.dates import PartialDate
from generator.records.base import Record
from generator.records.fields import FieldSpec, fields_of

P = TypeVar("P", bound=BaseModel)
FieldReader = Callable[[Any], Any]
_set = object.__setattr__
_ALIKE, _SMALL = 4096, 8
"""Parts held to be used again, and the most fields of those worth it."""


def to_plain(value: Any) -> Any:
    """Return a value of a record's field as strings, numbers, booleans, None and lists of them."""
    kind = type(value)
    if kind is str or value is None:  # as most are
        return value
    if kind is tuple:
        return [to_plain(item) for item in value]
    if isinstance(value, BaseModel):
        return [to_plain(getattr(value, name)) for name in kind.model_fields]
    if kind is PartialDate:
        return [value.year, value.month, value.day]
    return str(value) if kind is Decimal else value


def split_deferred(record: Record) -> tuple[list[Any], list[Any]]:
    """Return the fields of a record that lists need, and those that are deferred, both plain.

    The first end with how long the lists among the second are, and the outline of the second.
    """
    fields = type(record).model_fields
    deferred = type(record).deferred
    core = [to_plain(getattr(record, name)) for name in fields if name not in deferred]
    lengths = [len(getattr(record, name)) for name in _deferred_lists(type(record))]
    return [*core, lengths, record.outline()], [to_plain(getattr(record, name)) for name in fields if name in deferred]


def without_prose(record_class: type[Record], core: Sequence[Any], deferred: Sequence[Any]) -> list[Any]:
    """Return the plain fields of a record, as `split_deferred` returns them, but for its prose."""
    names = [name for name in record_class.model_fields if name not in record_class.deferred]
    later = [name for name in record_class.model_fields if name in record_class.deferred]
    every = (*zip(names, core[:-2], strict=True), *zip(later, deferred, strict=True))
    return [value for name, value in every if name not in record_class.prose]


@cache
def _deferred_lists(record_class: type[Record]) -> tuple[str, ...]:
    specs = fields_of(record_class)
    return tuple(name for name in specs if name in record_class.deferred and specs[name].is_list)


@lru_cache(maxsize=4096)
def _lengths(record_class: type[Record], lengths: tuple[int, ...]) -> Mapping[str, int]:
    """Return the lengths by name; many records have the same."""
    return dict(zip(_deferred_lists(record_class), lengths, strict=True))


def restore_record(record_class: type[Record], core: Sequence[Any], fetch: Callable[[Record], Any]) -> Record:
    """Return a record from its core fields; `fetch` brings the plain list of the others when asked."""
    *values, lengths, outline = core
    record = _instantiate(record_class, _field_readers(record_class, False), values)
    _set(record, "fetch", fetch)
    _set(record, "lengths", _lengths(record_class, tuple(lengths)))
    if outline is not None:
        _set(record, "kept_outline", record_class.restore_outline(outline))
    return record


def restore_deferred(record: Record, deferred: Sequence[Any]) -> dict[str, Any]:
    """Return the fields of a record that are deferred, by name, from their plain list."""
    return _restore_fields(_field_readers(type(record), True), deferred)


class _FieldReaders(NamedTuple):
    """The names of some fields, and of those that are not what they are in plain form how each is restored.

    Of a field that `lists` hold that is each entry: None where it is what it is.
    """

    names: tuple[str, ...]
    single: tuple[tuple[str, FieldReader], ...]
    lists: tuple[tuple[str, FieldReader | None], ...]


@cache
def _field_readers(part: type[BaseModel], deferred: bool | None = None) -> _FieldReaders:
    """Return how the fields of a class are restored; of all, or of those (not) deferred."""
    named: frozenset[str] = getattr(part, "deferred", frozenset())
    chosen = tuple(n for n in part.model_fields if deferred is None or (n in named) is deferred)
    specs = fields_of(part)
    readers = {name: _entry_reader(specs[name], _is_low_cardinality(part, specs[name])) for name in chosen}
    single = tuple((name, read) for name, read in readers.items() if read is not None and not specs[name].is_list)
    return _FieldReaders(chosen, single, tuple((n, readers[n]) for n in chosen if specs[n].is_list))


def _restore_fields(readers: _FieldReaders, values: Iterable[Any]) -> dict[str, Any]:
    """Return the fields by name; a value that is None stays so."""
    found = dict(zip(readers.names, values, strict=True))
    for name, read in readers.single:
        value = found[name]
        if value is not None:
            found[name] = read(value)
    for name, entry in readers.lists:
        value = found[name]
        found[name] = () if not value else tuple(value) if entry is None else tuple(map(entry, value))
    return found


def _is_low_cardinality(part: type[BaseModel], spec: FieldSpec) -> bool:
    """Tell whether the texts of a field are few: ids, words of a closed list, what a part says of its record."""
    if spec.choices:
        return all(isinstance(value, str) for value in spec.choices)
    return spec.form == "text" and (not issubclass(part, Record) or spec.is_list or spec.collection is not None)


def _entry_reader(spec: FieldSpec, repeats: bool) -> FieldReader | None:
    """Return what makes a field's value, or an entry of a list, of its plain form; None if they are the same.

    A text that `repeats` from record to record is held once.
    """
    if spec.struct is not None:
        return _struct_reader(spec.struct)
    return _READERS.get(spec.form) or (sys.intern if repeats else None)


def _struct_reader(part: type[BaseModel]) -> FieldReader:
    """Return what makes a part; of small parts that are alike, such as places, one serves many records."""
    specs = fields_of(part).values()
    if any(spec.is_list or spec.struct for spec in specs) or len(specs) > _SMALL:
        return partial(_instantiate, part, _field_readers(part))
    readers = _field_readers(part)
    one = lru_cache(_ALIKE)(lambda *values: _instantiate(part, readers, values))

    def read(values: Sequence[Any]) -> BaseModel:
        try:
            return one(*values)
        except TypeError:  # a date, as a list
            return one(*(tuple(value) if isinstance(value, list) else value for value in values))

    return read


@lru_cache(maxsize=4096)
def _day(year: int, month: int | None, day: int | None) -> PartialDate:
    return PartialDate(year, month, day)


def _date(value: list[int]) -> PartialDate:
    return _day(*value)


_READERS: Mapping[str, FieldReader] = {"date": _date, "number": Decimal}
_NOTHING_SET: frozenset[str] = frozenset()


def _instantiate(part: type[P], readers: _FieldReaders, values: Iterable[Any]) -> P:
    """Return an instance with these values, which were validated when they were first read."""
    made = part.__new__(part)
    _set(made, "__dict__", _restore_fields(readers, values))
    _set(made, "__pydantic_fields_set__", _NOTHING_SET)
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made
