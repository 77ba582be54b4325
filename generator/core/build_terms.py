"""What a build is told besides the records: for which day, and whether it is a draft; its processes inherit both."""

import os

from generator.core.dates import PartialDate, parse_date

_DAY, _DRAFT = "DIENHINH_AS_OF", "DIENHINH_DRAFT"


def tell_build_day(day: PartialDate) -> None:
    """Build for a day from now on."""
    os.environ[_DAY] = day.iso


def given_build_day() -> PartialDate | None:
    """Return the day that was told; None where nobody told one."""
    return parse_date(os.environ.get(_DAY, ""))


def tell_draft() -> None:
    """Build from now on for colleagues alone: every page says so, and no search engine keeps it."""
    os.environ[_DRAFT] = "1"


def is_draft() -> bool:
    """Tell whether what is built is a draft."""
    return _DRAFT in os.environ
