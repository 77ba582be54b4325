"""What makes a person or collective an advanced example in one field, as the province has laid it down."""

from typing import ClassVar

from pydantic import Field

from generator.records.base import DateField, DocumentRef, FieldRef, Line, Record, empty_list
from generator.records.reference import RecipientKind
from generator.records.shared import Source


class ExemplarCriteria(Record):
    """The criteria of an advanced example in one field, for those they are for.

    Decision 1526/QĐ-TTg of 9 December 2022 asks every ministry and province to write them field by field.
    """

    collection: ClassVar[str] = "criteria"

    field: FieldRef
    recipients: tuple[RecipientKind, ...] = Field(min_length=1)
    items: tuple[Line, ...] = Field(min_length=1)
    issuer: Line
    number: Line | None = None
    document: DocumentRef | None = None
    valid_from: DateField | None = None
    valid_to: DateField | None = None
    sources: tuple[Source, ...] = empty_list()
