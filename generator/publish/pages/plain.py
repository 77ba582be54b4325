"""Plain pages: the list of a kind of record, and of each record a page that needs nothing but the record.

A kind that says a template in its `PublishSpec` gets them; its words stand under the name of its collection.
"""

from collections.abc import Iterator
from typing import Any

from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.kinds import PUBLISHED
from generator.publish.page_tools import PageExtras, page_extras
from generator.publish.pages.listing import Tile, index_page
from generator.publish.routes import page_route
from generator.publish.spec import PublishSpec
from generator.records.kinds import kind_of


def plain_pages(site: SiteContext) -> Iterator[Artifact]:
    """Yield the list and the pages of every kind that says a template."""
    for spec in PUBLISHED:
        if spec.template:
            yield from _of_kind(site, spec)


def _of_kind(site: SiteContext, spec: PublishSpec) -> Iterator[Artifact]:
    collection = spec.collection
    records = spec.public_records(site.archive)
    tiles = [Tile(record.name, page_route(record), _lead(record)) for record in records]
    yield index_page(site, collection, collection, [("", tiles)])
    for record in records:
        extras = page_extras(PageExtras(site, record)) if kind_of(collection).has_sidecars else {}
        lead = _lead(record) or record.name
        yield site.record_page(record, spec.template, record.name, lead, lead=lead, **extras)


def _lead(record: Any) -> str | None:
    found: str | None = getattr(record, "summary", None) or getattr(record, "description", None)
    return found
