"""Numbers as Vietnamese papers print them: `1.790` is 1790, `80,8` is a decimal.

The printed form is what a page shows; the value is what a chart or a comparison uses.
"""

import re
from decimal import Decimal

_PRINTED = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?")


def parse_number(printed: str) -> Decimal | None:
    """Return the value of one printed number (`1.790` → 1790, `7,5` → 7.5), or None."""
    from babel.numbers import parse_decimal  # slow to load, and most commands read no number

    if not _PRINTED.fullmatch(printed.strip()):
        return None
    return parse_decimal(printed.strip(), locale="vi")


def decimal_words(number: Decimal) -> str:
    """Return a number as Vietnamese papers print it: 92.5 → `92,5`, 1048 → `1.048`."""
    whole, _, rest = f"{number.normalize():f}".partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")
