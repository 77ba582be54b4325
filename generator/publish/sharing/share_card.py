"""What the picture says that a link to a page shows elsewhere, and how large it is."""

from dataclasses import dataclass
from pathlib import Path

from generator.publish.cover_art import CoverPlan
from generator.publish.paddies import Paddies

WIDTH, HEIGHT = 1200, 630
QUALITY = 72
"""Of JPEG, side by side not to be told from 82, which weighs a quarter more."""


@dataclass(frozen=True, slots=True)
class ShareImage:
    """What a share picture says, and what its cover is drawn from."""

    kicker: str
    title: str
    line: str
    foot: str
    plan: CoverPlan
    paddies: Paddies
    photo: Path | None
