"""Walking through the fields of records, for rules that hold for every field of a kind."""

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from pydantic import BaseModel

from generator.records.fields import fields_of
from generator.source.yaml_source import NodePath

Parts = list[tuple[NodePath, BaseModel]]
Texts = list[tuple[NodePath, str]]

_HELD = 4
_walked: OrderedDict[int, tuple[BaseModel, Parts, Texts]] = OrderedDict()
"""Records walked through of late, by identity: the rules of a record follow one another."""


def iter_structs(record: BaseModel) -> Parts:
    """Return the record and every part inside it, with its place."""
    return _walk(record)[1]


def iter_texts(record: BaseModel) -> Texts:
    """Return every text of a record with its place."""
    return _walk(record)[2]


def _walk(record: BaseModel) -> tuple[BaseModel, Parts, Texts]:
    known = _walked.get(id(record))
    if known is None:
        known = _walked[id(record)] = (record, [], [])
        _collect(record, (), known[1], known[2])
        if len(_walked) > _HELD:
            _walked.popitem(last=False)
    return known


def _collect(part: BaseModel, place: NodePath, parts: Parts, texts: Texts) -> None:
    parts.append((place, part))
    for name, value in _fields(part):
        if isinstance(value, str):
            texts.append(((*place, name), value))
        elif isinstance(value, BaseModel):
            _collect(value, (*place, name), parts, texts)
        elif isinstance(value, tuple):
            for number, item in enumerate(value):
                if isinstance(item, str):
                    texts.append(((*place, name, number), item))
                elif isinstance(item, BaseModel):
                    _collect(item, (*place, name, number), parts, texts)


def _fields(part: BaseModel) -> Iterable[tuple[str, Any]]:
    """Return the fields of a part with their values, those that stand apart as well."""
    found = part.__dict__
    names = type(part).model_fields
    return found.items() if len(found) == len(names) else [(name, getattr(part, name)) for name in names]


def iter_references(record: BaseModel) -> Iterator[tuple[NodePath, str, str]]:
    """Yield place, collection and id of every reference a record makes."""
    for place, part in iter_structs(record):
        for name, collection in _reference_fields(type(part)):
            value: Any = getattr(part, name)
            if isinstance(value, str):
                yield (*place, name), collection, value
            elif isinstance(value, tuple):
                for number, item in enumerate(value):
                    yield (*place, name, number), collection, item


@cache
def _reference_fields(part: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    return tuple((name, spec.collection) for name, spec in fields_of(part).items() if spec.collection)
