"""The index of words: pairs of neighbouring syllables, so that `Văn Lâm` is not `Lâm … Văn`."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.processes import no_collecting
from generator.publish.search.items import CLASSES, Item
from generator.records.reference import Abbreviation
from generator.syllables import Syllable, number_of, syllables

MOST = 300
"""Items kept for a word of a summary or text; names, numbers, titles and places are kept whole."""
_CAPPED = "mt"
_SPELT = "nhp"
_ALONE = "nshp"

Token = tuple[str, ...]
"""One syllable, or two that stand together; joined by a space in the files."""
Where = tuple[str, str]
"""A class and how the token is spelt there."""
Postings = dict[tuple[Token, Where], list[str]]
Posting = dict[str, dict[str, list[str]]]


def file_count(items: int) -> int:
    """Return in how many files the words of so many items go: a power of two, about 10 KB each."""
    return 1 << max(3, (items // 7).bit_length())


def prefix_length(items: int) -> int:
    """Return how many letters of a key name the file with what its result shows."""
    return 1 if items < 400 else 2 if items < 20_000 else 3


@dataclass(frozen=True)
class Index:
    """Words by file: token → class → spelling → keys of items, the newest first."""

    files: Sequence[dict[str, Posting]]

    def content(self, number: int) -> str:
        """Return one file: keys joined, the classes m and t without spellings."""
        found = {
            token: {
                name: {spelling: "".join(keys) for spelling, keys in sorted(spelt.items())}
                if name in _SPELT
                else "".join(spelt[""])
                for name, spelt in sorted(posting.items())
            }
            for token, posting in sorted(self.files[number].items())
        }
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def build(items: Iterable[Item], count: int, abbreviations: Iterable[Abbreviation]) -> Index:
    """Return the index of items over so many files."""
    postings: Postings = {}
    other = Abbreviated(abbreviations)
    with no_collecting():
        for item in items:
            _add(postings, item, other)
    files: list[dict[str, Posting]] = [{} for _ in range(count)]
    places: dict[str, Posting] = {}
    for (parts, (name, spelling)), keys in postings.items():
        token = " ".join(parts)
        if token not in places:
            places[token] = files[number_of(token) % count].setdefault(token, {})
        places[token].setdefault(name, {})[spelling] = keys
    return Index(files)


def _add(postings: Postings, item: Item, other: "Abbreviated") -> None:
    key = item.key
    for token, where in tokens(item, other).items():
        keys = postings.get((token, where))
        if keys is None:
            postings[(token, where)] = [key]
        elif len(keys) < MOST or where[0] not in _CAPPED:
            keys.append(key)


def tokens(item: Item, other: "Abbreviated") -> dict[Token, Where]:
    """Return every token of an item with the weightiest class it stands in and its spelling there."""
    found: dict[Token, Where] = {}
    for name in CLASSES:
        for text in item.words.get(name, ()):
            first = syllables(text) if text else []
            for run in (first, *other.forms(first)) if name != "t" else (first,):
                _take(found, name, run)
    return found


def _take(found: dict[Token, Where], name: str, run: list[Syllable]) -> None:
    if name not in _SPELT:
        unspelt = (name, "")
        folded = [each[0] for each in run]
        take = found.setdefault
        for pair in pairwise(folded):
            take(pair, unspelt)
        if name in _ALONE:
            for syllable in folded:
                take((syllable,), unspelt)
        return
    for (a, spelt_a), (b, spelt_b) in pairwise(run):
        found.setdefault((a, b), (name, f"{spelt_a} {spelt_b}"))
    for syllable, spelt in run:
        found.setdefault((syllable,), (name, spelt))


class Abbreviated:
    """Writes a run of syllables the other way: UBND for Ủy ban nhân dân, and back."""

    def __init__(self, abbreviations: Iterable[Abbreviation]) -> None:
        pairs = [(syllables(a.short), syllables(a.full)) for a in abbreviations]
        self.ways: dict[str, list[tuple[list[Syllable], list[Syllable]]]] = {}
        for short, full in pairs:
            if not (short and full):
                continue
            self.ways.setdefault(short[0][0], []).append((short, full))
            self.ways.setdefault(full[0][0], []).append((full, short))

    def forms(self, run: list[Syllable]) -> Iterator[list[Syllable]]:
        """Yield, for each place where one form stands, the other with a neighbour on each side."""
        for at, (folded, _) in enumerate(run):
            for form, instead in self.ways.get(folded, ()):
                end = at + len(form)
                if [s[0] for s in run[at:end]] == [s[0] for s in form]:
                    yield [*run[max(0, at - 1) : at], *instead, *run[end : end + 1]]
