"""A consultation: who is about to be proposed for an award, until when anybody may say what they know of them."""

from typing import ClassVar

from pydantic import Field

from generator.records.base import AwardRef, FullDate, Line, Number, Record, Struct, empty_list
from generator.records.reference import LegalBasis, RecipientKind
from generator.records.shared import Correction


class Nominee(Struct):
    """Somebody on the list, with the form that is to be proposed; whoever is not proposed after all is `dropped_on`."""

    name: Line
    kind: RecipientKind
    unit: Line | None = None
    as_printed: Line
    award: AwardRef | None = None
    dropped_on: FullDate | None = None


class ConsultationResult(Struct):
    """What came of it: how many opinions, how many complaints among them, and how they were handled."""

    date: FullDate
    opinions: Number
    complaints: Number
    handled: Line


class Consultation(Record):
    """The list of those to be proposed, made public before the council meets.

    Law 06/2022/QH15 art. 84.5; Decree 152/2025/NĐ-CP art. 44.2: at least ten working days before the meeting.
    It is no decision, and nobody's record: it stands in no search, list or data but its own.
    """

    collection: ClassVar[str] = "consultations"

    name: Line
    issuer: Line
    opens: FullDate
    closes: FullDate
    council_on: FullDate | None = None
    opinions_to: Line
    basis: tuple[LegalBasis, ...] = empty_list()
    nominees: tuple[Nominee, ...] = Field(min_length=1)
    result: ConsultationResult | None = None
    published_on: FullDate
    updated_on: FullDate | None = None
    corrections: tuple[Correction, ...] = empty_list()
