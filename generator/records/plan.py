"""A plan of a unit for a year or a period: which examples it registers, how it fosters them, what came of each.

Directive A, clause 4: heads of units have «kế hoạch cụ thể để bồi dưỡng, xây dựng mô hình mới, nhân tố mới trong từng
năm, cả giai đoạn».
"""

from typing import ClassVar, Literal

from pydantic import Field

from generator.records.base import (
    CampaignRef,
    DateField,
    DocumentRef,
    FieldRef,
    FullDate,
    Identifier,
    Line,
    LocalityRef,
    ModelRef,
    Number,
    PositiveCount,
    Record,
    StoryRef,
    Struct,
    UnitRef,
    Year,
    YesNo,
    empty_list,
)
from generator.records.shared import Correction, Source, SourceRef

RegisteredKind = Literal["individual", "collective", "household", "model"]
PlanStep = Literal["registered", "fostered", "effective", "replicated", "proposed", "commended"]


class Quota(Struct):
    """How many examples of a kind the plan asks for."""

    kind: RegisteredKind
    count: PositiveCount


class Progress(Struct):
    """What was done for a registered example in one period, and what came of it."""

    period: Line
    date: DateField | None = None
    text: Line
    is_fostering: YesNo = False
    source: SourceRef | None = None


class Registration(Struct):
    """One example a unit registered, named or not yet, and what became of it.

    `quarter` is the quarter of the plan's last year in which it is due. `story` and `model` are the records it became;
    a person or household is named by its story alone.
    """

    id: Identifier
    kind: RegisteredKind
    name: Line | None = None
    field: FieldRef
    content: Line
    criteria: tuple[Line, ...] = empty_list()
    target: Line | None = None
    quarter: Literal["1", "2", "3", "4"] | None = None
    office: Line | None = None
    fostering: Line | None = None
    progress: tuple[Progress, ...] = empty_list()
    judgement: Literal["dat", "chua-dat"] | None = None
    judged_on: DateField | None = None
    proposals: tuple[Literal["tiep-tuc", "khen", "nhan-rong"], ...] = empty_list()
    story: StoryRef | None = None
    model: ModelRef | None = None
    source: SourceRef | None = None


class PlanTotal(Struct):
    """A figure a source prints of the whole plan: how many were registered, worked, were proposed for an award."""

    step: PlanStep
    count: Number
    as_printed: Line
    source: SourceRef


class Plan(Record):
    """The plan of a unit, or of a place where no unit is known, for `year`, or for the years up to `until`."""

    collection: ClassVar[str] = "plans"

    name: Line
    unit: UnitRef | None = None
    locality: LocalityRef | None = None
    year: Year
    until: Year | None = None
    campaign: CampaignRef | None = None
    number: Line | None = None
    document: DocumentRef | None = None
    quotas: tuple[Quota, ...] = empty_list()
    registrations: tuple[Registration, ...] = empty_list()
    totals: tuple[PlanTotal, ...] = empty_list()
    sources: tuple[Source, ...] = Field(min_length=1)
    published_on: FullDate
    updated_on: FullDate | None = None
    corrections: tuple[Correction, ...] = empty_list()

    @property
    def last_year(self) -> int:
        """The year it ends with."""
        return self.until or self.year
