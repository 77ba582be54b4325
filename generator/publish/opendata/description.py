"""What describes the open data: a data package, a DCAT catalogue, an OpenAPI document, and pages for people."""

from collections.abc import Iterator
from functools import partial
from hashlib import blake2b
from typing import Any

from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.linked_data import LICENCES
from generator.publish.opendata.api import dump_json
from generator.publish.opendata.columns import Column, Table
from generator.publish.opendata.data_files import data_files, row_counts
from generator.publish.opendata.database import NAME as DATABASE
from generator.publish.opendata.schemas import SHOWN, schema_name, schemas
from generator.publish.opendata.tables import TABLES, file_of, referred_table, shown_records
from generator.publish.page_head import HeadMetadata, Node, publisher_id
from generator.publish.routes import API, API_INDEX, DATA, DATA_DICTIONARY, OPENAPI, PREFIX

PACKAGE, CATALOGUE = "datapackage.json", "dcat.jsonld"
_STORIES_A_PAGE = 12
"""Stories of which the tables are as much work as a page."""
_CSV, _SQLITE = "text/csv", "application/vnd.sqlite3"


def open_data(site: SiteContext) -> Iterator[Artifact]:
    """Yield the tables, the database, their descriptions, and the pages that lead to them."""
    state = _state(site)
    stories = len(site.archive.public_stories)
    yield Artifact(
        f"{DATA}{DATABASE}".lstrip("/"),
        partial(data_files, site, state),
        sidecar_paths=_table_paths,
        cost=1 + stories // _STORIES_A_PAGE,
    )
    yield _file(f"{DATA}{PACKAGE}", partial(_data_package, site, site.archive.as_of.iso))
    yield _file(f"{DATA}{CATALOGUE}", partial(_dcat, site, site.archive.as_of.iso))
    yield _file(OPENAPI, partial(_openapi, site))
    yield from _pages(site, state)


def _file(address: str, make: Any) -> Artifact:
    return Artifact(address.lstrip("/"), make)


def _table_paths() -> list[str]:
    return [f"{DATA}{file_of(table)}".lstrip("/") for table in TABLES]


def _state(site: SiteContext) -> bytes:
    """Return a digest of every record the tables are made of, public or not."""
    hashed, digests = blake2b(site.archive.reference_digest, digest_size=16), site.archive.digest_by_identity
    hashed.update(b"".join(map(digests.__getitem__, map(id, shown_records(site)))))
    for path, versions in sorted(site.history.versions.items()):
        hashed.update(f"{path} {[(version.digest, version.day) for version in versions]}".encode())
    return hashed.digest()


def _licence(site: SiteContext) -> dict[str, str]:
    name = site.settings.licence
    return {"name": name, "title": name} | ({"path": LICENCES[name]} if name in LICENCES else {})


def _counted(site: SiteContext, state: bytes) -> list[tuple[str, str, int]]:
    """Return name, file and number of rows of each table."""
    counted = row_counts(site, state)
    return [(table.name, file_of(table), counted[table.name]) for table in TABLES]


def _pages(site: SiteContext, state: bytes) -> Iterator[Artifact]:
    title, lead = site.t("data.title"), site.t("data.lead", licence=site.settings.licence)
    yield site.page(
        DATA,
        "data.md.j2",
        title,
        lead,
        about=partial(_about, site),
        updated=site.archive.as_of,
        lead=lead,
        tables=partial(_counted, site, state),
        database=DATABASE,
        package=PACKAGE,
        catalogue=CATALOGUE,
        openapi=OPENAPI,
    )
    yield site.page(
        DATA_DICTIONARY,
        "data_dictionary.md.j2",
        site.t("data.dictionary"),
        site.t("data.dictionary_lead"),
        tables=[(table.name, [_described(site, column) for column in table.columns]) for table in TABLES],
        kinds=partial(_records, site),
    )


