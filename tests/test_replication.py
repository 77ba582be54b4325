"""Replication: the page counts what the records say, evidence is computed, what is the office's stays there."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.core.dates import PartialDate
from generator.engine.project import publish, read_project
from generator.publish.evidence import HIGHEST, SIGNS, compared_results, grade, signs
from generator.records.model import Model
from generator.rules.replication import due_visits_were_made
from tests.making import SAMPLE, holding, sample

ROOT = Path(__file__).parents[1]
BASE: dict[str, Any] = {
    "id": "mo-hinh",
    "kind": "model",
    "name": "Mô hình",
    "title": "Một mô hình",
    "summary": "Tóm tắt.",
    "places": [{"role": "act", "as_printed": "phường Đông"}],
    "fields": ["y-te"],
    "description": "Cách làm.",
    "sources": [{"id": "bao", "publisher": "Báo Mẫu", "url": "https://bao.example/x"}],
    "basis": {"kind": "press"},
    "published_on": "2025-10-01",
}
FIGURE = {"indicator": "Rác gom", "after": "30", "unit": "kg", "source": "bao"}
OTHER = {"id": "dai", "publisher": "Đài Mẫu", "url": "https://dai.example/x"}
COPY = {"name": "Phường Tây", "place": "phường Tây", "since": "2025", "result": "gom 20 kg", "source": "bao"}
ORIGIN = {"name": "Khu vực 7", "role": "origin", "unit": "htx", "locality": "phuong-dong", "place": "phường Đông"}


def model(**changes: Any) -> Model:
    return Model.model_validate({**BASE, **changes})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 1),
        ({"adopters": [COPY]}, 1),
        ({"results": [FIGURE]}, 2),
        ({"results": [FIGURE], "adopters": [COPY]}, 2),
        ({"results": [{**FIGURE, "before": "0"}]}, 3),
        ({"results": [FIGURE], "sources": [*BASE["sources"], OTHER]}, 2),  # it tells of the model, not of the figure
        ({"results": [FIGURE, {**FIGURE, "source": "dai"}], "sources": [*BASE["sources"], OTHER]}, 3),
        ({"results": [FIGURE, {**FIGURE, "source": "dai"}],
          "sources": [*BASE["sources"], {**OTHER, "publisher": "Báo Mẫu"}]}, 2),
        # the same ward, under whatever name, is no other place; another unit there, or another ward, is
        *(({"results": [{**FIGURE, "before": "0"}], "adopters": [ORIGIN, {**COPY, **where}]}, grade)
          for where, grade in (
              ({"locality": "phuong-dong"}, 3),
              ({"place": "phường Đông"}, 3),
              ({"place": None}, 3),
              ({"unit": "htx", "locality": "phuong-dong"}, 3),
              ({"unit": "truong", "locality": "phuong-dong"}, 4),
              ({"locality": "phuong-tay"}, 4),
          )),
        ({"results": [{**FIGURE, "before": "0"}], "adopters": [COPY]}, 4),
        ({"results": [{**FIGURE, "before": "0"}], "adopters": [{**COPY, "role": "origin"}]}, 3),
        ({"results": [{**FIGURE, "before": "0"}], "adopters": [{**COPY, "role": "own"}]}, 3),
        ({"results": [{**FIGURE, "before": "0"}], "adopters": [{"name": "Phường Tây"}]}, 3),
    ],
)  # fmt: skip
def test_the_grade_follows_from_the_record(changes: dict[str, Any], expected: int) -> None:
    assert grade(model(**changes)) == expected


def test_more_evidence_never_lowers_a_grade() -> None:
    steps = (
        {"results": [FIGURE]},
        {"sources": [*BASE["sources"], OTHER], "results": [FIGURE, {**FIGURE, "source": "dai"}]},
        {"adopters": [COPY]},
        {"verified": {"by": "Nhóm", "on": "2025-10-02", "against": "báo"}},
    )
    held: dict[str, Any] = {}
    grades = [grade(model())]
    for step in steps:
        held |= step
        grades.append(grade(model(**held)))
    assert grades == sorted(grades)
    assert grades[-1] == HIGHEST
    assert set(signs(model(**held))) == SIGNS.keys() - {"before_after"}


def test_results_stand_side_by_side_by_indicator() -> None:
    told = [{"indicator": "rác gom", "before": "1", "after": "20"}, {"indicator": "Hộ", "after": "5"}]
    rows = compared_results(model(results=[FIGURE], adopters=[{**COPY, "results": told}]))
    assert [(row.indicator, row.unit, list(row.values)) for row in rows] == [
        ("Rác gom", "kg", ["30", "1 → 20"]),
        ("Hộ", "", ["", "5"]),
    ]
    assert compared_results(model(results=[FIGURE], adopters=[COPY])) == []


def visited(*visits: dict[str, str]) -> Model:
    looks = [{"visitor": "Phòng", "standing": "dang-lam", **visit} for visit in visits]
    return model(adopters=[{**COPY, "since": "2024", "visits": looks}])


@pytest.mark.parametrize(
    ("visits", "days"),
    [
        ([{"date": "2025-01-10", "next_due": "2025-09-28"}], [3]),
        ([{"date": "2025-01-10", "next_due": "2025-10-01"}], []),
        ([{"date": "2025-01-10"}], []),
        ([{"date": "2025-01-10", "next_due": "2025-03-01"}, {"date": "2025-03-02"}], []),
        ([{"date": "2025-03-02"}, {"date": "2025-01-10", "next_due": "2025-03-01"}], []),
        ([{"date": "2025-01-10", "next_due": "2025-03-01", "standing": "da-dung"}], []),
    ],
)
def test_a_look_is_overdue_by_the_newest_day_of_the_records(visits: list[dict[str, str]], days: list[int]) -> None:
    record = visited(*visits)
    archive = holding(sample(), stories={}, models={record.id: record}, campaigns={}, decisions={}, press_items={})
    assert archive.as_of == PartialDate(2025, 10, 1)
    assert [(of.id, found.values["days"]) for of, found in due_visits_were_made(archive)] == [
        (record.id, n) for n in days
    ]


def test_when_to_look_again_is_for_the_office_alone() -> None:
    made = publish(read_project(SAMPLE)).artifacts
    texts = {file: part for each in made for file, part in zip(each.files, each.contents, strict=True)}
    assert b"Ph\xc3\xb2ng Kinh t\xe1\xba\xbf" in texts["mo-hinh/va-duong/index.md"]
    assert b"Ph\xc3\xb2ng Kinh t\xe1\xba\xbf" in texts["du-lieu/adopter-visits.csv"]
    for file, content in texts.items():
        assert file == "huong-dan/thong-bao/index.md" or b"next_due" not in content, file  # the guide names the field
        assert b"2025-12-01" not in content, file
        assert b"01/12/2025" not in content, file


def counted(root: Path) -> tuple[int, int, int]:
    """Count a second time, from the files as they are: models, those with copies, and copies."""
    read = [yaml.safe_load(file.read_text("utf-8")) for file in sorted((root / "stories/models").glob("*.yml"))]
    shown = [each for each in read if not (each.get("hold") or each.get("notice"))]
    copies = [[a for a in each.get("adopters", ()) if a.get("role", "copy") == "copy"] for each in shown]
    return len(shown), sum(1 for each in copies if each), sum(map(len, copies))


@pytest.mark.parametrize("root", [ROOT, SAMPLE], ids=["real", "sample"])
def test_the_page_counts_what_the_records_say(root: Path) -> None:
    page = next(each for each in publish(read_project(root)).artifacts if each.path == "nhan-rong/index.md")
    found = re.findall(r'class="dh-bignum"><b>(\d+)(?:<small>/(\d+))?', page.content.decode())
    models, copied, copies = counted(root)
    assert (int(found[0][0]), int(found[0][1]), int(found[1][0])) == (copied, models, copies)
