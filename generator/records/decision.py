"""A decision of commendation with the list of those commended."""

from typing import Annotated, ClassVar, Literal

from generator.records.base import (
    STAFF_ONLY,
    AwardRef,
    DateField,
    DecisionRef,
    FullDate,
    LevelRef,
    Line,
    LocalityRef,
    ModelRef,
    Prose,
    Record,
    StoryRef,
    Struct,
    UnitRef,
    empty_list,
)
from generator.records.shared import Correction, Source, Verification


class DecisionRow(Struct):
    """One line of the list, as the decision prints it; `story`, `unit_id`, `model` and `locality` are what we know."""

    name: Line
    kind: Literal["individual", "collective", "household"]
    unit: Line | None = None
    award: AwardRef | None = None
    note: Line | None = None
    story: StoryRef | None = None
    unit_id: UnitRef | None = None
    model: ModelRef | None = None
    locality: LocalityRef | None = None
    withdrawn: Annotated[FullDate | None, STAFF_ONLY] = None


class Decision(Record):
    """A decision: issuer + number + date are its key, for numbers restart every year.

    `proposed_on`, `received_on` (of the full file) and `presented_on` hold for all it commends.
    """

    collection: ClassVar[str] = "decisions"

    number: Line
    proposed_on: DateField | None = None
    proposed_by: Line | None = None
    received_on: DateField | None = None
    date: DateField | None = None
    presented_on: DateField | None = None
    date_as_printed: Line | None = None
    issuer: Line
    level: LevelRef
    signer: Line | None = None
    subject: Line
    award: AwardRef | None = None
    status: Literal["hieu-luc", "dinh-chinh", "huy-bo", "phuc-hoi"] = "hieu-luc"
    status_decision: DecisionRef | None = None
    rows: tuple[DecisionRow, ...] = empty_list()
    rows_missing: Line | None = None
    doubts: Prose | None = None
    sources: tuple[Source, ...] = empty_list()
    verified: Verification | None = None
    published_on: FullDate
    updated_on: FullDate | None = None
    corrections: tuple[Correction, ...] = empty_list()
    versions_from: Annotated[FullDate | None, STAFF_ONLY] = None
