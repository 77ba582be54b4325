"""The form of suggestion: it is filled, read back without loss, and who handed it in stands nowhere but in it."""

import io
from pathlib import Path

import docx
import pytest
import yaml

from generator.cli import main
from generator.core.problem import UsageError
from generator.engine.project import publish, read_project
from generator.publish.handouts.suggestion import ASKED, SENDER, suggestion_form
from generator.staff.suggestion import read_suggestion
from tests.making import copy_sample, sample_site

SITE = sample_site()
DEEDS = "Mỗi sáng ông vá một đoạn đường.\nÔng rủ thêm hai người: “Đi với tôi”."
ANSWERS = {
    "name": "Lý Văn Thử",
    "kind": "cá nhân",
    "role": "thợ hồ",
    "unit": "Tổ 3",
    "place": "phường Đông",
    "when": "từ năm 2021",
    "deeds": DEEDS,
    "results": "Vá 2,5 km\nHơn 100 hộ đi được",
    "awards": "Giấy khen: chưa rõ số",
    "told": "Báo Mẫu, https://bao.example/va-duong",
    "agreed": "Có",
    "sender": "Trương Bímật",
    "reach": "0900 000 000",
}


def filled(path: Path, answers: dict[str, str]) -> Path:
    """Fill the form as Word would: each line of an answer a paragraph of its own."""
    word = docx.Document(io.BytesIO(suggestion_form(SITE)))
    rows = [row for table in word.tables for row in table.rows]
    for key, row in zip((*ASKED, *SENDER), rows, strict=True):
        for paragraph, line in zip(row.cells[1].paragraphs, answers.get(key, "").split("\n"), strict=False):
            paragraph.add_run(line)
    word.save(str(path))
    return path


def new(root: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main.main(["--project", str(root), "new", "story", *arguments])
    return int(left.value.code or 0)


def test_the_empty_form_asks_for_everything_the_page_names_and_is_always_the_same() -> None:
    form = suggestion_form(SITE)
    assert form == suggestion_form(SITE)
    rows = [row.cells[0].text for table in docx.Document(io.BytesIO(form)).tables for row in table.rows]
    asked = [SITE.t(f"suggest.asked.{key}.label") for key in (*ASKED, *SENDER)]
    assert [row.split("\n")[0] for row in rows] == asked
    (page,) = (
        each
        for each in publish(read_project(SITE.archive.root)).artifacts
        if each.path.startswith("gioi-thieu-guong") and each.is_page
    )
    assert all(label in page.content.decode() for label in asked[: len(ASKED)])


def test_what_was_written_is_read_back_without_loss(tmp_path: Path) -> None:
    assert read_suggestion(filled(tmp_path / "x.docx", ANSWERS), SITE.words) == (ANSWERS, [])


def test_a_story_begins_from_the_form_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    form = filled(tmp_path / "phieu.docx", ANSWERS)
    assert new(root, "--from", str(form), "--year", "2024") == 0
    text = (root / "stories/2024/ly-van-thu.yml").read_text("utf-8")
    record = yaml.safe_load(text)
    assert (record["name"], record["kind"], record["role"]) == ("Lý Văn Thử", "individual", "thợ hồ")
    assert (record["unit_as_printed"], record["act_as_printed"]) == ("Tổ 3", "từ năm 2021")
    assert record["places"][0]["as_printed"] == "phường Đông"
    assert [line for line in record["deeds"].split("\n") if line] == DEEDS.split("\n")
    beside = [line.removeprefix("#").strip() for line in text.split("\n") if line.startswith("#")]
    for key in ("results", "awards", "told", "agreed"):
        assert set(ANSWERS[key].split("\n")) <= set(beside), key


def test_who_suggested_it_stands_in_no_record(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert new(root, "--from", str(filled(tmp_path / "phieu.docx", ANSWERS))) == 0
    text = (root / "stories/chua-ro-nam/ly-van-thu.yml").read_text("utf-8")
    assert "Bímật" not in text
    assert "0900" not in text


def test_what_nobody_asked_for_is_said_and_left_in_the_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    form = filled(tmp_path / "x.docx", {**ANSWERS, "kind": "nhóm bạn"})
    word = docx.Document(str(form))
    table = word.tables[1]
    below = word.add_table(rows=1, cols=2).rows[0].cells
    below[0].text, below[1].text = "Ghi thêm", "Ông còn dạy chữ"
    table._tbl.addnext(word.add_paragraph("Viết dưới bảng: nên đến xem.")._p)
    word.save(str(form))
    answers, unread = read_suggestion(form, SITE.words)
    assert answers == {**ANSWERS, "kind": "nhóm bạn"}
    assert sorted(unread) == ["Ghi thêm Ông còn dạy chữ", "Viết dưới bảng: nên đến xem."]
    root = copy_sample(tmp_path)
    assert new(root, "--from", str(form), "--id", "mot") == 0
    assert "Ghi thêm Ông còn dạy chữ" in " ".join(capsys.readouterr().out.split())
    text = (root / "stories/chua-ro-nam/mot.yml").read_text("utf-8")
    assert "#   nhóm bạn" in text.split("\n")  # no kind we know: the clerk decides


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("Tập thể", "collective"), ("hộ gia đình", "household"), ("Cá nhân", "individual"), ("", "individual")],
)
def test_the_kind_is_told_in_words(kind: str, expected: str, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert new(root, "--from", str(filled(tmp_path / "x.docx", {**ANSWERS, "kind": kind})), "--id", "mot") == 0
    assert yaml.safe_load((root / "stories/chua-ro-nam/mot.yml").read_text("utf-8"))["kind"] == expected


def test_hostile_answers_stay_text(tmp_path: Path) -> None:
    answers = {
        **ANSWERS,
        "name": 'Lý "Văn": {x}',
        "deeds": "- a: b\n# không phải ghi chú\n&neo *neo",
        "told": "a\n---\nb",
    }
    root = copy_sample(tmp_path)
    assert new(root, "--from", str(filled(tmp_path / "x.docx", answers)), "--id", "mot") == 0
    record = yaml.safe_load((root / "stories/chua-ro-nam/mot.yml").read_text("utf-8"))
    assert record["name"] == answers["name"]
    assert [line for line in record["deeds"].split("\n") if line] == answers["deeds"].split("\n")


def test_what_is_no_form_is_refused(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_table(rows=1, cols=2).rows[0].cells[0].text = "Họ tên"
    word.save(str(tmp_path / "x.docx"))
    with pytest.raises(UsageError, match="suggestion-unknown"):
        read_suggestion(tmp_path / "x.docx", SITE.words)
    with pytest.raises(UsageError, match="suggestion-unknown"):
        read_suggestion(filled(tmp_path / "y.docx", {}), SITE.words)
    root = copy_sample(tmp_path)
    form = filled(tmp_path / "z.docx", ANSWERS)
    assert new(root, "--from", str(form)) == 0
    before = (root / "stories/chua-ro-nam/ly-van-thu.yml").read_bytes()
    assert new(root, "--from", str(form)) == 2  # it is there: nothing is overwritten
    assert (root / "stories/chua-ro-nam/ly-van-thu.yml").read_bytes() == before
