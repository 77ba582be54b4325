"""How decisions and the rows of their lists are published."""

from collections.abc import Iterable
from typing import Any

from generator.archive.archive import Archive
from generator.archive.decision_lists import is_row_shown
from generator.publish.context import SiteContext
from generator.publish.linked_data import legislation_nodes
from generator.publish.opendata.columns import (
    ADDRESSES,
    DAYS,
    Column,
    FieldValue,
    PartOf,
    Table,
    field_columns,
    nothing_beside,
    records_column,
)
from generator.publish.opendata.public_fields import to_public
from generator.publish.routes import attachment_route
from generator.publish.search.decision_register import shown_rows
from generator.publish.spec import Citation, PublishSpec, SearchText, SearchWords
from generator.records.decision import Decision, DecisionRow


def is_recognition(archive: Archive, decision: Decision) -> bool:
    """Tell whether a decision recognises something (a commune, a product) and commends nobody by the law."""
    award = archive.awards.get(decision.award or "")
    return award is not None and award.statutory == "no"


def decision_kind(site: SiteContext, decision: Decision) -> str:
    """Return what kind of decision it is, in words."""
    return site.t(f"decision.{'recognition' if is_recognition(site.archive, decision) else 'kicker'}")


def _file_address(site: SiteContext, decision: Decision) -> str | None:
    found = site.attachment(decision)
    return site.absolute(attachment_route(decision)) if found else None


def _citation(site: SiteContext, decision: Decision) -> Citation:
    return Citation(
        decision.subject,
        decision.subject,
        is_reproduced=True,
        author=decision.issuer,
        issued=decision.date,
        number=decision.number,
        genre=decision_kind(site, decision),
    )


def _to_public(site: SiteContext, decision: Decision) -> dict[str, Any]:
    """Withdrawn rows stay out, and with them the file; a row leads to its story where that is public."""
    rows = []
    for number, row in enumerate(decision.rows, 1):
        if is_row_shown(site.archive, row):
            shown = {"number": number, **to_public(row)}
            if row.story not in site.archive.public_ids:
                shown.pop("story", None)
            rows.append(shown)
    found: dict[str, Any] = to_public(decision)
    found.pop("rows", None)
    if site.attachment(decision) is None:
        found.pop("file", None)
    return found | ({"rows": rows} if rows else {})


def _search_text(site: SiteContext, decision: Decision) -> SearchText:
    year = str(decision.date.year) if decision.date else ""
    return SearchText(
        site.t("decision.title", number=decision.number),
        place=decision.issuer,
        year=year,
        summary=decision.subject,
    )


def _search_words(_: SiteContext, decision: Decision) -> SearchWords:
    year = str(decision.date.year) if decision.date else ""
    return {"n": (decision.number,), "h": (decision.subject,), "p": (decision.issuer, year)}


def _decisions(site: SiteContext) -> Iterable[Decision]:
    return site.archive.decisions.values()


def _file_digest(site: SiteContext, decision: Decision) -> str | None:
    found = site.attachment(decision)
    return found.digest if found else None


def _public_story(site: SiteContext, item: PartOf) -> str | None:
    story: str | None = item.part.row.story
    return story if story in site.archive.public_ids else None


DECISIONS = Table(
    "decisions",
    ("id",),
    (_decisions,),
    (
        *field_columns(Decision, "id"),
        *field_columns(Decision, decision_number="number"),
        *field_columns(
            Decision,
            "date",
            "effective_on",
            "issuer",
            "level",
            "signer",
            "subject",
            "award",
            "award_kind",
            "campaign",
            "status",
        ),
        Column("file", _file_address),
        Column("file_sha256", _file_digest),
        *DAYS,
        *ADDRESSES,
    ),
    beside=_file_digest,
)
DECISION_ROWS = Table(
    "decision-rows",
    ("decision", "row"),
    (_decisions,),
    (
        records_column("decision", Decision),
        Column("row", FieldValue("part.number"), "integer"),
        *field_columns(DecisionRow, "name", "kind", of="part.row"),
        *field_columns(DecisionRow, unit_as_printed="unit", of="part.row"),
        Column("award", lambda _, item: item.part.row.award or item.record.award, refers="awards"),
        Column("award_kind", lambda _, item: item.part.row.award_kind or item.record.award_kind),
        *field_columns(DecisionRow, "position_group", "is_enterprise", "field", of="part.row"),
        *field_columns(DecisionRow, "note", "unit_id", "model", "locality", of="part.row"),
        Column("story", _public_story, refers="stories"),
    ),
    shown_rows,
    beside=nothing_beside,
)

DECISION = PublishSpec(
    Decision,
    to_public=_to_public,
    citation=_citation,
    linked_data=legislation_nodes,
    search_letters={"decisions": "d"},
    search_text=_search_text,
    search_words=_search_words,
    tables=(DECISIONS, DECISION_ROWS),
)
