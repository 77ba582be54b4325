"""Reports as files: the layout of Word and Excel read back, wrong questions refused, nothing half-written."""

import errno
import io
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Cm, Mm, Pt

from generator.cli.output_file import write_output
from generator.core.problem import UsageError
from generator.publish.reports.build import build_report
from generator.publish.reports.period import Period, Scope, closed_years, year_period
from generator.publish.reports.word import report_docx
from generator.publish.reports.workbook import report_xlsx
from tests.making import copy_sample
from tests.reporting import REAL, ROOTS, run, site_of, yearly


def drawn(word: Any) -> list[str]:
    return re.findall(r'<v:line[^>]*style="width:(\d+)pt', word.element.xml)


def test_the_word_file_has_the_measures_of_decree_30(tmp_path: Path) -> None:
    """Decree 30/2020/NĐ-CP, appendix I part II and the layout of mẫu 1.4."""
    site, report = yearly(REAL)
    word = docx.Document(io.BytesIO(report_docx(site, report, 2025)))
    first = word.sections[0]
    assert abs((first.page_width or 0) - Mm(210)) < Pt(1)
    assert abs((first.page_height or 0) - Mm(297)) < Pt(1)
    margins = (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)
    assert all(abs((is_ or 0) - asked) < Pt(1) for is_, asked in zip(margins, map(Mm, (20, 20, 30, 15)), strict=True))
    assert all(section.different_first_page_header_footer for section in word.sections)
    assert all("PAGE" in section.header._element.xml for section in word.sections)
    assert all(section.header.paragraphs[0].alignment == ALIGN.CENTER for section in word.sections)
    assert "PAGE" not in first.first_page_header._element.xml
    assert word.styles["Normal"].font.name == "Times New Roman"
    head = word.tables[0]
    right = head.rows[0].cells[1].paragraphs
    assert right[0].text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert right[0].runs[0].bold
    assert right[0].runs[0].font.size == Pt(13)
    assert right[1].text == "Độc lập - Tự do - Hạnh phúc"
    assert right[1].runs[0].font.size == Pt(14)
    dated = head.rows[1].cells[1].paragraphs[0]
    assert re.fullmatch(r"Cần Thơ, ngày \.+ tháng \.+ năm 2025", dated.text)
    assert dated.runs[0].italic
    assert head.rows[1].cells[0].text.startswith("Số: ")
    assert len(drawn(word)) == 3
    title = next(p for p in word.paragraphs if p.text == "BÁO CÁO")
    assert title.alignment == ALIGN.CENTER
    assert title.runs[0].bold
    body = [p for p in word.paragraphs if p.paragraph_format.first_line_indent]
    assert len(body) > 20
    for paragraph in body:
        is_heading = paragraph.paragraph_format.keep_with_next or paragraph.runs[0].bold
        assert paragraph.alignment == (ALIGN.LEFT if is_heading else ALIGN.JUSTIFY)  # spread words look torn
        assert abs(paragraph.paragraph_format.first_line_indent - Cm(1.27)) < Pt(1)
        assert paragraph.paragraph_format.space_before >= Pt(6)
        assert 1 <= paragraph.paragraph_format.line_spacing <= 1.5
        assert all(run.font.size == Pt(14) for run in paragraph.runs)
    numerals = [p.text.split(".")[0] for p in body if re.match(r"[IVX]+\. ", p.text)]
    assert numerals == ["I", "II", "III", "IV", "V", "VI", "VII"]
    receivers = next(t for t in word.tables if t.rows[0].cells[0].text.startswith("Nơi nhận:")).rows[0].cells[0]
    assert receivers.paragraphs[0].runs[0].bold
    assert receivers.paragraphs[0].runs[0].italic
    assert receivers.paragraphs[0].runs[0].font.size == Pt(12)
    assert receivers.paragraphs[1].text == "- Ủy ban nhân dân thành phố Cần Thơ;"
    assert receivers.paragraphs[-1].text == "- Lưu: VT."
    assert receivers.paragraphs[-1].runs[0].font.size == Pt(11)
    annexes = [p.text for p in word.paragraphs if p.text.startswith("Phụ lục ")]
    assert annexes == [f"Phụ lục {n}" for n in ("I", "II", "III", "IV", "V", "VI")]


