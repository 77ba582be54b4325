"""Escaping: each context by its own function, and what each must let through or stop."""

import csv
import io
import json
import re
import unicodedata
from xml.etree import ElementTree

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from generator.core import escape as escape_module
from generator.core.escape import (
    front_matter,
    json_script,
    markdown_inline,
    prose_html,
    spreadsheet_cell,
    url_attribute,
    xml_text,
)


def test_markdown_inline_leaves_nothing_for_markdown_to_read() -> None:
    escaped = str(markdown_inline("1. *a* [x](javascript:1) <b> `c` # | ~ _u_ \\"))
    assert not set("*[]()<>`|~_\\.") & set(escaped.replace("&#", "").replace(";", ""))


def test_rich_text_is_narrow() -> None:
    html = str(
        prose_html("*a* **b**\n\n- c\n- e\n\n<img src=x onerror=y> [d](javascript:e) [f](https://g.vn) ![h](https://i)")
    )
    assert "<em>a</em> <strong>b</strong>" in html
    assert "<li>c</li>" in html
    assert "<img" not in html
    assert "javascript:" not in html
    assert 'href="https://g.vn"' in html
    assert "\n\n" not in html


def test_addresses_are_encoded_and_other_schemes_lead_nowhere() -> None:
    assert url_attribute("https://a.vn/hợp-tác?x=1&y=2") == "https://a.vn/h%E1%BB%A3p-t%C3%A1c?x=1&amp;y=2"
    assert url_attribute("javascript:alert(1)") == "#"


@pytest.mark.parametrize(
    ("typed", "attribute"),
    [
        ("http://a.vn/", "http://a.vn/"),
        ("https://a.vn/x y?q=đ#ệ", "https://a.vn/x%20y?q=%C4%91#%E1%BB%87"),
        ("https://điện.vn/%20", "https://xn--in-1na1i.vn/%20"),
        ('https://a.vn/"<>', "https://a.vn/%22%3C%3E"),
        ("https://a.vn/a'b", "https://a.vn/a&#39;b"),
        ("ftp://a.vn", "#"),
        ("data:text/html,x", "#"),
        ("//a.vn", "#"),
    ],
)
def test_addresses_for_href(typed: str, attribute: str) -> None:
    if typed.startswith("https://điện"):
        attribute = f"https://{'điện.vn'.encode('idna').decode()}/%20"
    assert url_attribute(typed) == attribute


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("a", "<p>a</p>"),
        ("a\nb", "<p>a<br>\nb</p>"),
        ("a\n\nb", "<p>a</p>\n<p>b</p>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ('"a" & b', '<p>"a" &amp; b</p>'),
        ("`a` # b\n---", "<p>`a` # b<br>\n---</p>"),
        ("    a", "<p>a</p>"),
        ('[a](https://b.vn "t")', '<p><a href="https://b.vn" title="t" rel="noopener nofollow ugc">a</a></p>'),
        ("[a](mailto:a@b.vn)", '<p><a href="mailto:a@b.vn" rel="noopener nofollow ugc">a</a></p>'),
        ("[a](ftp://b.vn)", "<p>a</p>"),
        ("https://b.vn", "<p>https://b.vn</p>"),
    ],
)
def test_rich_text_to_the_letter(typed: str, html: str) -> None:
    assert str(prose_html(typed)) == html


def test_more_brackets_than_a_text_has_are_signs_and_no_links() -> None:
    link = "[a](https://b.vn)"
    assert "href" in str(prose_html("[" * 180 + link))
    assert str(prose_html("[" * 250 + link)) == f"<p>{'[' * 250}{link}</p>"


def test_lines_of_verse_keep_their_ends_and_a_paragraph_with_a_long_line_does_not() -> None:
    long = "dài " * 30
    assert escape_module.escape_typed_prose("ngắn\nhai\nba") == "ngắn  \nhai  \nba"
    for lines in ((long, "x", "y", "z"), ("x", long, "y", "z"), ("x", "y", "z", long)):
        assert escape_module.escape_typed_prose("\n".join(lines)) == "\n".join(lines)


def test_a_value_in_a_script_keeps_its_letters_and_ends_no_script() -> None:
    assert json_script({"a": "Đỗ </script> &"}) == '{"a": "Đỗ \\u003c/script\\u003e \\u0026"}'


@settings(max_examples=2000, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["a", "Đ", "ệ ", "1. ", "- ", "_", "*", "#", '"', "'", " ", "\n", "\n\n", "&", "…", "/", "(b)", ":"]
        ),
        max_size=12,
    ).map("".join)
    | st.lists(
        st.sampled_from(["Đà ", "Đ", "1. ", "12", "3) ", "- ", ", ", "(", "\n", "\n\n", "\\- ", "\\", "2\\. ", " "]),
        max_size=10,
    ).map("".join)
)
def test_what_markdown_could_not_read_comes_out_as_it_would_leave_it(typed: str) -> None:
    assert str(prose_html(typed)) == str(escape_module._convert_markdown(escape_module.escape_typed_prose(typed)))


@pytest.mark.parametrize("line", ["… a", ", a", "( a", "\\- a", "1\\. a", "12 a", "a, b"])
def test_however_many_plain_lines_stand_before_one_that_is_not_they_are_looked_through_once(line: str) -> None:
    typed = "\n".join([line] * 500 + ["x*"])
    assert not escape_module._PLAIN_PARAGRAPH.fullmatch(typed)
    assert escape_module._PLAIN_PARAGRAPH.fullmatch(typed[:-2] + "x")


