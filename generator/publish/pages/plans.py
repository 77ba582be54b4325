"""The board of the four stages, the plans of units, and the criteria of an example in each field (A4)."""

from collections.abc import Iterator
from functools import partial

from generator.core.dates import PartialDate
from generator.core.text import collation_key, grouped
from generator.publish.artifact import Artifact, Part, Target
from generator.publish.board import STEPS, BoardRow, Case, cases, due_day, name_of, records_of, rows, standstills
from generator.publish.context import SiteContext
from generator.publish.counting import counting
from generator.publish.page_tools import PageExtras, page_extras
from generator.publish.pages.listing import Tile, index_page
from generator.publish.routes import CRITERIA, PREFIX, page_route
from generator.records.plan import Plan, Registration
from generator.records.reference import RecipientKind

UNITS_SHOWN = 30
"""Units on the board beside those that have a plan."""


def board(site: SiteContext) -> Iterator[Part]:
    """Yield the board of the four stages."""
    yield counting("board", _board, site)


def _board(site: SiteContext) -> Iterator[Artifact]:
    """Yield the board: the way with its counts, plans and what came of them, what stands still, by field and year."""
    archive, found = site.archive, cases(site)
    by_unit = rows(found, lambda case: (case.unit,) if case.unit else ())
    planning = {plan.unit for plan in archive.plans.values() if plan.unit}
    ranked = sorted(by_unit.values(), key=lambda row: (row.key not in planning, -row.total, row.key))
    by_field = rows(found, lambda case: case.fields)
    by_year = rows(found, lambda case: (str(case.year) if case.year else "",))
    waiting = list(standstills(site, found))
    shown = [number for number, step in enumerate(STEPS) if step != "registered" or any(step in c.steps for c in found)]
    yield site.page(
        PREFIX["stages"],
        "board.md.j2",
        site.t("stages.title"),
        site.t("stages.lead"),
        as_of=archive.as_of,
        updated=archive.as_of,
        steps=[(number, STEPS[number]) for number in shown],
        stages=[(stage, len(archive.by_stage.get(stage.id, ()))) for stage in archive.stages.values()],
        whole=BoardRow("", len(found), tuple(sum(step in case.steps for case in found) for step in STEPS)),
        plans=[(plan, _totals_of(plan, found)) for plan in _newest_first(site)],
        printed=_has_totals(site),
        waiting=[(each, *_whose(site, each.case)) for each in waiting if each.reason == "overdue"],
        silent=[(each, *_whose(site, each.case)) for each in waiting if each.reason == "silent"],
        fields=[by_field[each] for each in archive.fields if each in by_field],
        without=[each for each in archive.fields if each not in by_field],
        years=[by_year[year] for year in sorted(by_year, reverse=True)],
        units=[(archive.units[row.key], row) for row in ranked[: UNITS_SHOWN + len(planning)]],
        unit_count=len(by_unit),
        criteria=len(archive.criteria),
    )


def _has_totals(site: SiteContext) -> list[Plan]:
    return [plan for plan in _newest_first(site) if plan.totals]


def _newest_first(site: SiteContext) -> list[Plan]:
    return sorted(site.archive.plans.values(), key=lambda plan: (-plan.last_year, -plan.year, plan.id))


def _totals_of(plan: Plan, found: list[Case]) -> BoardRow:
    own = [case for case in found if case.plan is plan]
    return BoardRow(plan.id, len(own), tuple(sum(step in case.steps for case in own) for step in STEPS))


def _whose(site: SiteContext, case: Case) -> tuple[str, str]:
    """Return whose a case is, by name, and where that is told."""
    if case.plan is not None:
        return planner_name(site, case.plan), page_route(case.plan)
    unit = site.archive.units.get(case.unit)
    return (unit.name, page_route(unit)) if unit else ("", "")


def planner_name(site: SiteContext, plan: Plan) -> str:
    """Return the name of the unit or place whose plan it is, as it was called in the plan's last year."""
    unit, place = site.archive.units.get(plan.unit or ""), site.archive.localities.get(plan.locality or "")
    if unit is None:
        return site.qualified_name(place) if place else ""
    borne = (n for n in unit.names if n.valid_from is None or n.valid_from.year <= plan.last_year)
    return (list(borne) or [unit.names[0]])[-1].name


