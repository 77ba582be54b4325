"""Writes a changed tree back into its file so that every byte of what did not change stays.

A file is a tree of strings with comments, order, quotes and line ends of its own. What changed is found by comparing
two trees; each change touches the characters of its value, or whole lines of its entry. The result is read through
the gate again and must say exactly what was meant.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from generator.core.problem import Problem
from generator.source.yaml_nodes import Node, read_nodes
from generator.source.yaml_source import Limits, NodePath, Source, Tree, read_source
from generator.staff.yaml_lines import entry_lines, flow_text, item_lines, may_stand_bare, scalar_lines

_LIMITS = Limits(size=2**24, events=10**7)
_BOM = "\ufeff"


class EditRefused(Exception):
    """The file cannot be changed so that it says what was meant and nothing else.

    `reasons` are the texts of the tree that no file may hold: where each stands, and what is wrong with it.
    """

    def __init__(self, path: str, reasons: Sequence[tuple[NodePath, Problem]] = ()) -> None:
        super().__init__(path)
        self.reasons = tuple(reasons)


def tree_file(path: str, tree: Mapping[str, Tree], order: Sequence[str]) -> bytes:
    """Return a new file that says this."""
    key, value = next((key, value) for key, value in tree.items() if isinstance(value, str))
    return edit_tree(path, f"{key}: {json.dumps(value, ensure_ascii=False)}\n".encode(), dict(tree), order)


def edit_tree(path: str, content: bytes, new: dict[str, Tree], order: Sequence[str] = ()) -> bytes:
    """Return a file that says `new`; new fields of it stand in an order. EditRefused if that cannot be done.

    `content` must have passed the gate. Line ends and a byte order mark stay as they are.
    """
    source = read_source(path, content, _LIMITS)
    if isinstance(source, Problem):
        raise EditRefused(path)
    text = content.decode("utf-8")
    mark, text = (_BOM, text[1:]) if text.startswith(_BOM) else ("", text)
    ends = "\r\n" if "\r\n" in text else "\n"
    rows = text.replace("\r\n", "\n").split("\n")
    wanted = without_blanks(new)
    for attempt in (_fine, _by_item, _coarse):
        try:
            edited = attempt(list(rows), source.data, wanted, order)
        except (IndexError, ValueError, KeyError):
            continue  # what stands there can be written so in another way only
        made = (mark + ends.join(edited)).encode()
        read = read_source(path, made, _LIMITS)
        if isinstance(read, Source) and without_blanks(read.data) == wanted:
            return made
    raise EditRefused(path, list(_refused_texts(path, new, ())))


def _refused_texts(path: str, tree: Tree, place: NodePath) -> Iterator[tuple[NodePath, Problem]]:
    if isinstance(tree, str):
        read = read_source(path, f"text: {json.dumps(tree)}\n".encode())  # by escapes: each place counts in the text
        if isinstance(read, Problem):
            yield place, read
    elif isinstance(tree, list | dict):
        for step, part in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from _refused_texts(path, part, (*place, step))


def without_blanks(tree: Any) -> Any:
    """Return a tree without what was left blank, for blank means absent."""
    if isinstance(tree, dict):
        found = {key: without_blanks(value) for key, value in tree.items()}
        return {key: value for key, value in found.items() if value not in (None, "", [], {})}
    if isinstance(tree, list):
        return [each for each in map(without_blanks, tree) if each not in (None, "", [], {})]
    return tree


def _fine(rows: list[str], old: Tree, new: Tree, order: Sequence[str]) -> list[str]:
    """Change value by value, the last first, so that no change moves another."""
    root: Node | None = read_nodes(rows)
    flows = frozenset(_flows(root, ())) if root else frozenset[NodePath]()
    for change in reversed(list(_changes(without_blanks(old), new, (), order, flows))):
        try:
            if isinstance(change, _Put):
                root = root or read_nodes(rows)  # another value moves nothing that stands before it
                rows = change.put_in(rows, root)
            else:
                rows, root = change.apply(rows), None
        except (IndexError, ValueError, KeyError):
            break  # the coarse way is tried next
    return rows


def _by_item(rows: list[str], old: Tree, new: Tree, _: Sequence[str]) -> list[str]:
    """Write each changed entry of the lists of a record or of a file anew, as a whole; others keep their remarks."""
    assert isinstance(old, dict)  # the root of a record
    assert isinstance(new, dict)
    for key, value in without_blanks(old).items():
        wanted = new.get(key)
        if not isinstance(value, list) or not isinstance(wanted, list):
            continue
        said = [[json.dumps(each, sort_keys=True) for each in side] for side in (value, wanted)]
        found = SequenceMatcher(None, said[0], said[1], autojunk=False).get_opcodes()
        for kind, first, last, start, end in reversed(found):
            if kind != "equal":
                for each in reversed(wanted[start:end]):
                    rows = _Insert((key, last), each).apply(rows)
                for number in reversed(range(first, last)):
                    rows = _Remove((key, number)).apply(rows)
    return rows


def _coarse(rows: list[str], old: Tree, new: Tree, order: Sequence[str]) -> list[str]:
    """Write each changed field of the record anew, as a whole."""
    assert isinstance(old, dict)  # the root of a record
    assert isinstance(new, dict)
    before = without_blanks(old)
    for key in [key for key in old if before.get(key) != new.get(key)]:
        rows = _Remove((key,)).apply(rows)
    for key in _in_order(new, order):
        if before.get(key) != new[key] and not any(row.split("#")[0].strip() for row in rows):
            rows = [*rows, *entry_lines(key, new[key], 0), ""]  # nothing but remarks is left, or ever was
        elif before.get(key) != new[key]:
            rows = _Add((), key, new[key], _follows(key, list(_keys_of(rows)), order)).apply(rows)
    return rows


def _keys_of(rows: list[str]) -> Iterator[str]:
    yield from (key for key, _ in read_nodes(rows).keys)


def _in_order(tree: dict[str, Tree], order: Sequence[str]) -> list[str]:
    return sorted(tree, key=lambda key: order.index(key) if key in order else len(order))


@dataclass(frozen=True, slots=True)
class _Put:
    """Another value where a scalar stands."""

    place: NodePath
    value: str

    def put_in(self, rows: list[str], root: Node) -> list[str]:
        """Return the rows with the value put there; `root` are their nodes, right as far as to the place."""
        above = [root]
        for step in self.place:
            above.append(above[-1].part(step))
        node = above.pop()
        (row, start), (end_row, end) = node.first, node.last
        in_flow = any(each.is_flow for each in above)
        lines = scalar_lines(self.value, _margin(rows[row]) + 2, in_flow, node.is_block_text)
        if not node.style and may_stand_bare(self.value):
            lines = [self.value]
        lines[0] = rows[row][:start] + lines[0]
        lines[-1] += rows[end_row][end:]
        return [*rows[:row], *lines, *rows[end_row + 1 :]]


@dataclass(frozen=True, slots=True)
class _ReplaceValue:
    """Another value where anything stands: a list in braces that grew, a text that became a list."""

    place: NodePath
    value: Tree

    def apply(self, rows: list[str]) -> list[str]:
        node = _find(rows, self.place)
        if not node.is_flow:
            raise ValueError(self.place)
        (row, start), (end_row, end) = node.first, node.last
        return [*rows[:row], rows[row][:start] + flow_text(self.value) + rows[end_row][end:], *rows[end_row + 1 :]]


@dataclass(frozen=True, slots=True)
class _Remove:
    """An entry of a mapping, or of a list, goes with its lines."""

    place: NodePath

    def apply(self, rows: list[str]) -> list[str]:
        holder, step = _find(rows, self.place[:-1]), self.place[-1]
        if holder.is_flow:
            raise ValueError(self.place)
        first, last = _lines_of(rows, holder, step)
        if isinstance(step, str) and rows[first].lstrip().startswith("- "):
            return self._under_dash(rows, holder, first, last)
        return [*rows[:first], *rows[last + 1 :]]

    def _under_dash(self, rows: list[str], holder: Node, first: int, last: int) -> list[str]:
        """Remove the first field of an entry, before which the dash of the list stands: the next one gets it."""
        dash = len(rows[first]) - len(rows[first].lstrip())
        following = holder.keys[1][1][0] if len(holder.keys) > 1 else -1
        if following <= last or rows[following][: dash + 1].strip():
            raise ValueError(self.place)
        kept = f"{rows[following][:dash]}-{rows[following][dash + 1 :]}"
        return [*rows[:first], *rows[last + 1 : following], kept, *rows[following + 1 :]]


@dataclass(frozen=True, slots=True)
class _Add:
    """A new entry of a mapping, behind another or at the end."""

    place: NodePath
    key: str
    value: Tree
    after: str = ""

    def apply(self, rows: list[str]) -> list[str]:
        holder = _find(rows, self.place)
        if holder.is_flow or not holder.keys:
            raise ValueError(self.place)
        names = [key for key, _ in holder.keys]
        behind = self.after if self.after in names else names[-1]
        _, last = _lines_of(rows, holder, behind)
        column = holder.keys[0][1][1]
        return [*rows[: last + 1], *entry_lines(self.key, self.value, column), *rows[last + 1 :]]


@dataclass(frozen=True, slots=True)
class _Insert:
    """A new entry of a list, as its number `place[-1]`."""

    place: NodePath
    value: Tree
    lines: tuple[str, ...] = ()

    def apply(self, rows: list[str]) -> list[str]:
        holder, number = _find(rows, self.place[:-1]), self.place[-1]
        if holder.is_flow or not isinstance(number, int):
            raise ValueError(self.place)
        dash = _dash(rows, holder)
        at = _lines_of(rows, holder, number - 1)[1] + 1 if number else _lines_of(rows, holder, 0)[0]
        return [*rows[:at], *(self.lines or item_lines(self.value, dash)), *rows[at:]]


@dataclass(frozen=True, slots=True)
class _Move:
    """An entry of a list stands elsewhere, as it was written."""

    place: NodePath
    to: int

    def apply(self, rows: list[str]) -> list[str]:
        holder, number = _find(rows, self.place[:-1]), self.place[-1]
        if holder.is_flow or not isinstance(number, int):
            raise ValueError(self.place)
        first, last = _lines_of(rows, holder, number)
        lines = tuple(rows[first : last + 1])
        return _Insert((*self.place[:-1], self.to), None, lines).apply([*rows[:first], *rows[last + 1 :]])


_Change = _Put | _ReplaceValue | _Remove | _Add | _Insert | _Move


def _changes(
    old: Tree, new: Tree, place: NodePath, order: Sequence[str], flows: frozenset[NodePath]
) -> Iterator[_Change]:
    """Yield what makes one tree the other, in the order of the file: applied from the end, none moves another."""
    if old == new:
        return
    if place in flows and _shape(old) != _shape(new):
        yield _ReplaceValue(place, new)
        return
    if isinstance(old, dict) and isinstance(new, dict):
        found: list[_Change] = []
        for key, value in old.items():
            if key not in new:
                found.append(_Remove((*place, key)))
            else:
                found += _changes(value, new[key], (*place, key), (), flows)
        known = list(old)
        added: list[_Change] = []
        for key in _in_order({k: v for k, v in new.items() if k not in old}, order):
            added.append(_Add(place, key, new[key], _follows(key, known, order)))
            known.append(key)
        yield from reversed(added)  # applied from the end: what was added first can be followed
        yield from found
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_changes(old, new, place, flows)
    elif isinstance(old, str) and isinstance(new, str):
        yield _Put(place, new)
    else:
        yield _ReplaceValue(place, new)


def _flows(node: Node, place: NodePath) -> Iterator[NodePath]:
    """Yield the places of what is written in brackets or braces, the outermost alone."""
    if node.is_flow:
        yield place
        return
    for number, part in enumerate(node.parts):
        yield from _flows(part, (*place, node.keys[number][0] if node.kind == "map" else number))


def _shape(tree: Tree) -> object:
    """Return a tree without its values: what of it is a mapping, a list, a text."""
    if isinstance(tree, dict):
        return [(key, _shape(value)) for key, value in tree.items()]
    return [_shape(each) for each in tree] if isinstance(tree, list) else ""


def _follows(key: str, known: Sequence[str], order: Sequence[str]) -> str:
    """Return the field a new one stands behind: the nearest before it in the order of the record."""
    if key not in order:
        return ""
    before = [each for each in order[: order.index(key)] if each in known]
    return before[-1] if before else ""


def _list_changes(old: list[Tree], new: list[Tree], place: NodePath, flows: frozenset[NodePath]) -> Iterator[_Change]:
    said = [[json.dumps(each, sort_keys=True) for each in side] for side in (old, new)]
    if sorted(said[0]) == sorted(said[1]) and len(set(said[0])) == len(said[0]):
        yield from reversed(list(_moves(said[0], said[1], place)))
        return
    found: list[_Change] = []
    for kind, first, last, start, end in SequenceMatcher(None, said[0], said[1], autojunk=False).get_opcodes():
        same = min(last - first, end - start) if kind == "replace" else 0
        for number in range(same):
            found += _changes(old[first + number], new[start + number], (*place, first + number), (), flows)
        found += [_Remove((*place, number)) for number in range(first + same, last) if kind != "equal"]
        if kind in {"insert", "replace"}:
            found += [
                _Insert((*place, last if kind == "insert" else first + same), new[n])
                for n in reversed(range(start + same, end))
            ]
    yield from found


def _moves(old: list[str], new: list[str], place: NodePath) -> Iterator[_Change]:
    now = list(old)
    for target, wanted in enumerate(new):
        at = now.index(wanted)
        if at != target:
            yield _Move((*place, at), target)
            now.insert(target, now.pop(at))


def _find(rows: list[str], place: NodePath) -> Node:
    node = read_nodes(rows)
    for step in place:
        node = node.part(step)
    return node


def _lines_of(rows: list[str], holder: Node, step: str | int) -> tuple[int, int]:
    """Return the first and last row of an entry of a block, with the comments and blank rows right before it.

    Those before the first entry are the whole block's and stay where they are.
    """
    number = holder.number_of(step)
    node = holder.parts[number]
    own = holder.keys[number][1][0] if holder.kind == "map" else _dash_row(rows, node)
    first = min(own, holder.parts[number - 1].last[0] + 1) if number else own
    return first, max(node.last[0], own)


def _margin(row: str) -> int:
    """Return how far in the first word of a row stands, behind the dashes of lists."""
    found = re.match(r"[ ]*(?:- +)*", row)
    return len(found[0]) if found else 0


def _dash_row(rows: list[str], node: Node) -> int:
    row = node.first[0]
    while not re.match(r" *-(?: |$)", rows[row]):
        row -= 1
    return row


def _dash(rows: list[str], holder: Node) -> int:
    """Return the column of the dashes of a block list."""
    found = re.match(r"( *)-", rows[_dash_row(rows, holder.parts[0])])
    return len(found[1]) if found else 0
