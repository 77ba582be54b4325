"""Maps drawn from the paddies: all of the place, or one commune among its neighbours."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from generator.publish.context import SiteContext
from generator.publish.cover_art import path_of
from generator.publish.cover_plan import communes_of_today
from generator.publish.paddies import Paddies, Polygon
from generator.publish.place_names import short_place_name
from generator.records.model import Model
from generator.records.reference import Locality

WIDTH = 720
LETTER = 32
"""The height of a name's letters on a map."""
_CANAL = 0.04
_MARGIN = 1.7
"""How far around the places it is about a map goes, in mean distances of neighbours."""
_FLATTEST = 0.7
"""How high a map is at least for its width, and how wide for its height."""


@dataclass(frozen=True, slots=True)
class MapField:
    """One commune on a map: its outline as the data of a path, its count of records, whether the page is its own."""

    place: Locality
    path: str
    count: int
    is_here: bool = False
    is_partly: bool = False


@dataclass(frozen=True, slots=True)
class MapLabel:
    """A name on a map: where its middle is."""

    x: int
    y: int
    name: str


@dataclass(frozen=True)
class PaddyMap:
    """A map in its own units, north up, with the outlines of what has records and what has none, each as one path.

    It is drawn with its page: until then it is known by what it is drawn from.
    """

    paddies: Paddies
    localities: Mapping[str, Locality]
    shown: Sequence[str]
    counts: Mapping[str, int]
    here: Sequence[str] = ()
    partly: Sequence[str] = ()
    """Of what was divided: it lies somewhere in these."""
    has_names: bool = False

    @property
    def fingerprint(self) -> tuple[object, ...]:
        """What decides how it is drawn, beside the names of places."""
        counted = ((place, self.counts.get(place, 0)) for place in self.shown)
        return self.paddies.fingerprint, self.has_names, *counted, *self.here, "/", *self.partly

    @property
    def width(self) -> int:
        """How wide it is in its own units."""
        return WIDTH

    @property
    def height(self) -> int:
        """How high it is."""
        return math.ceil((self._box[3] - self._box[1]) * self._scale)

    @property
    def total(self) -> int:
        """How many communes it shows."""
        return len(self.shown)

    @property
    def counted(self) -> int:
        """How many of them have records."""
        return sum(1 for place in self.shown if self.counts.get(place))

    @cached_property
    def fields(self) -> Sequence[MapField]:
        """The communes, in the order they are shown."""
        west, north, _, _ = self._box
        return [
            MapField(
                self.localities[place],
                path_of([((x - west) * self._scale, (y - north) * self._scale) for x, y in cell]),
                self.counts.get(place, 0),
                place in self.here,
                place in self.partly,
            )
            for place, cell in self._cells.items()
            if cell
        ]

    @property
    def labels(self) -> Iterator[MapLabel]:
        """Yield the names of the places it is about, each on its own field; one that would lie over another is left."""
        if not self.has_names:
            return
        taken: list[tuple[float, float, float, float]] = []
        for place in (*self.here, *(each for each in self.shown if self.counts.get(each))):
            name = short_place_name(self.localities[place].name)
            half = len(name) * LETTER * 0.29
            x, y = self.point(place)
            x = round(min(max(x, half), WIDTH - half))
            box = (x - half, y - LETTER / 2, x + half, y + LETTER / 2)
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                yield MapLabel(x, y, name)

    def outline(self, has_records: bool) -> str:
        """Return the outlines of all communes with records, or of those without, as the data of one path."""
        return "".join(field.path for field in self.fields if bool(field.count) is has_records)

    def point(self, place: str) -> tuple[int, int]:
        """Return where the centre of a commune lies on the map."""
        (x, y), (west, north, _, _) = self.paddies.centres[place], self._box
        return round((x - west) * self._scale), round((y - north) * self._scale)

    @cached_property
    def _cells(self) -> Mapping[str, Polygon]:
        return {place: self.paddies.field_of(place, _CANAL) for place in self.shown}

    @cached_property
    def _box(self) -> tuple[float, float, float, float]:
        """West, north, east, south of what is shown; of a hair's breadth where no field has room."""
        points = [point for cell in self._cells.values() for point in cell] or [(0.0, 0.0), (1.0, 1.0)]
        xs, ys = [x for x, _ in points], [y for _, y in points]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def _scale(self) -> float:
        return WIDTH / (self._box[2] - self._box[0])


