"""What a unit must have to copy a model: which answers of «my unit has …» are enough."""

from generator.records.fields import fields_of
from generator.records.model import Model, Needs

WAYS: dict[str, tuple[str, ...]] = {name: spec.choices for name, spec in fields_of(Needs).items()}
"""What is asked, and how much of it there can be, the least first, as the record declares it."""


def enough(model: Model) -> dict[str, tuple[str, ...]]:
    """Return what a unit may have so that it is enough, by what is asked; nothing where no source tells."""
    found = {}
    for name, bands in WAYS.items():
        needed = getattr(model.needs, name) if model.needs else None
        if needed:
            found[name] = bands[bands.index(needed) :]
    return found
