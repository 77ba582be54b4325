"""Lists in the layouts of offices: how each is written to a file, and whom it commends."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Rows = list[list[Any]]


Expected = list[tuple[str, str, str, str]]
"""Name, kind, unit, award."""


LETTERHEAD: Rows = [
    ["ỦY BAN NHÂN DÂN", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["THÀNH PHỐ MẪU", None, None, "Độc lập - Tự do - Hạnh phúc"],
    ["DANH SÁCH"],
    ["Tặng Bằng khen của Chủ tịch Ủy ban nhân dân thành phố"],
    ["(Kèm theo Quyết định số 12/QĐ-UBND ngày 12/9/2025)"],
    [],
]


def xlsx(path: Path, *sheets: tuple[str, Rows], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in merged:
            sheet.merge_cells(cells)
    book.save(path)
    return path


def plain(folder: Path) -> Path:
    rows = [*LETTERHEAD, ["STT", "Họ và tên", "Đơn vị", "Ghi chú"], [1, "Nguyễn Văn An", "Sở Nội vụ", ""]]
    rows += [[2, "Trần Thị Bé", "UBND phường Đông", "xuất sắc"], ["Tổng số: 2 cá nhân"]]
    return xlsx(folder / "a.xlsx", ("Sheet1", rows))


PLAIN: Expected = [
    ("Nguyễn Văn An", "individual", "Sở Nội vụ", ""),
    ("Trần Thị Bé", "individual", "UBND phường Đông", ""),
]


def sections(folder: Path) -> Path:
    rows = [*LETTERHEAD, ["TT", "Tên tập thể, cá nhân", "Địa phương"], ["I", "TẬP THỂ"]]
    rows += [[1, "Phòng Giáo dục", "Quận Trung"], [2, "Nhân dân và cán bộ phường Đông", ""], ["II", "CÁ NHÂN"]]
    rows += [[1, "Bà Lê Thị Út", "phường Đông"], [2, "Ông Võ Văn Phòng", "phường Tây"], ["III", "HỘ GIA ĐÌNH"]]
    rows += [[1, "Lê Văn Tư", "xã Bắc"]]
    return xlsx(folder / "b.xlsx", ("DS", rows))


SECTIONS: Expected = [
    ("Phòng Giáo dục", "collective", "Quận Trung", ""),
    ("Nhân dân và cán bộ phường Đông", "collective", "", ""),
    ("Lê Thị Út", "individual", "phường Đông", ""),
    ("Võ Văn Phòng", "individual", "phường Tây", ""),
    ("Lê Văn Tư", "household", "xã Bắc", ""),
]


def men_and_women(folder: Path) -> Path:
    rows: Rows = [["Số TT", "Họ và tên", None, "Chức vụ, đơn vị công tác"], [None, "Ông", "Bà", None]]
    rows += [[1, "Nguyễn Văn An", None, "Trưởng phòng"], [2, None, "Trần Thị Bé", "Giáo viên"]]
    return xlsx(folder / "c.xlsx", ("1", rows), merged=("A1:A2", "B1:C1", "D1:D2"))


MEN: Expected = [("Nguyễn Văn An", "individual", "Trưởng phòng", ""), ("Trần Thị Bé", "individual", "Giáo viên", "")]


def in_one_cell(folder: Path) -> Path:
    rows: Rows = [["STT", "HỌ VÀ TÊN", "HÌNH THỨC KHEN"], ["1.", "Ông Nguyễn Văn An\nGiám đốc Sở Mẫu", "Bằng khen"]]
    rows += [["2.", "Bà Trần Thị Bé, nông dân", "Giấy khen"], ["3.", "3. Đ/c Lê Ba", "Bằng khen"]]
    return xlsx(folder / "d.xlsx", ("x", rows))


ONE_CELL: Expected = [
    ("Nguyễn Văn An", "individual", "Giám đốc Sở Mẫu", "Bằng khen"),
    ("Trần Thị Bé", "individual", "nông dân", "Giấy khen"),
    ("Lê Ba", "individual", "", "Bằng khen"),
]


def merged_down(folder: Path) -> Path:
    rows: Rows = [["STT", "Họ tên", "Đơn vị"], [1, "Nguyễn An", "Trường Mẫu"], [2, "Trần Bé", None], [3, "Lê Ba", "Sở"]]
    return xlsx(folder / "e.xlsx", ("x", rows), merged=("C2:C3",))


MERGED: Expected = [
    ("Nguyễn An", "individual", "Trường Mẫu", ""),
    ("Trần Bé", "individual", "Trường Mẫu", ""),
    ("Lê Ba", "individual", "Sở", ""),
]


def several_sheets(folder: Path) -> Path:
    one: Rows = [["STT", "Tên đơn vị", "Địa bàn"], [1, "Mái ấm Mẫu", "phường Đông"]]
    two: Rows = [["STT", "Họ và tên", "Nơi công tác"], [1, "Đội Văn Tổ", "Sở Mẫu"]]
    return xlsx(folder / "f.xlsx", ("Tập thể", one), ("Cá nhân", two), ("Trống", []))


SHEETS: Expected = [("Mái ấm Mẫu", "collective", "", ""), ("Đội Văn Tổ", "individual", "Sở Mẫu", "")]


def repeated_headings(folder: Path) -> Path:
    head: Rows = [["STT", "Họ và tên", "Đơn vị"], ["(1)", "(2)", "(3)"]]
    rows = [*head, [1, "Nguyễn An", "A"], [2, "Trần Bé", "B"], *head, [3, "Lê Ba", "C"], ["Cộng:", 3]]
    return xlsx(folder / "g.xlsx", ("x", rows))


REPEATED: Expected = [
    ("Nguyễn An", "individual", "A", ""),
    ("Trần Bé", "individual", "B", ""),
    ("Lê Ba", "individual", "C", ""),
]


def csv_with_bom(folder: Path) -> Path:
    text = 'STT;Họ và tên;Đơn vị\r\n1;Nguyễn Văn An;"Sở; ban"\r\n2;=HYPERLINK("http://x");B\r\n'
    (folder / "h.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    return folder / "h.csv"


CSV: Expected = [("Nguyễn Văn An", "individual", "Sở; ban", ""), ('=HYPERLINK("http://x")', "individual", "B", "")]


def csv_utf16(folder: Path) -> Path:
    (folder / "i.csv").write_text("STT\tHọ và tên\tĐơn vị\n1\tNguyễn Văn An\tSở\n", "utf-16")
    return folder / "i.csv"


def word(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("DANH SÁCH KHEN THƯỞNG")
    table = document.add_table(rows=0, cols=3)
    rows = [("STT", "Họ và tên", "Đơn vị"), ("I. TẬP THỂ", "", ""), ("1", "Trường Mẫu", ""), ("II. CÁ NHÂN", "", "")]
    for row in [*rows, ("1", "Nguyễn Văn An", "Trường Mẫu")]:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
        if row[0].startswith("I"):
            cells[0].merge(cells[2])
    document.save(str(folder / "k.docx"))
    return folder / "k.docx"


WORD: Expected = [("Trường Mẫu", "collective", "", ""), ("Nguyễn Văn An", "individual", "Trường Mẫu", "")]


def old_excel(folder: Path) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Danh sách")
    rows: list[list[Any]] = [["STT", "Họ và tên", "Đơn vị"], [1, "Nguyễn Văn An", "Sở"]]
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write(at, place, cell)
    book.save(str(folder / "l.xls"))
    return folder / "l.xls"


ONE: Expected = [("Nguyễn Văn An", "individual", "Sở", "")]


def open_document(folder: Path) -> Path:
    book = OpenDocumentSpreadsheet()
    table = Table(name="DS")
    for row in (["STT", "Họ và tên", "Đơn vị"], ["1", "Nguyễn Văn An", "Sở"]):
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(str(folder / "m.ods"))
    return folder / "m.ods"


def split_names(folder: Path) -> Path:
    rows: Rows = [["STT", "Họ và tên đệm", "Tên", "Ngày sinh", "Số điện thoại", "Cơ quan"]]
    rows += [[1, "Nguyễn Văn", "An", "1/2/1980", "0912345678", "Sở"], [2, "Trần Thị", "Bé", "1980", "", "Viện"]]
    return xlsx(folder / "n.xlsx", ("x", rows))


SPLIT: Expected = [("Nguyễn Văn An", "individual", "Sở", ""), ("Trần Thị Bé", "individual", "Viện", "")]


def by_award(folder: Path) -> Path:
    rows: Rows = [["TT", "Họ và tên", "Đơn vị"], ["A. Danh hiệu Chiến sĩ thi đua"], [1, "Nguyễn An", "A"]]
    rows += [["B. Bằng khen"], [1, "Trần Bé", "B"], [2, "Lê Ba", "C"]]
    return xlsx(folder / "o.xlsx", ("x", rows))


BY_AWARD: Expected = [
    ("Nguyễn An", "individual", "A", "Danh hiệu Chiến sĩ thi đua"),
    ("Trần Bé", "individual", "B", "Bằng khen"),
    ("Lê Ba", "individual", "C", "Bằng khen"),
]


def nasty(folder: Path) -> Path:
    head: Rows = [
        ["Số\nTT", "HỌ VÀ TÊN", None, "Chức vụ", "Đơn vị công tác", "Hình thức"],
        [None, "Ông", "Bà", None, None, None],
    ]
    numbers: Rows = [["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]]
    rows = [
        *LETTERHEAD,
        *head,
        *numbers,
        ["I. TẬP THỂ (02)"],
        [1, "Phòng  Nội vụ ", None, None, "UBND xã\u00a0Bắc", "Bằng khen"],
    ]
    rows += [
        [2, "Công an xã Bắc", None, None, None, "Bằng khen"],
        [],
        ["II. CÁ NHÂN"],
        [1, "Nguyễn Văn An", None, "Trưởng phòng", "Sở", "Giấy khen"],
    ]
    rows += [*head, [2, None, "Trần Thị Bé", None, "Sở", "Giấy khen"], [3, None, None, None, "Sở Mẫu", None]]
    rows += [[2, "Nguyễn Văn An", None, "Trưởng phòng", "Sở", "Giấy khen"], ["Tổng cộng: 02 tập thể, 03 cá nhân"]]
    rows += [["Ghi chú: xếp theo vần"], [None, None, None, "CHỦ TỊCH"]]
    return xlsx(folder / "p.xlsx", ("x", rows))


NASTY: Expected = [
    ("Phòng Nội vụ", "collective", "UBND xã Bắc", "Bằng khen"),
    ("Công an xã Bắc", "collective", "", "Bằng khen"),
    ("Nguyễn Văn An", "individual", "Trưởng phòng, Sở", "Giấy khen"),
    ("Trần Thị Bé", "individual", "Sở", "Giấy khen"),
    ("Nguyễn Văn An", "individual", "Trưởng phòng, Sở", "Giấy khen"),
]


LAYOUTS: list[tuple[Callable[[Path], Path], Expected, int]] = [
    (plain, PLAIN, 0),
    (sections, SECTIONS, 0),
    (men_and_women, MEN, 0),
    (in_one_cell, ONE_CELL, 0),
    (merged_down, MERGED, 0),
    (several_sheets, SHEETS, 0),
    (repeated_headings, REPEATED, 0),
    (csv_with_bom, CSV, 0),
    (csv_utf16, ONE, 0),
    (word, WORD, 0),
    (old_excel, ONE, 0),
    (open_document, ONE, 0),
    (split_names, SPLIT, 0),
    (by_award, BY_AWARD, 0),
    (nasty, NASTY, 1),
]
