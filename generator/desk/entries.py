"""Entries of reference lists at the desk: units, places, awards …, many in one file, each a record of its own."""

from collections.abc import Mapping

from generator.records.kinds import KINDS, KindSpec
from generator.source.yaml_source import Source, Tree
from generator.staff.schema import WRITABLE

_OFTEN = ("units", "localities", "clusters", "councils", "statistics", "press_items")
LISTS: dict[str, KindSpec] = {
    kind.collection.replace("_", "-"): kind
    for kind in sorted((kind for kind in KINDS if kind.files), key=lambda kind: kind.collection not in _OFTEN)
}
"""The kinds written in lists, by what the desk's addresses call them; first those that often get new entries."""
EDITABLE: dict[str, KindSpec] = WRITABLE | LISTS
"""Every kind the desk has a form for."""
_ADDRESSES = {kind.collection: f"/{name}/moi/" for name, kind in LISTS.items()}
_ITEMS = "items"


def address_of_new(collection: str) -> str:
    """Return the desk's page that begins an entry of a list, "" for what is written in files of its own."""
    return _ADDRESSES.get(collection, "")


def entry_of(data: Mapping[str, Tree], entry: str) -> dict[str, Tree] | None:
    """Return the entry of a list with an id; None if there is none."""
    return next((each for each in _entries(data) if isinstance(each, dict) and each.get("id") == entry), None)


def with_entry(data: Mapping[str, Tree], entry: str, tree: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return what a file says with another tree for one entry, or with one more at its end."""
    entries, now = _entries(data), dict(tree)
    has_it = entry_of(data, entry) is not None
    replaced = [now if isinstance(each, dict) and each.get("id") == entry else each for each in entries]
    return {**data, _ITEMS: replaced if has_it else [*entries, now]}


def lines_of(source: Source, entry: str) -> range:
    """Return the lines on which an entry stands, none if it does not."""
    entries = _entries(source.data)
    found = [number for number, each in enumerate(entries) if isinstance(each, dict) and each.get("id") == entry]
    if not found:
        return range(0)
    first, after = found[0], found[0] + 1
    end = source.line_of((_ITEMS, after)) if after < len(entries) else 10**9
    return range(source.line_of((_ITEMS, first)), max(end, source.line_of((_ITEMS, first)) + 1))


def _entries(data: Mapping[str, Tree]) -> list[Tree]:
    items = data.get(_ITEMS)
    return items if isinstance(items, list) else []
