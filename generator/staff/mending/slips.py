"""Mends slips for which YAML refuses a whole file: each is undone in its row, and the parser must then get further."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generator.core.legacy_encodings import CONVERSIONS, decode_cp1258
from generator.core.problem import Problem
from generator.core.text import detect_legacy_encoding
from generator.source.mistakes import find_mistake, quote_value, stopping_line
from generator.source.yaml_source import Limits, Source, read_source
from generator.staff.mending.letters import mended_bytes, mended_escapes

_LIMITS = Limits(size=2**24, events=10**7)
_VALUE = re.compile(r"^(\s*(?:- +)*(?:[\w-]+:\s+)?)(\S.*?)\s*$")
_KEY = re.compile(r"^(\s*(?:- +)?)([\w-]+):(?:\s+(.*))?$")
_LETTERS = frozenset({"control", "invisible", "lone-cr", "tab", "not-nfc", "bom", "crlf"})
_OFFERED = frozenset({"curly-quotes", "list-twice", "no-colon"})
"""Slips whose mend may be another than the one that reads: somebody looks first."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A file without one slip. It `is_sure` if nothing is lost and nothing else can have been meant."""

    content: bytes
    is_sure: bool


def without_slip(path: str, content: bytes, fault: Problem) -> Slip | None:
    """Return a file without the slip for which it was refused, or None if nobody can tell what was meant."""
    code = fault.code.partition(".")[2]
    if code == "not-utf8":
        return _decoded(content)
    text = content.decode("utf-8", "surrogateescape")
    rows = text.split("\n")
    if code in _LETTERS:
        mended = _escapes(rows, fault.line) if mended_bytes(content) == content else mended_bytes(content)
        return Slip(mended, True) if mended != content else None
    if code == "old-encoding":
        return _converted(rows, fault)
    if code == "not-a-mapping" and path.startswith("stories/reference/") and text.lstrip().startswith("- "):
        return Slip(b"items:\n" + content, True)
    found = _IN_ROW[code](rows, fault) if code in _IN_ROW else _by_parser(rows, fault, code)
    if found is None:
        return None
    changed, is_sure = found
    mended = "\n".join(changed).encode("utf-8", "surrogateescape")
    return Slip(mended, is_sure) if _gets_further(path, mended, rows, changed, fault) else None


def _gets_further(path: str, mended: bytes, rows: list[str], changed: list[str], fault: Problem) -> bool:
    read = read_source(path, mended, _LIMITS)
    if isinstance(read, Source):
        return True
    moved = len(changed) - len(rows)
    return (read.line - moved, read.code) != (fault.line, fault.code) and (
        read.line - moved > fault.line or stopping_line(changed) - moved > stopping_line(rows)
    )


_Changed = tuple[list[str], bool]


def _by_parser(rows: list[str], fault: Problem, code: str) -> _Changed | None:
    """Undo the slip the parser stopped at."""
    stopped = min(stopping_line(rows), len(rows))
    slip = find_mistake(rows, stopped)
    if slip.row is None or (slip.line, slip.code) != (fault.line, code):
        return None
    row = slip.row
    if code == "curly-quotes":
        value = re.sub(r"^[^:]*:\s*", "", rows[fault.line - 1]).rstrip()
        inside = value.strip("“”„‟")
        if set(inside) & set("“”„‟"):  # they are part of the text
            row = rows[fault.line - 1].removesuffix(value) + quote_value(value)
    below = rows[slip.line : slip.line + 1]
    if code == "list-twice":
        items = _items_of(rows[slip.line - 1])
        dash = re.match(r"\s*- ", below[0]) if below else None
        if items is None or dash is None:
            return None
        return [*rows[: slip.line - 1], row, *(dash[0] + each for each in items), *rows[slip.line :]], not items
    begins_something = code != "indent" or _KEY.match(row) or row.lstrip().startswith("- ")
    return [*rows[: slip.line - 1], row, *rows[slip.line :]], code not in _OFFERED and bool(begins_something)


def _items_of(row: str) -> list[str] | None:
    """Return the entries of a list in brackets on a row; None if they are no plain texts."""
    found = re.search(r"\[([^\[\]{}\"']*)\]\s*$", row)
    return [each.strip() for each in found[1].split(",") if each.strip()] if found else None


