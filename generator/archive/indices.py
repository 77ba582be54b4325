"""What leads from a term, a place, a decision to its stories and models, and from a place to others.

The former is found in one walk: there may be a hundred thousand stories, and fetching a record from memory takes
longer than what is done with it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from generator.records.reference import Locality
from generator.records.shared import Exemplar
from generator.records.story import Story, is_standing

E = TypeVar("E", bound=Exemplar)
Lists = Mapping[str, tuple[E, ...]]


@dataclass(frozen=True, slots=True)
class ExemplarIndices:
    """Stories and models by what they have, each list in the order in which they were given, each of them once."""

    by_clause: Lists[Exemplar]
    """Those that answer each clause, by its reference."""
    by_field: Lists[Exemplar]
    by_group: Lists[Exemplar]
    by_campaign: Lists[Exemplar]
    by_stage: Lists[Exemplar]
    """Those with a cleared entry at each stage."""
    by_unit: Lists[Exemplar]
    by_locality: Lists[Exemplar]
    """Those whose places name each locality itself."""
    by_award: Lists[Story]
    """Those that hold each award, where the award still counts."""
    by_level: Lists[Story]
    """Those with an award, that still counts, of each issuer level."""
    by_decision: Lists[Story]
    """Those with an award given by each decision."""
    by_model: Lists[Story]
    """Those that stand for each model."""


def index_exemplars(records: Iterable[Exemplar]) -> ExemplarIndices:
    """Return public stories and models by what they have."""
    clauses, terms, groups, campaigns, stages, units, places = (
        defaultdict[str, list[Exemplar]](list) for _ in range(7)
    )
    awards, levels, decisions, models = (defaultdict[str, list[Story]](list) for _ in range(4))
    for record in records:
        _add(clauses, record.clauses, record)
        _add(terms, record.fields, record)
        _add(groups, record.groups, record)
        _add(campaigns, record.campaigns, record)
        _add(stages, [entry.stage for entry in record.stages if entry.cleared], record)
        _add(places, [place.locality for place in record.places], record)
        if record.unit:
            units[record.unit].append(record)
        if isinstance(record, Story):
            _add(models, record.models, record)
            _add(decisions, [award.decision for award in record.awards], record)
            standing = [award for award in record.awards if is_standing(award)]
            _add(awards, [award.award for award in standing], record)
            _add(levels, [award.level for award in standing], record)
    return ExemplarIndices(
        by_clause=_frozen(clauses),
        by_field=_frozen(terms),
        by_group=_frozen(groups),
        by_campaign=_frozen(campaigns),
        by_stage=_frozen(stages),
        by_unit=_frozen(units),
        by_locality=_frozen(places),
        by_award=_frozen(awards),
        by_level=_frozen(levels),
        by_decision=_frozen(decisions),
        by_model=_frozen(models),
    )


def _add(index: defaultdict[str, list[E]], keys: Iterable[str | None], record: E) -> None:
    """Put a record under each of its keys, once: all keys of a record come one after another."""
    for key in keys:
        if key:
            held = index[key]
            if not held or held[-1] is not record:
                held.append(record)


def _frozen(index: Mapping[str, list[E]]) -> dict[str, tuple[E, ...]]:
    return {key: tuple(found) for key, found in index.items()}


def places_by(pairs: Iterable[tuple[str | None, Locality]]) -> dict[str, tuple[Locality, ...]]:
    """Return localities by key, each under a key once."""
    found: defaultdict[str, dict[str, Locality]] = defaultdict(dict)
    for key, place in pairs:
        if key:
            found[key][place.id] = place
    return {key: tuple(places.values()) for key, places in found.items()}
