"""One fault of a value and what is known around it; and what should stand there instead."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from generator.archive.archive import Archive
from generator.archive.ledger import Ledger
from generator.archive.source_files import kind_of_file
from generator.config.i18n import Language
from generator.core.problem import Problem
from generator.records.fields import FieldSpec
from generator.records.reading import spec_at
from generator.source.yaml_source import NodePath, Source, Tree


@dataclass(frozen=True)
class Edit:
    """What should stand at places of a file (None: nothing); `renamed` is another name for the field at `place`.

    `moved` are other names for files of the record, by those under which they lie.
    """

    values: Mapping[NodePath, Tree] = field(default_factory=dict)
    is_sure: bool = True
    place: NodePath = ()
    renamed: str = ""
    moved: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One fault of a value, the file that holds it, and what is known around it."""

    fault: Problem
    source: Source
    place: NodePath
    archive: Archive
    ledger: Ledger
    words: Language

    @cached_property
    def value(self) -> Tree:
        """What stands there."""
        return at(self.source.data, self.place)

    @property
    def text(self) -> str:
        """What stands there, if it is a text."""
        return self.value if isinstance(self.value, str) else ""

    @cached_property
    def values(self) -> Mapping[str, str]:
        """What the message of the fault tells."""
        return dict(self.fault.values)

    @property
    def holder(self) -> Mapping[str, Tree]:
        """The fields beside it."""
        found = at(self.source.data, self.place[:-1])
        return found if isinstance(found, dict) else {}

    @property
    def sources(self) -> list[Mapping[str, Tree]]:
        """The sources of the record."""
        listed = self.source.data.get("sources")
        return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []

    @cached_property
    def spec(self) -> FieldSpec | None:
        """What the field may hold."""
        kind = kind_of_file(self.source.path)
        own = tuple(self.fault.field.split("."))
        steps: NodePath = tuple(int(step) if step.isdigit() else step for step in own)
        return spec_at(kind.record, steps) if kind else None

    def instead(self, value: Tree, is_sure: bool = True) -> Edit | None:
        """Return the edit that puts a value there; None if that is what stands there, or nothing."""
        return Edit({self.place: value}, is_sure) if value and value != self.value else None


def at(tree: Tree, place: NodePath) -> Tree:
    """Return what stands at a place of a tree; None if nothing does."""
    for step in place:
        if isinstance(tree, dict) and isinstance(step, str):
            tree = tree.get(step)
        elif isinstance(tree, list) and isinstance(step, int) and step < len(tree):
            tree = tree[step]
        else:
            return None
    return tree
