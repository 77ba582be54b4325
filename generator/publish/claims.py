"""Whose an address is: none that was published, moved, merged or withdrawn comes to mean another record."""

from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.archive.ledger import FILE, Ledger, address_digest, owner_mark
from generator.core.problem import Problem
from generator.core.text import fold
from generator.publish.routes import PREFIX, page_route
from generator.records.base import Record
from generator.records.decision import Decision
from generator.records.shared import Exemplar


def owner_mark_of(record: Record) -> str | None:
    """Return the mark of what a record is about; None where an id alone says it (a place, a unit, a term)."""
    if isinstance(record, Exemplar):
        return owner_mark(fold(record.name))
    return owner_mark(fold(record.number)) if isinstance(record, Decision) else None


def route_owners(archive: Archive) -> dict[str, str]:
    """Return the mark of every record that has one, by its address; withdrawn ones have none."""
    records = (*archive.all_exemplars(), *archive.decisions.values())
    marks = ((r, owner_mark_of(r)) for r in records if not (isinstance(r, Exemplar) and r.notice))
    return {page_route(record): mark for record, mark in marks if mark is not None}


def withdrawals(archive: Archive) -> dict[str, str]:
    """Return the ISO day on which each withdrawn record was withdrawn, by its address."""
    return {page_route(r): r.notice.date.iso for r in archive.all_exemplars() if r.notice is not None}


def published(archive: Archive, ledger: Ledger, answered: frozenset[str]) -> Ledger:
    """Return the ledger after a site with these addresses was published."""
    known = ledger.with_routes(answered, None, withdrawals(archive))
    public = {address: mark for address, mark in route_owners(archive).items() if address in known.addresses}
    return known.with_routes((), public)


def ownership_problems(archive: Archive, ledger: Ledger) -> Iterator[Problem]:
    """Yield a problem for every record at an address that means something else already.

    An address that leads on, or that had to go, is nobody's any more; a withdrawn record stays withdrawn; and
    another name at an address needs a correction that says so.
    """
    for collection in PREFIX:
        for record in archive.collection(collection).values():
            address = page_route(record)
            if address in ledger.redirects:
                values = {"address": address, "now": ledger.redirects[address], "ledger": FILE}
                yield archive.problem(record, (), "rule.address-moved", **values)
            elif ledger.gone and address_digest(address) in ledger.gone:
                yield archive.problem(record, (), "rule.address-gone", address=address, ledger=FILE)
            elif address in ledger.withdrawn:
                if not (isinstance(record, Exemplar) and record.notice):
                    values = {"address": address, "date": ledger.withdrawn[address], "ledger": FILE}
                    yield archive.problem(record, (), "rule.put-back", **values, line=ledger.lines.get(address, 1))
            elif address in ledger.owners:
                yield from _another(archive, record, address, ledger.owners[address])


def _another(archive: Archive, record: Record, address: str, owner: str) -> Iterator[Problem]:
    mark, said = owner_mark_of(record), getattr(record, "corrections", ()) or getattr(record, "notice", None)
    if mark is not None and mark != owner and not said:
        field = "number" if isinstance(record, Decision) else "name"
        yield archive.problem(record, (field,), "rule.address-of-another", address=address, ledger=FILE)
