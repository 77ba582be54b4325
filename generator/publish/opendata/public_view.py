"""Records as the public gets them: plain values by field name, without what is for staff only."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from generator.core.dates import PartialDate
from generator.publish.context import SiteContext
from generator.publish.routes import page_route
from generator.publish.search.decision_register import is_shown
from generator.records.base import Record
from generator.records.decision import Decision
from generator.records.fields import fields_of
from generator.records.model import Model
from generator.records.shared import Exemplar
from generator.records.story import Story


@cache
def public_fields(part: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of the fields of a record, or of a part of one, that the public sees."""
    return tuple(name for name, spec in fields_of(part).items() if not spec.is_staff_only)


def to_public(value: Any) -> Any:
    """Return a value as JSON can hold it: dates in ISO 8601 as far as known, numbers as printed."""
    if isinstance(value, BaseModel):
        found = ((name, to_public(getattr(value, name))) for name in public_fields(type(value)))
        return {name: each for name, each in found if each not in (None, [], False)}
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, tuple):
        return [to_public(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value


def public_record(site: SiteContext, record: Record) -> dict[str, Any]:
    """Return a record as the public gets it; what is empty in the record is left out."""
    return {"id": record.id, **_TO_PUBLIC.get(type(record), _simply)(site, record)}


def api_record(site: SiteContext, record: Record) -> dict[str, Any]:
    """Return a record with its page's address, as its file in the interface holds it."""
    found = public_record(site, record)
    return {"id": found.pop("id"), "room": record.collection, "url": site.absolute(page_route(record)), **found}


def _simply(site: SiteContext, record: Record) -> dict[str, Any]:
    del site
    found: dict[str, Any] = to_public(record)
    return found


def _exemplary(site: SiteContext, record: Record) -> dict[str, Any]:
    """What a unit has not cleared for one of the four stages stays out."""
    assert isinstance(record, Exemplar)
    found = _simply(site, record)
    stages = [to_public(entry) for entry in record.stages if entry.cleared]
    found |= {"stages": stages}
    if not stages:
        del found["stages"]
    return found


def _story(site: SiteContext, record: Record) -> dict[str, Any]:
    assert isinstance(record, Story)
    year = site.archive.year_of(record)
    return _exemplary(site, record) | ({"year": int(year)} if year.isdigit() else {})


def _decision(site: SiteContext, record: Record) -> dict[str, Any]:
    """Withdrawn rows stay out; a row leads to its story where that is public."""
    assert isinstance(record, Decision)
    rows = []
    for number, row in enumerate(record.rows, 1):
        if is_shown(site, row):
            shown = {"number": number, **to_public(row)}
            if row.story not in site.archive.public_ids:
                shown.pop("story", None)
            rows.append(shown)
    found = _simply(site, record)
    found.pop("rows", None)
    return found | ({"rows": rows} if rows else {})


_TO_PUBLIC: Mapping[type[Record], Callable[[SiteContext, Record], dict[str, Any]]] = {
    Story: _story,
    Model: _exemplary,
    Decision: _decision,
}


def public_source_tree(part: type[BaseModel], tree: Any) -> Any:
    """Return what a record's source says, as far as the public may see it: strings, lists and mappings.

    Keys the record does not know today are left out: nobody has said that they are public.
    """
    if not isinstance(tree, dict):
        return tree
    found = {}
    for name, value in tree.items():
        spec = fields_of(part).get(name)
        if spec is not None and not spec.is_staff_only:
            inner = spec.struct
            if isinstance(value, list):
                value = [
                    public_source_tree(inner, item) if inner else item for item in value if not _is_held_back(item)
                ]
            elif inner is not None:
                value = public_source_tree(inner, value)
            found[name] = value
    return found


def _is_held_back(item: Any) -> bool:
    return isinstance(item, dict) and (
        str(item.get("cleared", "true")).casefold() in {"false", "không"} or "withdrawn" in item
    )
