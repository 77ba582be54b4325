"""What each release of a publishing folder knows to be withdrawn, paused or corrected.

`takedowns.json` beside the releases: {release: {"down": [...], "corrected": [...]}}. It is no public file, for
addresses hold names. A release without a note is taken to know of nothing.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from generator.archive.archive import Archive
from generator.archive.decision_lists import is_row_shown, shows_all_rows
from generator.archive.ledger import Ledger, owner_mark
from generator.core.atomic_file import write_whole
from generator.core.text import fold
from generator.engine.project import Project
from generator.publish.routes import PREFIX, page_route

TakedownNote = Mapping[str, Collection[str]]


def takedowns(archive: Archive) -> dict[str, list[str]]:
    """Return what is down and what is corrected in an archive, each named so that somebody finds it."""
    down = {page_route(record) for record in archive.all_exemplars() if record.is_down and not record.waits}
    for decision in archive.decisions.values():
        for row in () if shows_all_rows(archive, decision) else decision.rows:
            if not is_row_shown(archive, row):
                down.add(f"{page_route(decision)} ({owner_mark(fold(row.name))})")
    corrected = {
        f"{page_route(record)} ({correction.date.short}, {owner_mark(correction.text)})"
        for record in archive.records()
        if record.collection in PREFIX
        for correction in getattr(record, "corrections", ())
    }
    return {"down": sorted(down), "corrected": sorted(corrected)}


def takedowns_waiting(project: Project, published: Ledger) -> list[str]:
    """Return the addresses that are down in the records while what was published still shows whose they are."""
    down = (page_route(record) for record in project.archive.all_exemplars() if record.is_down)
    return sorted(a for a in down if a in published.addresses and a not in published.withdrawn)


def _noted(file: Path) -> dict[str, TakedownNote]:
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def note_takedowns(file: Path, shown: str, others: Iterable[str], archive: Archive) -> list[str]:
    """Note what the release that is shown knows; return those of the others that show what is down."""
    known, noted = takedowns(archive), _noted(file)
    names = list(others)
    showing = [name for name in names if set(known["down"]) - set(noted.get(name, {}).get("down", ()))]
    kept = {name: noted[name] for name in names if name in noted and name not in showing}
    write_whole(file, json.dumps({**kept, shown: known}, ensure_ascii=False, indent=1) + "\n")
    return showing


def would_return(file: Path, later: Iterable[str], earlier: str) -> list[str]:
    """Return what the public would see again in an earlier release, of all that later ones know."""
    noted = _noted(file)
    before = noted.get(earlier, {})
    found = {
        each
        for name in later
        for kind in ("down", "corrected")
        for each in set(noted.get(name, {}).get(kind, ())) - set(before.get(kind, ()))
    }
    return sorted(found)