@ROOTS
def test_official_text_has_no_dash_but_the_hyphen(root: Callable[[Path], Path], tmp_path: Path) -> None:
    site = site_of(root(tmp_path))
    scopes = [Scope(year_period(year)) for year in closed_years(site.archive)]
    scopes += [Scope(Period(date(1900, 1, 1), date(2100, 12, 31)), campaign=each) for each in site.archive.campaigns]
    for scope in scopes:
        word = docx.Document(io.BytesIO(report_docx(site, build_report(site, scope), 2025)))
        assert not re.search("[\u2013\u2014]", "".join(word.element.itertext()))


@ROOTS
def test_the_same_records_give_the_same_bytes(root: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = root(tmp_path)
    (site, report), (again, anew) = yearly(folder), yearly(folder)
    assert report_docx(site, report, 2025) == report_docx(again, anew, 2025)
    assert report_xlsx(site, report) == report_xlsx(again, anew)


@ROOTS
def test_each_formula_of_the_workbook_gives_what_was_counted(root: Callable[[Path], Path], tmp_path: Path) -> None:
    site, report = yearly(root(tmp_path))
    content = report_xlsx(site, report)
    formulas = openpyxl.load_workbook(io.BytesIO(content))
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    assert formulas.sheetnames == [*(form.code for form in report.forms), "Căn cứ", "Căn cứ 0601"]
    seen = 0
    for form in report.forms:
        sheet, told = formulas[form.code], values[form.code]
        for row in sheet.iter_rows(min_row=6, max_row=5 + len(form.rows), min_col=3):
            for each in row:
                if isinstance(each.value, str) and (found := re.fullmatch(r"=SUM\((.*)\)", each.value)):
                    seen += 1
                    inside = [c for part in found[1].split(",") for c in cells_in(told, part)]
                    assert told[each.coordinate].value == sum(c or 0 for c in inside), (form.code, each.coordinate)
    assert seen
    assert formulas["Căn cứ"].max_row == len(report.base) + 1


def cells_in(sheet: Any, part: str) -> list[Any]:
    found = sheet[part]
    rows = found if isinstance(found, tuple) else ((found,),)
    return [each.value for row in rows for each in (row if isinstance(row, tuple) else (row,))]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["20255"], "không hợp lệ"),
        (["2025", "--from", "01/01/2025"], "không hợp lệ"),
        (["--from", "01/6/2025", "--to", "01/5/2025"], "kỳ báo cáo"),
        (["--from", "31/02/2025", "--to", "01/5/2025"], "kỳ báo cáo"),
        ([], "kỳ báo cáo"),
        (["2025", "--campaign", "khong-co"], "khong-co"),
        (["2025", "--document", "khong-co"], "khong-co"),
        (["2025", "--unit", "khong-co"], "khong-co"),
    ],
)
def test_a_wrong_question_is_one_clear_line(
    arguments: list[str], words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_sample(tmp_path)
    output = tmp_path / "bc.docx"
    assert run(root, *arguments, "--output", str(output)) == 2
    assert words in " ".join(capsys.readouterr().err.split())
    assert not output.exists()


@pytest.mark.parametrize("name", ["bc.pdf", "bc", "khong-co/bc.docx"])
def test_a_file_that_cannot_be_is_refused(name: str, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert run(root, "2025", "--output", str(tmp_path / name)) == 2


@pytest.mark.parametrize(
    ("fault", "code"), [(PermissionError(errno.EACCES, "x"), 2), (OSError(errno.ENOSPC, "No space left"), 3)]
)
def test_an_open_file_or_a_full_disk_leaves_the_former_report_whole(
    fault: OSError, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_sample(tmp_path)
    folder = tmp_path / "out"
    folder.mkdir()
    output = folder / "bc.docx"
    output.write_bytes(b"former")

    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises((UsageError, OSError)) as told:
        write_output(output, b"new")
    assert isinstance(told.value, UsageError) is (code == 2)
    monkeypatch.undo()
    assert output.read_bytes() == b"former"
    assert os.listdir(folder) == ["bc.docx"]
    assert run(root, "2025", "--output", str(output)) == 0
    assert output.read_bytes()[:2] == b"PK"
    plain = folder / "plain"
    plain.write_bytes(b"")
    assert output.stat().st_mode == plain.stat().st_mode  # whoever reads other files of the office reads it


@pytest.mark.parametrize("arguments", [["2025"], ["--campaign", "thi-dua-mau"], ["--from", "2020", "--to", "2090"]])
def test_no_report_is_dated_after_the_newest_record(arguments: list[str], tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    output = tmp_path / "bc.docx"
    assert run(root, *arguments, "--output", str(output)) == 0
    dated = docx.Document(str(output)).tables[0].rows[1].cells[1].text
    assert int(dated.rsplit(" ", 1)[1]) <= site_of(root).archive.as_of.year
