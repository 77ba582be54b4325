"""Prints which part of the mutants the tests killed, from what mutmut wrote."""

import json
from pathlib import Path

STATS = Path("mutants") / "mutmut-cicd-stats.json"


def killed(stats: dict[str, int]) -> float:
    """Return killed mutants (a time-out counts) of all that were tried."""
    dead = stats.get("killed", 0) + stats.get("timeout", 0) + stats.get("segfault", 0)
    tried = dead + stats.get("survived", 0) + stats.get("no_tests", 0) + stats.get("suspicious", 0)
    return dead / tried if tried else 0.0


if __name__ == "__main__":
    print(f"{killed(json.loads(STATS.read_text('utf-8'))):.2f}")
