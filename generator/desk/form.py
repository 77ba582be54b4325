"""A form for every kind of record, made from its declaration; and the way back from what was sent to a tree.

A form shows a record as its file has it: texts, as typed. Names are dotted places: `awards.0.date`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from generator.archive.archive import Archive
from generator.config.i18n import Language
from generator.core.text import collation_key
from generator.records.base import Record
from generator.records.fields import FieldSpec, fields_of
from generator.records.reference import Unit
from generator.source.yaml_source import Tree
from generator.staff.mending.letters import mended_bytes

MOST_BOXES = 30
"""So many choices stand as boxes to tick; more are chosen from lists."""
_WIDE = 80
"""A line longer than this is shown in a box of several lines."""
_STEP = re.compile(r"[a-z_][a-z0-9_]*|[0-9]{1,4}")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what the file holds, and what it is called."""

    value: str
    name: str


@dataclass(slots=True)
class Field:
    """One field of a form. `kind`: line, text, date, choice, boxes, lines, group or list.

    `fields` are those of a group; `items` the groups or single fields of a list; `blank` is one more of them.
    """

    name: str
    label: str
    kind: str
    is_required: bool = False
    value: str = ""
    values: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    fields: list["Field"] = field(default_factory=list)
    items: list["Field"] = field(default_factory=list)

    @property
    def is_filled(self) -> bool:
        """Tell whether anything stands in it."""
        return bool(self.value or self.values or self.items or any(each.is_filled for each in self.fields))

    def names(self) -> Iterator[str]:
        """Yield the names of the field and of all inside."""
        yield self.name
        for each in (*self.fields, *self.items):
            yield from each.names()


class FormMaker:
    """Makes forms in one language over one archive."""

    def __init__(self, archive: Archive, words: Language) -> None:
        self.archive, self.words = archive, words
        self._listed: dict[str, tuple[Option, ...]] = {}

    def fields(self, struct: type[BaseModel], tree: Mapping[str, Tree], place: str = "") -> list[Field]:
        """Return the fields of a record, or of a part of one, filled from a tree."""
        specs = [spec for name, spec in fields_of(struct).items() if not (name == "id" and issubclass(struct, Record))]
        return [self._field(struct, spec, tree.get(spec.name), f"{place}{spec.name}") for spec in specs]

    def _field(self, struct: type[BaseModel], spec: FieldSpec, value: Tree, name: str) -> Field:
        made = Field(name, self.words.field_label(spec.name, struct.__name__), "line", spec.is_required)
        if spec.struct is not None and spec.is_list:
            made.kind = "list"
            parts = value if isinstance(value, list) else []
            made.items = [self._group(spec.struct, part, f"{name}.{number}") for number, part in enumerate(parts)]
        elif spec.struct is not None:
            made.kind, made.fields = (
                "group",
                self.fields(spec.struct, value if isinstance(value, dict) else {}, f"{name}."),
            )
        elif spec.is_list:
            made.values = tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
            made.options = _chosen_first(self._options(struct, spec, made.values), made.values)
            made.kind = "lines" if not made.options else "boxes" if len(made.options) <= MOST_BOXES else "several"
        else:
            made.value = value if isinstance(value, str) else ""
            made.options = self._options(struct, spec, (made.value,) if made.value else ())
            made.kind = "choice" if made.options else _widget(spec)
            if made.kind == "line" and len(made.value) > _WIDE:
                made.kind = "text"  # all of it can be seen; it stays one line
        return made

    def _group(self, struct: type[BaseModel], part: Tree, name: str) -> Field:
        return Field(name, "", "group", fields=self.fields(struct, part if isinstance(part, dict) else {}, f"{name}."))

    def _options(self, struct: type[BaseModel], spec: FieldSpec, held: Sequence[str]) -> tuple[Option, ...]:
        """Return what can be chosen, by name; what the file holds and nobody knows stays a choice."""
        if spec.choices:
            known = tuple(
                Option(str(each), self.words.choice_label(str(each), struct.__name__)) for each in spec.choices
            )
        elif spec.form == "yes-no":
            known = tuple(Option(each, self.words.translate(f"desk.{each}")) for each in ("true", "false"))
        elif spec.collection and spec.collection != "sources":
            known = self._records(spec.collection)
        else:
            return ()
        values = {option.value for option in known}
        return (*known, *(Option(each, each) for each in held if each not in values))

    def in_words(self, struct: type[BaseModel] | None, name: str, tree: Tree) -> str:
        """Return the value of a field as somebody reads it: what its codes mean, each part behind its label."""
        if tree is None or tree in ("", [], {}):
            return "–"
        spec = fields_of(struct).get(name) if struct else None
        if spec is None or struct is None:
            return tree if isinstance(tree, str) else json.dumps(tree, ensure_ascii=False)
        parts = tree if isinstance(tree, list) else [tree]
        if spec.struct is not None:
            inner = spec.struct
            return "\n".join(self._part_in_words(inner, part) for part in parts)
        values = [each for each in parts if isinstance(each, str)]
        named = {option.value: option.name for option in self._options(struct, spec, values)}
        return "\n".join(named.get(each, each) for each in values)

    def _part_in_words(self, struct: type[BaseModel], part: Tree) -> str:
        if not isinstance(part, dict):
            return str(part)
        told = ((self.words.field_label(name, struct.__name__), name, value) for name, value in part.items())
        return "; ".join(f"{label}: {self.in_words(struct, name, value)}" for label, name, value in told)

    def _records(self, collection: str) -> tuple[Option, ...]:
        if collection not in self._listed:
            found = [Option(key, self._called(record)) for key, record in self.archive.collection(collection).items()]
            self._listed[collection] = tuple(sorted(found, key=lambda option: collation_key(option.name)))
        return self._listed[collection]

    def _called(self, record: Record) -> str:
        """Return what a record is called in a list: its name, and of a place what tells namesakes apart."""
        name = (
            record.name
            if isinstance(record, Unit)
            else getattr(record, "name", None) or getattr(record, "number", None)
        )
        parent = self.archive.localities.get(getattr(record, "parent", None) or "")
        ended = getattr(record, "valid_to", None)
        beside = [parent.name] if parent else []
        beside += [self.words.translate("desk.until", day=ended.short)] if ended else []
        return f"{name or record.id} ({', '.join(beside)})" if beside else str(name or record.id)


