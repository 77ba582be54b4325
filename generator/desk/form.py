"""A form for every kind of record, made from its declaration; and the way back from what was sent to a tree.

A form shows a record as its file has it: texts, as typed. Names are dotted places: `awards.0.date`.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from pydantic import BaseModel

from generator.config.i18n import Language
from generator.core.text import slugify
from generator.desk.choices import CLAUSES, Choices, Found, Option
from generator.records.base import Record
from generator.records.fields import FieldSpec, fields_of
from generator.source.yaml_source import Tree
from generator.staff.mending.letters import mended_bytes

MOST_SHOWN = 30
"""So many choices are all shown, as a list or as boxes to tick; among more one searches."""
_WIDE = 80
"""A line longer than this is shown in a box of several lines."""
_SOURCES, _FILE = "sources", "file"
_NOT_TOLD = frozenset({"id", "url"})
_STEP = re.compile(r"[a-z_][a-z0-9_]*|[0-9]{1,4}")


@dataclass(slots=True)
class Field:
    """One field of a form. `kind`: line, text, date, choice, boxes, lines, group or list.

    `fields` are those of a group; `items` the groups or single fields of a list. Where `searched` names a collection
    a choice or boxes have too much to choose from: `options` are what is chosen and what was `found` for it. `takes`
    are the endings of files that are taken with it.
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
    searched: str = ""
    query: str = ""
    found: Found | None = None
    note: str = ""
    takes: tuple[str, ...] = ()
    example: str = ""

    @property
    def is_filled(self) -> bool:
        """Tell whether anything stands in it."""
        return bool(self.value or self.values or self.items or any(each.is_filled for each in self.fields))

    @property
    def gist(self) -> list[str]:
        """The first things that stand in a group, as somebody reads them: by these one entry of a list is known."""
        told = (each for each in self.fields if each.name.rpartition(".")[2] not in _NOT_TOLD)
        return [text for each in told if (text := each._shown)][:3]

    @property
    def _shown(self) -> str:
        held = self.values or ((self.value,) if self.value else ())
        named = {option.value: option.name for option in self.options}
        text = ", ".join(named.get(each, each) for each in held)
        return text if len(text) <= _WIDE else f"{text[:_WIDE].rsplit(' ', 1)[0]} …"

    def names(self) -> Iterator[str]:
        """Yield the names of the field and of all inside."""
        yield self.name
        for each in (*self.fields, *self.items):
            yield from each.names()


class FormMaker:
    """Makes forms in one language from what there is to choose; `queries` is what was searched for, by field."""

    def __init__(self, choices: Choices, words: Language, queries: Mapping[str, str] | None = None) -> None:
        self.choices, self.words, self.queries = choices, words, queries or {}
        self._sources: tuple[Option, ...] = ()

    def fields(self, struct: type[BaseModel], tree: Mapping[str, Tree], place: str = "") -> list[Field]:
        """Return the fields of a record, or of a part of one, filled from a tree; first those that must be there."""
        if issubclass(struct, Record):
            self._sources = _own_sources(tree)
        specs = [spec for name, spec in fields_of(struct).items() if not (name == "id" and issubclass(struct, Record))]
        specs.sort(key=lambda spec: not spec.is_required)  # what must be there stands first
        return [self._field(struct, spec, tree.get(spec.name), f"{place}{spec.name}") for spec in specs]

    def _field(self, struct: type[BaseModel], spec: FieldSpec, value: Tree, name: str) -> Field:
        made = Field(name, self.words.field_label(spec.name, struct.__name__), "line", spec.is_required)
        made.example = self.words.field_example(spec.name, struct.__name__) if spec.is_free_text else ""
        if spec.struct is not None and spec.is_list:
            made.kind, made.takes = "list", files_taken(spec)
            parts = value if isinstance(value, list) else []
            made.items = [self._group(spec.struct, part, f"{name}.{number}") for number, part in enumerate(parts)]
        elif spec.struct is not None:
            made.kind, made.fields = (
                "group",
                self.fields(spec.struct, value if isinstance(value, dict) else {}, f"{name}."),
            )
        elif spec.is_list:
            made.values = tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
            self._offer(struct, spec, made, made.values)
            made.kind = "boxes" if made.options or made.searched else "lines"
        else:
            made.value = value if isinstance(value, str) else ""
            made.takes = spec.endings if "." not in name else ()
            self._offer(struct, spec, made, (made.value,) if made.value else ())
            is_choice = made.options or made.searched or spec.collection == _SOURCES
            made.kind = "choice" if is_choice else _widget(spec)
            if spec.collection == _SOURCES and not made.options:
                made.note = self.words.translate("desk.choices.no_sources")
            if made.kind == "line" and len(made.value) > _WIDE:
                made.kind = "text"  # all of it can be seen; it stays one line
        return made

    def _group(self, struct: type[BaseModel], part: Tree, name: str) -> Field:
        return Field(name, "", "group", fields=self.fields(struct, part if isinstance(part, dict) else {}, f"{name}."))

    def _offer(self, struct: type[BaseModel], spec: FieldSpec, made: Field, held: Sequence[str]) -> None:
        """Give a field what can be chosen for it; what the file holds and nobody knows stays a choice."""
        collection = _chosen_from(spec)
        if not collection or self.choices.count(collection) <= MOST_SHOWN:
            known = self.choices.every(collection) if collection else self._fixed(struct, spec)
            values = {option.value for option in known}
            unknown = [Option(each, each) for each in held if each not in values]
            is_choice = known or spec.collection == _SOURCES
            made.options = _chosen_first((*known, *unknown), made.values) if is_choice else ()
            return
        made.searched, made.query = collection, self.queries.get(made.name, "")
        chosen = self.choices.named(collection, dict.fromkeys(held))
        made.found = self.choices.find(collection, made.query) if made.query else None
        found = made.found.options if made.found else ()
        made.options = (*chosen, *(option for option in found if option.value not in held))

    def _fixed(self, struct: type[BaseModel], spec: FieldSpec) -> tuple[Option, ...]:
        """Return the choices a field declares itself, or the record does: its sources."""
        if spec.collection == _SOURCES:
            return self._sources
        if spec.form == "yes-no":
            return tuple(Option(each, self.words.translate(f"desk.{each}")) for each in ("true", "false"))
        return tuple(Option(str(each), self.words.choice_label(str(each), struct.__name__)) for each in spec.choices)

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
        collection = _chosen_from(spec)
        options = self.choices.named(collection, values) if collection else self._fixed(struct, spec)
        named = {option.value: option.name for option in options}
        return "\n".join(named.get(each, each) for each in values)

    def _part_in_words(self, struct: type[BaseModel], part: Tree) -> str:
        if not isinstance(part, dict):
            return str(part)
        told = ((self.words.field_label(name, struct.__name__), name, value) for name, value in part.items())
        return "; ".join(f"{label}: {self.in_words(struct, name, value)}" for label, name, value in told)


