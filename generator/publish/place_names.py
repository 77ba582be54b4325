"""What places are called where their name alone would not do."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from generator.archive.archive import Archive
from generator.core.dates import PartialDate
from generator.records.reference import Locality


@dataclass(frozen=True, slots=True)
class Region:
    """The province or city a site is about, its name without what it is, and since when its extent is what it is."""

    locality: Locality
    name: str
    merged_on: PartialDate | None


_KINDS_OF_PLACE = ("Thành phố ", "Tỉnh ", "Thị xã ", "Thị trấn ", "Quận ", "Huyện ", "Phường ", "Xã ")


def short_place_name(name: str) -> str:
    """Return the name of a place without what it is: «Ngã Năm» of «Phường Ngã Năm»."""
    return next((name.removeprefix(word) for word in _KINDS_OF_PLACE if name.startswith(word)), name)


def region_of(archive: Archive) -> Region | None:
    """Return what lies in nothing else and still is: what the site is about; None without localities."""
    top = next((place for place in archive.localities.values() if not place.parent and not place.valid_to), None)
    if top is None:
        return None
    return Region(top, short_place_name(top.name), top.valid_from if top.formed_from else None)


class PlaceNames:
    """Names of localities as a list or a title needs them."""

    def __init__(self, archive: Archive, translate: Callable[..., str]) -> None:
        self.archive, self.translate = archive, translate
        places = archive.localities
        alone = (p for p in places.values() if not p.parent or not places[p.parent].parent)
        self.bearers = Counter(place.name for place in alone)
        """How many localities bear a name, of provinces and what lies in them, which are named alone."""

    def qualified(self, locality: Locality) -> str:
        """Return a locality with what it lies in: a ward with its district; namesakes with province or days.

        A city of before a merger, '… (đến hết ngày 30/6/2025)', is not the one of today.
        """
        parent = self.archive.localities.get(locality.parent or "")
        is_shared = self.bearers[locality.name] > 1
        if parent is not None and (parent.parent is not None or is_shared):
            return f"{locality.name}, {parent.name[0].lower()}{parent.name[1:]}"
        if is_shared and locality.valid_to is not None:
            return f"{locality.name} ({self.translate('locality.until', end=locality.valid_to.short)})"
        return locality.name
