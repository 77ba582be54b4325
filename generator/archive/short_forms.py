"""Short forms, as offices write them, spelt out."""

import re

from generator.archive.archive import Archive
from generator.core.text import fold

_IN_AWARDS = {
    "cs": "cơ sở",
    "tq": "toàn quốc",
    "hc": "huân chương",
    "ttg": "Thủ tướng Chính phủ",
    "p": "phường",
    "x": "xã",
    "xs": "xuất sắc",
    "tt": "tập thể",
    "ld": "lao động",
    "ldxs": "lao động xuất sắc",
    "ttld": "tập thể lao động",
}
"""Short forms that mean this in the name of an award alone."""


class ShortForms:
    """What short forms stand for: those of the whole country, and those of the names in one collection alone."""

    def __init__(self, archive: Archive, collection: str = "") -> None:
        everywhere = {fold(each.short): each.full for each in archive.abbreviations.values()}
        self._full = everywhere | (_IN_AWARDS if collection == "awards" else {})

    def spelt_out(self, text: str) -> str:
        """Return a text with its short forms spelt out: «BK của UBND TP», «UBND P. Đông»; full stops fall away."""
        return " ".join(self._full.get(fold(word), word) for word in re.findall(r"[^\s.]+", text))
