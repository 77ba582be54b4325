"""The parts that units and localities have in what is listed elsewhere: models of others, decisions, plans."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from generator.archive.archive import Archive, Key
from generator.archive.decision_lists import newest_first, shown_groups
from generator.records.decision import Decision
from generator.records.model import Model
from generator.records.plan import Plan

Part = Literal["contact", "origin", "copy", "own", "row", "plan"]


@dataclass(frozen=True, slots=True)
class Involvement:
    """One part in a model, decision or plan: the office to ask, a line of the ledger, a row of the list, its plan."""

    record: Model | Decision | Plan
    role: Part


class Involvements(NamedTuple):
    """What a page shows of them, and how many decisions it leaves out."""

    shown: Sequence[Involvement] = ()
    more: int = 0


def involvements(archive: Archive, most: int) -> Mapping[Key, Involvements]:
    """Return what each unit and locality has to do with models, plans and decisions beside what its page lists anyway.

    Decisions stand last, the newest first: there may be thousands, so that of all together `most` are shown.
    """
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
    for plan in archive.plans.values():
        for key in (("units", plan.unit), ("localities", plan.locality)):
            if key[1] is not None:
                found[key[0], key[1]].setdefault((plan.id, "plan"), Involvement(plan, "plan"))
    listing = _listing(archive)
    keys = dict.fromkeys((*found, *listing))
    every = ((key, [*found.get(key, {}).values()], listing.get(key, ())) for key in keys)
    return {
        key: Involvements(
            (*some[:most], *(Involvement(decision, "row") for decision in rows[: max(0, most - len(some))])),
            max(0, len(some) + len(rows) - most),
        )
        for key, some, rows in every
    }


def _listing(archive: Archive) -> Mapping[Key, Sequence[Decision]]:
    """Return the decisions whose lists name each unit and locality, the newest first."""
    units, localities = defaultdict[str, list[Decision]](list), defaultdict[str, list[Decision]](list)
    for decision in newest_first(archive.decisions.values()):
        for group in shown_groups(archive, decision):
            for lists, ids in ((units, group.units), (localities, group.localities)):
                for held in map(lists.__getitem__, ids):
                    if not held or held[-1] is not decision:
                        held.append(decision)
    named = (("units", units), ("localities", localities))
    return {(collection, name): held for collection, lists in named for name, held in lists.items()}
