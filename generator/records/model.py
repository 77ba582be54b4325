"""A model (mô hình): what another unit needs in order to do the same, and who already has."""

from typing import Annotated, ClassVar, Literal

from generator.records.base import (
    STAFF_ONLY,
    DateField,
    FullDate,
    Line,
    LocalityRef,
    Prose,
    Struct,
    UnitRef,
    Url,
    empty_list,
)
from generator.records.shared import Exemplar, Result, SourceRef


class Needs(Struct):
    """How much a unit must have to copy the model, in bands, the least first, as far as sources print it.

    Money to begin with, in millions of đồng; land; people; how often somebody works for it.
    """

    money: Literal["khong", "duoi-10", "10-100", "tren-100"] | None = None
    land: Literal["khong", "mot-cho", "dong-ruong"] | None = None
    people: Literal["mot-nguoi", "mot-to", "ca-don-vi"] | None = None
    time: Literal["vai-lan", "theo-vu", "hang-tuan", "hang-ngay"] | None = None


class Step(Struct):
    """One step of the way, in order."""

    title: Line
    text: Line | None = None
    time: Line | None = None


class Cost(Struct):
    """One input: what, how much as printed, and who paid."""

    item: Line
    amount: Line | None = None
    paid_by: Line | None = None
    source: SourceRef | None = None


class Role(Struct):
    """Who does what."""

    who: Line
    does: Line


class Attachment(Struct):
    """A document to take along: a guide, a form, a regulation."""

    title: Line
    url: Url | None = None


class Contact(Struct):
    """The office to ask; never a private telephone number or house address."""

    office: Line
    unit: UnitRef | None = None
    url: Url | None = None


class Visit(Struct):
    """One look at whether a model still works where it was taken over (A8: theo dõi, kiểm tra đôn đốc).

    `standing` is how it stood on that day; `next_due` is the day by which somebody looks again, for the office alone.
    """

    date: DateField
    visitor: Line
    standing: Literal["dang-lam", "giam-sut", "da-dung"]
    effect: Line | None = None
    difficulty: Line | None = None
    support: Line | None = None
    next_due: Annotated[FullDate | None, STAFF_ONLY] = None
    source: SourceRef | None = None


class Adopter(Struct):
    """One line of the replication ledger: who took the model over, with what result, and who looked at it since.

    `results` are in the indicators of the model's own, so that both can stand side by side. A place where those who
    began it went on by themselves (`own`) is none that took it over.
    """

    name: Line
    role: Literal["origin", "copy", "own"] = "copy"
    unit: UnitRef | None = None
    locality: LocalityRef | None = None
    place: Line | None = None
    since: DateField | None = None
    adapted: Line | None = None
    result: Line | None = None
    results: tuple[Result, ...] = empty_list()
    visits: tuple[Visit, ...] = empty_list()
    status: Literal["dang-lam", "moi-bat-dau", "da-dung"] | None = None
    source: SourceRef | None = None


class Model(Exemplar):
    """A model or good practice; it claims no award, and says what is still unknown of it."""

    collection: ClassVar[str] = "models"

    kind: Literal["model", "practice"]
    people: Line | None = None
    started: DateField | None = None
    started_as_printed: Line | None = None
    beneficiaries: Line | None = None
    problem: Prose | None = None
    description: Prose
    needs: Needs | None = None
    conditions: tuple[Line, ...] = empty_list()
    steps: tuple[Step, ...] = empty_list()
    costs: tuple[Cost, ...] = empty_list()
    roles: tuple[Role, ...] = empty_list()
    limits: tuple[Line, ...] = empty_list()
    lessons: tuple[Line, ...] = empty_list()
    documents: tuple[Attachment, ...] = empty_list()
    contact: Contact | None = None
    adopters: tuple[Adopter, ...] = empty_list()

    @property
    def copies(self) -> tuple[Adopter, ...]:
        """Who took the model over: not where it began."""
        return tuple(adopter for adopter in self.adopters if adopter.role == "copy")
