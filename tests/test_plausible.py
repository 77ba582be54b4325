"""What is well formed and hardly meant is named; what is meant is not."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.config.i18n import language
from generator.engine.project import read_project
from generator.rules import RecordRule, check, privacy
from generator.rules.plausible import two_newest
from generator.rules.privacy import no_private_data, third_parties_stay_unnamed
from generator.rules.timing import dates_in_order
from generator.source.yaml_source import NodePath
from tests.making import copy_sample, sample, sample_with, story

STORY = "stories/2025/nguyen-van-mot.yml"


def codes(**changes: Any) -> set[str]:
    changes = {"places": [place()], **changes}
    return {fault.code for fault in check(sample_with(story(**changes)))} - {"rule.far-day"}


def award(**changes: str) -> dict[str, str]:
    return {"award": "bang-khen-thanh-pho", "as_printed": "Bằng khen", "source": "bao", **changes}


def place(**changes: str) -> dict[str, str]:
    return {"role": "act", "as_printed": "phường Đông", "locality": "phuong-dong", **changes}


LONG = "Ong boi ra song dua mot nguoi vao bo trong dem mua."

ODD: tuple[tuple[str, dict[str, Any]], ...] = (
    ("rule.name-honorific", {"name": "Ông Phạm Thử"}),
    ("rule.name-honorific", {"name": "đ/c Phạm Thử"}),
    ("rule.name-capitals", {"name": "PHẠM VĂN THỬ"}),
    ("rule.name-short", {"name": "Thử"}),
    ("rule.name-short", {"members": [{"name": "An"}, {"name": "Lê Bình"}]}),
    ("rule.bare", {"deeds": LONG}),
    ("rule.undrawn", {"title": "Ông Sóc giữ chùa ខ្មែរ"}),
    ("rule.undrawn", {"title": "Trao máu 🏅 cứu người"}),
    ("rule.undrawn", {"title": "Giảm ≥ 30 % chi phí"}),
    ("rule.bare", {"summary": LONG}),
    ("rule.lost-letters", {"name": "Ph?m V?n Th?"}),
    ("rule.lost-letters", {"deeds": "Vi\ufffdc đã làm."}),
    ("rule.award-printed", {"awards": [award(as_printed="Huân chương Lao động hạng Nhất")]}),
    ("rule.award-printed", {"awards": [award(as_printed="Giấy khen")]}),
    ("rule.place-printed", {"places": [place(as_printed="phường Đông", locality="phuong-tay")]}),
    ("rule.place-code", {"places": [{"role": "act", "as_printed": "phường Đông"}]}),
    ("rule.figure-letter", {"results": [{"indicator": "Số", "after": "3O", "source": "bao"}]}),
    ("rule.figure-letter", {"results": [{"indicator": "Số", "after": "l2 người", "source": "bao"}]}),
    ("rule.figure-comma", {"results": [{"indicator": "Số", "after": "1,790", "source": "bao"}]}),
    (
        "rule.stage-before-act",
        {"act_from": "10/9/2025", "stages": [{"stage": "tong-ket", "text": "x", "date": "2019", "source": "bao"}]},
    ),
)

MEANT: tuple[dict[str, Any], ...] = (
    {"name": "Phạm Thử"},
    {"name": "Bà Huyện Thanh Quan", "kind": "collective"},
    {"name": "HTX", "kind": "collective"},
    {"deeds": "Việc đã làm."},
    {"summary": "Ha Tien 1"},
    {"title": "Sao phải vậy? Tại sao?"},
    {"awards": [award(as_printed="Bằng khen của Chủ tịch UBND thành phố")]},
    {"awards": [award(as_printed="Danh hiệu gì đó")]},
    {"places": [place(as_printed="ấp 3, phường Đông")]},
    {"places": [place(as_printed="phường Đông, quận Trung")]},
    {"places": [place(as_printed="Đông, giáp phường Tây")]},
    {"places": [place(as_printed="phường Tây, quận Trung", locality="phuong-dong")]},
    {"places": [place(as_printed="phường Tây, nay là thành phố Mới")]},
    {"places": [{"role": "act", "as_printed": "một nơi ngoài thành phố"}]},
    {"results": [{"indicator": "Số", "after": "1.790", "source": "bao"}]},
    {"results": [{"indicator": "Số", "after": "7,5", "source": "bao"}]},
    {"results": [{"indicator": "Số", "after": "ST25, OM5451", "source": "bao"}]},
)


@pytest.mark.parametrize(("code", "changes"), ODD)
def test_what_is_hardly_meant_is_named(code: str, changes: dict[str, Any]) -> None:
    assert code in codes(**changes)


@pytest.mark.parametrize("changes", MEANT)
def test_what_is_meant_is_not(changes: dict[str, Any]) -> None:
    named = {code for code, _ in ODD} | {"rule.row-story"}
    assert codes(**changes) & named == set()


@pytest.mark.parametrize(("year", "is_error"), [("2026", False), ("2052", True), ("2099", True)])
@pytest.mark.parametrize("field", ["published_on", "updated_on", "on"])
def test_a_day_far_beyond_all_others_is_named_without_a_clock(
    tmp_path: Path, field: str, year: str, is_error: bool
) -> None:
    root = copy_sample(tmp_path)
    text = (root / STORY).read_text("utf-8")
    text, count = re.subn(rf"(?<![\w]){field}: 2025-\d\d-\d\d", f"{field}: {year}-03-20", text)
    assert count == 1
    (root / STORY).write_text(text, "utf-8")
    (fault,) = [p for p in read_project(root).problems if p.code == "rule.far-day"]
    assert fault.is_error == is_error
    assert fault.path == STORY
    assert f"20/03/{year}" in language().format_problem(fault)


def test_a_row_that_leads_to_somebody_else_is_named(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    decision = root / "stories/decisions/2025/qd-12-2025.yml"
    text = decision.read_text("utf-8").replace('"Nguyễn Văn Một"', '"Lê Hoàng Hạnh"')
    decision.write_text(text, "utf-8")
    assert [p.code for p in read_project(root).problems] == ["rule.row-story"]


def test_two_of_one_name_are_an_error_and_two_that_differ_in_accents_a_warning(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    text = (root / STORY).read_text("utf-8")
    for name, code, is_error in (
        ("Nguyễn Văn Một", "rule.twice", True),
        ("nguyễn văn một", "rule.twice", True),
        ("Nguyễn Văn Mốt", "rule.twice-perhaps", False),
    ):
        (root / "stories/2025/nguoi-khac.yml").write_text(text.replace("Nguyễn Văn Một\n", f"{name}\n", 1), "utf-8")
        found = [p for p in read_project(root).problems if p.code.startswith("rule.twice")]
        assert [(p.code, p.is_error) for p in found] == [(code, is_error)]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=12))
def test_the_two_newest_days_are_of_two_records(drawn: list[tuple[int, int]]) -> None:
    records = [sample().stories["nguyen-van-mot"].model_copy() for _ in range(4)]
    days = [(date(2025, 1, 1 + day), records[number]) for day, number in drawn]
    newest, runner_up = two_newest(days)
    best = max((day for day, _ in days), default=None)
    assert (newest[0] if newest else None) == best
    rest = [day for day, record in days if newest is not None and record is not newest[1]]
    assert (runner_up[0] if runner_up else None) == max(rest, default=None)


def test_a_number_in_an_address_is_nobodys_telephone() -> None:
    told = {"id": "bao", "publisher": "Báo", "url": "https://bao.example/0912345678"}
    assert "rule.private-phone" not in codes(sources=[told])
    assert "rule.private-phone" in codes(sources=[{**told, "title": "Gọi 0912 345 678"}])


WHOLE = ["0912 345 678", "+84 912345678", "0123 4567 8901", "Số nhà\n12", "nhà 1/2", "Nhà số\n3", "sinh ngày  5"]
PIECES = ["0", "84", "+84 ", "912", "345.678", ",", "1/2", "Số nhà\n", "nhà ", "Sinh ", *WHOLE]
PEOPLE = ["cháu ", "Cháu bé ", "BÉ ", "bé gái ", "hộ ", "nghèo ", "Nạn nhân ", "gia đình ", "bệnh nhân ", "An ", "Ba "]


@pytest.mark.parametrize(
    ("rule", "first_look", "pieces"),
    [
        (no_private_data, ("_SUSPECT", re.compile("")), PIECES),
        (third_parties_stay_unnamed, ("_SUSPECT_WORDS", [""]), PEOPLE),
    ],
)
@given(data=st.data())
def test_what_is_looked_through_once_hides_nothing(
    rule: RecordRule, first_look: tuple[str, object], pieces: list[str], data: st.DataObject
) -> None:
    text = "".join(data.draw(st.lists(st.sampled_from(pieces), min_size=1, max_size=7)))
    told = story(deeds=f"Ông {text} giúp.")
    found = list(rule(told, sample_with(told)))
    with pytest.MonkeyPatch.context() as each:
        each.setattr(privacy, *first_look)
        assert list(rule(told, sample_with(told))) == found


@pytest.mark.parametrize(
    ("act", "published", "place"),
    [("2/10/2025", "1/10/2025", ("act_from",)), ("1/10/2025", "1/10/2025", None), ("2025", "1/10/2025", None)],
)
def test_a_deed_is_not_published_before_it_was_done(act: str, published: str, place: NodePath | None) -> None:
    told = story(act_from=act, published_on=published)
    found = [(fault.at, fault.code) for fault in dates_in_order(told, sample_with(told))]
    assert found == ([(place, "rule.published-too-early")] if place else [])
