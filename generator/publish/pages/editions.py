"""The pages of every edition in another language (`publish.edition`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from generator.publish.artifact import Artifact
from generator.publish.citing.work import work_of
from generator.publish.context import SiteContext
from generator.publish.edition import Edition, alternates_of
from generator.publish.opendata.database import NAME as DATABASE
from generator.publish.opendata.description import CATALOGUE, PACKAGE
from generator.publish.opendata.tables import TABLES, file_of
from generator.publish.paddy_map import map_of_all
from generator.publish.page_head import HeadMetadata
from generator.publish.pages.awards import GROUPS
from generator.publish.routes import (
    API_INDEX,
    DATA,
    DATA_DICTIONARY,
    EDITION_PAGES,
    OPENAPI,
    edition_route,
    feed_route,
    page_route,
    translation_route,
)
from generator.publish.sharing.share_image import share_image_of_page
from generator.publish.structured_data import citation_values, head_metadata
from generator.records.base import Term
from generator.records.shared import Exemplar

_GLOSSARY = ("levels", "award_kinds", "stages", "fields", "groups")
"""Lists of terms a reader of an edition meets, besides awards."""
_FORMATS = (
    ("database", f"{DATA}{DATABASE}"),
    ("interface", API_INDEX),
    ("openapi", OPENAPI),
    ("package", f"{DATA}{PACKAGE}"),
    ("catalogue", f"{DATA}{CATALOGUE}"),
    ("dictionary", DATA_DICTIONARY),
)
_SHOWN_ON_HOME = 6


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term: its name as the site has it and in the edition, what it is, and its page; "" for what is not there."""

    original: str
    name: str
    note: str
    address: str


def editions(site: SiteContext) -> Iterator[Artifact]:
    """Yield the pages of every edition that `editions` in mkdocs.yml names."""
    for code in site.settings.editions:
        edition = Edition.of(code)
        translated: dict[str, list[Any]] = {
            "stories": [record for record in site.archive.public_stories if edition.translated(record)],
            "models": [record for record in site.archive.public_models if edition.translated(record)],
        }
        yield _home(site, edition, translated)
        for collection, records in translated.items():
            yield _page(site, edition, collection, records=records)
            for record in records:
                yield _record(site, edition, record)
        yield from _notices(site, edition)
        yield _figures(site, edition)
        yield _page(site, edition, "awards", sections=_awards(site, edition), terms=_terms(site, edition))
        yield _page(site, edition, "press", feed_route=feed_route)
        yield _page(site, edition, "data", tables=[(table.name, file_of(table)) for table in TABLES], formats=_FORMATS)
        yield _page(site, edition, "about")


def _page(site: SiteContext, edition: Edition, page: str, **context: Any) -> Artifact:
    """Return one page of an edition: its words are under the name of the page, its template in `edition/`."""
    own = EDITION_PAGES[page][1]
    return site.page(
        edition_route(edition.code, page),
        f"edition/{page}.md.j2",
        edition.say(f"{page}.title", place=site.place_name),
        edition.say(f"{page}.lead", place=site.place_name, licence=site.settings.licence),
        language=edition.code,
        alternates=alternates_of(site.settings, own),
        original=own,
        **(_spoken(edition) | context),
    )


def _spoken(edition: Edition) -> dict[str, Any]:
    """Return what every template of an edition is handed."""
    return {
        "edition": edition,
        "edition_route": partial(edition_route, edition.code),
        "translation_route": partial(translation_route, edition.code),
    }


def _home(site: SiteContext, edition: Edition, translated: dict[str, list[Any]]) -> Artifact:
    archive = site.archive
    return _page(
        site,
        edition,
        "home",
        map=map_of_all(site, {place.id: len(archive.in_area(place)) for place in archive.localities.values()}),
        mission=archive.documents.get(site.settings.mission_document or ""),
        stories=translated["stories"][:_SHOWN_ON_HOME],
        models=translated["models"][:_SHOWN_ON_HOME],
        counts={
            "stories": len(translated["stories"]),
            "all_stories": len(archive.public_stories),
            "models": len(translated["models"]),
            "all_models": len(archive.public_models),
        },
    )


