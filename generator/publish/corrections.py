"""Every correction of every record, newest first."""

from collections.abc import Iterator
from operator import attrgetter

from generator.archive.archive import Archive
from generator.publish.context import SiteContext
from generator.publish.routes import page_route
from generator.records.base import Record
from generator.records.fields import fields_of
from generator.records.kinds import KINDS
from generator.records.shared import Correction, Exemplar


def corrected_records(archive: Archive) -> Iterator[Record]:
    """Yield the records with corrections that are listed.

    What stands in no list but its own (consultations, scores) tells of its corrections on its own page alone; what
    waits for its day tells of none yet.
    """
    for kind in KINDS:
        if kind.in_open_data and _CORRECTIONS in fields_of(kind.record):
            corrected = filter(attrgetter(_CORRECTIONS), archive.collection(kind.collection).values())
            yield from (each for each in corrected if not (isinstance(each, Exemplar) and each.waits))


_CORRECTIONS = "corrections"


def all_corrections(site: SiteContext) -> list[tuple[str, str, Correction, int]]:
    """Return every correction, newest first: name and address of its record, and its number there."""
    found = [
        (*_shown(site, record), correction, number)
        for record in corrected_records(site.archive)
        for number, correction in enumerate(getattr(record, _CORRECTIONS), 1)
    ]
    return sorted(found, key=lambda entry: (entry[2].date.sort_key, entry[1], entry[3]), reverse=True)


def _shown(site: SiteContext, record: Record) -> tuple[str, str]:
    """Return a record's name and address; where its notice drops the name, neither (the address holds it)."""
    if isinstance(record, Exemplar) and record.is_unnamed:
        return site.t("notice.title"), ""
    return str(getattr(record, "name", "") or getattr(record, "number", record.id)), page_route(record)
