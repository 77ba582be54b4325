"""Rules on the order of dates. A date known to the year only never contradicts one inside it."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from pydantic import BaseModel

from generator.archive.archive import Archive
from generator.archive.award_dates import STEPS, Step, days_of_steps
from generator.core.dates import PartialDate
from generator.core.problem import Level
from generator.records.base import Record
from generator.records.decision import Decision
from generator.records.shared import Exemplar
from generator.records.story import AwardGrant, Story
from generator.records.traversal import iter_references, iter_structs
from generator.rules.awards import award_date
from generator.rules.finding import Finding, finding
from generator.source.yaml_source import NodePath


def dates_in_order(story: Story, archive: Archive) -> Iterator[Finding]:
    """The act is not after its decision, and neither is after publication (A5: kịp thời, chính xác)."""
    act = story.act_from
    for number, award in enumerate(story.awards):
        day, place = award_date(archive, award), ("awards", number)
        field = "date" if award.date else "presented_on"
        if day and act and day.latest < act.earliest:
            yield finding((*place, field), "rule.decision-before-act", decision=day.short, act=act.short)
        if award.date and award.presented_on and award.presented_on.latest < award.date.earliest:
            values = {"presented": award.presented_on.short, "decision": award.date.short}
            yield finding((*place, "presented_on"), "rule.presented-before-decision", **values)
        if day:
            yield from _before_publication(story, (*place, field), day)
    if act:
        yield from _before_publication(story, ("act_from",), act)


def steps_in_order(story: Story, archive: Archive) -> Iterator[Finding]:
    """What is proposed, received and decided comes in that order, and after the deed began (A5: kịp thời, chính xác).

    A deed may go on after it was commended.
    """
    for number, award in enumerate(story.awards):
        days = days_of_steps(archive, story, award)
        if began := story.act_from or story.act_to:
            days["act"] = began
        for before, after in _out_of_order(days):
            if {before, after} & {"proposed", "received"}:
                own = _STEP_FIELDS[after] if getattr(award, _STEP_FIELDS[after]) else "decision"
                yield _step_finding(("awards", number, own), days[before], days[after])


def decision_steps_in_order(decision: Decision, archive: Archive) -> Iterator[Finding]:
    """What a decision commends is proposed, received, decided and presented in that order."""
    told = {step: getattr(decision, field) for step, field in _STEP_FIELDS.items()}
    days = {step: day for step, day in told.items() if day is not None}
    for before, after in _out_of_order(days):
        yield _step_finding((_STEP_FIELDS[after],), days[before], days[after])


_STEP_FIELDS: Mapping[Step, str] = {
    "proposed": "proposed_on",
    "received": "received_on",
    "decided": "date",
    "presented": "presented_on",
}
"""The field of an award or a decision in which the day of each step stands."""


def _out_of_order(days: Mapping[Step, PartialDate]) -> Iterator[tuple[Step, Step]]:
    for before, after in pairwise(step for step in STEPS if step in days):
        if days[after].latest < days[before].earliest:
            yield before, after


def _step_finding(place: NodePath, earlier: PartialDate, later: PartialDate) -> Finding:
    return finding(place, "rule.step-order", later=later.short, earlier=earlier.short)


def days_of_sources_are_there(record: Story | Decision, archive: Archive) -> Iterator[Finding]:
    """A source for a day is given for a day that is there (A5: chính xác)."""
    held: list[tuple[NodePath, AwardGrant | Decision]] = [((), record)] if isinstance(record, Decision) else []
    if isinstance(record, Story):
        held = [(("awards", number), award) for number, award in enumerate(record.awards)]
    for place, each in held:
        for name, source in (each.day_sources.__dict__ if each.day_sources else {}).items():
            if source and getattr(each, name) is None:
                yield finding((*place, "day_sources", name), "rule.day-source", field=name)


def award_has_the_day_of_its_decision(story: Story, archive: Archive) -> Iterator[Finding]:
    """An award that names its decision was decided on the day of that (A5: chính xác): one award has one day."""
    for number, award in enumerate(story.awards):
        decision = archive.decisions.get(award.decision or "")
        if decision is None or decision.date is None or award.date is None or award.date_is != "printed":
            continue
        if award.date.latest < decision.date.earliest or decision.date.latest < award.date.earliest:
            values = {"day": award.date.short, "decided": decision.date.short, "number": decision.number}
            yield finding(("awards", number, "date"), "rule.two-days", **values)


def decision_before_publication(decision: Decision, archive: Archive) -> Iterator[Finding]:
    """A decision is not published here before its date (A5: chính xác)."""
    if decision.date and decision.published_on.latest < decision.date.earliest:
        values = {"date": decision.date.short, "published": decision.published_on.short}
        yield finding(("published_on",), "rule.published-too-early", **values)


def effect_follows_decision(decision: Decision, archive: Archive) -> Iterator[Finding]:
    """A decision takes effect on its day or later (A5: chính xác)."""
    if decision.date and decision.effective_on and decision.effective_on.latest < decision.date.earliest:
        yield _step_finding(("effective_on",), decision.date, decision.effective_on)


def _before_publication(story: Story, place: NodePath, day: PartialDate) -> Iterator[Finding]:
    if day.earliest > story.published_on.latest:
        yield finding(place, "rule.published-too-early", date=day.short, published=story.published_on.short)


def period_runs_forward(record: Record, archive: Archive) -> Iterator[Finding]:
    """What has a beginning and an end ends after it began."""
    for place, part in iter_structs(record):
        for first, last, code in _spans_of(type(part)):
            begin, end = getattr(part, first), getattr(part, last)
            if begin is None or end is None:
                continue
            if isinstance(begin, PartialDate):
                if end.latest < begin.earliest:
                    yield finding((*place, last), code, begin=begin.short, end=end.short)
            elif begin > end:
                yield finding((*place, last), code, least=begin, most=end)


_SPANS = (
    ("act_from", "act_to", "rule.backwards"),
    ("period_from", "period_to", "rule.backwards"),
    ("valid_from", "valid_to", "rule.backwards"),
    ("begin", "end", "rule.backwards"),
    ("published_on", "updated_on", "rule.backwards"),
    ("minimum", "maximum", "rule.reversed"),
    ("first_year", "last_year", "rule.reversed"),
)


@cache
def _spans_of(part: type[BaseModel]) -> tuple[tuple[str, str, str], ...]:
    return tuple(span for span in _SPANS if span[0] in part.model_fields and span[1] in part.model_fields)


def act_within_campaign(story: Story, archive: Archive) -> Iterator[Finding]:
    """What a story did for a campaign was done inside the campaign's period (B II.3)."""
    begin = story.act_from or next((d for a in story.awards if (d := award_date(archive, a))), None)
    end = story.act_to or begin
    for number, campaign_id in enumerate(story.campaigns):
        campaign = archive.campaigns.get(campaign_id)
        if campaign and begin and end and _outside(begin, end, campaign):
            yield finding(
                ("campaigns", number),
                "rule.outside-campaign",
                Level.WARNING,
                campaign=campaign.short_name,
                period=campaign.period_as_printed,
                date=begin.short,
            )


