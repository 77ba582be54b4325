"""What of a decision's list is shown; of all of it together known without fetching its rows."""

from collections.abc import Iterable, Iterator

from generator.archive.archive import Archive
from generator.records.decision import Decision, DecisionRow, RowGroup


def is_row_shown(archive: Archive, row: DecisionRow) -> bool:
    """Tell whether a row stands in the register: neither it nor its story is withdrawn with its name, or paused."""
    return row.withdrawn is None and not archive.is_unnamed(row.story)


def shown_groups(archive: Archive, decision: Decision) -> Iterator[RowGroup]:
    """Yield the groups of rows that stand in the register (`is_row_shown`)."""
    return (group for group in decision.row_groups if not archive.is_unnamed(group.story))


def shown_row_count(archive: Archive, decision: Decision) -> int:
    """Return how many rows of a decision stand in the register."""
    return sum(group.size for group in shown_groups(archive, decision))


def shows_all_rows(archive: Archive, decision: Decision) -> bool:
    """Tell whether everybody of a decision's list is shown."""
    return shown_row_count(archive, decision) == decision.count_of("rows")


def newest_first(decisions: Iterable[Decision]) -> list[Decision]:
    """Return decisions by their days, the newest first, those without a day last."""
    return sorted(decisions, key=lambda d: (-(d.date.earliest.toordinal() if d.date else 0), d.id))
