"""Names no line of a headline ends inside."""

import pytest

from generator.publish.place_names import short_place_name
from generator.publish.typography import Headlines, unbroken
from tests.making import sample, story


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ông Lê Văn Một cứu người ở phường Đông", "Lê Văn Một"),
        ("Học theo Bác ở thành phố Cũ Mới", "Cũ Mới"),
        ("Tư tưởng Hồ Chí Minh về thi đua", "Hồ Chí Minh"),
    ],
)
def test_a_name_is_kept_together_and_nothing_else(text: str, kept: str) -> None:
    archive = sample()
    place = next(iter(archive.localities.values())).model_copy(update={"name": "Thành phố Cũ Mới"})
    archive = archive.with_collection("localities", {place.id: place})
    one = story(
        kind="individual",
        name="Lê Văn Một",
        places=[{"role": "residence", "as_printed": "x", "locality": place.id}],
    )
    made = unbroken(archive, ("Hồ Chí Minh",), text, one)
    assert made == text.replace(kept, kept.replace(" ", "\u00a0"))
    assert unbroken(archive, (), text, None) == text


def test_a_range_of_figures_stays_on_one_line() -> None:
    text = "Gạo 10.000 - 40.000 đồng, 7 – 8 người - và một con đường"
    assert unbroken(sample(), (), text, None) == text.replace("0 - 4", "0\u00a0-\u00a04").replace(
        "7 – 8", "7\u00a0–\u00a08"
    )


def test_a_place_is_named_without_what_it_is() -> None:
    names = ("Phường Ngã Năm", "Thị trấn Cái Tắc", "Thành phố Cần Thơ", "Ba Tri")
    assert [short_place_name(name) for name in names] == ["Ngã Năm", "Cái Tắc", "Cần Thơ", "Ba Tri"]


def test_the_same_words_over_two_records_are_each_of_their_own() -> None:
    text = "Lê Văn Một và Trần Thị Hai cùng vá đường"
    one, two = (
        story(id=f"x{at}", kind="individual", name=name) for at, name in enumerate(("Lê Văn Một", "Trần Thị Hai"))
    )
    held = Headlines(sample(), ())
    for record in (one, two, None, one, two):
        assert held.unbroken(text, record) == unbroken(sample(), (), text, record)
    assert held.unbroken(text, one) != held.unbroken(text, two)