def _quoted(rows: list[str], fault: Problem) -> _Changed | None:
    """Put the value of a row in quotes, as it stands."""
    return _with_value(rows, fault.line, quote_value)


def _cut(rows: list[str], fault: Problem) -> _Changed | None:
    """Keep what stands behind a `#`: in quotes, or, where a space follows, as a remark on a line of its own."""
    row = rows[fault.line - 1]
    found = re.search(r"[ \t]+#\s+(\S.*)$", row)
    if found is None:
        changed = _quoted(rows, fault)
        return changed
    indent = row[: len(row) - len(row.lstrip())]
    return [*rows[: fault.line - 1], f"{indent}# {found[1]}", row[: found.start()], *rows[fault.line :]], False


def _blank(rows: list[str], fault: Problem) -> _Changed | None:
    """Leave blank what somebody filled with a word for nothing."""
    found = re.match(r"^(\s*(?:- +)?[\w-]+:)\s+(?:~|null|Null|NULL)\s*$", rows[fault.line - 1])
    return ([*rows[: fault.line - 1], found[1], *rows[fault.line :]], True) if found else None


def _without_twin(rows: list[str], fault: Problem) -> _Changed | None:
    """Drop the second line of a field if it says what the first says, or one of them that says nothing."""
    at, first = fault.line - 1, int(dict(fault.values)["first"]) - 1
    one, two = _KEY.match(rows[first]), _KEY.match(rows[at])
    if one is None or two is None:
        return None
    said, again = (one[3] or "").strip(), (two[3] or "").strip()
    if _goes_on(rows, at) or (_goes_on(rows, first) and again):
        return None
    if not again or again == said:
        gone = at
    elif not said and not one[1].strip():
        gone = first
    else:
        return None
    return [*rows[:gone], *rows[gone + 1 :]], True


def _goes_on(rows: list[str], at: int) -> bool:
    """Tell whether the rows below belong to the field on a row."""
    below = rows[at + 1] if at + 1 < len(rows) else ""
    level = len(rows[at]) - len(rows[at].lstrip(" "))
    return len(below) - len(below.lstrip(" ")) > level or below.lstrip().startswith("- ")


def _one_document(rows: list[str], _: Problem) -> _Changed | None:
    """Drop a line `---` behind which nothing more comes, or `...`."""
    marks = [n for n, row in enumerate(rows) if re.fullmatch(r"---\s*|\.\.\.\s*", row)]
    last = marks[-1] if marks else None
    if last is None or any(row.strip() for row in rows[last + 1 :]):
        return None
    return [*rows[:last], *rows[last + 1 :]], True


def _with_value(rows: list[str], line: int, change: Callable[[str], str]) -> _Changed | None:
    found = _VALUE.match(rows[line - 1])
    if found is None:
        return None
    return [*rows[: line - 1], found[1] + change(found[2]), *rows[line:]], True


_IN_ROW: Mapping[str, Callable[[list[str], Problem], _Changed | None]] = {
    "cut": _cut,
    "null-word": _blank,
    "alias": _quoted,
    "anchor": _quoted,
    "tag": _quoted,
    "duplicate-key": _without_twin,
    "several-documents": _one_document,
}


def _escapes(rows: list[str], line: int) -> bytes:
    return "\n".join([*rows[: line - 1], mended_escapes(rows[line - 1]), *rows[line:]]).encode()


def _converted(rows: list[str], fault: Problem) -> Slip | None:
    """Turn a row typed with an old font into Unicode."""
    change = CONVERSIONS.get(dict(fault.values)["encoding"])
    row = change(rows[fault.line - 1]) if change else rows[fault.line - 1]
    if row == rows[fault.line - 1]:
        return None
    return Slip("\n".join([*rows[: fault.line - 1], row, *rows[fault.line :]]).encode(), False)


def _decoded(content: bytes) -> Slip | None:
    """Read a file that Windows saved: with the two bytes of UTF-16 before it, else in its Vietnamese code page."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        try:
            return Slip(mended_bytes(content.decode("utf-16").encode()), True)
        except UnicodeDecodeError:
            return None
    western = content.decode("cp1252", "replace")
    if detect_legacy_encoding(western) == "UTF-8":  # it is, but for a letter or two
        return None
    read = decode_cp1258(western)
    return Slip(mended_bytes(read.encode()), False) if "\ufffd" not in read else None
