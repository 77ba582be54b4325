"""By when a suggestion or request is to be acknowledged and done, and which are late.

Decree 356/2025/NĐ-CP art. 5, as read in articles: acknowledge within two working days; show and mend within ten
days, stop publishing within fifteen, delete within twenty. No rule was read for suggestions and for requests to copy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from generator.archive.deadlines import working_days
from generator.records.reference import WorkCalendar
from generator.staff.registers.entries import RegisterEntry

ACKNOWLEDGE = 2
"""Working days within which every request is acknowledged."""
DAYS: Mapping[str, int] = {"xem-sua": 10, "rut-dong-y": 15, "xoa": 20}
"""Days, of all days, within which a request on personal data is done."""


@dataclass(frozen=True, slots=True)
class DueTask:
    """One thing to do for an entry: what (`acknowledge`, `do`), by when, and by how many days that is past.

    `by` is None where no rule sets a day; `late` is 0 as long as there is time.
    """

    entry: RegisterEntry
    what: str
    by: date | None
    late: int


def acknowledge_by(received: date, calendars: Mapping[int, WorkCalendar]) -> tuple[date, int | None]:
    """Return the last day to acknowledge; and the year that has no calendar, in which only weekends are no work."""
    day, missing = received, None
    while _worked(received, day, calendars)[0] < ACKNOWLEDGE:
        day += timedelta(days=1)
        missing = _worked(received, day, calendars)[1] or missing
    return day, missing


def _worked(first: date, last: date, calendars: Mapping[int, WorkCalendar]) -> tuple[int, int | None]:
    try:
        return working_days(first, last, calendars), None
    except KeyError as lacking:
        days = (first + timedelta(days=number) for number in range(1, (last - first).days + 1))
        return sum(day.weekday() < 5 for day in days), int(lacking.args[0])


def what_is_due(
    entries: Sequence[RegisterEntry], today: date, calendars: Mapping[int, WorkCalendar]
) -> tuple[list[DueTask], set[int]]:
    """Return what is still to be done, the most urgent first, and the years without a calendar."""
    missing: set[int] = set()
    found = []
    for entry in entries:
        if entry.done is not None:
            continue
        received = entry.received.earliest
        if entry.acknowledged is None:
            by, lacking = acknowledge_by(received, calendars)
            missing |= {lacking} if lacking else set()
            found.append(DueTask(entry, "acknowledge", by, max(0, (today - by).days)))
        found += _to_do(entry, received, today)
    return sorted(found, key=lambda due: (due.by is None, due.by or date.max, due.entry.id)), missing


def _to_do(entry: RegisterEntry, received: date, today: date) -> Iterator[DueTask]:
    days = DAYS.get(entry.kind)
    by = received + timedelta(days=days) if days else None
    if entry.extended_to is not None:
        by = entry.extended_to.earliest
    yield DueTask(entry, "do", by, max(0, (today - by).days) if by else 0)
