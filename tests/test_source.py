"""The gate: what it lets through stays what was typed; what it refuses it refuses by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.problem import Problem
from generator.source import Limits, Source, read


def code(content: bytes | str, limits: Limits = Limits()) -> str:
    data = content.encode() if isinstance(content, str) else content
    found = read("x.yml", data, limits)
    return found.code if isinstance(found, Problem) else "fine"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("a: 1\n", "fine"),
        (b"a: \xff\n", "source.not-utf8"),
        (b"a: x\rb: y\n", "source.lone-cr"),
        ("a: x\u2028y\n", "source.control"),
        ("%YAML 1.1\n---\na: 1\n", "source.directive"),
        ("a: 1\n---\nb: 2\n", "source.several-documents"),
        ("? [a, b]\n: 1\n", "source.complex-key"),
        ("? {a: b}\n: 1\n", "source.complex-key"),
        ('"": 1\n', "source.empty-key"),
        ("a: [1, 2\n", "source.special-start"),
        ('a: "x\n', "source.open-quote"),
        ("a: b: c\n", "source.colon-inside"),
        ("@: 1\n", "source.syntax"),
        ("", "source.empty"),
        ("just words\n", "source.not-a-mapping"),
        ("a: &x 1\nb: *x\n", "source.anchor"),
        ("a: !!python/object:os.system x\n", "source.tag"),
        ("a: !x y\n", "source.tag"),
        ("a: {<<: {b: 1}}\n", "source.merge"),
        ("a: x #1\n", "source.cut"),
        ("a: 'x' #1\n", "fine"),
        ("a: x#1\n", "fine"),
        ("# a\na: 1\n", "fine"),
        ('a: "\\u200b"\n', "source.invisible"),
        ('a: "\\x00"\n', "source.control"),
        ('a: "\\t"\n', "source.control"),
        ('a: "e\\u0301"\n', "source.not-nfc"),
        ("a: ~\n", "source.null-word"),
        ("a: 'null'\n", "fine"),
    ],
)
def test_what_is_refused_and_by_which_name(content: bytes | str, expected: str) -> None:
    assert code(content) == expected


@pytest.mark.parametrize(
    "typed",
    ["no", "yes", "010", "190:20:30", "1_000", "0x1F", "1e3", "2021-08-05", "true", ".inf", "1.790", "=", "12:30"],
)
def test_yaml_guesses_nothing(typed: str) -> None:
    found = read("x.yml", f"a: {typed}\n".encode())
    assert isinstance(found, Source)
    assert found.data == {"a": typed}


def test_limits_of_size_depth_events_and_value() -> None:
    assert code("a: " + "x" * 300_000) == "source.too-large"
    assert code("a: " + "[" * 13 + "]" * 13) == "source.too-deep"
    assert code("a: [" + "1," * 60 + "]", Limits(events=50)) == "source.too-many-events"
    assert code("a: " + "x" * 60, Limits(scalar=50)) == "source.value-too-long"


def test_thirty_thousand_open_brackets_are_refused_without_a_crash() -> None:
    assert code("a: " + "[" * 30_000) == "source.too-deep"
    assert code("[" * 60_000) == "source.too-deep"


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(30))
    assert code(bomb) == "source.anchor"


def test_bom_and_crlf_are_read_with_a_warning() -> None:
    found = read("x.yml", b"\xef\xbb\xbfa: 1\r\nb: |-\r\n  x\r\n  y\r\n")
    assert isinstance(found, Source)
    assert found.data == {"a": "1", "b": "x\ny"}
    assert [w.code for w in found.warnings] == ["source.bom", "source.crlf"]
    assert not any(w.is_error for w in found.warnings)


def test_every_value_knows_its_line() -> None:
    found = read("x.yml", b"a: 1\nb:\n  - c: 2\n    d: 3\n  - e\n")
    assert isinstance(found, Source)
    assert [found.line(p) for p in (("a",), ("b",), ("b", 0, "d"), ("b", 1), ("b", 0, "nothing"))] == [1, 2, 4, 5, 3]


def test_a_blank_value_is_absent_and_a_quoted_blank_is_text() -> None:
    found = read("x.yml", b'a:\nb: ""\n')
    assert isinstance(found, Source)
    assert found.data == {"a": None, "b": ""}


def test_a_duplicate_key_names_both_lines() -> None:
    found = read("x.yml", b"a: 1\nb: 2\na: 3\n")
    assert isinstance(found, Problem)
    assert (found.code, found.line, dict(found.values)["first"]) == ("source.duplicate-key", 3, "1")


@given(st.binary(max_size=200))
def test_any_bytes_give_a_source_or_a_problem(content: bytes) -> None:
    found = read("x.yml", content)
    assert isinstance(found, Source | Problem)
    if isinstance(found, Problem):
        assert 1 <= found.line <= content.count(b"\n") + content.count(b"\r") + 1


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), min_size=1))
def test_quoted_text_comes_back_letter_for_letter(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    found = read("x.yml", f"a: {quoted}\n".encode())
    if isinstance(found, Problem):
        assert found.code in {"source.not-nfc", "source.invisible", "source.control"}
    else:
        assert found.data == {"a": text}
