"""A drawn cover as pixels, for share pictures: a fifth of the time a renderer for all of SVG takes.

It reads what `cover_art` writes and nothing else: rectangles, circles, and paths of straight lines. Drawn at twice the
size and brought down, so that edges are smooth.
"""

import re
from collections.abc import Iterator

from PIL import Image, ImageDraw

_ELEMENT = re.compile(r"<(rect|path|circle) ([^>]*?)/>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_TIMES = 2

Colour = tuple[int, int, int, int]
Line = list[tuple[float, float]]


def draw_pixels(svg: str, width: int, height: int) -> Image.Image:
    """Return a cover of `cover_art` as a picture of its own size."""
    picture = Image.new("RGB", (width * _TIMES, height * _TIMES))
    pen = ImageDraw.Draw(picture, "RGBA")
    for kind, written in _ELEMENT.findall(svg):
        told = dict(_ATTRIBUTE.findall(written))
        if kind == "rect":
            pen.rectangle((0, 0, width * _TIMES, height * _TIMES), fill=_colour(told, "fill"))
        elif kind == "circle":
            _circle(pen, told)
        elif told["fill"] == "none":
            for line in _lines(told["d"]):
                pen.line(line, fill=_colour(told, "stroke"), width=_TIMES)
        else:
            for line in _lines(told["d"]):
                pen.polygon(line, fill=_colour(told, "fill"))
    return picture.reduce(_TIMES)


def _circle(pen: ImageDraw.ImageDraw, told: dict[str, str]) -> None:
    x, y, radius = (float(told[name]) * _TIMES for name in ("cx", "cy", "r"))
    if told["fill"] != "none":
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_colour(told, "fill"))
        return
    wide = float(told["stroke-width"]) * _TIMES
    out = radius + wide / 2
    pen.ellipse((x - out, y - out, x + out, y + out), outline=_colour(told, "stroke"), width=max(1, round(wide)))


def _colour(told: dict[str, str], of: str) -> Colour:
    digits = told[of].removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    red, green, blue = (int(digits[at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue, round(255 * float(told.get(f"{of}-opacity", "1")))


def _lines(path: str) -> Iterator[Line]:
    """Yield the lines of a path, each a list of points."""
    for part in path.split("M")[1:]:
        points = (point.split() for point in part.rstrip("Z").split("L"))
        yield [(float(x) * _TIMES, float(y) * _TIMES) for x, y in points]
