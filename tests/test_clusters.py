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
        (2, 4, 60, [(3, "appraised_mark", Decimal(60), Decimal("55.5"))]),
        (8, 3, 99, [(0, "self_mark", Decimal(99), Decimal(98))]),
    ],
)
def test_what_does_not_add_up_is_told(
    tmp_path: Path, row: int, column: int, value: object, told: list[tuple[int, str, Decimal, Decimal]]
) -> None:
    read = read_scores(sheet(tmp_path, changed(row, column, value)))
    assert read.sums == told
    assert not read.is_sound


def test_a_mark_nobody_can_read_is_told_not_guessed(tmp_path: Path) -> None:
    read = read_scores(sheet(tmp_path, changed(3, 4, "36?")))
    assert read.unclear == [(4, "36?")]


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
    assert "4 tiêu chí" in capsys.readouterr().out


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
