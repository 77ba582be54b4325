"""What a yearbook (kỷ yếu) holds, whatever it is written as: chapters with pictures and sources, an index of names."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.core.text import fold
from generator.publish.context import SiteContext
from generator.publish.facts import facts_of
from generator.publish.reports.annual import period_words
from generator.publish.reports.period import PeriodRecords, Scope
from generator.publish.routes import page_route
from generator.records.model import Model
from generator.records.shared import Exemplar
from generator.records.story import Story

_MOST_PICTURES = 2


@dataclass(frozen=True, slots=True)
class BookPicture:
    """A photo: its largest JPEG, what it shows, and the line that stands under it."""

    file: Path
    alternative: str
    credit: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A heading with short lines below it: awards, results, sources."""

    heading: str
    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One story or model."""

    number: int
    title: str
    byline: str
    pictures: Sequence[BookPicture]
    summary: str
    paragraphs: Sequence[str]
    listings: Sequence[Listing]
    address: str

    @property
    def heading(self) -> str:
        """The title with its number."""
        return f"{self.number}. {self.title}"


@dataclass(frozen=True, slots=True)
class Book:
    """A whole yearbook. `index` holds each name with the numbers of its chapters, in alphabetical order."""

    agency: str
    title: str
    as_of: str
    chapters: Sequence[Chapter]
    index: Sequence[tuple[str, Sequence[int]]]


def make_book(site: SiteContext, scope: Scope, records: PeriodRecords) -> Book:
    """Return the book of what falls into a scope: its stories, then its models."""
    found: list[Exemplar] = [*records.stories, *records.models]
    return Book(
        site.settings.agency.short_name,
        _title(site, scope),
        site.t("yearbook.as_of", date=site.archive.as_of.short),
        [_chapter(site, number, record) for number, record in enumerate(found, 1)],
        _index(site, found),
    )


def _title(site: SiteContext, scope: Scope) -> str:
    if scope.campaign:
        return site.archive.campaigns[scope.campaign].name
    words = site.t("yearbook.subject", period=period_words(site, scope.period))
    return f"{words} - {site.archive.fields[scope.field].name}" if scope.field else words


def _chapter(site: SiteContext, number: int, record: Exemplar) -> Chapter:
    facts = facts_of(site, record)
    named = dict.fromkeys(text for _, text in facts.about[:3])
    listings = (
        ("award.heading", [fact.text for fact in facts.awards]),
        ("story.results", [fact.text for fact in facts.results]),
        ("facts.adopters", [fact.text for fact in facts.adopters]),
        ("yearbook.sources", facts.sources),
    )
    return Chapter(
        number,
        site.titled(record),
        " · ".join(named),
        list(_pictures(site, record)),
        record.summary,
        list(_paragraphs(record)),
        [Listing(site.t(key), lines) for key, lines in listings if lines],
        site.absolute(page_route(record)),
    )


def _pictures(site: SiteContext, record: Exemplar) -> Iterator[BookPicture]:
    for picture in site.photos(record)[:_MOST_PICTURES]:
        image = picture.image
        credit = ". ".join(filter(None, (image.caption or image.alt, image.credit)))
        yield BookPicture(picture.of("jpeg")[-1].file, image.alt or credit, credit)


def _paragraphs(record: Exemplar) -> Iterator[str]:
    parts: Sequence[str | None] = ()
    if isinstance(record, Story):
        parts = (record.context, record.deeds, record.spread)
    if isinstance(record, Model):
        parts = (record.problem, record.description, *(step.text for step in record.steps))
    for part in filter(None, parts):
        yield from (" ".join(paragraph.split()) for paragraph in part.split("\n\n") if paragraph.strip())


def _index(site: SiteContext, found: Sequence[Exemplar]) -> list[tuple[str, Sequence[int]]]:
    names: dict[str, list[int]] = {}
    for number, record in enumerate(found, 1):
        members = [member.name for member in record.members] if isinstance(record, Story) else []
        for name in dict.fromkeys([site.named(record), *members]):
            names.setdefault(name, []).append(number)
    return sorted(names.items(), key=lambda each: (fold(each[0]), each[0]))
