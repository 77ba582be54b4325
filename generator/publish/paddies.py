"""The fields of a map: one cell for each of today's communes, around its centre point, and who lies next to whom.

Cells are no boundaries: a cell is what lies nearer to its centre point than to any other, drawn in a little for the
canal between neighbours. The outline is closed by points that stand for nothing, set around the outer ones.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

Point = tuple[float, float]
Polygon = Sequence[Point]

_NEIGHBOURS = 26
"""How many of the nearest points can bound a cell."""
_SURROUND = (1.15, 1.4)
"""How far from the nearest centre the outline's points stand, in mean distances between neighbours."""


@dataclass(frozen=True)
class Paddies:
    """Centre points on a plane whose unit is the mean distance between neighbours; y grows southwards.

    Their cells are found when something is drawn: a build that draws nothing does without.
    """

    centres: Mapping[str, Point]
    _fields: dict[tuple[str, float], Polygon] = field(default_factory=dict, repr=False, compare=False)

    def field_of(self, place: str, canal: float) -> Polygon:
        """Return a place's cell drawn in for the canal around it; nothing when it is too small.

        Every cover asks for the same fields again, so they are drawn in once.
        """
        known = self._fields.get((place, canal))
        if known is None:
            known = self._fields[place, canal] = _shrink(self.cells[place], canal)
        return known

    @cached_property
    def cells(self) -> Mapping[str, Polygon]:
        """What lies nearer to each centre than to all others."""
        full = _Grid([*self.centres.values(), *_surround(self.centres.values())])
        return {place: _cell(centre, full.near(centre, _NEIGHBOURS)) for place, centre in self.centres.items()}

    @cached_property
    def reaches(self) -> Mapping[str, float]:
        """How far the farthest corner of each cell is from its centre."""
        return {place: max(math.dist(self.centres[place], at) for at in cell) for place, cell in self.cells.items()}

    @cached_property
    def fingerprint(self) -> str:
        """What stands for all centres, and so for all cells."""
        return hashlib.sha256(repr(sorted(self.centres.items())).encode()).hexdigest()

    @cached_property
    def extent(self) -> tuple[float, float, float, float]:
        """West, north, east, south of all cells."""
        points = [point for cell in self.cells.values() for point in cell]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    @cached_property
    def middle(self) -> str:
        """The cell nearest to the middle of all centres."""
        count = len(self.centres)
        x, y = (sum(point[axis] for point in self.centres.values()) / count for axis in (0, 1))
        return min(self.centres, key=lambda place: (math.dist((x, y), self.centres[place]), place))

    def nearest(self, at: Point, count: int) -> list[str]:
        """Return the places whose centres lie nearest to a point, nearest first."""
        ordered = sorted(self.centres, key=lambda place: (math.dist(at, self.centres[place]), place))
        return ordered[:count]


def make_paddies(coordinates: Mapping[str, tuple[float, float]]) -> Paddies:
    """Return the fields of places given by latitude and longitude in degrees; none without places."""
    if not coordinates:
        return Paddies({})
    latitudes = [latitude for latitude, _ in coordinates.values()]
    narrowing = math.cos(math.radians((min(latitudes) + max(latitudes)) / 2))
    # two places can be given one point: a hair apart, in the order of their ids, both get a cell
    plane = {
        place: (longitude * narrowing + number * 1e-9, -latitude + number * 1e-9)
        for number, (place, (latitude, longitude)) in enumerate(sorted(coordinates.items()))
    }
    spacing = _spacing(list(plane.values()))
    west, north = min(x for x, _ in plane.values()), min(y for _, y in plane.values())
    return Paddies({place: ((x - west) / spacing, (y - north) / spacing) for place, (x, y) in plane.items()})


def _spacing(points: Sequence[Point]) -> float:
    """Return the mean distance of neighbours, from how many points lie in how large a box."""
    wide = max(x for x, _ in points) - min(x for x, _ in points)
    high = max(y for _, y in points) - min(y for _, y in points)
    span = max(wide, high)
    if len(points) < 2 or span < 1e-6:
        return 0.05  # degrees: as wide as a commune
    return math.sqrt(max(wide * high, span * span / len(points)) / len(points))


