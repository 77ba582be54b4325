"""The kinds of records: the class of each, where it is written and published, what a new one begins with."""

from dataclasses import dataclass, field

from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.consultation import Consultation
from generator.records.council import Council
from generator.records.criteria import ExemplarCriteria
from generator.records.decision import Decision
from generator.records.document import Document
from generator.records.model import Model
from generator.records.plan import Plan
from generator.records.reference import (
    Abbreviation,
    Award,
    AwardKind,
    Cluster,
    IssuerLevel,
    LegalAct,
    Locality,
    PlanPeriod,
    PositionGroup,
    PressItem,
    PriorityGroup,
    Sector,
    SpecialPage,
    Stage,
    Statistic,
    TimeLimit,
    Unit,
    WorkCalendar,
)
from generator.records.request_count import RequestCount
from generator.records.score_sheet import ScoreSheet
from generator.records.story import Story
from generator.source.yaml_source import Limits


@dataclass(frozen=True, slots=True)
class KindSpec:
    """All that is said once of a kind of record; what is published of it follows.

    It is written one record a file in `folder` of stories/ (of stories themselves: the folder of a year), or in
    lists in `files` of stories/reference/. Its pages stand under `prefix`; without one it shows on others' pages.
    """

    record: type[Record]
    command_name: str = ""
    """What `dienhinh new` and `schema` call it; "" where none is written by command."""
    folder: str | None = None
    files: tuple[str, ...] = ()
    prefix: str = ""
    embed_prefix: str = ""
    """Where its cards for other sites stand, if it has any: ids of models may be a story's."""
    is_named: bool = False
    """Whether it grows or changes from day to day: then a page depends on those records only that it names."""
    has_feed: bool = False
    """Whether each of its records has a feed of what belongs to it."""
    in_press_room: bool = False
    """Whether the press room lists its feeds; those of places, units and awards stand on their pages."""
    has_sidecars: bool = False
    """Whether each has a file of its own, so that it is cited, has versions, and files beside its page."""
    in_open_data: bool = True
    """Whether machines get it too: the data dictionary, the interface, the tables."""
    limits: Limits = field(default_factory=Limits)
    written_fields: tuple[str, ...] = ()
    """Optional fields without which it does not become a page: a new record holds them without a comment mark."""
    suggested_fields: tuple[str, ...] = ()
    """Optional fields a new record offers behind a comment mark."""

    @property
    def collection(self) -> str:
        """What the collection of its records is called."""
        return self.record.collection


KINDS: tuple[KindSpec, ...] = (
    KindSpec(
        Story,
        command_name="story",
        folder="",
        prefix="/dien-hinh/",
        embed_prefix="/nhung/",
        is_named=True,
        has_sidecars=True,
        written_fields=("stages",),
        suggested_fields=("groups", "act_from", "context", "results", "stages"),
    ),
    KindSpec(
        Model,
        command_name="model",
        folder="models",
        prefix="/mo-hinh/",
        embed_prefix="/nhung/mo-hinh/",
        is_named=True,
        has_sidecars=True,
        suggested_fields=("problem", "conditions", "steps", "costs", "adopters", "stages"),
    ),
    KindSpec(
        Campaign,
        command_name="campaign",
        folder="campaigns",
        prefix="/phong-trao/",
        is_named=True,
        has_feed=True,
        in_press_room=True,
        has_sidecars=True,
        suggested_fields=("theme", "aims", "contents", "criteria", "period_from", "period_to"),
    ),
    KindSpec(
        Decision,
        command_name="decision",
        folder="decisions",
        prefix="/quyet-dinh/",
        is_named=True,
        has_sidecars=True,
        limits=Limits(size=8 * 1024 * 1024, events=2_000_000),
        suggested_fields=("date", "rows"),
    ),
    KindSpec(
        Document,
        command_name="document",
        folder="documents",
        prefix="/van-ban/",
        has_sidecars=True,
        suggested_fields=("number", "date", "clauses"),
    ),
    KindSpec(
        Consultation,
        command_name="consultation",
        folder="consultations",
        prefix="/lay-y-kien/",
        is_named=True,
        in_open_data=False,
        suggested_fields=("council_on", "basis"),
    ),
    KindSpec(
        Plan,
        command_name="plan",
        folder="plans",
        prefix="/ke-hoach/",
        is_named=True,
        has_sidecars=True,
        suggested_fields=("unit", "quotas", "registrations", "totals"),
    ),
    KindSpec(Award, files=("awards",), prefix="/hinh-thuc/", is_named=True, has_feed=True),
    KindSpec(LegalAct, files=("legal-acts",), prefix="/phap-luat/"),
    KindSpec(AwardKind, files=("award-kinds",)),
    KindSpec(PositionGroup, files=("position-groups",)),
    KindSpec(IssuerLevel, files=("issuer-levels",)),
    KindSpec(Sector, files=("fields",), prefix="/linh-vuc/", is_named=True, has_feed=True, in_press_room=True),
    KindSpec(PriorityGroup, files=("groups",), prefix="/nhom/", is_named=True, has_feed=True, in_press_room=True),
    KindSpec(Stage, files=("stages",), prefix="/khau/"),
    KindSpec(ExemplarCriteria, files=("criteria",)),
    KindSpec(SpecialPage, files=("special-pages",), prefix="/chuyen-de/"),
    KindSpec(Locality, files=("localities-before", "localities-after"), prefix="/dia-phuong/", has_feed=True),
    KindSpec(Unit, files=("units",), prefix="/don-vi/", is_named=True, has_feed=True),
    KindSpec(Cluster, files=("clusters",), prefix="/cum-khoi/"),
    KindSpec(ScoreSheet, folder="score-sheets", is_named=True, in_open_data=False),
    KindSpec(Council, files=("councils",), prefix="/hoi-dong/"),
    KindSpec(PlanPeriod, files=("plan-periods",), prefix="/dien-hinh/giai-doan/"),
    KindSpec(Statistic, files=("statistics",)),
    KindSpec(RequestCount, files=("request-counts",), is_named=True),
    KindSpec(PressItem, files=("press-items",), is_named=True),
    KindSpec(TimeLimit, files=("time-limits",)),
    KindSpec(WorkCalendar, files=("work-calendars",)),
    KindSpec(Abbreviation, files=("abbreviations",)),
)
"""Every kind, in the order in which collections are read and reported."""

COLLECTIONS: tuple[str, ...] = tuple(kind.collection for kind in KINDS)


def kind_of(collection: str) -> KindSpec:
    """Return the kind whose records a collection holds; KeyError if there is none."""
    return _BY_COLLECTION[collection]


_BY_COLLECTION = {kind.collection: kind for kind in KINDS}


def location_hint(collection: str) -> str:
    """Return where the records of a collection are written, for a clerk to look them up."""
    kind = kind_of(collection)
    if kind.folder is None:
        return ", ".join(f"stories/reference/{stem}.yml" for stem in kind.files)
    return f"stories/{kind.folder}/" if kind.folder else "stories/<năm>/"
