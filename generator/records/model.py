"""A model (mô hình): what another unit needs in order to do the same, and who already has."""

from typing import ClassVar, Literal

from generator.records.base import Line, LocalityRef, Part, Prose, UnitRef, Url, When, optional_list
from generator.records.shared import Exemplary, SourceRef


class Step(Part):
    """One step of the way, in order."""

    title: Line
    text: Line | None = None
    time: Line | None = None


class Cost(Part):
    """One input: what, how much as printed, and who paid."""

    item: Line
    amount: Line | None = None
    paid_by: Line | None = None
    source: SourceRef | None = None


class Role(Part):
    """Who does what."""

    who: Line
    does: Line


class Paper(Part):
    """A document to take along: a guide, a form, a regulation."""

    title: Line
    url: Url | None = None


class Contact(Part):
    """The office to ask; never a private telephone number or house address."""

    office: Line
    unit: UnitRef | None = None
    url: Url | None = None


class Adopter(Part):
    """One line of the replication ledger: who took the model over, and with what result."""

    name: Line
    role: Literal["origin", "copy"] = "copy"
    unit: UnitRef | None = None
    locality: LocalityRef | None = None
    place: Line | None = None
    since: When | None = None
    adapted: Line | None = None
    result: Line | None = None
    status: Literal["dang-lam", "moi-bat-dau", "da-dung"] | None = None
    source: SourceRef | None = None


class Model(Exemplary):
    """A model or good practice; it claims no award, and says what is still unknown of it."""

    room: ClassVar[str] = "models"

    kind: Literal["model", "practice"]
    people: Line | None = None
    started: When | None = None
    started_as_printed: Line | None = None
    beneficiaries: Line | None = None
    problem: Prose | None = None
    description: Prose
    conditions: tuple[Line, ...] = optional_list()
    steps: tuple[Step, ...] = optional_list()
    costs: tuple[Cost, ...] = optional_list()
    roles: tuple[Role, ...] = optional_list()
    limits: tuple[Line, ...] = optional_list()
    lessons: tuple[Line, ...] = optional_list()
    documents: tuple[Paper, ...] = optional_list()
    contact: Contact | None = None
    adopters: tuple[Adopter, ...] = optional_list()

    @property
    def copies(self) -> tuple[Adopter, ...]:
        """Who took the model over: not where it began."""
        return tuple(adopter for adopter in self.adopters if adopter.role == "copy")
