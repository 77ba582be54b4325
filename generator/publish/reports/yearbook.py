"""The yearbook (kỷ yếu): the stories and models of a scope as one Word document, with pictures, sources, an index.

And the press officer's sheet: what of a month can be offered to newspaper and television (directive A, clause 4).
"""

from collections.abc import Iterator, Sequence

from docx.document import Document as Word
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Cm, Pt

from generator.core.text import fold
from generator.publish.context import SiteContext
from generator.publish.facts import facts_of
from generator.publish.reports.annual import period_words
from generator.publish.reports.paper import BODY, SMALL, body, heading, lay_out, new_paper, tight, to_bytes, write
from generator.publish.reports.period import PeriodRecords, Scope
from generator.publish.routes import page_route
from generator.records.model import Model
from generator.records.shared import Exemplar
from generator.records.story import Story

_PICTURE = Cm(11)


def yearbook_docx(site: SiteContext, scope: Scope, records: PeriodRecords) -> bytes:
    """Return the yearbook: cover, contents, a chapter for each story and model, index of names."""
    title = subject_of(site, scope)
    chapters: list[Exemplar] = [*records.stories, *records.models]
    word = new_paper(site, title)
    _cover(word, site, title)
    lay_out(word.add_section(WD_SECTION.NEW_PAGE), is_wide=False)
    heading(word, site.t("yearbook.contents"), is_bold=True)
    if not chapters:
        body(word, site.t("yearbook.nothing"))
    for number, record in enumerate(chapters, 1):
        _entry(word, f"{number}. {site.titled(record)}")
    for number, record in enumerate(chapters, 1):
        _chapter(word, site, number, record)
    if chapters:
        _index(word, site, chapters)
    return to_bytes(word)


def subject_of(site: SiteContext, scope: Scope) -> str:
    """Return what a yearbook is called."""
    words = [site.t("yearbook.subject", period=period_words(site, scope.period))]
    if scope.field:
        words.append(site.archive.fields[scope.field].name)
    if scope.campaign:
        words = [site.archive.campaigns[scope.campaign].name]
    return " - ".join(words)


def _cover(word: Word, site: SiteContext, title: str) -> None:
    write(tight(word.paragraphs[0] if word.paragraphs else word.add_paragraph()), site.settings.agency.short_name, BODY)
    for _ in range(8):
        tight(word.add_paragraph())
    write(tight(word.add_paragraph()), site.t("yearbook.title"), Pt(28), is_bold=True)
    write(tight(word.add_paragraph()), title, Pt(18), is_bold=True)
    for _ in range(8):
        tight(word.add_paragraph())
    write(tight(word.add_paragraph()), site.t("report.note.records", date=site.archive.as_of.short), SMALL)


def _entry(word: Word, text: str) -> None:
    write(tight(word.add_paragraph(), ALIGN.LEFT), text, SMALL)


def _chapter(word: Word, site: SiteContext, number: int, record: Exemplar) -> None:
    facts = facts_of(site, record)
    title = word.add_heading(level=1)
    title.paragraph_format.page_break_before = True
    run = write(title, f"{number}. {site.titled(record)}", Pt(16), is_bold=True).runs[0]
    run.font.name = "Times New Roman"
    run.font.color.rgb = word.styles["Normal"].font.color.rgb
    named = [site.named(record), *(text for _, text in facts.about[:3])]
    _entry(word, " · ".join(dict.fromkeys(named)))
    for picture in site.photos(record)[:2]:
        tight(word.add_paragraph()).add_run().add_picture(str(picture.of("jpeg")[-1].file), width=_PICTURE)
        credit = ". ".join(filter(None, (picture.image.caption or picture.image.alt, picture.image.credit)))
        write(tight(word.add_paragraph()), credit, SMALL, is_italic=True)
    body(word, record.summary, is_italic=True)
    for part in _prose(record):
        for paragraph in filter(None, (each.strip() for each in part.split("\n\n"))):
            body(word, " ".join(paragraph.split()))
    for key, listed in (
        ("award.heading", [fact.text for fact in facts.awards]),
        ("story.results", [fact.text for fact in facts.results]),
        ("facts.adopters", [fact.text for fact in facts.adopters]),
        ("yearbook.sources", facts.sources),
    ):
        if listed:
            heading(word, site.t(key), is_bold=True)
            for text in listed:
                _entry(word, f"- {text}")
    _entry(word, site.absolute(page_route(record)))


def _prose(record: Exemplar) -> Iterator[str]:
    found = (record.context, record.deeds, record.spread) if isinstance(record, Story) else ()
    if isinstance(record, Model):
        found = (record.problem, record.description, "\n\n".join(step.text for step in record.steps if step.text))
    yield from (part for part in found if part)


def _index(word: Word, site: SiteContext, chapters: Sequence[Exemplar]) -> None:
    """Every name, in alphabetical order, with the numbers of its chapters."""
    names: dict[str, list[int]] = {}
    for number, record in enumerate(chapters, 1):
        members = [member.name for member in record.members] if isinstance(record, Story) else []
        for name in dict.fromkeys([site.named(record), *members]):
            names.setdefault(name, []).append(number)
    title = word.add_paragraph()
    title.paragraph_format.page_break_before = True
    write(title, site.t("yearbook.index"), BODY, is_bold=True)
    for name in sorted(names, key=lambda each: (fold(each), each)):
        _entry(word, f"{name}: {', '.join(map(str, names[name]))}")


def press_sheet_docx(site: SiteContext, scope: Scope, records: PeriodRecords) -> bytes:
    """Return the sheet of stories to offer: what to tell of each, where, whom to ask, and who told it already."""
    title = site.t("press_sheet.subject", period=period_words(site, scope.period))
    word = new_paper(site, title)
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
