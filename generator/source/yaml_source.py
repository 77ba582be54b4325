"""The gate: the bytes of one file become a tree of strings with the line of every value.

It knows YAML and no word of the domain. Everything a clerk typed stays a string; whatever
YAML would guess, merge, alias, execute or cut short is refused by name. The tree is built
straight from parser events, never composed, so nothing can grow beyond what was read.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from generator.core.problem import Level, Problem, make_problem
from generator.core.text import detect_legacy_encoding, hidden_in
from generator.source.mistakes import find_mistake

Tree: TypeAlias = "str | list[Tree] | dict[str, Tree] | None"
NodePath: TypeAlias = tuple[str | int, ...]

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_CONFLICT = re.compile(r"^(<<<<<<<|=======|>>>>>>>|\|\|\|\|\|\|\|)(?: |$)", re.MULTILINE)
_COMMENT_AFTER_VALUE = re.compile(r"[ \t]+#")
_NULL_WORDS = {"~", "null", "Null", "NULL"}
_HEX = "U+{:04X}"


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: bytes, levels of nesting, parser events, characters of a value."""

    size: int = 256 * 1024
    depth: int = 12
    events: int = 50_000
    scalar: int = 40_000


@dataclass(frozen=True, slots=True)
class Span:
    """Where a value is written: its first and last row from 0, and the characters from which and up to which."""

    first_row: int
    start: int
    last_row: int
    end: int


@dataclass(frozen=True, slots=True)
class Source:
    """One file that passed: its tree, and the line (from 1) of each value by its place.

    `spans` hold where each scalar value is written, if that was asked for.
    """

    path: str
    data: dict[str, Tree]
    positions: dict[NodePath, int] = field(repr=False)
    warnings: tuple[Problem, ...] = ()
    spans: Mapping[NodePath, Span] = field(default_factory=dict, repr=False)

    def line_of(self, place: NodePath) -> int:
        """Return the line of the value at `place`, or of its nearest parent that has one."""
        while place:
            if place in self.positions:
                return self.positions[place]
            place = place[:-1]
        return 1


class _RejectedError(Exception):
    """Carries the one problem for which the gate stays shut."""

    def __init__(self, code: str, line: int, at: str = "", **values: object) -> None:
        super().__init__(code)
        self.code, self.line, self.at, self.values = code, line, at, values


def read_source(path: str, content: bytes, limits: Limits = Limits(), *, spans: bool = False) -> Source | Problem:
    """Turn the bytes of the file `path` into a Source, or the Problem why it cannot be read."""
    try:
        text = _decode(content, limits)
        _check_characters(text)
        builder = _Builder(text, limits, {} if spans else None)
        data = builder.build()
    except _RejectedError as refusal:
        return make_problem(path, refusal.line, refusal.at, f"source.{refusal.code}", **refusal.values)
    return Source(path, data, builder.lines, tuple(_warnings(path, content)), builder.spans or {})


def _decode(content: bytes, limits: Limits) -> str:
    if len(content) > limits.size:
        raise _RejectedError("too-large", 1, size=len(content), limit=limits.size)
    try:
        text = content.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _RejectedError("not-utf8", line, byte=f"0x{content[error.start]:02X}") from None
    return text.replace("\r\n", "\n")


def _check_characters(text: str) -> None:
    """Refuse what no clerk can see: control, bidi and zero-width characters, tabs, lone CR; and what git left."""
    if found := _CONFLICT.search(text):
        raise _RejectedError("conflict", _line_at(text, found.start()), mark=found[1])
    if found := _CONTROL.search(text):
        raise _RejectedError("control", _line_at(text, found.start()), **_character_values(text, found.start()))
    if (at := hidden_in(text)) is not None:
        line = _line_at(text, at)
        row = text.split("\n")[line - 1]
        if (encoding := detect_legacy_encoding(row)) is not None:  # in TCVN3 the letter ư is a soft hyphen
            raise _RejectedError("old-encoding", line, encoding=encoding, text=row.strip()[:40])
        raise _RejectedError("invisible", line, **_character_values(text, at))
    if "\r" in text:
        raise _RejectedError("lone-cr", _line_at(text, text.index("\r")))
    if found := re.search(r"^[ ]*\t", text, re.MULTILINE):
        raise _RejectedError("tab", _line_at(text, found.start()))
    if "\t" in text:
        raise _RejectedError("control", _line_at(text, text.index("\t")), **_character_values(text, text.index("\t")))
    if not unicodedata.is_normalized("NFC", text):
        line = next(n for n, row in enumerate(text.split("\n"), 1) if not unicodedata.is_normalized("NFC", row))
        raise _RejectedError("not-nfc", line)


def _character_values(text: str, at: int) -> dict[str, Any]:
    """Return what to say of a character nobody sees: its name, and what stands before it in its line."""
    start = text.rfind("\n", 0, at) + 1
    return {"character": _name(text[at]), "column": at - start + 1, "before": text[max(start, at - 20) : at]}


