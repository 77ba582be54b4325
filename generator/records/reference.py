"""Reference data: awards, lists of terms, localities, units, clusters, published figures."""

from typing import ClassVar, Literal

from pydantic import Field

from generator.records.base import (
    AwardKindRef,
    AwardRef,
    CampaignRef,
    DateField,
    DocumentRef,
    FieldRef,
    FullDate,
    GroupRef,
    Identifier,
    LegalActRef,
    LevelRef,
    Line,
    LocalityRef,
    ModelRef,
    Number,
    PositiveCount,
    Prose,
    Record,
    StoryRef,
    Struct,
    Term,
    UnitRef,
    Url,
    Year,
    YesNo,
    empty_list,
)
from generator.records.shared import Coordinates, Source
from generator.records.translation import StatisticTranslation

Certainty = Literal["seed", "read", "recall"]
"""How sure we are of a rule: it stands in one of the project's own documents, was read, or is recalled."""


class LegalAct(Term):
    """A law, decree or circular, between the days on which it is in force; `issued_on` is the day it was signed."""

    collection: ClassVar[str] = "legal_acts"

    number: Line
    issuer: Line
    issued_on: DateField | None = None
    replaced_by: LegalActRef | None = None
    certainty: Literal["read", "recall"]


class LegalBasis(Struct):
    """Where a rule stands, in an act or in a document of the project, and how sure we are."""

    act: LegalActRef | None = None
    document: DocumentRef | None = None
    article: Line | None = None
    certainty: Certainty


class Authority(Struct):
    """A level that decides an award, for as long as it does (Law 06/2022/QH15 art. 77–80)."""

    level: LevelRef
    valid_from: DateField | None = None
    valid_to: DateField | None = None
    certainty: Certainty = "read"
    note: Line | None = None


RecipientKind = Literal["individual", "collective", "household"]


class RecipientPeriod(Struct):
    """For whom an award was, until the law changed, and how sure we are."""

    recipients: tuple[RecipientKind, ...] = Field(min_length=1)
    valid_from: DateField | None = None
    valid_to: DateField | None = None
    certainty: Certainty


class NamePeriod(Struct):
    """A name something bore, and from when to when."""

    name: Line
    valid_from: DateField | None = None
    valid_to: DateField | None = None


class Award(Term):
    """An award form or title: who may receive it, who decides it, and the legal basis.

    `recipients` are those of today, `former_recipients` those of before the law changed.
    `authorities` are the levels that decide it, each in its time; without any, no limit is known. `name` is that of
    today, `former_names` are those of before; `spellings` are other ways in which it is rightly printed.
    `statutory` is `no` for what no law on commendation knows (praise, prizes of societies), and
    `unknown` where a source does not say which form was given.
    """

    collection: ClassVar[str] = "awards"

    group: Literal["danh-hieu", "hinh-thuc", "nha-nuoc", "ngoai-luat"]
    recipients: tuple[RecipientKind, ...] = Field(min_length=1)
    former_recipients: tuple[RecipientPeriod, ...] = empty_list()
    former_names: tuple[NamePeriod, ...] = empty_list()
    spellings: tuple[Line, ...] = empty_list()
    authorities: tuple[Authority, ...] = empty_list()
    ranked: YesNo = False
    is_honorary_title: YesNo = False
    statutory: Literal["yes", "no", "unknown"] = "yes"
    basis: tuple[LegalBasis, ...] = empty_list()

    @property
    def levels(self) -> tuple[str, ...]:
        """Every level that decides it or once did."""
        return tuple(dict.fromkeys(authority.level for authority in self.authorities))


class AwardKind(Term):
    """A kind of commendation (loại hình) and for whom it is, Law 06/2022/QH15 article 8; without, for everybody."""

    collection: ClassVar[str] = "award_kinds"

    recipients: tuple[RecipientKind, ...] = empty_list()
    spellings: tuple[Line, ...] = empty_list()


class PositionGroup(Term):
    """Whom the statistics of commendation count apart by post (forms 0602.N, 0603.N of Circular 02/2023/TT-BNV).

    `is_leader` tells those who lead and manage from those who do not; of others the forms do not say.
    """

    collection: ClassVar[str] = "position_groups"

    is_leader: YesNo | None = None
    spellings: tuple[Line, ...] = empty_list()


class TimeLimit(Term):
    """Within how many working days one step of a commendation follows another, for whom and on what ground.

    Without `award`, `level` or `kind` it is for all. The law sets none for awards of a province, which sets its own
    (Decree 152/2025/NĐ-CP art. 6.2).
    """

    collection: ClassVar[str] = "time_limits"

    first: Literal["act", "proposed", "received", "decided"]
    last: Literal["proposed", "received", "decided", "presented"]
    award: AwardRef | None = None
    level: LevelRef | None = None
    kind: AwardKindRef | None = None
    working_days: PositiveCount
    basis: tuple[LegalBasis, ...] = empty_list()


class WorkCalendar(Record):
    """The days of a year on which no office works beside Saturdays and Sundays, and those worked in their place."""

    collection: ClassVar[str] = "work_calendars"

    year: Year
    holidays: tuple[FullDate, ...] = Field(min_length=1)
    worked: tuple[FullDate, ...] = empty_list()
    sources: tuple[Source, ...] = Field(min_length=1)


class IssuerLevel(Term):
    """A level that decides awards, from the State President to a single unit."""

    collection: ClassVar[str] = "levels"

    decides: Line | None = None


