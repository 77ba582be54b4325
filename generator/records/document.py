"""A directive, plan or other document, clause by clause, quoted in full."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from generator.records.base import (
    STAFF_ONLY,
    CampaignRef,
    DateField,
    FullDate,
    Line,
    QuotedText,
    Record,
    Struct,
    empty_list,
)
from generator.records.shared import Source

Anchor = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=40)]


class Misprint(Struct):
    """A printed error kept verbatim in the quotation and marked [sic]."""

    printed: Line
    meant: Line


class Clause(Struct):
    """One clause. `text` is verbatim; `asks` says in a line what it asks, in our words.

    `level` 1 is the highest; a clause of role `heading` only groups those that follow.
    """

    anchor: Anchor
    label: Line | None = None
    heading: Line | None = None
    level: Literal["1", "2", "3"] = "1"
    role: Literal["heading", "clause", "frame"] = "clause"
    text: QuotedText | None = None
    asks: Line | None = None


class Document(Record):
    """A document; what no copy of it prints (number, date) stays empty and `number_note` says so."""

    collection: ClassVar[str] = "documents"

    form: Line
    name: Line
    short_name: Line
    number: Line | None = None
    number_note: Line | None = None
    date: DateField | None = None
    date_note: Line | None = None
    issuer: Line
    signer: Line | None = None
    summary: Line
    place_and_date: Line | None = None
    clauses: tuple[Clause, ...] = empty_list()
    text_missing: Line | None = None
    recipients: tuple[Line, ...] = empty_list()
    signature: tuple[Line, ...] = empty_list()
    misprints: tuple[Misprint, ...] = empty_list()
    campaigns: tuple[CampaignRef, ...] = empty_list()
    sources: tuple[Source, ...] = Field(min_length=1)
    published_on: FullDate
    versions_from: Annotated[FullDate | None, STAFF_ONLY] = None
