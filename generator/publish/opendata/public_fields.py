"""The fields of records that the public sees, as plain values."""

from decimal import Decimal
from functools import cache
from typing import Any

from pydantic import BaseModel

from generator.core.dates import PartialDate
from generator.records.fields import fields_of


@cache
def public_fields(part: type[BaseModel]) -> tuple[str, ...]:
    """Return the names of the fields of a record, or of a part of one, that the public sees."""
    return tuple(name for name, spec in fields_of(part).items() if not spec.is_staff_only)


def to_public(value: Any) -> Any:
    """Return a value as JSON can hold it: dates in ISO 8601 as far as known, numbers as printed."""
    if isinstance(value, BaseModel):
        found = ((name, to_public(getattr(value, name))) for name in public_fields(type(value)))
        return {name: each for name, each in found if each not in (None, [], False)}
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, tuple):
        return [to_public(item) for item in value]
    return str(value) if isinstance(value, Decimal) else value
