"""The sheet by which a member of a cluster is scored for a year: by itself, then by who appraises it (A6)."""

from typing import Annotated, ClassVar

from pydantic import Field

from generator.records.base import (
    STAFF_ONLY,
    ClusterRef,
    FullDate,
    Line,
    Number,
    PositiveCount,
    Record,
    Struct,
    UnitRef,
    Year,
    YesNo,
    empty_list,
)
from generator.records.shared import Correction


class ScoreLine(Struct):
    """One criterion: its full mark, what the member gave itself, what the appraiser gave it.

    `evidence` is a file of the office, which the public does not get.
    """

    code: Line
    criterion: Line
    full_mark: Number
    self_mark: Number | None = None
    appraised_mark: Number | None = None
    appraiser: Line | None = None
    note: Line | None = None
    evidence: Annotated[Line | None, STAFF_ONLY] = None


class ScoreSheet(Record):
    """The sheet of one member of a cluster in one year, with the total and the place it won.

    It is the office's own (`hold`) until somebody says otherwise: then it stands on the page of its cluster.
    """

    collection: ClassVar[str] = "score_sheets"

    cluster: ClusterRef
    year: Year
    member: Line
    unit: UnitRef | None = None
    lines: tuple[ScoreLine, ...] = Field(min_length=1)
    full_mark: Number | None = None
    self_total: Number | None = None
    total: Number | None = None
    rank: PositiveCount | None = None
    flag_proposed: YesNo = False
    hold: Annotated[YesNo, STAFF_ONLY] = True
    published_on: FullDate
    corrections: tuple[Correction, ...] = empty_list()
