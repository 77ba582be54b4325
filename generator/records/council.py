"""Councils for emulation and commendation: who sits on one, by which decision, for how long, and when it met (A6)."""

from typing import ClassVar, Literal

from pydantic import Field

from generator.records.base import (
    DateField,
    DecisionRef,
    DocumentRef,
    Line,
    LocalityRef,
    Struct,
    Term,
    UnitRef,
    empty_list,
)
from generator.records.shared import Source, SourceRef


class CouncilMember(Struct):
    """Somebody who sits on a council by their post; `post` is what they are besides, as printed."""

    name: Line
    role: Literal["chu-tich", "pho-chu-tich-thuong-truc", "pho-chu-tich", "uy-vien", "thu-ky"]
    post: Line | None = None
    source: SourceRef | None = None


class CouncilTerm(Struct):
    """A council as one decision made it: its number and day, the members it names, from when to when.

    `members_missing` tells of members no source names.
    """

    number: Line | None = None
    date: DateField | None = None
    issuer: Line | None = None
    decision: DecisionRef | None = None
    document: DocumentRef | None = None
    begin: DateField | None = None
    end: DateField | None = None
    members: tuple[CouncilMember, ...] = empty_list()
    members_missing: Line | None = None
    source: SourceRef | None = None


class CouncilMeeting(Struct):
    """One meeting: the day, and what it decided or discussed."""

    date: DateField
    text: Line
    source: SourceRef | None = None


class Council(Term):
    """A council, by its terms (directive A, clause 6: kiện toàn Hội đồng Thi đua - Khen thưởng các cấp)."""

    collection: ClassVar[str] = "councils"

    unit: UnitRef | None = None
    locality: LocalityRef | None = None
    terms: tuple[CouncilTerm, ...] = Field(min_length=1)
    meetings: tuple[CouncilMeeting, ...] = empty_list()
    sources: tuple[Source, ...] = Field(min_length=1)
