"""The picture a link to a page shows elsewhere: 1200 × 630, name, award, field, and the page's cover.

Drawn with the site's own fonts, kept by content: the same words and cover, the same bytes.
"""

import hashlib
from collections.abc import Iterator
from functools import partial
from itertools import chain
from pathlib import Path

from generator.core.atomic_file import write_whole
from generator.core.store import add_checksum, remove, strip_checksum
from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.cover_plan import cover_plan
from generator.publish.routes import SITE_PICTURE, page_route, record_group
from generator.publish.sharing.share_card import HEIGHT, QUALITY, WIDTH, ShareImage
from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.shared import Exemplar
from generator.records.story import Story

NAME = "chia-se.jpg"


def share_image_of(site: SiteContext, record: Exemplar | Campaign) -> ShareImage:
    """Return what the share picture of a story, model or campaign says."""
    foot = site.settings.site_name
    if isinstance(record, Campaign):
        return ShareImage(
            site.t("card.campaign"),
            record.name,
            record.period_as_printed,
            foot,
            cover_plan(site.archive, record),
            site.paddies,
            None,
        )
    field = site.archive.fields[record.fields[0]]
    kind = f"kind.{record.kind}" if isinstance(record, Story) else f"model_kind.{getattr(record, 'kind', '')}"
    line = site.award_line(record) if isinstance(record, Story) else record.name
    photos = site.photos(record)
    photo = photos[0].of("jpeg")[-1].file if photos else None
    kicker = f"{site.t(kind)} · {field.name}"
    return ShareImage(kicker, site.titled(record), line, foot, cover_plan(site.archive, record), site.paddies, photo)


def cached_image(card: ShareImage, folder: Path | None) -> bytes:
    """Return the picture, from the folder of those drawn before if it is there."""
    from generator.publish.sharing.share_drawing import render_image  # Pillow is loaded by who draws

    if folder is None:
        return render_image(card)
    photo = card.photo.name if card.photo else ""
    words = (card.kicker, card.title, card.line, card.foot, card.plan, card.paddies.fingerprint, photo)
    drawn = (WIDTH, HEIGHT, QUALITY, DRAWING_VERSION)
    key = hashlib.sha256(repr((words, drawn)).encode()).hexdigest()
    file = folder / key[:2] / key
    before = strip_checksum(file.read_bytes()) if file.is_file() else None
    if before is not None:
        return before
    made = render_image(card)
    remove(file)
    write_whole(file, add_checksum(made))
    return made


DRAWING_VERSION = "3"
"""Part of every key: raised when the drawing changes."""


def share_image_route(record: Record) -> str:
    """Return the address of a record's share picture."""
    return f"{page_route(record)}{NAME}"


def share_image_of_page(site: SiteContext, record: Record) -> str:
    """Return the address of the picture links to a record's page show: its own, or the site's."""
    has_one = isinstance(record, Exemplar | Campaign) and site.settings.share_pictures
    return share_image_route(record) if has_one else SITE_PICTURE


def share_images(site: SiteContext) -> Iterator[Artifact]:
    """Yield the share picture of every model and campaign that is shown; a story has it with its page."""
    records: Iterator[Exemplar | Campaign] = chain(site.archive.public_models, site.archive.campaigns.values())
    return (artifact for record in records for artifact in share_image_artifact(site, record))


def share_image_artifact(site: SiteContext, record: Exemplar | Campaign) -> Iterator[Artifact]:
    """Yield the share picture of a record, if there are any on this site."""
    if site.settings.share_pictures:
        card, folder = share_image_of(site, record), site.cache_dir / "cards" if site.cache_dir else None
        origin = site.archive.origin(record).path
        path, group = share_image_route(record).lstrip("/"), record_group(record)
        yield Artifact(path, partial(cached_image, card, folder), origin, group=group)