def _record(site: SiteContext, edition: Edition, record: Exemplar) -> Artifact:
    said = edition.translated(record)
    return site.page(
        translation_route(edition.code, record),
        "edition/story.md.j2" if record.collection == "stories" else "edition/model.md.j2",
        said.title,
        said.summary,
        origin=site.archive.origin(record).path,
        updated=said.translated_on,
        about=partial(_about, site, edition, record),
        group=page_route(record),
        language=edition.code,
        alternates=alternates_of(site.settings, page_route(record), record),
        original=page_route(record),
        record=record,
        said=said,
        full_address=site.absolute(translation_route(edition.code, record)),
        **_spoken(edition),
    )


def _about(site: SiteContext, edition: Edition, record: Exemplar) -> HeadMetadata:
    """Return what a translated page says of itself: what its record's own page does, as a translation of that."""
    said, here = edition.translated(record), site.absolute(translation_route(edition.code, record))
    original, *subjects = head_metadata(site, record).nodes
    article = {name: value for name, value in original.items() if name in _SAME_IN_EVERY_LANGUAGE} | {
        "@id": f"{here}#{record.collection}",
        "url": here,
        "mainEntityOfPage": {"@id": here},
        "name": said.title,
        "headline": said.title,
        "description": said.summary,
        "inLanguage": edition.code,
        "datePublished": said.translated_on.iso,
        "dateModified": said.translated_on.iso,
        "translationOfWork": {"@type": "CreativeWork", "url": original["url"], "name": record.title},
    }
    if record.collection == "models":
        article["learningResourceType"] = edition.say(f"kind.{record.kind}")
    work = replace(
        work_of(site, record),
        title=said.title,
        summary=said.summary,
        issued=said.translated_on,
        published=said.translated_on,
        updated=None,
        genre=edition.say(f"record.genre.{record.collection}"),
        url=here,
        language=edition.code,
    )
    picture = share_image_of_page(site, record)
    return HeadMetadata([article, *subjects], citation_values(site, work), picture=picture, picture_words=said.title)


_SAME_IN_EVERY_LANGUAGE = frozenset(
    {"@type", "about", "author", "citation", "image", "isAccessibleForFree", "license", "publisher"}
)


def _notices(site: SiteContext, edition: Edition) -> Iterator[Artifact]:
    """Yield the notice of what was taken down: without a word of what was there."""
    down = [r for r in (*site.archive.stories.values(), *site.archive.models.values()) if r.is_down]
    for record in down:
        address = translation_route(edition.code, record)
        if address in site.ledger.addresses:
            yield site.page(
                address,
                "edition/notice.md.j2",
                edition.say("notice.title"),
                edition.say("notice.text"),
                origin=site.archive.origin(record).path,
                is_listed=False,
                language=edition.code,
                original=page_route(record),
                **_spoken(edition),
            )


def _figures(site: SiteContext, edition: Edition) -> Artifact:
    archive = site.archive
    figures = [each for each in archive.statistics.values() if edition.translated(each) and each.value is not None]
    groups = {group: [each for each in figures if each.group == group] for group in ("awards", "movement", "plan")}
    sections = [(edition.say(f"figures.group.{group}"), found) for group, found in groups.items() if found]
    counts = {
        "stories": len(archive.public_stories),
        "models": len(archive.public_models),
        "decisions": len(archive.decisions),
        "campaigns": len(archive.campaigns),
    }
    return _page(site, edition, "figures", sections=sections, counts=counts, as_of=archive.as_of)


def _awards(site: SiteContext, edition: Edition) -> list[tuple[str, list[GlossaryEntry]]]:
    found = tuple(site.archive.awards.values())
    sections = [(group, _entries(edition, [a for a in found if a.group == group], True)) for group in GROUPS]
    return [(edition.say(f"awards.group.{group}"), entries) for group, entries in sections if entries]


def _terms(site: SiteContext, edition: Edition) -> list[tuple[str, list[GlossaryEntry]]]:
    found: list[tuple[str, tuple[Any, ...]]] = [
        (name, tuple(site.archive.collection(name).values())) for name in _GLOSSARY
    ]
    sections = [(name, _entries(edition, terms, name in {"stages", "fields", "groups"})) for name, terms in found]
    return [(edition.say(f"awards.list.{name}"), entries) for name, entries in sections if entries]


def _entries(edition: Edition, terms: Sequence[Term], have_pages: bool) -> list[GlossaryEntry]:
    """Return what is called something in the edition's language."""
    found = ((term, edition.translated(term)) for term in terms)
    return [
        GlossaryEntry(term.name, said.name, said.note or "", page_route(term) if have_pages else "")
        for term, said in found
        if said
    ]
