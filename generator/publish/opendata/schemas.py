"""JSON Schema of the records as the interface shows them, from the declarations of the records themselves."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from generator.config.i18n import Language
from generator.publish.opendata.public_fields import public_fields
from generator.records.base import Record
from generator.records.decision import DecisionRow
from generator.records.fields import FieldSpec, fields_of
from generator.records.kinds import KINDS, kind_of
from generator.records.story import Story

Schema = dict[str, Any]
SHOWN: dict[str, type[Record]] = {kind.collection: kind.record for kind in KINDS if kind.prefix and kind.in_open_data}
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
        spec = fields_of(kind)[name]
        if spec.struct is not None:
            _describe(spec.struct, found, words)
        schema["properties"][name] = {**_form(spec), "description": words.field_label(name, kind.__name__)}
    schema["properties"] |= _made(kind, words)
    required = [n for n in public_fields(kind) if fields_of(kind)[n].is_required]
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


_FORMS: Mapping[str, Schema] = {
    "date": {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"},
    "yes-no": {"type": "boolean"},
    "number": {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"},
    "integer": {"type": "integer"},
    "coordinate": {"type": "number"},
}


def _form(spec: FieldSpec) -> Schema:
    one: Schema = dict(_FORMS.get(spec.form, {"type": "string"}))
    if spec.struct is not None:
        one = {"$ref": f"#/components/schemas/{schema_name(spec.struct)}"}
    elif spec.choices:
        one["enum"] = list(spec.choices)
    return {"type": "array", "items": one} if spec.is_list else one
