"""Dates as Vietnamese offices write them, known to the day, the month or only the year.

Official style prints a zero only before days below 10 and months 1 and 2: `05/8/2021`.
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date

_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")
_MONTH = re.compile(r"(\d{1,2})/(\d{4})")
_YEAR = re.compile(r"\d{4}")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date with what is known of it; `month` and `day` are None where nothing says them."""

    year: int
    month: int | None = None
    day: int | None = None
    iso: str = field(init=False, compare=False, repr=False)
    """The date in ISO 8601, as long as it is known: 2021, 2021-08 or 2021-08-05."""
    sort_key: tuple[int, int, int] = field(init=False, compare=False, repr=False)
    """A key that puts what is known less exactly before what is known to the day."""

    def __post_init__(self) -> None:
        known = [part for part in (self.month, self.day if self.month else None) if part is not None]
        object.__setattr__(self, "iso", f"{self.year}" + "".join(f"-{part:02d}" for part in known))
        object.__setattr__(self, "sort_key", (self.year, self.month or 0, self.day or 0))

    @property
    def earliest(self) -> date:
        """The earliest day this date can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The latest day this date can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    @property
    def short(self) -> str:
        """The date in the short official style: 05/8/2021, 8/2021 or 2021."""
        if self.month is None:
            return f"{self.year}"
        month = f"{self.month:02d}" if self.month < 3 else str(self.month)
        if self.day is None:
            return f"{month}/{self.year}"
        return f"{self.day:02d}/{month}/{self.year}"


def parse_date(written: str) -> PartialDate | None:
    """Read `05/8/2021`, `5/8/2021`, `2021-08-05`, `8/2021`, `2021-08` or `2021`; else None."""
    parts = _parts(written.strip())
    if parts is None:
        return None
    year, month, day = parts
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return PartialDate(year, month, day) if 1900 <= year <= 2100 else None


def _parts(written: str) -> tuple[int, int | None, int | None] | None:
    if found := _DAY.fullmatch(written):
        return int(found[3]), int(found[2]), int(found[1])
    if found := _ISO.fullmatch(written):
        return int(found[1]), int(found[2]), int(found[3]) if found[3] else None
    if found := _MONTH.fullmatch(written):
        return int(found[2]), int(found[1]), None
    return (int(written), None, None) if _YEAR.fullmatch(written) else None


_HOUR = r"(?:[t\s]0?0:00(?::00(?:\.0+)?)?z?)?"
"""What a spreadsheet puts behind a day."""
_LIKE_DAY = re.compile(
    r"(?:(?:[^\d,]+,\s*)?ngày\s+)?(\d{1,2})\s*(?:[-./]|\s*tháng\s+)\s*(\d{1,2})"
    r"\s*(?:[-./]|,?\s*năm\s+)\s*(\d{4}|\d{2})" + _HOUR
)
_LIKE_ISO = re.compile(r"(\d{4})\s*[-./]\s*(\d{1,2})\s*[-./]\s*(\d{1,2})" + _HOUR)
_LIKE_MONTH = re.compile(r"(?:tháng\s+)?(\d{1,2})\s*(?:[-./]|\s*năm\s+)\s*(\d{4})")


def likely_date(written: str) -> str | None:
    """Return how a date can be written that somebody wrote otherwise; None if no day of the calendar can be meant.

    `14-01-2018`, `5.8.2022`, `2018/1/14`, `5/8/22` and «ngày 05 tháng 8 năm 2022» can mean one day only in Vietnam.
    """
    text = unicodedata.normalize("NFC", " ".join(written.split())).casefold().strip(" .,;")
    if found := _LIKE_DAY.fullmatch(text):
        year = found[3] if len(found[3]) == 4 else f"{'20' if int(found[3]) < 70 else '19'}{found[3]}"
        meant = parse_date(f"{found[1]}/{found[2]}/{year}")
    elif found := _LIKE_ISO.fullmatch(text):
        meant = parse_date(f"{found[3]}/{found[2]}/{found[1]}")
    elif found := _LIKE_MONTH.fullmatch(text):
        meant = parse_date(f"{found[1]}/{found[2]}")
    elif found := re.fullmatch(r"năm\s+(\d{4})", text):
        meant = parse_date(found[1])
    else:
        meant = None
    return meant.short if meant else None


def is_impossible(written: str) -> bool:
    """Tell whether a text is written as a day is, but no calendar has it: 31/6/2022, 8/25/2022."""
    return _parts(written.strip()) is not None and parse_date(written) is None
