"""What the site makes of a kind of record beside its pages: citation, linked data, search, feed, tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from generator.archive.archive import Archive
from generator.core.dates import PartialDate
from generator.publish.context import SiteContext
from generator.publish.opendata.columns import Table
from generator.publish.page_head import Node
from generator.records.base import Record
from generator.records.shared import Exemplar


@dataclass(frozen=True, slots=True)
class CitedDecision:
    """A decision or document a page speaks of: its number, and its date as far as known."""

    number: str
    date: PartialDate | None


@dataclass(frozen=True, slots=True)
class Citation:
    """What a record says for its citation.

    Of an official document that a page reproduces (`is_reproduced`) author, day, number and genre are its issuer's;
    of all else we are the author, on the day we published it.
    """

    title: str
    summary: str
    rulings: tuple[CitedDecision, ...] = ()
    is_reproduced: bool = False
    author: str = ""
    issued: PartialDate | None = None
    number: str = ""
    genre: str = ""


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


SearchWords = Mapping[str, tuple[str, ...]]
"""The words a record is found by, by class (`search.items.FIELD_CLASSES`)."""


@dataclass(frozen=True, slots=True)
class SearchText:
    """What a result of the search shows."""

    title: str
    name: str = ""
    place: str = ""
    year: str = ""
    award: str = ""
    summary: str = ""


@dataclass(frozen=True)
class PublishSpec:
    """All that is said once of how a kind of record is published; `KindSpec` says where it stands.

    Every function is given the site, or the archive, and a record of the kind.
    """

    record: type[Record]
    shown: Callable[[Archive], Sequence[Record]] | None = None
    """The records the public sees, in the order of lists; without it all of the collection."""
    to_public: Callable[[SiteContext, Any], dict[str, Any]] | None = None
    """What its file for machines says, where that is not simply every public field."""
    citation: Callable[[SiteContext, Any], Citation] | None = None
    """What it is cited as. With `linked_data` it is what a kind that `has_sidecars` must say."""
    linked_data: Callable[[SiteContext, Any, CitedWork], list[Node]] | None = None
    """Its nodes of schema.org, the first of which is what the page is about."""
    search_letters: Mapping[str, str] = field(default_factory=dict)
    """The kinds of results its records are (`find.kind` in the language file), with the letter of their keys."""
    search_text: Callable[[SiteContext, Any], SearchText] | None = None
    search_words: Callable[[SiteContext, Any], SearchWords] | None = None
    feed_records: Callable[[Archive, Any], Sequence[Exemplar]] | None = None
    """What belongs to it; a kind that `has_feed` must say."""
    feed_size: int = 30
    tables: tuple[Table, ...] = ()
    """Its tables in the open data, the first of the records themselves."""
    template: str = ""
    """The template of a plain page of its own, with its words under the name of the collection in the language
    file; kinds whose pages gather more have a maker in `publish.pages`."""

    @property
    def collection(self) -> str:
        """What the collection of its records is called."""
        return self.record.collection

    def public_records(self, archive: Archive) -> Sequence[Any]:
        """Return the records the public sees, in the order of lists."""
        return self.shown(archive) if self.shown else tuple(archive.collection(self.collection).values())
