"""A workshop: what was taught, by whom, to whom. Made up for a test: how a new kind of record is added."""

from typing import ClassVar

from pydantic import Field

from generator.records.base import DateField, FullDate, Line, Record, UnitRef, empty_list
from generator.records.shared import Correction, Source


class Workshop(Record):
    """One workshop of a unit."""

    collection: ClassVar[str] = "workshops"

    name: Line
    summary: Line
    unit: UnitRef
    held_on: DateField | None = None
    lessons: tuple[Line, ...] = empty_list()
    sources: tuple[Source, ...] = Field(min_length=1)
    published_on: FullDate
    corrections: tuple[Correction, ...] = empty_list()
