"""Where every record went: no record vanishes (CONTRIBUTING/promises.md#records)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from generator.archive.archive import Archive
from generator.core.problem import Problem, make_problem
from generator.publish.routes import PREFIX, page_route
from generator.records.base import Record
from generator.records.shared import Exemplar
from generator.records.story import Story, is_publishable


@dataclass(frozen=True, slots=True)
class RecordTally:
    """How many records have a page of their own, answer with a notice, wait, show on other pages."""

    pages: int
    notices: int
    pending: int
    inline: int
    lost: tuple[Record, ...]

    @property
    def records(self) -> int:
        """All of them together: what was read in."""
        return self.pages + self.notices + self.pending + self.inline + len(self.lost)


def tally_records(archive: Archive, addresses: Collection[str]) -> RecordTally:
    """Return where each record of an archive went, by the addresses of the pages there are."""
    pages = notices = waiting = within = 0
    lost = []
    for record in archive.records():
        if record.collection not in PREFIX:
            within += 1  # statistics, levels and kinds of award have no page of their own
        elif page_route(record) in addresses:
            is_down = isinstance(record, Exemplar) and record.is_down
            notices, pages = notices + is_down, pages + (not is_down)
        elif (isinstance(record, Story) and not is_publishable(record)) or (
            isinstance(record, Exemplar) and record.is_down
        ):
            waiting += 1  # rules name each of them
        else:
            lost.append(record)
    return RecordTally(pages, notices, waiting, within, tuple(lost))


def unpublished(archive: Archive, found: RecordTally) -> Iterator[Problem]:
    """Yield a problem for every record that would vanish: a fault of the generator, never of the clerk."""
    for record in found.lost:
        yield make_problem(archive.origin(record).path, 1, "", "rule.publish-lost", id=record.id)
