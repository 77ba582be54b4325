"""How much of what somebody needs in order to copy a model its record tells."""

from collections.abc import Sequence

from generator.records.model import Model

ASKED = (
    "problem",
    "conditions",
    "steps",
    "costs",
    "roles",
    "results",
    "limits",
    "lessons",
    "adopters",
    "contact",
)
"""What a model page answers, in its order."""


def unanswered(model: Model) -> Sequence[str]:
    """Return which of the ten things no source has told yet."""
    return [name for name in ASKED if not getattr(model, "copies" if name == "adopters" else name)]


def answered_count(model: Model) -> int:
    """Return how many of the ten things are told."""
    return len(ASKED) - len(unanswered(model))
