"""What stands with a person's name in one cell: ranks and degrees before it, parentheses behind it."""

import re

from generator.core.text import fold
from generator.staff.list_import.patterns import TITLE, looks_like_a_name

SAID_OF_AWARDS = frozenset({"truy tang", "da mat", "tu tran", "liet si"})


def without_titles(name: str) -> tuple[str, list[str], list[str]]:
    """Return a person's name without ranks and degrees before it, these as one text, and what belongs into a note."""
    titles: list[str] = []
    notes: list[str] = []
    name = name.strip(" *")
    while found := TITLE.match(name):
        (notes if fold(found[1]) == "co" else titles).append(found[1].strip(" ."))
        name = name[found.end() :]
    return name, [" ".join(titles)] if titles else [], notes


def without_parentheses(name: str) -> tuple[str, list[str]]:
    """Return a person's name without parentheses behind it, and what stood in them."""
    within: list[str] = []
    while (found := re.search(r"\s*\(([^()]*)\)\s*$", name)) and looks_like_a_name(name[: found.start()]):
        within.insert(0, found[1].strip())
        name = name[: found.start()]
    return name, within
