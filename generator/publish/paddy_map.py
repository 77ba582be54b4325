"""Maps drawn from the paddies: all of the place, or one commune among its neighbours."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.publish.context import SiteContext
from generator.publish.cover_art import path_of
from generator.publish.cover_plan import cover_plan
from generator.publish.paddies import Paddies
from generator.records.model import Model
from generator.records.reference import Locality

WIDTH = 720
_CANAL = 0.04


@dataclass(frozen=True, slots=True)
class MapField:
    """One commune on a map: its outline as the data of a path, its count of records, whether the page is its own."""

    place: Locality
    path: str
    count: int
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class PaddyMap:
    """A map in its own units, north up, with the outlines of what has records and what has none, each as one path."""

    width: int
    height: int
    fields: Sequence[MapField]

    @property
    def counted(self) -> int:
        """How many communes have records."""
        return sum(1 for field in self.fields if field.count)

    def outline(self, has_records: bool) -> str:
        """Return the outlines of all communes with records, or of those without, as the data of one path."""
        return "".join(field.path for field in self.fields if bool(field.count) is has_records)


def map_of_all(site: SiteContext, counts: Mapping[str, int]) -> PaddyMap | None:
    """Return the map of all communes of today; None where no centre point is known."""
    return _map(site, site.paddies, list(site.paddies.cells), counts)


def map_around(site: SiteContext, here: Locality, counts: Mapping[str, int], neighbours: int = 16) -> PaddyMap | None:
    """Return the map of a commune with its nearest neighbours; None where its centre point is not known."""
    paddies = site.paddies
    if here.id not in paddies.cells:
        return None
    shown = paddies.nearest(paddies.centres[here.id], neighbours + 1)
    return _map(site, paddies, shown, counts, here.id)


def map_of_spread(site: SiteContext, model: Model) -> PaddyMap | None:
    """Return the map of where a model began and who took it over; None where it is known to be nowhere else."""
    plan = cover_plan(site.archive, model)
    if not plan.spread or not plan.focus:
        return None
    paddies = site.paddies
    return _map(site, paddies, list(paddies.cells), dict.fromkeys(plan.spread, 1), *plan.focus)


def nearest_with_records(site: SiteContext, here: Locality, counts: Mapping[str, int], most: int = 3) -> list[Locality]:
    """Return the nearest other communes that have records."""
    paddies = site.paddies
    if here.id not in paddies.cells:
        return []
    centre = paddies.centres[here.id]
    found = [place for place in paddies.centres if place != here.id and counts.get(place)]
    ordered = sorted(found, key=lambda place: (math.dist(centre, paddies.centres[place]), place))
    return [site.archive.localities[place] for place in ordered[:most]]


def _map(
    site: SiteContext, paddies: Paddies, shown: Iterable[str], counts: Mapping[str, int], *here: str
) -> PaddyMap | None:
    """Return the map of some communes; None where none has room for a field."""
    cells = {place: paddies.field_of(place, _CANAL) for place in shown}
    points = [point for cell in cells.values() for point in cell]
    if not points:
        return None
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    north, south = min(y for _, y in points), max(y for _, y in points)
    scale = WIDTH / (east - west)
    fields = [
        MapField(
            site.archive.localities[place],
            path_of([((x - west) * scale, (y - north) * scale) for x, y in cell]),
            counts.get(place, 0),
            place in here,
        )
        for place, cell in cells.items()
        if cell
    ]
    return PaddyMap(WIDTH, math.ceil((south - north) * scale), fields)
