"""Of what a report speaks: a period, and what in the records falls into it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from generator.archive.archive import Archive
from generator.archive.award_dates import award_day
from generator.core.dates import PartialDate
from generator.records.campaign import Campaign
from generator.records.decision import Decision
from generator.records.document import Document
from generator.records.model import Model
from generator.records.plan import Plan
from generator.records.reference import Award, Cluster, PressItem
from generator.records.shared import Exemplar
from generator.records.story import Story


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included."""

    begin: date
    end: date

    def holds(self, when: PartialDate | None) -> bool:
        """Tell whether a date lies in the period whatever it means: one known to the year only in a whole year."""
        return when is not None and self.begin <= when.earliest and when.latest <= self.end

    def touches(self, begin: PartialDate | None, end: PartialDate | None) -> bool:
        """Tell whether something that went from one date to another was under way in the period."""
        starts, ends = begin or end, end
        return starts is not None and starts.earliest <= self.end and (ends is None or self.begin <= ends.latest)

    @property
    def whole_year(self) -> int | None:
        """The year, if the period is exactly one."""
        is_one = self.begin == date(self.begin.year, 1, 1) and self.end == date(self.begin.year, 12, 31)
        return self.begin.year if is_one else None


ALL_TIME = Period(date(1900, 1, 1), date(2100, 12, 31))
"""The period of a report on a campaign or a document of which no days are asked for."""


