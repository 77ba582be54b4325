"""A form for every kind of record, made from its declaration.

A form shows a record as its file has it: texts, as typed. Names are dotted places: `awards.0.date`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel

from generator.config.i18n import Language
from generator.core.text import shortened
from generator.desk.choices import CLAUSES, Choices, Option, SearchResult
from generator.records.base import Record
from generator.records.fields import FieldSpec, fields_of
from generator.records.shared import Source
from generator.source.yaml_source import Tree

MOST_SHOWN = 30
"""So many choices are all shown, as a list or as boxes to tick; among more one searches."""
_WIDE = 80
"""A line longer than this is shown in a box of several lines."""
_SOURCES = "sources"
_NOT_TOLD = frozenset({"id", "url"})


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
    found: SearchResult | None = None
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
        return shortened(", ".join(named.get(each, each) for each in held), _WIDE)

    def walk(self) -> Iterator[tuple["Field", str]]:
        """Yield the field with its name, and all inside; an entry of a list, which has no label, as its list."""
        yield self, self.name
        for each in self.fields:
            yield from each.walk()
        for each in self.items:
            inside = each.walk()
            _, name = next(inside)
            yield self, name
            yield from inside

    def names(self) -> Iterator[str]:
        """Yield the names of the field and of all inside."""
        return (name for _, name in self.walk())


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
        if issubclass(struct, Source) and spec.name == "id":
            made.is_required, made.note = False, self.words.translate("desk.own_id")  # `name_sources` gives one
        made.example = self.words.field_example(spec.name, struct.__name__) if spec.is_free_text else ""
        if "." not in name and (file := spec.names_file):
            made.takes = file.endings
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
            self._offer(struct, spec, made, made.values)
            made.kind = "boxes" if made.options or made.searched else "lines"
        else:
            made.value = value if isinstance(value, str) else ""
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


def _chosen_first(options: tuple[Option, ...], values: Sequence[str]) -> tuple[Option, ...]:
    """Return options with those that are chosen first, in the order of the file: the first may be the main one."""
    named = {option.value: option for option in options}
    return (*(named[value] for value in dict.fromkeys(values)), *(o for o in options if o.value not in values))


def _widget(spec: FieldSpec) -> str:
    return "date" if spec.form == "date" else "text" if spec.is_prose else "line"
