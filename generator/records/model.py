"""A model (mô hình): what another unit needs in order to do the same, and who already has."""

from typing import ClassVar, Literal

from generator.records.base import DateField, Line, LocalityRef, Prose, Struct, UnitRef, Url, empty_list
from generator.records.shared import Exemplar, SourceRef


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


class Adopter(Struct):
    """One line of the replication ledger: who took the model over, and with what result."""

    name: Line
    role: Literal["origin", "copy"] = "copy"
    unit: UnitRef | None = None
    locality: LocalityRef | None = None
    place: Line | None = None
    since: DateField | None = None
    adapted: Line | None = None
    result: Line | None = None
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
