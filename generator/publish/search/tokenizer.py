"""The index of words: pairs of neighbouring syllables, so that `Văn Lâm` is not `Lâm … Văn`."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from generator.core.syllables import Syllable, syllables
from generator.publish.search.items import FIELD_CLASSES, KEY_LENGTH
from generator.records.reference import Abbreviation

MOST = 300
"""Items kept for a word of a summary or text; names, numbers, titles and places are kept whole."""
_CAPPED = "mt"
_SPELLED = "nhp"
_SINGLE = "nshpm"
_NAMING = "nh"
MOST_ASKED = 12
"""Syllables of a query that count (`MOST_SYLLABLES` of search.js): longer names are asked for by nobody."""
WHOLE = "e"
"""The class of an item whose name or title is the token, and nothing more."""

Token = tuple[str, ...]
"""One syllable, or two that stand together, joined by a space in the files; or a whole name."""
TokenOccurrence = tuple[str, str]
"""A class and how the token is spelt there."""
Postings = dict[str, dict[str, dict[str, str]]]
"""Token → class → spelling → the keys of items one behind the other, the newest item first."""


def file_count(items: int) -> int:
    """Return in how many files the words of so many items go: a power of two, about 10 KB each."""
    return 1 << max(3, (items // 7).bit_length())


def prefix_length(items: int) -> int:
    """Return how many letters of a key name the file with what its result shows."""
    return 1 if items < 400 else 2 if items < 20_000 else 3


def content(postings: Postings) -> str:
    """Return one file: of common words of summaries and texts the newest items only; those without spellings."""
    found = {
        token: {
            name: spelt[""][: MOST * KEY_LENGTH] if name in _CAPPED else spelt[""] if name not in _SPELLED else spelt
            for name, spelt in posting.items()
        }
        for token, posting in postings.items()
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def tokenize(words: Mapping[str, Iterable[str]], other: "AbbreviationExpander") -> dict[Token, TokenOccurrence]:
    """Return every token of an item's words with the weightiest class it stands in and its spelling there."""
    found: dict[Token, TokenOccurrence] = {}
    for name in FIELD_CLASSES:
        for text in words.get(name, ()):
            first = syllables(text) if text else []
            if name in _NAMING and 0 < len(first) <= MOST_ASKED:
                found[(whole_name([each[0] for each in first]),)] = (WHOLE, "")
            for run in (first, *other.variants(first)) if name != "t" else (first,):
                _take(found, name, run)
    return found


def whole_name(folded: Iterable[str]) -> str:
    """Return the token of a whole name: what is asked for is then told from what only holds it."""
    return f"={' '.join(folded)}"


def _take(found: dict[Token, TokenOccurrence], name: str, run: list[Syllable]) -> None:
    if name not in _SPELLED:
        unspelt = (name, "")
        folded = [each[0] for each in run]
        take = found.setdefault
        for pair in pairwise(folded):
            take(pair, unspelt)
        if name in _SINGLE:
            for syllable in folded:
                take((syllable,), unspelt)
        return
    for (a, spelt_a), (b, spelt_b) in pairwise(run):
        found.setdefault((a, b), (name, f"{spelt_a} {spelt_b}"))
    for syllable, spelt in run:
        found.setdefault((syllable,), (name, spelt))


class AbbreviationExpander:
    """Writes a run of syllables the other way: UBND for Ủy ban nhân dân, and back."""

    def __init__(self, abbreviations: Iterable[Abbreviation]) -> None:
        pairs = [(syllables(a.short), syllables(a.full)) for a in abbreviations]
        self.ways: dict[str, list[tuple[list[Syllable], list[Syllable]]]] = {}
        for short, full in pairs:
            if not (short and full):
                continue
            self.ways.setdefault(short[0][0], []).append((short, full))
            self.ways.setdefault(full[0][0], []).append((full, short))

    def variants(self, run: list[Syllable]) -> Iterator[list[Syllable]]:
        """Yield, for each place where one form stands, the other with a neighbour on each side."""
        for at, (folded, _) in enumerate(run):
            for form, instead in self.ways.get(folded, ()):
                end = at + len(form)
                if [s[0] for s in run[at:end]] == [s[0] for s in form]:
                    yield [*run[max(0, at - 1) : at], *instead, *run[end : end + 1]]