def _borne_name(site: SiteContext, plan: Plan) -> str:
    """Return the name of whoever planned as it stands in a sentence, without what tells namesakes apart."""
    place = site.archive.localities.get(plan.locality or "")
    return place.name if place and not plan.unit else planner_name(site, plan)


def plans(site: SiteContext) -> Iterator[Part]:
    """Yield the list of plans by year, and the page of each."""
    found = _newest_first(site)
    years = sorted({plan.last_year for plan in found}, reverse=True)
    sections = [
        (
            site.t("year.name", year=year),
            [
                Tile(plan.name, page_route(plan), planner_name(site, plan), _counted(site, plan))
                for plan in found
                if plan.last_year == year
            ],
        )
        for year in years
    ]
    yield index_page(site, "plans", "plans", sections or [("", [])], empty="plans.empty", note=site.t("plans.note"))
    for plan in found:
        waits = any(not each.judgement for each in plan.registrations)  # then its page counts the days
        yield Target(page_route(plan), partial(_plan_page, site, plan, site.archive.as_of if waits else None))


def _counted(site: SiteContext, plan: Plan) -> str | None:
    count = len(plan.registrations) or next((int(t.count) for t in plan.totals if t.step == "registered"), 0)
    return site.t("plan.count", count=grouped(count)) if count else None


def _plan_page(site: SiteContext, plan: Plan, today: PartialDate | None) -> Iterator[Artifact]:
    """Yield the page of a plan; `today` is the newest day in the records, where the page counts from it."""
    archive = site.archive
    unit, place = archive.units.get(plan.unit or ""), archive.localities.get(plan.locality or "")
    is_plan = bool(plan.number or plan.document or plan.registrations or plan.quotas)
    lead = site.t(
        "plan.lead" if is_plan else "plan.figures_lead", name=_borne_name(site, plan), years=_years(site, plan)
    )
    most = max((int(total.count) for total in plan.totals), default=0)
    yield site.record_page(
        plan,
        "plan.md.j2",
        plan.name,
        lead,
        lead=lead,
        whose=unit or place,
        planner=planner_name(site, plan),
        years=_years(site, plan),
        quotas=[(quota, _made(plan, quota.kind)) for quota in plan.quotas],
        is_plan=is_plan,
        registrations=[
            (
                each,
                name_of(site, each),
                records_of(archive, each),
                due_day(plan, each),
                0 if each.judgement or today is None else max(0, (today.latest - due_day(plan, each).latest).days),
            )
            for each in plan.registrations
        ],
        judged=sum(1 for each in plan.registrations if each.judgement),
        totals=plan.totals,
        most=most,
        **page_extras(PageExtras(site, plan)),
    )


def _years(site: SiteContext, plan: Plan) -> str:
    if plan.last_year == plan.year:
        return site.t("plan.year", year=plan.year)
    return site.t("plan.span", first=plan.year, last=plan.last_year)


def _made(plan: Plan, kind: str) -> tuple[int, int]:
    """Return how many examples of a kind are registered, and how many of them were judged to have made it."""
    own: list[Registration] = [each for each in plan.registrations if each.kind == kind]
    return len(own), sum(1 for each in own if each.judgement == "dat")


def criteria(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page of criteria field by field: what was laid down, and for which fields nobody has yet."""
    archive = site.archive
    kinds: tuple[RecipientKind, ...] = ("individual", "collective", "household")
    laid_down = sorted(archive.criteria.values(), key=lambda each: (each.field, collation_key(each.issuer)))
    yield site.page(
        CRITERIA,
        "criteria.md.j2",
        site.t("criteria.title"),
        site.t("criteria.lead"),
        fields=[
            (sector, [(each, [kind for kind in kinds if kind in each.recipients]) for each in own])
            for sector in archive.fields.values()
            if (own := [each for each in laid_down if each.field == sector.id])
        ],
        lacking=[s for s in archive.fields.values() if all(each.field != s.id for each in laid_down)],
    )
