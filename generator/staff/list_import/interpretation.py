"""What a list says once it was read: who is commended, and everything else that stood in it."""

from dataclasses import dataclass, field

from generator.core.text import fold
from generator.staff.list_import.headings import Roles


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person, collective or household of the list, and where it stood.

    `classes` are what columns sort it by, as they print it: kind of commendation, post, enterprise.
    """

    sheet: str
    row: int
    name: str
    kind: str
    unit: str = ""
    award: str = ""
    note: str = ""
    sex: str = ""
    field: str = ""
    classes: tuple[str, ...] = ()
    ordinal: int = 0
    """Which of the people in its row it is: that stays so whoever else of them goes."""

    @property
    def key(self) -> tuple[str, str]:
        """What makes two rows the same: the name and unit, folded."""
        return fold(self.name), fold(self.unit)


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """One row that is nobody: why (`title`, `heading`, `section`, `total`, `note`), or why not this time.

    `struck`, `deleted` and `hidden` rows are somebody whom the office took out or does not see; `unclear` ones, and
    `lost` ones whose letters are gone, somebody must look at.
    """

    sheet: str
    row: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A sum the list prints, in which row, and how many were counted above it since the sum before."""

    sheet: str
    row: int
    printed: int
    counted: int

    @property
    def differs(self) -> bool:
        """Tell whether the sum is another than what was counted."""
        return self.printed != self.counted


@dataclass
class Interpretation:
    """Everything read: rows taken, rows reported, columns of each sheet, and what looks odd."""

    recipients: list[Recipient] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    roles: dict[str, Roles] = field(default_factory=dict)
    """What each column of a sheet was taken for, by its place."""
    totals: list[PrintedTotal] = field(default_factory=list)
    gaps: list[tuple[str, int, int, int]] = field(default_factory=list)
    """Where the numbers of a list jump: sheet, row, number before, number there."""
    hidden_sheets: list[tuple[str, int]] = field(default_factory=list)
    read: int = 0

    @property
    def unclear(self) -> list[SkippedRow]:
        """The rows somebody must look at."""
        return [r for r in self.skipped if r.reason in {"unclear", "lost"}]

    @property
    def unseen(self) -> list[SkippedRow]:
        """The rows nobody sees in the office's program: hidden, or filtered away."""
        return [r for r in self.skipped if r.reason == "hidden"]

    @property
    def duplicates(self) -> list[tuple[Recipient, Recipient]]:
        """Pairs of rows with the same name and unit, the earlier first."""
        first: dict[tuple[str, str, str], Recipient] = {}
        found = []
        for taken in self.recipients:
            key = (*taken.key, fold(taken.award))
            if key in first:
                found.append((first[key], taken))
            first.setdefault(key, taken)
        return found
