"""A slip in a file YAML refuses is named at its own line, wherever the parser gave up."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.core.problem import Problem
from generator.source.mistakes import stopping_line
from generator.source.yaml_source import Source, read_source
from tests.making import SAMPLE

ROOT = Path(__file__).parents[1]
RECORDS = sorted(
    file
    for root in (ROOT / "stories", SAMPLE / "stories")
    for file in root.rglob("*.yml")
    if "reference" not in file.parts
)
EACH = 8
"""Rows that are spoilt in each record, of each kind."""


def valued(spoil: Callable[[str], str], row: str) -> str | None:
    """Return a row with its plain value spoilt, None if it has no such value."""
    start, _, value = row.partition(": ")
    is_plain = value and value[0] not in "\"'>|[{"
    return f"{start}: {spoil(value)}" if is_plain else None


SPOILT: dict[str, Callable[[str], str | None]] = {
    "one space less": lambda row: row[1:] if row.startswith(" ") else f" {row}",
    "one space more": lambda row: f" {row}",
    "no colon": lambda row: row.replace(":", "", 1) if ":" in row else None,
    "a quote left open": lambda row: valued(lambda value: f'"{value}', row),
    "a colon inside": lambda row: valued(lambda value: f"Nay: {value}", row),
    "a sign first": lambda row: valued(lambda value: f"@{value}", row),
    "a bracket left open": lambda row: row[:-1] if row.endswith(("]", "}")) else None,
}


def refused(kind: str) -> Iterator[tuple[Path, int, Problem]]:
    """Yield records with one row spoilt that YAML refuses: file, the row's line, and what is said of it."""
    rng = random.Random(kind)
    for file in RECORDS:
        rows = file.read_text("utf-8").split("\n")
        for at in rng.sample(range(len(rows)), min(EACH, len(rows))):
            spoilt = SPOILT[kind](rows[at]) if rows[at].strip() else None
            if spoilt is not None:
                said = read_source("x.yml", "\n".join([*rows[:at], spoilt, *rows[at + 1 :]]).encode())
                if isinstance(said, Problem):
                    yield file, at + 1, said


@pytest.mark.parametrize("kind", SPOILT)
def test_the_line_named_is_the_one_that_was_spoilt_or_the_next(kind: str) -> None:
    found = list(refused(kind))
    wrong = [(file.name, line, said.line, said.code) for file, line, said in found if not 0 <= said.line - line <= 1]
    assert len(found) > 20
    assert len(wrong) <= len(found) // 100, wrong


@pytest.mark.parametrize(
    ("content", "code", "line", "values"),
    [
        ("a: [x]\nb: 1\nc:\n  - d: 1\n   e: 2\n", "indent", 5, {"found": "3", "right": "4"}),
        ("mot: [x]\nhai: >-\n  Anh Ba\n  di lam\nc: d: e\n", "colon-inside", 5, {"word": "c", "right": '"d: e"'}),
        ("a: [y-te]\n  - khac\nb: 1\n", "list-twice", 1, {"word": "a"}),
        ("a: {b: [1, 2}\nc: 1\n", "syntax", 1, {}),
        ("a: [1, 2\nb: 1\nc: 1\n", "open-bracket", 1, {"word": "a", "right": "[1, 2]"}),
        ("fields\n  - a\n  - b\n  - c\nd: 1\n", "no-colon", 1, {"word": "fields"}),
        ("a: 1\nfields\n  - a\n  - b\n  - c\nd: 1\n", "no-colon", 2, {"word": "fields"}),
        ('a: "x\nb: 1\nc: 1\nd: 1\ne: 1\nf: "g"\n', "open-quote", 1, {"word": "a"}),
    ],
)
def test_the_slip_is_named_and_not_what_is_legal_above_it(
    content: str, code: str, line: int, values: dict[str, str]
) -> None:
    said = read_source("x.yml", content.encode())
    assert isinstance(said, Problem)
    assert (said.code, said.line, dict(said.values)) == (f"source.{code}", line, values)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('a: "x\nb: 1\nc: 2', 3),  # where the quote should have ended, not where it began
        ("a: [1\nb: 1\nc: 2", 2),
        ("a: 1\n b: 2\nc: 3", 2),
        ("a: {x\nb\nc: 1", 3),
        ("a: 1\n- b\nc", 2),
        ("a: \t@x", 1),
        ("a: b: c\nd: e", 1),
        ("? a\n: b\n  c: d", 3),
        ("a: 1\nb: 2", 3),
    ],
)
def test_the_line_at_which_the_parser_stops(content: str, line: int) -> None:
    assert stopping_line(content.split("\n")) == line


@pytest.mark.parametrize("size", [10, 3_000])
def test_a_long_file_is_diagnosed_without_reading_it_for_every_row(size: int) -> None:
    rows = [f"ten{n}: x" for n in range(size)]
    said = read_source("x.yml", "\n".join([*rows, "a: [1", *rows]).encode())
    assert isinstance(said, Problem)
    assert said.line == size + 1


def test_every_record_reads_as_it_stands() -> None:
    assert all(isinstance(read_source("x.yml", file.read_bytes()), Source) for file in RECORDS)
