"""A campaign (phong trào, đợt thi đua): theme, aims, contents, criteria, period, indicators."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from generator.records.base import (
    STAFF_ONLY,
    ClauseRef,
    DateField,
    DocumentRef,
    FieldRef,
    FullDate,
    Identifier,
    Line,
    Number,
    Prose,
    Record,
    Struct,
    empty_list,
)
from generator.records.shared import Correction, Source, SourceRef, Verification


class Content(Struct):
    """One content of a campaign, such as a–g of the 2018 plan."""

    code: Identifier
    label: Line | None = None
    title: Line
    text: Prose | None = None
    fields: tuple[FieldRef, ...] = empty_list()
    clause: ClauseRef | None = None


class IndicatorResult(Struct):
    """What a source reports for an indicator; a result without a source is refused."""

    as_printed: Line
    value: Number | None = None
    period: Line
    status: Literal["thuc-hien", "uoc"]
    note: Line | None = None
    source: SourceRef | None = None


class Indicator(Struct):
    """A target: as printed, with its bounds in `unit`, and which way is better."""

    code: Identifier
    name: Line
    as_printed: Line
    minimum: Number | None = None
    maximum: Number | None = None
    unit: Line | None = None
    better: Literal["higher", "lower"] = "higher"
    period: Line
    content: Identifier | None = None
    clause: ClauseRef | None = None
    note: Line | None = None
    source: SourceRef | None = None
    results: tuple[IndicatorResult, ...] = empty_list()


class CitedDocument(Struct):
    """A document the campaign rests on; `document` links it when we hold its text."""

    form: Line
    number: Line | None = None
    date: DateField | None = None
    note: Line | None = None
    document: DocumentRef | None = None


class Campaign(Record):
    """A campaign must have theme, aims, contents and criteria (B IV.1a); a page says what lacks.

    `launching_level`, `scope` and `method` are how form 0601.N (Circular 02/2023/TT-BNV) counts campaigns.
    """

    collection: ClassVar[str] = "campaigns"

    name: Line
    short_name: Line
    summary: Line
    theme: Line | None = None
    aims: tuple[Line, ...] = empty_list()
    contents: tuple[Content, ...] = empty_list()
    criteria: tuple[Line, ...] = empty_list()
    movements: tuple[Line, ...] = empty_list()
    period_from: DateField | None = None
    period_to: DateField | None = None
    period_as_printed: Line
    launched_by: Line | None = None
    launching_level: Literal["trung-uong", "bo-tinh", "don-vi"] | None = None
    scope: Literal["toan-quoc", "bo-nganh-dia-phuong", "cum-khoi", "co-quan-don-vi"] | None = None
    method: Literal["chuyen-de", "thuong-xuyen"] | None = None
    indicators: tuple[Indicator, ...] = empty_list()
    documents: tuple[CitedDocument, ...] = empty_list()
    fields: tuple[FieldRef, ...] = empty_list()
    note: Prose | None = None
    sources: tuple[Source, ...] = Field(min_length=1)
    verified: Verification | None = None
    published_on: FullDate
    updated_on: FullDate | None = None
    corrections: tuple[Correction, ...] = empty_list()
    versions_from: Annotated[FullDate | None, STAFF_ONLY] = None
