"""JSON Schema of the records as the interface shows them, from the declarations of the records themselves."""

from collections.abc import Iterator
from decimal import Decimal
from types import NoneType
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from generator.config.i18n import Language
from generator.core.dates import PartialDate
from generator.publish.opendata.public_view import public_fields
from generator.records.base import Record
from generator.records.decision import DecisionRow
from generator.records.kinds import KINDS, kind_of
from generator.records.reading import literals, struct_of, walk_types
from generator.records.story import Story

Schema = dict[str, Any]
_DATE = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
SHOWN: dict[str, type[Record]] = {kind.collection: kind.record for kind in KINDS if kind.prefix}
"""The kind of record of each collection that has pages."""


_PUBLISHED_AS = {
    "AwardGrant": "AwardGiven",
    "Attachment": "Paper",
    "DecisionRow": "Row",
    "PriorityGroup": "Group",
    "PublicationBasis": "Basis",
    "Sector": "ColumnField",
    "WithdrawalNotice": "Notice",
}
"""What the interface calls classes that bore another name when it was published: who reads it relies on that."""


def schema_name(kind: type[BaseModel]) -> str:
    """Return what the interface calls a class."""
    return _PUBLISHED_AS.get(kind.__name__, kind.__name__)


def schemas(words: Language) -> dict[str, Schema]:
    """Return the schema of every kind of record and of every part of one, by the name of its class."""
    found: dict[str, Schema] = {}
    for kind in SHOWN.values():
        _describe(kind, found, words)
    return dict(sorted(found.items()))


def _describe(kind: type[BaseModel], found: dict[str, Schema], words: Language) -> None:
    if schema_name(kind) in found:
        return
    schema: Schema = {"type": "object", "properties": {}, "additionalProperties": False}
    found[schema_name(kind)] = schema
    for name in public_fields(kind):
        info = kind.model_fields[name]
        inner = struct_of(info.annotation)
        if inner is not None:
            _describe(inner, found, words)
        schema["properties"][name] = {**_form(info, inner), "description": words.field_label(name, kind.__name__)}
    schema["properties"] |= _made(kind, words)
    required = [n for n in public_fields(kind) if kind.model_fields[n].is_required()]
    schema["required"] = [*_always(kind), *required]


def _made(kind: type[BaseModel], words: Language) -> Schema:
    """Return the properties that are in no record but follow from it."""
    added: Schema = {}
    if issubclass(kind, Record):
        added["room"] = {
            "type": "string",
            "const": kind.collection,
            "description": words.translate("site.data.column.room"),
        }
        added["url"] = {"type": "string", "format": "uri", "description": words.translate("site.data.column.url")}
    if issubclass(kind, Record) and kind_of(kind.collection).has_sidecars:
        added["version"] = {"type": "string", "description": words.translate("site.data.column.version")}
    if kind is Story:
        added["year"] = {"type": "integer", "description": words.translate("site.data.column.year")}
    if kind is DecisionRow:
        added["number"] = {"type": "integer", "description": words.translate("site.data.column.row")}
    return added


def _always(kind: type[BaseModel]) -> Iterator[str]:
    if issubclass(kind, Record):
        yield from ("room", "url")
    if kind is DecisionRow:
        yield "number"


def _form(info: FieldInfo, inner: type[BaseModel] | None) -> Schema:
    kinds = [kind for kind in walk_types(info.annotation) if kind not in (NoneType, None)]
    values = literals(info.annotation)
    one: Schema = {"type": "string"}
    if inner is not None:
        one = {"$ref": f"#/components/schemas/{schema_name(inner)}"}
    elif values:
        one = {"type": "string", "enum": list(values)}
    elif PartialDate in kinds:
        one = dict(_DATE)
    elif bool in kinds:
        one = {"type": "boolean"}
    elif Decimal in kinds:
        one = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
    elif int in kinds:
        one = {"type": "integer"}
    elif float in kinds:
        one = {"type": "number"}
    if any(get_origin(kind) is tuple and Ellipsis in get_args(kind) for kind in kinds):
        return {"type": "array", "items": one}
    return one
