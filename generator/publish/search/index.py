"""The index of words: pairs of neighbouring syllables, so that `Văn Lâm` is not `Lâm … Văn`."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.publish.search.items import CLASSES, Item
from generator.records.reference import Abbreviation
from generator.syllables import Syllable, number_of, syllables

MOST = 300
"""Items kept for a word of a summary or text; names, numbers, titles and places are kept whole."""
_CAPPED = "mt"
_SPELT = "nhp"
_ALONE = "nshp"

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
    files: list[dict[str, Posting]] = [{} for _ in range(count)]
    other = _Abbreviated(abbreviations)
    for item in items:
        key = item.key
        for token, (name, spelling) in _tokens(item, other).items():
            posting = files[number_of(token) % count].setdefault(token, {})
            keys = posting.setdefault(name, {}).setdefault(spelling if name in _SPELT else "", [])
            if name not in _CAPPED or len(keys) < MOST:
                keys.append(key)
    return Index(files)


def _tokens(item: Item, other: "_Abbreviated") -> dict[str, tuple[str, str]]:
    """Return every token of an item with the weightiest class it stands in and its spelling there."""
    found: dict[str, tuple[str, str]] = {}
    for name in CLASSES:
        for text in item.words.get(name, ()):
            if not text:
                continue
            first = syllables(text)
            for run in (first, *other.forms(first)) if name != "t" else (first,):
                for (a, spelt_a), (b, spelt_b) in pairwise(run):
                    found.setdefault(f"{a} {b}", (name, f"{spelt_a} {spelt_b}"))
                if name in _ALONE:
                    for folded, spelt in run:
                        found.setdefault(folded, (name, spelt))
    return found


class _Abbreviated:
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
