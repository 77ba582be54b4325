"""A campaign (phong trào, đợt thi đua): theme, aims, contents, criteria, period, indicators."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from generator.records.base import (
    INTERNAL,
    ClauseRef,
    Day,
    DocumentRef,
    FieldRef,
    Identifier,
    Line,
    Number,
    Part,
    Prose,
    Record,
    When,
    optional_list,
)
from generator.records.shared import Correction, Source, SourceRef, Verification


class Content(Part):
    """One content of a campaign, such as a–g of the 2018 plan."""

    code: Identifier
    label: Line | None = None
    title: Line
    text: Prose | None = None
    fields: tuple[FieldRef, ...] = optional_list()
    clause: ClauseRef | None = None


class IndicatorResult(Part):
    """What a source reports for an indicator; a result without a source is refused."""

    as_printed: Line
    value: Number | None = None
    period: Line
    status: Literal["thuc-hien", "uoc"]
    note: Line | None = None
    source: SourceRef | None = None


class Indicator(Part):
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
    results: tuple[IndicatorResult, ...] = optional_list()


class CitedDocument(Part):
    """A document the campaign rests on; `document` links it when we hold its text."""

    form: Line
    number: Line | None = None
    date: When | None = None
    note: Line | None = None
    document: DocumentRef | None = None


class Campaign(Record):
    """A campaign must have theme, aims, contents and criteria (B IV.1a); a page says what lacks."""

    room: ClassVar[str] = "campaigns"

    name: Line
    short_name: Line
    summary: Line
    theme: Line | None = None
    aims: tuple[Line, ...] = optional_list()
    contents: tuple[Content, ...] = optional_list()
    criteria: tuple[Line, ...] = optional_list()
    movements: tuple[Line, ...] = optional_list()
    period_from: When | None = None
    period_to: When | None = None
    period_as_printed: Line
    launched_by: Line | None = None
    indicators: tuple[Indicator, ...] = optional_list()
    documents: tuple[CitedDocument, ...] = optional_list()
    fields: tuple[FieldRef, ...] = optional_list()
    note: Prose | None = None
    sources: tuple[Source, ...] = Field(min_length=1)
    verified: Verification | None = None
    published_on: Day
    updated_on: Day | None = None
    corrections: tuple[Correction, ...] = optional_list()
    versions_from: Annotated[Day | None, INTERNAL] = None
