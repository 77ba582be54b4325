"""The site being published: archive, settings, words and templates, and how a page is made."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from generator.archive.archive import UNDATED, Archive
from generator.archive.collections import by_collection
from generator.archive.decision_lists import shows_all_rows
from generator.archive.ledger import Ledger
from generator.attachments.store import Attachment
from generator.config.i18n import Language
from generator.config.settings import Settings
from generator.core import escape
from generator.core.dates import PartialDate
from generator.core.numbers import decimal_words
from generator.core.text import file_size, grouped, slugify
from generator.photos.store import Key, Picture
from generator.publish.artifact import Artifact
from generator.publish.award_lines import award_line, card_award_line
from generator.publish.blocks import normalize_blocks
from generator.publish.completeness import ASKED, answered_count
from generator.publish.cover_plan import CoverFigures, family_of
from generator.publish.edition import Alternate, alternates_of, links_of
from generator.publish.fragments import FragmentCache
from generator.publish.needs import enough
from generator.publish.paddies import Paddies, make_paddies
from generator.publish.page_head import HeadMetadata, PageLocation, feeds_of, head, no_metadata
from generator.publish.place_names import PlaceNames, Region, region_of, short_place_name
from generator.publish.reference_view import ReferenceView
from generator.publish.related import RelatedIndex
from generator.publish.routes import (
    ROUTES,
    clause_route,
    cover_route,
    edition_route,
    feed_route,
    page_route,
    record_group,
    relative_url,
    year_route,
)
from generator.publish.typography import Headlines
from generator.publish.url_builder import UrlBuilder, trusted_url
from generator.publish.versions import NO_HISTORY, History
from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.decision import Decision
from generator.records.reference import Locality
from generator.records.shared import Exemplar
from generator.records.story import Story

if TYPE_CHECKING:
    from jinja2 import Environment

_FUNCTIONS = (
    page_route,
    cover_route,
    year_route,
    clause_route,
    by_collection,
    enough,
    answered_count,
    short_place_name,
)
_SAME_FOR_ALL = {**{f.__name__: f for f in _FUNCTIONS}, "routes": ROUTES, "asked_count": len(ASKED)}
"""What templates call that is the same for every site."""


@dataclass(frozen=True)
class SiteContext:
    """All a page is a function of."""

    fingerprint_ignored: ClassVar[bool] = True

    archive: Archive
    settings: Settings
    words: Language
    pictures: Mapping[Key, tuple[Picture, ...]] = field(default_factory=dict)
    cache_dir: Path | None = None
    """The folder where what is made may be kept for the next build; None keeps nothing."""
    tool_version: str = ""
    """What the program is: nothing kept by another one is used."""
    ledger: Ledger = field(default_factory=Ledger)
    """Every address ever published."""
    hand_written: frozenset[str] = frozenset()
    """The addresses of the pages written by hand."""
    history: History = NO_HISTORY
    """What git knows of the records."""
    attachments: Mapping[str, Attachment] = field(default_factory=dict)
    """The PDF of each decision that has one, by the decision's id."""
    built_for: PartialDate | None = None
    """The day the site is built for; None is the newest day of the records."""

    @property
    def day(self) -> PartialDate:
        """The day by which it is told what is open and what is over."""
        return self.built_for or self.archive.as_of

    @cached_property
    def related_index(self) -> RelatedIndex:
        """Which records belong beside one another."""
        return RelatedIndex(self.archive)

    @cached_property
    def paddies(self) -> Paddies:
        """The communes of today as fields of a map, of those whose centre point is known."""
        found = (place for place in self.archive.localities.values() if place.parent and place.valid_to is None)
        return make_paddies({p.id: (float(p.centre.latitude), float(p.centre.longitude)) for p in found if p.centre})

    @cached_property
    def templates(self) -> "Environment":
        """The templates, escaping for HTML unless a value says it is escaped for its context."""
        from generator.core.template_runtime import page_environment  # a build that changes nothing needs no Jinja

        environment = page_environment("generator.publish")
        environment.filters.update(
            md=escape.markdown_inline,
            rich=escape.prose_html,
            href=escape.url_attribute,
            trusted_url=trusted_url,
            json=escape.json_script,
            short=_short,
            long=self.long_date,
            count=grouped,
            decimal=decimal_words,
            file_size=file_size,
            slug=slugify,
        )
        environment.globals.update(
            _SAME_FOR_ALL,
            archive=ReferenceView(self.archive),
            year_of=self.archive.year_of,
            settings=self.settings,
            t=self.t,
            lookup_words=self.words.lookup,
            award_line=self.award_line,
            card_award=partial(card_award_line, archive=self.archive, words=self.words),
            photos=self.photos,
            family_of=partial(family_of, self.archive),
            cover_figure=CoverFigures().of,
            fragment=FragmentCache(),
            unbroken=Headlines(self.archive, (self.place_name, *self.words.lookup("site.names_to_keep"))).unbroken,
            scope_note=self.scope_note,
            titled=self.titled,
            named=self.named,
            locality_fate=self.locality_fate,
            current_localities=self.current_localities,
            lookup=self.lookup,
            year_name=self.year_name,
            qualified_name=self.qualified_name,
            changed_after=self.changed_after,
        )
        return environment

    def page(
        self,
        address: str,
        template: str,
        title: str,
        description: str,
        *,
        origin: str = "",
        updated: PartialDate | None = None,
        about: Callable[[], HeadMetadata] = no_metadata,
        image: str = "",
        is_listed: bool = True,
        group: str = "",
        language: str = "",
        alternates: tuple[Alternate, ...] = (),
        **context: Any,
    ) -> Artifact:
        """Return one page at an address that ends in a slash; a list is as new as the newest of its `records`.

        A page of an edition says in which `language` it is, and where it is told in others (`alternates`). What its
        script asks for first is `fetched`, addresses of this site: browsers are told in the head.
        """
        day = updated.iso if updated else self.last_modified(context.get("records", ()))
        context["title"], context["description"] = title, description
        names = self._names.setdefault(tuple(context), tuple(context))
        told = alternates or alternates_of(self.settings, address, context.get("record"))
        made = PageMaker(self, address, template, day, about, names, tuple(context.values()), language, told)
        path = f"{address.lstrip('/')}index.md"
        return Artifact(path, made, origin, day, image=image, in_sitemap=is_listed, group=group)

    def page_source(self, maker: "PageMaker", context: dict[str, Any]) -> str:
        """Return the front matter and Markdown of a page."""
        address, template, day, alternates = maker.address, maker.template, maker.day, maker.alternates
        front = {
            "title": escape.front_matter(context["title"]),
            "description": escape.front_matter(context["description"]),
            "kind": json.dumps(template.rpartition("/")[2].removesuffix(".md.j2")),
            "hide": '["navigation", "toc"]',
        }
        if day:
            front["updated"] = escape.front_matter(day)
        url = UrlBuilder(address)
        body = self.templates.get_template(template).render(here=address, url=url, **context)
        record = context.get("record")
        collection, record_id = (record.collection, record.id) if isinstance(record, Record) else ("", "")
        spoken = maker.language or self.settings.language
        root = edition_route(spoken, "home") if maker.language else "/"
        place = PageLocation(
            address, context["title"], context["description"], collection, record_id, url.trail, spoken, root
        )
        fed = list(feeds_of(place, self.is_fed))
        front["feeds"] = json.dumps([relative_url(address, feed_route(each, "")) for each in fed])
        front["head"] = escape.front_matter(head(self.settings, place, maker.about(), fed, alternates))
        if maker.language:
            front["lang"] = json.dumps(maker.language)
        if "fetched" in context:
            front["fetched"] = json.dumps([url(each) for each in context["fetched"]])
        if alternates:
            front["alternates"] = json.dumps(links_of(self.settings, alternates, address))
        lines = "\n".join(f"{name}: {value}" for name, value in front.items())
        return f"---\n{lines}\n---\n\n{normalize_blocks(body)}\n"

    def record_page(
        self, record: Record, template: str, title: str, description: str, address: str = "", **context: Any
    ) -> Artifact:
        """Render the page of a record at its own address, or a further page of it at another."""
        updated = self.archive.modified_on(record)
        origin = self.archive.origin(record).path
        group = record_group(record)
        at = address or group
        return self.page(
            at, template, title, description, origin=origin, updated=updated, group=group, record=record, **context
        )

    @cached_property
    def _names(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """The names of what kinds of pages are handed, held once for all pages of a kind."""
        return {}

    @cached_property
    def modified_days(self) -> Mapping[int, PartialDate]:
        """The day each public story and model last changed, or was published, by the identity of its record."""
        return {id(record): self.modified_on(record) for record in self.archive.public_exemplars()}

    @cached_property
    def _days(self) -> Mapping[int, str]:
        return {record: day.iso for record, day in self.modified_days.items()}

    def modified_on(self, record: Exemplar | Campaign) -> PartialDate:
        """Return the day a story, model or campaign last changed, or was published."""
        return self.archive.modified_on(record) or record.published_on

    def changed_after(self, record: Record) -> PartialDate | None:
        """Return the day a record last changed, None if that is the day it was published."""
        day = self.archive.modified_on(record)
        return day if day != getattr(record, "published_on", None) else None

    def is_fed(self, collection: str, record_id: str) -> bool:
        """Tell whether a record's list has a feed: of the thousand places and units those that show something."""
        if collection == "localities":
            return bool(self.archive.in_area(self.archive.localities[record_id]))
        return collection != "units" or record_id in self.archive.by_unit

    def last_modified(self, records: Iterable[object]) -> str:
        """Return the newest day any of some stories and models was updated or published, in ISO 8601."""
        return max(filter(None, map(self._days.get, map(id, records))), default="")

    def lasting(self, address: str) -> str:
        """Return what names the subject of a page for ever: the whole of the first address it was published at."""
        return self.absolute(self.ledger.first.get(address, address))

    def absolute(self, address: str) -> str:
        """Return an address of the site in full."""
        return f"{self.settings.site_url.rstrip('/')}{address}"

    def t(self, key: str, **values: object) -> str:
        """Return the site's words for a key."""
        return self.words.translate(f"site.{key}", **values)

    @cached_property
    def region(self) -> Region | None:
        """The province or city the site is about: what lies in nothing else and still is; None without localities."""
        return region_of(self.archive)

    @property
    def place_name(self) -> str:
        """What the site's province or city is called; the site's own name where no locality says it."""
        return self.region.name if self.region else self.settings.site_name

    def titled(self, record: Exemplar) -> str:
        """Return the title of a story or model; with it that its name was translated, where that is so."""
        return f"{record.title} ({self.t('card.translated')})" if record.name_translated else record.title

    def named(self, record: Exemplar) -> str:
        """Return the name of a story or model; with it that it was translated, where that is so."""
        return f"{record.name} ({self.t('card.translated')})" if record.name_translated else record.name

    def scope_note(self) -> str:
        """Say since when figures of the province or city are no more those of before; "" where its extent stood."""
        region = self.region
        if region is None or region.merged_on is None:
            return ""
        return self.t("statistics.scope_changed", place=region.name, day=region.merged_on.short)

    def photos(self, record: Record) -> tuple[Picture, ...]:
        """Return the prepared photos of a record, in the order it names them."""
        return self.pictures.get((record.collection, record.id), ())

    def attachment(self, decision: Decision) -> Attachment | None:
        """Return the PDF of a decision, unless it names somebody who is not shown any more."""
        return self.attachments.get(decision.id) if shows_all_rows(self.archive, decision) else None

    def lookup(self, collection: str, record_id: str | None) -> Any:
        """Return the record an id means; the page's own record refers to it, and the rules made sure it exists."""
        return self.archive.collection(collection)[record_id or ""]

    def year_name(self, year: str) -> str:
        """Return how a year folder is called."""
        return self.t("year.unknown") if year == UNDATED else self.t("year.name", year=year)

    def year_in_digits(self, record: Record) -> str:
        """Return the year a story belongs to, as four digits; "" where it has none, or is no story."""
        if known := self.archive.month_by_identity.get(id(record)):
            year = known[0]
        else:
            year = self.archive.year_of(record) if isinstance(record, Story) else UNDATED
        return year if year.isdigit() else ""

    def long_date(self, when: PartialDate) -> str:
        """Return a date in full: 'ngày 05 tháng 8 năm 2021', as far as it is known."""
        month = f"{when.month:02d}" if when.month and when.month < 3 else when.month
        if when.day:
            return self.t("date.day", day=f"{when.day:02d}", month=month, year=when.year)
        return self.t("date.month", month=month, year=when.year) if when.month else self.t("date.year", year=when.year)

    def qualified_name(self, locality: Locality) -> str:
        """Return a locality with what it lies in, or what tells it from its namesakes."""
        return self._place_names.qualified(locality)

    @cached_property
    def _place_names(self) -> PlaceNames:
        return PlaceNames(self.archive, self.t)

    def award_line(self, story: Story) -> str:
        """Return the first award of a story that counts, in one line."""
        return award_line(story, self.words)

    def locality_fate(self, locality: Locality) -> str:
        """Say how a former locality relates to what it is now: 'same', 'joined' or 'inside'."""
        heirs = self.archive.successors.get(locality.id, ())
        if len(heirs) == 1 and len(heirs[0].formed_from) == 1:
            return "same"
        return "joined" if locality.parent is None else "inside"

    def current_localities(self, locality: Locality) -> tuple[Locality, ...]:
        """Return what a former locality is now: its heirs if few, else the city; () if it still is."""
        if locality.valid_to is None:
            return ()
        heirs = self.archive.successors.get(locality.id, ())
        if 0 < len(heirs) <= 3:
            return heirs
        tops = {h.parent for h in heirs if h.parent} or {h.id for h in heirs}
        return tuple(self.archive.localities[top] for top in sorted(tops) if top)


@dataclass(frozen=True, slots=True)
class PageMaker:
    """Makes the source of a page; it holds all that goes into it, and little else: there are many."""

    site: SiteContext
    address: str
    template: str
    day: str
    about: Callable[[], HeadMetadata]
    names: tuple[str, ...]
    values: tuple[Any, ...]
    language: str = ""
    alternates: tuple[Alternate, ...] = ()

    def __call__(self) -> str:
        """Return the page's front matter and Markdown."""
        context = dict(zip(self.names, self.values, strict=True))
        return self.site.page_source(self, context)


def _short(when: PartialDate) -> str:
    return when.short
