"""The day a build is for, as the command was told it; the processes it starts inherit it."""

import os

from generator.core.dates import PartialDate, parse_date

_VARIABLE = "DIENHINH_AS_OF"


def tell_build_day(day: PartialDate) -> None:
    """Build for a day from now on."""
    os.environ[_VARIABLE] = day.iso


def told_build_day() -> PartialDate | None:
    """Return the day that was told; None where nobody told one."""
    return parse_date(os.environ.get(_VARIABLE, ""))