def test_letters_of_every_script_are_told_from_what_markdown_reads() -> None:
    plain = [
        letter for letter in map(chr, range(32, 0x3000)) if escape_module._PLAIN_PARAGRAPH.fullmatch(f"a{letter}b")
    ]
    assert len(plain) > 5000
    assert set(plain).isdisjoint("*_[]<>&`\\#!|~\u00a0")
    for at in range(0, len(plain), 50):
        typed = "a" + "b".join(plain[at : at + 50]) + "c"
        assert str(prose_html(typed)) == str(escape_module._convert_markdown(typed)), typed


def test_many_brackets_are_no_links_and_few_are() -> None:
    assert "<a " in str(prose_html("[a](https://b.vn) " * 200))
    assert "<a " not in str(prose_html("[a](https://b.vn) " * 201))


def test_words_that_would_nest_without_end_are_read_in_time() -> None:
    for unit in ("- ", "1. ", "> - ", "- > ", "- 1. > ", "[", "![", "*a ", "**a*b", "<", "&"):
        assert str(prose_html((unit * 20_000)[:20_000])), unit
    deep = "".join("    " * level + "- a\n" for level in range(99))
    assert "<li>" in str(prose_html(deep))
    assert str(prose_html("- a\n    - b\n        - c")).count("<ul>") == 3


def test_front_matter_is_read_back_whatever_it_holds() -> None:
    for text in ("\x00\x1f\x7f\x85\x9f", "\u2028\u2029\ufeff\ufffe", '"\\: #', "đ\n---\n"):
        assert yaml.safe_load(str(front_matter(text))) == text


def test_each_context_has_its_escaping() -> None:
    hostile = "</script><!-- & ' \u2028 \" đ"
    assert not set("<>&'\u2028") & set(str(json_script({"a": hostile})))
    assert json.loads(str(json_script({"a": hostile}))) == {"a": hostile}
    assert ElementTree.fromstring(f"<a b='{xml_text(hostile)}'>{xml_text(hostile)}</a>").text == hostile
    assert str(xml_text("a\x0b\x00\ufffe\ud800b")) == "ab"
    for formula in ("=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "  =1", "\tx", "\rx"):
        assert spreadsheet_cell(formula).startswith("'")
    for plain in ("Nguyễn Văn A", "12/QĐ-UBND", "80,8", ""):
        assert spreadsheet_cell(plain) == plain


FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "＝1+1",
    "﹦1",
    "＋1",
    "－1",
    "＠x",
    "\t=1",
    "\r=1",
    " =1",
    '"=1',
    "'=1",
    "\n=1",
)


@given(
    st.sampled_from(FORMULAS), st.sampled_from(["", "x;", "x\t", "Tên|", "a;b;", "12; ", "x\n"]), st.text(max_size=9)
)
def test_no_cell_is_a_formula_however_a_spreadsheet_splits_it(formula: str, before: str, after: str) -> None:
    """Windows' list separator may be `;`, a paste splits at tabs, East Asian editions fold full width."""
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_NONNUMERIC).writerow(["x", spreadsheet_cell(before + formula + after), "y"])
    for mark in ",;\t|":
        for row in csv.reader(io.StringIO(out.getvalue(), newline=""), delimiter=mark):
            for cell in row:
                read = unicodedata.normalize("NFKC", cell).lstrip(' \t\r\n"')
                assert not read.startswith(("=", "+", "-", "@")), (cell, mark)


@given(st.text(max_size=30))
def test_a_cell_loses_nothing(text: str) -> None:
    assert spreadsheet_cell(text).replace("'", "") == text.replace("'", "")


PROSE = (
    ("1978. Ông tốt nghiệp\n2013. Ông nghỉ hưu", "1978. Ông tốt nghiệp 2013. Ông nghỉ hưu"),
    ("5. năm\n6. sáu", "5. năm 6. sáu"),
    ("2. hai\n1. một", "2. hai 1. một"),
    ("1) một", "1) một"),
    ("+ 3% mỗi năm", "+ 3% mỗi năm"),
    ("- 5 độ", "- 5 độ"),
    ("* sao", "* sao"),
    ("2*3*4", "2*3*4"),
    ("a*b*c*d", "a*b*c*d"),
    ("> 3%", "> 3%"),
    (">= 5", ">= 5"),
    ("– Thấy người là bơi ra", "– Thấy người là bơi ra"),
    ("123456789. số", "123456789. số"),
)


@pytest.mark.parametrize(("typed", "read"), PROSE)
def test_prose_that_nobody_meant_as_markup_is_read_as_it_was_typed(typed: str, read: str) -> None:
    text = HTMLParser(str(prose_html(typed))).text(deep=True, separator=" ")
    assert " ".join(text.split()) == read
    assert "<li>" not in prose_html(typed)


@pytest.mark.parametrize("mark", ["-", "*", "+", "•", "–", "▪", "·", "\uf0b7"])
@pytest.mark.parametrize("above", ["", "Các việc:\n", "Các việc:\n\n"])
def test_two_lines_with_one_mark_are_a_list_wherever_they_stand(mark: str, above: str) -> None:
    html = str(prose_html(f"{above}{mark} một\n{mark} hai\n\nSau đó."))
    assert html.count("<li>") == 2
    assert "<li>một</li>\n<li>hai</li>" in html
    assert ("<p>Các việc:</p>" in html) == bool(above)
    assert "<p>Sau đó.</p>" in html


PIECES = ("1978. ", "1. ", "2. ", "3. ", "+ ", "- ", "* ", "• ", "2*3", "> 3", "chữ ", "\n", "\n\n", "Đ")


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_word_or_figure_of_prose_is_lost(typed: str) -> None:
    """Marks of lists may become bullets or numbers; all else stands on the page in its order."""
    text = HTMLParser(str(prose_html(typed))).text(deep=True, separator=" ")
    shown = iter(re.findall(r"\w+", text))
    assert all(word in shown for word in re.findall(r"\w+", typed) if word not in {"1", "2", "3"}), (typed, text)
