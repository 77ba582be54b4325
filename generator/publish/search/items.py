"""What can be found: the records of every kind that says how."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from generator.archive.archive import Archive
from generator.publish.context import SiteContext
from generator.publish.kinds import PUBLISHED, spec_of
from generator.publish.routes import page_route
from generator.records.base import Record
from generator.records.story import Story

ITEM_PREFIX = {kind: letter for spec in PUBLISHED for kind, letter in spec.search_letters.items()}
"""Every kind of item with the letter its keys begin with."""
KEY_LENGTH = 8
FIELD_CLASSES = "nshpmt"
"""Where a word stands, the weightiest first: name (of a decision its number), number of an award, title,
place and award, summary, text."""


def key_of(kind: str, record: Record) -> str:
    """Return the key of an item: the letter of its kind and 35 bits of its address' hash, in base 32."""
    number = int.from_bytes(hashlib.sha256(page_route(record).encode()).digest()[:5], "big")
    return (
        ITEM_PREFIX[kind]
        + _PAIRS[number >> 30]
        + _PAIRS[number >> 20 & 1023]
        + _PAIRS[number >> 10 & 1023]
        + _BASE32[number >> 5 & 31]
    )


_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [a + b for a in _BASE32 for b in _BASE32]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be found: its key, its page, what a result shows, and its words by class."""

    collection: str
    key: str
    address: str
    title: str
    name: str = ""
    place: str = ""
    year: str = ""
    award: str = ""
    summary: str = ""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def kind_of(record: Record) -> str:
    """Return the kind of item a record is: its collection, of a story `individual`, `collective` or `household`."""
    return record.kind if isinstance(record, Story) else record.collection


def searchable_records(archive: Archive) -> Iterator[tuple[str, Record]]:
    """Yield everything that can be found with its kind, the newest stories first."""
    for spec in PUBLISHED:
        if spec.search_text is not None:
            yield from ((kind_of(record), record) for record in spec.public_records(archive))


def item_of(site: SiteContext, kind: str, record: Record) -> Item:
    """Return how a record can be found."""
    spec = spec_of(record.collection)
    assert spec.search_text is not None, f"{record.collection} are not searched"
    text = spec.search_text(site, record)
    shown = (text.title, text.name, text.place, text.year, text.award, text.summary)
    return Item(kind, key_of(kind, record), page_route(record), *shown, text.words)
