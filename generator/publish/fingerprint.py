"""What an artifact is made of, as a digest: the same digest, the same bytes, without making them.

A maker hands a page its whole context. A record in it counts with all it refers to, a picture with
the names of its files (which are hashes), a function with its name and bound values: what it does
is part of the program, which has a stamp of its own. Of the archive itself only `archive.reference_digest`
counts, so templates see no more of it than that (`ReferenceView`).
"""

import marshal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from types import FunctionType
from typing import Any

from pydantic import BaseModel

from generator.archive.archive import Archive
from generator.photos.store import Picture
from generator.records.base import Record

SIZE = 16
"""Bytes of a fingerprint."""


class Fingerprinter:
    """Takes the fingerprints of a site's artifacts."""

    def __init__(self, archive: Archive, pictures: Mapping[tuple[str, str], Sequence[Picture]]) -> None:
        self.archive, self.digests, self.world = archive, archive.closure_digests, archive.reference_digest
        self.pictured = {key: _names(found) for key, found in pictures.items()}
        self.how: dict[type, Callable[[Any], Any]] = {}
        self.identified = {id(record): self.record(record) for record in archive.all_exemplars()}

    def digest(self, inputs: object) -> bytes:
        """Return the fingerprint of what an artifact is made of; TypeError for a value of unknown kind."""
        plain = marshal.dumps((self.world, self._plain(inputs)), _WITHOUT_REFERENCES)
        return blake2b(plain, digest_size=SIZE).digest()

    def record(self, record: Record) -> bytes:
        """Return the digest of a record with its pictures."""
        key = (record.collection, record.id)
        return self.digests[key] + self.pictured[key] if key in self.pictured else self.digests[key]

    def _plain(self, value: Any) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return value
        known = self.identified.get(id(value))
        if known is not None:
            return known
        if kind is tuple or kind is list:
            if len(value) > _LONG and None not in (listed := [*map(self.identified.get, map(id, value))]):
                return listed  # stories and models, nothing else
            return [item if type(item) in _PLAIN else self._plain(item) for item in value]
        if kind is dict:
            return ["dict", [(k, v if type(v) in _PLAIN else self._plain(v)) for k, v in value.items()]]
        return self._plain_object(value)

    def _plain_object(self, value: Any) -> Any:
        kind = type(value)
        if (how := self.how.get(kind)) is None:
            how = self.how[kind] = self._how(value)
        return how(value)

    def _how(self, value: Any) -> Callable[[Any], Any]:
        """Return how a value of a kind not met before is told plainly, and all others of its kind."""
        if isinstance(value, Record):
            return self.record
        if isinstance(value, Mapping):
            return lambda value: self._plain(dict(value))
        if isinstance(value, Sequence) and not isinstance(value, str):
            return lambda value: self._plain(list(value))
        if isinstance(value, frozenset | set):
            return lambda value: self._plain(sorted(value))
        if isinstance(value, partial):
            return lambda value: self._plain([value.func, value.args, value.keywords])
        if isinstance(value, FunctionType):
            return _named
        if isinstance(value, Path):
            return lambda value: value.name
        if isinstance(value, BaseModel):
            return lambda value: self._plain(list(value.__dict__.values()))
        if getattr(type(value), "fingerprint_ignored", False):
            return lambda _: None  # a function bound to the site may use the world; anything else it must be given
        if hasattr(type(value), "inputs"):
            return lambda value: self._plain(value.inputs)
        if hasattr(type(value), "fingerprint"):
            return lambda value: value.fingerprint
        if is_dataclass(value) and not isinstance(value, type):
            names = [each.name for each in fields(value)]
            return lambda value: [self._plain(getattr(value, name)) for name in names]
        if isinstance(value, Decimal | str):
            return str
        raise TypeError(f"{type(value)}: no fingerprint")


@cache
def _named(function: FunctionType) -> str:
    assert function.__closure__ is None, f"{function.__qualname__}: bind values with partial, not a closure"
    return f"{function.__module__}.{function.__qualname__}"


_PLAIN = frozenset({str, int, float, bool, bytes, type(None)})
_LONG = 20
_WITHOUT_REFERENCES = 2
"""A version of marshal in which equal values are equal bytes."""


def _names(pictures: Sequence[Picture]) -> bytes:
    return "".join(rendition.name for picture in pictures for rendition in picture.renditions).encode()
