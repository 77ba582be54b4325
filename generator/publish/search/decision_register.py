"""The look-up of names among all rows of all decisions: one small file for one name.

A row is filed under the folded syllables of its name in alphabetical order, so that any order of
them, with or without accents, asks for the same file and finds every row of that name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any

from generator.archive.decision_lists import is_row_shown, shown_groups, shown_row_count
from generator.publish.context import SiteContext
from generator.publish.routes import page_route
from generator.publish.search.name_index import NameIndex
from generator.records.decision import Decision, DecisionRow

ROWS_PER_PAGE = 500
"""Rows on one page of a decision."""


def part_route(decision: Decision, part: int) -> str:
    """Return the address of one part of a decision's list; the first is the decision's own page."""
    return page_route(decision) + (f"phan-{part}/" if part > 1 else "")


def row_route(decision: Decision, number: int) -> str:
    """Return the address of a row, counted from 1 as the decision prints it."""
    return f"{part_route(decision, (number - 1) // ROWS_PER_PAGE + 1)}#dong-{number}"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row of one decision."""

    decision: Decision
    number: int
    row: DecisionRow


def shown_rows(site: SiteContext, decision: Decision) -> Iterator[RegisterRow]:
    """Yield every row of a decision the register shows."""
    for number, row in enumerate(decision.rows, 1):
        if is_row_shown(site.archive, row):
            yield RegisterRow(decision, number, row)


def register_size(site: SiteContext) -> int:
    """Return how many rows the register shows."""
    return sum(shown_row_count(site.archive, decision) for decision in site.archive.decisions.values())


def name_index(site: SiteContext, count: int) -> NameIndex:
    """Return the rows of all decisions by name, in so many files."""
    archive = site.archive
    stamp = f"{site.tool_version} {archive.reference_digest.hex()}"
    file = site.cache_dir / "names.sqlite" if site.cache_dir else None
    digests = {name: _digest(site, decision) for name, decision in archive.decisions.items() if decision.row_groups}
    return NameIndex(digests, partial(_rows_of, site), count, stamp, file)


def _digest(site: SiteContext, decision: Decision) -> bytes:
    """Return a digest of all the look-up shows of a decision: itself, whom it names, and who of them is public."""
    archive = site.archive
    named = [group.story for group in shown_groups(archive, decision) if group.story]
    told = " ".join(f"{story} {story in archive.public_ids}" for story in named)
    return blake2b(archive.closure_digests[("decisions", decision.id)] + told.encode(), digest_size=16).digest()


def _rows_of(site: SiteContext, name: str) -> list[list[Any]]:
    decision = site.archive.decisions[name]
    return [[entry.number, *_shown(site, entry)] for entry in shown_rows(site, decision)]


def _shown(site: SiteContext, entry: RegisterRow) -> list[str]:
    """Return name, kind, unit, award, decision, year, the row's address, and its story's."""
    row, decision = entry.row, entry.decision
    code = row.award or decision.award
    story = site.archive.stories.get(row.story or "")
    return [
        row.name,
        row.kind,
        row.unit or "",
        site.archive.awards[code].name if code else "",
        decision.number,
        str(decision.date.year) if decision.date else "",
        row_route(decision, entry.number),
        page_route(story) if story is not None and story.id in site.archive.public_ids else "",
    ]