class _Grid:
    """Points by the unit square they lie in: neighbours are near by."""

    def __init__(self, points: Iterable[Point]) -> None:
        self.squares: defaultdict[tuple[int, int], list[Point]] = defaultdict(list)
        self.count = 0
        for point in points:
            self.squares[(math.floor(point[0]), math.floor(point[1]))].append(point)
            self.count += 1
        keys = list(self.squares)
        self.reach = max((max(map(abs, key)) for key in keys), default=0) * 2 + 2

    def near(self, at: Point, most: int) -> list[Point]:
        """Return the points nearest to one, itself left out, nearest first."""
        x, y = math.floor(at[0]), math.floor(at[1])
        ring, found = 0, list[Point]()
        while ring <= self.reach:
            for column in range(x - ring, x + ring + 1):
                rows = range(y - ring, y + ring + 1) if abs(column - x) == ring else {y - ring, y + ring}
                for row in rows:
                    found += self.squares.get((column, row), ())
            if (len(found) > most and ring >= 3) or len(found) >= self.count:
                break
            ring += 1
        return sorted((point for point in found if point != at), key=lambda point: math.dist(at, point))[:most]


def _surround(points: Iterable[Point]) -> list[Point]:
    """Return points around the outer ones, evenly apart: they close the outer cells in a natural line."""
    least, most = _SURROUND
    step, kept = 0.24, list[Point]()
    nearest: dict[tuple[int, int], float] = {}
    for x, y in points:
        for column in range(round((x - most) / step), round((x + most) / step) + 1):
            for row in range(round((y - most) / step), round((y + most) / step) + 1):
                away = math.hypot(column * step - x, row * step - y)
                if away < nearest.get((column, row), math.inf):
                    nearest[column, row] = away
    taken: set[tuple[int, int]] = set()
    for column, row in sorted(at for at, away in nearest.items() if least <= away <= most):
        if not any((column + i, row + j) in taken for i in (-2, -1, 0, 1, 2) for j in (-2, -1, 0, 1, 2)):
            taken.add((column, row))
            kept.append((column * step, row * step))
    return kept


def _cell(centre: Point, neighbours: Sequence[Point]) -> Polygon:
    """Return what lies nearer to a centre than to its neighbours, counter to the clock; a square without any."""
    x, y = centre
    cell: list[Point] = [(x - 2, y - 2), (x + 2, y - 2), (x + 2, y + 2), (x - 2, y + 2)]
    for u, v in neighbours:
        a, b = u - x, v - y
        cell = _clip(cell, a, b, a * (x + u) / 2 + b * (y + v) / 2)
    return cell


def _clip(polygon: Polygon, a: float, b: float, c: float) -> list[Point]:
    """Return the part of a convex polygon where ax + by ≤ c."""
    kept: list[Point] = []
    for number, here in enumerate(polygon):
        there = polygon[(number + 1) % len(polygon)]
        inside, beyond = a * here[0] + b * here[1] - c, a * there[0] + b * there[1] - c
        if inside <= 0:
            kept.append(here)
        if (inside < 0 < beyond) or (beyond < 0 < inside):
            part = inside / (inside - beyond)
            kept.append((here[0] + part * (there[0] - here[0]), here[1] + part * (there[1] - here[1])))
    return kept


def _shrink(polygon: Polygon, by: float) -> Polygon:
    """Return a convex polygon whose edges are drawn in; nothing when it is too small."""
    shrunk: list[Point] = list(polygon)
    for number, here in enumerate(polygon):
        there = polygon[(number + 1) % len(polygon)]
        length = math.dist(here, there)
        if length < 1e-9:
            continue
        a, b = (there[1] - here[1]) / length, (here[0] - there[0]) / length  # outwards
        shrunk = _clip(shrunk, a, b, a * here[0] + b * here[1] - by)
    return shrunk if len(shrunk) > 2 else ()
