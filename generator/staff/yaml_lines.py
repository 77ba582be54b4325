"""Writes values as a person would in a file of YAML: what needs no quotes has none, a text of lines is a block."""

import json
import re

from generator.source.yaml_source import Tree

_PLAIN = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*|\d{4}(?:-\d{2}){0,2}|\d{1,2}(?:/\d{1,2})?/\d{4}|\d{1,9}")
"""What may stand without quotes: codes, days, whole numbers."""
_BARE = re.compile(r"[^\W\d_](?:[\w /().+-]*[\w).])?")
"""What may stay without quotes where something stood so: words, and the numbers of decisions."""
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})


def _is_plain(value: str) -> bool:
    return bool(_PLAIN.fullmatch(value)) and value not in _WORDS


def _quoted(value: str) -> str:
    return value if _is_plain(value) else json.dumps(value, ensure_ascii=False)


def may_stand_bare(value: str) -> bool:
    """Tell whether a text may stay without quotes where one stood so."""
    return bool(_BARE.fullmatch(value)) and value.casefold() not in _WORDS


def scalar_lines(value: str, indent: int, in_flow: bool, as_block: bool) -> list[str]:
    """Return a scalar as it is written behind its key: in quotes, or as a text of several lines."""
    lines = value.split("\n")
    fits = (
        all(line == line.rstrip() for line in lines) and not value.startswith((" ", "\n")) and not value.endswith("\n")
    )
    if in_flow or not (as_block or len(lines) > 1) or not fits:
        return [_quoted(value)]
    return ["|-", *((" " * indent + line) if line else "" for line in lines)]


def flow_text(value: Tree) -> str:
    """Return a value as it is written on one line, in brackets or braces."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow_text(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow_text, value)) + "]"
    return _quoted(value or "")


def entry_lines(key: str, value: Tree, column: int) -> list[str]:
    """Return the lines of an entry of a mapping whose keys stand in a column."""
    pad = " " * column
    if isinstance(value, dict):
        return [f"{pad}{key}:", *(line for name, each in value.items() for line in entry_lines(name, each, column + 2))]
    if isinstance(value, list):
        return [f"{pad}{key}:", *(line for each in value for line in item_lines(each, column + 2))]
    lines = scalar_lines(value or "", column + 2, False, False)
    return [f"{pad}{key}: {lines[0]}", *lines[1:]]


def item_lines(value: Tree, column: int) -> list[str]:
    """Return the lines of an entry of a list whose dashes stand in a column."""
    pad = " " * column
    if isinstance(value, dict):
        lines = [line for name, each in value.items() for line in entry_lines(name, each, column + 2)]
        return [f"{pad}- {lines[0].lstrip()}", *lines[1:]]
    if isinstance(value, list):
        return [f"{pad}- {flow_text(value)}"]
    return [f"{pad}- {_quoted(value or '')}"]
