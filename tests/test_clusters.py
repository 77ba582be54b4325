"""Clusters, scoring sheets and councils: read as offices write them, added up, and internal until told otherwise."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import yaml

from generator.cli.main import main
from generator.core.problem import UsageError
from generator.engine.project import read_project
from generator.staff.list_import.scores import read_scores
from tests.making import copy_sample

HEAD = ("STT", "Nội dung, tiêu chí", "Điểm chuẩn", "Đơn vị tự chấm", "Điểm thẩm định", "Ghi chú", "Tài liệu minh chứng")
SHEET: tuple[tuple[object, ...], ...] = (
    ("BẢNG CHẤM ĐIỂM THI ĐUA NĂM 2024",),
    HEAD,
    ("I", "Thực hiện nhiệm vụ", 60, 58, 55.5, None, None),
    (1, "Hoàn thành nhiệm vụ chính trị", 40, 38, 36, "Chậm một chỉ tiêu", "Báo cáo 12/BC"),
    (2, "Cải cách hành chính", 20, 20, "19,5", None, None),
    ("II", "Phong trào thi đua", 40, 40, 38, None, None),
    ("2.1", "Phát động", 30, 30, 28, None, None),
    ("2.2", "Nhân điển hình", 10, 10, 10, None, None),
    (None, "Tổng cộng", 100, 98, "93,5", None, None),
    (None, None, None, None, None, None, None),
    (None, "NGƯỜI LẬP BẢNG", None, None, None, None, None),
)


def sheet(folder: Path, rows: Sequence[Sequence[object]] = SHEET) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    path = folder / "cham-diem.xlsx"
    book.save(path)
    return path


def changed(row: int, column: int, value: object) -> list[list[object]]:
    rows = [list(each) for each in SHEET]
    rows[row][column] = value
    return rows


def run(root: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["--project", str(root), *arguments])
    return int(left.value.code or 0)


def test_headings_that_sum_up_are_not_counted_twice(tmp_path: Path) -> None:
    read = read_scores(sheet(tmp_path))
    assert read.is_sound
    assert [row.text for row in read.headings] == ["Thực hiện nhiệm vụ", "Phong trào thi đua"]
    assert read.codes == ["I.1", "I.2", "II.2.1", "II.2.2"]
    assert sum(row.marks["full_mark"] for row in read.criteria) == 100
    assert read.criteria[1].marks["appraised_mark"] == Decimal("19.5")
    assert read.totals == {"full_mark": 100, "self_mark": 98, "appraised_mark": Decimal("93.5")}


@pytest.mark.parametrize(
    ("row", "column", "value", "told"),
    [
        (2, 4, 60, [("score_sum", {"row": 3, "mark": "appraised_mark", "printed": 60, "counted": Decimal("55.5")})]),
        (8, 3, 99, [("score_total", {"mark": "self_mark", "printed": 99, "counted": 98})]),
    ],
)
def test_what_does_not_add_up_is_told(
    tmp_path: Path, row: int, column: int, value: object, told: list[tuple[str, dict[str, object]]]
) -> None:
    read = read_scores(sheet(tmp_path, changed(row, column, value)))
    assert read.doubts == told
    assert not read.is_sound


@pytest.mark.parametrize("written", ["36?", "trừ 2", "(3)", "40%", "8/10", "Đạt", "không chấm", "#REF!", "-1"])
def test_a_mark_nobody_can_read_is_told_not_guessed(tmp_path: Path, written: str) -> None:
    read = read_scores(sheet(tmp_path, changed(3, 4, written)))
    assert ("score_unclear", {"row": 4, "text": written}) in read.doubts


@pytest.mark.parametrize(
    ("written", "value"),
    [("36 điểm", "36"), ("36đ", "36"), ("36.0", "36"), ("35,50", "35.5"), ("0.125", "0.125"), ("36", "36")],
)
def test_marks_are_read_as_offices_write_them(tmp_path: Path, written: str, value: str) -> None:
    assert read_scores(sheet(tmp_path, changed(3, 4, written))).criteria[0].marks["appraised_mark"] == Decimal(value)


ROW = ("STT", "Nội dung", "Điểm chuẩn", "Tự chấm", "Thẩm định")
OUTLINES: dict[str, tuple[list[tuple[object, ...]], list[str]]] = {
    "letters above romans": (
        [("A", "Chung", 100, 98, 93), ("I", "Một", 60, 58, 55), ("II", "Hai", 40, 40, 38)],
        ["A.I", "A.II"],
    ),
    "three levels": (
        [("I", "Một", 60, 58, 55), ("I.1", "a", 60, 58, 55), ("I.1.1", "b", 30, 29, 28), ("I.1.2", "c", 30, 29, 27)],
        ["I.1.1", "I.1.2"],
    ),
    "numbers that begin anew": (
        [("I", "Một", 10, 9, 9), (1, "a", 10, 9, 9), ("II", "Hai", 20, 18, 18), (1, "b", 20, 18, 18)],
        ["I.1", "II.1"],
    ),
    "dashes below": ([(1, "Một", 10, 9, 9), ("-", "a", 5, 4, 4), ("-", "b", 5, 5, 5)], ["1.1", "1.2"]),
    "a line without a number": ([(1, "Một", 10, 9, 9), (None, "Thưởng sáng kiến", 5, 5, 5)], ["1", "-.1"]),
    "a heading without marks": (
        [("I", "Một", None, None, None), (1, "a", 10, 9, 9), (2, "b", 5, 5, 5)],
        ["I.1", "I.2"],
    ),
    "what begins like a total": ([(1, "Một", 60, 58, 55), (None, "Cộng đồng tham gia", 40, 40, 38)], ["1", "-.1"]),
}


@pytest.mark.parametrize("name", OUTLINES)
def test_every_way_to_number_is_followed(tmp_path: Path, name: str) -> None:
    rows, codes = OUTLINES[name]
    read = read_scores(sheet(tmp_path, [ROW, *rows]))
    assert (read.codes, read.doubts) == (codes, [])


def doubts(tmp_path: Path, rows: Sequence[Sequence[object]]) -> list[str]:
    return [key for key, _ in read_scores(sheet(tmp_path, rows)).doubts]


ONE = (1, "Một", 60, 58, 55)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([ROW, ONE, ("a", "x", 30, None, None), ("b", "y", 30, None, None)], ["score_sum", "score_sum"]),
        ([ROW, ONE, (2, "Hai", 40, 40, None), (None, "Tổng cộng", 100, 98, 93)], ["score_lacking"]),
        ([ROW, ONE, ("Tổng cộng", None, 60, 58, 54)], ["score_total"]),
        ([("STT", "Nội dung", "Điểm chuẩn", "Điểm tự chấm năm 2023", "Điểm tự chấm năm 2024"), ONE], ["score_column"]),
        ([("STT", "Nội dung", "Điểm chuẩn", "Cụm chấm sơ bộ", "Điểm chốt"), ONE], ["score_column"]),
        ([(*ROW, "Điểm trừ"), (*ONE, 2)], ["score_column"]),
        ([("STT", "Nội dung", "Điểm chuẩn", "Tự chấm", ""), ONE, (2, "Hai", 40, 40, 38)], ["score_bare"]),
    ],
)
def test_what_could_be_read_in_two_ways_is_a_doubt(
    tmp_path: Path, rows: Sequence[Sequence[object]], expected: list[str]
) -> None:
    assert doubts(tmp_path, rows) == expected


def test_hidden_rows_and_second_sheets_are_told(tmp_path: Path) -> None:
    path = sheet(tmp_path, [ROW, ONE, (2, "Ẩn", 40, 40, 38)])
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    second = book.create_sheet("Khác")
    for row in (ROW, ONE):
        second.append(row)
    book.save(path)
    assert [key for key, _ in read_scores(path).doubts] == ["score_hidden", "score_second"]


def test_a_list_of_names_is_no_scoring_sheet(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        read_scores(sheet(tmp_path, [("STT", "Họ tên", "Đơn vị"), (1, "Nguyễn Văn A", "Trường Mẫu")]))


def test_import_writes_the_sheet_as_the_offices_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    known = root / "stories/score-sheets/khoi-mau-2024-truong-mau.yml"
    other = root / "stories/score-sheets/khoi-mau-2024-hop-tac-xa-mau.yml"
    known.unlink()
    other.unlink()
    command = ("import", str(sheet(tmp_path)), "--scores", "khoi-mau", "--year", "2024", "--member", "Trường Mẫu")
    assert run(root, *command) == 0
    assert not known.exists(), "only --apply writes"
    assert run(root, *command, "--apply") == 0
    record = yaml.safe_load(known.read_text("utf-8"))
    assert (record["unit"], record["total"], record["hold"]) == ("truong-mau", "93,5", True)
    assert record["lines"][0]["evidence"] == "Báo cáo 12/BC"
    known.write_text(known.read_text("utf-8").replace(record["published_on"].isoformat(), "2025-02-01"), "utf-8")
    assert not [problem for problem in read_project(root).problems if problem.is_error]
    text = known.read_text("utf-8").replace("hold: true", "rank: 1\nflag_proposed: true\nhold: false")
    known.write_text(text, "utf-8")
    assert run(root, *command, "--apply") == 0
    assert known.read_text("utf-8") == text, "what the office said of it stays when the sheet is read again"
    known.write_text(text + 'corrections:\n  - {date: 2025-03-01, text: "Cộng nhầm."}\n', "utf-8")
    other_marks = changed(3, 4, 35)
    other_marks[2][4], other_marks[8][4] = "54,5", "92,5"
    sheet(tmp_path, other_marks)
    assert run(root, *command, "--apply") == 0
    again = yaml.safe_load(known.read_text("utf-8"))
    assert again["hold"] is True, "other marks are not public before somebody looked at them"
    assert again["corrections"][0]["text"] == "Cộng nhầm."
    assert "4 tiêu chí" in capsys.readouterr().out


@pytest.mark.parametrize(("year", "member"), [("1066", "Trường Mẫu"), ("2024", "Người ngoài khối")])
def test_import_refuses_a_member_nobody_knows(tmp_path: Path, year: str, member: str) -> None:
    root = copy_sample(tmp_path)
    before = sorted((root / "stories/score-sheets").iterdir())
    command = ("import", str(sheet(tmp_path)), "--scores", "khoi-mau", "--year", year, "--member", member, "--apply")
    assert run(root, *command) == 1
    assert sorted((root / "stories/score-sheets").iterdir()) == before


def test_import_refuses_marks_above_the_full_mark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    before = (root / "stories/score-sheets/khoi-mau-2024-truong-mau.yml").read_bytes()
    rows = changed(3, 3, 41)
    rows[2][3], rows[8][3] = 61, 101
    command = ("import", str(sheet(tmp_path, rows)), "--scores", "khoi-mau", "--year", "2024")
    assert run(root, *command, "--member", "Trường Mẫu", "--apply") == 1
    assert "điểm 41 cao hơn điểm chuẩn 40" in " ".join(capsys.readouterr().out.split())
    assert (root / "stories/score-sheets/khoi-mau-2024-truong-mau.yml").read_bytes() == before
    assert run(root, *command) == 2, "whose sheet it is must be said"


def test_the_page_ranks_what_is_public_and_knows_nothing_else(built: Path) -> None:
    html = (built / "site/cum-khoi/khoi-mau/index.html").read_text("utf-8")
    assert "Việc nào cũng đo bằng con số." in html
    assert "đề nghị tặng Cờ thi đua" in html
    assert "93,5" in html
    assert "Chậm một chỉ tiêu" in html


def test_internal_scores_and_evidence_stand_in_no_file(built: Path) -> None:
    for file in (built / "site").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            for word in ("Minhchungmật", "Chấmkín", "51,25", "87,75"):
                assert word.encode() not in content, file
                assert word.encode("ascii", "backslashreplace") not in content, file


def test_a_council_tells_by_which_decision_who_sits_on_it(built: Path) -> None:
    html = (built / "site/hoi-dong/hoi-dong-mau/index.html").read_text("utf-8")
    for told in ("5/QĐ-UBND", "Đỗ Thị Chủ", "Chủ tịch UBND phường", "Xét đề nghị khen năm 2025."):
        assert told in html
    assert "hoi-dong/hoi-dong-mau/" in (built / "site/hoi-dong/index.html").read_text("utf-8")
