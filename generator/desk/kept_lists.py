"""Lists that were dropped on the desk, with what was chosen of each: they outlive the machine going off."""

import hashlib
import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator.core.atomic_file import write_whole
from generator.core.problem import UsageError
from generator.engine.project import CACHE
from generator.staff.list_import.choices import Choices, RowPlace
from generator.staff.list_import.readers import ENDINGS, MOST_BYTES, Sheet, read_tables

_FOLDER = Path("desk") / "lists"
_CHOICES = "choices.json"
_MOST = 20
"""So many lists are kept; beyond that the one untouched longest goes."""


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list for a decision: what its file was called, what was chosen, and what somebody looked at and accepted."""

    id: str
    decision: str
    name: str
    choices: Choices = field(default_factory=Choices)
    accepted: tuple[str, ...] = ()


class KeptLists:
    """The lists of one project."""

    def __init__(self, root: Path) -> None:
        self.folder = root / CACHE / _FOLDER
        self._sheets: dict[str, list[Sheet]] = {}

    def add(self, decision: str, name: str, content: bytes) -> KeptList:
        """Keep a list that was dropped; UsageError if it is of no kind that is read, or too large."""
        ending = Path(name).suffix.lower()
        if ending not in ENDINGS:
            raise UsageError("list-kind", path=name, known=", ".join(ENDINGS))
        if len(content) > MOST_BYTES:
            raise UsageError("list-too-large", path=name, limit=MOST_BYTES // 2**20)
        mark = hashlib.blake2b(decision.encode() + b"\0" + content, digest_size=10).hexdigest()
        if (kept := self.get(mark)) is not None:
            return kept  # the same file again: what was chosen of it stays
        made = KeptList(mark, decision, name)
        folder = self.folder / made.id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"list{ending}").write_bytes(content)
        self.sheets(made)  # says so if it cannot be read
        self.save(made)
        for old in sorted(self.folder.iterdir(), key=lambda each: each.stat().st_mtime)[:-_MOST]:
            shutil.rmtree(old, ignore_errors=True)
        return made

    def sheets(self, kept: KeptList) -> list[Sheet]:
        """Return what a list's file holds, read once."""
        if kept.id not in self._sheets:
            ending = Path(kept.name).suffix.lower()
            try:
                self._sheets = {kept.id: read_tables(self.folder / kept.id / f"list{ending}")}
            except UsageError as fault:
                raise UsageError(fault.key, **{**fault.values, "path": kept.name}) from None
        return self._sheets[kept.id]

    def get(self, list_id: str) -> KeptList | None:
        """Return a list; None if none of that id is kept."""
        if not re.fullmatch(r"[0-9a-f]{20}", list_id):
            return None
        try:
            told = json.loads((self.folder / list_id / _CHOICES).read_text("utf-8"))
            return KeptList(list_id, told["decision"], told["name"], _choices(told["choices"]), tuple(told["accepted"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, kept: KeptList) -> None:
        """Keep what was chosen."""
        file = self.folder / kept.id / _CHOICES
        told = {"decision": kept.decision, "name": kept.name, "accepted": kept.accepted, "choices": _told(kept.choices)}
        write_whole(file, json.dumps(told, ensure_ascii=False))

    def drop(self, kept: KeptList) -> None:
        """Forget a list: it was written, or nobody wants it."""
        shutil.rmtree(self.folder / kept.id, ignore_errors=True)
        self._sheets.pop(kept.id, None)


def _told(choices: Choices) -> dict[str, Any]:
    return {
        "roles": choices.roles,
        "convert": choices.convert,
        "hidden": choices.hidden,
        "rows": [[place, told] for place, told in choices.rows.items()],
        "awards": choices.awards,
        "stories": [[place, story] for place, story in choices.stories.items()],
    }


def _choices(told: Mapping[str, Any]) -> Choices:
    return Choices(
        {sheet: {int(place): role for place, role in roles.items()} for sheet, roles in told["roles"].items()},
        told["convert"],
        told["hidden"],
        {_place(place): each for place, each in told["rows"]},
        told["awards"],
        {_place(place): story for place, story in told["stories"]},
    )


def _place(told: Any) -> RowPlace:
    sheet, row, number = told
    return str(sheet), int(row), int(number)
