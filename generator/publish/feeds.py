"""Feeds: what is new, for everything and for each field, group, campaign, award, locality and unit.

Each as Atom (RFC 4287) and JSON Feed 1.1, with whole contents. A feed holds the newest of its records
by the day we published them: one story more changes the feeds it belongs to, no other. A calendar
(RFC 5545) holds the campaigns.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from heapq import nlargest
from typing import Any

from generator.core.dates import PartialDate
from generator.core.escape import xml_text
from generator.publish.artifact import Artifact, Part, Target
from generator.publish.context import SiteContext
from generator.publish.corrections import all_corrections
from generator.publish.facts import facts_of
from generator.publish.kinds import PUBLISHED
from generator.publish.page_head import MAIN_FEED
from generator.publish.routes import CALENDAR, CORRECTIONS, feed_route, page_route
from generator.publish.sharing.share_image import share_image_of_page
from generator.records.shared import Exemplar
from generator.records.story import Story

HELD = 30
"""Entries of the feed of everything, and of that of corrections."""
_ENTRIES_HELD = 2048
"""Entries held while feeds are made, some 4 KB each: a story stands in eight feeds or so, not one after another."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed; days in ISO 8601, the content as HTML."""

    id: str
    url: str
    title: str
    summary: str
    content: str
    published: str
    updated: str
    image: str
    tags: Sequence[str]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its page's address, its name, and its entries, newest first."""

    address: str
    title: str
    updated: str
    entries: Sequence[Entry]


def feeds(site: SiteContext) -> Iterator[Part]:
    """Yield every feed, in both forms."""
    archive = site.archive
    making = FeedBuilder(site)
    yield _feed(making, MAIN_FEED, site.settings.site_name, tuple(archive.public_exemplars()), HELD)
    for spec in PUBLISHED:
        if spec.feed_records is None:
            continue
        for record in spec.public_records(archive):
            if site.is_fed(spec.collection, record.id):
                name = getattr(record, "short_name", None) or record.name
                found = spec.feed_records(archive, record)
                yield _feed(making, page_route(record), name, found, spec.feed_size)
    yield _corrections(site)
    yield from calendar(site)


def _feed(making: "FeedBuilder", address: str, name: str, found: Sequence[Exemplar], most: int) -> Target:
    lay_out = partial(_newest, making, address, name, found, most, making.since)
    return Target(feed_route(address, "xml").lstrip("/"), lay_out)


def _newest(
    making: "FeedBuilder", address: str, name: str, found: Sequence[Exemplar], most: int, since: str
) -> Iterator[Artifact]:
    """Yield the feed of the newest of some records."""
    site = making.site
    title = site.t("feed.title", name=name, site=site.settings.site_name)
    if address == MAIN_FEED:
        title = site.settings.site_name
    records = making.newest(found, most)
    updated = max([since, *(site.modified_on(r).iso for r in records)])
    make = partial(_written_records, making, address, title, updated, records)
    yield feed_of(address, make)


def first_day(site: SiteContext) -> str:
    """Return the day of a feed that holds nothing yet: no clock, and seldom another day."""
    ordered = site.archive.by_publication
    return ordered[0].published_on.iso if ordered else "1970-01-01"


def feed_of(address: str, make: Any) -> Artifact:
    """Return the artifact of the feed of an address, in both forms; `make` returns Atom and JSON Feed."""
    atom, plain = (feed_route(address, form).lstrip("/") for form in ("xml", "json"))
    return Artifact(atom, make, sidecar_paths=lambda: (plain,))


def _written_records(
    making: "FeedBuilder", address: str, title: str, updated: str, records: Sequence[Exemplar]
) -> tuple[str, str]:
    return feed_artifacts(making.site, Feed(address, title, updated, [making.entry(record) for record in records]))


class FeedBuilder:
    """What all feeds of a site are made with. It holds the entries made last: a story stands in many feeds."""

    fingerprint_ignored = True

    def __init__(self, site: SiteContext) -> None:
        self.site, self.since = site, first_day(site)
        self.made = lru_cache(_ENTRIES_HELD)(self._make)

    def newest(self, records: Iterable[Exemplar], most: int) -> list[Exemplar]:
        """Return the newest of some records, the newest first."""
        archive = self.site.archive
        ranks = map(archive.publication_rank.__getitem__, map(id, records))
        return [archive.by_publication[rank] for rank in nlargest(most, ranks)]

    def entry(self, record: Exemplar) -> Entry:
        """Return a record as an entry."""
        return self.made(record.collection, record.id)

    def _make(self, collection: str, record_id: str) -> Entry:
        record = self.site.archive.collection(collection)[record_id]
        assert isinstance(record, Exemplar)
        return entry_of(self.site, record)


def feed_artifacts(site: SiteContext, feed: Feed) -> tuple[str, str]:
    """Return a feed as Atom and as JSON Feed."""
    return atom(site, feed), json_feed(site, feed)


def entry_of(site: SiteContext, record: Exemplar) -> Entry:
    """Return a story or model as an entry, whole."""
    url = site.absolute(page_route(record))
    return Entry(
        site.lasting(page_route(record)),
        url,
        site.titled(record),
        record.summary,
        content_of(site, record),
        record.published_on.iso,
        site.modified_on(record).iso,
        site.absolute(share_image_of_page(site, record)),
        [site.archive.fields[f].name for f in record.fields],
    )


def content_of(site: SiteContext, record: Exemplar) -> str:
    """Return what a record tells as HTML that stands on its own, with full addresses."""
    template = site.templates.get_template("feed_entry.html.j2")
    made: str = template.render(
        record=record, is_story=isinstance(record, Story), facts=facts_of(site, record), absolute=site.absolute
    )
    return "\n".join(line for line in made.split("\n") if line.strip())


