"""From a tree of strings to one record, or to every problem found in it."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from generator.core.dates import is_impossible, likely_date
from generator.core.problem import Problem, make_problem
from generator.core.text import suggest
from generator.records.base import Record
from generator.records.fields import FieldSpec, fields_of
from generator.source.yaml_source import NodePath, Source, Tree

R = TypeVar("R", bound=Record)

_CODES = {
    "missing": "missing",
    "string_too_short": "empty",
    "too_short": "needs-entries",
    "too_long": "too-many",
    "string_too_long": "too-long",
    "string_type": "not-text",
    "list_type": "not-a-list",
    "tuple_type": "not-a-list",
    "model_type": "not-a-mapping",
    "string_pattern_mismatch": "identifier",
}
_OWN_TYPES = {
    "several_lines",
    "identifier",
    "clause",
    "picture_name",
    "pdf_name",
    "url",
    "flag",
    "date",
    "day",
    "number",
    "coordinate",
    "whole_number",
    "year",
}


def read_record(
    record_class: type[R], source: Source, place: NodePath = (), record_id: str | None = None
) -> R | list[Problem]:
    """Return the record standing at `place` of a source, or all problems of it, never half of it.

    `record_id` is the id the file's name gives; records inside a list carry their own.
    """
    tree = _without_blanks(_at(source.data, place))
    if record_id is not None and isinstance(tree, dict):
        if "id" in tree:
            line = source.line_of((*place, "id"))
            return [make_problem(source.path, line, "id", "record.id-in-file", id=record_id)]
        tree = {"id": record_id, **tree}
    try:
        return record_class.model_validate(tree)
    except ValidationError as error:
        details = error.errors(include_url=False)
        found = [_to_problem(record_class, source, place, d) for d in details if not _is_consequence(d, details)]
        meant = {dict(p.values).get("suggestion") for p in found if p.code == "record.unknown-field"}
        return [p for p in found if p.code != "record.missing" or p.field not in meant]


def _is_consequence(detail: ErrorDetails, details: list[ErrorDetails]) -> bool:
    """Tell whether a list is 'too short' only because its entries are faulty themselves."""
    loc = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(loc) and other["loc"][: len(loc)] == loc for other in details
    )


def _at(data: Tree, place: NodePath) -> Tree:
    for step in place:
        data = data[step]  # type: ignore[index]
    return data


def _without_blanks(tree: Tree) -> Tree:
    """Drop the keys whose value was left blank: blank means absent."""
    if isinstance(tree, dict):
        return {key: _without_blanks(value) for key, value in tree.items() if value not in (None, "")}
    if isinstance(tree, list):
        return [_without_blanks(item) for item in tree]
    return tree


def _to_problem(record_class: type[Record], source: Source, place: NodePath, detail: ErrorDetails) -> Problem:
    loc = tuple(step for step in detail["loc"])
    kind, given = detail["type"], detail.get("input")
    values: dict[str, object] = {"field": _field_label(loc)}
    context: Mapping[str, Any] = detail.get("ctx") or {}
    if kind == "extra_forbidden":
        code = "unknown-field"
        known = _fields_at(record_class, loc[:-1])
        values |= {"known": ", ".join(known), "suggestion": suggest(str(loc[-1]), known) or ""}
    elif kind == "literal_error":
        code = "not-allowed"
        allowed = _allowed_at(record_class, loc)
        values |= {"value": str(given), "allowed": ", ".join(allowed)}
        values["suggestion"] = suggest(str(given), allowed) or ""
    elif kind in _OWN_TYPES:
        code = kind.replace("_", "-")
        values["value"] = str(given)[:80]
        if kind == "identifier":
            values["collection"] = _collection_at(record_class, loc) or ""
        elif kind in {"date", "day"}:
            values["suggestion"] = likely_date(str(given)) or ""
            if is_impossible(str(given)):
                code = "no-such-day"
    elif kind == "missing" and (*place, *loc) in source.positions:
        code = "empty"  # the key stands there, without a value
    else:
        code = _CODES.get(kind, "invalid")
        limit = context.get("max_length", context.get("min_length", ""))
        values |= {"limit": limit, "detail": detail["msg"]}
        if kind == "model_type":
            values["known"] = ", ".join(_fields_at(record_class, loc))
        if given is None and kind in {"string_type", "tuple_type", "model_type"}:
            code = "empty"
    field = ".".join(str(step) for step in loc)
    return make_problem(source.path, source.line_of((*place, *loc)), field, f"record.{code}", **values)


def _field_label(loc: NodePath) -> str:
    """Return what to call a field: its name, or the entry of its list, counted from 1."""
    if not loc:
        return ""
    if isinstance(loc[-1], int) and len(loc) > 1:
        return f"{loc[-2]} #{loc[-1] + 1}"
    return str(loc[-1])


def _fields_at(record_class: type[BaseModel], loc: NodePath) -> list[str]:
    """Return the names of the fields a key at this place could have meant."""
    model = _model_at(record_class, loc)
    names = list(model.model_fields) if model else []
    return [name for name in names if name != "id" or loc]


def _allowed_at(record_class: type[BaseModel], loc: NodePath) -> list[str]:
    spec = spec_at(record_class, loc)
    return [str(value) for value in spec.choices] if spec else []


def _collection_at(record_class: type[BaseModel], loc: NodePath) -> str | None:
    """Return the collection a field at this place refers to, if it refers to any."""
    spec = spec_at(record_class, loc)
    return spec.collection if spec else None


def spec_at(record_class: type[BaseModel], loc: NodePath) -> FieldSpec | None:
    """Return what the field at a place of a record may hold; None if there is no such field."""
    names = [step for step in loc if isinstance(step, str)]
    holder = _model_at(record_class, tuple(loc[: loc.index(names[-1])])) if names else None
    return fields_of(holder).get(names[-1]) if holder else None


def _model_at(record_class: type[BaseModel], loc: NodePath) -> type[BaseModel] | None:
    model: type[BaseModel] | None = record_class
    for step in loc:
        if isinstance(step, str) and model is not None:
            spec = fields_of(model).get(step)
            model = spec.struct if spec else None
    return model
