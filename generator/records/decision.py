"""A decision of commendation with the list of those commended."""

from typing import Annotated, ClassVar, Literal

from generator.records.base import (
    INTERNAL,
    AwardRef,
    Day,
    DecisionRef,
    LevelRef,
    Line,
    Part,
    Record,
    StoryRef,
    When,
    optional_list,
)
from generator.records.shared import Correction, Source, Verification


class Row(Part):
    """One line of the list, as the decision prints it."""

    name: Line
    kind: Literal["individual", "collective", "household"]
    unit: Line | None = None
    award: AwardRef | None = None
    note: Line | None = None
    story: StoryRef | None = None
    withdrawn: Annotated[Day | None, INTERNAL] = None


class Decision(Record):
    """A decision: issuer + number + date are its key, for numbers restart every year."""

    room: ClassVar[str] = "decisions"

    number: Line
    date: When | None = None
    date_as_printed: Line | None = None
    issuer: Line
    level: LevelRef
    signer: Line | None = None
    subject: Line
    award: AwardRef | None = None
    status: Literal["hieu-luc", "dinh-chinh", "huy-bo", "phuc-hoi"] = "hieu-luc"
    status_decision: DecisionRef | None = None
    rows: tuple[Row, ...] = optional_list()
    rows_missing: Line | None = None
    sources: tuple[Source, ...] = optional_list()
    verified: Verification | None = None
    published_on: Day
    updated_on: Day | None = None
    corrections: tuple[Correction, ...] = optional_list()
    versions_from: Annotated[Day | None, INTERNAL] = None
