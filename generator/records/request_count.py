"""How many suggestions and requests came in a month, and what came of them: the only public trace of the registers."""

from typing import ClassVar, Literal

from generator.records.base import DateField, FullDate, Line, ModelRef, Number, Record, Struct, empty_list

RequestKind = Literal["gioi-thieu", "lam-theo", "xem-sua", "rut-dong-y", "xoa"]
"""To suggest an example; to copy a model; to see or mend one's data, to withdraw consent, to have it deleted."""
Outcome = Literal["thanh-cau-chuyen", "da-lam-theo", "da-tra-loi", "da-sua", "da-go", "chua-du", "tu-choi"]


class OutcomeCount(Struct):
    """How many came to one end."""

    outcome: Outcome
    count: Number


class RequestCount(Record):
    """The requests of one kind that came in one month; those to copy a model by model.

    `units` are those that gave leave to be named. Nothing here names a person.
    """

    collection: ClassVar[str] = "request_counts"

    month: DateField
    kind: RequestKind
    model: ModelRef | None = None
    received: Number
    outcomes: tuple[OutcomeCount, ...] = empty_list()
    units: tuple[Line, ...] = empty_list()
    counted_on: FullDate

    @property
    def answered(self) -> int:
        """How many of them came to an end."""
        return sum(int(each.count) for each in self.outcomes)
