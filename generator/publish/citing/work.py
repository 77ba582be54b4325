"""What is cited: the facts of a page that any citation of it is made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.core.dates import PartialDate
from generator.publish.context import SiteContext
from generator.publish.routes import page_route
from generator.publish.versions import current_version
from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.decision import Decision
from generator.records.document import Document
from generator.records.model import Model
from generator.records.story import Story


@dataclass(frozen=True, slots=True)
class CitedDecision:
    """A decision or document a page speaks of: its number, and its date as far as known."""

    number: str
    date: PartialDate | None


@dataclass(frozen=True, slots=True)
class CitedWork:
    """One work to be cited: our page about somebody, or the decision or document itself that a page reproduces.

    Of the latter `author`, `issued`, `number` and `genre` are its issuer's; `published` and `updated` are the page's.
    """

    id: str
    collection: str
    title: str
    summary: str
    author: str
    issued: PartialDate | None
    number: str
    genre: str
    site: str
    url: str
    published: PartialDate
    updated: PartialDate | None
    version: str
    rulings: tuple[CitedDecision, ...]
    language: str
    is_reproduced: bool = False


def work_of(site: SiteContext, record: Record) -> CitedWork:
    """Return what a story, model, campaign, decision or document is cited as."""
    title, summary = _WORDS[type(record)](site, record)
    published: PartialDate = getattr(record, "published_on")  # noqa: B009  every kind cited has it
    newest = site.archive.modified_on(record)
    official = isinstance(record, Decision | Document)
    rulings = tuple(_rulings(site, record))
    return CitedWork(
        record.id,
        record.collection,
        title,
        summary,
        record.issuer if isinstance(record, Decision | Document) else site.settings.agency.short_name,
        record.date if isinstance(record, Decision | Document) else published,
        (record.number or "") if isinstance(record, Decision | Document) else "",
        _genre(site, record),
        site.settings.site_name,
        site.absolute(page_route(record)),
        published,
        newest if newest != published else None,
        current_version(site.archive, record),
        rulings,
        site.settings.language,
        official,
    )


def _genre(site: SiteContext, record: Record) -> str:
    """Return what kind of work it is: 'Hồ sơ điển hình', or the form of an official document: 'Chỉ thị'."""
    if isinstance(record, Document):
        return record.form
    return site.t("decision.kicker") if isinstance(record, Decision) else site.t(f"cite.genre.{record.collection}")


def _rulings(site: SiteContext, record: Record) -> Iterator[CitedDecision]:
    """Yield the decisions of a story's awards, where a number is known."""
    if isinstance(record, Story):
        seen = set()
        for award in record.awards:
            decision = site.archive.decisions.get(award.decision or "")
            number = decision.number if decision else award.number
            if number and number not in seen:
                seen.add(number)
                yield CitedDecision(number, decision.date if decision else award.date)


def _decision_words(site: SiteContext, record: Any) -> tuple[str, str]:
    del site
    return record.subject, record.subject


_WORDS: Mapping[type[Record], Callable[[SiteContext, Any], tuple[str, str]]] = {
    Story: lambda _, record: (record.title, record.summary),
    Model: lambda _, record: (record.title, record.summary),
    Campaign: lambda _, record: (record.name, record.summary),
    Document: lambda _, record: (record.name, record.summary),
    Decision: _decision_words,
}
"""The kinds of record that can be cited."""
