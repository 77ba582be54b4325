"""How the plans of units are published."""

from generator.publish.context import SiteContext
from generator.publish.linked_data import creative_work
from generator.publish.opendata.columns import ADDRESSES, DAYS, Column, Table, field_columns, parts_of, records_column
from generator.publish.page_head import Node
from generator.publish.spec import Citation, CitedWork, PublishSpec, SearchText
from generator.records.plan import Plan, PlanTotal, Registration


def _summary(site: SiteContext, plan: Plan) -> str:
    return site.t("plan.summary", name=plan.name, count=len(plan.registrations))


def _linked_data(site: SiteContext, plan: Plan, work: CitedWork) -> list[Node]:
    return [creative_work(site, plan, work, "Report") | {"name": plan.name, "headline": plan.name}]


def _search_text(site: SiteContext, plan: Plan) -> SearchText:
    archive = site.archive
    unit, place = archive.units.get(plan.unit or ""), archive.localities.get(plan.locality or "")
    whose = unit.name if unit else place.name if place else ""
    words = {
        "h": (plan.name,),
        "n": (plan.number or "",),
        "p": (whose, str(plan.year)),
        "t": tuple(text for each in plan.registrations for text in (each.name or "", each.content)),
    }
    return SearchText(plan.name, place=whose, year=str(plan.last_year), summary=_summary(site, plan), words=words)


PLANS = Table(
    "plans",
    ("id",),
    lambda site: site.archive.plans.values(),
    (
        *field_columns(Plan, "id", "name", "unit", "locality", "year", "until", "campaign", "number", "document"),
        *DAYS,
        *ADDRESSES,
    ),
)
REGISTRATIONS = Table(
    "registrations",
    ("plan", "id"),
    lambda site: parts_of(site.archive.plans.values(), lambda plan: plan.registrations),
    (
        records_column("plan", Plan),
        Column("id", lambda _, item: item.part.id),
        *field_columns(Registration, registered_kind="kind", of="part"),
        *field_columns(Registration, "name", "field", "content", "target", "quarter", "office", of="part"),
        *field_columns(Registration, "judgement", "judged_on", "proposals", "story", "model", of="part"),
    ),
)
PLAN_TOTALS = Table(
    "plan-totals",
    ("plan", "step"),
    lambda site: parts_of(site.archive.plans.values(), lambda plan: plan.totals),
    (
        records_column("plan", Plan),
        *field_columns(PlanTotal, "step", "as_printed", "source", of="part"),
    ),
)

PLAN = PublishSpec(
    Plan,
    citation=lambda site, plan: Citation(plan.name, _summary(site, plan)),
    linked_data=_linked_data,
    search_letters={"plans": "k"},
    search_text=_search_text,
    tables=(PLANS, REGISTRATIONS, PLAN_TOTALS),
)
