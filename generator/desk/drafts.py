"""Drafts: what stands on the desk's forms and was not saved, kept so that a machine that goes off loses nothing."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.core.atomic_file import write_whole
from generator.engine.project import CACHE
from generator.source.yaml_source import Tree
from generator.staff.tree_edit import without_blanks


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A record as it lies in its file: what the file says, and a mark by which it is known if somebody changes it.

    `entry` is its id in a file that lists records, "" in a file of its own.
    """

    kind: str
    path: str
    tree: dict[str, Tree]
    mark: str
    entry: str = ""

    @property
    def place(self) -> str:
        """Where it stands: its file, and which of a list it is."""
        return f"{self.path}#{self.entry}" if self.entry else self.path


@dataclass(frozen=True, slots=True)
class Draft:
    """What was kept of a form that was not saved, and the record the form was opened on."""

    tree: dict[str, Tree]
    base: OpenedRecord


class Drafts:
    """The drafts of a project, beside what it has in its caches: in no commit, and for this machine alone."""

    def __init__(self, root: Path) -> None:
        self._folder = root / CACHE / "desk" / "drafts"

    def save(self, tree: Mapping[str, Tree], base: OpenedRecord) -> None:
        """Keep what is on the form of a record, as it was opened, until it is saved."""
        of = {"kind": base.kind, "path": base.path, "entry": base.entry}
        told = {"tree": tree, "base": {"tree": base.tree, "mark": base.mark}, "of": of}
        write_whole(self._file(base.place), json.dumps(told, ensure_ascii=False))

    def of(self, opened: OpenedRecord) -> Draft | None:
        """Return what was kept of a record's form; None if nothing was, or if it says what the file says."""
        match _read(self._file(opened.place)):
            case {"tree": dict(tree), "base": {"tree": dict(before), "mark": str(mark)}}:
                if without_blanks(tree) != without_blanks(opened.tree):
                    return Draft(tree, OpenedRecord(opened.kind, opened.path, before, mark, opened.entry))
        return None

    def forms_in(self, path: str) -> list[tuple[str, str]]:
        """Return the forms of a file of which something was kept: the kind, and which entry of a list."""
        found = []
        for file in sorted(self._folder.glob("*.json")):
            match _read(file):
                case {"of": {"kind": str(kind), "path": str(where), "entry": str(entry)}} if where == path:
                    found.append((kind, entry))
        return found

    def drop(self, place: str) -> None:
        """Forget what was kept of the form of a file, or of an entry of a list."""
        self._file(place).unlink(missing_ok=True)

    def drop_in(self, path: str) -> None:
        """Forget what was kept of all forms of a file."""
        for kind, entry in self.forms_in(path):
            self.drop(OpenedRecord(kind, path, {}, "", entry).place)

    def _file(self, place: str) -> Path:
        name = hashlib.blake2b(place.encode(), digest_size=12).hexdigest()
        return self._folder / f"{name}.json"


def _read(file: Path) -> object:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None  # none was kept, or the machine went off before it was all there