def map_of_all(site: SiteContext, counts: Mapping[str, int]) -> PaddyMap | None:
    """Return the map of all communes of today; None where no centre point is known."""
    return _map(site, list(site.paddies.centres), counts)


def map_around(site: SiteContext, here: Locality, counts: Mapping[str, int], neighbours: int = 16) -> PaddyMap | None:
    """Return the map of a commune with its nearest neighbours; None where its centre point is not known."""
    paddies = site.paddies
    if here.id not in paddies.centres:
        return None
    return _map(site, paddies.nearest(paddies.centres[here.id], neighbours + 1), counts, here.id)


def map_of_spread(site: SiteContext, model: Model) -> PaddyMap | None:
    """Return the map of where a model began and who took it over; None where it is known to be nowhere else.

    A place that became several since is none of them for sure.
    """
    began = [each.locality for each in model.adopters if each.role == "origin"]
    if not began:  # then where it is done, but for those who took it over
        others = {each.locality for each in model.adopters}
        began = [each.locality for each in model.places if each.role == "act" and each.locality not in others]
    taken = [each.locality for each in model.adopters if each.role != "origin"]
    first, then = _known(site, began), _known(site, taken)
    if not (then.sure or then.partly):
        return None
    here = [place for place in first.sure if place not in then.sure]
    partly = [place for place in (*first.partly, *then.partly) if place not in (*here, *then.sure)]
    shown = _around(site.paddies, (*here, *then.sure, *partly))
    if not shown:
        return None
    counts = dict.fromkeys(then.sure, 1)
    return PaddyMap(site.paddies, site.archive.localities, shown, counts, here, partly, has_names=True)


@dataclass(frozen=True, slots=True)
class _Known:
    """Communes of today: those that are meant for sure, and those of which one or some are."""

    sure: Sequence[str]
    partly: Sequence[str]


def _known(site: SiteContext, localities: Sequence[str | None]) -> _Known:
    sure, partly = dict[str, None](), dict[str, None]()
    for locality in localities:
        now = [place for place in communes_of_today(site.archive, locality) if place in site.paddies.centres]
        (sure if len(now) == 1 else partly).update(dict.fromkeys(now))
    return _Known(list(sure), list(partly))


def _around(paddies: Paddies, places: Sequence[str]) -> list[str]:
    """Return the communes in a box around some, and their neighbours: a map shows no more than it is about."""
    known = [paddies.centres[place] for place in places if place in paddies.centres]
    if not known:
        return []
    west, east = min(x for x, _ in known) - _MARGIN, max(x for x, _ in known) + _MARGIN
    north, south = min(y for _, y in known) - _MARGIN, max(y for _, y in known) + _MARGIN
    if (short := (east - west) * _FLATTEST - (south - north)) > 0:  # neither a strip nor a tower
        north, south = north - short / 2, south + short / 2
    if (narrow := (south - north) * _FLATTEST - (east - west)) > 0:
        west, east = west - narrow / 2, east + narrow / 2
    return [place for place, (x, y) in paddies.centres.items() if west <= x <= east and north <= y <= south]


def _overlap(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def nearest_with_records(site: SiteContext, here: Locality, counts: Mapping[str, int], most: int = 3) -> list[Locality]:
    """Return the nearest other communes that have records."""
    paddies = site.paddies
    if here.id not in paddies.centres:
        return []
    centre = paddies.centres[here.id]
    found = [place for place in paddies.centres if place != here.id and counts.get(place)]
    ordered = sorted(found, key=lambda place: (math.dist(centre, paddies.centres[place]), place))
    return [site.archive.localities[place] for place in ordered[:most]]


def _map(site: SiteContext, shown: Sequence[str], counts: Mapping[str, int], *here: str) -> PaddyMap | None:
    return PaddyMap(site.paddies, site.archive.localities, shown, counts, here) if shown else None
