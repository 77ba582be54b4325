"""The picture a link to a page shows elsewhere: 1200 × 630, name, award, field, and the page's cover.

Drawn with the site's own fonts, kept by content: the same words and cover, the same bytes.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from PIL import Image, ImageDraw

from generator.core.atomic_file import write_whole
from generator.core.store import add_checksum, remove, strip_checksum
from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.cover_art import CoverPlan, draw_cover
from generator.publish.cover_plan import cover_plan
from generator.publish.paddies import Paddies
from generator.publish.routes import SITE_PICTURE, page_route
from generator.publish.sharing.cover_pixels import draw_pixels
from generator.publish.sharing.typesetting import Colour, sans, serif
from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.shared import Exemplar
from generator.records.story import Story

WIDTH, HEIGHT = 1200, 630
NAME = "chia-se.jpg"
_ART = 452
_LEFT, _RIGHT = 64, WIDTH - _ART - 48
_PAPER: Colour = (255, 255, 255)
_INK: Colour = (15, 31, 27)
_GREEN: Colour = (10, 97, 79)
_SOFT: Colour = (74, 90, 84)
_GOLD: Colour = (176, 16, 42)
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class ShareImage:
    """What a share picture says, and what its cover is drawn from."""

    kicker: str
    title: str
    line: str
    foot: str
    plan: CoverPlan
    paddies: Paddies
    photo: Path | None


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


def render_image(card: ShareImage) -> bytes:
    """Return the picture as JPEG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    picture.paste(_art(card), (WIDTH - _ART, 0))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 14, HEIGHT), fill=_GREEN)
    collection = _RIGHT - _LEFT
    small = sans(26, 600)
    for line in small.wrap(card.kicker, collection, 1):
        small.write(pen, (_LEFT, 92), line, _GREEN)
    y = _title(pen, card.title, collection)
    if card.line:
        words = sans(28)
        pen.ellipse((_LEFT, y + 13, _LEFT + 18, y + 31), fill=_GOLD)
        for number, line in enumerate(words.wrap(card.line, collection - 34, 2)):
            words.write(pen, (_LEFT + 34, y + 32 + 38 * number), line, _SOFT)
    foot = sans(26, 600)
    pen.line((_LEFT, HEIGHT - 92, _RIGHT, HEIGHT - 92), fill=(211, 220, 215), width=2)
    for line in foot.wrap(card.foot, collection, 1):
        foot.write(pen, (_LEFT, HEIGHT - 46), line, _GREEN)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY, subsampling=2, optimize=False)
    return out.getvalue()


def _title(pen: ImageDraw.ImageDraw, title: str, collection: int) -> int:
    """Write the title as large as its length allows; return where it ends."""
    for size, most in ((60, 3), (52, 4), (44, 5)):
        face = serif(size)
        lines = face.wrap(title, collection, most)
        if size == 44 or not any(line.endswith("…") for line in lines):
            break
    y = 110
    for line in lines:
        y += round(size * 1.22)
        face.write(pen, (_LEFT, y), line, _INK)
    return y + 26


def _art(card: ShareImage) -> Image.Image:
    """Return the photo cut to the column, or the drawn cover."""
    if card.photo is not None:
        with Image.open(card.photo) as photo:
            scale = max(_ART / photo.width, HEIGHT / photo.height)
            photo.draft("RGB", (round(photo.width * scale), round(photo.height * scale)))
            scale = max(_ART / photo.width, HEIGHT / photo.height)
            sized = photo.convert("RGB").resize((round(photo.width * scale) + 1, round(photo.height * scale) + 1))
        left, top = (sized.width - _ART) // 2, (sized.height - HEIGHT) // 3
        return sized.crop((left, top, left + _ART, top + HEIGHT))
    return draw_pixels(draw_cover(card.paddies, card.plan, _ART, HEIGHT, (0.5, 0.5)), _ART, HEIGHT)


def cached_image(card: ShareImage, folder: Path | None) -> bytes:
    """Return the picture, from the folder of those drawn before if it is there."""
    if folder is None:
        return render_image(card)
    photo = card.photo.name if card.photo else ""
    words = (card.kicker, card.title, card.line, card.foot, card.plan, card.paddies.fingerprint, photo)
    drawn = (WIDTH, HEIGHT, _QUALITY, DRAWING_VERSION)
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
        path, group = share_image_route(record).lstrip("/"), page_route(record)
        yield Artifact(path, partial(cached_image, card, folder), origin, group=group)
