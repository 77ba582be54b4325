"""The way back from a form: what was sent becomes the tree of a record, and what is done with the entries of its lists.

Names are dotted places, as the form gives them: `awards.0.date`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from pydantic import BaseModel

from generator.core.text import slugify
from generator.records.fields import FieldSpec, fields_of
from generator.source.yaml_source import Tree
from generator.staff.mending.letters import mended_bytes

_SOURCES = "sources"
_LONGEST_ID = 40
_DEEPEST = 12
"""Steps into a record; a place with more is nobody's."""
_STEP = re.compile(r"[a-z_][a-z0-9_]*|[0-9]{1,4}")


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
        if isinstance(said, str) and not spec.is_prose:
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


def with_unknown_fields(struct: type[BaseModel], before: Mapping[str, Tree], now: dict[str, Tree]) -> dict[str, Tree]:
    """Return what was sent with the fields of the file that the record does not have: they are wrong, but not lost."""
    known = fields_of(struct)
    return now | {name: value for name, value in before.items() if name not in known or name == "id"}


def unshown(struct: type[BaseModel], tree: Mapping[str, Tree], place: str = "") -> Iterator[str]:
    """Yield the places of what a form cannot show and `with_unknown_fields` does not save: it would be lost.

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
    names = place.split(".")
    if len(names) > _DEEPEST or not all(_STEP.fullmatch(name) for name in names):
        return
    steps: list[str | int] = [int(name) if name.isdecimal() else name for name in names]
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


def _short_id(text: str) -> str:
    words = slugify(text).split("-")
    while len("-".join(words)) > _LONGEST_ID and len(words) > 1:
        words.pop()
    return "-".join(words)[:_LONGEST_ID]


def _texts_in(tree: Tree) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for part in tree.values() if isinstance(tree, dict) else tree:
            yield from _texts_in(part)


def new_record_tree(struct: type[BaseModel], name: str) -> dict[str, Tree]:
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
    taken = set(_texts_in(tree))  # also an id that facts still name though its source is gone
    for each in parts:
        publisher = each.get("publisher")
        stem = _short_id(publisher) if isinstance(publisher, str) and not each.get("id") else ""
        if stem:
            each["id"] = next(name for n in count(1) if (name := stem if n == 1 else f"{stem}-{n}") not in taken)
            taken.add(str(each["id"]))
