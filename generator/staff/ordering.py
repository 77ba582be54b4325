"""The canonical form of a record's file: its fields in the order of their declaration, and nothing lost."""

from collections.abc import Sequence

from generator.archive.source_files import kind_of_file
from generator.records.fields import fields_of
from generator.source.yaml_nodes import read_nodes
from generator.source.yaml_source import Limits, Source, read_source
from generator.staff.mending.letters import mended_bytes

_LIMITS = Limits(size=2**24, events=10**7)


def canonical(path: str, content: bytes) -> bytes:
    """Return a record's file in its canonical form; as it is where it holds no record or cannot be read.

    Fields stand in the order of their declaration, each with the remarks right above it; what stands above the first
    and below the last stays there. Spaces at the ends of lines, odd line ends and letters nobody sees go. A file that
    lists records keeps their order: it may mean something.
    """
    kind = kind_of_file(path)
    clean = _without_loose_ends(path, mended_bytes(content))
    read = read_source(path, clean, _LIMITS)
    if kind is None or kind.files or not isinstance(read, Source):
        return clean if isinstance(read, Source) else content
    made = "\n".join(_ordered(clean.decode().split("\n"), list(fields_of(kind.record)))).encode()
    again = read_source(path, made, _LIMITS)
    is_same = isinstance(again, Source) and again.data == read.data
    return made if is_same and sorted(made.split(b"\n")) == sorted(clean.split(b"\n")) else clean


def _without_loose_ends(path: str, content: bytes) -> bytes:
    """Return a file without spaces at the ends of its lines and with one line end behind it, if it says the same."""
    rows = content.decode("utf-8", "surrogateescape").split("\n")
    made = ("\n".join(row.rstrip(" ") for row in rows).rstrip("\n") + "\n").encode("utf-8", "surrogateescape")
    before, after = (read_source(path, each, _LIMITS) for each in (content, made))
    is_same = isinstance(before, Source) and isinstance(after, Source) and before.data == after.data
    return made if is_same else content


def _ordered(rows: list[str], order: Sequence[str]) -> list[str]:
    root = read_nodes(rows)
    if root.is_flow or root.kind != "map" or not root.keys:
        return rows
    starts = [spot[0] for _, spot in root.keys]
    ends = [max(part.last[0], start) for part, start in zip(root.parts, starts, strict=True)]
    entries = []
    for number, (name, _) in enumerate(root.keys):
        first = ends[number - 1] + 1 if number else starts[0]  # with the remarks above it
        entries.append((order.index(name) if name in order else len(order), rows[first : ends[number] + 1]))
    kept = [row for _, part in sorted(entries, key=lambda entry: entry[0]) for row in part]
    return [*rows[: starts[0]], *kept, *rows[ends[-1] + 1 :]]
