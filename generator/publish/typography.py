"""Words that are never parted at the end of a line: a person's name, a place's."""

import re
from collections.abc import Iterable, Iterator

from generator.records.story import Story

_NO_BREAK = "\u00a0"
_MOST_SYLLABLES = 5
"""Longer names are those of organisations, which may be broken."""


def unbroken(place: str, text: str, record: object) -> str:
    """Return a headline in which the names of its people are not broken, nor the name of the site's place."""
    for name in sorted(_names(place, record), key=len, reverse=True):
        if 1 < len(name.split()) <= _MOST_SYLLABLES:
            text = _NO_BREAK.join(name.split()).join(re.split(r"\s+".join(map(re.escape, name.split())), text))
    return text


def _names(place: str, record: object) -> Iterator[str]:
    yield place
    if isinstance(record, Story):
        yield from _people(record)


def _people(story: Story) -> Iterable[str]:
    return [member.name for member in story.members] or ([story.name] if story.kind == "individual" else [])
