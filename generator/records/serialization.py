"""Records as plain lists that JSON can hold, and back again without validating them a second time.

A record in memory may lack the fields its class sets `deferred` (they show on its own page only);
it fetches them when one of them is asked for.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, TypeVar

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
    if isinstance(value, BaseModel):
        return [to_plain(getattr(value, name)) for name in type(value).model_fields]
    if isinstance(value, PartialDate):
        return [value.year, value.month, value.day]
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def split_deferred(record: Record) -> tuple[list[Any], list[Any]]:
    """Return the fields of a record that lists need, and those that are deferred, both plain.

    The first end with how long the lists among the second are.
    """
    fields = type(record).model_fields
    deferred = type(record).deferred
    core = [to_plain(getattr(record, name)) for name in fields if name not in deferred]
    lengths = [len(getattr(record, name)) for name in _deferred_lists(type(record))]
    return [*core, lengths], [to_plain(getattr(record, name)) for name in fields if name in deferred]


def without_prose(record_class: type[Record], core: Sequence[Any], deferred: Sequence[Any]) -> list[Any]:
    """Return the plain fields of a record, as `split_deferred` returns them, but for its prose."""
    names = [name for name in record_class.model_fields if name not in record_class.deferred]
    later = [name for name in record_class.model_fields if name in record_class.deferred]
    every = (*zip(names, core[:-1], strict=True), *zip(later, deferred, strict=True))
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
    *values, lengths = core
    record = _instantiate(record_class, _field_readers(record_class, False), values)
    _set(record, "fetch", fetch)
    _set(record, "lengths", _lengths(record_class, tuple(lengths)))
    return record


def restore_deferred(record: Record, deferred: Sequence[Any]) -> dict[str, Any]:
    """Return the fields of a record that are deferred, by name, from their plain list."""
    codec = _field_readers(type(record), True)
    return {name: value if read is None else read(value) for (name, read), value in zip(codec, deferred, strict=True)}


@cache
def _field_readers(part: type[BaseModel], deferred: bool | None = None) -> tuple[tuple[str, FieldReader | None], ...]:
    """Return name and restorer of each field; of all, or of those (not) deferred."""
    named: frozenset[str] = getattr(part, "deferred", frozenset())
    chosen = [n for n in part.model_fields if deferred is None or (n in named) is deferred]
    specs = fields_of(part)
    return tuple((name, _field_reader(specs[name], _is_low_cardinality(part, specs[name]))) for name in chosen)


def _is_low_cardinality(part: type[BaseModel], spec: FieldSpec) -> bool:
    """Tell whether the texts of a field are few: ids, words of a closed list, what a part says of its record."""
    if spec.choices:
        return all(isinstance(value, str) for value in spec.choices)
    return spec.form == "text" and (not issubclass(part, Record) or spec.is_list or spec.collection is not None)


def _field_reader(spec: FieldSpec, repeats: bool) -> FieldReader | None:
    """Return what makes a field's value of its plain form; None if they are the same.

    A text that `repeats` from record to record is held once.
    """
    one: FieldReader | None = None
    if spec.struct is not None:
        one = _struct_reader(spec.struct)
    elif spec.form in _READERS:
        one = _READERS[spec.form]
    elif repeats:
        one = sys.intern
    if spec.is_list:
        return _many(one)
    return None if one is None else _or_none(one)


def _struct_reader(part: type[BaseModel]) -> FieldReader:
    """Return what makes a part; of small parts that are alike, such as places, one serves many records."""
    specs = fields_of(part).values()
    if any(spec.is_list or spec.struct for spec in specs) or len(specs) > _SMALL:
        return lambda values: _instantiate(part, _field_readers(part), values)
    one = lru_cache(_ALIKE)(lambda *values: _instantiate(part, _field_readers(part), values))
    return lambda values: one(*(tuple(value) if isinstance(value, list) else value for value in values))


def _many(one: FieldReader | None) -> FieldReader:
    return tuple if one is None else lambda values: tuple(map(one, values))


def _or_none(one: FieldReader) -> FieldReader:
    return lambda value: None if value is None else one(value)


@lru_cache(maxsize=4096)
def _day(year: int, month: int | None, day: int | None) -> PartialDate:
    return PartialDate(year, month, day)


def _date(value: list[int]) -> PartialDate:
    return _day(*value)


_READERS: Mapping[str, FieldReader] = {"date": _date, "number": Decimal}
_NOTHING_SET: frozenset[str] = frozenset()


def _instantiate(part: type[P], codec: tuple[tuple[str, FieldReader | None], ...], values: Iterable[Any]) -> P:
    """Return an instance with these values, which were validated when they were first read."""
    made = part.__new__(part)
    found = {name: value if read is None else read(value) for (name, read), value in zip(codec, values, strict=True)}
    _set(made, "__dict__", found)
    _set(made, "__pydantic_fields_set__", _NOTHING_SET)
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made