def _chosen_first(options: tuple[Option, ...], values: Sequence[str]) -> tuple[Option, ...]:
    """Return options with those that are chosen first, in the order of the file: the first may be the main one."""
    if not options:
        return ()
    named = {option.value: option for option in options}
    return (*(named[value] for value in dict.fromkeys(values)), *(o for o in options if o.value not in values))


def _widget(spec: FieldSpec) -> str:
    return "date" if spec.form == "date" else "text" if spec.is_prose else "line"


def tree_of(
    struct: type[BaseModel], sent: Mapping[str, Sequence[str]], *, with_blanks: bool = False
) -> dict[str, Tree]:
    """Return the tree that was sent: texts cleaned of what Word leaves in them, blanks dropped, lists without gaps.

    With `with_blanks` entries of lists in which nothing stands yet are kept, as the form shows them. Names no field
    of the record has are nobody's and are left out.
    """
    nested: dict[str, Any] = {}
    for name, values in sent.items():
        steps = name.split(".")
        if not all(_STEP.fullmatch(step) for step in steps):
            continue
        held = nested
        for step in steps[:-1]:
            inner = held.setdefault(step, {})
            if not isinstance(inner, dict):
                break
            held = inner
        else:
            held[steps[-1]] = [clean(value) for value in values]
    return _struct_tree(struct, nested, with_blanks) or {}


def _struct_tree(struct: type[BaseModel], sent: Mapping[str, Any], with_blanks: bool) -> dict[str, Tree] | None:
    found: dict[str, Tree] = {}
    for name, spec in fields_of(struct).items():
        value = sent.get(name)
        if value in (None, [], {}):
            continue
        said = _value(spec, value, with_blanks)
        if isinstance(said, str) and _widget(spec) != "text":
            said = " ".join(said.split("\n"))
        if said:
            found[name] = said
    return found or None


def _value(spec: FieldSpec, value: Any, with_blanks: bool) -> Tree:
    if spec.struct is not None:
        if not isinstance(value, dict):
            return None
        if not spec.is_list:
            return _struct_tree(spec.struct, value, with_blanks)
        numbered = sorted((int(n), part) for n, part in value.items() if n.isdigit() and isinstance(part, dict))
        parts = [_struct_tree(spec.struct, part, with_blanks) or {} for _, part in numbered]
        return [part for part in parts if part or with_blanks]
    texts = [text for text in value if text] if isinstance(value, list) else []
    if spec.is_list:
        return [line.strip() for text in texts for line in text.split("\n") if line.strip()]
    return texts[0] if texts else None


