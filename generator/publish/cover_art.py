"""The drawn cover of a record without a photo: its own fields among its neighbours', and rings for how far it reached.

One device for covers, share pictures, maps and the logo ("paddies and ripples"). No face, no clip art, no chance: the
same record gives the same bytes; two records differ by place, field, turn, tones, rings.
"""

import hashlib
import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, repeat, takewhile

from generator.publish.paddies import Paddies, Point, Polygon

WIDTH, HEIGHT = 640, 400
GOLD = "#ffc83d"
_CANAL = 0.045
"""Half the water between two fields, in mean distances of neighbours."""
_IN_VIEW = 22
"""How many neighbours a cover shows, about."""


@dataclass(frozen=True, slots=True)
class Family:
    """The colours of a family of fields: ground, three tones, furrows, and the mark beside words."""

    ground: str
    tones: tuple[str, str, str]
    furrow: str


FAMILIES = {
    "rice": Family("#20380f", ("#3f6212", "#5b7f1d", "#7c9c33"), "#b9cf6e"),
    "orchard": Family("#0f3320", ("#1a5433", "#2c7047", "#4b9160"), "#a5d3a8"),
    "river": Family("#062b3a", ("#0b4a5f", "#13677d", "#2a869a"), "#8fd0da"),
    "guard": Family("#0a2a26", ("#0e4a41", "#16665a", "#2d8474"), "#93d6c6"),
    "health": Family("#3a0d22", ("#6b1a3c", "#8c2a50", "#ad4567"), "#f0a9bf"),
    "mercy": Family("#4a1f0a", ("#7d3a12", "#a3541f", "#c47336"), "#f3c08d"),
    "school": Family("#14244d", ("#22407c", "#33599f", "#5579bd"), "#b2c8ef"),
    "craft": Family("#33270c", ("#5f4a14", "#80671f", "#a3873a"), "#e3cf8d"),
    "office": Family("#1d1b45", ("#322f6d", "#47449a", "#6662bd"), "#b7b4f0"),
    "lotus": Family("#3b1338", ("#652360", "#87387f", "#a8599e"), "#e7b3df"),
}
_OF_MOTIF = {
    "field": "rice",
    "leaf": "orchard",
    "river": "river",
    "road": "river",
    "shield": "guard",
    "pulse": "health",
    "hands": "mercy",
    "book": "school",
    "screen": "school",
    "gear": "craft",
    "scales": "office",
    "star": "mercy",
    "lotus": "lotus",
}


def family_of_motif(motif: str) -> str:
    """Return the family of colours of a field, by its motif."""
    return _OF_MOTIF[motif]


@dataclass(frozen=True, slots=True)
class CoverPlan:
    """What a cover shows: today's communes of the record, those that took it over, how many rings; drawn by `seed`."""

    seed: str
    motif: str
    focus: tuple[str, ...] = ()
    spread: tuple[str, ...] = ()
    rings: int = 1


def _seeded(seed: str) -> Iterator[float]:
    """Yield numbers between 0 and 1 that depend on a seed alone."""
    block = seed.encode()
    while True:
        block = hashlib.sha256(block).digest()
        yield from map(_PARTS.__getitem__, block)


_PARTS = [byte / 255 for byte in range(256)]


@dataclass(slots=True)
class _View:
    """How the plane of the paddies lies in a picture: turned about a point, scaled, and moved."""

    about: Point
    scale: float
    turn: float
    at: Point
    _turned: tuple[float, float] = field(init=False)

    def __post_init__(self) -> None:
        self._turned = (math.cos(self.turn), math.sin(self.turn))

    def __call__(self, points: Iterable[Point]) -> list[Point]:
        """Return where points of the plane lie in the picture."""
        (left, top), (cosine, sine), (west, north), scale = self.at, self._turned, self.about, self.scale
        return [
            (left + (u := (x - west) * scale) * cosine - (v := (y - north) * scale) * sine, top + u * sine + v * cosine)
            for x, y in points
        ]


def draw_cover(
    paddies: Paddies, plan: CoverPlan, width: int = WIDTH, height: int = HEIGHT, at: Point | None = None
) -> str:
    """Return a cover as SVG; `at` is where its own field lies, in parts of width and height."""
    random = _seeded(plan.seed)
    family = FAMILIES[_OF_MOTIF[plan.motif]]
    focus = [place for place in plan.focus if place in paddies.centres]
    place = at or (0.66 + 0.12 * next(random), 0.34 + 0.22 * next(random))
    spot = (width * place[0], height * place[1])
    shapes = [f'<rect width="{width}" height="{height}" fill="{family.ground}"/>']
    if paddies.centres:
        view = _view(paddies, focus, width, spot, (next(random) - 0.5) * math.pi / 3.2)
        shapes += _fields(paddies, view, (width, height), family, random, frozenset(focus), frozenset(plan.spread))
    shapes += _rings(spot, width * (0.055 if len(focus) < 4 else 0.11), plan.rings)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f"{''.join(shapes)}</svg>\n"
    )


def _view(paddies: Paddies, focus: Sequence[str], width: int, spot: Point, turn: float) -> _View:
    centres = [paddies.centres[place] for place in focus or [paddies.middle]]
    about = (sum(x for x, _ in centres) / len(centres), sum(y for _, y in centres) / len(centres))
    distances = sorted(math.dist(about, centre) for centre in paddies.centres.values())
    span = max(distances[min(_IN_VIEW, len(distances) - 1)] * 1.2, 1.5)
    return _View(about, width / (2 * span), turn, spot)


