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
class ListDraft:
    """A list for a decision: what its file was called, what was chosen, and what somebody looked at and accepted."""

    id: str
    decision: str
    name: str
    choices: Choices = field(default_factory=Choices)
    accepted: tuple[str, ...] = ()


class ListDrafts:
    """The lists of one project."""

    def __init__(self, root: Path) -> None:
        self.folder = root / CACHE / _FOLDER
        self._sheets: dict[str, list[Sheet]] = {}

    def add(self, decision: str, name: str, content: bytes) -> ListDraft:
        """Keep a list that was dropped; UsageError if it is of no kind that is read, or too large."""
        ending = Path(name).suffix.lower()
        if ending not in ENDINGS:
            raise UsageError("list-kind", path=name, known=", ".join(ENDINGS))
        if len(content) > MOST_BYTES:
            raise UsageError("list-too-large", path=name, limit=MOST_BYTES // 2**20)
        mark = hashlib.blake2b(decision.encode() + b"\0" + content, digest_size=10).hexdigest()
        if (kept := self.get(mark)) is not None:
            return kept  # the same file again: what was chosen of it stays
        made = ListDraft(mark, decision, name)
        folder = self.folder / made.id
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"list{ending}").write_bytes(content)
        self.sheets(made)  # says so if it cannot be read
        self.save(made)
        for old in sorted(self.folder.iterdir(), key=lambda each: each.stat().st_mtime)[:-_MOST]:
            shutil.rmtree(old, ignore_errors=True)
        return made

    def sheets(self, draft: ListDraft) -> list[Sheet]:
        """Return what a list's file holds, read once."""
        if draft.id not in self._sheets:
            ending = Path(draft.name).suffix.lower()
            try:
                self._sheets = {draft.id: read_tables(self.folder / draft.id / f"list{ending}")}
            except UsageError as fault:
                raise UsageError(fault.key, **{**fault.values, "path": draft.name}) from None
        return self._sheets[draft.id]

    def get(self, list_id: str) -> ListDraft | None:
        """Return a list; None if none of that id is draft."""
        if not re.fullmatch(r"[0-9a-f]{20}", list_id):
            return None
        try:
            told = json.loads((self.folder / list_id / _CHOICES).read_text("utf-8"))
            return ListDraft(
                list_id, told["decision"], told["name"], _from_json(told["choices"]), tuple(told["accepted"])
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, draft: ListDraft) -> None:
        """Keep what was chosen."""
        file = self.folder / draft.id / _CHOICES
        told = {
            "decision": draft.decision,
            "name": draft.name,
            "accepted": draft.accepted,
            "choices": _to_json(draft.choices),
        }
        write_whole(file, json.dumps(told, ensure_ascii=False))

    def drop(self, draft: ListDraft) -> None:
        """Forget a list: it was written, or nobody wants it."""
        shutil.rmtree(self.folder / draft.id, ignore_errors=True)
        self._sheets.pop(draft.id, None)


def _to_json(choices: Choices) -> dict[str, Any]:
    return {
        "roles": choices.roles,
        "convert": choices.convert,
        "hidden": choices.hidden,
        "rows": [[place, told] for place, told in choices.rows.items()],
        "awards": choices.awards,
        "stories": [[place, story] for place, story in choices.stories.items()],
    }


def _from_json(told: Mapping[str, Any]) -> Choices:
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