def files_taken(spec: FieldSpec) -> tuple[str, ...]:
    """Return the endings of files that are taken with a field; in a list each file is an entry more."""
    file = fields_of(spec.struct).get(_FILE) if spec.struct is not None and spec.is_list else None
    return spec.endings if spec.struct is None else file.endings if file is not None else ()


def with_file(tree: dict[str, Tree], spec: FieldSpec, file: str) -> None:
    """Let a field of a record name a file: as one more entry of a list, or as its value."""
    if not spec.is_list:
        tree[spec.name] = file
        return
    entries = tree.setdefault(spec.name, [])
    if isinstance(entries, list):
        entries.append({_FILE: file})


def _chosen_from(spec: FieldSpec) -> str:
    """Return the collection a field chooses from, "" if none: sources are the record's own."""
    if spec.names_clause:
        return CLAUSES
    return "" if spec.collection in (None, _SOURCES) or spec.choices else str(spec.collection)


def _own_sources(tree: Mapping[str, Tree]) -> tuple[Option, ...]:
    """Return the sources of a record to choose from: where it was read, and what is called so."""
    found, sources = [], tree.get(_SOURCES)
    for each in sources if isinstance(sources, list) else ():
        if isinstance(each, dict) and isinstance(each.get("id"), str):
            called = [text for name in ("publisher", "title", "date") if isinstance(text := each.get(name), str)]
            found.append(Option(str(each["id"]), ", ".join(called) or str(each["id"])))
    return tuple({option.value: option for option in found}.values())


def named(struct: type[BaseModel], name: str) -> dict[str, Tree]:
    """Return the tree of a new record that has nothing but its name, in the field where its kind has it."""
    fields = fields_of(struct)
    if "names" in fields:
        return {"names": [{"name": name}]}
    required = [field for field, spec in fields.items() if spec.is_required and field != "id"]
    return {next((each for each in ("name", "number", "title") if each in required), required[0]): name}


def name_sources(tree: dict[str, Tree]) -> None:
    """Give the sources of a record that have none the ids by which its facts point to them, from who published them."""
    sources = tree.get(_SOURCES)
    parts = [each for each in sources if isinstance(each, dict)] if isinstance(sources, list) else []
    taken = {str(each["id"]) for each in parts if each.get("id")}
    for each in parts:
        publisher = each.get("publisher")
        stem = slugify(publisher)[:40].strip("-") if isinstance(publisher, str) and not each.get("id") else ""
        if stem:
            each["id"] = next(name for n in count(1) if (name := stem if n == 1 else f"{stem}-{n}") not in taken)
            taken.add(str(each["id"]))


def _chosen_first(options: tuple[Option, ...], values: Sequence[str]) -> tuple[Option, ...]:
    """Return options with those that are chosen first, in the order of the file: the first may be the main one."""
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
