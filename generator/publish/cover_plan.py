"""What the cover of a record is drawn from, and the figure that stands over it."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.archive.archive import Archive
from generator.publish.cover_art import CoverPlan, family_of_motif
from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.model import Model
from generator.records.shared import Exemplar, Result

_CAMPAIGN_MOTIF = "star"
_LONGEST_FIGURE = 14
"""Letters a figure can have and still stand large over a cover."""
_SHORTEST_LABEL = 6
_LONGEST_LABEL = 48
_OWN_ROLES = ("act", "workplace", "residence")
"""Which place of a record is its own, best first; where it was awarded says little of it."""


@dataclass(frozen=True, slots=True)
class CoverFigure:
    """The large words over a cover, and what they count."""

    figure: str
    label: str


def cover_plan(archive: Archive, record: Exemplar | Campaign) -> CoverPlan:
    """Return what a record's cover shows: its communes of today, those that took it over, a ring more each stage."""
    if isinstance(record, Campaign):
        motif = archive.fields[record.fields[0]].motif if record.fields else _CAMPAIGN_MOTIF
        return CoverPlan(record.id, motif, rings=3)
    spread: set[str] = set()
    if isinstance(record, Model):
        spread = {now for adopter in record.adopters for now in communes_of_today(archive, adopter.locality)}
    focus = tuple(_focus(archive, record))
    reached = {entry.stage for entry in record.stages if entry.cleared}
    motif = archive.fields[record.fields[0]].motif
    return CoverPlan(record.id, motif, focus, tuple(sorted(spread - set(focus))), 1 + min(len(reached), 3))


def _focus(archive: Archive, record: Exemplar) -> Iterator[str]:
    """Yield the communes of today in which a record's own place lies."""
    for role in _OWN_ROLES:
        named = [place.locality for place in record.places if place.role == role]
        found = [now for locality in named for now in communes_of_today(archive, locality)]
        if found:
            yield from dict.fromkeys(found)
            return


def communes_of_today(archive: Archive, locality: str | None) -> Iterator[str]:
    """Yield the communes a locality is today: itself, or all it became; nothing for a whole province or city."""
    place = archive.localities.get(locality or "")
    if place is None:
        return
    for now in (place,) if place.valid_to is None else archive.successors.get(place.id, ()):
        if now.parent:
            yield now.id


def family_of(archive: Archive, record: Record) -> str:
    """Return the family of colours of a record's first field."""
    fields = getattr(record, "fields", ())
    return family_of_motif(archive.fields[fields[0]].motif if fields else _CAMPAIGN_MOTIF)


def cover_figure(record: Exemplar) -> CoverFigure | None:
    """Return the first result short enough to stand large; a day or year alone is none."""
    for result in record.results:
        figure = f"{result.after} {result.unit}" if result.unit else result.after
        if (
            len(figure) <= _LONGEST_FIGURE
            and len(result.indicator) <= _LONGEST_LABEL
            and any(letter.isdigit() for letter in figure)
        ):
            return CoverFigure(figure, _label(result))
    return None


class CoverFigures:
    """The figures over the covers of a site's records, each looked for once.

    Lists show a story a dozen times, and its results are not held with what lists tell of it.
    """

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], CoverFigure | None] = {}

    def of(self, record: Exemplar) -> CoverFigure | None:
        """Return what `cover_figure` returns."""
        key = (record.collection, record.id)
        if key not in self._found:
            self._found[key] = cover_figure(record)
        return self._found[key]


def _label(result: Result) -> str:
    """Return what a figure counts, without what stands beside it already: of «Số hộ thành viên», «Thành viên»."""
    again = f"số {result.unit} " if result.unit else ""
    rest = result.indicator[len(again) :]
    if not again or not result.indicator.lower().startswith(again) or len(rest) < _SHORTEST_LABEL:
        return result.indicator
    return f"{rest[0].upper()}{rest[1:]}"
