"""How strong the evidence for a model is: what its record holds, never an opinion.

Four grades, each of which asks more than the one before. The page of replication explains them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from generator.core.text import fold
from generator.records.model import Adopter, Model
from generator.records.shared import Result


def _has_figures(model: Model) -> bool:
    return any(result.source for result in model.results)


def _is_compared(model: Model) -> bool:
    return any(result.source and result.before for result in model.results)


def _is_told_by_several(model: Model) -> bool:
    """Tell whether more than one publisher gives its figures: who only tells of it does not count."""
    cited = {result.source for result in model.results if result.source}
    return len({source.publisher for source in model.sources if source.id in cited}) > 1


def _works_elsewhere(model: Model) -> bool:
    """Tell whether somebody who copied it elsewhere tells a result, in figures or in words, with a source."""
    return any(
        (adopter.results or adopter.result) and adopter.source and _is_elsewhere(model, adopter)
        for adopter in model.copies
    )


def _is_elsewhere(model: Model, adopter: Adopter) -> bool:
    """Tell whether who copied a model is another unit, or in another place, than where it began."""
    began = [each for each in model.adopters if each.role == "origin"]
    places = {each.locality for each in began} or {place.locality for place in model.places if place.role == "act"}
    units = {each.unit for each in began} | {model.unit}
    if adopter.unit or adopter.locality:
        return (adopter.unit or None) not in {None, *units} or adopter.locality not in {None, *places}
    return adopter.place is not None and adopter.place not in {each.place for each in began}


SIGNS: Mapping[str, Callable[[Model], bool]] = {
    "figures": _has_figures,
    "before_after": _is_compared,
    "several_sources": _is_told_by_several,
    "verified": lambda model: model.verified is not None,
    "copied": lambda model: bool(model.copies),
    "works_elsewhere": _works_elsewhere,
}
"""What counts as evidence, each by whether a model's record holds it."""

HIGHEST = 4


def signs(model: Model) -> tuple[str, ...]:
    """Return which of SIGNS a model's record holds."""
    return tuple(name for name, holds in SIGNS.items() if holds(model))


def grade(model: Model) -> int:
    """Return the grade of a model's evidence, 1 to 4.

    1: it is told. 2: a figure with its source. 3: a figure before and after, or figures of more than one publisher.
    4: all of that, and a result where it was copied.
    """
    found = set(signs(model))
    if "figures" not in found:
        return 1
    if not found & {"before_after", "several_sources"}:
        return 2
    return HIGHEST if "works_elsewhere" in found else 3


@dataclass(frozen=True, slots=True)
class ComparedResult:
    """One indicator: the value where the model began, then of each copy that tells results, "" where it is not told."""

    indicator: str
    unit: str
    values: Sequence[str]


def compared_results(model: Model) -> list[ComparedResult]:
    """Return the results of a model beside those of its copies; none where no copy tells any in figures."""
    told = [[*adopter.results] for adopter in model.copies if adopter.results]
    if not told:
        return []
    columns = [{fold(result.indicator): result for result in column} for column in (model.results, *told)]
    first = {key: result for column in reversed(columns) for key, result in column.items()}
    order = dict.fromkeys(key for column in columns for key in column)
    return [
        ComparedResult(first[key].indicator, first[key].unit or "", [_value(column.get(key)) for column in columns])
        for key in order
    ]


def _value(result: Result | None) -> str:
    if result is None:
        return ""
    return f"{result.before} → {result.after}" if result.before else result.after
