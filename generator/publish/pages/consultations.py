"""Pages of consultations: who may be proposed, until when to say what one knows, and what came of it.

Whether one is open is told by the day of the site (`SiteContext.day`), so that the same commit gives the same bytes.
"""

from collections.abc import Iterator
from functools import partial

from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.feeds import Entry, Feed, feed_artifacts, feed_of, first_day
from generator.publish.routes import PREFIX, page_route
from generator.records.consultation import Consultation

STATES = ("open", "coming", "over")
"""In which order a list shows them."""


def state_of(site: SiteContext, record: Consultation) -> str:
    """Return whether a consultation is open on the day of the site, is still to come, or is over."""
    today = site.day.earliest
    if today < record.opens.earliest:
        return "coming"
    return "over" if today > record.closes.earliest else "open"


def consultations(site: SiteContext) -> Iterator[Artifact]:
    """Yield the list, the page of each, and their feed; search engines and the sitemap are not told of them."""
    found = sorted(site.archive.consultations.values(), key=lambda each: (each.closes.sort_key, each.id), reverse=True)
    address = PREFIX["consultations"]
    groups = [(state, [each for each in found if state_of(site, each) == state]) for state in STATES]
    yield site.page(
        address,
        "consultations.md.j2",
        site.t("consultations.title"),
        site.t("consultations.lead"),
        groups=[(state, own) for state, own in groups if own],
        day=site.day,
        is_listed=False,
    )
    for record in found:
        shown = [nominee for nominee in record.nominees if nominee.dropped_on is None]
        yield site.page(
            page_route(record),
            "consultation.md.j2",
            record.name,
            site.t(f"consultation.lead.{state_of(site, record)}", closes=record.closes.short),
            origin=site.archive.origin(record).path,
            updated=record.updated_on or record.published_on,
            record=record,
            state=state_of(site, record),
            result=record.result if state_of(site, record) == "over" else None,
            nominees=shown,
            dropped=len(record.nominees) - len(shown),
            is_listed=False,
        )
    yield feed_of(address, partial(_feed, site, first_day(site), tuple(found)))


def _feed(site: SiteContext, since: str, found: tuple[Consultation, ...]) -> tuple[str, str]:
    """Return the feed in both forms: no name stands in it, for a copy of it outlasts its list."""
    entries = [
        Entry(
            site.lasting(page_route(record)),
            site.absolute(page_route(record)),
            record.name,
            said := site.t("consultation.feed", opens=record.opens.short, closes=record.closes.short),
            f"<p>{said}</p>",
            record.published_on.iso,
            (record.updated_on or record.published_on).iso,
            "",
            [],
        )
        for record in found
    ]
    title = site.t("feed.title", name=site.t("consultations.title"), site=site.settings.site_name)
    updated = max([since, *(entry.updated for entry in entries)])
    return feed_artifacts(site, Feed(PREFIX["consultations"], title, updated, entries))
