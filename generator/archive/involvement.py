"""The parts that units and localities have in models of others: whom to ask, where it began, who took it over."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator.archive.archive import Archive, Key
from generator.records.model import Model

Part = Literal["contact", "origin", "copy"]


@dataclass(frozen=True, slots=True)
class Involvement:
    """One part in one model; `contact` is the office to ask, the others are lines of the replication ledger."""

    model: Model
    role: Part


def involvements(archive: Archive) -> Mapping[Key, tuple[Involvement, ...]]:
    """Return what each unit and locality has to do with public models beside those its page lists anyway."""
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
    return {key: tuple(each.values()) for key, each in found.items()}
