"""Which records belong beside one another, and why. Stated, deterministic, and shown to readers."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, repeat
from operator import sub

from generator.archive.archive import Archive
from generator.records.shared import Exemplar
from generator.records.story import Story

WINDOW = 12
"""Of each tie, how many records are looked at: those next to a record in time, the older ones first.

A new story then changes what stands beside its neighbours only, however many share its field.
"""

_SUMMED, _BITS = 8, 72
"""Bytes of a digest that are summed, and bits that hold the sum of as many as a window has."""


@dataclass(frozen=True, slots=True)
class Related:
    """A related record and the strongest reason: `reason` names the tie, `of` what both share."""

    record: Exemplar
    reason: str
    of: str


class RelatedIndex:
    """The ties among the stories and models of an archive."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive

    def related(self, record: Exemplar, most: int = 3) -> list[Related]:
        """Return the records nearest to one: model before campaign, field, place, then the nearest in time."""
        weights: dict[int, int] = {}
        best: dict[int, tuple[Exemplar, str, str]] = {}
        linked = {id(record)}
        if isinstance(record, Story):  # its page leads to these anyway
            linked |= {id(self.archive.models[model]) for model in record.models if model in self.archive.models}
        for weight, reason, shared, tied in self._links(record):
            for other in self._neighbours(record, tied):
                key = id(other)
                if key in weights:
                    weights[key] += weight
                elif key not in linked:
                    weights[key], best[key] = weight, (other, reason, shared)
        ranked = sorted(weights, key=weights.__getitem__, reverse=True)  # of the same weight the one met first
        return [Related(*best[key]) for key in ranked[:most]]

    def _links(self, record: Exemplar) -> Iterator[tuple[int, str, str, Sequence[Exemplar]]]:
        archive = self.archive
        models = record.models if isinstance(record, Story) else (record.id,)
        for model in models:
            known = archive.models.get(model)
            if known is not None and not known.is_down:
                yield 16, "model", known.name, archive.by_model.get(model, ())
        for campaign in record.campaigns:
            yield 8, "campaign", archive.campaigns[campaign].short_name, archive.by_campaign.get(campaign, ())
        for field in record.fields[:1]:
            yield 4, "field", archive.fields[field].name, archive.by_field.get(field, ())
        for group in record.groups:
            yield 3, "group", archive.groups[group].name, archive.by_group.get(group, ())
        for place in record.places:
            if place.locality:
                name = archive.localities[place.locality].name
                yield 3, "place", name, archive.by_locality.get(place.locality, ())

    def _neighbours(self, record: Exemplar, tied: Sequence[Exemplar]) -> Sequence[Exemplar]:
        """Return the records after one in a list, and before it if too few come after; without itself."""
        ranks = self.archive.rank_by_identity
        at = bisect_left(tied, ranks[id(record)], key=lambda other: ranks[id(other)])
        if at == len(tied) or tied[at] is not record:
            return tied[:WINDOW]  # a model is none of the stories that stand for it
        after = tied[at + 1 : at + 1 + WINDOW]
        before = tied[max(0, at - (WINDOW - len(after))) : at]
        return [*after, *reversed(before)]

    @cached_property
    def fingerprints(self) -> Mapping[int, int]:
        """For each public record, by its identity, what stands for all that `related` may choose from.

        Of each tie it is the sum of the digests of those near, itself among them – in which order they stand, each of
        them says itself –, one after the other in the bits of a number.
        """
        archive = self.archive
        known, shown = archive.digest_by_identity, [*map(id, archive.public_exemplars())]
        digests = {key: int.from_bytes(known[key][:_SUMMED], "big") for key in shown}
        found = dict.fromkeys(digests, 1)
        every = (archive.by_model, archive.by_campaign, archive.by_field, archive.by_group, archive.by_locality)
        for index in every:
            for tied in index.values():
                keys = [*map(id, tied)]
                for key, near in zip(keys, _sums_of_windows([*map(digests.__getitem__, keys)]), strict=True):
                    found[key] = found[key] << _BITS | near
        for model in archive.public_models:
            tied = archive.by_model.get(model.id, ())[:WINDOW]
            found[id(model)] = found[id(model)] << _BITS | sum(digests[id(record)] for record in tied)
        return found


def _sums_of_windows(digests: Sequence[int]) -> Iterator[int]:
    """Yield, for each place of a list, the sum of the WINDOW after it and itself, or of as many at the end."""
    sums = [0, *accumulate(digests)]
    yield from map(sub, sums[1 + WINDOW :], sums)
    rest = sums[-1] - sums[max(0, len(digests) - 1 - WINDOW)]
    yield from repeat(rest, min(len(digests), WINDOW))
