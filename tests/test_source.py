"""The gate: what it lets through stays what was typed; what it refuses it refuses by name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.problem import Problem
from generator.source.yaml_source import Limits, Source, read_source

ZWSP = "U+200B ZERO WIDTH SPACE"


def code(content: bytes | str, limits: Limits = Limits()) -> str:
    data = content.encode() if isinstance(content, str) else content
    found = read_source("x.yml", data, limits)
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
        ("a: [1, 2\n", "source.open-bracket"),
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
    found = read_source("x.yml", f"a: {typed}\n".encode())
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
    found = read_source("x.yml", b"\xef\xbb\xbfa: 1\r\nb: |-\r\n  x\r\n  y\r\n")
    assert isinstance(found, Source)
    assert found.data == {"a": "1", "b": "x\ny"}
    assert [w.code for w in found.warnings] == ["source.bom", "source.crlf"]
    assert not any(w.is_error for w in found.warnings)


def test_every_value_knows_its_line() -> None:
    found = read_source("x.yml", b"a: 1\nb:\n  - c: 2\n    d: 3\n  - e\n")
    assert isinstance(found, Source)
    assert [found.line_of(p) for p in (("a",), ("b",), ("b", 0, "d"), ("b", 1), ("b", 0, "nothing"))] == [1, 2, 4, 5, 3]


def test_a_blank_value_is_absent_and_a_quoted_blank_is_text() -> None:
    found = read_source("x.yml", b'a:\nb: ""\n')
    assert isinstance(found, Source)
    assert found.data == {"a": None, "b": ""}


def test_a_duplicate_key_names_both_lines() -> None:
    found = read_source("x.yml", b"a: 1\nb: 2\na: 3\n")
    assert isinstance(found, Problem)
    assert (found.code, found.line, dict(found.values)["first"]) == ("source.duplicate-key", 3, "1")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a: \xff\n", ("not-utf8", 1, "", {"byte": "0xFF"})),
        (b"a: 1\nb: x\rc: y\n", ("lone-cr", 2, "", {})),
        (
            "a: 1\nb: x\u200by\n",
            ("invisible", 2, "", {"character": ZWSP, "column": "5", "before": "b: x"}),
        ),
        ("a: 1\nb: x\x07\n", ("control", 2, "", {"character": "U+0007", "column": "5", "before": "b: x"})),
        (b"a: 1\nb:\n  - c: &x 1\n", ("anchor", 3, "b.0.c", {"name": "x"})),
        (b"a: 1\nb:\n  - c: 1\n  - d: !x y\n", ("tag", 4, "b.1.d", {"name": "!x"})),
        (b"a:\n  b: *x\n", ("alias", 2, "a.b", {"name": "x"})),
        (b"a: 1\nb:\n  c: 1\n  c: 2\n", ("duplicate-key", 4, "b", {"first": "3", "key": "c"})),
        (b"a:\n  b: x #1\n", ("cut", 2, "a.b", {"kept": "x"})),
        (b"a:\n  - ~\n", ("null-word", 2, "a.0", {"word": "~"})),
        (b"a:\n  - b: null\n", ("null-word", 2, "a.0.b", {"word": "null"})),
        (b"a: 1\nb:\n\tc: 1\n", ("tab", 3, "", {})),
        (b"a: 1\nten:x\nb: 2\n", ("no-space", 2, "", {"word": "ten"})),
        ("a: 1\ntên： x\n", ("wide-colon", 2, "", {"word": "tên"})),
        (b'a: 1\nb: "x\nc: 1\n', ("open-quote", 2, "", {"word": "b"})),
        (b"a: 1\n# x: y: z\nb: x: y\n", ("colon-inside", 3, "", {"word": "b", "right": '"x: y"'})),
        (b"a: 1\nb: @x\n", ("special-start", 2, "", {"word": "b", "right": '"@x"'})),
        (b"a: {<<: {b: 1}}\n", ("merge", 1, "a", {})),
        (b"a: 1\n? [x]\n: 1\n", ("complex-key", 2, "", {})),
        (b'a: 1\n"": 2\n', ("empty-key", 2, "", {})),
        ("a: 1\nb: e\u0301\n", ("not-nfc", 2, "", {})),
        (
            b'a: 1\nb:\n  - x\n  - "\\u200b"\n',
            ("invisible", 4, "b.1", {"character": ZWSP, "column": "1", "before": ""}),
        ),
        (b"- a\n- b\n", ("not-a-mapping", 1, "", {})),
        (b"a: 1\n@: 1\n", ("syntax", 2, "", {})),
        (b"# ten:x: y\na: 1\nb: [1\n", ("open-bracket", 3, "", {"word": "b", "right": "[1]"})),
        (b"a: 1\n---\nb: 2\n", ("several-documents", 2, "", {})),
        (b"a: 1\nb:\n  - {'': 1}\n", ("empty-key", 3, "b.0", {})),
        (b"a: 1\nb:\n  ? [x]\n  : 1\n", ("complex-key", 3, "b", {})),
        (b"a:\n  - {<<: {b: 1}}\n", ("merge", 2, "a.0", {})),
        (
            f"a:\n  b: {'[' * 13}{']' * 13}\n",
            ("too-deep", 2, "a.b.0.0.0.0.0.0.0.0.0.0", {"limit": "12"}),
        ),
        (b"x\n", ("not-a-mapping", 1, "", {})),
        (b"", ("empty", 1, "", {})),
    ],
)
def test_a_refusal_names_line_field_and_what(
    content: bytes | str, expected: tuple[str, int, str, dict[str, str]]
) -> None:
    found = read_source("x.yml", content.encode() if isinstance(content, str) else content)
    assert isinstance(found, Problem)
    assert (found.path, found.is_error) == ("x.yml", True)
    assert (found.code.removeprefix("source."), found.line, found.field, dict(found.values)) == expected


def test_limits_hold_to_the_unit_and_are_named() -> None:
    found = read_source("x.yml", b"a: 1\nb:\n  c: xxxx\n", Limits(scalar=3))
    assert isinstance(found, Problem)
    assert (found.line, found.field) == (3, "b.c")

    def said(content: bytes, limits: Limits) -> tuple[str, dict[str, str]]:
        found = read_source("x.yml", content, limits)
        return (found.code, dict(found.values)) if isinstance(found, Problem) else ("fine", {})

    assert said(b"a: 12\n", Limits(size=6)) == ("fine", {})
    assert said(b"a: 12\n", Limits(size=5)) == ("source.too-large", {"limit": "5", "size": "6"})
    assert said(b"a: xxx\n", Limits(scalar=3)) == ("fine", {})
    assert said(b"a: xxxx\n", Limits(scalar=3)) == ("source.value-too-long", {"limit": "3"})
    assert said(b"a: [[1]]\n", Limits(depth=3)) == ("fine", {})
    assert said(b"a: [[1]]\n", Limits(depth=2)) == ("source.too-deep", {"limit": "2"})
    events = next(n for n in range(30) if said(b"a: [1,2,3]\n", Limits(events=n))[0] == "fine")
    assert said(b"a: [1,2,3]\n", Limits(events=events - 1)) == ("source.too-many-events", {"limit": str(events - 1)})
    assert said(b"a: [1,2,3,4]\n", Limits(events=events))[0] == "source.too-many-events"


@given(st.binary(max_size=200))
def test_any_bytes_give_a_source_or_a_problem(content: bytes) -> None:
    found = read_source("x.yml", content)
    assert isinstance(found, Source | Problem)
    if isinstance(found, Problem):
        assert 1 <= found.line <= content.count(b"\n") + content.count(b"\r") + 1


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), min_size=1))
def test_quoted_text_comes_back_letter_for_letter(text: str) -> None:
    quoted = "'" + text.replace("'", "''") + "'"
    found = read_source("x.yml", f"a: {quoted}\n".encode())
    if isinstance(found, Problem):
        assert found.code in {"source.not-nfc", "source.invisible", "source.control", "source.old-encoding"}
    else:
        assert found.data == {"a": text}
