"""Rules on the plans of units and the examples they register (A4: có kế hoạch cụ thể trong từng năm, cả giai đoạn)."""

import re
from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.core.dates import PartialDate
from generator.core.problem import Level
from generator.core.text import fold
from generator.records.base import Record
from generator.records.plan import Plan
from generator.records.traversal import iter_texts
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


_HONORIFIC = re.compile(r"(?:ông|bà|anh|chị|cô|chú|em|cháu)\b", re.IGNORECASE)


def registered_people_are_named_by_their_story(plan: Plan, archive: Archive) -> Iterator[Finding]:
    """Whoever is merely being looked at has a right not to be known for it (Law 91/2025/QH15 on personal data).

    A person or household is named through the story told of them, which has its own ground to be published, and
    which takes the name along when it is withdrawn: so no text of the plan holds it either.
    """
    for number, each in enumerate(plan.registrations):
        at = ("registrations", number)
        if each.name and (each.kind in {"individual", "household"} or _HONORIFIC.match(each.name)):
            yield finding((*at, "name"), "rule.plan-person")
        story = archive.stories.get(each.story or "")
        if story is None or story.kind == "collective":
            continue
        for place, text in iter_texts(each):
            if place[-1] != "story" and fold(story.name) in fold(text):
                yield finding((*at, *place), "rule.plan-person")


def registrations_became_what_they_are(plan: Plan, archive: Archive) -> Iterator[Finding]:
    """A person became a person's story, a household a household's; only models became models (A5: chính xác)."""
    for number, each in enumerate(plan.registrations):
        story = archive.stories.get(each.story or "")
        if story and each.kind != "model" and story.kind != each.kind:
            yield finding(("registrations", number, "story"), "rule.plan-kind", name=story.name)
        if each.model and each.kind in {"individual", "household"}:
            yield finding(("registrations", number, "model"), "rule.plan-kind", name=each.model)


def progress_follows_the_plan(plan: Plan, archive: Archive) -> Iterator[Finding]:
    """What came of a plan comes after it began; what was judged was judged after what was done."""
    begin = PartialDate(plan.year)
    for number, each in enumerate(plan.registrations):
        for turn, progress in enumerate(each.progress):
            if progress.date and progress.date.latest < begin.earliest:
                at = ("registrations", number, "progress", turn, "date")
                yield finding(at, "rule.plan-early", day=progress.date.short, year=plan.year)
        if each.judged_on and not each.judgement:
            yield finding(("registrations", number, "judged_on"), "rule.plan-unjudged")
        done = [progress.date for progress in each.progress if progress.date]
        if each.judged_on and any(each.judged_on.latest < day.earliest for day in done):
            values = {"judged": each.judged_on.short, "day": max(done, key=lambda day: day.sort_key).short}
            yield finding(("registrations", number, "judged_on"), "rule.plan-judged", **values)
        if each.judgement == "chua-dat" and "khen" in each.proposals:
            yield finding(("registrations", number, "proposals"), "rule.plan-proposal", Level.WARNING)
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
    if most is not None and most < len(plan.registrations):
        at = next(number for number, total in enumerate(plan.totals) if total.step == "registered")
        yield finding(("totals", at, "count"), "rule.plan-listed", count=most, listed=len(plan.registrations))
    for number, total in enumerate(plan.totals):
        if most is not None and total.step != "registered" and total.count > most:
            yield finding(("totals", number, "count"), "rule.plan-total", count=total.as_printed, registered=most)


def one_registration_for_one_example(archive: Archive) -> Iterator[tuple[Record, Finding]]:
    """A story or model is what one registration of a year became: else the board would count it several times."""
    seen: dict[tuple[str, str, int], str] = {}
    for plan in archive.plans.values():
        for number, each in enumerate(plan.registrations):
            for name in ("story", "model"):
                became = getattr(each, name)
                if became is None:
                    continue
                first = seen.setdefault((name, became, plan.last_year), f"{plan.id}#{each.id}")
                if first != f"{plan.id}#{each.id}":
                    values = {"id": became, "other": first}
                    yield plan, finding(("registrations", number, name), "rule.plan-example-twice", **values)


def one_plan_for_one_year(archive: Archive) -> Iterator[tuple[Record, Finding]]:
    """A unit has one plan for a year or a span of years, and a campaign: of two nobody could tell which holds."""
    seen: dict[tuple[object, ...], Plan] = {}
    for plan in archive.plans.values():
        key = (plan.unit or plan.locality, plan.year, plan.last_year, plan.campaign)
        first = seen.setdefault(key, plan)
        if first is not plan:
            yield plan, finding(("year",), "rule.plan-twice", other=archive.origin(first).path, year=plan.year)
