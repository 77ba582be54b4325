"""Paper: the measures of Decree 30/2020/NĐ-CP, appendix I part II, and what every Word file of ours is built from."""

import gc
import io
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from datetime import date, datetime
from functools import cache
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from generator.core.escape import drop_unprintable
from generator.publish.context import SiteContext

FONT = "Times New Roman"
_LONGEST_PROPERTY = 255
"""Of a property of a document (ECMA-376 part 2, as python-docx reads it)."""
BODY, SMALL, NOTE = Pt(14), Pt(12), Pt(11)
_TABLE_STYLES = ("Normal Table", "Table Grid")
_UNUSED_PARTS = ("stylesWithEffects", "customXml", "webSettings", "thumbnail")
"""By the last word of their relation: styles once more for Word 2010, another's data, how a browser shows it, and a
picture of no page of ours."""
_AFTER_NUMBERS = (
    *("w:cols", "w:formProt", "w:vAlign", "w:noEndnote", "w:titlePg", "w:textDirection", "w:bidi"),
    *("w:rtlGutter", "w:docGrid", "w:printerSettings", "w:sectPrChange"),
)
"""What stands behind the kind of page numbers in a section (ECMA-376 part 1, 17.6.17: the order is fixed)."""
_VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def official(text: str) -> str:
    """Return a text as official documents print it: with hyphens where the site sets dashes, with upper quotes.

    What a Word file cannot hold, being XML, is left out.
    """
    return drop_unprintable(text).translate(_OFFICIAL)


_OFFICIAL = str.maketrans({"\u2013": "-", "\u2014": "-", "«": "“", "»": "”"})


def new_paper(site: SiteContext, title: str, made_on: date) -> Word:
    """Return an empty document: page, margins, font, number in the middle above from the second page on.

    `made_on` is the day its properties tell: what a form is made of must not depend on the newest record.
    """
    gc.collect(1)  # the one before is a circle of some 0.7 MiB, nearly all of it lxml's: the collector sees no need
    word = docx.Document(io.BytesIO(_blank()))
    day = datetime(*made_on.timetuple()[:3])
    properties = word.core_properties
    properties.author = properties.last_modified_by = official(site.settings.agency.short_name)[:_LONGEST_PROPERTY]
    properties.title, properties.comments, properties.language = official(title)[:_LONGEST_PROPERTY], "", "vi-VN"
    properties.created = properties.modified = day
    return word


@cache
def _blank() -> bytes:
    """Return the empty document of python-docx, laid out as ours are, without the nine tenths of it nobody uses."""
    word = docx.Document()
    for style in [each for each in word.styles if each.type == WD_STYLE_TYPE.TABLE]:
        if style.name not in _TABLE_STYLES:
            style.delete()
    for part in (word.part, word.part.package):
        for name in [name for name, each in part.rels.items() if each.reltype.rpartition("/")[2] in _UNUSED_PARTS]:
            del part.rels[name]
    style = word.styles["Normal"]
    style.font.name, style.font.size, style.font.color.rgb = FONT, BODY, RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), FONT)
    lay_out(word.sections[0], is_wide=False)
    return to_bytes(word)


def lay_out(section: Any, is_wide: bool) -> None:
    """A4; margins 20 mm above and below, 30 left, 15 right, as appendix I, part I, 2 asks; numbered from 1."""
    short, long = Mm(210), Mm(297)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if is_wide else (short, long)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = section.first_page_header.is_linked_to_previous = False
    for former in section._sectPr.findall(qn("w:pgNumType")):  # a new section has those of the one before
        section._sectPr.remove(former)
    begin = OxmlElement("w:pgNumType")
    begin.set(qn("w:start"), "1")
    section._sectPr.insert_element_before(begin, *_AFTER_NUMBERS)
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


def write(
    paragraph: Paragraph, text: str, size: Any = None, is_bold: bool = False, is_italic: bool = False
) -> Paragraph:
    """Add a text to a paragraph, in a size, bold or italic where told; return the paragraph."""
    run = paragraph.add_run(official(text))
    if is_bold:
        run.bold = True
    if is_italic:
        run.italic = True
    if size is not None:
        run.font.size = size
    return paragraph


def tight(paragraph: Paragraph, align: Any = ALIGN.CENTER) -> Paragraph:
    """Set a paragraph in the middle, or elsewhere, without space around it; return it."""
    paragraph.alignment = align
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def rule(paragraph: Paragraph, points: int) -> None:
    """Draw a line of 0.75 point in the middle."""
    picture = parse_xml(
        f'<w:pict {_VML}><v:line style="width:{points}pt;height:0" from="0,0" to="{points}pt,0"'
        f' strokecolor="black" strokeweight=".75pt"/></w:pict>'
    )
    tight(paragraph).add_run()._r.append(picture)
    paragraph.paragraph_format.line_spacing = Pt(6)


def set_widths(table: Any, widths: Sequence[Any]) -> None:
    """Give the columns of a table their widths."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def heading(word: Word, text: str, is_bold: bool = False) -> None:
    """Add a line that stays with what follows it."""
    paragraph = body(word, text, is_bold=is_bold)
    paragraph.alignment = ALIGN.LEFT
    paragraph.paragraph_format.keep_with_next = True


def body(word: Word, text: str, is_bold: bool = False, is_italic: bool = False) -> Paragraph:
    """A paragraph of the text: both edges straight, first line in by 1.27 cm, 6 points between, 1.15 lines."""
    paragraph = word.add_paragraph()
    paragraph._p.insert(0, deepcopy(_body_shape()))
    return write(paragraph, text, BODY, is_bold=is_bold, is_italic=is_italic)


@cache
def _body_shape() -> Any:
    """Return the properties of a paragraph of the text, to be copied: set one by one they are a third of the work."""
    paragraph = docx.Document(io.BytesIO(_blank())).add_paragraph()
    paragraph.alignment = ALIGN.JUSTIFY
    shape = paragraph.paragraph_format
    shape.first_line_indent, shape.line_spacing = Cm(1.27), 1.15
    shape.space_before, shape.space_after = Pt(6), Pt(0)
    return paragraph._p.pPr


def grid(word: Word, heads: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], words: int) -> None:
    """Write a ruled table whose head stands again on each page; the first `words` columns hold words."""
    lines = [*heads, *rows]
    table = word.add_table(rows=len(lines), cols=len(lines[0]))
    table.style = "Table Grid"
    set_widths(table, column_widths(len(lines[0]), word.sections[-1]))
    for number, (row, line) in enumerate(zip(table.rows, lines, strict=True)):
        is_head = number < len(heads)
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if is_head:
            row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for at, (cell, text) in enumerate(zip(row.cells, line, strict=True)):
            align = ALIGN.CENTER if is_head or at >= words else ALIGN.LEFT
            write(tight(cell.paragraphs[0], align), text, SMALL if len(line) <= 6 else Pt(10), is_bold=is_head)


def column_widths(columns: int, section: Any) -> list[Any]:
    """Return the widths of a table's columns: the first, of words, is as wide as several figures."""
    room = section.page_width - section.left_margin - section.right_margin
    first = int(room * (0.4 if columns <= 6 else 0.25))
    return [first, *([(room - first) // (columns - 1)] * (columns - 1))]


def to_bytes(word: Word) -> bytes:
    """Return the file, packed again with a fixed time in each entry: the packer would write the clock's."""
    first, out = io.BytesIO(), io.BytesIO()
    word.save(first)
    with zipfile.ZipFile(first) as packed, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in packed.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(entry, packed.read(name))
    return out.getvalue()
