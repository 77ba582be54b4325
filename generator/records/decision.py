"""A decision of commendation with the list of those commended."""

import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from generator.records.base import (
    STAFF_ONLY,
    AwardKindRef,
    AwardRef,
    CampaignRef,
    DateField,
    DecisionRef,
    FieldRef,
    FullDate,
    LevelRef,
    Line,
    LocalityRef,
    ModelRef,
    PdfName,
    PositionGroupRef,
    Prose,
    Record,
    StoryRef,
    Struct,
    UnitRef,
    YesNo,
    empty_list,
)
from generator.records.shared import Correction, DaySources, Sex, Source, Verification


class DecisionRow(Struct):
    """One line of the list, as the decision prints it; `story`, `unit_id`, `model` and `locality` are what we know.

    `award_kind`, `position_group`, `is_enterprise`, `field` and `sex` are what statistics count apart (forms 0602.N
    and 0603.N of Circular 02/2023/TT-BNV; Decree 152/2025 art. 4.6 on women).
    """

    name: Line
    kind: Literal["individual", "collective", "household"]
    unit: Line | None = None
    award: AwardRef | None = None
    note: Line | None = None
    award_kind: AwardKindRef | None = None
    position_group: PositionGroupRef | None = None
    is_enterprise: YesNo | None = None
    field: FieldRef | None = None
    sex: Annotated[Sex | None, STAFF_ONLY] = None
    story: StoryRef | None = None
    unit_id: UnitRef | None = None
    model: ModelRef | None = None
    locality: LocalityRef | None = None
    withdrawn: Annotated[FullDate | None, STAFF_ONLY] = None


class RowGroup(NamedTuple):
    """Rows of a list that are of one story, or of none: how many, and what they name. Who is withdrawn is in none."""

    story: str | None
    size: int
    units: tuple[str, ...]
    localities: tuple[str, ...]
    models: tuple[str, ...]


class Decision(Record):
    """A decision: issuer + number + date are its key, for numbers restart every year.

    `proposed_on`, `received_on` (of the full file), `presented_on`, `award_kind` and `campaign` hold for all it
    commends; a row may name another `award_kind`. `effective_on` is the day of effect (Decree 42/2022/NĐ-CP art. 4.1).
    `file` is the signed document as a PDF, in the folder of the decision's id under stories/media.
    Before the day `publish_on` the public sees nothing of it.
    """

    collection: ClassVar[str] = "decisions"
    deferred: ClassVar[frozenset[str]] = frozenset({"rows"})

    number: Line
    proposed_on: DateField | None = None
    proposed_by: Line | None = None
    received_on: DateField | None = None
    date: DateField | None = None
    effective_on: DateField | None = None
    presented_on: DateField | None = None
    day_sources: DaySources | None = None
    date_as_printed: Line | None = None
    issuer: Line
    level: LevelRef
    signer: Line | None = None
    subject: Line
    award: AwardRef | None = None
    award_kind: AwardKindRef | None = None
    campaign: CampaignRef | None = None
    status: Literal["hieu-luc", "dinh-chinh", "huy-bo", "phuc-hoi"] = "hieu-luc"
    status_decision: DecisionRef | None = None
    rows: tuple[DecisionRow, ...] = empty_list()
    rows_missing: Line | None = None
    file: PdfName | None = None
    doubts: Prose | None = None
    sources: tuple[Source, ...] = empty_list()
    verified: Verification | None = None
    published_on: FullDate
    publish_on: Annotated[FullDate | None, STAFF_ONLY] = None
    updated_on: FullDate | None = None
    corrections: tuple[Correction, ...] = empty_list()
    versions_from: Annotated[FullDate | None, STAFF_ONLY] = None

    def outline(self) -> list[RowGroup]:
        """Return the groups of the rows."""
        return _grouped(self.rows)

    @classmethod
    def restore_outline(cls, plain: Any) -> list[RowGroup]:
        """Return the groups of the rows from their plain lists."""
        return list(map(_restored, plain))

    @property
    def row_groups(self) -> list[RowGroup]:
        """The rows that are not withdrawn, by the story they are of; known without fetching them."""
        kept: list[RowGroup] | None = getattr(self, "kept_outline", None)
        return _grouped(self.rows) if kept is None else kept


def _grouped(rows: Iterable[DecisionRow]) -> list[RowGroup]:
    groups: defaultdict[str | None, list[DecisionRow]] = defaultdict(list)
    for row in rows:
        if row.withdrawn is None:
            groups[row.story].append(row)
    return [
        RowGroup(
            story,
            len(some),
            _named(row.unit_id for row in some),
            _named(row.locality for row in some),
            _named(row.model for row in some),
        )
        for story, some in groups.items()
    ]


def _named(ids: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in ids if name is not None))


def _restored(group: Sequence[Any]) -> RowGroup:
    story, size, *named = group
    return RowGroup(story, size, *(tuple(map(sys.intern, ids)) for ids in named))
