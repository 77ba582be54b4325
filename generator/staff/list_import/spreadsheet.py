"""Spreadsheets of Excel: values as shown, hidden and filtered rows, struck names, merged cells, hidden sheets."""

import io
import warnings
from typing import Any

import openpyxl
import xlrd
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.exceptions import InvalidFileException

from generator.staff.list_import.cells import UNREADABLE, ListRejected, Table, as_displayed, clean, state_of


def read_xlsx(content: bytes) -> list[dict[str, Any]]:
    """Return the sheets of a workbook of Excel 2007 and later."""
    warnings.simplefilter("ignore")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True, rich_text=True, keep_links=False)
        return [_xlsx_sheet(sheet).plain() for sheet in book.worksheets]
    except InvalidFileException:
        raise ListRejected("damaged") from None
    except UNREADABLE as fault:
        raise ListRejected("damaged", detail=type(fault).__name__) from None


def _xlsx_sheet(sheet: Any) -> Table:
    table = Table(sheet.title, sheet.sheet_state != "visible")
    for (row, column), cell in sorted(sheet._cells.items()):  # what is there alone: one may stand at XFD1048576
        pieces = _pieces(cell)
        table.put(row - 1, column - 1, clean("".join(text for text, _ in pieces)))
        if state := state_of(pieces):
            table.mark(row - 1, state)
    for row, look in sheet.row_dimensions.items():
        if look.hidden or look.height == 0:
            table.mark(row - 1, "hidden")
    for merged in sheet.merged_cells.ranges:
        _fill(table, merged.min_row - 1, merged.max_row - 1, merged.min_col - 1)
    return table


def _pieces(cell: Any) -> list[tuple[str, str]]:
    struck = "struck" if getattr(cell.font, "strike", False) else ""
    if isinstance(cell.value, CellRichText):
        return [
            (part.text or "", "struck" if getattr(part.font, "strike", False) else "")
            if isinstance(part, TextBlock)
            else (part, struck)
            for part in cell.value
        ]
    return [(as_displayed(cell.value, cell.number_format or "General"), struck)]


def _fill(table: Table, top: int, bottom: int, column: int) -> None:
    """Give every row of a cell merged downwards its text; merged sideways it stays in the first."""
    text = table.cells.get(top, {}).get(column, "")
    last = max(table.cells, default=-1)
    for row in range(top + 1, min(bottom, last) + 1):
        if text and column not in table.cells.get(row, {}):
            table.put(row, column, text)


def read_xls(content: bytes) -> list[dict[str, Any]]:
    """Return the sheets of a workbook of Excel 97 to 2003."""
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        return [_xls_sheet(book, sheet).plain() for sheet in book.sheets()]
    except xlrd.XLRDError as fault:
        raise ListRejected("locked" if "ncrypt" in str(fault) else "damaged") from None
    except UNREADABLE as fault:
        raise ListRejected("damaged", detail=type(fault).__name__) from None


def _xls_sheet(book: Any, sheet: Any) -> Table:
    table = Table(sheet.name, sheet.visibility != 0)
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            cell = sheet.cell(row, column)
            style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
            text = _xls_text(book, cell, style)
            table.put(row, column, clean(text))
            if state := state_of(_xls_pieces(book, sheet, row, column, text, style)):
                table.mark(row, state)
    for row, look in sheet.rowinfo_map.items():
        if look.hidden or look.height == 0:
            table.mark(row, "hidden")
    for top, below, left, _right in sheet.merged_cells:
        _fill(table, top, below - 1, left)
    return table


def _xls_text(book: Any, cell: Any, style: Any) -> str:
    if cell.ctype == xlrd.XL_CELL_DATE:
        return as_displayed(xlrd.xldate_as_datetime(cell.value, book.datemode))
    if cell.ctype in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR}:
        return ""
    known = book.format_map.get(style.format_key) if style is not None else None
    value = bool(cell.value) if cell.ctype == xlrd.XL_CELL_BOOLEAN else cell.value
    return as_displayed(value, known.format_str if known else "")


def _xls_pieces(book: Any, sheet: Any, row: int, column: int, text: str, style: Any) -> list[tuple[str, str]]:
    def state(font: int) -> str:
        return "struck" if book.font_list[font].struck_out else ""

    runs = sheet.rich_text_runlist_map.get((row, column), [])
    starts = [(0, style.font_index if style is not None else 0), *runs]
    ends = [start for start, _ in starts[1:]] + [len(text)]
    return [(text[start:end], state(font)) for (start, font), end in zip(starts, ends, strict=True)]