def _fields(
    paddies: Paddies,
    view: _View,
    size: tuple[int, int],
    family: Family,
    random: Iterator[float],
    focus: frozenset[str],
    spread: frozenset[str],
) -> Iterator[str]:
    """Yield the cells in view: tones and furrows, in gold what is the record's, half in gold where it spread."""
    width, height = size
    tones: dict[str, list[str]] = {tone: [] for tone in family.tones}
    furrows, own, taken = list[str](), list[str](), list[str]()
    for place, (x, y) in zip(paddies.centres, view(paddies.centres.values()), strict=True):
        tone, slope = next(random), next(random)
        reach = paddies.reaches[place] * view.scale
        if not (-reach < x < width + reach and -reach < y < height + reach):
            continue
        shape = view(paddies.field_of(place, _CANAL))
        if not shape or not ((0 < x < width and 0 < y < height) or _meets(shape, width, height)):
            continue
        if place in focus:
            own.append(path_of(shape))
            continue
        if place in spread:
            taken.append(path_of(shape))
            continue
        tones[family.tones[int(tone * 2.999)]].append(path_of(shape))
        step = max(8.0, width / 52) * (1 + 0.6 * tone)
        furrows.append(_furrows(shape, view.turn + slope * math.pi, step, tone))
    for fill, paths in (*tones.items(), (f'{GOLD}" fill-opacity=".5', taken), (GOLD, own)):
        if paths:
            yield f'<path fill="{fill}" d="{"".join(paths)}"/>'
        if fill == family.tones[-1] and (lines := "".join(furrows)):
            yield f'<path fill="none" stroke="{family.furrow}" stroke-opacity=".28" d="{lines}"/>'


def _meets(shape: Polygon, width: int, height: int) -> bool:
    xs, ys = [x for x, _ in shape], [y for _, y in shape]
    return max(xs) > 0 and min(xs) < width and max(ys) > 0 and min(ys) < height


def path_of(shape: Polygon, digits: int = 0) -> str:
    """Return a polygon as the data of a path."""
    if digits:
        return "M" + "L".join(f"{_short(x, digits)} {_short(y, digits)}" for x, y in shape) + "Z"
    return "M" + "L".join([f"{round(x)} {round(y)}" for x, y in shape]) + "Z"


def _short(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return "0" if text.strip("-0.") == "" else text


def _furrows(shape: Polygon, angle: float, step: float, begin: float) -> str:
    """Return parallel lines across a convex field as the data of a path."""
    sine, cosine = -math.sin(angle), math.cos(angle)
    heights = [x * sine + y * cosine for x, y in shape]
    begin, top = min(heights) + step * (0.3 + 0.7 * begin), max(heights)
    lines = [*takewhile(top.__gt__, accumulate(repeat(step), initial=begin))]
    crossed: list[list[float]] = [[] for _ in lines]
    for (x, y), (u, v), low, high in zip(
        shape, [*shape[1:], shape[0]], heights, [*heights[1:], heights[0]], strict=True
    ):
        first, last = (low, high) if low < high else (high, low)
        for number in range(bisect_right(lines, first), bisect_right(lines, last)):
            part = (lines[number] - low) / (high - low)
            crossed[number] += (x + part * (u - x), y + part * (v - y))
    ends = [value for each in crossed if len(each) == 4 for value in each]
    return "M%.0f %.0fL%.0f %.0f" * (len(ends) // 4) % tuple(ends)


def _rings(at: Point, base: float, count: int) -> Iterator[str]:
    """Yield rings around a point, thinner and paler outwards, and the point itself."""
    x, y = at
    for number in range(1, count + 1):
        radius = base * (0.45 + 0.95 * number**1.25)
        wide, strong = 2.6 - 0.3 * number, max(0.16, 0.85 - 0.16 * number)
        yield (
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.0f}" fill="none" stroke="#fff" '
            f'stroke-width="{wide:.1f}" stroke-opacity="{strong:.2f}"/>'
        )
    yield f'<circle cx="{x:.0f}" cy="{y:.0f}" r="5" fill="#fff"/>'


def draw_mark(paddies: Paddies, size: int = 64, margin: float = 0.0) -> str:
    """Return the site's mark: the field in the middle in gold, a ring around it; `margin` keeps it off the edges."""
    spot = (size * 0.5, size * 0.5)
    shapes = [f'<rect width="{size}" height="{size}" rx="{0 if margin else size * 0.18:.1f}" fill="#06231f"/>']
    if paddies.centres:
        middle = paddies.middle
        about = paddies.centres[middle]
        nearest = paddies.nearest(about, 18)
        far = max((math.dist(about, paddies.centres[place]) for place in nearest[:7]), default=0) or 1
        view = _View(about, size * (0.38 - margin) / far, 0.3, spot)
        for place in nearest:
            shape = view(paddies.field_of(place, 0.07))
            if shape:
                colour = GOLD if place == middle else "#1d7a66"
                shapes.append(f'<path fill="{colour}" d="{path_of(shape, 1)}"/>')
    shapes.append(
        f'<circle cx="{spot[0]:.0f}" cy="{spot[1]:.0f}" r="{size * (0.30 - margin / 2):.1f}" fill="none" stroke="#fff" '
        f'stroke-width="{size / 28:.1f}"/>'
    )
    clip = f'<clipPath id="m"><rect width="{size}" height="{size}" rx="{0 if margin else size * 0.18:.1f}"/></clipPath>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}">'
        f'{clip}<g clip-path="url(#m)">{"".join(shapes)}</g></svg>\n'
    )
