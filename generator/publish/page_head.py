"""The head of a page beyond title and description: what machines read of it.

JSON-LD as one graph, the picture of a link, other forms of the page, and what reference managers
look for. A maker hands in what its record adds; the trail that leads to the page comes from its body.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from generator.config.settings import Settings
from generator.core.escape import json_script
from generator.publish.routes import (
    CALENDAR,
    CORRECTIONS,
    PREFIX,
    SEARCH,
    SITE_PICTURE,
    STORIES,
    feed_route,
    relative_url,
)
from generator.records.kinds import kind_of

MAIN_FEED = STORIES
PICTURE_SIZE = (1200, 630)

_LONGEST_TITLE = 65

Breadcrumbs = Sequence[tuple[str, str]]
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """Another form of a page: its media type, address and name."""

    type: str
    address: str
    title: str


@dataclass(frozen=True, slots=True)
class HeadMetadata:
    """What a record adds to the head of its page: nodes of the graph, named values, other forms, its picture.

    `properties` are those of the Open Graph protocol.
    """

    nodes: Sequence[Node] = ()
    values: Sequence[tuple[str, str]] = ()
    links: Sequence[Link] = ()
    picture: str = SITE_PICTURE
    picture_words: str = ""
    properties: Sequence[tuple[str, str]] = ()


def no_metadata() -> HeadMetadata:
    """Return what a page without a record of its own adds."""
    return HeadMetadata()


@dataclass(frozen=True, slots=True)
class PageLocation:
    """Where a page stands: its address, name, what its record is, the trail that leads to it, and its language."""

    address: str
    title: str
    description: str
    collection: str
    record_id: str
    trail: Breadcrumbs
    language: str
    home: str = "/"
    """Where its trail begins: the home page, or that of an edition."""


def window_title(title: str, site_name: str) -> str:
    """Return what a tab, a bookmark and a search engine show: with the site's name where there is room for it.

    Search engines cut at about 65 letters; a longer title ends at a word of its own.
    """
    if len(title) + len(site_name) + 3 <= _LONGEST_TITLE:
        return f"{title} · {site_name}"
    if len(title) <= _LONGEST_TITLE:
        return title
    return f"{title[: _LONGEST_TITLE - 1].rsplit(' ', 1)[0].rstrip(' ,;:-–(')}…"


def graph(settings: Settings, place: PageLocation, about: HeadMetadata) -> Node:
    """Return the JSON-LD of a page: the page, the way to it, who publishes it, and what it is about."""
    url = _absolute(settings, place.address)
    page: Node = {
        "@type": "WebPage" if about.nodes else "CollectionPage",
        "@id": url,
        "url": url,
        "name": place.title,
        "description": place.description,
        "inLanguage": place.language,
        "isPartOf": {"@id": _absolute(settings, "/#website")},
        "publisher": {"@id": publisher_id(settings)},
    }
    nodes = [page, website(settings), publisher(settings)]
    if place.address != place.home:
        page["breadcrumb"] = {"@id": f"{url}#breadcrumb"}
        nodes.append(_breadcrumbs(settings, place, url))
    if about.nodes:
        page["mainEntity"] = {"@id": about.nodes[0]["@id"]}
    return {"@context": "https://schema.org", "@graph": [*nodes, *about.nodes]}


def _absolute(settings: Settings, address: str) -> str:
    return f"{settings.site_url.rstrip('/')}{address}"


def publisher_id(settings: Settings) -> str:
    """Return the name by which a graph speaks of the agency."""
    return _absolute(settings, "/#publisher")


def publisher(settings: Settings) -> Node:
    """Return the agency that answers for the site."""
    return {
        "@type": "GovernmentOrganization" if settings.agency.is_government else "Organization",
        "@id": publisher_id(settings),
        "name": settings.agency.name,
        "alternateName": settings.agency.short_name,
        "url": _absolute(settings, "/"),
    }


def website(settings: Settings) -> Node:
    """Return the site itself, with its search."""
    return {
        "@type": "WebSite",
        "@id": _absolute(settings, "/#website"),
        "url": _absolute(settings, "/"),
        "name": settings.site_name,
        "inLanguage": settings.language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": _absolute(settings, f"{SEARCH}?q={{search_term_string}}"),
            "query-input": "required name=search_term_string",
        },
    }


def _breadcrumbs(settings: Settings, place: PageLocation, url: str) -> Node:
    steps = [(settings.site_name, place.home), *place.trail, (place.title, place.address)]
    return {
        "@type": "BreadcrumbList",
        "@id": f"{url}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": _absolute(settings, address)}
            for number, (name, address) in enumerate(steps, 1)
        ],
    }


def feeds_of(place: PageLocation, is_fed: Callable[[str, str], bool]) -> Iterator[str]:
    """Yield the addresses whose feeds belong to a page."""
    if place.collection and kind_of(place.collection).has_feed and is_fed(place.collection, place.record_id):
        yield f"{PREFIX[place.collection]}{place.record_id}/"
    elif place.address in {"/", MAIN_FEED}:
        yield MAIN_FEED
    elif place.address in {CORRECTIONS, PREFIX["consultations"]}:
        yield place.address


def head(
    settings: Settings,
    place: PageLocation,
    about: HeadMetadata,
    fed: Sequence[str] = (),
    alternates: Sequence[tuple[str, str]] = (),
) -> Markup:
    """Return the elements for a page's head, escaped, in one line; `alternates` is the page in every language."""
    wide, high = PICTURE_SIZE
    picture = _absolute(settings, about.picture)
    named = [
        ("og:image", picture),
        ("og:image:width", str(wide)),
        ("og:image:height", str(high)),
        ("og:image:alt", about.picture_words or place.title),
    ]
    named += about.properties
    parts = [f'<meta property="{name}" content="{escape(value)}">' for name, value in named]
    parts.append('<meta name="twitter:card" content="summary_large_image">')
    parts += [f'<meta name="{name}" content="{escape(value)}">' for name, value in about.values]
    links = [*about.links]
    if place.address == PREFIX["campaigns"]:
        links.append(Link("text/calendar", CALENDAR, place.title))
    for address in fed:
        links.append(Link("application/atom+xml", feed_route(address, "xml"), place.title))
        links.append(Link("application/feed+json", feed_route(address, "json"), place.title))
    for code, address in (*alternates, *(("x-default", there) for _, there in alternates[:1])):
        parts.append(f'<link rel="alternate" hreflang="{code}" href="{escape(_absolute(settings, address))}">')
    for link in links:
        there = escape(relative_url(place.address, link.address))
        parts.append(f'<link rel="alternate" type="{link.type}" title="{escape(link.title)}" href="{there}">')
    written = json_script(graph(settings, place, about))
    parts.append(f'<script type="application/ld+json">{written}</script>')
    return Markup("".join(parts))