def _stamp(site: SiteContext, day: str) -> str:
    return f"{day}T00:00:00{site.settings.time_zone}"


def atom(site: SiteContext, feed: Feed) -> str:
    """Return a feed as Atom 1.0."""
    me, page = site.absolute(feed_route(feed.address, "xml")), site.absolute(feed.address)
    agency = xml_text(site.settings.agency.short_name)
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{xml_text(site.settings.language)}">',
        f"<title>{xml_text(feed.title)}</title>",
        f"<id>{xml_text(site.lasting(feed.address))}</id>",
        f'<link rel="self" type="application/atom+xml" href="{xml_text(me)}"/>',
        f'<link rel="alternate" type="text/html" href="{xml_text(page)}"/>',
        f"<updated>{_stamp(site, feed.updated)}</updated>",
        f"<author><name>{agency}</name></author>",
        f"<rights>{xml_text(site.settings.licence)}</rights>",
    ]
    for entry in feed.entries:
        parts += [
            "<entry>",
            f"<title>{xml_text(entry.title)}</title>",
            f"<id>{xml_text(entry.id)}</id>",
            f'<link rel="alternate" type="text/html" href="{xml_text(entry.url)}"/>',
            f"<published>{_stamp(site, entry.published)}</published>",
            f"<updated>{_stamp(site, entry.updated)}</updated>",
            *(f'<category term="{xml_text(tag)}"/>' for tag in entry.tags),
            f"<summary>{xml_text(entry.summary)}</summary>",
            f'<content type="html">{xml_text(entry.content)}</content>',
            "</entry>",
        ]
    return "\n".join([*parts, "</feed>"]) + "\n"


def json_feed(site: SiteContext, feed: Feed) -> str:
    """Return a feed as JSON Feed 1.1."""
    items = []
    for entry in feed.entries:
        item = {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "content_html": entry.content,
            "date_published": _stamp(site, entry.published),
            "date_modified": _stamp(site, entry.updated),
            "tags": list(entry.tags),
            "language": site.settings.language,
        }
        items.append(item | ({"image": entry.image} if entry.image else {}))
    whole = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": site.absolute(feed.address),
        "feed_url": site.absolute(feed_route(feed.address, "json")),
        "language": site.settings.language,
        "authors": [{"name": site.settings.agency.short_name, "url": site.absolute("/")}],
        "items": items,
    }
    return json.dumps(whole, ensure_ascii=False) + "\n"


def _corrections(site: SiteContext) -> Artifact:
    """Return the feed of corrections."""
    found = all_corrections(site)[:HELD]
    title = site.t("feed.title", name=site.t("corrections.title"), site=site.settings.site_name)
    entries = [
        Entry(
            f"{site.lasting(address or CORRECTIONS)}#dinh-chinh-{correction.date.iso}-{number}",
            site.absolute(address or CORRECTIONS),
            site.t("feed.correction", name=name),
            correction.text,
            f"<p>{xml_text(correction.text)}</p>",
            correction.date.iso,
            correction.date.iso,
            "",
            [],
        )
        for name, address, correction, number in found
    ]
    updated = max([first_day(site), *(entry.updated for entry in entries)])
    feed = Feed(CORRECTIONS, title, updated, entries)
    return feed_of(CORRECTIONS, partial(feed_artifacts, site, feed))


def calendar(site: SiteContext) -> Iterator[Artifact]:
    """Yield the calendar of campaigns: each all day from its first to its last day, as far as known."""
    campaigns = [c for c in site.archive.campaigns.values() if c.period_from is not None]
    yield Artifact(CALENDAR.lstrip("/"), partial(_calendar, site, campaigns))


def _calendar(site: SiteContext, campaigns: Sequence[Any]) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dien hinh//Campaigns//VI",
        "CALSCALE:GREGORIAN",
        f"NAME:{_escape_ical(site.t('feed.calendar', site=site.settings.site_name))}",
        f"X-WR-CALNAME:{_escape_ical(site.t('feed.calendar', site=site.settings.site_name))}",
    ]
    for campaign in campaigns:
        lines += _event(site, campaign)
    return "".join(_fold_ical_line(line) for line in [*lines, "END:VCALENDAR"])


def _event(site: SiteContext, campaign: Any) -> list[str]:
    url = site.absolute(page_route(campaign))
    began: PartialDate = campaign.period_from
    lines = [
        "BEGIN:VEVENT",
        f"UID:{site.lasting(page_route(campaign))}",
        f"DTSTAMP:{site.modified_on(campaign).iso.replace('-', '')}T000000Z",
        f"DTSTART;VALUE=DATE:{began.earliest:%Y%m%d}",
    ]
    if campaign.period_to is not None:
        last = campaign.period_to.latest
        lines.append(f"DTEND;VALUE=DATE:{last.fromordinal(last.toordinal() + 1):%Y%m%d}")
    lines += [
        f"SUMMARY:{_escape_ical(campaign.short_name)}",
        f"DESCRIPTION:{_escape_ical(campaign.summary)} ({_escape_ical(campaign.period_as_printed)})",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]
    return lines


def _escape_ical(text: str) -> str:
    """Return text for a value of a calendar (RFC 5545, section 3.3.11)."""
    plain = "".join(letter for letter in text if letter >= " " or letter == "\n")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold_ical_line(line: str) -> str:
    """Return a line of a calendar in pieces of at most 75 bytes (section 3.1), never through a letter."""
    pieces, piece, size = [], "", 0
    for letter in line:
        bytes_ = len(letter.encode())
        if size + bytes_ > 74:
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + letter, size + bytes_
    return "\r\n ".join([*pieces, piece]) + "\r\n"
