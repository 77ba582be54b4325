"""A drawn cover for a record without a photo: the motif of its field, varied by its id.

No face, no clip art, no chance: the same id gives the same bytes. 640 × 360.
"""

import hashlib
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 360


@dataclass(frozen=True, slots=True)
class Palette:
    """Four colours of a motif: ground, two middle tones, light."""

    ground: str
    middle: str
    soft: str
    light: str


class _SeededRandom:
    """A stream of numbers between bounds that depends on the id alone."""

    def __init__(self, seed: str) -> None:
        self.block, self.at = hashlib.sha256(seed.encode()).digest(), 0

    def uniform(self, low: float, high: float) -> float:
        if self.at == len(self.block):
            self.block, self.at = hashlib.sha256(self.block).digest(), 0
        value = self.block[self.at] / 255
        self.at += 1
        return low + (high - low) * value


_Draw = Callable[[_SeededRandom, Palette], Iterator[str]]

_RIVER = Palette("#0e3f53", "#1f6f86", "#4fa3ac", "#f2c58b")
_FIELD = Palette("#2f4a1c", "#5d7d2c", "#97ad4a", "#f4d47c")
_WARM = Palette("#5a2436", "#8d3f53", "#c0737c", "#f6d9a8")
_NIGHT = Palette("#232c48", "#3f4f7c", "#7483ad", "#eacb85")
_TEAL = Palette("#0b4145", "#1f7473", "#62aaa0", "#f3d8bf")
_EARTH = Palette("#4a3216", "#83602a", "#bd9550", "#f6e3b4")
_JADE = Palette("#0b3d31", "#1f6b53", "#5fa183", "#eec46c")


def cover(record_id: str, motif: str) -> str:
    """Return the SVG cover of a record for the motif of its field."""
    draw, palettes = _MOTIFS[motif]
    rng = _SeededRandom(record_id)
    palette = palettes[int(rng.uniform(0, len(palettes) - 0.01))]
    shapes = "".join([_rect(0, 0, WIDTH, HEIGHT, palette.ground), *draw(rng, palette)])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}">{shapes}</svg>\n'
    )


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _rect(x: float, y: float, w: float, h: float, fill: str, extra: str = "") -> str:
    return f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(w)}" height="{_n(h)}" fill="{fill}"{extra}/>'


def _circle(x: float, y: float, r: float, fill: str, extra: str = "") -> str:
    return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(r)}" fill="{fill}"{extra}/>'


def _path(d: str, stroke: str, width: float = 3, extra: str = "") -> str:
    return (
        f'<path d="{d}" fill="none" stroke="{stroke}" stroke-width="{_n(width)}" '
        f'stroke-linecap="round" stroke-linejoin="round"{extra}/>'
    )


def _sun(rng: _SeededRandom, palette: Palette) -> str:
    return _circle(rng.uniform(110, 530), rng.uniform(70, 130), rng.uniform(34, 56), palette.light)


def _wave(rng: _SeededRandom, top: float, height: float, fill: str, opacity: float) -> str:
    phase, turns = rng.uniform(0, 6.28), rng.uniform(0.7, 1.6)
    points = (f"L{x} {_n(top + height * math.sin(phase + turns * 6.28 * x / WIDTH))}" for x in range(0, WIDTH + 1, 40))
    return f'<path d="M0 {HEIGHT}{"".join(points)}L{WIDTH} {HEIGHT}Z" fill="{fill}" opacity="{_n(opacity)}"/>'


