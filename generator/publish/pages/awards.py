"""Pages of award forms and of the decision register."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from generator.publish.artifact import Artifact, Part
from generator.publish.context import SiteContext
from generator.publish.facts import handling
from generator.publish.kinds.decision import decision_kind, is_recognition
from generator.publish.page_tools import PageExtras, page_extras
from generator.publish.pages.listing import (
    Pagination,
    Tile,
    counted,
    index_page,
    paginate,
    paginated_target,
    subpage_artifacts,
)
from generator.publish.routes import PREFIX, attachment_route, decision_list_route, page_route, story_route
from generator.publish.search.decision_register import ROWS_PER_PAGE, part_route
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
    for award in found:
        address, records = page_route(award), archive.by_award.get(award.id, ())
        given = [decision for decision in archive.decisions.values() if decision.award == award.id]
        trail = [(site.t("awards.name"), PREFIX["awards"]), (award.name, address)]
        yield paginated_target(site, partial(_award_page, site, award, given), address, records, award.name, trail)


def _award_page(site: SiteContext, award: Award, decisions: Sequence[Decision], gathered: Pagination) -> Artifact:
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
    )


def decisions(site: SiteContext) -> Iterator[Artifact]:
    """Yield the decision register and the page of each decision; withdrawn rows stay out."""
    archive = site.archive
    found = sorted(archive.decisions.values(), key=_newest_first)
    sections = []
    for recognised in (False, True):
        tiles = [
            Tile(
                site.t("decision.title", number=d.number),
                page_route(d),
                d.subject,
                d.date.short if d.date else d.date_as_printed,
            )
            for d in found
            if is_recognition(archive, d) is recognised
        ]
        if tiles:
            sections.append((site.t(f"decisions.{'recognitions' if recognised else 'commendations'}"), tiles))
    recognitions = sum(is_recognition(archive, decision) for decision in found)
    note = site.t("decisions.so_far", commendations=len(found) - recognitions, recognitions=recognitions)
    yield index_page(
        site, "decisions", "decisions", sections or [("", [])], empty="decisions.empty", note=note if found else ""
    )
    for decision in found:
        yield from _decision(site, decision)


def _decision(site: SiteContext, decision: Decision) -> Iterator[Artifact]:
    """Yield the page of a decision, and a page for each further part of a long list."""
    numbered = list(enumerate(decision.rows, 1))
    parts = max(1, -(-len(numbered) // ROWS_PER_PAGE))
    title = site.t("decision.title", number=decision.number)
    archive = site.archive
    attachment = site.attachment(decision)
    if attachment is not None:
        path = attachment_route(decision).lstrip("/")
        yield Artifact(path, partial(Path.read_bytes, attachment.file), archive.origin(decision).path)
    gathered = paginate(site, page_route(decision), site.archive.by_decision.get(decision.id, ()))
    for part in range(1, parts + 1):
        rows = [
            (n, row)
            for n, row in numbered[(part - 1) * ROWS_PER_PAGE : part * ROWS_PER_PAGE]
            if archive.is_row_shown(row)
        ]
        shown = title if part == 1 else site.t("decision.part_title", title=title, part=part, parts=parts)
        yield site.record_page(
            decision,
            "decision.md.j2",
            shown,
            decision.subject,
            address=part_route(decision, part),
            **page_extras(PageExtras(site, decision)),
            kind=decision_kind(site, decision),
            is_recognition=is_recognition(archive, decision),
            handling=list(handling(site, decision)),
            attachment=attachment,
            attachment_route=attachment_route(decision),
            list_route=decision_list_route(decision),
            shown_models={m.id: m for m in archive.public_models if m.id in {row.model for _, row in rows}},
            rows=rows,
            has_units=any(row.unit or row.unit_id or row.locality for row in decision.rows),
            has_awards=not decision.award or any(row.award for row in decision.rows),
            total=sum(1 for _, row in numbered if archive.is_row_shown(row)),
            stories=gathered.records if part == 1 else (),
            further=gathered.subpages if part == 1 else [],
            shown_stories={row.story for _, row in rows if row.story in site.archive.public_ids},
            story_route=story_route,
            part=part,
            pieces=[(n, part_route(decision, n)) for n in range(1, parts + 1)],
        )

    trail = [(site.t("decisions.name"), PREFIX["decisions"]), (title, page_route(decision))]
    yield from subpage_artifacts(site, gathered, title, trail)


def _newest_first(decision: Decision) -> tuple[object, ...]:
    day = decision.date
    return (-(day.earliest.toordinal() if day else 0), decision.id)
