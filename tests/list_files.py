"""Lists as files with what offices do to them: struck, hidden, tracked; and what is made of them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import xlwt
from lxml import etree
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from generator.core.problem import UsageError
from generator.staff.list_import.interpret import interpret
from generator.staff.list_import.interpretation import Interpretation
from generator.staff.list_import.readers import read_tables

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


def run(text: str, inner: str = "") -> str:
    return f'<w:r xmlns:w="{W}"><w:rPr>{inner}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def inserted(content: str) -> str:
    return f'<w:ins xmlns:w="{W}" w:id="1" w:author="x">{content}</w:ins>'


def deleted(text: str) -> str:
    return f'<w:del xmlns:w="{W}" w:id="2" w:author="x"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


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
