"""Entries of reference lists at the desk: units, places, awards …, many in one file, each a record of its own."""

from collections.abc import Mapping

from generator.desk import addresses
from generator.records.kinds import KINDS, KindSpec
from generator.source.yaml_source import Source, Tree
from generator.staff.schema import WRITABLE
from generator.staff.tree_edit import EditRefused

_OFTEN = ("units", "localities", "clusters", "councils", "statistics", "press_items")
LISTS: dict[str, KindSpec] = {
    kind.collection.replace("_", "-"): kind
    for kind in sorted((kind for kind in KINDS if kind.files), key=lambda kind: kind.collection not in _OFTEN)
}
"""The kinds written in lists, by what the desk's addresses call them; first those that often get new entries."""
EDITABLE: dict[str, KindSpec] = WRITABLE | LISTS
"""Every kind the desk has a form for."""
_ADDRESSES = {kind.collection: addresses.beginning(name) for name, kind in LISTS.items()}
_ITEMS, _NO_MORE = "items", 10**9


def address_of_new(collection: str) -> str:
    """Return the desk's page that begins an entry of a list, "" for what is written in files of its own."""
    return _ADDRESSES.get(collection, "")


def entry_of(data: Mapping[str, Tree], entry: str) -> dict[str, Tree] | None:
    """Return the entry of a list with an id, the first if two bear it; None if there is none."""
    number = _number_of(data, entry)
    found = None if number is None else _entries(data)[number]
    return found if isinstance(found, dict) else None


def with_entry(data: Mapping[str, Tree], entry: str, tree: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return what a file says with another tree for one entry, or with one more at its end.

    EditRefused if what stands there is no list.
    """
    entries, number = _entries(data), _number_of(data, entry)
    if not entries and data.get(_ITEMS):
        raise EditRefused(_ITEMS)  # something stands there that is no list, and would be lost
    if number is None:
        return {**data, _ITEMS: [*entries, dict(tree)]}
    return {**data, _ITEMS: [*entries[:number], dict(tree), *entries[number + 1 :]]}


def lines_of(source: Source, entry: str) -> range:
    """Return the lines on which an entry stands, none if it does not."""
    entries, number = _entries(source.data), _number_of(source.data, entry)
    if number is None:
        return range(0)
    first = source.line_of((_ITEMS, number))
    others = [source.line_of((key,)) for key in source.data]
    after = source.line_of((_ITEMS, number + 1)) if number + 1 < len(entries) else _NO_MORE
    after = min([after, *(line for line in others if line > first)])
    return range(first, max(after, first + 1))  # of a list on one line each entry has that line


def entry_at(source: Source, line: int) -> str:
    """Return the id of the entry that stands on a line, "" if none does or it has none."""
    ids = (each.get("id") for each in _entries(source.data) if isinstance(each, dict))
    return next((each for each in ids if isinstance(each, str) and line in lines_of(source, each)), "")


def _number_of(data: Mapping[str, Tree], entry: str) -> int | None:
    ids = (each.get("id") if isinstance(each, dict) else None for each in _entries(data))
    return next((number for number, each in enumerate(ids) if each == entry), None)


def _entries(data: Mapping[str, Tree]) -> list[Tree]:
    items = data.get(_ITEMS)
    return items if isinstance(items, list) else []
