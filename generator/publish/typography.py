"""Words that are never parted at the end of a line: a person's name, a place's."""

import re
from collections.abc import Iterable, Iterator, Sequence

from generator.archive.archive import Archive
from generator.publish.place_names import short_place_name
from generator.records.shared import Exemplar
from generator.records.story import Story

_NO_BREAK = "\u00a0"
_RANGE = re.compile(r"(?<=\d) ([-–]) (?=\d)")
_MOST_HELD = 20_000
"""Headlines of some 300 bytes: all of a large site, a fifth of a very large one."""
_MOST_SYLLABLES = 5
"""Longer names are those of organisations, which may be broken."""


def unbroken(archive: Archive, known: Sequence[str], text: str, record: object) -> str:
    """Return a headline in which no name is broken: of its people, of the places it is of, nor one `known` to all.

    A range of figures stays on one line too: a hyphen at the beginning of one reads as a minus.
    """
    for name in sorted({*known, *_names(archive, record)}, key=lambda name: (-len(name), name)):
        words = name.split()
        if 1 < len(words) <= _MOST_SYLLABLES:
            text = text.replace(" ".join(words), _NO_BREAK.join(words))
    return _RANGE.sub(rf"{_NO_BREAK}\1{_NO_BREAK}", text)


class Headlines:
    """The headlines of a site's pages, each made once: lists show a title a dozen times."""

    def __init__(self, archive: Archive, known: Sequence[str]) -> None:
        self._archive, self._known = archive, known
        self._made: dict[tuple[str, int], tuple[object, str]] = {}

    def unbroken(self, text: str, record: object) -> str:
        """Return what the function `unbroken` returns; the record is held with it, so that no other takes its place."""
        key = (text, id(record))
        if key not in self._made:
            if len(self._made) >= _MOST_HELD:
                self._made.clear()
            self._made[key] = (record, unbroken(self._archive, self._known, text, record))
        return self._made[key][1]


def _names(archive: Archive, record: object) -> Iterator[str]:
    if isinstance(record, Story):
        yield from _people(record)
    if isinstance(record, Exemplar):
        for place in record.places:
            locality = archive.localities.get(place.locality or "")
            for each in (locality, archive.localities.get((locality.parent if locality else None) or "")):
                if each is not None:
                    yield short_place_name(each.name)


def _people(story: Story) -> Iterable[str]:
    return [member.name for member in story.members] or ([story.name] if story.kind == "individual" else [])
