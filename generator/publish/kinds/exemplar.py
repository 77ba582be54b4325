"""What stories and models share in how they are published."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from generator.archive.archive import Archive
from generator.publish.context import SiteContext
from generator.publish.opendata.columns import Column, field_columns
from generator.publish.opendata.public_fields import to_public
from generator.publish.spec import Citation
from generator.records.reference import Locality
from generator.records.shared import Exemplar

PLACES = (
    Column("places", lambda _, record: [place.as_printed for place in record.places], "list"),
    Column(
        "localities", lambda _, record: [p.locality for p in record.places if p.locality], "list", refers="localities"
    ),
)
HEADS = field_columns(Exemplar, "id", "kind", "name", "title", "summary")


def citation(site: SiteContext, record: Exemplar) -> Citation:
    """Return what a story or model says for its citation."""
    return Citation(site.titled(record), record.summary)


def to_public_exemplar(_: SiteContext, record: Exemplar) -> dict[str, Any]:
    """Return a story or model as the public gets it: what a unit has not cleared for a stage stays out."""
    found: dict[str, Any] = to_public(record)
    stages = [to_public(entry) for entry in record.stages if entry.cleared]
    found |= {"stages": stages}
    if not stages:
        del found["stages"]
    return found


def named_in(site: SiteContext, record: Exemplar) -> list[str]:
    """Return the names a story or model is found by beside its own: places, unit, fields, groups, campaigns."""
    archive = site.archive
    places = [archive.localities[p.locality] for p in record.places if p.locality]
    wider = chain.from_iterable(names_around(archive, place) for place in places)
    unit = archive.units.get(record.unit or "")
    return [
        *(p.as_printed for p in record.places),
        *(p.name for p in places),
        *wider,
        *((n.name for n in unit.names) if unit else ()),
        *(archive.fields[f].name for f in record.fields),
        *(archive.groups[g].name for g in record.groups),
        *(archive.campaigns[c].short_name for c in record.campaigns),
    ]


def names_around(archive: Archive, place: Locality) -> Iterator[str]:
    """Yield the names a place is also found under: what it lies in, what it was, what it became."""
    above = archive.localities.get(place.parent or "")
    while above is not None:
        yield above.name
        above = archive.localities.get(above.parent or "")
    heirs = archive.successors.get(place.id, ())
    if len(heirs) <= 4:  # a district became many wards; its stories are not of all of them
        yield from (heir.name for heir in heirs)
    for taken in place.formed_from:
        yield archive.localities[taken.locality].name
