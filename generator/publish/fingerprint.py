"""What an artifact is made of, as a digest: the same digest, the same bytes, without making them.

A maker hands a page its whole context. A record in it counts with all it refers to, a picture with
the names of its files (which are hashes), a function with its name and bound values: what it does
is part of the program, which has a stamp of its own. Of the archive itself only `archive.reference_digest`
counts, so templates see no more of it than that (`ReferenceView`).
"""

import marshal
from collections.abc import Callable, Iterator, Mapping, Sequence
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
        self.plain_forms = _PlainForms(self)
        pictured = dict(self._pictured_records())
        self.identified = {**archive.digest_by_identity, **pictured} if pictured else archive.digest_by_identity

    def digest(self, inputs: object) -> bytes:
        """Return the fingerprint of what an artifact is made of; TypeError for a value of unknown kind."""
        plain = marshal.dumps((self.world, self.plain_forms[type(inputs)](inputs)), _WITHOUT_REFERENCES)
        return blake2b(plain, digest_size=SIZE).digest()

    def _pictured_records(self) -> Iterator[tuple[int, bytes]]:
        for collection, record_id in self.pictured:
            record = self.archive.collection(collection).get(record_id)
            if record is not None:
                yield id(record), self.record(record)

    def record(self, record: Record) -> bytes:
        """Return the digest of a record with its pictures."""
        key = (record.collection, record.id)
        own, pictured = self.digests[key], self.pictured.get(key)
        return own if pictured is None else blake2b(own + pictured, digest_size=SIZE).digest()


class _PlainForms(dict[type, Callable[[Any], Any]]):
    """How a value of each class is told plainly: found out when one of the class is met for the first time."""

    def __init__(self, fingerprints: Fingerprinter) -> None:
        super().__init__()
        for kind in _PLAIN:
            self[kind] = _as_it_is
        self.fingerprints = fingerprints
        self.long: dict[int, tuple[tuple[Any, ...], bytes]] = {}
        self[tuple] = self[list] = self._listed
        self[dict] = self._named_values
        self[partial] = self._bound

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        self[kind] = found = self._how(kind)
        return found

    def _listed(self, values: Sequence[Any]) -> "list[Any] | bytes":
        if len(values) > _LONG and (known := self._long(values)):
            return known
        return [value if (kind := type(value)) in _PLAIN else self[kind](value) for value in values]

    def _long(self, values: Sequence[Any]) -> bytes | None:
        """Return what a long list of records is told by, found out once; None where something else is among them."""
        held = self.long.get(id(values))
        if held is None or held[0] is not values:
            try:
                told = b"".join(map(self.fingerprints.identified.__getitem__, map(id, values)))
            except KeyError:
                return None
            digest = blake2b(told, digest_size=SIZE).digest()
            if not isinstance(values, tuple):
                return digest
            held = self.long[id(values)] = values, digest
        return held[1]

    def _named_values(self, values: Mapping[str, Any]) -> tuple[Any, ...]:  # as no list is told
        return ("dict", [*values], self._listed([*values.values()]))

    def _bound(self, value: "partial[Any]") -> tuple[Any, ...]:
        function = value.func
        named = _named(function) if type(function) is FunctionType else self[type(function)](function)
        return (named, self._listed(value.args), self._named_values(value.keywords) if value.keywords else None)

    def _inputs(self, value: Any) -> Any:
        inputs = value.inputs
        return self[type(inputs)](inputs)

    def _record(self, record: Record) -> bytes:
        return self.fingerprints.identified.get(id(record)) or self.fingerprints.record(record)

    def _how(self, kind: type) -> Callable[[Any], Any]:
        if issubclass(kind, Record):
            return self._record
        if issubclass(kind, Mapping):
            return lambda value: self._named_values(dict(value))
        if issubclass(kind, Sequence) and not issubclass(kind, str):
            return lambda value: self._listed(list(value))
        if issubclass(kind, frozenset | set):
            return lambda value: self._listed(sorted(value))
        if issubclass(kind, partial):
            return self._bound
        if issubclass(kind, FunctionType):
            return _named
        if issubclass(kind, Path):
            return lambda value: value.name
        if issubclass(kind, BaseModel):
            return lambda value: self._listed(list(value.__dict__.values()))
        if getattr(kind, "fingerprint_ignored", False):
            return lambda _: None  # a function bound to the site may use the world; anything else it must be given
        if hasattr(kind, "inputs"):
            return self._inputs
        if hasattr(kind, "fingerprint"):
            return lambda value: value.fingerprint
        if is_dataclass(kind):
            names = [each.name for each in fields(kind)]
            return lambda value: self._listed([getattr(value, name) for name in names])
        if issubclass(kind, Decimal | str):
            return str
        raise TypeError(f"{kind}: no fingerprint")


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _named(function: FunctionType) -> str:
    assert function.__closure__ is None, f"{function.__qualname__}: bind values with partial, not a closure"
    return f"{function.__module__}.{function.__qualname__}"


_PLAIN: frozenset[type] = frozenset({str, int, float, bool, bytes, type(None)})
_LONG = 20
_WITHOUT_REFERENCES = 2
"""A version of marshal in which equal values are equal bytes."""


def _names(pictures: Sequence[Picture]) -> bytes:
    return "".join(rendition.name for picture in pictures for rendition in picture.renditions).encode()
