"""Where every value of a file is written: scalars, mappings and lists with their first and last character.

The gate (`yaml_source`) says what a file says; this says where, for whoever changes a part of it and no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

Spot = tuple[int, int]
"""A row and a column, from 0."""
_BLOCKS = frozenset({"|", ">"})


@dataclass(slots=True)
class Node:
    """A value: its first character, what follows its last one, its keys with their spots, and its parts.

    `style` is "|" or ">" of a text in a block, a quotation mark, or "" where it stands bare.
    """

    kind: str
    first: Spot
    last: Spot = (0, 0)
    is_flow: bool = False
    style: str = ""
    keys: list[tuple[str, Spot]] = field(default_factory=list)
    parts: list["Node"] = field(default_factory=list)

    @property
    def is_block_text(self) -> bool:
        """Tell whether it is a text in a block of lines."""
        return self.style in _BLOCKS

    def number_of(self, step: str | int) -> int:
        """Return the number of a part, by its key or number; ValueError or IndexError if there is none."""
        number = step if isinstance(step, int) else [key for key, _ in self.keys].index(step)
        if not 0 <= number < len(self.parts):
            raise IndexError(step)
        return number

    def part(self, step: str | int) -> "Node":
        """Return a part by its key or number."""
        return self.parts[self.number_of(step)]


def read_nodes(rows: Sequence[str]) -> Node:
    """Return the nodes of a file that passed the gate, from the events of its parser."""
    stack: list[Node] = []
    keys: list[tuple[str, Spot] | None] = []
    roots: list[Node] = []
    for event in yaml.parse("\n".join(rows), Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.CollectionEndEvent):
            _close(stack.pop(), event)
            keys.pop()
        elif isinstance(event, yaml.NodeEvent):
            if stack and stack[-1].kind == "map" and keys[-1] is None:
                keys[-1] = (getattr(event, "value", ""), _spot(event.start_mark))
                continue
            node = _opened(event, rows)
            if stack:
                if (key := keys[-1]) is not None:
                    stack[-1].keys.append(key)
                    keys[-1] = None
                stack[-1].parts.append(node)
            else:
                roots.append(node)
            if node.kind != "scalar":
                stack.append(node)
                keys.append(None)
    return roots[0]


def _close(node: Node, event: Any) -> None:
    if node.is_flow:
        node.last = _spot(event.end_mark)
    else:
        node.last = node.parts[-1].last if node.parts else node.first


def _opened(event: Any, rows: Sequence[str]) -> Node:
    first, last = _spot(event.start_mark), _spot(event.end_mark)
    if not isinstance(event, yaml.ScalarEvent):
        return Node(
            "map" if isinstance(event, yaml.MappingStartEvent) else "list", first, is_flow=bool(event.flow_style)
        )
    if event.style in _BLOCKS:  # its end is where the next thing begins
        row = last[0] - 1 if last[1] == 0 else last[0]
        while row > first[0] and not rows[row].strip():
            row -= 1
        last = (row, len(rows[row]))
    return Node("scalar", first, last, style=event.style or "")


def _spot(mark: Any) -> Spot:
    return mark.line, mark.column
