"""What went wrong in a file that YAML refuses, in a clerk's words.

The parser stops where it can go no further, which is often after the slip, or far from it. So each likely slip
near that place is mended on trial: the one whose mend lets the parser get furthest is named, at its own line.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

import yaml

_BY_CERTAINTY = (
    "wide-colon",
    "no-space",
    "open-quote",
    "quote-first",
    "curly-quotes",
    "colon-inside",
    "open-bracket",
    "open-item",
    "list-twice",
    "special-start",
    "no-colon",
    "indent",
)
"""The surest first: of two mends that get equally far the earlier is named."""
_WIDE = re.compile(r"^(\s*(?:- )?)([\w-]+)：\s*(.*)$")
_TIGHT = re.compile(r"^(\s*(?:- )?)([A-Za-z_]+):(?=[^\s/])(.*)$")
_FIELD = re.compile(r"^(\s*(?:- )?)([A-Za-z_]+):\s+(\S.*)$")
_ITEM = re.compile(r"^(\s*- )([\[{].*)$")
_BARE = re.compile(r"^(\s*(?:- )?)([A-Za-z_]+)((?:\s+[^:]+)?)$")
_OPEN_QUOTE = re.compile(r"(\")[^\"]*|(')[^']*")
_QUOTED_FIRST = re.compile(r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')\s*[^\s#]")
_BRACKETS = {"[": "]", "{": "}"}
_SPECIAL = frozenset("[{*&!%@`|>")
_AHEAD = 200
"""So many rows after the place where the parser stopped are read on trial."""
_SHOWN = 120
"""Of a value that is shown mended, the most characters."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One slip: its code among the problems of a source, its line from 1, and what its message tells.

    `row` is the line as it should have been; None where nobody can tell.
    """

    code: str
    line: int
    values: Mapping[str, Any] = field(default_factory=dict)
    row: str | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A slip, the row as it should have been, and how far-fetched that is among its kind."""

    mistake: Mistake
    row: str
    unlikeliness: int = 0


def find_mistake(rows: Sequence[str], stopped: int) -> Mistake:
    """Return the slip for which the parser stopped at a line; `syntax` at that line if none is recognised."""
    reached = stopping_line(rows[: stopped + _AHEAD])
    best = (reached, 0, 0)
    found = Mistake("syntax", stopped)
    for number in _suspects(rows, stopped):
        for trial in _candidates(rows, number):
            mended = [*rows[: number - 1], trial.row, *rows[number : stopped + _AHEAD]]
            rank = (stopping_line(mended), -_BY_CERTAINTY.index(trial.mistake.code), -trial.unlikeliness)
            if rank[0] > reached and rank > best:
                best, found = rank, replace(trial.mistake, row=trial.row)
    return found


def stopping_line(rows: Sequence[str]) -> int:
    """Return the line, from 1, at which the parser stops; one after the last if it reads all."""
    try:
        for _ in yaml.parse("\n".join(rows), Loader=yaml.CBaseLoader):
            pass
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        return min(mark.line + 1, len(rows)) if mark else 1
    return len(rows) + 1


def _suspects(rows: Sequence[str], stopped: int) -> Iterator[int]:
    """Yield the rows that may be to blame: around the stop, the one before it at its level, and openings above."""
    yield from (number for number in (stopped, stopped - 1, stopped - 2) if number >= 1)
    level = _indent(rows[stopped - 1])
    yield from islice(
        (n for n in range(stopped - 1, 0, -1) if rows[n - 1].strip() and _indent(rows[n - 1]) <= level), 1
    )
    for signs in ('"', "'", "[{"):
        above = (n for n in range(stopped - 3, 0, -1) if any(sign in rows[n - 1] for sign in signs))
        yield from islice(above, 2)


def _candidates(rows: Sequence[str], number: int) -> Iterator[_Candidate]:
    row = rows[number - 1]
    if not row.strip() or row.lstrip().startswith("#"):
        return

    def trial(code: str, mended: str, **values: object) -> _Candidate:
        return _Candidate(Mistake(code, number, values), mended)

    if found := _WIDE.match(row):
        yield trial("wide-colon", f"{found[1]}{found[2]}: {found[3]}", word=found[2][:40])
    if found := _TIGHT.match(row):
        yield trial("no-space", f"{found[1]}{found[2]}: {found[3]}", word=found[2][:40])
    if found := _BARE.match(row):
        yield trial("no-colon", f"{found[1]}{found[2]}:{found[3]}", word=found[2][:40])
    if found := _FIELD.match(row):
        start, word, value = found[1], found[2], found[3].rstrip()
        for code, whole in _value_repairs(value):
            shown: dict[str, Any] = {} if code == "open-quote" else {"right": whole[:_SHOWN]}
            yield trial(code, f"{start}{word}: {whole}", word=word[:40], **shown)
        below = next((each for each in rows[number:] if each.strip()), "")
        if value[0] in _BRACKETS and below.lstrip().startswith("- "):
            yield trial("list-twice", f"{start}{word}:", word=word[:40])
    elif found := _ITEM.match(row):
        for code, whole in _value_repairs(found[2].rstrip()):
            if code == "open-bracket":
                yield trial("open-item", f"{found[1]}{whole}", right=whole[:_SHOWN])
    here = _indent(row)
    for right in sorted(_indents(rows, number) - {here}):
        slip = Mistake("indent", number, {"found": here, "right": right})
        yield _Candidate(slip, " " * right + row.lstrip(" "), abs(right - here) + 100 * (right % 2))


def _value_repairs(value: str) -> Iterator[tuple[str, str]]:
    """Yield what may be wrong with a value, and the value as it should have been."""
    first = value[0]
    if found := _OPEN_QUOTE.fullmatch(value):
        yield "open-quote", value + (found[1] or found[2])
    elif _QUOTED_FIRST.match(value):
        yield "quote-first", quote_value(value)
    elif first in "“„" and ": " in value:
        yield "curly-quotes", quote_value(value.strip("“”„‟"))
    elif first in _BRACKETS and value.count(first) > value.count(_BRACKETS[first]):
        yield "open-bracket", value + _BRACKETS[first] * (value.count(first) - value.count(_BRACKETS[first]))
    elif first not in "\"'|>[{" and re.search(r":(\s|$)", value):
        yield "colon-inside", quote_value(value)
    is_listed = first in _BRACKETS and value.endswith(_BRACKETS[first])
    if first in _SPECIAL and not is_listed and not re.fullmatch(r"[|>][-+]?", value):
        yield "special-start", quote_value(value)


def quote_value(value: str) -> str:
    """Return a value in straight quotes, as YAML wants it when it holds signs of its own."""
    return f'"{value}"' if not set(value) & set('"\\') else "'" + value.replace("'", "''") + "'"


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip(" "))


def _indents(rows: Sequence[str], number: int) -> set[int]:
    """Return the indentations in use around a row."""
    found = {_indent(row) for row in rows[max(0, number - 6) : number + 3] if row.strip()}
    return found | {indent + 2 for indent in found if indent % 2 == 0}
