"""What two people made of one file: merged by its fields, never by its lines alone.

A record and a list of reference data are merged as trees, the ledger as a set, any other text as git does. Where
both changed the same in different ways one side stands, and the conflict is told.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from generator.archive.ledger import FILE, parse_ledger
from generator.core.git import merge_text
from generator.core.problem import Problem
from generator.source.yaml_source import Limits, Tree, read_source
from generator.staff.tree_edit import EditRefused, edit_tree, without_blanks

_LIMITS = Limits(size=2**24, events=10**7)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people changed, and what each made of it; "" is the file as a whole."""

    field: str
    ours: Tree = None
    theirs: Tree = None


@dataclass(frozen=True, slots=True)
class Merge:
    """What two people made of a record; where both changed a field in different ways, ours, and the conflict."""

    tree: dict[str, Tree]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class FileMerge:
    """What two people made of a file, None for no file; where both changed the same, ours, and the conflicts."""

    content: bytes | None
    conflicts: tuple[Conflict, ...] = ()


def merge(base: Mapping[str, Tree], ours: Mapping[str, Tree], theirs: Mapping[str, Tree]) -> Merge:
    """Return what two people made of a record, field by field."""
    merged: dict[str, Tree] = {}
    conflicts = []
    for name in dict.fromkeys((*theirs, *ours, *base)):
        mine, other = ours.get(name), theirs.get(name)
        value, is_clear = _merge_values(base.get(name), mine, other)
        if not is_clear:
            conflicts.append(Conflict(name, mine, other))
        if value is not None:
            merged[name] = value
    return Merge(merged, tuple(conflicts))


def _merge_values(base: Tree, ours: Tree, theirs: Tree) -> tuple[Tree, bool]:
    """Return what two made of a value, and whether they did not both change the same of it."""
    if isinstance(base, dict) and isinstance(ours, dict) and isinstance(theirs, dict):
        return _merge_keyed(base, ours, theirs)
    if isinstance(base, list) and isinstance(ours, list) and isinstance(theirs, list):
        keyed = [known for side in (base, ours, theirs) if (known := _by_id(side)) is not None]
        if len(keyed) == 3:
            merged, is_clear = _merge_keyed(*keyed)
            return list(merged.values()), is_clear
        if len(base) == len(ours) == len(theirs):
            # an entry counts as a whole: halves of two entries must never become one
            made = [_choose(*entries) for entries in zip(base, ours, theirs, strict=True)]
            return [value for value, _ in made], all(is_clear for _, is_clear in made)
    return _choose(base, ours, theirs)


def _choose(base: Tree, ours: Tree, theirs: Tree) -> tuple[Tree, bool]:
    """Return the one value of three that somebody changed; ours, and False, if both did."""
    return (theirs, True) if ours == base else (ours, theirs in (ours, base))


def _merge_keyed(
    base: Mapping[str, Tree], ours: Mapping[str, Tree], theirs: Mapping[str, Tree]
) -> tuple[dict[str, Tree], bool]:
    """Merge by key, in the order of theirs; what only ours has stands behind what it stood behind."""
    order = list(theirs)
    known = list(ours)
    for number, key in enumerate(known):
        if key not in theirs:
            order.insert(order.index(known[number - 1]) + 1 if number else 0, key)
    made = {key: _merge_values(base.get(key), ours.get(key), theirs.get(key)) for key in order}
    return {key: value for key, (value, _) in made.items() if value is not None}, all(c for _, c in made.values())


def _by_id(entries: list[Tree]) -> dict[str, Tree] | None:
    found = {each["id"]: each for each in entries if isinstance(each, dict) and isinstance(each.get("id"), str)}
    return {str(key): value for key, value in found.items()} if len(found) == len(entries) else None


def merge_files(path: str, base: bytes | None, ours: bytes | None, theirs: bytes | None) -> FileMerge:
    """Return what two people made of a file of a project, by what kind of file it is."""
    if ours == theirs or theirs == base:
        return FileMerge(ours)
    if ours == base:
        return FileMerge(theirs)
    if path == FILE and ours is not None and theirs is not None:
        return _merge_ledgers(ours, theirs)
    if ours is None or theirs is None:
        return FileMerge(ours, (Conflict(""),))
    is_record = path.endswith((".yml", ".yaml"))
    trees = _trees(path, base or b"{}", ours, theirs) if is_record else None
    text = merge_text(base, ours, theirs) if base is not None else None
    if trees is None:
        return FileMerge(text) if text is not None else FileMerge(ours, (Conflict(""),))
    merged = merge(*trees)
    if text is not None and not merged.conflicts and _trees(path, text) == [merged.tree]:
        return FileMerge(text)  # the comments of both
    for content, tree in ((ours, trees[1]), (theirs, trees[2])):
        if merged.tree == tree:
            return FileMerge(content, merged.conflicts)
    for content in (theirs, ours):
        try:
            return FileMerge(edit_tree(path, content, merged.tree), merged.conflicts)
        except EditRefused:
            continue  # the other file may be one that can be edited
    return FileMerge(ours, (Conflict(""),))


def _merge_ledgers(ours: bytes, theirs: bytes) -> FileMerge:
    read = [parse_ledger(content.decode("utf-8", "replace")) for content in (ours, theirs)]
    if any(problems for _, problems in read):
        return FileMerge(ours, (Conflict(""),))
    return FileMerge(read[0][0].merged_with(read[1][0]).serialize().encode())


def _trees(path: str, *contents: bytes) -> list[dict[str, Tree]] | None:
    """Return what files say; None if one of them cannot be read."""
    found: list[dict[str, Tree]] = []
    for content in contents:
        source = read_source(path, content, _LIMITS)
        if isinstance(source, Problem):
            return None
        found.append(without_blanks(source.data))
    return found
