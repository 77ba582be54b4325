"""Feeds: what is new, for everything and for each field, group, campaign, award, locality and unit.

Each as Atom (RFC 4287) and JSON Feed 1.1, with whole contents. A feed holds the newest of its records
by the day we published them: one story more changes the feeds it belongs to, no other. A calendar
(RFC 5545) holds the campaigns.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from heapq import nlargest
from typing import Any

from generator.core.dates import PartialDate
from generator.core.escape import xml_text
from generator.publish.artifact import Bundle, Output, Part
from generator.publish.context import Site
from generator.publish.corrections import corrections_of
from generator.publish.facts import facts_of
from generator.publish.page_head import CORRECTIONS, EVERYTHING
from generator.publish.routes import address_of, feed_address
from generator.publish.sharing.share_image import picture_of
from generator.records.shared import Exemplar
from generator.records.story import Story

HELD, HELD_OF_A_PLACE = 30, 12
"""Records in a feed; of a place or unit, of which there are a thousand, fewer."""
_ENTRIES = 512


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


def feeds(site: Site) -> Iterator[Part]:
    """Yield every feed, in both forms."""
    archive = site.archive
    making = _Making(site)
    yield _feed(making, EVERYTHING, site.settings.site_name, tuple(archive.public_exemplars()), HELD)
    by_room: Mapping[str, Mapping[str, Sequence[Exemplar]]] = {
        "fields": archive.by_field,
        "groups": archive.by_group,
        "campaigns": archive.by_campaign,
        "awards": archive.by_award,
        "localities": archive.by_locality,
        "units": archive.by_unit,
    }
    for collection, index in by_room.items():
        most = HELD_OF_A_PLACE if collection in {"localities", "units"} else HELD
        for record in (each for each in archive.collection(collection).values() if site.is_fed(collection, each.id)):
            name = getattr(record, "short_name", None) or str(getattr(record, "name", record.id))
            found = index.get(record.id, ())
            if collection == "localities":
                found = archive.in_area(archive.localities[record.id])
            yield _feed(making, address_of(record), name, found, most)
    yield _corrections(site)
    yield from calendar(site)


def _feed(making: "_Making", address: str, name: str, found: Sequence[Exemplar], most: int) -> Bundle:
    lay_out = partial(_newest_of, making, address, name, found, most, making.since)
    return Bundle(feed_address(address, "xml").lstrip("/"), lay_out)


def _newest_of(
    making: "_Making", address: str, name: str, found: Sequence[Exemplar], most: int, since: str
) -> Iterator[Output]:
    """Yield the feed of the newest of some records."""
    site = making.site
    title = site.say("feed.title", name=name, site=site.settings.site_name)
    if address == EVERYTHING:
        title = site.settings.site_name
    records = making.newest(found, most)
    updated = max([since, *(site.day_of(r).iso for r in records)])
    make = partial(_written_records, making, address, title, updated, records)
    yield _both(address, make, ("feed", address, title, updated, records))


def _since(site: Site) -> str:
    """Return the day of a feed that holds nothing yet: no clock, and seldom another day."""
    found: str = min((record.published_on.iso for record in site.archive.public_exemplars()), default="1970-01-01")
    return found


def _both(address: str, make: Any, made_of: object) -> Output:
    atom, plain = (feed_address(address, form).lstrip("/") for form in ("xml", "json"))
    return Output(atom, make, made_of, beside=lambda: (plain,))


def _written_records(
    making: "_Making", address: str, title: str, updated: str, records: Sequence[Exemplar]
) -> tuple[str, str]:
    return written(making.site, Feed(address, title, updated, [making.entry(record) for record in records]))


class _Making:
    """What all feeds of a site are made with. It holds the entries made last: a story stands in many feeds."""

    is_whole_site = True

    def __init__(self, site: Site) -> None:
        self.site, self.since = site, _since(site)
        self.made = lru_cache(_ENTRIES)(self._make)

    @cached_property
    def rank(self) -> Mapping[int, int]:
        """The place of each public record among all by the day it was published, the newest last."""
        every = sorted(self.site.archive.public_exemplars(), key=lambda r: (r.published_on.iso, r.collection, r.id))
        return {id(record): number for number, record in enumerate(every)}

    def newest(self, records: Iterable[Exemplar], most: int) -> list[Exemplar]:
        """Return the newest of some records, the newest first."""
        return nlargest(most, records, key=lambda record: self.rank[id(record)])

    def entry(self, record: Exemplar) -> Entry:
        """Return a record as an entry."""
        return self.made(record.collection, record.id)

    def _make(self, collection: str, record_id: str) -> Entry:
        record = self.site.archive.collection(collection)[record_id]
        assert isinstance(record, Exemplar)
        return entry_of(self.site, record)


def written(site: Site, feed: Feed) -> tuple[str, str]:
    """Return a feed as Atom and as JSON Feed."""
    return atom(site, feed), json_feed(site, feed)


def entry_of(site: Site, record: Exemplar) -> Entry:
    """Return a story or model as an entry, whole."""
    url = site.absolute(address_of(record))
    return Entry(
        site.lasting(address_of(record)),
        url,
        record.title,
        record.summary,
        content_of(site, record),
        record.published_on.iso,
        site.day_of(record).iso,
        site.absolute(picture_of(site, record)),
        [site.archive.fields[f].name for f in record.fields],
    )


def content_of(site: Site, record: Exemplar) -> str:
    """Return what a record tells as HTML that stands on its own, with full addresses."""
    template = site.templates.get_template("feed_entry.html.j2")
    made: str = template.render(
        record=record, is_story=isinstance(record, Story), facts=facts_of(site, record), absolute=site.absolute
    )
    return "\n".join(line for line in made.split("\n") if line.strip())


def _stamp(site: Site, day: str) -> str:
    return f"{day}T00:00:00{site.settings.time_zone}"


def atom(site: Site, feed: Feed) -> str:
    """Return a feed as Atom 1.0."""
    me, page = site.absolute(feed_address(feed.address, "xml")), site.absolute(feed.address)
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


def json_feed(site: Site, feed: Feed) -> str:
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
        "feed_url": site.absolute(feed_address(feed.address, "json")),
        "language": site.settings.language,
        "authors": [{"name": site.settings.agency.short_name, "url": site.absolute("/")}],
        "items": items,
    }
    return json.dumps(whole, ensure_ascii=False) + "\n"


def _corrections(site: Site) -> Output:
    """Return the feed of corrections."""
    found = corrections_of(site)[:HELD]
    title = site.say("feed.title", name=site.say("corrections.title"), site=site.settings.site_name)
    entries = [
        Entry(
            f"{site.lasting(address or CORRECTIONS)}#dinh-chinh-{correction.date.iso}-{number}",
            site.absolute(address or CORRECTIONS),
            site.say("feed.correction", name=name),
            correction.text,
            f"<p>{xml_text(correction.text)}</p>",
            correction.date.iso,
            correction.date.iso,
            "",
            [],
        )
        for name, address, correction, number in found
    ]
    updated = max([_since(site), *(entry.updated for entry in entries)])
    feed = Feed(CORRECTIONS, title, updated, entries)
    return _both(CORRECTIONS, partial(written, site, feed), ("corrections", feed))


def calendar(site: Site) -> Iterator[Output]:
    """Yield the calendar of campaigns: each all day from its first to its last day, as far as known."""
    campaigns = [c for c in site.archive.campaigns.values() if c.period_from is not None]
    yield Output(CALENDAR.lstrip("/"), partial(_calendar, site, campaigns), ("calendar", campaigns))


CALENDAR = "/feeds/phong-trao.ics"


def _calendar(site: Site, campaigns: Sequence[Any]) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Dien hinh//Campaigns//VI",
        "CALSCALE:GREGORIAN",
        f"NAME:{_ics(site.say('feed.calendar', site=site.settings.site_name))}",
        f"X-WR-CALNAME:{_ics(site.say('feed.calendar', site=site.settings.site_name))}",
    ]
    for campaign in campaigns:
        lines += _event(site, campaign)
    return "".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _event(site: Site, campaign: Any) -> list[str]:
    url = site.absolute(address_of(campaign))
    began: PartialDate = campaign.period_from
    lines = [
        "BEGIN:VEVENT",
        f"UID:{site.lasting(address_of(campaign))}",
        f"DTSTAMP:{site.day_of(campaign).iso.replace('-', '')}T000000Z",
        f"DTSTART;VALUE=DATE:{began.earliest:%Y%m%d}",
    ]
    if campaign.period_to is not None:
        last = campaign.period_to.latest
        lines.append(f"DTEND;VALUE=DATE:{last.fromordinal(last.toordinal() + 1):%Y%m%d}")
    lines += [
        f"SUMMARY:{_ics(campaign.short_name)}",
        f"DESCRIPTION:{_ics(campaign.summary)} ({_ics(campaign.period_as_printed)})",
        f"URL:{url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]
    return lines


def _ics(text: str) -> str:
    """Return text for a value of a calendar (RFC 5545, section 3.3.11)."""
    plain = "".join(letter for letter in text if letter >= " " or letter == "\n")
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return a line of a calendar in pieces of at most 75 bytes (section 3.1), never through a letter."""
    pieces, piece, size = [], "", 0
    for letter in line:
        bytes_ = len(letter.encode())
        if size + bytes_ > 74:
            pieces.append(piece)
            piece, size = "", 0
        piece, size = piece + letter, size + bytes_
    return "\r\n ".join([*pieces, piece]) + "\r\n"
