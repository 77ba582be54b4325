"""Lists as people see them: what is struck, hidden, deleted or lost is said; no file ends in a crash or a hang."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import xlwt
from lxml import etree
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from generator.cli.main import main
from generator.core.problem import UsageError
from generator.staff.list_import.choices import Choices
from generator.staff.list_import.importer import read_list, write_rows
from generator.staff.list_import.interpret import interpret
from generator.staff.list_import.interpretation import Interpretation
from generator.staff.list_import.readers import read_tables
from generator.staff.list_import.text_table import read_csv
from tests.making import copy_sample
from tests.test_import import chosen

HEAD = ["STT", "Họ và tên", "Đơn vị"]
PEOPLE = ["Nguyễn Văn An", "Trần Hàng Ẩn", "Lê Gạch Ngang", "Phạm Thị Dung", "Võ Văn Em"]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def said(path: Path, **how: Any) -> Interpretation:
    return interpret(read_tables(path), how.pop("given", None), **how)


def names(found: Interpretation) -> list[str]:
    return [each.name for each in found.recipients]


def refused(path: Path) -> UsageError | Interpretation:
    """Return what a file says, or why it is refused; anything else is a fall."""
    try:
        return said(path)
    except UsageError as fault:
        return fault


def reasons(found: Interpretation) -> list[tuple[int, str]]:
    return [(each.row, each.reason) for each in found.skipped if each.reason not in {"heading", "title"}]


def struck_xlsx(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEAD)
    for number, name in enumerate(PEOPLE, 1):
        sheet.append([number, name, "Sở Mẫu"])
    sheet.row_dimensions[3].hidden = True
    for cell in sheet[4]:
        cell.font = Font(strike=True)
    sheet["B6"] = CellRichText("Võ ", TextBlock(InlineFont(strike=True), "Văn"), " Em")
    hidden = book.create_sheet("Ẩn")
    hidden.append([1, "Người Bảng Ẩn", "x"])
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


def struck_xls(path: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("x")
    font = xlwt.Font()
    font.struck_out = True
    struck = xlwt.XFStyle()
    struck.font = font
    listed: list[list[Any]] = [HEAD, *([n, name, "Sở Mẫu"] for n, name in enumerate(PEOPLE, 1))]
    for row, cells in enumerate(listed):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell, struck if row == 3 else xlwt.XFStyle())
    sheet.row(2).hidden = True
    sheet.write_rich_text = getattr(sheet, "write_rich_text", None)
    hidden = book.add_sheet("Ẩn")
    hidden.write(0, 1, "Người Bảng Ẩn")
    hidden.visibility = 1
    book.save(str(path))
    return path


def struck_ods(path: Path) -> Path:
    book = OpenDocumentSpreadsheet()
    struck = Style(name="struck", family="table-cell")
    struck.addElement(TextProperties(textlinethroughstyle="solid"))
    part = Style(name="part", family="text")
    part.addElement(TextProperties(textlinethroughstyle="solid"))
    book.automaticstyles.addElement(struck)
    book.automaticstyles.addElement(part)
    table = Table(name="x")
    for number, cells in enumerate([HEAD, *([str(n), name, "Sở Mẫu"] for n, name in enumerate(PEOPLE, 1))]):
        row = TableRow(visibility="filter") if number == 2 else TableRow()
        for cell in cells:
            held = TableCell(stylename="struck") if number == 3 else TableCell()
            held.addElement(P(text=cell))
            row.addElement(held)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(path))
    return path


@pytest.mark.parametrize("make", [struck_xlsx, struck_xls, struck_ods])
def test_what_a_spreadsheet_hides_or_strikes_is_no_commended_person(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = make(tmp_path / f"a.{make.__name__.split('_')[1]}")
    found = said(path)
    half = ["Võ Văn Em"] if make is not struck_xlsx else []
    assert names(found) == ["Nguyễn Văn An", "Phạm Thị Dung", *half]
    assert reasons(found)[:2] == [(3, "hidden"), (4, "struck")]
    assert reasons(found)[2:] == ([(6, "unclear")] if not half else [])
    assert found.gaps == []
    assert found.hidden_sheets == ([("Ẩn", 1)] if make is not struck_ods else [])
    kept = said(path, keep_hidden=True)
    assert "Trần Hàng Ẩn" in names(kept)
    assert found.read == len(found.recipients) + len(found.skipped)


def run(text: str, inner: str = "") -> str:
    return f'<w:r xmlns:w="{W}"><w:rPr>{inner}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def inserted(content: str) -> str:
    return f'<w:ins xmlns:w="{W}" w:id="1" w:author="x">{content}</w:ins>'


def deleted(text: str) -> str:
    return f'<w:del xmlns:w="{W}" w:id="2" w:author="x"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


CELLS = {
    "a whole insertion": (inserted(run("Trần Văn Bình")), "Trần Văn Bình", ""),
    "half an insertion": (run("Lê ") + inserted(run("Văn Cường")), "Lê Văn Cường", ""),
    "an insertion for a deletion": (run("Lê ") + deleted("Thị") + inserted(run("Văn Cường")), "Lê Văn Cường", ""),
    "a content control": (
        f'<w:sdt xmlns:w="{W}"><w:sdtContent>{run("Phạm Văn Dũng")}</w:sdtContent></w:sdt>',
        "Phạm Văn Dũng",
        "",
    ),
    "a link": (f'<w:hyperlink xmlns:w="{W}">{run("Võ Thị Em")}</w:hyperlink>', "Võ Thị Em", ""),
    "struck": (run("Đỗ Văn Gạch", "<w:strike/>"), "", "struck"),
    "struck twice": (run("Đỗ Văn Gạch", '<w:dstrike w:val="true"/>'), "", "struck"),
    "not struck": (run("Đỗ Văn Giữ", '<w:strike w:val="0"/>'), "Đỗ Văn Giữ", ""),
    "struck in part": (run("Đỗ ") + run("Văn", "<w:strike/>") + run(" Bảy"), "", "unclear"),
    "hidden": (run("Hồ Văn Ẩn", "<w:vanish/>"), "", "hidden"),
    "deleted": (deleted("Ngô Văn Xóa"), "", "deleted"),
    "moved away": (f'<w:moveFrom xmlns:w="{W}">{run("Ngô Văn Dời")}</w:moveFrom>', "", "deleted"),
    "moved here": (f'<w:moveTo xmlns:w="{W}">{run("Ngô Văn Dời")}</w:moveTo>', "Ngô Văn Dời", ""),
}


def word(path: Path, cells: list[str], change: Callable[[Any], None] | None = None) -> Path:
    document = docx.Document()
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, HEAD, strict=True):
        cell.text = text
    for number, content in enumerate(cells, 1):
        row = table.add_row()
        row.cells[0].text, row.cells[2].text = str(number), "Sở Mẫu"
        paragraph = row.cells[1].paragraphs[0]._p
        for element in etree.fromstring(f"<x>{content}</x>"):
            paragraph.append(element)
    if change is not None:
        change(table)
    document.save(str(path))
    return path


@pytest.mark.parametrize("kind", CELLS)
def test_word_is_read_in_its_final_view(kind: str, tmp_path: Path) -> None:
    content, name, reason = CELLS[kind]
    found = said(word(tmp_path / "a.docx", [run("Nguyễn Văn An"), content, run("Lý Văn Cuối")]))
    assert names(found) == ["Nguyễn Văn An", *([name] if name else []), "Lý Văn Cuối"]
    assert [why for _, why in reasons(found)] == ([reason] if reason else [])
    assert found.gaps == []


def test_a_row_deleted_with_track_changes_is_nobody_and_one_inserted_is(tmp_path: Path) -> None:
    def mark(table: Any) -> None:
        for number, tag in ((2, "del"), (3, "ins")):
            properties = table.rows[number]._tr.get_or_add_trPr()
            properties.append(etree.fromstring(f'<w:{tag} xmlns:w="{W}" w:id="9" w:author="x"/>'))

    found = said(word(tmp_path / "a.docx", [run(name) for name in PEOPLE], mark))
    assert names(found) == [PEOPLE[0], *PEOPLE[2:]]
    assert reasons(found) == [(3, "deleted")]


@pytest.mark.parametrize("headed", [True, False])
def test_a_table_goes_on_over_the_page(tmp_path: Path, headed: bool) -> None:
    document = docx.Document()
    for first, part in ((0, PEOPLE[:2]), (2, PEOPLE[2:])):
        rows = [HEAD] if first == 0 or headed else []
        rows += [[str(first + n), name, "nt" if n > 1 else "Sở Mẫu"] for n, name in enumerate(part, 1)]
        table = document.add_table(rows=0, cols=3)
        for cells in rows:
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
        document.add_paragraph("")
    document.save(str(tmp_path / "a.docx"))
    found = said(tmp_path / "a.docx")
    assert names(found) == PEOPLE
    assert {each.unit for each in found.recipients} == {"Sở Mẫu"}


def test_people_under_no_heading_are_a_doubt_and_no_title(tmp_path: Path) -> None:
    rows = "".join(f"{n};{name};Sở;x;y\n" for n, name in enumerate(PEOPLE, 1))
    (tmp_path / "a.csv").write_text(rows, "utf-8")
    found = said(tmp_path / "a.csv")
    assert [why for _, why in reasons(found)] == ["unclear"] * len(PEOPLE)


CSV = "STT,Họ và tên,Đơn vị\n1,Nguyễn Văn An,x\n2,Trần Văn Bình,y\n3,Lê Văn Cường,z\n4,Phạm Văn Dũng,t\n5,Võ Văn Em,u\n"


@pytest.mark.parametrize("mark", ",;\t")
@pytest.mark.parametrize("row", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("where", ["before a name", "before a unit", "in a name", "closed later"])
def test_a_quote_swallows_nobody(tmp_path: Path, mark: str, row: int, where: str) -> None:
    """A row each way: every person is there, or the file is refused with the line of the quote."""
    lines = CSV.replace(",", mark).split("\n")
    cells = lines[row - 1].split(mark)
    if where == "before a name":
        cells[1] = f'"{cells[1]}'
    elif where == "before a unit":
        cells[2] = f'"{cells[2]}'
    elif where == "in a name":
        cells[1] = cells[1].replace(" ", ' "', 1)
    else:
        cells[1] = f'"{cells[1]}'
        lines[-2] += '"'
    lines[row - 1] = mark.join(cells)
    (tmp_path / "a.csv").write_text("\n".join(lines), "utf-8")
    found = refused(tmp_path / "a.csv")
    if isinstance(found, UsageError):
        assert (found.key, found.values["line"]) == ("list-quote", row)
    else:
        assert len(names(found)) == 5, "whoever reads on must have them all"


@pytest.mark.parametrize("ending", ["\r", "\r\n", "\n"])
def test_line_ends_of_every_office_are_read(tmp_path: Path, ending: str) -> None:
    (tmp_path / "a.csv").write_bytes(CSV.replace("\n", ending).encode("utf-8-sig"))
    assert len(names(said(tmp_path / "a.csv"))) == 5
    (tmp_path / "a.txt").write_bytes(CSV.replace(",", "\t").replace("\n", ending).encode("utf-16"))
    assert len(names(said(tmp_path / "a.txt"))) == 5


def as_cp1258(text: str) -> bytes:
    """Return text as Vietnamese Windows saves «CSV (Comma delimited)»: letters whole where they can, tones behind."""
    import unicodedata  # only for this

    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            marks = "\u0300\u0301\u0303\u0309\u0323"
            base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in marks))
            out += (base + "".join(p for p in parts if p in marks)).encode("cp1258")
    return out


def test_a_csv_of_vietnamese_windows_is_asked_about_and_read(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    path = tmp_path / "a.csv"
    path.write_bytes(as_cp1258(CSV))
    asked = read_list(root, path, "qd-12-2025", chosen(["name=B", "unit=C", "number=A"]))
    assert asked.encoding == "CP1258"
    with pytest.raises(UsageError, match="old-encoding"):
        write_rows(root, asked, ["unclear"])
    done = read_list(root, path, "qd-12-2025", Choices(convert="CP1258"))
    assert names(done.interpretation) == [
        "Nguyễn Văn An",
        "Trần Văn Bình",
        "Lê Văn Cường",
        "Phạm Văn Dũng",
        "Võ Văn Em",
    ]


def test_letters_that_were_lost_are_never_written(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    path = tmp_path / "a.csv"
    path.write_text("STT,Ho ten,Don vi\n1,Nguy?n V?n An,S?\n2,Tr\ufffdn V\ufffdn B,x\n3,Lê Văn Cường,y\n", "utf-8")
    done = read_list(root, path, "qd-12-2025")
    assert names(done.interpretation) == ["Lê Văn Cường"]
    assert [why for _, why in reasons(done.interpretation)] == ["lost", "lost"]
    with pytest.raises(UsageError, match="list-questions"):
        write_rows(root, done)


def test_a_cell_is_what_is_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*HEAD, "Ghi chú"])
    for number, (value, form) in enumerate(
        ((12, "00000"), (7, '"QĐ-"000'), (1234, "#,##0"), (0.5, "0%"), (7.5, "0.0")), 1
    ):
        sheet.append([number, f"Nguyễn Văn {'ABCDE'[number - 1]}n", "Sở", value])
        sheet.cell(number + 1, 4).number_format = form
    book.save(tmp_path / "a.xlsx")
    assert [each.note for each in said(tmp_path / "a.xlsx").recipients] == ["00012", "QĐ-007", "1.234", "50%", "7,5"]


TRADE = [
    "STT",
    "Tên gọi (Ông/Bà/Chức danh)",
    "Tên tập thể/cá nhân/hộ gia đình",
    "Chức vụ",
    "Đơn vị công tác",
    "Phân loại khen thưởng",
    "Danh hiệu thi đua/Hình thức khen thưởng",
    "Phân loại đối tượng",
    "Lĩnh vực hoạt động",
]


def trade(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        TRADE,
        [1, "Ông", "Nguyễn Văn An", "Trưởng phòng", "Sở Mẫu", "Khen thưởng cá nhân", "Bằng khen", "Lãnh đạo", "Nội vụ"],
        [
            2,
            "Thượng tá",
            "Trần Thị Bé",
            "Phó đội",
            "Công an",
            "Khen thưởng cá nhân",
            "Bằng khen",
            "Trực tiếp",
            "An ninh",
        ],
        [3, "", "Phòng Mẫu", "", "Sở Mẫu", "Khen thưởng tập thể", "Bằng khen", "", "Nội vụ"],
        [4, "Bà", "Lê Thị Út", "", "xã Mẫu", "Khen thưởng hộ gia đình", "Bằng khen", "", ""],
    ):
        sheet.append(row)
    book.save(path)
    return path


def test_the_template_of_the_trade_is_read(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    done = read_list(root, trade(tmp_path / "a.xlsx"), "qd-12-2025")
    assert [(t.name, t.kind, t.unit) for t in done.interpretation.recipients] == [
        ("Nguyễn Văn An", "individual", "Trưởng phòng, Sở Mẫu"),
        ("Trần Thị Bé", "individual", "Thượng tá, Phó đội, Công an"),
        ("Phòng Mẫu", "collective", "Sở Mẫu"),
        ("Lê Thị Út", "household", "xã Mẫu"),
    ]
    assert done.merge.unknown_awards == {}, "a bare «Bằng khen» is the decision's own award"


def test_a_column_named_by_hand_overrides_what_was_guessed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["STT", "Tên đơn vị", "Họ tên", "Nơi công tác"])
    sheet.append([1, "Sở Mẫu", "Nguyễn Văn An", "Phòng A"])
    book.save(tmp_path / "a.xlsx")
    given = {"": {2: "name", 3: "unit"}}
    assert [(t.name, t.unit) for t in said(tmp_path / "a.xlsx", given=given).recipients] == [
        ("Nguyễn Văn An", "Phòng A")
    ]
    root = copy_sample(tmp_path)
    assert names(read_list(root, tmp_path / "a.xlsx", "qd-12-2025", chosen(["name=C", "unit=D"])).interpretation) == [
        "Nguyễn Văn An"
    ]
    with pytest.raises(UsageError, match="bad-column"):
        read_list(root, tmp_path / "a.xlsx", "qd-12-2025", chosen(["name=³"]))


@pytest.mark.parametrize(
    ("family", "given"),
    [("Họ và chữ lót", "Tên"), ("Họ và tên lót", "Tên"), ("Họ lót", "Tên"), ("Họ và đệm", "Tên"), ("Họ", "Tên")],
)
def test_a_name_in_two_columns_is_one_name(tmp_path: Path, family: str, given: str) -> None:
    (tmp_path / "a.csv").write_text(f"STT;{family};{given};Đơn vị\n1;Nguyễn Văn;An;x\n2;Trần Thị;Bé;y\n", "utf-8")
    assert names(said(tmp_path / "a.csv")) == ["Nguyễn Văn An", "Trần Thị Bé"]


@pytest.mark.parametrize(
    "ditto", ["nt", "-nt-", '"', "″", "-//-", "//", "''", "〃", "như trên", "Như dòng trên", "n/t", "”"]
)
def test_a_ditto_is_what_stands_above_and_a_dash_is_nothing(tmp_path: Path, ditto: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, [1, "Nguyễn Văn An", "Sở Mẫu"], [2, "Trần Thị Bé", ditto], [3, "Lê Văn Ba", "-"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert [each.unit for each in said(tmp_path / "a.xlsx").recipients] == ["Sở Mẫu", "Sở Mẫu", ""]


@pytest.mark.parametrize(
    ("typed", "name", "unit", "note"),
    [
        ("Bs.CKII Lê Hoàng Chi, Trưởng khoa Nội", "Lê Hoàng Chi", "Bs CKII, Trưởng khoa Nội", ""),
        ("Phạm Ngọc Dũng (nông dân ấp 3)", "Phạm Ngọc Dũng", "nông dân ấp 3", ""),
        ("Võ Thị Sáu (truy tặng)", "Võ Thị Sáu", "", "truy tặng"),
        ("*Phạm Văn Hai", "Phạm Văn Hai", "", ""),
        ("Cố Nguyễn Văn Tư", "Nguyễn Văn Tư", "", "Cố"),
        ("Cổ Văn Tư", "Cổ Văn Tư", "", ""),
        ("Đại tá Trần Văn Năm", "Trần Văn Năm", "Đại tá", ""),
        ("Robert J.", "Robert J.", "", ""),
    ],
)
def test_a_name_stands_bare_and_what_stood_with_it_is_kept(
    tmp_path: Path, typed: str, name: str, unit: str, note: str
) -> None:
    (tmp_path / "a.csv").write_text(f"STT;Họ tên;Ghi chú\n1;Nguyễn Văn An;x\n2;{typed};\n", "utf-8")
    (_, found) = said(tmp_path / "a.csv").recipients
    assert (found.name, found.unit, found.note) == (name, unit, note)


def test_numbers_that_jump_bare_names_and_single_words_are_asked_about(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (tmp_path / "gap.csv").write_text("STT;Họ tên;Đơn vị\n1;Nguyễn Văn An;x\n2;Trần Bé;y\n4;Lê Ba;z\n", "utf-8")
    (tmp_path / "bare.csv").write_text("STT;Ho ten;Don vi\n1;NGUYEN VAN AN;x\n2;TRAN BE;y\n3;HO THI LIEN;z\n", "utf-8")
    (tmp_path / "short.csv").write_text("STT;Họ tên;Đơn vị\n1;An;x\n2;Bé;y\n3;Lê Ba;z\n", "utf-8")
    (tmp_path / "total.csv").write_text("STT;Họ tên;Đơn vị\n1;Nguyễn Văn An;x\nTổng số: 3 cá nhân;;\n", "utf-8")
    before = (root / "stories/decisions/2025/qd-12-2025.yml").read_bytes()
    for name, asked in (("gap", "gaps"), ("bare", "bare"), ("short", "short"), ("total", "totals")):
        done = read_list(root, tmp_path / f"{name}.csv", "qd-12-2025")
        assert done.questions == [asked]
        with pytest.raises(UsageError, match="list-questions"):
            write_rows(root, done)
        assert (root / "stories/decisions/2025/qd-12-2025.yml").read_bytes() == before
        with pytest.raises(SystemExit) as ended:
            main(["--project", str(root), "import", str(tmp_path / f"{name}.csv"), "--decision", "qd-12-2025"])
        assert ended.value.code == 1
    write_rows(root, read_list(root, tmp_path / "gap.csv", "qd-12-2025"), ["gaps"])
    assert b"Nguy" in (root / "stories/decisions/2025/qd-12-2025.yml").read_bytes()


def test_a_row_that_the_record_refuses_is_refused_before_it_is_written(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (tmp_path / "a.csv").write_text(f"STT;Họ tên;Ghi chú\n1;Nguyễn Văn An;{'x' * 401}\n", "utf-8")
    done = read_list(root, tmp_path / "a.csv", "qd-12-2025")
    assert done.faulty == ((2, "note"),)
    with pytest.raises(UsageError, match="list-faulty"):
        write_rows(root, done)


def test_a_remembered_layout_that_is_spoilt_is_one_line(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    path = trade(tmp_path / "a.xlsx")
    for damage in (b"a: [", b"\xff\xfe\x00", b"- x\n"):
        (root / "import-columns.yml").write_bytes(damage)
        with pytest.raises(UsageError, match="columns-unreadable") if damage != b"- x\n" else nullcontext():
            read_list(root, path, "qd-12-2025")
    (root / "import-columns.yml").write_text("x: {name: B, unit: -3, nobody: 1}\n", "utf-8")
    read_list(root, path, "qd-12-2025")


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


END = b"</w:ins>" * 5000 + b"</w:body>"


def hostile(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield files by name that once ended in a traceback, an abort, or a hang."""
    plain = parts(struck_xlsx(folder / "s.xlsx"))
    sheet = "xl/worksheets/sheet1.xml"
    for at in ("XFD1048576", "ZZZZZZZZZZ1", "A99999999999", "XFD2000", "A0", "1A"):
        cell = f'<row r="1"><c r="{at}" t="inlineStr"><is><t> x </t></is></c></row></sheetData>'.encode()
        yield f"stray-{at}.xlsx", packed({**plain, sheet: plain[sheet].replace(b"</sheetData>", cell)})
    for name in plain:
        if name.endswith((".xml", ".rels")):
            yield f"broken-{name.replace('/', '-')}.xlsx", packed({**plain, name: plain[name][:-9] + b"<"})
    text = parts(word(folder / "w.docx", [run(name) for name in PEOPLE]))
    body = text["word/document.xml"]
    entities = (
        b'<!DOCTYPE x [<!ENTITY a "xxxxxxxxxx">'
        + b"".join(f'<!ENTITY a{n} "{"&a;" * 10 if n == 0 else f"&a{n - 1};" * 10}">'.encode() for n in range(9))
        + b"]>"
    )
    for name, content in (
        ("badxml", body[:-20]),
        (
            "deep",
            body.replace(b"<w:body>", b"<w:body>" + b"<w:ins>" * 5000).replace(
                b"</w:body>", b"</w:ins>" * 5000 + b"</w:body>"
            ),
        ),
        ("bomb", body.replace(b"<w:document", entities + b"<w:document", 1)),
        ("span", re.sub(rb"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="50000000"/>', body, count=1)),
        ("span-word", re.sub(rb"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="abc"/>', body, count=1)),
        ("merge", body.replace(b"<w:tcPr>", b"<w:tcPr><w:vMerge/>", 1)),
        ("empty", b""),
    ):
        yield f"{name}.docx", packed({**text, "word/document.xml": content})
    yield "no-types.docx", packed({k: v for k, v in text.items() if "Content_Types" not in k})
    whole = bytearray(packed(text))
    whole[len(whole) // 2] ^= 0xFF
    yield "byte.docx", bytes(whole)
    locked = bytearray(packed(text))
    for found in re.finditer(rb"PK\x01\x02", bytes(locked)):
        struct.pack_into("<H", locked, found.start() + 8, 1)
    yield "locked.docx", bytes(locked)
    method = bytearray(packed(text))
    for found in re.finditer(rb"PK\x01\x02", bytes(method)):
        struct.pack_into("<H", method, found.start() + 10, 97)
    yield "method.docx", bytes(method)
    yield "binary.csv", bytes(range(256)) * 20
    yield "long.csv", b"STT,Ten\n1," + b"x" * 300_000 + b"\n"
    yield "open.csv", b'STT,Ten\n1,"x\n' + b"2,y\n" * 60_000
    yield "wide.csv", (b"x," * 200_000) + b"\n"
    yield "xlsx.csv", packed(plain)
    yield "nothing.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    yield "old.xls", b"\x09\x08" + b"\xff" * 500
    yield "rows.ods", _many_rows()


def _many_rows() -> bytes:
    ns = "urn:oasis:names:tc:opendocument:xmlns"
    cell = f'<t:table-cell><x:p xmlns:x="{ns}:text:1.0">x</x:p></t:table-cell>'
    row = f'<t:table-row t:number-rows-repeated="99999999">{cell}</t:table-row>'
    return packed({"content.xml": f'<o xmlns:t="{ns}:table:1.0"><t:table t:name="x">{row}</t:table></o>'.encode()})


def test_no_file_ends_in_a_crash_or_a_hang(tmp_path: Path) -> None:
    """Each by the command, as a clerk runs it: exit 0 or 1 for a list, 2 for what is none, and one line."""
    seen = 0
    for name, content in hostile(tmp_path):
        path = tmp_path / name
        path.write_bytes(content)
        found = refused(path)
        if isinstance(found, UsageError):
            assert found.key.startswith("list-"), name
        else:
            assert found.read == len(found.recipients) + len(found.skipped), name
        seen += 1
    assert seen >= 30


@pytest.mark.parametrize("seed", range(4))
def test_spoilt_files_are_refused_or_read_never_fallen_over(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    made = [
        struck_xlsx(tmp_path / "a.xlsx"),
        struck_xls(tmp_path / "a.xls"),
        struck_ods(tmp_path / "a.ods"),
        word(tmp_path / "a.docx", [run(name) for name in PEOPLE]),
    ]
    for path in made:
        whole = path.read_bytes()
        for _ in range(3):
            content = bytearray(whole)
            for _ in range(rng.choice([1, 20])):
                content[rng.randrange(len(content))] = rng.randrange(256)
            cut = content[: rng.randrange(len(content))] if rng.random() < 0.3 else content
            path.write_bytes(bytes(cut))
            found = refused(path)
            if isinstance(found, UsageError):
                assert found.key.startswith("list-")
            else:
                assert found.read == len(found.recipients) + len(found.skipped)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_other_signs_in_notes_do_not_part_the_columns(mark: str) -> None:
    """A note such as «Chả cá, tươi; 4 sao» stands in every row, quoted or not: columns part where the heading does."""
    other = ";" if mark == "," else ","
    notes = [f"Chả cá{other} 4 sao", f'"Chả{mark} nem{mark} khô{other} 4 sao"', f'"Cá{mark} tôm{other} 3 sao"']
    rows = [mark.join(["STT", "Họ tên", "Ghi chú"])]
    rows += [mark.join([str(n), f"Nguyễn Văn {n * 'A'}", note]) for n, note in enumerate(notes, 1)]
    (table,) = read_csv(("\n".join(rows) + "\n").encode())
    assert {len(row) for row in table["rows"]} == {3}
    assert [row[2] for row in table["rows"][1:]] == [note.strip('"').replace("\t ", " ") for note in notes]
