"""The interface for machines, `/api/v1/`: one JSON file for each record, and lists of them in parts.

Paths are those of the pages: `/dien-hinh/x/` is `/api/v1/dien-hinh/x.json`, all of 2025 is
`/api/v1/dien-hinh/nam/2025.json`. One story more changes its own file, its year's and the index.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.kinds import spec_of
from generator.publish.opendata.public_view import api_record
from generator.publish.opendata.schemas import SHOWN
from generator.publish.routes import API, API_INDEX, OPENAPI, PREFIX, api_list_route, api_route, page_route
from generator.publish.versions import current_version
from generator.records.base import Record
from generator.records.kinds import kind_of
from generator.records.shared import Exemplar

LISTED_BY_YEAR = "stories"


def dump_json(value: object) -> str:
    """Return JSON as our files hold it: in UTF-8, on one line (indenting would cost more than the rest)."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def public_records(site: SiteContext, collection: str) -> Sequence[Record]:
    """Return the records of a collection the public sees, in the order of their lists."""
    return spec_of(collection).public_records(site.archive)


def list_item(site: SiteContext, record: Record) -> dict[str, Any]:
    """Return a record's entry in a list: what it is, when it changed, and where all of it is."""
    title = getattr(record, "title", None) or getattr(record, "name", None) or getattr(record, "number", record.id)
    day = site.archive.modified_on(record)
    found = {"id": record.id, "title": title, "url": site.absolute(page_route(record))}
    if isinstance(record, Exemplar):
        found |= {"name": record.name, "summary": record.summary}
    if day is not None:
        found["updated"] = day.iso
    return found | {"json": site.absolute(api_route(record))}


def record_file(site: SiteContext, record: Record) -> str:
    """Return the file of one record."""
    version = current_version(site.archive, record)
    return dump_json(api_record(site, record) | ({"version": version} if version else {}))


def _listing(site: SiteContext, collection: str, records: Sequence[Record]) -> str:
    head = {"room": collection, "count": len(records), "licence": site.settings.licence}
    return dump_json({**head, "items": [list_item(site, record) for record in records]})


def _index(site: SiteContext, collections: Mapping[str, int], years: Mapping[str, int], updated: str) -> str:
    """Return the index of all lists, with how many records each holds."""
    return dump_json(
        {
            "title": site.settings.site_name,
            "publisher": site.settings.agency.name,
            "licence": site.settings.licence,
            "updated": updated,
            "description": site.absolute(OPENAPI),
            "rooms": [
                {"room": collection, "count": count, "json": site.absolute(api_list_route(collection))}
                for collection, count in collections.items()
            ],
            "years": [
                {"year": year, "count": count, "json": site.absolute(year_file(year))} for year, count in years.items()
            ],
        }
    )


def year_file(year: str) -> str:
    """Return the address of the list of one year's stories."""
    return f"{API}{PREFIX[LISTED_BY_YEAR]}nam/{year}.json"


def _years(site: SiteContext, years: Mapping[str, int]) -> str:
    parts = [{"year": year, "count": count, "json": site.absolute(year_file(year))} for year, count in years.items()]
    return dump_json({"room": LISTED_BY_YEAR, "count": sum(years.values()), "parts": parts})


def api_files(site: SiteContext) -> Iterator[Artifact]:
    """Yield the index, the list of each collection, and the file of each entry of a list of terms.

    The files of stories, models, campaigns, decisions and documents come with their sidecars.
    """
    archive = site.archive
    collections = {collection: len(public_records(site, collection)) for collection in SHOWN}
    years = {year: len(archive.by_year[year]) for year in archive.years}
    yield _file(API_INDEX, partial(_index, site, collections, years, archive.as_of.iso))
    yield _file(api_list_route(LISTED_BY_YEAR), partial(_years, site, years))
    for year in archive.years:
        held = archive.by_year[year]
        yield _file(year_file(year), partial(_listing, site, LISTED_BY_YEAR, held))
    for collection in SHOWN:
        records = public_records(site, collection)
        if collection != LISTED_BY_YEAR:
            yield _file(api_list_route(collection), partial(_listing, site, collection, records))
        if not kind_of(collection).has_sidecars:
            for record in records:
                origin = archive.origin(record).path
                yield _file(api_route(record), partial(record_file, site, record), origin)


def _file(address: str, make: Any, origin: str = "") -> Artifact:
    return Artifact(address.lstrip("/"), make, origin)
