"""Reports: every figure counted a second way from the files, the layout read back, nothing half-written."""

import errno
import io
import os
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdf
import pytest
import yaml
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Cm, Mm, Pt

from generator.cli.main import main
from generator.cli.output_file import write_output
from generator.core.dates import PartialDate
from generator.core.problem import UsageError
from generator.engine.project import publish, read_project
from generator.publish.context import SiteContext
from generator.publish.reports.blocks import Form, Gap, Heading, Report, Sentence, Silence, Table
from generator.publish.reports.build import build_report
from generator.publish.reports.commendations import commendations
from generator.publish.reports.paper import official
from generator.publish.reports.period import Period, Scope, closed_years, period_records, year_period
from generator.publish.reports.word import report_docx
from generator.publish.reports.workbook import report_xlsx
from generator.publish.reports.yearbook import press_sheet_docx, yearbook_docx, yearbook_pdf
from tests.making import copy_sample

REAL = Path(__file__).parents[1]
ROOTS = pytest.mark.parametrize("root", [copy_sample, lambda _: REAL], ids=["sample", "real"])


def site_of(root: Path) -> SiteContext:
    return read_project(root).site()


def yearly(root: Path, year: int = 2025) -> tuple[SiteContext, Report]:
    site = site_of(root)
    return site, build_report(site, Scope(year_period(year)))


def form_of(report: Report, code: str) -> Form:
    return next(form for form in report.forms if form.code == code)


def cell(form: Form, row: str, column: str, over: str = "") -> int | None:
    rows = [n for n, each in enumerate(form.rows) if row in {each.code, each.label}]
    columns = [n for n, each in enumerate(form.columns) if (each.label, each.over) == (column, over)]
    return form.cells[rows[0]][columns[0]]


def year_in(value: object) -> str:
    found = re.search(r"\b(19|20)\d\d\b", str(value or ""))
    return found[0] if found else ""


def counted_from_files(root: Path, public: frozenset[str], awards: dict[str, Any]) -> Counter[str]:
    """Count commendations by year, straight from the YAML."""
    found: Counter[str] = Counter()
    listed = set()
    decisions = {}
    for file in (root / "stories" / "decisions").rglob("*.yml"):
        content = yaml.safe_load(file.read_text("utf-8"))
        decisions[content.get("id", file.stem)] = content
    for name, content in decisions.items():
        if content.get("status") == "huy-bo" or not year_in(content.get("date")):
            continue
        for row in content.get("rows") or ():
            listed.add((row.get("story"), name))
            award = row.get("award") or content.get("award")
            if award and awards[award].statutory == "yes":
                found[year_in(content["date"])] += 1
    for file in (root / "stories").glob("[0-9c]*/*.yml"):
        content = yaml.safe_load(file.read_text("utf-8"))
        if file.stem not in public:
            continue
        for grant in content["awards"]:
            of_decision = decisions.get(grant.get("decision"), {}).get("date")
            day = of_decision or grant.get("date") or grant.get("presented_on")
            stands = grant.get("status") not in {"huy-bo", "tuoc"} and awards[grant["award"]].statutory == "yes"
            people = 1
            if grant.get("recipient_kind", content["kind"]) == "individual":
                names, to = [m["name"] for m in content.get("members") or ()], grant.get("recipient")
                people = len([name for name in names if to is None or name in to])
            if day and stands and (file.stem, grant.get("decision")) not in listed:
                found[year_in(day)] += max(people, 1)
    return found