def clean(text: str) -> str:
    """Return a text as typed, without what nobody sees and nobody means: Word's spaces and joiners, odd line ends."""
    mended = mended_bytes(text.replace("\r\n", "\n").encode("utf-8", "ignore")).decode()
    return "\n".join(row.rstrip() for row in mended.split("\n")).strip("\n").strip()


def keep_unknown(struct: type[BaseModel], before: Mapping[str, Tree], now: dict[str, Tree]) -> dict[str, Tree]:
    """Return what was sent with the fields of the file that the record does not have: they are wrong, but not lost."""
    known = fields_of(struct)
    return now | {name: value for name, value in before.items() if name not in known or name == "id"}


def unshown(struct: type[BaseModel], tree: Mapping[str, Tree], place: str = "") -> Iterator[str]:
    """Yield the places of what a form cannot show and `keep_unknown` does not keep, so that saving would lose it.

    These are fields nobody declared inside of a part, and values of another shape than their field: a list where one
    text belongs. `check` finds the same faults and names their lines.
    """
    specs = fields_of(struct)
    for name, value in tree.items():
        spec, here = specs.get(name), f"{place}{name}"
        if spec is None:
            yield from [here] if place else []
        elif value in (None, "", [], {}):
            continue
        elif spec.is_list and isinstance(value, list):
            for number, part in enumerate(value):
                yield from _unshown_in(spec, part, f"{here}.{number}")
        else:
            yield from [here] if spec.is_list else _unshown_in(spec, value, here)


def _unshown_in(spec: FieldSpec, value: Tree, place: str) -> Iterator[str]:
    if spec.struct is not None and isinstance(value, dict):
        yield from unshown(spec.struct, value, f"{place}.")
    elif value is not None and not (spec.struct is None and isinstance(value, str)):
        yield place


Deed = Callable[[list[Tree], int], None]
DEEDS: Mapping[str, Deed] = {
    "remove": lambda parts, number: parts.__delitem__(number),
    "up": lambda parts, number: parts.insert(max(0, number - 1), parts.pop(number)),
    "down": lambda parts, number: parts.insert(number + 1, parts.pop(number)),
}
"""What can be done with an entry of a list, by its number."""


def do(tree: dict[str, Tree], deed: str, place: str) -> None:
    """Do something with a list of a tree: `add` an entry to the one at a place, or one of DEEDS with an entry of it.

    A place nobody has is left alone.
    """
    steps: list[str | int] = [int(step) if step.isdigit() else step for step in place.split(".")]
    holder: Any = tree
    for number, step in enumerate(steps[:-1]):
        following = steps[number + 1]
        if isinstance(step, str) and isinstance(holder, dict):
            holder = holder.setdefault(step, [] if isinstance(following, int) else {})
        elif isinstance(step, int) and isinstance(holder, list) and step < len(holder):
            holder = holder[step]
        else:
            return
    last = steps[-1]
    if deed == "add" and isinstance(last, str) and isinstance(holder, dict):
        parts = holder.setdefault(last, [])
        if isinstance(parts, list):
            parts.append({})
    elif deed in DEEDS and isinstance(last, int) and isinstance(holder, list) and last < len(holder):
        numbers: list[Tree] = [str(number) for number in range(len(holder))]
        DEEDS[deed](numbers, last)
        DEEDS[deed](holder, last)
        _follow(tree, place.rpartition(".")[0], {int(str(old)): new for new, old in enumerate(numbers)})


def confirm(tree: dict[str, Tree], place: str) -> None:
    """Take a place out of those that wait for somebody to confirm them."""
    waiting = tree.get("unconfirmed")
    if isinstance(waiting, list) and place in waiting:
        waiting.remove(place)


def _follow(tree: dict[str, Tree], collection: str, moved: Mapping[int, int]) -> None:
    """Let what waits to be confirmed follow the entries of a list that moved; what is gone waits no longer."""
    waiting, now = tree.get("unconfirmed"), list[Tree]()
    if not isinstance(waiting, list):
        return
    for place in waiting:
        rest = str(place).removeprefix(f"{collection}.")
        number, dot, inner = rest.partition(".")
        if rest == place or not number.isdigit():
            now.append(place)
        elif int(number) in moved:
            now.append(f"{collection}.{moved[int(number)]}{dot}{inner}")
    tree["unconfirmed"] = now
