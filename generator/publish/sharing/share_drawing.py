"""How the picture is drawn that a link to a page shows elsewhere: words on the left, photo or cover on the right."""

import io

from PIL import Image, ImageDraw

from generator.publish.cover_art import draw_cover
from generator.publish.sharing.cover_pixels import draw_pixels
from generator.publish.sharing.share_card import HEIGHT, QUALITY, WIDTH, ShareImage
from generator.publish.sharing.typesetting import Colour, sans, serif

_ART = 452
_LEFT, _RIGHT = 64, WIDTH - _ART - 48
_PAPER: Colour = (255, 255, 255)
_INK: Colour = (15, 31, 27)
_GREEN: Colour = (10, 97, 79)
_SOFT: Colour = (74, 90, 84)
_GOLD: Colour = (176, 16, 42)


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
    picture.save(out, "JPEG", quality=QUALITY, subsampling=2, optimize=False)
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
