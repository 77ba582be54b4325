"""The look-up of names among all rows of all decisions: one small file for one name.

A row is filed under the folded syllables of its name in alphabetical order, so that any order of
them, with or without accents, asks for the same file and finds every row of that name.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from generator.core.syllables import fnv1a_32, syllables
from generator.publish.context import SiteContext
from generator.publish.routes import page_route
from generator.records.decision import Decision, DecisionRow

ROWS_PER_PAGE = 500
"""Rows on one page of a decision."""
_ROWS_A_FILE = 128
_MOST_NAMES = 60

File = dict[str, dict[str, list[list[str]]] | dict[str, dict[str, int]]]


def part_route(decision: Decision, part: int) -> str:
    """Return the address of one part of a decision's list; the first is the decision's own page."""
    return page_route(decision) + (f"phan-{part}/" if part > 1 else "")


def row_route(decision: Decision, number: int) -> str:
    """Return the address of a row, counted from 1 as the decision prints it."""
    return f"{part_route(decision, (number - 1) // ROWS_PER_PAGE + 1)}#dong-{number}"


def name_key(name: str) -> str:
    """Return what a name is filed under: 'Đặng Văn Lâm' and 'lam dang van' are one."""
    return " ".join(sorted(folded for folded, _ in syllables(name)))


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row of one decision."""

    decision: Decision
    number: int
    row: DecisionRow


def register_rows(site: SiteContext) -> Iterator[RegisterRow]:
    """Yield every row the register shows, decision by decision."""
    for decision in site.archive.decisions.values():
        yield from shown_rows(site, decision)


def shown_rows(site: SiteContext, decision: Decision) -> Iterator[RegisterRow]:
    """Yield every row of a decision the register shows."""
    for number, row in enumerate(decision.rows, 1):
        if site.archive.is_row_shown(row):
            yield RegisterRow(decision, number, row)


def file_count(rows: int) -> int:
    """Return in how many files so many rows go: a power of two."""
    return 1 << max(0, (rows // _ROWS_A_FILE).bit_length())


def build(site: SiteContext, count: int) -> list[str]:
    """Return the files: rows by name, and by part of a name the names that hold it."""
    rows: list[dict[str, list[list[str]]]] = [{} for _ in range(count)]
    names: list[dict[str, dict[str, int]]] = [{} for _ in range(count)]
    for entry in register_rows(site):
        key = name_key(entry.row.name)
        if not key:
            continue
        rows[fnv1a_32(key) % count].setdefault(key, []).append(_shown(site, entry))
        for part in _parts(entry.row.name):
            found = names[fnv1a_32(part) % count].setdefault(part, {})
            if entry.row.name in found or len(found) < _MOST_NAMES:
                found[entry.row.name] = found.get(entry.row.name, 0) + 1
    return [
        json.dumps({"r": r, "p": p}, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        for r, p in zip(rows, names, strict=True)
    ]


def _parts(name: str) -> set[str]:
    """Return what a reader may know of a name: all but one syllable, the first or middle and the last."""
    folded = [syllable for syllable, _ in syllables(name)]
    if len(folded) < 3:
        return set()
    found = [folded[:n] + folded[n + 1 :] for n in range(len(folded))]
    found += [folded[-2:], [folded[0], folded[-1]]]
    return {" ".join(sorted(part)) for part in found}


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
