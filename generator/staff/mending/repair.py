"""What mends one fault of a project: its file with the slip undone, a value put right, or another name."""

import copy
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from generator.archive.archive import Archive, is_national
from generator.archive.ledger import Ledger
from generator.archive.source_files import kind_of_file
from generator.config.i18n import Language
from generator.core.problem import Problem
from generator.records.base import MEDIA
from generator.records.fields import fields_of
from generator.source.yaml_source import Limits, NodePath, Source, Tree, read_source
from generator.staff.mending.cases import Case, Edit
from generator.staff.mending.files import right_path
from generator.staff.mending.letters import mended_bytes
from generator.staff.mending.slips import without_slip
from generator.staff.mending.values import edit_for, may_be_edited
from generator.staff.tree_edit import EditRefused, edit_tree

_LIMITS = Limits(size=2**24, events=10**7)


class Reading(Protocol):
    """A project as it was read."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that is wrong."""

    @property
    def archive(self) -> Archive:
        """Its records."""

    @property
    def ledger(self) -> Ledger:
        """Its addresses."""


Read = Callable[[Mapping[str, bytes | None]], Reading]
"""Reads a project in which some files are as given, None for not there."""


@dataclass(frozen=True)
class Repair:
    """What mends one fault of a file. It `is_sure` if it loses nothing and nothing else can have been meant.

    `moves_to` is where the file should lie, "" if it stays; `media` are other files by where they lie and should.
    `edit` is what `change` does, where it changes values.
    """

    fault: Problem
    is_sure: bool
    change: Callable[[bytes], bytes]
    moves_to: str = ""
    media: Mapping[str, str] = field(default_factory=dict)
    edit: Edit | None = None

    @property
    def targets(self) -> list[str]:
        """Where files will lie that lay elsewhere."""
        return [*([self.moves_to] if self.moves_to else []), *self.media.values()]

    def rows(self, content: bytes) -> list[tuple[int, str]]:
        """Return the lines of the file that will be others, each with its number from 1; EditRefused."""
        return changed_rows(content, self.change(content))


def repair_for(reading: Reading, words: Language, fault: Problem, content: bytes) -> Repair | None:
    """Return what mends a fault of a file that holds `content`, or None if nobody can tell what was meant."""
    if is_national(fault.path):
        return None
    root = reading.archive.root
    if found := right_path(root, fault):
        return Repair(fault, found[1], lambda content: content, moves_to=found[0])
    if fault.code.startswith("source."):
        slip = without_slip(fault.path, content, fault)
        return Repair(fault, slip.is_sure, lambda content: _unslipped(content, fault)) if slip else None
    if fault.code in {"rule.number-look-alike", "rule.look-alike"}:
        return Repair(fault, True, mended_bytes)
    if not may_be_edited(fault) or kind_of_file(fault.path) is None:
        return None
    source, places = read_places(fault.path, content)
    place = _place_of(places, fault)
    if place is None or source is None:
        return None
    edit = edit_for(Case(fault, source, place, reading.archive, reading.ledger, words))
    if edit is None:
        return None
    folder = f"{MEDIA}/{Path(fault.path).stem}"
    media = {f"{folder}/{old}": f"{folder}/{new}" for old, new in edit.moved.items()}
    return Repair(fault, edit.is_sure, lambda content: edited(fault.path, content, edit), media=media, edit=edit)


@lru_cache(maxsize=2)
def read_places(path: str, content: bytes) -> tuple[Source | None, Mapping[int, list[NodePath]]]:
    """Return a file as it reads, None if it does not, and the places of its values by their lines.

    A thousand faults of one file ask for the same one. Nobody changes what is returned.
    """
    source = read_source(path, content, _LIMITS)
    places: defaultdict[int, list[NodePath]] = defaultdict(list)
    if not isinstance(source, Source):
        return None, places
    for place, line in source.positions.items():
        places[line].append(place)
    return source, places


def _unslipped(content: bytes, fault: Problem) -> bytes:
    slip = without_slip(fault.path, content, fault)
    if slip is None:
        raise EditRefused(fault.path)
    return slip.content


def _place_of(places: Mapping[int, list[NodePath]], fault: Problem) -> NodePath | None:
    """Return the place of a fault in its file: its field is dotted, and of a record in a list starts at the record."""
    if not fault.field:
        return None
    here = places.get(fault.line, ())
    found = [place for place in here if f".{'.'.join(map(str, place))}".endswith(f".{fault.field}")]
    return min(found, key=len) if found else None


def edited(path: str, content: bytes, edit: Edit) -> bytes:
    """Return a file with an edit done, every other byte as it was; EditRefused if that cannot be."""
    source = read_source(path, content, _LIMITS)
    if not isinstance(source, Source):
        raise EditRefused(path)
    if edit.renamed:
        return _renamed(source, content, edit)
    tree = copy.deepcopy(source.data)
    for place, value in edit.values.items():
        _put(path, tree, place, value)
    kind = kind_of_file(path)
    order = [name for name in fields_of(kind.record) if name != "id"] if kind else []
    made = edit_tree(path, content, tree, order)
    if made == content:
        raise EditRefused(path)
    return made


def _put(path: str, tree: Any, place: NodePath, value: Tree) -> None:
    try:
        for step in place[:-1]:
            tree = tree[step]
        if value is None:
            del tree[place[-1]]
        else:
            tree[place[-1]] = value
    except (KeyError, IndexError, TypeError):
        raise EditRefused(path) from None


def _renamed(source: Source, content: bytes, edit: Edit) -> bytes:
    """Return a file in which a field bears another name, and all else is as it was."""
    old, rows = str(edit.place[-1]), content.decode("utf-8").split("\n")
    at = source.line_of(edit.place) - 1
    row = re.sub(rf"(?<![\w-])(?P<q>[\"']?){re.escape(old)}(?P=q)(?=\s*:)", lambda _: edit.renamed, rows[at], count=1)
    made = "\n".join([*rows[:at], row, *rows[at + 1 :]]).encode()
    read, wanted = read_source(source.path, made, _LIMITS), copy.deepcopy(source.data)
    holder: Any = wanted
    for step in edit.place[:-1]:
        holder = holder[step]
    holder[edit.renamed] = holder.pop(old)
    if not isinstance(read, Source) or read.data != wanted:
        raise EditRefused(source.path)
    return made


def is_own_file(file: Path) -> bool:
    """Tell whether a file is one of the project, and no link to whatever it leads to."""
    return file.is_file() and not file.is_symlink()


def changed_rows(before: bytes, after: bytes) -> list[tuple[int, str]]:
    """Return the lines of a file that were not there before, each with its number from 1."""
    was, now = (each.decode("utf-8", "replace").split("\n") for each in (before, after))
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    return [
        (n + 1, now[n].rstrip("\r"))
        for kind, _, _, start, end in matcher.get_opcodes()
        if kind != "equal"
        for n in range(start, end)
    ]
