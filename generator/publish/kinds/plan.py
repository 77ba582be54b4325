"""How the plans of units are published."""

from collections.abc import Iterable
from typing import Any

from generator.publish.context import SiteContext
from generator.publish.linked_data import creative_work
from generator.publish.opendata.columns import ADDRESSES, DAYS, Column, FieldValue, Table, field_columns, records_column
from generator.publish.opendata.public_fields import to_public
from generator.publish.page_head import Node
from generator.publish.spec import Citation, CitedWork, PublishSpec, SearchText, SearchWords
from generator.records.plan import Plan, PlanTotal, Registration


def _public(site: SiteContext, each: Registration) -> Registration:
    """Return a registration as the public gets it: without what is paused or withdrawn of what it became."""
    archive = site.archive
    story = each.story if each.story in archive.public_ids else None
    model = archive.models.get(each.model or "")
    is_down = model is not None and model.is_down
    gone = {"story": story, "model": None if is_down else each.model, "name": None if is_down else each.name}
    return Registration.model_construct(**{**each.__dict__, **gone})


def _to_public(site: SiteContext, plan: Plan) -> dict[str, Any]:
    """Return a plan as the public gets it."""
    found: dict[str, Any] = to_public(plan)
    if plan.registrations:
        found["registrations"] = [to_public(_public(site, each)) for each in plan.registrations]
    return found


def _summary(site: SiteContext, plan: Plan) -> str:
    return site.t("plan.summary", name=plan.name, count=len(plan.registrations))


def _linked_data(site: SiteContext, plan: Plan, work: CitedWork) -> list[Node]:
    return [creative_work(site, plan, work, "Report") | {"name": plan.name, "headline": plan.name}]


def _search_text(site: SiteContext, plan: Plan) -> SearchText:
    return SearchText(plan.name, place=_whose(site, plan), year=str(plan.last_year), summary=_summary(site, plan))


def _whose(site: SiteContext, plan: Plan) -> str:
    archive = site.archive
    unit, place = archive.units.get(plan.unit or ""), archive.localities.get(plan.locality or "")
    return unit.name if unit else place.name if place else ""


def _search_words(site: SiteContext, plan: Plan) -> SearchWords:
    return {
        "h": (plan.name,),
        "n": (plan.number or "",),
        "p": (_whose(site, plan), str(plan.year)),
        "t": tuple(t for each in plan.registrations for t in (_public(site, each).name or "", each.content)),
    }


def _plans(site: SiteContext) -> Iterable[Plan]:
    return site.archive.plans.values()


PLANS = Table(
    "plans",
    ("id",),
    (_plans,),
    (
        *field_columns(Plan, "id", "name", "unit", "locality", "year", "until", "campaign", "number", "document"),
        *DAYS,
        *ADDRESSES,
    ),
)
REGISTRATIONS = Table(
    "registrations",
    ("plan", "id"),
    (_plans,),
    (
        records_column("plan", Plan),
        Column("id", FieldValue("part.id")),
        *field_columns(Registration, registered_kind="kind", of="part"),
        *field_columns(Registration, "name", "field", "content", "target", "quarter", "office", of="part"),
        *field_columns(Registration, "judgement", "judged_on", "proposals", "story", "model", of="part"),
    ),
    lambda site, plan: [_public(site, each) for each in plan.registrations],
)
PLAN_TOTALS = Table(
    "plan-totals",
    ("plan", "step"),
    (_plans,),
    (
        records_column("plan", Plan),
        *field_columns(PlanTotal, "step", "as_printed", "source", of="part"),
    ),
    lambda _, plan: plan.totals,
)

PLAN = PublishSpec(
    Plan,
    citation=lambda site, plan: Citation(plan.name, _summary(site, plan)),
    linked_data=_linked_data,
    search_letters={"plans": "k"},
    search_text=_search_text,
    search_words=_search_words,
    to_public=_to_public,
    tables=(PLANS, REGISTRATIONS, PLAN_TOTALS),
)
