"""The interface for machines, `/api/v1/`: one JSON file for each record, and lists of them in parts.

Paths are those of the pages: `/dien-hinh/x/` is `/api/v1/dien-hinh/x.json`, all of 2025 is
`/api/v1/dien-hinh/nam/2025.json`. One story more changes its own file, its year's and the index.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from generator.publish.artifact import Output
from generator.publish.context import Site
from generator.publish.opendata.public_view import linked
from generator.publish.routes import PREFIX, address_of, file_address, list_address
from generator.publish.versions import version_of
from generator.records.base import Record
from generator.records.shared import Exemplar

LISTED_BY_YEAR = "stories"
WITH_COMPANIONS = frozenset({"stories", "models", "campaigns", "decisions", "documents"})
"""Rooms whose records have a file each, so that they are cited, have versions, and companions."""


def written(value: object) -> str:
    """Return JSON as our files hold it: in UTF-8, on one line (indenting would cost more than the rest)."""
    return json.dumps(value, ensure_ascii=False) + "\n"


def shown(site: Site, collection: str) -> Sequence[Record]:
    """Return the records of a collection the public sees, in the order of their lists."""
    if collection == "stories":
        return site.archive.public_stories
    if collection == "models":
        return site.archive.public_models
    return tuple(site.archive.collection(collection).values())


def entry(site: Site, record: Record) -> dict[str, Any]:
    """Return a record's entry in a list: what it is, when it changed, and where all of it is."""
    title = getattr(record, "title", None) or getattr(record, "name", None) or getattr(record, "number", record.id)
    day = site.archive.modified_on(record)
    found = {"id": record.id, "title": title, "url": site.absolute(address_of(record))}
    if isinstance(record, Exemplar):
        found |= {"name": record.name, "summary": record.summary}
    if day is not None:
        found["updated"] = day.iso
    return found | {"json": site.absolute(file_address(record))}


def record_file(site: Site, record: Record) -> str:
    """Return the file of one record."""
    version = version_of(site.archive, record)
    return written(linked(site, record) | ({"version": version} if version else {}))


def _listing(site: Site, collection: str, records: Sequence[Record]) -> str:
    head = {"room": collection, "count": len(records), "licence": site.settings.licence}
    return written({**head, "items": [entry(site, record) for record in records]})


def _index(site: Site, collections: Mapping[str, int], years: Mapping[str, int]) -> str:
    """Return the index of all lists, with how many records each holds."""
    return written(
        {
            "title": site.settings.site_name,
            "publisher": site.settings.agency.name,
            "licence": site.settings.licence,
            "updated": site.archive.as_of.iso,
            "description": site.absolute("/api/v1/openapi.json"),
            "rooms": [
                {"room": collection, "count": count, "json": site.absolute(list_address(collection))}
                for collection, count in collections.items()
            ],
            "years": [
                {"year": year, "count": count, "json": site.absolute(year_file(year))} for year, count in years.items()
            ],
        }
    )


def year_file(year: str) -> str:
    """Return the address of the list of one year's stories."""
    return f"/api/v1{PREFIX[LISTED_BY_YEAR]}nam/{year}.json"


def _years(site: Site, years: Mapping[str, int]) -> str:
    parts = [{"year": year, "count": count, "json": site.absolute(year_file(year))} for year, count in years.items()]
    return written({"room": LISTED_BY_YEAR, "count": sum(years.values()), "parts": parts})


def interface(site: Site) -> Iterator[Output]:
    """Yield the index, the list of each collection, and the file of each entry of a list of terms.

    The files of stories, models, campaigns, decisions and documents come with their companions.
    """
    archive = site.archive
    collections = {collection: len(shown(site, collection)) for collection in PREFIX}
    years = {year: len(archive.by_year[year]) for year in archive.years}
    made_of = (archive.as_of.iso, collections, years)
    yield _file("/api/v1/index.json", partial(_index, site, collections, years), made_of)
    yield _file(list_address(LISTED_BY_YEAR), partial(_years, site, years), years)
    for year in archive.years:
        held = archive.by_year[year]
        yield _file(year_file(year), partial(_listing, site, LISTED_BY_YEAR, held), held)
    for collection in PREFIX:
        records = shown(site, collection)
        if collection != LISTED_BY_YEAR:
            yield _file(list_address(collection), partial(_listing, site, collection, records), records)
        if collection not in WITH_COMPANIONS:
            for record in records:
                origin = archive.origin(record).path
                yield _file(file_address(record), partial(record_file, site, record), record, origin)


def _file(address: str, make: Any, made_of: object, origin: str = "") -> Output:
    return Output(address.lstrip("/"), make, made_of, origin)