def _line_at(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def _name(char: str) -> str:
    return _HEX.format(ord(char)) + (f" {unicodedata.name(char, '')}".rstrip())


def _warnings(path: str, content: bytes) -> Iterator[Problem]:
    if content.startswith(b"\xef\xbb\xbf"):
        yield make_problem(path, 1, "", "source.bom", Level.WARNING)
    if b"\r\n" in content:
        line = content.count(b"\n", 0, content.index(b"\r\n")) + 1
        yield make_problem(path, line, "", "source.crlf", Level.WARNING)


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 1


@dataclass(slots=True)
class _OpenContainer:
    """A mapping or a list whose end was not read yet."""

    node: dict[str, Tree] | list[Tree]
    path: NodePath
    line: int
    key: str | None = None


class _Builder:
    """Builds the tree from parser events, one after the other, without recursion."""

    def __init__(self, text: str, limits: Limits, spans: dict[NodePath, Span] | None = None) -> None:
        self.text, self.limits, self.spans = text, limits, spans
        self.rows = text.split("\n")
        self.lines: dict[NodePath, int] = {}
        self.stack: list[_OpenContainer] = []
        self.root: Tree = None
        self.documents = 0

    def build(self) -> dict[str, Tree]:
        """Return the mapping at the root of the file."""
        for count, event in enumerate(self._events()):
            if count > self.limits.events:
                raise _RejectedError("too-many-events", _line_of(event), limit=self.limits.events)
            self._take(event)
        if not isinstance(self.root, dict):
            raise _RejectedError("empty" if self.root is None else "not-a-mapping", 1)
        return self.root

    def _events(self) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(self.text, Loader=yaml.CBaseLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            line = min(mark.line + 1, len(self.rows)) if mark else 1
            slip = find_mistake(self.rows, line)
            raise _RejectedError(slip.code, slip.line, **slip.values) from None

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise _RejectedError("alias", _line_of(event), self._at(), name=event.anchor)
        if isinstance(event, yaml.NodeEvent):
            self._take_node(event, _line_of(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self._start_document(event, _line_of(event))

    def _start_document(self, event: yaml.DocumentStartEvent, line: int) -> None:
        self.documents += 1
        if event.version or event.tags:
            raise _RejectedError("directive", line)
        if self.documents > 1:
            raise _RejectedError("several-documents", line)

    def _take_node(self, event: yaml.NodeEvent, line: int) -> None:
        if event.anchor is not None:
            raise _RejectedError("anchor", line, self._at(), name=event.anchor)
        if (tag := getattr(event, "tag", None)) is not None:
            raise _RejectedError("tag", line, self._at(), name=tag)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
            return
        if len(self.stack) >= self.limits.depth:
            raise _RejectedError("too-deep", line, self._at(), limit=self.limits.depth)
        node: dict[str, Tree] | list[Tree] = {} if isinstance(event, yaml.MappingStartEvent) else []
        place = self._add(node, line)
        self.stack.append(_OpenContainer(node, place, line))

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        value: str = event.value
        if len(value) > self.limits.scalar:
            raise _RejectedError("value-too-long", line, self._at(), limit=self.limits.scalar)
        plain = not event.style  # libyaml says "", the pure parser None
        if plain:
            self._reject_truncated(event, line)
        elif event.style == '"':
            self._check_escapes(value, line)
        holder = self.stack[-1] if self.stack else None
        if holder is not None and isinstance(holder.node, dict) and holder.key is None:
            self._key(holder, value, line)
        else:
            place = self._add(None if plain and not value else value, line)
            start, end = event.start_mark, event.end_mark
            if self.spans is not None and start is not None and end is not None:
                self.spans[place] = Span(start.line, start.column, end.line, end.column)

    def _check_escapes(self, value: str, line: int) -> None:
        """Refuse what an escape such as "\\u200b" would smuggle in."""
        if found := _CONTROL.search(value) or re.search(r"[\t\r]", value):
            raise _RejectedError("control", line, self._at(), **_character_values(value, found.start()))
        if (at := hidden_in(value)) is not None:
            raise _RejectedError("invisible", line, self._at(), **_character_values(value, at))
        if not unicodedata.is_normalized("NFC", value):
            raise _RejectedError("not-nfc", line, self._at())

    def _reject_truncated(self, event: yaml.ScalarEvent, line: int) -> None:
        """Refuse `name: Đội #1`, which YAML would store as `Đội`; and null words left bare."""
        end = event.end_mark
        if event.value and end is not None and _COMMENT_AFTER_VALUE.match(self.rows[end.line], end.column):
            raise _RejectedError("cut", end.line + 1, self._at(), kept=event.value[:60])
        if event.value in _NULL_WORDS:
            raise _RejectedError("null-word", line, self._at(), word=event.value)

    def _key(self, holder: _OpenContainer, key: str, line: int) -> None:
        assert isinstance(holder.node, dict)
        if key == "<<":
            raise _RejectedError("merge", line, self._at())
        if key in holder.node:
            first = self.lines[(*holder.path, key)]
            raise _RejectedError("duplicate-key", line, self._at(), key=key, first=first)
        if not key:
            raise _RejectedError("empty-key", line, self._at())
        holder.key = key
        self.lines[(*holder.path, key)] = line

    def _add(self, node: Tree, line: int) -> NodePath:
        """Put a value where it belongs and return its place."""
        if not self.stack:
            self.root = node
            return ()
        holder = self.stack[-1]
        if isinstance(holder.node, list):
            place: NodePath = (*holder.path, len(holder.node))
            holder.node.append(node)
            self.lines[place] = line
            return place
        if holder.key is None:
            raise _RejectedError("complex-key", line, self._at())
        place = (*holder.path, holder.key)
        holder.node[holder.key] = node
        holder.key = None
        return place

    def _at(self) -> str:
        """Name the field being read, dotted."""
        if not self.stack:
            return ""
        holder = self.stack[-1]
        here = len(holder.node) if isinstance(holder.node, list) else holder.key
        return ".".join(str(step) for step in (*holder.path, here) if step is not None)
