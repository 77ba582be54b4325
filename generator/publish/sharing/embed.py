"""Cards for other sites: a small page of its own for an iframe, and oEmbed, which leads to it."""

import hashlib
import json
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

from markupsafe import escape

from generator.core.escape import url_attribute
from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.facts import subject_in_words
from generator.publish.routes import EMBEDS, card_route, cover_route, page_route
from generator.publish.sharing.share_card import HEIGHT as PICTURE_HEIGHT
from generator.publish.sharing.share_card import WIDTH as PICTURE_WIDTH
from generator.publish.sharing.share_image import share_image_of_page
from generator.records.shared import Exemplar
from generator.records.story import Story

WIDTH, HEIGHT = 480, 232
_STYLE = Path(__file__).with_name("card.css")


@cache
def style_name() -> str:
    """Return the file of the cards' style, named by its content."""
    return f"the.{hashlib.sha256(_STYLE.read_bytes()).hexdigest()[:10]}.css"


def embed_route(record: Exemplar) -> str:
    """Return the address of a record's card."""
    return card_route(page_route(record))


def oembed_route(record: Exemplar) -> str:
    """Return the address of a record's oEmbed answer."""
    return f"{page_route(record)}oembed.json"


def embed_page(site: SiteContext, record: Exemplar) -> str:
    """Return the page of a card: complete HTML that needs one style and one picture of ours, no script."""
    here = embed_route(record)
    photos = site.photos(record)
    cover = f"{page_route(record)}{photos[0].of('jpeg')[0].name}" if photos else cover_route(record)
    up = "../" * (here.count("/") - 1)
    story = record if isinstance(record, Story) else None
    who = subject_in_words(story) if story else site.t(f"model_kind.{getattr(record, 'kind', '')}")
    made: str = site.templates.get_template("embed.html.j2").render(
        record=record,
        who=who[0].upper() + who[1:],
        line=site.award_line(story) if story else "",
        day=site.archive.modified_on(record) or record.published_on,
        page=site.absolute(page_route(record)),
        cover=up + cover.lstrip("/"),
        style=f"{up}{EMBEDS.lstrip('/')}{style_name()}",
    )
    return made


def embed_code(site: SiteContext, record: Exemplar) -> str:
    """Return what to paste into another page."""
    title = escape(site.titled(record))
    source = url_attribute(site.absolute(embed_route(record)))
    return (
        f'<iframe src="{source}" title="{title}" width="{WIDTH}" height="{HEIGHT}" '
        f'loading="lazy" style="border:0;max-width:100%"></iframe>'
    )


def oembed(site: SiteContext, record: Exemplar) -> str:
    """Return the oEmbed 1.0 answer for a page, of type `rich`."""
    answer = {
        "version": "1.0",
        "type": "rich",
        "title": site.titled(record),
        "author_name": site.settings.agency.short_name,
        "provider_name": site.settings.site_name,
        "provider_url": site.absolute("/"),
        "cache_age": 86400,
        "html": embed_code(site, record),
        "width": WIDTH,
        "height": HEIGHT,
        "thumbnail_url": site.absolute(share_image_of_page(site, record)),
        "thumbnail_width": PICTURE_WIDTH,
        "thumbnail_height": PICTURE_HEIGHT,
    }
    return json.dumps(answer, ensure_ascii=False) + "\n"


def style(site: SiteContext) -> Iterator[Artifact]:
    """Yield the style of the cards."""
    del site
    yield Artifact(f"{EMBEDS.lstrip('/')}{style_name()}", partial(Path.read_bytes, _STYLE))
