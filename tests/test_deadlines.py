"""Time limits: working days counted as offices do, judged only where somebody set a limit and a calendar."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from generator.archive.deadlines import working_days
from generator.core.problem import Problem
from generator.engine.project import publish, read_project
from generator.publish.timeliness import cases, limit_summaries
from generator.records.reference import WorkCalendar
from tests.making import copy_sample

SOURCE = [{"id": "tb", "publisher": "Báo Mẫu", "url": "https://bao.example/lich"}]
LIMIT = """base: none
items:
  - id: bang-khen
    name: Bằng khen, từ khi nhận đủ hồ sơ đến quyết định
    first: received
    last: decided
    award: bang-khen-thanh-pho
    working_days: {days}
    basis:
      - {{document: chi-thi-mau, article: "mục 1", certainty: read}}
"""
CALENDAR = """base: none
items:
  - id: "2025"
    year: 2025
    holidays: [2025-09-01, 2025-09-02]
    worked: [2025-09-06]
    sources:
      - {id: tb, publisher: Báo Mẫu, url: "https://bao.example/lich"}
"""


def calendar(year: int, holidays: list[str], worked: list[str]) -> WorkCalendar:
    return WorkCalendar.model_validate(
        {"id": str(year), "year": year, "holidays": holidays, "worked": worked, "sources": SOURCE}
    )


CALENDARS = {
    2025: calendar(2025, ["2025-09-01", "2025-09-02"], ["2025-09-06"]),
    2026: calendar(2026, ["2026-01-01"], []),
}


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2025-08-29", "2025-08-29", 0),
        ("2025-08-29", "2025-08-30", 0),  # a Saturday
        ("2025-08-29", "2025-09-02", 0),  # a weekend and two holidays
        ("2025-08-29", "2025-09-03", 1),
        ("2025-09-03", "2025-09-08", 4),  # with a Saturday that was worked
        ("2025-12-31", "2026-01-02", 1),
        ("2025-12-26", "2026-01-05", 5),
    ],
)
def test_working_days_leave_out_what_is_no_day_of_work(first: str, last: str, days: int) -> None:
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    assert working_days(begin, end, CALENDARS) == days
    counted = 0  # a second way: day by day, from the calendar as typed
    for number in range(1, (end - begin).days + 1):
        day = begin + timedelta(days=number)
        rests = day.isoformat() in {"2025-09-01", "2025-09-02", "2026-01-01"} or day.weekday() > 4
        counted += day.isoformat() == "2025-09-06" or not rests
    assert counted == days


def test_a_year_without_a_calendar_is_no_year_of_rest() -> None:
    with pytest.raises(KeyError, match="2027"):
        working_days(date(2026, 12, 31), date(2027, 1, 4), CALENDARS)


def laid(folder: Path, limits: str = "", calendars: str = "", **days: str) -> Path:
    """Return a sample with these lists, in which one award was received and decided on these days."""
    root = copy_sample(folder)
    lists = root / "stories" / "reference"
    (lists / "time-limits.yml").write_text(limits or "base: none\nitems: []\n", "utf-8")
    if calendars:
        (lists / "work-calendars.yml").write_text(calendars, "utf-8")
    file = root / "stories" / "2025" / "pham-thu.yml"
    own = "".join(f"\n    {name}: {value}" for name, value in days.items())
    file.write_text(STORY.replace("    level: thanh-pho", f"    level: thanh-pho{own}"), "utf-8")
    return root


STORY = """kind: individual
name: Phạm Thử
title: Phạm Thử làm một việc để thử
summary: Một bản ghi để thử.
places:
  - {role: residence, as_printed: phường Đông, locality: phuong-dong}
fields: [y-te]
deeds: Việc đã làm.
act_from: 2025-08-01
act_to: 2025-08-01
awards:
  - award: bang-khen-thanh-pho
    as_printed: Bằng khen
    level: thanh-pho
    source: bao
stages:
  - {stage: tong-ket, text: Được khen., source: bao}
sources:
  - {id: bao, publisher: Báo Mẫu, url: "https://bao.example/thu"}