def _described(site: SiteContext, column: Column) -> tuple[str, str, str]:
    form = site.t(f"data.form.{column.type}")
    if table := referred_table(column):
        form += f", {site.t('data.refers', table=table)}"
    return column.name, form, site.t(f"data.column.{column.name}")


def _records(site: SiteContext) -> Iterator[tuple[str, list[tuple[str, bool, str]]]]:
    """Yield every kind of record and part with its fields: name, whether it is always there, meaning."""
    for name, schema in schemas(site.words).items():
        required = set(schema["required"])
        yield name, [(field, field in required, how["description"]) for field, how in schema["properties"].items()]


def _about(site: SiteContext) -> HeadMetadata:
    """Describe the data set in the head of its page."""
    url = site.absolute(DATA)
    node: Node = {
        "@type": "Dataset",
        "@id": f"{url}#dataset",
        "url": url,
        "name": f"{site.t('data.title')} · {site.settings.site_name}",
        "description": site.t("data.lead", licence=site.settings.licence),
        "inLanguage": site.settings.language,
        "isAccessibleForFree": True,
        "license": LICENCES.get(site.settings.licence, site.settings.licence),
        "creator": {"@id": publisher_id(site.settings)},
        "publisher": {"@id": publisher_id(site.settings)},
        "dateModified": site.archive.as_of.iso,
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": site.absolute(f"{DATA}{name}")}
            for name, kind in [*((file_of(table), _CSV) for table in TABLES), (DATABASE, _SQLITE)]
        ],
    }
    return HeadMetadata([node])


def _data_package(site: SiteContext, updated: str) -> str:
    """Return the Data Package (v1) of the tables."""
    return dump_json(
        {
            "profile": "tabular-data-package",
            "name": "dien-hinh",
            "title": f"{site.t('data.title')} · {site.settings.site_name}",
            "description": site.t("data.lead", licence=site.settings.licence),
            "homepage": site.absolute(DATA),
            "version": updated,
            "licenses": [_licence(site)],
            "contributors": [{"title": site.settings.agency.name, "role": "publisher"}],
            "resources": [_resource(site, table) for table in TABLES],
        }
    )


def _resource(site: SiteContext, table: Table) -> dict[str, Any]:
    keys = [
        {"fields": column.name, "reference": {"resource": column.refers, "fields": "id"}}
        for column in table.columns
        if referred_table(column) and column.type != "list"
    ]
    fields = [
        {
            "name": column.name,
            "type": "integer" if column.type == "integer" else "string",
            "description": site.t(f"data.column.{column.name}"),
        }
        | ({"constraints": {"required": True}} if column.name in table.key else {})
        for column in table.columns
    ]
    schema: dict[str, Any] = {"fields": fields, "primaryKey": list(table.key), "missingValues": [""]}
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": site.t(f"data.table.{table.name}"),
        "path": file_of(table),
        "format": "csv",
        "mediatype": _CSV,
        "encoding": "utf-8-sig",
        "schema": schema | ({"foreignKeys": keys} if keys else {}),
    }