def _river(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    yield _sun(rng, p)
    for step in range(5):
        yield _wave(rng, 160 + 42 * step, rng.uniform(8, 20), p.middle if step % 2 else p.soft, 0.35 + 0.1 * step)
    for _ in range(6):
        x, y, w = rng.uniform(20, 560), rng.uniform(215, 340), rng.uniform(30, 80)
        yield _path(f"M{_n(x)} {_n(y)}q{_n(w / 2)} -9 {_n(w)} 0", p.light, 2, ' opacity="0.6"')


def _field(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    yield _sun(rng, p)
    horizon, vanishing = rng.uniform(150, 180), rng.uniform(200, 440)
    yield _rect(0, horizon, WIDTH, HEIGHT - horizon, p.middle)
    for k in range(-12, 13):
        foot = vanishing + k * rng.uniform(58, 66)
        fill = p.soft if k % 2 else p.middle
        yield (
            f'<path d="M{_n(vanishing + k * 7)} {_n(horizon)}L{_n(foot)} {HEIGHT}L{_n(foot + 34)} '
            f'{HEIGHT}L{_n(vanishing + k * 7 + 4)} {_n(horizon)}Z" fill="{fill}"/>'
        )
    ridge = "".join(f"L{x} {_n(horizon - rng.uniform(4, 26))}" for x in range(0, WIDTH + 1, 32))
    yield f'<path d="M0 {_n(horizon)}{ridge}L{WIDTH} {_n(horizon)}Z" fill="{p.soft}" opacity="0.7"/>'


def _book(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    for row in range(3):
        x, base = rng.uniform(-20, 20), 118 + row * 112
        while x < WIDTH:
            w, h = rng.uniform(16, 38), rng.uniform(52, 92)
            shade = (p.middle, p.soft, p.light)[int(rng.uniform(0, 2.99))]
            yield _rect(x, base - h, w, h, shade, ' rx="2"')
            x += w + 4
        yield _rect(0, base, WIDTH, 6, p.light, ' opacity="0.5"')


def _pulse(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    for _ in range(7):
        yield _circle(rng.uniform(0, WIDTH), rng.uniform(0, HEIGHT), rng.uniform(40, 120), p.middle, ' opacity="0.45"')
    y, beat = rng.uniform(165, 205), rng.uniform(170, 330)
    high, low = rng.uniform(70, 110), rng.uniform(50, 80)
    yield _path(
        f"M0 {_n(y)}H{_n(beat)}l18 -22l16 22h26l20 {_n(high)}l34 -{_n(high + low)}l26 {_n(low)}h30l16 -18l18 18H640",
        p.light,
        6,
    )


def _leaf(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    for k in range(22):
        x, y, size = rng.uniform(-10, 620), rng.uniform(-10, 350), rng.uniform(34, 92)
        turn, fill = rng.uniform(0, 360), (p.middle, p.soft, p.middle, p.light)[k % 4]
        yield (
            f'<path transform="translate({_n(x)} {_n(y)}) rotate({_n(turn)})" d="M0 0Q{_n(size / 2)} '
            f'-{_n(size / 2)} {_n(size)} 0Q{_n(size / 2)} {_n(size / 2)} 0 0Z" fill="{fill}" opacity="0.8"/>'
        )


def _shield(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    centre, top = rng.uniform(240, 400), rng.uniform(58, 78)
    for k in range(6, 0, -1):
        w, fill = 34 * k, (p.middle, p.soft)[k % 2]
        yield (
            f'<path d="M{_n(centre)} {_n(top + 110 - w)}l{_n(w)} {_n(w * 0.35)}v{_n(w * 0.7)}q0 {_n(w * 0.8)} '
            f'-{w} {_n(w * 1.15)}q-{w} -{_n(w * 0.35)} -{w} -{_n(w * 1.15)}v-{_n(w * 0.7)}Z" fill="{fill}" '
            f'opacity="{_n(0.9 - 0.1 * k)}"/>'
        )
    yield _circle(centre, top + 128, 15, p.light)


def _hands(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    for k in range(9):
        x, y, r = rng.uniform(20, 620), rng.uniform(30, 330), rng.uniform(40, 105)
        yield _circle(x, y, r, (p.middle, p.soft, p.light)[k % 3], f' opacity="{_n(0.3 + 0.05 * k)}"')
    x, y = rng.uniform(220, 420), rng.uniform(160, 200)
    yield (
        f'<path transform="translate({_n(x)} {_n(y)})" d="M0 70C-120 -10 -70 -95 0 -45C70 -95 120 -10 0 70Z" '
        f'fill="{p.light}"/>'
    )


def _road(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    yield _sun(rng, p)
    top, bend = rng.uniform(150, 180), rng.uniform(-160, 160)
    end = 320 + bend
    yield _rect(0, top, WIDTH, HEIGHT - top, p.middle)
    road = (
        f"M{_n(end - 8)} {_n(top)}C{_n(end - 40)} {_n(top + 60)} {_n(320 - bend)} {_n(top + 60)} 150 {HEIGHT}"
        f"H490C{_n(420 - bend)} {_n(top + 70)} {_n(end + 30)} {_n(top + 60)} {_n(end + 8)} {_n(top)}Z"
    )
    yield f'<path d="{road}" fill="{p.soft}"/>'
    yield _path(
        f"M{_n(end)} {_n(top)}C{_n(end)} {_n(top + 60)} {_n(370 - bend)} {_n(top + 70)} 320 {HEIGHT}",
        p.light,
        5,
        ' stroke-dasharray="4 18"',
    )
    arch = rng.uniform(90, 150)
    yield _path(f"M0 {_n(top)}Q{_n(arch)} {_n(top - 60)} {_n(arch * 2)} {_n(top)}", p.soft, 7)


def _gear(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    for k, (x, y) in enumerate(((170, 130), (330, 210), (500, 120), (80, 300), (470, 310))):
        r, turn = rng.uniform(42, 84), rng.uniform(0, 40)
        fill = (p.middle, p.light, p.soft)[k % 3]
        teeth = "".join(_rect(-8, -r - 13, 16, 26, fill, f' transform="rotate({a})"') for a in range(0, 360, 40))
        yield (
            f'<g transform="translate({_n(x + rng.uniform(-20, 20))} {y}) rotate({_n(turn)})">{teeth}'
            f"{_circle(0, 0, r, fill)}{_circle(0, 0, r * 0.42, p.ground)}</g>"
        )


def _screen(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    for row in range(7):
        for column in range(12):
            if rng.uniform(0, 1) > 0.42:
                fill = (p.middle, p.soft, p.middle, p.light)[int(rng.uniform(0, 3.99))]
                yield _rect(column * 54 + 4, row * 54 + 4, 44, 44, fill, ' rx="9"')


def _scales(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    for k in range(12):
        w = rng.uniform(120, 420)
        yield _rect(rng.uniform(0, 220), 24 + k * 27, w, 14, p.middle if k % 3 else p.soft, ' rx="7"')
    x, y = rng.uniform(430, 520), rng.uniform(120, 220)
    yield _circle(x, y, 74, p.light)
    yield _path(f"M{_n(x - 32)} {_n(y + 2)}l22 24l44 -50", p.ground, 12)


def _lotus(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    x, y, reach = rng.uniform(240, 400), rng.uniform(250, 290), rng.uniform(150, 190)
    for k, angle in enumerate((-78, 78, -52, 52, -26, 26, 0)):
        fill = (p.middle, p.middle, p.soft, p.soft, p.soft, p.soft, p.light)[k]
        yield (
            f'<path transform="translate({_n(x)} {_n(y)}) rotate({angle})" d="M0 0Q-{_n(reach * 0.42)} '
            f'-{_n(reach * 0.5)} 0 -{_n(reach)}Q{_n(reach * 0.42)} -{_n(reach * 0.5)} 0 0Z" fill="{fill}" '
            f'opacity="0.9"/>'
        )
    for k in range(3):
        yield _path(f"M{_n(60 + 90 * k)} {_n(y + 26 + 20 * k)}H{_n(580 - 70 * k)}", p.soft, 4, ' opacity="0.6"')


def _star(rng: _SeededRandom, p: Palette) -> Iterator[str]:
    x, y = rng.uniform(200, 440), rng.uniform(140, 210)
    for k in range(18):
        angle = k * 20 + rng.uniform(-3, 3)
        yield (
            f'<path transform="translate({_n(x)} {_n(y)}) rotate({_n(angle)})" d="M0 0L-26 -560H26Z" '
            f'fill="{p.middle}" opacity="{0.7 if k % 2 else 0.25}"/>'
        )
    points = " ".join(
        f"{_n(x + r * math.sin(math.radians(a)))},{_n(y - r * math.cos(math.radians(a)))}"
        for a, r in ((a, 92 if a % 72 == 0 else 38) for a in range(0, 360, 36))
    )
    yield f'<polygon points="{points}" fill="{p.light}"/>'


_MOTIFS: dict[str, tuple[_Draw, tuple[Palette, ...]]] = {
    "field": (_field, (_FIELD, _EARTH, _JADE)),
    "river": (_river, (_RIVER, _TEAL, _NIGHT)),
    "shield": (_shield, (_NIGHT, _RIVER, _JADE)),
    "book": (_book, (_WARM, _EARTH, _NIGHT)),
    "pulse": (_pulse, (_TEAL, _RIVER, _WARM)),
    "leaf": (_leaf, (_JADE, _FIELD, _TEAL)),
    "star": (_star, (_WARM, _EARTH, _NIGHT)),
    "gear": (_gear, (_EARTH, _TEAL, _NIGHT)),
    "road": (_road, (_JADE, _RIVER, _EARTH)),
    "hands": (_hands, (_WARM, _TEAL, _EARTH)),
    "screen": (_screen, (_NIGHT, _TEAL, _JADE)),
    "scales": (_scales, (_TEAL, _NIGHT, _JADE)),
    "lotus": (_lotus, (_WARM, _JADE, _RIVER)),
}
