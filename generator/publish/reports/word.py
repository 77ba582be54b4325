"""A report as a Word document, laid out as Decree 30/2020/NĐ-CP, appendices I and III, asks of a báo cáo.

What only the office can write stands marked in its place. The same records give the same bytes.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from generator.publish.context import SiteContext
from generator.publish.reports.blocks import Block, Form, Gap, Heading, Link, Report, Sentence, Silence, Table

FONT = "Times New Roman"
BODY, SMALL, NOTE = Pt(14), Pt(12), Pt(11)
_MOTTO_LINE, _NAME_LINE, _TITLE_LINE = 168, 70, 90
"""Lengths of the drawn rules in points: as long as the motto; a third to a half of the lines above the others."""
_MOST_BASIS = 60
"""Records named for one figure; the page of the report on the site names all."""
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def official(text: str) -> str:
    """Return a text as official documents print it: with hyphens where the site sets dashes."""
    return text.replace("\u2013", "-").replace("\u2014", "-")


def report_docx(site: SiteContext, report: Report, year: int) -> bytes:
    """Return the document. `year` stands in the line of place and date, whose day and month stay to be written."""
    word = docx.Document()
    _set_up(word, site, report)
    _head(word, site, year)
    _title(word, site, report)
    for number, section in enumerate(report.sections):
        _line(word, f"{_ROMAN[number]}. {section.heading.upper()}", is_bold=True)
        _write_blocks(word, site, section.blocks)
    for note in report.notes:
        _body(word, note, is_italic=True)
    _foot(word, site)
    _annexes(word, site, report, year)
    return _same_bytes(word)


def _set_up(word: Word, site: SiteContext, report: Report) -> None:
    """Page, margins, font, number of the page in the middle above, from the second page on."""
    day = datetime(*site.archive.as_of.earliest.timetuple()[:3])
    properties = word.core_properties
    properties.author = properties.last_modified_by = site.settings.agency.short_name
    properties.title, properties.comments, properties.language = official(report.subject), "", "vi-VN"
    properties.created = properties.modified = day
    style = word.styles["Normal"]
    style.font.name, style.font.size, style.font.color.rgb = FONT, BODY, RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)
    _paper(word.sections[0], is_wide=False)


def _paper(section: Any, is_wide: bool) -> None:
    """A4; margins 20 mm above and below, 30 left, 15 right, as appendix I, part I, 2 asks; numbered from 1."""
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if is_wide else (short, long)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    begin = OxmlElement("w:pgNumType")
    begin.set(qn("w:start"), "1")
    section._sectPr.append(begin)
    above = section.header.paragraphs[0]
    above.alignment = ALIGN.CENTER
    run = above.add_run()
    run.font.size = BODY
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind or "")
        run._r.append(part)


def _write(
    paragraph: Paragraph, text: str, size: Any = None, is_bold: bool = False, is_italic: bool = False
) -> Paragraph:
    run = paragraph.add_run(official(text))
    run.bold, run.italic = is_bold or None, is_italic or None
    if size is not None:
        run.font.size = size
    return paragraph


def _tight(paragraph: Paragraph, align: Any = ALIGN.CENTER) -> Paragraph:
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _rule(paragraph: Paragraph, points: int) -> None:
    """Draw a line of 0.75 point in the middle."""
    picture = parse_xml(
        f'<w:pict {_VML}><v:line style="width:{points}pt;height:0" from="0,0" to="{points}pt,0"'
        f' strokecolor="black" strokeweight=".75pt"/></w:pict>'
    )
    _tight(paragraph).add_run()._r.append(picture)
    paragraph.paragraph_format.line_spacing = Pt(6)


def _head(word: Word, site: SiteContext, year: int) -> None:
    """The two columns above: who issues it and its number; the nation, its motto, place and date."""
    agency = site.settings.agency
    table = word.add_table(rows=2, cols=2)
    _widths(table, (Cm(6.3), Cm(10.2)))
    left, right = table.rows[0].cells
    _write(_tight(left.paragraphs[0]), (agency.parent_body or site.t("report.word.parent")).upper(), Pt(13))
    _write(_tight(left.add_paragraph()), agency.short_name.upper(), Pt(13), is_bold=True)
    _rule(left.add_paragraph(), _NAME_LINE)
    _write(_tight(right.paragraphs[0]), site.t("report.word.nation"), Pt(13), is_bold=True)
    _write(_tight(right.add_paragraph()), site.t("report.word.motto"), BODY, is_bold=True)
    _rule(right.add_paragraph(), _MOTTO_LINE)
    code = agency.document_code
    number = site.t("report.word.number", code=code) if code else site.t("report.word.number_plain")
    _write(_tight(table.rows[1].cells[0].paragraphs[0]), number, Pt(13))
    dated = site.t("report.word.dated", place=site.place_name, year=year)
    _write(_tight(table.rows[1].cells[1].paragraphs[0]), dated, BODY, is_italic=True)


def _widths(table: Any, widths: Sequence[Any]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _title(word: Word, site: SiteContext, report: Report) -> None:
    title = _tight(word.add_paragraph())
    title.paragraph_format.space_before = Pt(18)
    _write(title, site.t("report.word.kind"), BODY, is_bold=True)
    _write(_tight(word.add_paragraph()), report.subject, BODY, is_bold=True)
    _rule(word.add_paragraph(), _TITLE_LINE)


def _line(word: Word, text: str, is_bold: bool = False) -> None:
    paragraph = _body(word, text, is_bold=is_bold)
    paragraph.paragraph_format.keep_with_next = True


def _body(word: Word, text: str, is_bold: bool = False, is_italic: bool = False) -> Paragraph:
    """A paragraph of the text: both edges straight, first line in by 1.27 cm, 6 points between, 1.15 lines."""
    paragraph = word.add_paragraph()
    paragraph.alignment = ALIGN.JUSTIFY
    shape = paragraph.paragraph_format
    shape.first_line_indent, shape.line_spacing = Cm(1.27), 1.15
    shape.space_before, shape.space_after = Pt(6), Pt(0)
    return _write(paragraph, text, BODY, is_bold=is_bold, is_italic=is_italic)


def _write_blocks(word: Word, site: SiteContext, blocks: Iterable[Block]) -> None:
    number = 0
    for block in blocks:
        if isinstance(block, Heading):
            number += 1
            _line(word, f"{number}. {block.text}", is_bold=True)
        elif isinstance(block, Sentence | Silence):
            _body(word, block.text, is_italic=isinstance(block, Silence))
        elif isinstance(block, Gap):
            paragraph = _body(word, site.t("report.word.gap", text=block.text))
            paragraph.runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW
        else:
            _write_table(word, block)


def _write_table(word: Word, block: Table) -> None:
    caption = _tight(word.add_paragraph())
    caption.paragraph_format.space_before = caption.paragraph_format.space_after = Pt(6)
    caption.paragraph_format.keep_with_next = True
    _write(caption, block.caption, BODY, is_bold=True)
    _grid(word, [block.head], [["" if cell is None else str(cell) for cell in row] for row in block.rows], 1)


def _grid(word: Word, heads: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], words: int) -> None:
    """Write a ruled table whose head stands again on each page; the first `words` columns hold words."""
    lines = [*heads, *rows]
    table = word.add_table(rows=len(lines), cols=len(lines[0]))
    table.style = "Table Grid"
    _widths(table, _shares(len(lines[0]), word.sections[-1]))
    for number, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        is_head = number < len(heads)
        if is_head:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for at, (cell, text) in enumerate(zip(row.cells, line, strict=True)):
            align = ALIGN.CENTER if is_head or at >= words else ALIGN.LEFT
            _write(_tight(cell.paragraphs[0], align), text, SMALL if len(line) <= 6 else Pt(10), is_bold=is_head)


def _shares(columns: int, section: Any) -> list[Any]:
    """Return the widths of a table's columns: the first, of words, is as wide as several figures."""
    room = section.page_width - section.left_margin - section.right_margin
    first = int(room * (0.4 if columns <= 6 else 0.25))
    return [first, *([(room - first) // (columns - 1)] * (columns - 1))]


def _foot(word: Word, site: SiteContext) -> None:
    """Who receives it, on the left; who signs, on the right, with room for signature and seal."""
    word.add_paragraph()
    table = word.add_table(rows=1, cols=2)
    _widths(table, (Cm(8), Cm(8.5)))
    left, right = table.rows[0].cells
    _write(_tight(left.paragraphs[0], ALIGN.LEFT), site.t("report.word.receivers"), SMALL, True, True)
    for key in ("receiver", "filed"):
        _write(_tight(left.add_paragraph(), ALIGN.LEFT), site.t(f"report.word.{key}"), NOTE)
    _write(_tight(right.paragraphs[0]), site.t("report.word.signer"), BODY, is_bold=True)
    for _ in range(5):
        _tight(right.add_paragraph())


def _annexes(word: Word, site: SiteContext, report: Report, year: int) -> None:
    """Each form on wide paper of its own, with its own page numbers; then what every figure counts."""
    titled = [(f"{site.t(f'report.form.name.{form.code}')}. {form.title}", form) for form in report.forms]
    for number, (title, form) in enumerate(titled):
        _annex(word, site, number, title, year, is_wide=True)
        _write_form(word, site, form)
    basis = report.basis()
    if basis:
        _annex(word, site, len(titled), site.t("report.basis_title"), year, is_wide=False)
        _body(word, site.t("report.basis_lead", site=site.settings.site_url))
        for section, words, links in basis:
            _line(word, f"{section}: {words}", is_bold=True)
            _write_basis(word, site, links)


def _write_basis(word: Word, site: SiteContext, links: Sequence[Link]) -> None:
    for link in links[:_MOST_BASIS]:
        paragraph = word.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        _write(paragraph, f"- {link.text}: ", SMALL)
        paragraph.add_run(site.absolute(link.address)).font.size = SMALL
    if len(links) > _MOST_BASIS:
        _body(word, site.t("report.word.more", count=len(links) - _MOST_BASIS))


def _annex(word: Word, site: SiteContext, number: int, title: str, year: int, is_wide: bool) -> None:
    _paper(word.add_section(WD_SECTION.NEW_PAGE), is_wide)
    name = site.t("report.word.annex", number=_ROMAN[number])
    _write(_tight(word.add_paragraph()), name, BODY, is_bold=True)
    _write(_tight(word.add_paragraph()), title.upper(), BODY, is_bold=True)
    attached = site.t("report.word.attached", year=year, agency=site.settings.agency.short_name)
    _write(_tight(word.add_paragraph()), attached, BODY, is_italic=True)


def _write_form(word: Word, site: SiteContext, form: Form) -> None:
    paper, left = form.condensed()
    unit = _tight(word.add_paragraph(), ALIGN.RIGHT)
    _write(unit, form.unit, SMALL, is_italic=True)
    words = [site.t("report.form.item"), site.t("report.form.code")]
    over = [column.over for column in paper.columns]
    heads = [[*words, *(f"{o}: {c.label}" if o else c.label for o, c in zip(over, paper.columns, strict=True))]]
    rows = [
        ["\u00a0" * 3 * row.indent + row.label, row.code, *("" if cell is None else str(cell) for cell in cells)]
        for row, cells in zip(paper.rows, paper.cells, strict=True)
    ]
    _grid(word, heads, rows, 1)
    notes = list(form.unfilled)
    if left:
        notes.append(site.t("report.columns_left", columns="; ".join(left)))
    if notes:
        _line(word, f"{site.t('report.unfilled')}:", is_bold=True)
        for note in notes:
            _write(_tight(word.add_paragraph(), ALIGN.JUSTIFY), f"- {note}", SMALL)
    word.add_paragraph()
    signers = word.add_table(rows=1, cols=2)
    for cell, key in zip(signers.rows[0].cells, ("maker", "head"), strict=True):
        _write(_tight(cell.paragraphs[0]), site.t(f"report.word.{key}"), BODY, is_bold=True)


def _same_bytes(word: Word) -> bytes:
    """Return the file, packed again with a fixed time in each entry: the packer would write the clock's."""
    first, out = io.BytesIO(), io.BytesIO()
    word.save(first)
    with zipfile.ZipFile(first) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(entry, packed.read(name))
    return out.getvalue()