def _outside(begin: PartialDate, end: PartialDate, campaign: Record) -> bool:
    first: PartialDate | None = getattr(campaign, "period_from", None)
    last: PartialDate | None = getattr(campaign, "period_to", None)
    too_early = first is not None and end.latest < first.earliest
    return too_early or (last is not None and begin.earliest > last.latest)


def place_existed_on_date(story: Story, archive: Archive) -> Iterator[Finding]:
    """A place is named by the locality that existed at the time of the act (CONTRIBUTING/domain.md#localities).

    A home or workplace may be printed under its former name; under one that did not exist yet it may not.
    """
    day = story.act_to or story.act_from
    for number, place in enumerate(story.places):
        locality = archive.localities.get(place.locality or "")
        if not locality or not day or place.role == "issuer":
            continue
        ended = place.role == "act" and locality.valid_to and locality.valid_to.latest < day.earliest
        unborn = locality.valid_from and locality.valid_from.earliest > day.latest
        if ended or unborn:
            yield finding(
                ("places", number, "locality"),
                "rule.place-then",
                Level.WARNING,
                place=locality.name,
                date=day.short,
            )


def waiting_records_say_when(record: Exemplar | Decision, archive: Archive) -> Iterator[Finding]:
    """What waits for its day is named, and its pages do not say that they were published before it."""
    if record.publish_on is None:
        return
    if record.published_on.sort_key < record.publish_on.sort_key:
        yield finding(("published_on",), "rule.published-before", day=record.publish_on.short)
    name = record.number if isinstance(record, Decision) else record.name
    yield finding(("publish_on",), "rule.waits", Level.WARNING, name=name, day=record.publish_on.short)


def waiting_decisions_are_named_by_none(archive: Archive) -> Iterator[tuple[Record, Finding]]:
    """What is public names no decision that is not: it waits at least as long."""
    waiting = {each.id: each for each in archive.decisions.values() if each.publish_on is not None}
    for record in archive.records() if waiting else ():
        own = getattr(record, "publish_on", None)
        for place, collection, wanted in iter_references(record):
            decision = waiting.get(wanted) if collection == "decisions" else None
            if decision is None or decision.publish_on is None:
                continue
            if own is None or own.sort_key < decision.publish_on.sort_key:
                values = {"number": decision.number, "day": decision.publish_on.short}
                yield record, finding(place, "rule.names-waiting", **values)
