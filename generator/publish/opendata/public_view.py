"""Records as the public gets them, without what is for staff only."""

from typing import Any

from pydantic import BaseModel

from generator.publish.context import SiteContext
from generator.publish.kinds import spec_of
from generator.publish.opendata.public_fields import to_public
from generator.publish.routes import page_route
from generator.records.base import Record
from generator.records.fields import fields_of


def public_record(site: SiteContext, record: Record) -> dict[str, Any]:
    """Return a record as the public gets it; what is empty in the record is left out."""
    spec = spec_of(record.collection)
    found = spec.to_public(site, record) if spec.to_public else to_public(record)
    return {"id": record.id, **found}


def api_record(site: SiteContext, record: Record) -> dict[str, Any]:
    """Return a record with its page's address, as its file in the interface holds it."""
    found = public_record(site, record)
    return {"id": found.pop("id"), "room": record.collection, "url": site.absolute(page_route(record)), **found}


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