def _dcat(site: SiteContext, updated: str) -> str:
    """Return a DCAT 3 catalogue of one data set."""
    base = site.absolute(DATA)
    licence = LICENCES.get(site.settings.licence, site.settings.licence)
    files = [*((file_of(t), site.t(f"data.table.{t.name}"), _CSV) for t in TABLES)]
    files.append((DATABASE, site.t("data.database"), _SQLITE))
    distributions = [
        {
            "@id": f"{base}{name}",
            "@type": "dcat:Distribution",
            "dct:title": {"@value": title, "@language": site.settings.language},
            "dcat:downloadURL": {"@id": f"{base}{name}"},
            "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{kind}"},
            "dct:license": {"@id": licence},
        }
        for name, title, kind in files
    ]
    publisher = {"@id": publisher_id(site.settings), "@type": "foaf:Agent", "foaf:name": site.settings.agency.name}
    dataset = {
        "@id": f"{base}#dataset",
        "@type": "dcat:Dataset",
        "dct:title": {
            "@value": f"{site.t('data.title')} · {site.settings.site_name}",
            "@language": site.settings.language,
        },
        "dct:description": {
            "@value": site.t("data.lead", licence=site.settings.licence),
            "@language": site.settings.language,
        },
        "dct:modified": {"@value": updated, "@type": "xsd:date"},
        "dct:publisher": publisher,
        "dct:license": {"@id": licence},
        "dcat:landingPage": {"@id": base},
        "dcat:distribution": distributions,
    }
    return dump_json(
        {
            "@context": {
                "dcat": "http://www.w3.org/ns/dcat#",
                "dct": "http://purl.org/dc/terms/",
                "foaf": "http://xmlns.com/foaf/0.1/",
                "xsd": "http://www.w3.org/2001/XMLSchema#",
            },
            "@id": f"{base}#catalogue",
            "@type": "dcat:Catalog",
            "dct:title": {"@value": site.settings.site_name, "@language": site.settings.language},
            "dct:publisher": {"@id": publisher_id(site.settings)},
            "dcat:dataset": [dataset],
        }
    )


def _openapi(site: SiteContext) -> str:
    """Return the description of the interface, as OpenAPI 3.1."""
    found = schemas(site.words)
    found |= {
        "Entry": _object(
            {"id": "string", "title": "string", "url": "uri", "json": "uri"},
            {"name": "string", "summary": "string", "updated": "string"},
        ),
        "Listing": {
            "type": "object",
            "required": ["room", "count", "licence", "items"],
            "additionalProperties": False,
            "properties": {
                "room": {"type": "string"},
                "count": {"type": "integer"},
                "licence": {"type": "string"},
                "items": {"type": "array", "items": {"$ref": "#/components/schemas/Entry"}},
            },
        },
    }
    paths: dict[str, Any] = {
        API_INDEX: _path(site.t("data.interface"), {"type": "object"}),
        f"{API}{PREFIX['stories'].rstrip('/')}.json": _path(site.t("data.table.stories"), {"type": "object"}),
        f"{API}{PREFIX['stories']}nam/{{year}}.json": _path(
            site.t("data.table.stories"), {"$ref": "#/components/schemas/Listing"}, "year"
        ),
    }
    for collection, kind in SHOWN.items():
        prefix = f"{API}{PREFIX[collection]}"
        if collection != "stories":
            paths[f"{prefix.rstrip('/')}.json"] = _path(collection, {"$ref": "#/components/schemas/Listing"})
        paths[f"{prefix}{{id}}.json"] = _path(collection, {"$ref": f"#/components/schemas/{schema_name(kind)}"}, "id")
    return dump_json(
        {
            "openapi": "3.1.0",
            "info": {
                "title": f"{site.t('data.title')} · {site.settings.site_name}",
                "description": site.t("data.lead", licence=site.settings.licence),
                "version": "1",
                "license": {"name": site.settings.licence}
                | ({"url": LICENCES[site.settings.licence]} if site.settings.licence in LICENCES else {}),
            },
            "servers": [{"url": site.absolute("") or "/"}],
            "paths": paths,
            "components": {"schemas": found},
        }
    )


def _object(required: dict[str, str], optional: dict[str, str]) -> dict[str, Any]:
    kinds = {"string": {"type": "string"}, "uri": {"type": "string", "format": "uri"}}
    properties = {name: kinds[kind] for name, kind in (required | optional).items()}
    return {
        "type": "object",
        "required": list(required),
        "additionalProperties": False,
        "properties": properties,
    }


def _path(summary: str, schema: dict[str, Any], parameter: str = "") -> dict[str, Any]:
    answers = {
        "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
        "404": {"description": "404"},
    }
    operation: dict[str, Any] = {"summary": summary, "responses": answers}
    if parameter:
        operation["parameters"] = [
            {"name": parameter, "in": "path", "required": True, "schema": {"type": "string"}},
        ]
    return {"get": operation}
