"""What can be found: the records of every kind that says how."""

import hashlib
from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.publish.context import SiteContext
from generator.publish.kinds import PUBLISHED, spec_of
from generator.publish.routes import page_route
from generator.publish.spec import SearchText, SearchWords
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


def item_kind(record: Record) -> str:
    """Return the kind of item a record is: its collection, of a story `individual`, `collective` or `household`."""
    return record.kind if isinstance(record, Story) else record.collection


def searchable_records(archive: Archive) -> Iterator[tuple[str, Record]]:
    """Yield everything that can be found with its kind, the newest stories first."""
    for spec in PUBLISHED:
        if spec.search_text is not None:
            yield from ((item_kind(record), record) for record in spec.public_records(archive))


def search_text_of(site: SiteContext, record: Record) -> SearchText:
    """Return what a result of the search shows of a record."""
    spec = spec_of(record.collection)
    assert spec.search_text is not None, f"{record.collection} are not searched"
    return spec.search_text(site, record)


def search_words_of(site: SiteContext, record: Record) -> SearchWords:
    """Return the words a record is found by."""
    spec = spec_of(record.collection)
    assert spec.search_words is not None, f"{record.collection} are not searched"
    return spec.search_words(site, record)
