"""A story: one person, collective or household, what they did, and how it was commended."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from generator.records.base import (
    STAFF_ONLY,
    AwardKindRef,
    AwardRef,
    DateField,
    DecisionRef,
    LevelRef,
    Line,
    ModelRef,
    PositionGroupRef,
    Prose,
    Struct,
    YesNo,
    empty_list,
)
from generator.records.shared import DaySources, Exemplar, Sex, SourceRef

AwardStatus = Literal["hieu-luc", "dinh-chinh", "huy-bo", "tuoc", "phuc-hoi"]


class Member(Struct):
    """One of several people a story is about."""

    name: Line
    honorific: Line | None = None


class Quote(Struct):
    """Words somebody said, as the source prints them."""

    text: Line
    speaker: Line
    source: SourceRef | None = None


class AwardGrant(Struct):
    """One award: its form, rank, issuer and decision, as printed; what no source says is left out.

    `proposed_on` is the day of the proposal and `received_on` that on which the full file came to who decides;
    `date` is the day of the decision, `presented_on` the day it was handed over; where a source
    gives only words ('cuối năm 2013'), they go to `date_as_printed`. `date_is` says what a day is: printed as the
    day of the award, the day of a `press` report of it, or `about` that day; no interval is counted from the latter.
    `day_sources` says which source gives which day, where that is not `source`.
    """

    award: AwardRef
    as_printed: Line
    rank: Literal["nhat", "nhi", "ba"] | None = None
    kind: AwardKindRef | None = None
    level: LevelRef | None = None
    issuer: Line | None = None
    recipient: Line | None = None
    recipient_kind: Literal["individual", "collective", "household"] | None = None
    decision: DecisionRef | None = None
    number: Line | None = None
    proposed_on: DateField | None = None
    proposed_by: Line | None = None
    received_on: DateField | None = None
    date: DateField | None = None
    presented_on: DateField | None = None
    date_as_printed: Line | None = None
    date_is: Literal["printed", "press", "about"] = "printed"
    signer: Line | None = None
    occasion: Line | None = None
    reason: Line | None = None
    status: AwardStatus = "hieu-luc"
    status_decision: DecisionRef | None = None
    posthumous: YesNo = False
    note: Line | None = None
    source: SourceRef | None = None
    day_sources: DaySources | None = None


class Story(Exemplar):
    """What a story must say: who, where, when, what was done, figures, awards, sources."""

    collection: ClassVar[str] = "stories"
    deferred: ClassVar[frozenset[str]] = frozenset(
        {"context", "deeds", "spread", "quotes", "results", "doubts", "sources", "basis", "honorific"}
    )
    prose: ClassVar[frozenset[str]] = frozenset({"summary", "context", "deeds", "spread", "quotes"})

    kind: Literal["individual", "collective", "household"]
    honorific: Line | None = None
    also_known_as: Line | None = None
    sort_name: Line | None = None
    members: tuple[Member, ...] = empty_list()
    role: Line | None = None
    unit_as_printed: Line | None = None
    position_group: PositionGroupRef | None = None
    is_enterprise: YesNo | None = None
    sex: Annotated[Sex | None, STAFF_ONLY] = None
    minor: YesNo = False
    act_from: DateField | None = None
    act_to: DateField | None = None
    act_as_printed: Line | None = None
    context: Prose | None = None
    deeds: Prose
    spread: Prose | None = None
    quotes: tuple[Quote, ...] = empty_list()
    awards: tuple[AwardGrant, ...] = Field(min_length=1)
    models: tuple[ModelRef, ...] = empty_list()


def is_standing(award: AwardGrant) -> bool:
    """Tell whether an award still counts: neither cancelled nor stripped."""
    return award.status not in {"huy-bo", "tuoc"}


def is_publishable(story: Story) -> bool:
    """Tell whether a story reached `tong-ket`; before that it is not public (CONTRIBUTING/domain.md#stages)."""
    return not _SUMMED_UP.isdisjoint([entry.stage for entry in story.stages])


def story_date(story: Story) -> tuple[int, int, int]:
    """Return year, month, day of what a story is newest for; zeros where nothing is known."""
    dates = [story.act_to, story.act_from]
    for award in story.awards:
        if is_standing(award):
            dates += (award.presented_on, award.date)
    return max([day.sort_key for day in dates if day is not None], default=(0, 0, 0))


_SUMMED_UP = frozenset({"tong-ket", "nhan-rong"})
"""The stages from which on a story is public."""
