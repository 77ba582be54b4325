"""Pages of award forms."""

from collections.abc import Iterator, Sequence
from functools import partial

from generator.archive.decision_lists import newest_first
from generator.publish.artifact import Artifact, Part
from generator.publish.context import SiteContext
from generator.publish.pages.listing import (
    Pagination,
    Tile,
    counted,
    index_page,
    paginated_target,
)
from generator.publish.routes import PREFIX, page_route
from generator.records.decision import Decision
from generator.records.reference import Award

GROUPS = ("nha-nuoc", "danh-hieu", "hinh-thuc", "ngoai-luat")


def awards(site: SiteContext) -> Iterator[Part]:
    """Yield the list of award forms and the page of each: what, who decides, basis, holders."""
    archive = site.archive
    found = list(archive.awards.values())
    sections = [
        (
            site.t(f"award.group.{group}"),
            [
                Tile(a.name, page_route(a), a.description, counted(site, archive.by_award.get(a.id, ())))
                for a in found
                if a.group == group
            ],
        )
        for group in GROUPS
    ]
    yield index_page(site, "awards", "awards", [s for s in sections if s[1]])
    by_award: dict[str | None, list[Decision]] = {}
    for decision in newest_first(archive.decisions.values()):
        by_award.setdefault(decision.award, []).append(decision)
    for award in found:
        address, records = page_route(award), archive.by_award.get(award.id, ())
        given, most = by_award.get(award.id, ()), site.settings.list_page_limit
        page = partial(_award_page, site, award, given[:most], max(0, len(given) - most))
        trail = [(site.t("awards.name"), PREFIX["awards"]), (award.name, address)]
        yield paginated_target(site, page, address, records, award.name, trail)


def _award_page(
    site: SiteContext, award: Award, decisions: Sequence[Decision], more: int, gathered: Pagination
) -> Artifact:
    """Return the page of an award with some decisions that gave it; so many more there are."""
    lead = award.description or site.t("award.lead", name=award.name)
    return site.record_page(
        award,
        "award.md.j2",
        award.name,
        lead,
        lead=lead,
        records=gathered.records,
        further=gathered.subpages,
        figures=[s for s in site.archive.statistics.values() if s.award == award.id],
        decisions=decisions,
        more_decisions=more,
    )
