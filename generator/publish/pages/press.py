"""The press collection, the page of the agency, and the page on which anybody checks what they hold."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from generator.core.dates import PartialDate
from generator.publish.artifact import Artifact
from generator.publish.citing.styles import citations
from generator.publish.citing.work import work_of
from generator.publish.context import SiteContext
from generator.publish.corrections import all_corrections
from generator.publish.routes import AGENCY, PRESS, VERIFICATION, feed_route, page_route
from generator.records.kinds import KINDS
from generator.records.reference import PressItem
from generator.records.shared import Exemplar

_WEEK = timedelta(days=6)
_MOST = 12
TOPICS = tuple(
    kind.collection for kind in sorted(KINDS, key=lambda kind: kind.folder is not None) if kind.in_press_room
)
"""Collections whose feeds the press room lists, lists of terms first."""


def press(site: SiteContext) -> Iterator[Artifact]:
    """Yield the press collection: what changed of late, how to cite, reuse, follow and check."""
    archive = site.archive
    last = archive.as_of
    first = _week_before(last.latest)
    changed = sorted(_changed(site, first), key=lambda row: (row[1].sort_key, row[0].id), reverse=True)
    recent = [(n, a, c) for n, a, c, _ in all_corrections(site) if c.date.earliest >= first]
    title = site.t("press.title")
    featured = archive.stories.get(site.settings.featured or "")
    shown = featured if featured is not None and featured.id in archive.public_ids else None
    document = archive.documents.get(site.settings.mission_document or "")
    clause = next((f"{document.id}#{c.anchor}" for c in document.clauses if c.asks), None) if document else None
    yield site.page(
        PRESS,
        "press.md.j2",
        title,
        site.t("press.lead"),
        updated=last,
        first=PartialDate(first.year, first.month, first.day),
        last=last,
        changed=changed[:_MOST],
        more=max(0, len(changed) - _MOST),
        corrections=recent[:_MOST],
        example=citations(work_of(site, shown), site.words)[0].text if shown else "",
        clause=clause,
        told=_outlets(archive.press_items.values()),
        newest=sorted(archive.press_items.values(), key=lambda item: item.date.sort_key, reverse=True)[:_MOST],
        feed_route=feed_route,
        topics=[
            (
                site.t(f"{'special' if collection == 'special_pages' else collection}.name"),
                [
                    (getattr(t, "short_name", None) or getattr(t, "name", t.id), page_route(t))
                    for t in archive.collection(collection).values()
                ],
            )
            for collection in TOPICS
        ],
    )


def _outlets(items: Iterable[PressItem]) -> list[tuple[str, int, int]]:
    """Return each outlet with its articles and broadcasts, and its minutes on the air."""
    counted: Counter[str] = Counter()
    minutes: Counter[str] = Counter()
    for item in items:
        counted[item.outlet] += 1
        minutes[item.outlet] += item.minutes or 0
    return [(outlet, count, minutes[outlet]) for outlet, count in counted.most_common()]


def _week_before(day: date) -> date:
    return day - _WEEK


def _changed(site: SiteContext, first: date) -> Iterator[tuple[Exemplar, PartialDate, bool]]:
    for record in site.archive.public_exemplars():
        day = site.modified_days[id(record)]
        if day.earliest >= first:
            yield record, day, site.changed_after(record) is None


def verification(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page that compares an address or a saved file with the manifest of the release."""
    yield site.page(VERIFICATION, "verify.md.j2", site.t("verify.title"), site.t("verify.lead"))


def agency(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page of the agency: what a state body's site must say of it (Decree 42/2022/NĐ-CP art. 4 and 7)."""
    title = site.t("agency.title")
    yield site.page(AGENCY, "agency.md.j2", title, site.t("agency.lead", agency=site.settings.agency.short_name))
