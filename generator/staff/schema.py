"""JSON Schema of the records for editors, from the declarations of the records themselves."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from generator.config.i18n import Language
from generator.records.kinds import KINDS, KindSpec

WRITABLE: dict[str, KindSpec] = {kind.command_name: kind for kind in KINDS if kind.command_name}
"""The kinds staff write by command, by what the commands call them."""


class _StringTree(GenerateJsonSchema):
    """Our files hold strings only; numbers and flags without quotes are strings to us as well."""

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        """Leave defaults out: they are ours, not the clerk's."""
        found = super().default_schema(schema)
        found.pop("default", None)
        return found


def schema_of(kind: str, words: Language) -> dict[str, Any]:
    """Return the JSON Schema of one kind of record, its fields described in Vietnamese."""
    schema = WRITABLE[kind].record.model_json_schema(schema_generator=_StringTree)
    _finish(schema, words)
    for name, definition in schema.get("$defs", {}).items():
        _finish(definition, words, name)
    schema["properties"].pop("id", None)
    schema["required"] = [name for name in schema.get("required", []) if name != "id"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _finish(schema: dict[str, Any], words: Language, part: str = "") -> None:
    schema.pop("description", None)
    for name, field in schema.get("properties", {}).items():
        field.pop("title", None)
        field["description"] = words.field_label(name, part)
        _allow_scalars(field)


def _allow_scalars(field: dict[str, Any]) -> None:
    """Let 2021 and 80,8 stand without quotes: editors read them as numbers."""
    for part in (field, *field.get("anyOf", ())):
        if part.get("type") == "string":
            part["type"] = ["string", "number"]
