"""JSON Schema of the records for editors, from the declarations of the records themselves.

With an archive, a field that refers to something offers the codes there are, each with its name.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from generator.archive.archive import UNDATED, Archive
from generator.config.i18n import Language
from generator.records.fields import FieldSpec, fields_of
from generator.records.kinds import KINDS, KindSpec

WRITABLE: dict[str, KindSpec] = {kind.command_name: kind for kind in KINDS if kind.command_name}
"""The kinds staff write by command, by what the commands call them."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MOST_CODES = 1_500
"""Of more codes an editor offers none: it would wait for the list longer than for the clerk."""


class _StringTree(GenerateJsonSchema):
    """Our files hold strings only; numbers and flags without quotes are strings to us as well."""

    def default_schema(self, schema: Any) -> JsonSchemaValue:
        """Leave defaults out: they are ours, not the clerk's."""
        found = super().default_schema(schema)
        found.pop("default", None)
        return found


def schema_of(kind: KindSpec, words: Language, archive: Archive | None = None) -> dict[str, Any]:
    """Return the JSON Schema of the files of one kind of record, its fields described in Vietnamese."""
    schema = kind.record.model_json_schema(schema_generator=_StringTree)
    structs = {struct.__name__: struct for struct in _structs_of(kind.record)}
    _finish(schema, words, kind.record, archive)
    for name, definition in schema.get("$defs", {}).items():
        _finish(definition, words, structs[name], archive)
    if kind.files:
        return _list_of(schema)
    schema["properties"].pop("id", None)
    schema["required"] = [name for name in schema.get("required", []) if name != "id"]
    return {"$schema": _DIALECT, **schema}


def _list_of(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a file that lists records: `items`, and whether they stand alone."""
    definitions = schema.pop("$defs", {})
    listed = {"base": {"const": "none"}, "items": {"type": "array", "items": schema}}
    whole = {"type": "object", "properties": listed, "required": ["items"], "additionalProperties": False}
    return {"$schema": _DIALECT, **whole, "$defs": definitions}


def _structs_of(struct: type[BaseModel]) -> set[type[BaseModel]]:
    inner = [spec.struct for spec in fields_of(struct).values() if spec.struct is not None]
    return {struct}.union(*map(_structs_of, inner))


def _finish(schema: dict[str, Any], words: Language, struct: type[BaseModel], archive: Archive | None) -> None:
    schema.pop("description", None)
    schema.pop("title", None)
    for name, field in schema.get("properties", {}).items():
        spec = fields_of(struct)[name]
        field.pop("title", None)
        field["description"] = words.field_label(name, struct.__name__)
        offered = _offered(spec, words, struct, archive)
        if offered:
            _replace(field, spec, offered)
        _allow_scalars(field)
        if not spec.is_required:
            field["anyOf"] = [*field.pop("anyOf", [_moved(field)]), {"type": "null"}]  # a line left blank


def _offered(
    spec: FieldSpec, words: Language, struct: type[BaseModel], archive: Archive | None
) -> list[dict[str, Any]]:
    """Return the values a field may have, each with what it means; nothing where it may have any."""
    if spec.choices:
        bare = [int(each) for each in map(str, spec.choices) if each.isdigit()]  # an editor reads 3 as a number
        named = [{"const": each, "title": words.choice_label(str(each), struct.__name__)} for each in spec.choices]
        return [*named, {"enum": bare}] if bare else named
    if spec.form == "yes-no":
        yes, no = ((words.translate(f"desk.{each}")) for each in ("true", "false"))
        return [{"const": True, "title": yes}, {"const": False, "title": no}, {"enum": [yes, no, "true", "false"]}]
    if archive is None or spec.collection in {None, "sources"}:
        return []
    records = archive.collection(spec.collection or "")
    if len(records) > _MOST_CODES:
        return []
    called = ((key, getattr(each, "name", None) or getattr(each, "number", key)) for key, each in records.items())
    return [{"const": key, "title": str(name)} for key, name in called]


def _replace(field: dict[str, Any], spec: FieldSpec, offered: list[dict[str, Any]]) -> None:
    """Let a field, or each entry of it, be one of some values."""
    kept: dict[str, Any] = {name: field[name] for name in ("description", "minItems", "maxItems") if name in field}
    field.clear()
    field.update(kept)
    field.update({"type": "array", "items": {"anyOf": offered}} if spec.is_list else {"anyOf": offered})


def _moved(field: dict[str, Any]) -> dict[str, Any]:
    """Take what a field may be out of it, all but what it is for."""
    return {name: field.pop(name) for name in [name for name in field if name != "description"]}


def _allow_scalars(field: dict[str, Any]) -> None:
    """Let 2021 and 80,8 stand without quotes: editors read them as numbers."""
    for part in (field, *field.get("anyOf", ())):
        if part.get("type") == "string":
            part["type"] = ["string", "number"]
        if isinstance(part.get("items"), dict):
            _allow_scalars(part["items"])


def files_of(kind: KindSpec) -> list[str]:
    """Return which files of a project hold records of a kind, as patterns an editor knows."""
    if kind.files:
        return [f"stories/reference/{stem}.yml" for stem in kind.files]
    if kind.folder:
        return [f"stories/{kind.folder}/**/*.yml"]
    return ["stories/[0-9][0-9][0-9][0-9]/*.yml", f"stories/{UNDATED}/*.yml"]


def editor_files(words: Language, archive: Archive) -> Mapping[str, dict[str, Any]]:
    """Return what an editor reads in a project: the schemas, and the settings that say which files they are of.

    Nothing is asked of the network: the catalogue of schemas and all telling of what one does are switched off.
    """
    found: dict[str, dict[str, Any]] = {}
    which: dict[str, list[str]] = {}
    for kind in KINDS:
        path = f".vscode/schemas/{kind.collection}.json"
        found[path] = schema_of(kind, words, archive)
        which[f"./{path}"] = files_of(kind)
    found[".vscode/settings.json"] = {
        "yaml.schemas": which,
        "yaml.schemaStore.enable": False,
        "yaml.format.enable": False,
        "redhat.telemetry.enabled": False,
        "files.encoding": "utf8",
        "files.eol": "\n",
        "files.insertFinalNewline": True,
        "[yaml]": {"editor.insertSpaces": True, "editor.tabSize": 2, "editor.quickSuggestions": {"strings": True}},
    }
    found[".vscode/extensions.json"] = {"recommendations": ["redhat.vscode-yaml"]}
    return found