basis: {kind: press}
published_on: 2025-12-01
"""
DAYS = {"received_on": "2025-08-29", "date": "2025-09-08"}
"""Five working days: 3, 4, 5, 6 and 8 September."""


def found(root: Path, *codes: str) -> list[Problem]:
    return [p for p in read_project(root).problems if p.code in {f"rule.{code}" for code in codes}]


@pytest.mark.parametrize(("most", "over"), [(5, 0), (4, 1), (1, 4)])
def test_what_is_late_is_told_to_staff_and_to_nobody_else(most: int, over: int, tmp_path: Path) -> None:
    root = laid(tmp_path, LIMIT.format(days=most), CALENDAR, **DAYS)
    late = found(root, "late")
    assert [dict(p.values)["over"] for p in late] == ([str(over)] if over else [])
    assert not any(p.is_error for p in late)
    site = read_project(root).site()
    (summed,) = limit_summaries(site, cases(site))
    assert (summed.together.judged, summed.together.kept) == (1, int(not over))
    page = next(a for a in publish(read_project(root)).artifacts if a.is_page and a.address == "/kip-thoi/")
    text = page.content.decode()
    assert f"<b>{int(not over)}/1</b>" in text
    assert "quá hạn" not in text.replace("Trường hợp quá hạn chỉ người biên tập thấy", "")


def test_where_no_limit_is_set_nothing_is_judged(tmp_path: Path) -> None:
    root = laid(tmp_path, **DAYS)
    assert found(root, "late", "calendar-missing") == []
    site = read_project(root).site()
    assert limit_summaries(site, cases(site)) == []


def test_a_year_in_use_without_a_calendar_is_an_error_at_the_award(tmp_path: Path) -> None:
    root = laid(tmp_path, LIMIT.format(days=5), CALENDAR.replace("2025", "2024"), **DAYS)
    (missing,) = (each for each in found(root, "calendar-missing") if "consultations" not in each.path)
    assert missing.is_error
    assert missing.path == "stories/2025/pham-thu.yml"
    assert dict(missing.values)["year"] == "2025"


def test_a_limit_for_other_awards_or_another_time_judges_nothing(tmp_path: Path) -> None:
    for number, change in enumerate(
        (
            ("award: bang-khen-thanh-pho", "award: giay-khen-phuong-xa"),
            ("first: received", "first: proposed"),
            ("    working_days", "    valid_from: 2025-09-09\n    working_days"),
            ("    working_days", "    valid_to: 2025-09-07\n    working_days"),
            ("    working_days", "    level: phuong-xa\n    working_days"),
            ("    working_days", "    kind: dot-xuat\n    working_days"),
        )
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        root = laid(folder, LIMIT.format(days=1).replace(*change), CALENDAR, **DAYS)
        assert found(root, "late", "calendar-missing") == [], change


BASIS = '    basis:\n      - {document: chi-thi-mau, article: "mục 1", certainty: read}\n'


@pytest.mark.parametrize("basis", ["", "    basis:\n      - {certainty: recall}\n"])
def test_a_limit_without_a_basis_is_refused(basis: str, tmp_path: Path) -> None:
    root = laid(tmp_path, LIMIT.format(days=5).replace(BASIS, basis), CALENDAR)
    (fault,) = found(root, "limit-basis")
    assert fault.is_error
    assert fault.path == "stories/reference/time-limits.yml"


def test_two_limits_for_one_case_are_refused_unless_one_follows_the_other(tmp_path: Path) -> None:
    first = LIMIT.format(days=5)
    second = first.replace("base: none\nitems:\n", "").replace("id: bang-khen", "id: bang-khen-moi")
    for name, texts, count in (
        ("twice", (first, second), 1),
        (
            "after",
            (first + "    valid_to: 2025-06-30\n", second + "    valid_from: 2025-07-01\n"),
            0,
        ),
        ("on-one-day", (first + "    valid_to: 2025-07-01\n", second + "    valid_from: 2025-07-01\n"), 1),
    ):
        (tmp_path / name).mkdir()
        assert len(found(laid(tmp_path / name, "".join(texts), CALENDAR), "limit-twice")) == count, name


def limit(name: str, days: int, **case: str) -> str:
    """Return a limit of received to decided for a case."""
    of = "".join(f"    {field}: {value}\n" for field, value in case.items())
    return (
        LIMIT.format(days=days)
        .replace("base: none\nitems:\n", "")
        .replace("id: bang-khen", f"id: {name}")
        .replace("    award: bang-khen-thanh-pho\n", of)
    )


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ({"award": "bang-khen-thanh-pho"}, {"level": "thanh-pho"}, 1),  # both are for one award, neither says more
        ({"award": "bang-khen-thanh-pho"}, {"kind": "dot-xuat"}, 1),
        ({"level": "thanh-pho"}, {"level": "thanh-pho", "kind": "dot-xuat"}, 0),  # the second is the nearer one
        ({}, {"level": "thanh-pho"}, 0),
        ({}, {}, 1),
        ({"level": "phuong-xa"}, {"level": "thanh-pho"}, 0),
        ({"award": "bang-khen-thanh-pho"}, {"level": "phuong-xa"}, 0),  # no ward gives it
        ({"kind": "dot-xuat"}, {"kind": "cong-trang"}, 0),
    ],
)
def test_two_limits_that_meet_are_refused_unless_one_is_nearer(
    one: dict[str, str], other: dict[str, str], count: int, tmp_path: Path
) -> None:
    texts = "base: none\nitems:\n" + limit("mot", 5, **one) + limit("hai", 9, **other)
    assert len(found(laid(tmp_path, texts, CALENDAR), "limit-twice")) == count


def test_the_nearer_limit_judges(tmp_path: Path) -> None:
    texts = "base: none\nitems:\n" + limit("moi-cap", 4) + limit("thanh-pho", 5, level="thanh-pho")
    root = laid(tmp_path, texts, CALENDAR, **DAYS)
    assert found(root, "late") == [], "five days are in time for the city, though four are the rule elsewhere"
    assert len(found(laid_again(root, texts.replace("working_days: 5", "working_days: 3")), "late")) == 1


def laid_again(root: Path, limits: str) -> Path:
    (root / "stories/reference/time-limits.yml").write_text(limits, "utf-8")
    return root


def test_a_decision_is_judged_by_its_own_days(tmp_path: Path) -> None:
    root = laid(tmp_path, LIMIT.format(days=4), CALENDAR)
    file = root / "stories/decisions/2025/qd-12-2025.yml"
    text = re.sub(r"^(date|award|received_on):.*\n", "", file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(f"{text}award: bang-khen-thanh-pho\nreceived_on: 2025-08-29\ndate: 2025-09-08\n", "utf-8")
    (late,) = found(root, "late")
    assert (late.path, late.field) == ("stories/decisions/2025/qd-12-2025.yml", "date")
    laid_again(root, LIMIT.format(days=5))
    assert found(root, "late") == []
    (root / "stories/reference/work-calendars.yml").write_text(CALENDAR.replace("2025", "2024"), "utf-8")
    missing = [fault for fault in found(root, "calendar-missing") if "consultations" not in fault.path]
    assert [fault.path for fault in missing] == ["stories/decisions/2025/qd-12-2025.yml"]


def test_a_day_of_another_year_is_refused(tmp_path: Path) -> None:
    root = laid(tmp_path, calendars=CALENDAR.replace("[2025-09-06]", "[2026-09-06]"))
    (fault,) = found(root, "calendar-year")
    assert dict(fault.values) == {"day": "06/9/2026", "year": "2025"}


@pytest.mark.parametrize("days", ["0", "hai mươi", "10000", "2.5", "-3"])
def test_a_number_of_days_is_a_whole_one(days: str, tmp_path: Path) -> None:
    root = laid(tmp_path, LIMIT.format(days=days), CALENDAR)
    assert [p.code for p in read_project(root).problems if p.path == "stories/reference/time-limits.yml"] == [
        "record.whole-number"
    ]
