"""The parts that units and localities have in what is listed elsewhere: models of others, decisions, plans."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator.archive.archive import Archive, Key
from generator.records.decision import Decision
from generator.records.model import Model
from generator.records.plan import Plan

Part = Literal["contact", "origin", "copy", "own", "row", "plan"]


@dataclass(frozen=True, slots=True)
class Involvement:
    """One part in a model, decision or plan: the office to ask, a line of the ledger, a row of the list, its plan."""

    record: Model | Decision | Plan
    role: Part


def involvements(archive: Archive) -> Mapping[Key, tuple[Involvement, ...]]:
    """Return what each unit and locality has to do with models and decisions beside what its page lists anyway."""
    found: defaultdict[Key, dict[Key, Involvement]] = defaultdict(dict)
    for model in archive.public_models:
        listed = {("units", model.unit), *(("localities", place.locality) for place in model.places)}
        lines: list[tuple[str, str | None, Part]] = [("units", each.unit, each.role) for each in model.adopters]
        lines += [("localities", each.locality, each.role) for each in model.adopters]
        if model.contact:
            lines.append(("units", model.contact.unit, "contact"))
        for collection, name, role in lines:
            if name is not None and (collection, name) not in listed:
                found[collection, name].setdefault((model.id, role), Involvement(model, role))
    for decision in archive.decisions.values():
        shown = [row for row in decision.rows if not row.withdrawn and not archive.is_unnamed(row.story)]
        named = [(key, row) for row in shown for key in (("units", row.unit_id), ("localities", row.locality))]
        for (collection, name), _ in named:
            if name is not None:
                found[collection, name].setdefault((decision.id, "row"), Involvement(decision, "row"))
    for plan in archive.plans.values():
        for key in (("units", plan.unit), ("localities", plan.locality)):
            if key[1] is not None:
                found[key[0], key[1]].setdefault((plan.id, "plan"), Involvement(plan, "plan"))
    return {key: tuple(each.values()) for key, each in found.items()}