@ROOTS
def test_each_year_counts_what_the_files_say(root: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = root(tmp_path)
    site = site_of(folder)
    archive = site.archive
    by_hand = counted_from_files(folder, archive.public_ids, dict(archive.awards))
    years = range(1990, archive.as_of.year + 1)
    ours = {
        str(year): sum(1 for _ in commendations(archive, period_records(archive, Scope(p)), p))
        for year in years
        if (p := year_period(year))
    }
    assert sum(by_hand.values()) > 0
    assert {y: n for y, n in ours.items() if n} == dict(by_hand)


@ROOTS
def test_the_table_of_forms_adds_up_and_stands_beside_the_year_before(
    root: Callable[[Path], Path], tmp_path: Path
) -> None:
    site = site_of(root(tmp_path))
    for year in closed_years(site.archive):
        report, before = (build_report(site, Scope(year_period(each))) for each in (year, year - 1))
        tables = [b for s in report.sections for b in s.blocks if isinstance(b, Table) and "hình thức" in b.caption]
        if not report.base:
            assert tables == []
            continue
        (table,) = tables
        assert table.head[-1] == f"Năm {year - 1}"
        assert sum(int(row[-2] or 0) for row in table.rows) == len(report.base)
        assert sum(int(row[-1] or 0) for row in table.rows) == len(before.base)
        assert all(row[-1] is None for row in table.rows) == (not before.base)  # silence is no nought


def test_readers_are_not_asked_what_only_the_office_can_write(tmp_path: Path) -> None:
    publication = publish(read_project(copy_sample(tmp_path)))
    pages = [a for a in publication.artifacts if re.fullmatch(r"bao-cao/\d{4}/index\.md", a.path)]
    assert pages
    for page in pages:
        text = page.contents[0].decode()
        assert "Cơ quan viết" not in text
        assert "dienhinh report" not in text
    report = build_report(publication.project.site(), Scope(year_period(2024)))
    assert any(isinstance(block, Gap) for section in report.sections for block in section.blocks)


def test_codes_of_the_shared_rows_are_those_of_each_form(tmp_path: Path) -> None:
    """Forms 0602.N and 0603.N of Circular 02/2023/TT-BNV number the same rows from 06 and from 02."""
    _, report = yearly(copy_sample(tmp_path))
    for code, first in (("0602", 6), ("0603", 2)):
        rows = form_of(report, code).rows
        assert [row.code for row in rows[:5]] == ["01", *(f"{first + n:02d}" for n in range(4))]
        kinds = {row.label: row.code for row in rows}
        assert kinds["Đột xuất"] == f"{first + 11:02d}"
        assert rows[1].label == "Tập thể"
    assert any("02 đến 05" in note for note in form_of(report, "0602").unfilled)


def test_each_person_of_a_story_is_counted_and_an_unclear_form_is_not(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    _, before = yearly(root)
    folder = root / "stories" / "2025"
    people = "members:\n  - {name: Phạm Thử}\n  - {name: Lê Cùng Cứu}\n"
    given = ONE.replace("GRANT", "presented_on: 2025-09-01")
    (folder / "hai-nguoi.yml").write_text(given.replace("title:", f"{people}title:", 1), "utf-8")
    _, after = yearly(root)
    assert sorted(row[0] for row in after.base if row not in before.base) == ["Lê Cùng Cứu", "Phạm Thử"]
    words = [b.text for s in after.sections for b in s.blocks if isinstance(b, Sentence)]
    assert any("chưa rõ ngày quyết định, tính vào kỳ theo ngày trao" in each for each in words)
    decided = [form_of(after, "01").columns.index(c) for c in form_of(after, "01").columns if "quyết định" in c.over]
    assert decided
    (folder / "hai-nguoi.yml").write_text(given.replace("bang-khen-thanh-pho", "chua-ro"), "utf-8")
    awards = root / "stories" / "reference" / "awards.yml"
    unknown = (
        "  - {id: chua-ro, name: Chưa rõ, group: hinh-thuc, recipients: [individual], statutory: unknown, basis: []}"
    )
    awards.write_text(awards.read_text("utf-8").rstrip("\n") + f"\n{unknown}\n", "utf-8")
    _, unclear = yearly(root)
    assert unclear.base == before.base
    words = [b.text for s in unclear.sections for b in s.blocks if isinstance(b, Sentence)]
    assert any(each.startswith("Có 1 lượt khen chưa rõ hình thức") for each in words)


def test_an_award_of_another_year_is_not_told_as_without_a_day(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    file = root / "stories" / "2025" / "mot-nguoi.yml"
    told = []
    for printed in ("cuối năm 2013", "cuối năm 2025"):
        file.write_text(ONE.replace("GRANT", f"date_as_printed: {printed}"), "utf-8")
        _, report = yearly(root)
        words = [b.text for s in report.sections for b in s.blocks if isinstance(b, Sentence)]
        told.append(any("chưa xác định được ngày" in each for each in words))
    assert told == [False, True]


@ROOTS
def test_what_a_closed_year_holds_is_what_its_period_holds(root: Callable[[Path], Path], tmp_path: Path) -> None:
    archive = site_of(root(tmp_path)).archive
    years = closed_years(archive)
    assert years
    assert all(year < archive.as_of.year for year in years)
    for year, records in years.items():
        assert records == period_records(archive, Scope(year_period(year)))


@ROOTS
def test_every_form_adds_up_and_agrees_with_the_list(root: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = root(tmp_path)
    site = site_of(folder)
    for year in closed_years(site.archive):
        report = build_report(site, Scope(year_period(year)))
        for form in report.forms:
            for number, row in enumerate(form.rows):
                for at, column in enumerate(form.columns):
                    value = form.cells[number][at]
                    for parts in (
                        [form.cells[each][at] for each in row.sum_of],
                        [form.cells[number][each] for each in column.sum_of],
                    ):
                        if parts and value is not None:
                            assert value == sum(part or 0 for part in parts), (year, form.code, row.label, column.label)
        state = form_of(report, "0602")
        provincial = form_of(report, "0603")
        total = (cell(state, "01", "Tổng số") or 0) + (cell(provincial, "01", "Tổng số") or 0)
        assert total <= len(report.base)


def test_one_row_changes_exactly_the_figures_it_should(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    _, before = yearly(root)
    file = next((root / "stories" / "decisions").rglob("qd-12-2025.yml"))
    assert cell(form_of(before, "0603"), "10", "Bằng khen") is None
    text = file.read_text("utf-8")
    people = len(re.findall(r"kind: individual", text))
    assert people
    file.write_text(
        text.replace("kind: individual", "kind: individual, position_group: truc-tiep, award_kind: dot-xuat"), "utf-8"
    )
    site, after = yearly(root)
    form = form_of(after, "0603")
    rows = [e for e in after.base if e[1] == "Cá nhân" and e[6] == site.archive.position_groups["truc-tiep"].name]
    assert len(rows) == people
    same = [
        (row.code, column.label)
        for n, row in enumerate(form.rows)
        for at, column in enumerate(form.columns)
        if form.cells[n][at] != form_of(before, "0603").cells[n][at]
    ]
    assert {code for code, _ in same} <= {f"{n:02d}" for n in range(6, 18)}
    words = [b.text for s in after.sections for b in s.blocks if isinstance(b, Sentence)]
    assert any(f"{people} lượt là người trực tiếp" in each for each in words)


def test_a_cell_of_which_one_record_is_silent_stays_blank_and_is_named(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    file = next((root / "stories" / "decisions").rglob("qd-12-2025.yml"))
    text = file.read_text("utf-8")
    file.write_text(text.replace("kind: individual", "kind: individual, position_group: truc-tiep", 1), "utf-8")
    site, report = yearly(root)
    form = form_of(report, "0603")
    silent = sum(1 for e in report.base if e[1] == "Cá nhân" and not e[6])
    assert silent
    assert cell(form, "10", "Bằng khen") is None
    assert any(site.archive.position_groups["truc-tiep"].name in note for note in form.unfilled)


def test_a_period_without_records_says_so_and_prints_no_nought(tmp_path: Path) -> None:
    site, report = yearly(copy_sample(tmp_path), 1991)
    assert report.base == ()
    assert all(value is None for form in report.forms for row in form.cells for value in row)
    assert all(form.unfilled for form in report.forms[1:])
    blocks = [block for section in report.sections for block in section.blocks]
    assert any(isinstance(block, Silence) for block in blocks)
    assert any(isinstance(block, Gap) for block in blocks)
    assert not any(isinstance(block, Sentence) and " 0 " in block.text for block in blocks)
    assert report_docx(site, report, 1991)


def test_a_date_that_may_lie_outside_a_period_is_not_in_it() -> None:
    half = Period(date(2025, 1, 1), date(2025, 6, 30))

    assert half.holds(PartialDate(2025, 6))
    assert not half.holds(PartialDate(2025))
    assert not half.holds(PartialDate(2025, 7, 1))
    assert year_period(2025).holds(PartialDate(2025))


@ROOTS
def test_every_figure_leads_to_pages_there_are(root: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = root(tmp_path)
    publication = publish(read_project(folder))
    site = publication.project.site()
    routes = {page.address for page in publication.pages}
    years = closed_years(site.archive)
    for year in years:
        assert f"/bao-cao/{year}/" in routes
        for _, _, links in build_report(site, Scope(year_period(year))).basis():
            assert links
            assert {link.address.partition("#")[0] for link in links} <= routes


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


def run(root: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["--project", str(root), "report", *arguments])
    return int(left.value.code or 0)


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


def test_a_report_on_a_document_goes_through_its_clauses() -> None:
    site = site_of(REAL)
    period = Period(date(1990, 1, 1), date(2030, 1, 1))
    document = next(d for d in site.archive.documents.values() if any(c.asks for c in d.clauses))
    report = build_report(site, Scope(period, document=document.id))
    asked = [c for c in document.clauses if c.role == "clause" and c.asks]
    headings = [b.text for b in report.sections[0].blocks if isinstance(b, Heading)]
    assert len(headings) == len(asked) + 1
    records = period_records(site.archive, Scope(period, document=document.id))
    told = {clause for record in (*records.stories, *records.models) for clause in record.clauses}
    told |= {part.clause for campaign in records.campaigns for part in campaign.contents if part.clause}
    answered = sum(1 for clause in asked if f"{document.id}#{clause.anchor}" in told)
    silent = sum(isinstance(block, Silence) for block in report.sections[0].blocks)
    assert answered > 0
    assert answered + silent == len(asked)


def test_a_report_on_a_campaign_sets_targets_against_results() -> None:
    site = site_of(REAL)
    campaign = next(c for c in site.archive.campaigns.values() if any(i.results for i in c.indicators))
    report = build_report(site, Scope(Period(date(1900, 1, 1), date(2100, 12, 31)), campaign=campaign.id))
    table = next(b for s in report.sections for b in s.blocks if isinstance(b, Table))
    assert [row[:2] for row in table.rows] == [(i.name, i.as_printed) for i in campaign.indicators]
    assert [row[2] is None for row in table.rows] == [not i.results for i in campaign.indicators]


PRESS = """base: none
items:
  - {id: a, outlet: Báo Mẫu, medium: bao-in, title: Một bài, date: 2025-09-20, stories: [nguyen-van-mot]}
  - {id: b, outlet: Đài Mẫu, medium: truyen-hinh, title: Một phóng sự, date: 2025-09-21, minutes: 5}
  - {id: c, outlet: Đài Mẫu, medium: truyen-hinh, title: Hai phóng sự, date: 2025-10-21, minutes: 7}
  - {id: d, outlet: Đài Mẫu, medium: phat-thanh, title: Năm khác, date: 2024-10-21, minutes: 9}
"""


def with_press(folder: Path) -> Path:
    root = copy_sample(folder)
    (root / "stories" / "reference" / "press-items.yml").write_text(PRESS, "utf-8")
    return root


def test_what_the_press_told_is_counted_by_outlet_and_period(tmp_path: Path) -> None:
    root = with_press(tmp_path)
    _, report = yearly(root)
    tables = [b for s in report.sections for b in s.blocks if isinstance(b, Table) and "báo, đài" in b.caption]
    assert [table.rows for table in tables] == [(("Đài Mẫu", 2, 12), ("Báo Mẫu", 1, None))]
    page = next(a for a in publish(read_project(root)).artifacts if a.is_page and a.address == "/bao-chi/")
    assert '<td class="n">3</td><td class="n">21</td>' in page.content.decode()
    _, former = yearly(copy_sample(tmp_path / "without"))
    assert not [b for s in former.sections for b in s.blocks if isinstance(b, Table) and "báo, đài" in b.caption]


def text_of(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]


@ROOTS
def test_a_yearbook_has_a_chapter_for_each_and_an_index_of_every_name(
    root: Callable[[Path], Path], tmp_path: Path
) -> None:
    site = site_of(root(tmp_path))
    scope = Scope(year_period(2025))
    records = period_records(site.archive, scope)
    content = yearbook_docx(site, scope, records)
    assert content == yearbook_docx(site, scope, records)
    lines = text_of(content)
    chapters = [*records.stories, *records.models]
    assert chapters
    index = lines[lines.index("Chỉ mục tên") + 1 :]
    for number, record in enumerate(chapters, 1):
        title = f"{number}. {site.titled(record)}"
        assert lines.count(title.replace("\u2013", "-").replace("\u2014", "-")) == 2  # in the contents, and above
        assert any(re.search(rf": (.*, )?{number}(,|$)", line) for line in index)
        for source in record.sources:
            assert any(source.publisher in line for line in lines)
    assert all(site.absolute(f"/dien-hinh/{story.id}/") in lines for story in records.stories)


def test_a_withdrawn_story_is_in_no_yearbook_and_no_sheet(tmp_path: Path) -> None:
    site = site_of(copy_sample(tmp_path))
    scope = Scope(Period(date(1900, 1, 1), date(2100, 12, 31)))
    records = period_records(site.archive, scope)
    for write in (yearbook_docx, press_sheet_docx):
        assert "Trần Đã Gỡ" not in "\n".join(text_of(write(site, scope, records)))


def test_the_press_sheet_says_who_told_it_already(tmp_path: Path) -> None:
    site = site_of(with_press(tmp_path))
    scope = Scope(year_period(2025))
    lines = text_of(press_sheet_docx(site, scope, period_records(site.archive, scope)))
    assert "Báo, đài đã đăng: Báo Mẫu, 20/9/2025" in lines
    assert "Báo, đài đã đăng: chưa có" in lines


def test_a_scope_of_a_field_or_unit_holds_nothing_else() -> None:
    archive = site_of(REAL).archive
    everything = Period(date(1900, 1, 1), date(2100, 12, 31))
    for field in archive.fields:
        records = period_records(archive, Scope(everything, field=field))
        assert all(field in record.fields for record in (*records.stories, *records.models))
    unit = next(s.unit for s in archive.public_stories if s.unit)
    records = period_records(archive, Scope(everything, unit=unit))
    assert records.stories
    assert all(record.unit == unit or archive.units[record.unit or ""].parent for record in records.stories)


@ROOTS
def test_a_printed_yearbook_is_tagged_and_holds_its_font_and_every_name(
    root: Callable[[Path], Path], tmp_path: Path
) -> None:
    site = site_of(root(tmp_path))
    scope = Scope(Period(date(1900, 1, 1), date(2100, 12, 31)))
    records = period_records(site.archive, scope)
    content = yearbook_pdf(site, scope, records)
    assert content == yearbook_pdf(site, scope, records)
    printed = pypdf.PdfReader(io.BytesIO(content))
    root_of_file: Any = printed.trailer["/Root"]
    assert root_of_file["/MarkInfo"]["/Marked"]
    assert root_of_file["/Lang"] == "vi"
    fonts = {font["/BaseFont"].split("+")[-1] for page in printed.pages for font in fonts_of(page)}
    assert "Tinos" in fonts
    assert all("/FontFile2" in descriptor_of(f) for p in printed.pages for f in fonts_of(p))
    text = squeezed(" ".join(page.extract_text() for page in printed.pages))
    assert squeezed("Chỉ mục tên") in text
    assert squeezed("Mục lục") in text
    for record in (*records.stories, *records.models):
        assert text.count(squeezed(official(site.titled(record)))) >= 2  # in the contents, and above
        assert squeezed(official(site.named(record))) in text
    assert len(printed.outline) == len(records.stories) + len(records.models) + 1  # and the index


def fonts_of(page: Any) -> list[Any]:
    return [font.get_object() for font in page["/Resources"].get("/Font", {}).values()]


def descriptor_of(font: Any) -> Any:
    return font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_letters_no_font_holds_are_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_sample(tmp_path)
    story = next(p for p in (root / "stories" / "2025").glob("*.yml") if "summary:" in p.read_text("utf-8"))
    text = story.read_text("utf-8")
    story.write_text(re.sub(r"(?m)^summary: ", "summary: \U00013000 ", text, count=1), "utf-8", newline="")
    output = tmp_path / "ky.pdf"
    assert run(root, "--from", "01/01/1900", "--to", "31/12/2100", "--kind", "yearbook", "--output", str(output)) == 2
    assert "\U00013000" in capsys.readouterr().err
    assert not output.exists()


def test_a_book_is_a_word_file_or_a_pdf(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert run(root, "2025", "--kind", "yearbook", "--output", str(tmp_path / "ky.xlsx")) == 2
    assert run(root, "2025", "--kind", "press", "--output", str(tmp_path / "ky.pdf")) == 2
    assert run(root, "2025", "--output", str(tmp_path / "ky.pdf")) == 2
    assert run(root, "2025", "--kind", "yearbook", "--output", str(tmp_path / "ky.pdf")) == 0
    assert (tmp_path / "ky.pdf").read_bytes()[:5] == b"%PDF-"
    for kind in ("yearbook", "press"):
        assert run(root, "2025", "--kind", kind, "--output", str(tmp_path / f"{kind}.docx")) == 0
        assert (tmp_path / f"{kind}.docx").read_bytes()[:2] == b"PK"


ONE = """kind: individual
name: Phạm Thử
title: Phạm Thử làm một việc để thử
summary: Một bản ghi để thử.
places:
  - {role: residence, as_printed: phường Đông, locality: phuong-dong}
fields: [y-te]
deeds: Việc đã làm.
act_from: 2025-08-01
awards:
  - {award: bang-khen-thanh-pho, as_printed: Bằng khen, level: thanh-pho, source: bao, GRANT}
stages:
  - {stage: tong-ket, text: Được khen., source: bao}
sources:
  - {id: bao, publisher: Báo Mẫu, url: "https://bao.example/thu"}
basis: {kind: press}
published_on: 2025-12-01
"""
LISTED = """number: 77/QĐ-UBND
date: 2025-09-30
issuer: Chủ tịch UBND thành phố
level: thanh-pho
subject: Tặng Bằng khen
award: bang-khen-thanh-pho
status: STATUS
published_on: 2025-12-01
rows:
  - {name: Phạm Thử, kind: individual, story: pham-thu}
  - {name: Người Khác, kind: individual}
"""


@pytest.mark.parametrize(
    ("grant", "status", "counted"),
    [
        ("decision: qd-77", "hieu-luc", 2),  # the row is the award
        ("date: 2025-09-30", "hieu-luc", 2),  # the same day, though the story names no decision
        ("date: 2025-09", "hieu-luc", 2),
        ("presented_on: 2025-11-13", "hieu-luc", 2),  # only the ceremony is known
        ("date: 2025-07-01", "hieu-luc", 3),  # another award of the same form
        ("decision: qd-77", "huy-bo", 0),
        ("date: 2025-09-30", "huy-bo", 1),
    ],
)
def test_an_award_that_stands_in_a_list_and_in_a_story_counts_once(
    grant: str, status: str, counted: int, tmp_path: Path
) -> None:
    root = copy_sample(tmp_path)
    for file in (root / "stories" / "decisions").rglob("*.yml"):
        file.unlink()
    (root / "stories" / "2025" / "pham-thu.yml").write_text(ONE.replace("GRANT", grant), "utf-8")
    (root / "stories" / "decisions" / "2025").mkdir(parents=True, exist_ok=True)
    (root / "stories" / "decisions" / "2025" / "qd-77.yml").write_text(LISTED.replace("STATUS", status), "utf-8")
    archive = site_of(root).archive
    period = year_period(2025)
    found = list(commendations(archive, period_records(archive, Scope(period)), period))
    own = [c for c in found if c.story == "pham-thu" or c.decision == "qd-77"]
    assert len(own) == counted, own


@pytest.mark.parametrize("arguments", [["2025"], ["--campaign", "thi-dua-mau"], ["--from", "2020", "--to", "2090"]])
def test_no_report_is_dated_after_the_newest_record(arguments: list[str], tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    output = tmp_path / "bc.docx"
    assert run(root, *arguments, "--output", str(output)) == 0
    dated = docx.Document(str(output)).tables[0].rows[1].cells[1].text
    assert int(dated.rsplit(" ", 1)[1]) <= site_of(root).archive.as_of.year
