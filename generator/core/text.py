"""Vietnamese text: folding, sorting, slugs, and the traces of wrong encodings.

Rules: shared domain notes, section 9; the order of letters and tones is that of CLDR `vi`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import cache

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng; none comes first
CONFUSABLES = {"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ"}

_CONFUSABLE = re.compile(f"[{''.join(CONFUSABLES)}]")
_LETTER_MARKS = "\u0302\u0306\u031b"
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_SPACES = re.compile(r"\s+")
_TCVN3 = re.compile(r"[a-zA-Z][µ¸¶¨©ª¬®][a-zA-Z]|(?:[a-zA-Z][µ¸¶¨ª¬].*){2}|®[iaeou­ª«¬]")
_VNI = re.compile(
    r"[âáàãäåøùûõïêéèúüëô](?:(?<=[aA][âáàãäåøùûõïêéèúüë])|(?<=[eE][âáàãäåøùûõï])|(?<=[oO][âäåøùûõï])|(?<=[uU][øûïõ])"
    r"|(?<=[yY][øûõï])|(?<=ö[øùûõïô]))"
)
"""A mark that follows its letter; looked for by the mark, of which there are fewer than of vowels."""
_SURE_VNI = re.compile(r"[aeouyAEOUY][øûå]|ö[øûåô]")
_CP1258 = re.compile(r"[aeiouyAEIOUYâêôăơưãõýÂÊÔÃÕÝ](?:Þ|(?<=[a-zâêôãõýăơư])[ÌÒ]|[ìò](?![a-z]*[àáảãạ])(?=[nmcptg]))")
_UTF8_AS_LATIN = re.compile(r"Ã[\u0080-\u00bf]|á[º»][\u0080-\u00bf]|Æ°|Ä‘")
_ANY_TRACE = re.compile(
    r"[µ¸¶¨©ª¬®ÃÄÆÞäåøûïëüöâáàãùõêéèúÌÒìòº»](?:(?<=[µ¸¶¨©ª¬®ÃÄÆÞäåøûïëüö])|(?<=[aA][âáàãùõêéèú])"
    r"|(?<=[eE][âáàãùõ])|(?<=[oO][âùõ])|(?<=[uUyY]õ)|(?<=[aeiouyAEIOUYâêôăơưãõýÂÊÔÃÕÝ][ÌÒìò])|(?<=á[º»]))"
)
"""What no text is without in which one of the above is found: most texts have none, and are looked through once."""


_HIDDEN_CATEGORIES = frozenset({"Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_HIDDEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


@cache
def is_hidden(char: str) -> bool:
    """Tell whether a reader cannot see a character, or not tell it from a space or from nothing.

    By its category in Unicode (format, unassigned, private use, separators but the space) and by being ignorable
    though it is a letter or a mark (UAX #44, Default_Ignorable_Code_Point), so that no two names look the same.
    """
    category = unicodedata.category(char)
    if category in _HIDDEN_CATEGORIES or char in _HIDDEN:
        return True
    if category == "Zs":
        return char != " "
    return category == "Mn" and any(ord(char) in each for each in _SELECTORS)


def hidden_in(text: str) -> int | None:
    """Return the place of the first hidden character of a text, or None."""
    if text.isascii():
        return None
    hidden = [char for char in set(text) if is_hidden(char)]
    return min(map(text.index, hidden)) if hidden else None


def nfc(text: str) -> str:
    """Return the text in NFC, the only form a record may have."""
    return unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the key under which text is compared: no marks, đ as d, lower case, single spaces."""
    return _SPACES.sub(" ", text.casefold().translate(_FOLD_TABLE)).strip()


def fold_each(texts: Sequence[str]) -> list[str]:
    """Return `fold` of each of very many texts, found out of all at once."""
    found = "\0".join(texts).casefold().translate(_FOLD_TABLE).split("\0")
    if len(found) != len(texts):  # one of them holds what should part them
        return [*map(fold, texts)]
    return [" ".join(each.split()) for each in found]


def is_bare(text: str) -> bool:
    """Tell whether no letter of a text bears a mark, and none is a đ: `fold` would leave it as it is, but for case."""
    return text.isascii() or all(_FOLD_TABLE[ord(char)] == char for char in text.casefold())


class _FoldTable(dict[int, str]):
    """Each character without its marks, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(code))
        bare = "".join(c for c in decomposed if not unicodedata.combining(c))
        self[code] = found = bare.replace("đ", "d").replace("ð", "d")
        return found


_FOLD_TABLE = _FoldTable()


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many letters, cut between words with an ellipsis where it is longer."""
    return text if len(text) <= most else f"{text[: most - 2].rsplit(' ', 1)[0]} …"


def slugify(text: str, separator: str = "-") -> str:
    """Return the ASCII slug of Vietnamese text: 'Tổ quốc Đỏ' becomes 'to-quoc-do'."""
    return _NOT_SLUG.sub(separator, fold(text)).strip(separator)


def collation_key(text: str) -> tuple[object, ...]:
    """Return the sorting key of the Vietnamese alphabet: letters first, then tones, then case."""
    letters: list[tuple[int, str]] = []
    tones: list[int] = []
    for char in unicodedata.normalize("NFC", text.casefold()):
        letter, tone = _letter_and_tone(char)
        letters.append(_letter_rank(letter))
        tones.append(tone)
    return (tuple(letters), tuple(tones), text.swapcase())


def person_sort_key(name: str) -> tuple[object, ...]:
    """Return the sorting key of a person: given name (the last word), surname, middle names."""
    words = name.split()
    if len(words) < 2:
        return (collation_key(name),)
    given, family, middle = words[-1], words[0], " ".join(words[1:-1])
    return (collation_key(given), collation_key(family), collation_key(middle))


def _letter_and_tone(char: str) -> tuple[str, int]:
    letter, tone = "", 0
    for part in unicodedata.normalize("NFD", char):
        if part in TONES:
            tone = TONES.index(part) + 1
        elif not unicodedata.combining(part) or part in _LETTER_MARKS:
            letter += part
    return unicodedata.normalize("NFC", letter), tone


def _letter_rank(letter: str) -> tuple[int, str]:
    if letter.isspace():
        return (0, "")
    if letter in ALPHABET:
        return (3, f"{ALPHABET.index(letter):02d}")
    return (2 if letter.isdigit() else 1 if not letter.isalpha() else 4, letter)


def detect_legacy_encoding(text: str) -> str | None:
    """Name the old encoding whose traces the text shows ('TCVN3', 'VNI', 'CP1258', 'UTF-8'), or None."""
    if not _ANY_TRACE.search(text):
        return None
    if _UTF8_AS_LATIN.search(text):
        return "UTF-8"
    if _TCVN3.search(text):
        return "TCVN3"
    if _CP1258.search(text):
        return "CP1258"
    if _SURE_VNI.search(text) or len(_VNI.findall(text)) > 1:
        return "VNI"
    return None


def confusable(text: str) -> str | None:
    """Return the first letter that only looks like Đ or đ (U+00D0, U+0189 …), or None."""
    found = _CONFUSABLE.search(text)
    return found[0] if found else None


def suggest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like this one, for a 'did you mean', or None."""
    matches = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


def suggest_many(word: str, known: Iterable[str]) -> list[str]:
    """Return up to three known words most like this one, the likeliest first."""
    return get_close_matches(word, list(known), n=3, cutoff=0.6)


def grouped(number: int) -> str:
    """Return a whole number with its thousands apart: '64.000'."""
    return f"{number:,}".replace(",", ".")


def file_size(size: int) -> str:
    """Return a size in bytes as people are used to read it: '412 KB', '1,3 MB'."""
    return f"{size / 2**20:.1f} MB".replace(".", ",") if size >= 2**20 else f"{max(1, round(size / 2**10))} KB"
