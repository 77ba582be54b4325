"""The yearbook (kỷ yếu) as a Word document or a PDF; and the press officer's sheet.

The sheet is what of a month can be offered to newspaper and television (directive A, clause 4).
"""

import json
import shutil
import tempfile
from dataclasses import asdict
from pathlib import Path

from docx.document import Document as Word
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Cm, Pt

from generator.publish.context import SiteContext
from generator.publish.facts import facts_of
from generator.publish.reports.annual import period_words
from generator.publish.reports.book import Book, Chapter, make_book
from generator.publish.reports.paper import (
    BODY,
    FONT,
    SMALL,
    body,
    heading,
    lay_out,
    new_paper,
    official,
    tight,
    to_bytes,
    write,
)
from generator.publish.reports.period import PeriodRecords, Scope
from generator.publish.routes import page_route
from generator.publish.typesetting import set_type
from generator.records.shared import Exemplar

_PICTURE = Cm(11)
_FOLDER = Path(__file__).parent


def yearbook_docx(site: SiteContext, scope: Scope, records: PeriodRecords) -> bytes:
    """Return the yearbook as a Word document: cover, contents, a chapter for each story and model, index of names."""
    book = make_book(site, scope, records)
    word = new_paper(site, book.title, site.archive.as_of.earliest)
    _cover(word, site, book)
    lay_out(word.add_section(WD_SECTION.NEW_PAGE), is_wide=False)
    heading(word, site.t("yearbook.contents"), is_bold=True)
    if not book.chapters:
        body(word, site.t("yearbook.nothing"))
    for chapter in book.chapters:
        _entry(word, chapter.heading)
    for chapter in book.chapters:
        _write_chapter(word, chapter)
    if book.index:
        title = word.add_paragraph()
        title.paragraph_format.page_break_before = True
        write(title, site.t("yearbook.index"), BODY, is_bold=True)
    for name, numbers in book.index:
        _entry(word, f"{name}: {', '.join(map(str, numbers))}")
    return to_bytes(word)


def yearbook_pdf(site: SiteContext, scope: Scope, records: PeriodRecords) -> bytes:
    """Return the yearbook as a PDF that screen readers can read (PDF/UA-1), set by Typst with its font embedded.

    The contents and the index lead to the pages; the same records give the same bytes. Letters of other scripts,
    which the font lacks, come from the fonts of the machine; UsageError names the one that none of them holds.
    """
    book = make_book(site, scope, records)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(_FOLDER / "yearbook.typ", folder)
        for chapter in book.chapters:
            for at, picture in enumerate(chapter.pictures):
                shutil.copyfile(picture.file, folder / f"{chapter.number}-{at}.jpg")
        day = site.archive.as_of.earliest
        given = {
            "book": asdict(book),
            "day": [day.year, day.month, day.day],
            "words": {key: site.t(f"yearbook.{key}") for key in ("title", "contents", "index", "nothing")},
        }
        (folder / "book.json").write_text(official(json.dumps(given, default=str)), encoding="utf-8")
        return set_type(folder / "yearbook.typ", _FOLDER / "fonts")


def _cover(word: Word, site: SiteContext, book: Book) -> None:
    write(tight(word.paragraphs[0] if word.paragraphs else word.add_paragraph()), book.agency, BODY)
    for _ in range(8):
        tight(word.add_paragraph())
    write(tight(word.add_paragraph()), site.t("yearbook.title"), Pt(28), is_bold=True)
    write(tight(word.add_paragraph()), book.title, Pt(18), is_bold=True)
    for _ in range(8):
        tight(word.add_paragraph())
    write(tight(word.add_paragraph()), book.as_of, SMALL)


def _entry(word: Word, text: str) -> None:
    write(tight(word.add_paragraph(), ALIGN.LEFT), text, SMALL)


def _write_chapter(word: Word, chapter: Chapter) -> None:
    title = word.add_heading(level=1)
    title.paragraph_format.page_break_before = True
    run = write(title, chapter.heading, Pt(16), is_bold=True).runs[0]
    run.font.name = FONT
    run.font.color.rgb = word.styles["Normal"].font.color.rgb
    _entry(word, chapter.byline)
    for picture in chapter.pictures:
        tight(word.add_paragraph()).add_run().add_picture(str(picture.file), width=_PICTURE)
        write(tight(word.add_paragraph()), picture.credit, SMALL, is_italic=True)
    body(word, chapter.summary, is_italic=True)
    for paragraph in chapter.paragraphs:
        body(word, paragraph)
    for listing in chapter.listings:
        heading(word, listing.heading, is_bold=True)
        for line in listing.lines:
            _entry(word, f"- {line}")
    _entry(word, chapter.address)


def press_sheet_docx(site: SiteContext, scope: Scope, records: PeriodRecords) -> bytes:
    """Return the sheet of stories to offer: what to tell of each, where, whom to ask, and who told it already."""
    title = site.t("press_sheet.subject", period=period_words(site, scope.period))
    word = new_paper(site, title, site.archive.as_of.earliest)
    write(tight(word.paragraphs[0] if word.paragraphs else word.add_paragraph()), title, BODY, is_bold=True)
    chapters: list[Exemplar] = [*records.stories, *records.models]
    if not chapters:
        body(word, site.t("press_sheet.nothing"))
    for number, record in enumerate(chapters, 1):
        facts = facts_of(site, record)
        told = [e for e in site.archive.press_items.values() if record.id in (*e.stories, *e.models)]
        heading(word, f"{number}. {site.titled(record)}", is_bold=True)
        body(word, record.summary)
        for fact in facts.awards:
            _entry(word, f"- {fact.text}")
        unit = site.archive.units.get(record.unit or "")
        lines = [("where", "; ".join(place.as_printed for place in record.places)), ("unit", unit.name if unit else "")]
        lines.append(("photos", str(len(site.photos(record)) or "")))
        lines.append(("told", "; ".join(f"{e.outlet}, {e.date.short}" for e in told) or site.t("press_sheet.untold")))
        for key, text in lines:
            if text:
                _entry(word, site.t(f"press_sheet.{key}", text=text))
        _entry(word, site.absolute(page_route(record)))
    return to_bytes(word)
