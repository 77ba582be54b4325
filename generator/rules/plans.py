"""Rules on the plans of units and the examples they register (A4: có kế hoạch cụ thể trong từng năm, cả giai đoạn)."""

from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.core.dates import PartialDate
from generator.records.base import Record
from generator.records.plan import Plan
from generator.rules.finding import Finding, finding


def plans_say_whose_they_are(plan: Plan, archive: Archive) -> Iterator[Finding]:
    """A plan is a unit's, or a place's where no unit is known, and ends no earlier than it begins."""
    if not (plan.unit or plan.locality):
        yield finding(("unit",), "rule.plan-whose")
    if plan.last_year < plan.year:
        yield finding(("until",), "rule.plan-years", year=plan.year, until=plan.last_year)


def planning_unit_existed(plan: Plan, archive: Archive) -> Iterator[Finding]:
    """Nobody planned who was not there yet, or no longer (A5: chính xác)."""
    unit, place = archive.units.get(plan.unit or ""), archive.localities.get(plan.locality or "")
    if unit:
        yield from _in_its_time(plan, "unit", unit.name, unit.names[0].valid_from, unit.names[-1].valid_to)
    if place:
        yield from _in_its_time(plan, "locality", place.name, place.valid_from, place.valid_to)


def _in_its_time(
    plan: Plan, field: str, name: str, begin: PartialDate | None, end: PartialDate | None
) -> Iterator[Finding]:
    if begin and plan.last_year < begin.year:
        yield finding((field,), "rule.plan-before", name=name, year=plan.last_year, begin=begin.short)
    if end and plan.year > end.year:
        yield finding((field,), "rule.plan-after", name=name, year=plan.year, end=end.short)


def registered_people_are_named_by_their_story(plan: Plan, archive: Archive) -> Iterator[Finding]:
    """Whoever is merely being looked at has a right not to be known for it (Law 91/2025/QH15 on personal data).

    A person or household is named through the story told of them, which has its own ground to be published, and
    which takes the name along when it is withdrawn.
    """
    for number, each in enumerate(plan.registrations):
        if each.name and each.kind in {"individual", "household"}:
            yield finding(("registrations", number, "name"), "rule.plan-person")


def progress_follows_the_plan(plan: Plan, archive: Archive) -> Iterator[Finding]:
    """What came of a plan comes after it began; what was judged was judged after what was done."""
    begin = PartialDate(plan.year)
    for number, each in enumerate(plan.registrations):
        for turn, progress in enumerate(each.progress):
            if progress.date and progress.date.latest < begin.earliest:
                at = ("registrations", number, "progress", turn, "date")
                yield finding(at, "rule.plan-early", day=progress.date.short, year=plan.year)
        if each.judged_on and each.judged_on.latest < begin.earliest:
            judged_at = ("registrations", number, "judged_on")
            yield finding(judged_at, "rule.plan-early", day=each.judged_on.short, year=plan.year)


def totals_fit_together(plan: Plan, archive: Archive) -> Iterator[Finding]:
    """No more examples worked, were copied or commended than were registered; each step has one total."""
    counts: dict[str, int] = {}
    for number, total in enumerate(plan.totals):
        if total.step in counts:
            yield finding(("totals", number, "step"), "rule.plan-total-twice")
        counts[total.step] = int(total.count)
    most = counts.get("registered")
    for number, total in enumerate(plan.totals):
        if most is not None and total.step != "registered" and total.count > most:
            yield finding(("totals", number, "count"), "rule.plan-total", count=total.as_printed, registered=most)


def one_plan_for_one_year(archive: Archive) -> Iterator[tuple[Record, Finding]]:
    """A unit has one plan for a year or a span of years, and a campaign: of two nobody could tell which holds."""
    seen: dict[tuple[object, ...], Plan] = {}
    for plan in archive.plans.values():
        key = (plan.unit or plan.locality, plan.year, plan.last_year, plan.campaign)
        first = seen.setdefault(key, plan)
        if first is not plan:
            yield plan, finding(("year",), "rule.plan-twice", other=archive.origin(first).path, year=plan.year)
