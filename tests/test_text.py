"""Folding, sorting, slugs, dates, numbers, escaping: tables of what Vietnamese needs."""

import re
from datetime import date
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.core.dates import PartialDate, parse_date
from generator.core.numbers import parse_number
from generator.core.text import (
    collation_key,
    confusable,
    detect_legacy_encoding,
    fold,
    fold_each,
    is_bare,
    person_sort_key,
    slugify,
    suggest,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Văn Đức", "dang van duc"),
        ("HÒA  hoà", "hoa hoa"),
        ("Ủy ban\u00a0nhân dân", "uy ban nhan dan"),
        ("Nguye\u0302\u0303n", "nguyen"),
        ("12/QĐ-UBND", "12/qd-ubnd"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.lists(st.text(max_size=8) | st.sampled_from(["", "\0", "Hài\u00a0 Đỏ ", "\n", "ẞ İ"]), max_size=6))
def test_folded_together_texts_are_what_each_alone_is(texts: list[str]) -> None:
    assert fold_each(texts) == [fold(text) for text in texts]


def test_slugs_keep_no_accent_and_lose_no_letter() -> None:
    assert slugify("Đoàn kết, Ổn định: Ước mơ") == "doan-ket-on-dinh-uoc-mo"
    assert slugify("Đã làm gì?") == "da-lam-gi"


def test_the_alphabet_is_vietnamese() -> None:
    words = ["Úc", "Đông", "Ăn", "Dũng", "ân", "Anh", "ưa", "Ô Môn", "Ơn", "On", "Ê", "em", "Chín", "Cần"]
    assert sorted(words, key=collation_key) == [
        "Anh",
        "Ăn",
        "ân",
        "Cần",
        "Chín",
        "Dũng",
        "Đông",
        "em",
        "Ê",
        "On",
        "Ô Môn",
        "Ơn",
        "Úc",
        "ưa",
    ]


def test_tones_follow_their_order() -> None:
    assert sorted(["mạ", "má", "mã", "mả", "mà", "ma"], key=collation_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_people_sort_by_given_name() -> None:
    people = ["Phạm Đức", "Nguyễn Văn An", "Võ Dũng", "Đặng Thị Ân", "Lê Ánh", "An"]
    assert sorted(people, key=person_sort_key) == [
        "An",
        "Nguyễn Văn An",
        "Lê Ánh",
        "Đặng Thị Ân",
        "Võ Dũng",
        "Phạm Đức",
    ]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("ñy ban nh©n d©n", "TCVN3"),
        ("thÓ dôc lµ ®iÒu", "TCVN3"),
        ("Xin chaøo", "VNI"),
        ("Cá»™ng hÃ²a", "UTF-8"),
        ("Đoàn kết quý báu, xuất sắc; © 2024 «nêu gương» Huân chương", None),
        ("YÊU CẦU, hoà bình, tuần, uống, ưu", None),
    ],
)
def test_traces_of_old_encodings(text: str, encoding: str | None) -> None:
    assert detect_legacy_encoding(text) == encoding


LETTERS, MARKS = "aAeEoOuUyYnêö®ÃáÆÄ", "âáàãùõêéèúäåøûïëüöôÌÒìòÞµ¸¨©ª®°‘º»\u00ad\u0080"


def test_what_is_looked_through_once_hides_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = ["".join(each) for each in product(LETTERS, MARKS, ("", "n", "a", " ", "»"))]
    texts = [*pairs, *(pair * 2 for pair in pairs)]
    found = [detect_legacy_encoding(text) for text in texts]
    assert {*found} == {None, "TCVN3", "VNI", "CP1258", "UTF-8"}
    monkeypatch.setattr("generator.core.text._ANY_TRACE", re.compile(""))
    assert [detect_legacy_encoding(text) for text in texts] == found


def test_look_alikes_and_near_words() -> None:
    assert confusable("12/Q\u00d0-UBND") == "\u00d0"
    assert confusable("Đặng") is None
    assert suggest("sumary", ["summary", "title"]) == "summary"
    assert suggest("zzz", ["summary"]) is None


@pytest.mark.parametrize(
    ("written", "iso", "short"),
    [
        ("05/8/2021", "2021-08-05", "05/8/2021"),
        ("5/8/2021", "2021-08-05", "05/8/2021"),
        ("05/08/2021", "2021-08-05", "05/8/2021"),
        ("2021-08-05", "2021-08-05", "05/8/2021"),
        ("10/2/2024", "2024-02-10", "10/02/2024"),
        ("8/2021", "2021-08", "8/2021"),
        ("2021-01", "2021-01", "01/2021"),
        ("2021", "2021", "2021"),
    ],
)
def test_dates_as_offices_write_them(written: str, iso: str, short: str) -> None:
    parsed = parse_date(written)
    assert parsed is not None
    assert (parsed.iso, parsed.short) == (iso, short)


@pytest.mark.parametrize(
    "written", ["31/2/2025", "13/2021", "5-8-2021", "1/1/21", "0000", "nay", "2021-13", "2021-8-5"]
)
def test_what_is_no_date(written: str) -> None:
    assert parse_date(written) is None


def test_a_partial_date_spans_what_it_can_mean() -> None:
    assert (PartialDate(2024, 2).earliest, PartialDate(2024, 2).latest) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (PartialDate(2024).earliest, PartialDate(2024).latest) == (date(2024, 1, 1), date(2024, 12, 31))


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_every_day_survives_its_own_printing(day: date) -> None:
    written = PartialDate(day.year, day.month, day.day)
    assert parse_date(written.short) == written == parse_date(written.iso)


@pytest.mark.parametrize(
    ("printed", "value"),
    [("1.790", "1790"), ("80,8", "80.8"), ("11.076", "11076"), ("0,21", "0.21"), ("7,5", "7.5"), ("151", "151")],
)
def test_numbers_as_papers_print_them(printed: str, value: str) -> None:
    assert parse_number(printed) == Decimal(value)


@pytest.mark.parametrize("printed", ["1,790.5", "1.79", "8%", "hơn 30", "", "1.7900"])
def test_what_is_no_number(printed: str) -> None:
    assert parse_number(printed) is None


@given(st.text("abdđĐÀỹ ơ ß–æ1\tÉ\n", max_size=12) | st.text(max_size=12))
def test_text_is_bare_where_folding_leaves_its_letters(text: str) -> None:
    assert is_bare(text) == (fold(text) == " ".join(text.casefold().split()))
