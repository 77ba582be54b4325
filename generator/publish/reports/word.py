"""A report as a Word document, laid out as Decree 30/2020/NĐ-CP, appendices I and III, asks of a báo cáo.

What only the office can write stands marked in its place. The same records give the same bytes.
"""

from collections.abc import Iterable, Sequence

from docx.document import Document as Word
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt

from generator.publish.context import SiteContext
from generator.publish.reports.blocks import Block, Form, Gap, Heading, Link, Report, Sentence, Silence, Table
from generator.publish.reports.paper import (
    BODY,
    NOTE,
    SMALL,
    body,
    grid,
    heading,
    lay_out,
    new_paper,
    rule,
    set_widths,
    tight,
    to_bytes,
    write,
)

_MOTTO_LINE, _NAME_LINE, _TITLE_LINE = 168, 70, 90
"""Lengths of the drawn rules in points: as long as the motto; a third to a half of the lines above the others."""
_MOST_BASIS = 60
"""Records named for one figure; the page of the report on the site names all."""
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def report_docx(site: SiteContext, report: Report, year: int) -> bytes:
    """Return the document. `year` stands in the line of place and date, whose day and month stay to be written."""
    word = new_paper(site, report.subject, site.archive.as_of.earliest)
    _head(word, site, year)
    _title(word, site, report)
    _to_write(word, site.t("report.word.opening", period=report.period))
    for number, section in enumerate(report.sections):
        heading(word, f"{_ROMAN[number]}. {section.heading.upper()}", is_bold=True)
        _write_blocks(word, site, section.blocks)
    for note in report.notes:
        body(word, note, is_italic=True)
    place = site.region.locality.name if site.region else ""
    closing = site.t("report.word.closing", subject=report.subject[:1].lower() + report.subject[1:])
    to = site.t("report.word.closing_to", place=place[:1].lower() + place[1:]) if place else "]"
    _to_write(word, f"{closing} {to}")
    _foot(word, site)
    _annexes(word, site, report, year)
    return to_bytes(word)


def _head(word: Word, site: SiteContext, year: int) -> None:
    """The two columns above: who issues it and its number; the nation, its motto, place and date."""
    agency = site.settings.agency
    table = word.add_table(rows=2, cols=2)
    set_widths(table, (Cm(6.3), Cm(10.2)))
    left, right = table.rows[0].cells
    write(tight(left.paragraphs[0]), (agency.parent_body or site.t("report.word.parent")).upper(), Pt(13))
    write(tight(left.add_paragraph()), agency.short_name.upper(), Pt(13), is_bold=True)
    rule(left.add_paragraph(), _NAME_LINE)
    write(tight(right.paragraphs[0]), site.t("report.word.nation"), Pt(13), is_bold=True)
    write(tight(right.add_paragraph()), site.t("report.word.motto"), BODY, is_bold=True)
    rule(right.add_paragraph(), _MOTTO_LINE)
    code = agency.document_code
    number = site.t("report.word.number", code=code) if code else site.t("report.word.number_plain")
    write(tight(table.rows[1].cells[0].paragraphs[0]), number, Pt(13))
    dated = site.t("report.word.dated", place=site.place_name, year=year)
    write(tight(table.rows[1].cells[1].paragraphs[0]), dated, BODY, is_italic=True)


def _title(word: Word, site: SiteContext, report: Report) -> None:
    title = tight(word.add_paragraph())
    title.paragraph_format.space_before = Pt(18)
    write(title, site.t("report.word.kind"), BODY, is_bold=True)
    write(tight(word.add_paragraph()), report.subject, BODY, is_bold=True)
    rule(word.add_paragraph(), _TITLE_LINE)


def _write_blocks(word: Word, site: SiteContext, blocks: Iterable[Block]) -> None:
    number = 0
    for block in blocks:
        if isinstance(block, Heading):
            number += 1
            heading(word, f"{number}. {block.text}", is_bold=True)
        elif isinstance(block, Sentence | Silence):
            body(word, block.text, is_italic=isinstance(block, Silence))
        elif isinstance(block, Gap):
            _to_write(word, site.t("report.word.gap", text=block.text))
        else:
            _write_table(word, block)


def _to_write(word: Word, text: str) -> None:
    """Write what the office must look at, and fill in or strike out, on yellow."""
    body(word, text).runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW


def _write_table(word: Word, block: Table) -> None:
    caption = tight(word.add_paragraph())
    caption.paragraph_format.space_before = caption.paragraph_format.space_after = Pt(6)
    caption.paragraph_format.keep_with_next = True
    write(caption, block.caption, BODY, is_bold=True)
    grid(word, [block.head], [["" if cell is None else str(cell) for cell in row] for row in block.rows], 1)


def _foot(word: Word, site: SiteContext) -> None:
    """Who receives it, on the left; who signs, on the right, with room for signature and seal."""
    word.add_paragraph()
    table = word.add_table(rows=1, cols=2)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    set_widths(table, (Cm(8), Cm(8.5)))
    left, right = table.rows[0].cells
    write(tight(left.paragraphs[0], ALIGN.LEFT), site.t("report.word.receivers"), SMALL, True, True)
    place = site.region.locality.name if site.region else ""
    receiver = site.t("report.word.receiver", place=place[:1].lower() + place[1:])
    for text in (*([receiver] if place else []), site.t("report.word.filed")):
        write(tight(left.add_paragraph(), ALIGN.LEFT), text, NOTE)
    officer = site.settings.agency.responsible
    signer = officer.post.upper() if officer else site.t("report.word.signer")
    write(tight(right.paragraphs[0]), signer, BODY, is_bold=True)
    for _ in range(5):
        tight(right.add_paragraph())
    write(tight(right.add_paragraph()), officer.name if officer else site.t("report.word.name"), BODY, is_bold=True)


def _annexes(word: Word, site: SiteContext, report: Report, year: int) -> None:
    """Each form on wide paper of its own, with its own page numbers; then what every figure counts."""
    titled = [(f"{site.t(f'report.form.name.{form.code}')}. {form.title}", form) for form in report.forms]
    for number, (title, form) in enumerate(titled):
        _annex(word, site, number, title, year, is_wide=True)
        _write_form(word, site, form)
    basis = report.basis()
    if basis:
        _annex(word, site, len(titled), site.t("report.basis_title"), year, is_wide=False)
        body(word, site.t("report.basis_lead", site=site.settings.site_url))
        for section, words, links in basis:
            heading(word, f"{section}: {words}", is_bold=True)
            _write_basis(word, site, links)


def _write_basis(word: Word, site: SiteContext, links: Sequence[Link]) -> None:
    for link in links[:_MOST_BASIS]:
        paragraph = word.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        write(paragraph, f"- {link.text}: ", SMALL)
        paragraph.add_run(site.absolute(link.address)).font.size = SMALL
    if len(links) > _MOST_BASIS:
        body(word, site.t("report.word.more", count=len(links) - _MOST_BASIS))


def _annex(word: Word, site: SiteContext, number: int, title: str, year: int, is_wide: bool) -> None:
    lay_out(word.add_section(WD_SECTION.NEW_PAGE), is_wide)
    name = site.t("report.word.annex", number=_ROMAN[number])
    write(tight(word.add_paragraph()), name, BODY, is_bold=True)
    write(tight(word.add_paragraph()), title.upper(), BODY, is_bold=True)
    agency = site.settings.agency
    code = agency.document_code or "........."
    attached = site.t("report.word.attached", year=year, agency=agency.short_name, code=code)
    write(tight(word.add_paragraph()), attached, BODY, is_italic=True)


def _write_form(word: Word, site: SiteContext, form: Form) -> None:
    paper, left = form.condensed()
    unit = tight(word.add_paragraph(), ALIGN.RIGHT)
    write(unit, form.unit, SMALL, is_italic=True)
    words = [site.t("report.form.item"), site.t("report.form.code")]
    over = [column.over for column in paper.columns]
    heads = [[*words, *(f"{o}: {c.label}" if o else c.label for o, c in zip(over, paper.columns, strict=True))]]
    rows = [
        ["\u00a0" * 3 * row.indent + row.label, row.code, *("" if cell is None else str(cell) for cell in cells)]
        for row, cells in zip(paper.rows, paper.cells, strict=True)
    ]
    grid(word, heads, rows, 1)
    notes = list(form.unfilled)
    if left:
        notes.append(site.t("report.columns_left", columns="; ".join(left)))
    if notes:
        heading(word, f"{site.t('report.unfilled')}:", is_bold=True)
        for note in notes:
            write(tight(word.add_paragraph(), ALIGN.JUSTIFY), f"- {note}", SMALL)
    word.add_paragraph()
    signers = word.add_table(rows=1, cols=2)
    for cell, key in zip(signers.rows[0].cells, ("maker", "head"), strict=True):
        write(tight(cell.paragraphs[0]), site.t(f"report.word.{key}"), BODY, is_bold=True)
