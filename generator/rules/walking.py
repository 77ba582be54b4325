"""Walking through the fields of records, for rules that hold for every field of a kind."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from generator.records.base import RefersTo
from generator.records.reading import walk_types
from generator.source import Place


def parts(record: BaseModel, place: Place = ()) -> Iterator[tuple[Place, BaseModel]]:
    """Yield the record and every part inside it, with its place."""
    yield place, record
    for name, value in record.__dict__.items():
        if isinstance(value, BaseModel):
            yield from parts(value, (*place, name))
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            for number, item in enumerate(value):
                yield from parts(item, (*place, name, number))


def texts(record: BaseModel) -> Iterator[tuple[Place, str]]:
    """Yield every text of a record with its place."""
    for place, part in parts(record):
        for name, value in part.__dict__.items():
            if isinstance(value, str):
                yield (*place, name), value
            elif isinstance(value, tuple) and value and isinstance(value[0], str):
                for number, item in enumerate(value):
                    yield (*place, name, number), item


def references(record: BaseModel) -> Iterator[tuple[Place, str, str]]:
    """Yield place, room and id of every reference a record makes."""
    for place, part in parts(record):
        for name, room in _reference_fields(type(part)):
            value: Any = getattr(part, name)
            if isinstance(value, str):
                yield (*place, name), room, value
            elif isinstance(value, tuple):
                for number, item in enumerate(value):
                    yield (*place, name, number), room, item


@cache
def _reference_fields(part: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    found = []
    for name, info in part.model_fields.items():
        marks = [m for m in info.metadata if isinstance(m, RefersTo)]
        for inner in walk_types(info.annotation):
            marks += [m for m in getattr(inner, "__metadata__", ()) if isinstance(m, RefersTo)]
        found += [(name, mark.room) for mark in marks[:1]]
    return tuple(found)
