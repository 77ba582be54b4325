"""The board of the four stages: how far every example is on its way, and which stand still (A4).

An example is counted once: as registered in a plan, with the story or model it became; or as a story or model that
nobody registered. «Today» is the newest day of the records, never the clock.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from generator.archive.archive import Archive
from generator.core.dates import PartialDate
from generator.publish.context import SiteContext
from generator.publish.routes import page_route
from generator.records.model import Model
from generator.records.plan import Plan, Registration
from generator.records.shared import Exemplar
from generator.records.story import Story, is_standing

STEPS = ("registered", "found", "fostered", "summed-up", "replicated", "commended")
"""What a board counts, in the order of the way; `board.step` in the language file names them."""

_OF_STAGE = {"phat-hien": "found", "boi-duong": "fostered", "tong-ket": "summed-up", "nhan-rong": "replicated"}
PATIENCE = timedelta(days=365)
"""After how long without news an example that was not summed up stands still: plans are made year by year (A4)."""


SETTLED = frozenset({"summed-up", "replicated", "commended"})
"""After these nothing is waited for."""


@dataclass(frozen=True, slots=True)
class Case:
    """One example on its way. `unit` and `year` are "" and None where nothing says them; `last` is its newest day, of
    those that still wait for something.

    `due` is the last day of the quarter in which a plan wants it.
    """

    name: str
    address: str
    unit: str
    fields: tuple[str, ...]
    year: int | None
    steps: frozenset[str]
    last: PartialDate | None = None
    due: PartialDate | None = None
    plan: Plan | None = None


@dataclass(frozen=True, slots=True)
class BoardRow:
    """How many examples of one field, year or unit took each of the STEPS."""

    key: str
    total: int
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standstill:
    """An example that waits, and for how many days."""

    case: Case
    reason: str
    days: int


def cases(site: SiteContext) -> list[Case]:
    """Return every example on its way: those registered, plan after plan, then all others in the order of lists."""
    archive = site.archive
    registered = [(plan, each) for plan in archive.plans.values() for each in plan.registrations]
    taken = {("stories", each.story) for _, each in registered} | {("models", each.model) for _, each in registered}
    found = [_of_registration(site, plan, each) for plan, each in registered]
    found += [_of_record(site, r) for r in archive.public_exemplars() if (r.collection, r.id) not in taken]
    return found


def records_of(archive: Archive, registration: Registration) -> list[Exemplar]:
    """Return the public story and model a registered example became, first the one of its own kind."""
    story = registration.story if registration.story in archive.public_ids else None
    model = archive.models.get(registration.model or "")
    found: list[Exemplar] = [archive.stories[story]] if story else []
    models: list[Exemplar] = [model] if model and not model.is_down else []
    return models + found if registration.kind == "model" else found + models


def name_of(site: SiteContext, registration: Registration) -> str:
    """Return what a registered example is called: by its record, by the plan, or by what it is."""
    records = records_of(site.archive, registration)
    if records:
        return site.named(records[0])
    became = site.archive.models.get(registration.model or "")
    shown = registration.name if became is None or not became.is_down else None
    return shown or site.t(f"board.unnamed.{registration.kind}")


def due_day(plan: Plan, registration: Registration) -> PartialDate:
    """Return the last day a plan allows: of the quarter, or of its last year."""
    month = 3 * int(registration.quarter or 4)
    return PartialDate(plan.last_year, month, 31 if month in {3, 12} else 30)


def _of_registration(site: SiteContext, plan: Plan, registration: Registration) -> Case:
    records = records_of(site.archive, registration)
    steps = {"registered"}.union(*(steps_of(record) for record in records))
    if any(progress.is_fostering for progress in registration.progress):
        steps.add("fostered")
    if registration.judgement:
        steps.add("summed-up")
    days = [progress.date for progress in registration.progress] + [registration.judged_on]
    days += [day for record in records for day in _days_of(record)]
    return Case(
        name_of(site, registration),
        page_route(records[0]) if records else f"{page_route(plan)}#{registration.id}",
        plan.unit or "",
        (registration.field,),
        plan.year,
        frozenset(steps),
        _newest(days),
        due_day(plan, registration),
        plan,
    )


def _of_record(site: SiteContext, record: Exemplar) -> Case:
    if isinstance(record, Story):
        folder = site.archive.year_of(record)
        year = int(folder) if folder.isdigit() else None
    else:
        year = record.started.year if isinstance(record, Model) and record.started else None
    steps = steps_of(record)
    last = None if steps & SETTLED else _newest(_days_of(record))
    return Case(site.named(record), page_route(record), record.unit or "", record.fields, year, steps, last)


def steps_of(record: Exemplar) -> frozenset[str]:
    """Return which of the STEPS a story or model itself shows."""
    found = {_OF_STAGE[entry.stage] for entry in record.stages if entry.cleared and entry.stage in _OF_STAGE}
    if isinstance(record, Model) and record.copies:
        found.add("replicated")
    if isinstance(record, Story) and any(is_standing(award) for award in record.awards):
        found.add("commended")
    return frozenset(found)


def _days_of(record: Exemplar) -> list[PartialDate | None]:
    """Return every day on which something was heard of a story or model."""
    days = [entry.date for entry in record.stages if entry.cleared] + [source.date for source in record.sources]
    if isinstance(record, Model):
        days += [each.since for each in record.adopters] + [v.date for each in record.adopters for v in each.visits]
    return days


def _newest(days: Iterable[PartialDate | None]) -> PartialDate | None:
    return max((day for day in days if day), key=lambda day: day.sort_key, default=None)


def rows(found: Sequence[Case], keys: Callable[[Case], Iterable[str]]) -> Mapping[str, BoardRow]:
    """Return a row for each key that has examples; one with several keys counts in each."""
    totals: Counter[str] = Counter()
    counts: Counter[tuple[str, str]] = Counter()
    for case in found:
        for key in keys(case):
            totals[key] += 1
            counts.update((key, step) for step in case.steps)
    return {key: BoardRow(key, total, tuple(counts[key, step] for step in STEPS)) for key, total in totals.items()}


def standstills(site: SiteContext, found: Sequence[Case]) -> Iterator[Standstill]:
    """Yield what waits, the longest first: registered and past its quarter without a judgement, or found, fostered
    and a year without news; whatever was summed up, copied or commended waits for nothing.
    """
    today = site.archive.as_of.latest
    waiting = []
    for case in found:
        if case.steps & SETTLED:
            continue
        if case.due is not None:
            if case.due.latest < today:
                waiting.append(Standstill(case, "overdue", (today - case.due.latest).days))
        elif case.last is not None and today - case.last.latest > PATIENCE:
            waiting.append(Standstill(case, "silent", (today - case.last.latest).days))
    yield from sorted(waiting, key=lambda each: (-each.days, each.case.name))