def year_period(year: int) -> Period:
    """Return a whole year."""
    return Period(date(year, 1, 1), date(year, 12, 31))


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is asked for: a period, and perhaps one campaign, document, field, or unit with those below it."""

    period: Period
    campaign: str | None = None
    document: str | None = None
    unit: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class PeriodRecords:
    """The public records of a scope, in the order of lists, and every form of award there is.

    `decisions` are those that were made or proposed in its period.
    """

    stories: tuple[Story, ...]
    models: tuple[Model, ...]
    decisions: tuple[Decision, ...]
    campaigns: tuple[Campaign, ...]
    documents: tuple[Document, ...]
    clusters: tuple[Cluster, ...]
    awards: tuple[Award, ...]
    press: tuple[PressItem, ...]
    plans: tuple[Plan, ...]


def period_records(archive: Archive, scope: Scope) -> PeriodRecords:
    """Return what falls into a scope: stories of a deed, an award or a stage in it, decisions and documents of it.

    Campaigns are those under way in it; models those that began, were taken over, or passed a stage in it.
    """
    period = scope.period
    units = units_below(archive, scope.unit)
    belongs = partial(_belongs, scope, units)
    stories = tuple(s for s in archive.public_stories if belongs(s) and any(map(period.holds, _story_days(archive, s))))
    models = tuple(m for m in archive.public_models if belongs(m) and any(map(period.holds, _model_days(m))))
    decisions = tuple(
        d
        for d in archive.decisions.values()
        if any(map(period.holds, (d.date, d.proposed_on))) and _is_asked(archive, d, scope, units)
    )
    return _with_what_was_under_way(archive, scope, stories, models, decisions)


def _is_asked(archive: Archive, decision: Decision, scope: Scope, units: frozenset[str]) -> bool:
    """Tell whether anybody a decision lists is of the scope; which of them is for the commendations to say."""
    of_unit, of_field = not units, scope.field is None
    for row in () if of_unit and of_field else decision.rows:
        story = archive.stories.get(row.story or "")
        of_unit = of_unit or (row.unit_id or (story.unit if story else None)) in units
        of_field = of_field or scope.field in ((row.field,) if row.field else story.fields if story else ())
    return of_unit and of_field and scope.campaign in {None, decision.campaign} and not scope.document


def _with_what_was_under_way(
    archive: Archive,
    scope: Scope,
    stories: tuple[Story, ...],
    models: tuple[Model, ...],
    decisions: tuple[Decision, ...],
) -> PeriodRecords:
    period = scope.period
    campaigns = [c for c in archive.campaigns.values() if scope.campaign in {None, c.id}]
    found = PeriodRecords(
        stories,
        models,
        decisions,
        tuple(c for c in campaigns if scope.campaign or period.touches(c.period_from, c.period_to)),
        tuple(d for d in archive.documents.values() if period.holds(d.date)),
        tuple(c for c in archive.clusters.values() if any(period.touches(y.year, y.year) for y in c.years)),
        tuple(archive.awards.values()),
        tuple(item for item in archive.press_items.values() if period.holds(item.date)),
        tuple(plan for plan in archive.plans.values() if _is_planned(archive, plan, scope)),
    )
    return _of_part(archive, scope, found) if scope.unit or scope.field else found


def _of_part(archive: Archive, scope: Scope, found: PeriodRecords) -> PeriodRecords:
    """Return the records of a scope that is one unit or one field: of what is the whole city's, only its own.

    Campaigns are those its stories, models, decisions and plans are of, documents those it issued or answers to,
    clusters those it is in, press items those that tell of it.
    """
    units = units_below(archive, scope.unit)
    issuers = {name.name for unit in units for name in archive.units[unit].names}
    examples: tuple[Story | Model, ...] = (*found.stories, *found.models)
    named = {campaign for each in examples for campaign in each.campaigns}
    named |= {each.campaign for each in (*found.decisions, *found.plans) if each.campaign}
    answered = {clause.partition("#")[0] for each in examples for clause in each.clauses}
    own = {each.id for each in examples}
    return replace(
        found,
        campaigns=tuple(c for c in found.campaigns if c.id in named or c.id == scope.campaign),
        documents=tuple(d for d in found.documents if d.id in answered or d.issuer in issuers),
        clusters=tuple(c for c in found.clusters if any(m.unit in units for y in c.years for m in y.members)),
        press=tuple(item for item in found.press if own & {*item.stories, *item.models}),
    )


def _is_planned(archive: Archive, plan: Plan, scope: Scope) -> bool:
    units = units_below(archive, scope.unit)
    of_time = scope.period.touches(PartialDate(plan.year), PartialDate(plan.last_year))
    of_unit = not units or plan.unit in units
    of_field = scope.field is None or any(each.field == scope.field for each in plan.registrations)
    return of_time and of_unit and of_field and scope.campaign in {None, plan.campaign} and not scope.document


def units_below(archive: Archive, unit: str | None) -> frozenset[str]:
    """Return a unit with all below it; nothing without one."""
    found = {unit} if unit else set()
    while more := {u.id for u in archive.units.values() if u.parent in found} - found:
        found |= more
    return frozenset(found)


def _belongs(scope: Scope, units: frozenset[str], record: Exemplar) -> bool:
    of_campaign = scope.campaign is None or scope.campaign in record.campaigns
    of_document = scope.document is None or any(c.startswith(f"{scope.document}#") for c in record.clauses)
    of_field = scope.field is None or scope.field in record.fields
    return of_campaign and of_document and of_field and (not units or record.unit in units)


def _story_days(archive: Archive, story: Story) -> Iterator[PartialDate | None]:
    yield story.act_to or story.act_from
    for award in story.awards:
        found = award_day(archive, award)
        yield found.day if found else None
        yield award.proposed_on
    yield from (entry.date for entry in story.stages if entry.cleared)


def _model_days(model: Model) -> Iterator[PartialDate | None]:
    yield model.started
    yield from (adopter.since for adopter in model.adopters)
    yield from (entry.date for entry in model.stages if entry.cleared)


def closed_years(archive: Archive) -> dict[int, PeriodRecords]:
    """Return what falls into each year that is over by the newest day in the records; the same as `period_records`.

    A date has one year, however little of it is known: each record is looked at once, not once a year.
    """
    found: defaultdict[int, tuple[list[Story], list[Model], list[Decision]]] = defaultdict(lambda: ([], [], []))
    for story in archive.public_stories:
        for year in {day.year for day in _story_days(archive, story) if day}:
            found[year][0].append(story)
    for model in archive.public_models:
        for year in {day.year for day in _model_days(model) if day}:
            found[year][1].append(model)
    for decision in archive.decisions.values():
        for year in {day.year for day in (decision.date, decision.proposed_on) if day}:
            found[year][2].append(decision)
    return {
        year: _with_what_was_under_way(
            archive, Scope(year_period(year)), tuple(stories), tuple(models), tuple(decisions)
        )
        for year, (stories, models, decisions) in sorted(found.items())
        if year < archive.as_of.year and (stories or decisions)
    }
