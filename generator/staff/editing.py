"""Changes to the files of a project: values put where others stood, every other byte as it was."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from generator.core.atomic_change import apply_files
from generator.core.problem import Problem
from generator.source.yaml_source import Limits, NodePath, Source, Span, read_source

_LIMITS = Limits(size=2**24, events=10**7)
_BOM = "\ufeff"


@dataclass
class ChangeSet:
    """What a command would write: files by path (None for one to remove), folders to move, and what speaks against.

    `problems` are the errors it would bring; `notes` are what somebody must know or do besides, as (key, values).
    """

    files: dict[str, bytes | None] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    notes: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)

    def apply(self, root: Path) -> None:
        """Write it all, or nothing."""
        apply_files(root, self.files, self.folders)

    def content(self, root: Path, path: str) -> bytes:
        """Return what a file holds, as far as this change goes."""
        content = self.files.get(path)
        return content if content is not None else (root / path).read_bytes()


class Edits:
    """Values to be put where others stand, file by file; put at once, so that none moves another."""

    def __init__(self, root: Path, change: ChangeSet) -> None:
        self.root, self.change = root, change
        self._wanted: defaultdict[str, dict[NodePath, tuple[str, str]]] = defaultdict(dict)
        self._added: defaultdict[str, dict[NodePath, str]] = defaultdict(dict)

    def put(self, path: str, place: NodePath, old: str, new: str) -> None:
        """Let `new` stand for `old`, with which the value at a place of a file begins."""
        self._wanted[path][place] = (old, new)

    def add(self, path: str, place: NodePath, entry: str) -> None:
        """Let an entry `name: value` follow the one-line value at a place of a file, in the same mapping."""
        self._added[path][place] = entry

    def apply(self) -> None:
        """Write the values into the change."""
        for path in sorted(self._wanted.keys() | self._added.keys()):
            content = self.change.content(self.root, path)
            source = read_source(path, content, _LIMITS, spans=True)
            assert isinstance(source, Source), f"{path}: read before"
            text = content.decode("utf-8")
            mark = _BOM if text.startswith(_BOM) else ""
            rows = text.removeprefix(_BOM).split("\n")
            edits = [(source.spans[place], *swap) for place, swap in self._wanted[path].items()]
            edits += [(source.spans[place], "", entry) for place, entry in self._added[path].items()]
            for span, old, new in sorted(edits, key=_from_the_end):
                edit = _replace_span(rows[span.first_row], span, old, new) if old else _entry_span(rows, span, new)
                rows[span.first_row] = edit
            self.change.files[path] = (mark + "\n".join(rows)).encode()


def _from_the_end(edit: tuple[Span, str, str]) -> tuple[int, int]:
    return (-edit[0].first_row, -edit[0].start)


def _entry_span(rows: list[str], span: Span, entry: str) -> str:
    """Return the row of a value with an entry behind it: in its braces, or on a line of its own as deep as its key."""
    row = rows[span.first_row]
    before, after = row[: span.end], row[span.end :]
    if after.lstrip()[:1] in {",", "}"}:
        return f"{before}, {entry}{after}"
    key = re.match(r"[ ]*(?:-[ ]+)*", row)
    end = "\r" if row.endswith("\r") else ""
    return f"{row.removesuffix(end)}{end}\n{' ' * len(key[0] if key else '')}{entry}{end}"


def _replace_span(row: str, span: Span, old: str, new: str) -> str:
    end = span.end if span.last_row == span.first_row else len(row)
    written = row[span.start : end]
    assert old in written, f"{written}: is not {old}"
    return row[: span.start] + written.replace(old, new, 1) + row[end:]
