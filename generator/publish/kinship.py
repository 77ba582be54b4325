"""Which records belong beside one another, and why. Stated, deterministic, and shown to readers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.archive import Archive
from generator.records.shared import Exemplary
from generator.records.story import Story

CANDIDATES = 40


@dataclass(frozen=True, slots=True)
class Kin:
    """A related record and the strongest reason: `reason` names the tie, `of` what both share."""

    record: Exemplary
    reason: str
    of: str


def kin(archive: Archive, record: Exemplary, most: int = 3) -> list[Kin]:
    """Return the records nearest to one: model before campaign, field, place, then the newest.

    Of each tie only the newest CANDIDATES are looked at, so the work does not grow with the archive.
    """
    weights: dict[tuple[str, str], int] = {}
    best: dict[tuple[str, str], Kin] = {}
    order: dict[tuple[str, str], int] = {}
    linked = {(record.room, record.id)}
    if isinstance(record, Story):  # its page leads to these anyway
        linked |= {("models", model) for model in record.models}
    for weight, tie in _ties(archive, record):
        key = (tie.record.room, tie.record.id)
        if key in linked:
            continue
        weights[key] = weights.get(key, 0) + weight
        order.setdefault(key, len(order))
        best.setdefault(key, tie)
    ranked = sorted(best, key=lambda key: (-weights[key], order[key], key))
    return [best[key] for key in ranked[:most]]


def _ties(archive: Archive, record: Exemplary) -> Iterator[tuple[int, Kin]]:
    models = record.models if isinstance(record, Story) else (record.id,)
    for model in models:
        name = archive.models[model].name if model in archive.models else ""
        yield from _of(16, "model", name, archive.by_model.get(model, ()))
    for campaign in record.campaigns:
        name = archive.campaigns[campaign].short_name
        yield from _of(8, "campaign", name, archive.by_campaign.get(campaign, ()))
    for field in record.fields[:1]:
        yield from _of(4, "field", archive.fields[field].name, archive.by_field.get(field, ()))
    for group in record.groups:
        yield from _of(3, "group", archive.groups[group].name, archive.by_group.get(group, ()))
    for place in record.places:
        if place.locality:
            name = archive.localities[place.locality].name
            yield from _of(3, "place", name, archive.by_locality.get(place.locality, ()))


def _of(weight: int, reason: str, shared: str, found: Sequence[Exemplary]) -> Iterator[tuple[int, Kin]]:
    for other in found[:CANDIDATES]:
        yield weight, Kin(other, reason, shared)
