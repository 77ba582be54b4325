"""Rules on consultations before an award is proposed (Law 06/2022/QH15 art. 84.5, Decree 152/2025/NĐ-CP art. 44.2)."""

from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.archive.deadlines import calendars_of, working_days
from generator.records.consultation import Consultation
from generator.rules.finding import Finding, finding

LEAST_WORKING_DAYS = 10
"""Decree 152/2025/NĐ-CP art. 44.2."""


def consultation_is_long_enough(record: Consultation, archive: Archive) -> Iterator[Finding]:
    """It is open for ten working days at least, and ends before the council meets."""
    if record.closes.earliest < record.opens.earliest:
        yield finding(("closes",), "rule.consultation-ends", opens=record.opens.short, closes=record.closes.short)
        return
    try:
        days = working_days(record.opens.earliest, record.closes.earliest, calendars_of(archive))
    except KeyError as missing:
        yield finding(("closes",), "rule.calendar-missing", year=missing.args[0], limit=record.name)
    else:
        if days < LEAST_WORKING_DAYS:
            yield finding(("closes",), "rule.consultation-short", days=days, least=LEAST_WORKING_DAYS)
    if record.council_on and record.council_on.earliest <= record.closes.earliest:
        values = {"council": record.council_on.short, "closes": record.closes.short}
        yield finding(("council_on",), "rule.consultation-council", **values)


def consultation_result_comes_after(record: Consultation, archive: Archive) -> Iterator[Finding]:
    """What came of it is told once it is over, and not all opinions are complaints that were never given."""
    told = record.result
    if told is None:
        return
    if told.date.earliest <= record.closes.earliest:
        values = {"day": told.date.short, "closes": record.closes.short}
        yield finding(("result", "date"), "rule.consultation-result", **values)
    if told.complaints > told.opinions:
        yield finding(("result", "complaints"), "rule.consultation-count")
