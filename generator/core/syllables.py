"""Vietnamese text as a search sees it: syllables without marks, and how each was written.

Every function here has its twin in `theme/assets/javascripts/syllables.js`; `tests/test_search.py`
compares the two on the same words.
"""

import re
import unicodedata
from functools import lru_cache

from generator.core.text import TONES

_PLAIN = {"đ": "d", "ð": "d"}
_THOUSANDS = re.compile(r"\.(?<=\d\.)(?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W_]+")
_OPEN_Y = re.compile(r"(?:qu|[bcdghklmnpstvxr]|[cgknpt]h|ngh?|tr|)y")
"""`y` that is written `i` as well, with the same sound: kỹ and kĩ, quý and quí, y tế and i tế; not thúy and thúi."""

Syllable = tuple[str, str]
"""A syllable folded (`dang`), and its spelling with the tone as a digit behind it (`đăng5`)."""


def syllables(text: str) -> list[Syllable]:
    """Return the syllables and numbers of a text in order: 'Đặng Văn' → [('dang', 'đăng5'), …]."""
    joined = _THOUSANDS.sub("", unicodedata.normalize("NFC", text))  # 1.000 is 1000
    return list(map(_syllable, _WORD.findall(joined)))


@lru_cache(maxsize=65_536)
def _syllable(word: str) -> Syllable:
    """`hoà` and `hòa` are one spelling: the tone stands behind, wherever it was put."""
    letters, bare, tone = "", "", 0
    for part in unicodedata.normalize("NFD", word.lower()):
        if part in TONES:
            tone = TONES.index(part) + 1
        else:
            letters += part
            bare += "" if unicodedata.combining(part) else _PLAIN.get(part, part)
    if bare.endswith("y") and _OPEN_Y.fullmatch(bare):
        bare = f"{bare[:-1]}i"
    return bare, f"{unicodedata.normalize('NFC', letters)}{tone}"


def fnv1a_32(token: str) -> int:
    """Return the 32-bit FNV-1a hash of a token, by which its file is found."""
    value = 0x811C9DC5
    for byte in token.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value