class Sector(Term):
    """A field (lĩnh vực), which is also a column of the site."""

    collection: ClassVar[str] = "fields"

    motif: Literal[
        "field",
        "river",
        "shield",
        "book",
        "pulse",
        "leaf",
        "star",
        "gear",
        "road",
        "hands",
        "screen",
        "scales",
        "lotus",
    ]
    short_name: Line


class PriorityGroup(Term):
    """A priority group (nhóm ưu tiên) of directive A, clause 5."""

    collection: ClassVar[str] = "groups"

    asked_by: Line | None = None


class Stage(Term):
    """One of the four stages (khâu) of directive A, clause 4."""

    collection: ClassVar[str] = "stages"

    question: Line


class Abbreviation(Record):
    """A short form and what it stands for; a search for either finds the other."""

    collection: ClassVar[str] = "abbreviations"

    short: Line
    full: Line


class SpecialPage(Term):
    """A special page (chuyên trang): stories chosen by group, field or campaign."""

    collection: ClassVar[str] = "special_pages"

    intro: Prose
    groups: tuple[GroupRef, ...] = empty_list()
    fields: tuple[FieldRef, ...] = empty_list()
    campaigns: tuple[CampaignRef, ...] = empty_list()


class PlanPeriod(Term):
    """A five-year plan period, such as 2021–2025."""

    collection: ClassVar[str] = "periods"

    first_year: Year
    last_year: Year


class Predecessor(Struct):
    """What a locality was formed from: the whole, a part, or the rest after another took a part."""

    locality: LocalityRef
    part: Literal["whole", "part", "rest"]
    note: Line | None = None


class Locality(Term):
    """A place and its validity. A name recurs; the id never changes its meaning."""

    collection: ClassVar[str] = "localities"

    type: Literal["thanh-pho-truc-thuoc", "tinh", "quan", "huyen", "thi-xa", "thanh-pho", "phuong", "xa", "thi-tran"]
    code: Line | None = None
    parent: LocalityRef | None = None
    spellings: tuple[Line, ...] = empty_list()
    centre: Coordinates | None = None
    formed_from: tuple[Predecessor, ...] = empty_list()
    note: Line | None = None


class Unit(Record):
    """An organisation, with its names over time, its parent and what became of it."""

    collection: ClassVar[str] = "units"

    names: tuple[NamePeriod, ...] = Field(min_length=1)
    abbreviation: Line | None = None
    type: Literal[
        "uy-ban",
        "so-nganh",
        "don-vi-su-nghiep",
        "truong",
        "benh-vien",
        "hop-tac-xa",
        "doan-the",
        "luc-luong-vu-trang",
        "hoi-dong",
        "to-chuc-xa-hoi",
        "bao-chi",
        "nhom-cong-dong",
        "doanh-nghiep",
    ]
    parent: UnitRef | None = None
    locality: LocalityRef | None = None
    successor: UnitRef | None = None
    note: Line | None = None
    sources: tuple[Source, ...] = empty_list()

    @property
    def name(self) -> str:
        """The name borne last."""
        return self.names[-1].name


class Membership(Struct):
    """A member of a cluster in one year; `unit` is left out where only a name is known."""

    name: Line
    unit: UnitRef | None = None
    role: Literal["truong", "pho", "thanh-vien"] = "thanh-vien"


class ClusterYear(Struct):
    """The members of a cluster in one year, what they committed themselves to (giao ước), and what it did."""

    year: DateField
    commitments: tuple[Line, ...] = empty_list()
    members: tuple[Membership, ...] = empty_list()
    members_missing: Line | None = None
    events: tuple[Line, ...] = empty_list()


class Cluster(Term):
    """An emulation cluster or bloc (cụm, khối thi đua), by year."""

    collection: ClassVar[str] = "clusters"

    campaigns: tuple[CampaignRef, ...] = empty_list()
    years: tuple[ClusterYear, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)


class PressItem(Record):
    """One article or broadcast that tells of a good example, as directive A, clause 4, asks the press to.

    `minutes` are those of a broadcast; `column` is the column or programme it stood in.
    """

    collection: ClassVar[str] = "press_items"

    outlet: Line
    medium: Literal["bao-in", "bao-dien-tu", "phat-thanh", "truyen-hinh", "mang-xa-hoi"]
    title: Line
    column: Line | None = None
    date: FullDate
    url: Url | None = None
    minutes: PositiveCount | None = None
    stories: tuple[StoryRef, ...] = empty_list()
    models: tuple[ModelRef, ...] = empty_list()
    campaigns: tuple[CampaignRef, ...] = empty_list()
    note: Line | None = None


class Statistic(Record):
    """A published figure on awards or on the plan, as printed, with its sources."""

    collection: ClassVar[str] = "statistics"

    group: Literal["awards", "movement", "plan"]
    indicator: Line
    as_printed: Line
    value: Number | None = None
    unit: Line | None = None
    period: Line
    year: Year | None = None
    area: Line
    status: Literal["thuc-hien", "uoc", "chi-tieu", "so-bo"] | None = None
    award: AwardRef | None = None
    level: LevelRef | None = None
    target: Line | None = None
    note: Line | None = None
    sources: tuple[Source, ...] = Field(min_length=1)
    translations: tuple[StatisticTranslation, ...] = empty_list()


__all__ = [
    "Abbreviation",
    "Award",
    "AwardKind",
    "Cluster",
    "Identifier",
    "IssuerLevel",
    "LegalAct",
    "Locality",
    "PlanPeriod",
    "PositionGroup",
    "PressItem",
    "PriorityGroup",
    "Sector",
    "SpecialPage",
    "Stage",
    "Statistic",
    "TimeLimit",
    "Unit",
    "WorkCalendar",
]
