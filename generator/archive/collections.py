"""The records of a project by collection and id, each under its own class."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self, TypeVar

from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.consultation import Consultation
from generator.records.council import Council
from generator.records.criteria import ExemplarCriteria
from generator.records.decision import Decision
from generator.records.document import Document
from generator.records.kinds import COLLECTIONS
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

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Collections:
    """Every record by collection and id: reference data in the order of their files, all else by id."""

    root: Path
    collections: Mapping[str, Mapping[str, Record]] = field(default_factory=dict)
    """The records of each collection, by id; a collection nobody has written to may be missing."""

    def of(self, kind: type[R]) -> Mapping[str, R]:
        """Return the records of a class, by id."""
        found: Mapping[str, Any] = self.collections.get(kind.collection, {})
        return found

    @property
    def stories(self) -> Mapping[str, Story]:
        """Every story, public or not, by id."""
        return self.of(Story)

    @property
    def models(self) -> Mapping[str, Model]:
        """Every model, public or not, by id."""
        return self.of(Model)

    @property
    def campaigns(self) -> Mapping[str, Campaign]:
        """Every campaign, by id."""
        return self.of(Campaign)

    @property
    def decisions(self) -> Mapping[str, Decision]:
        """Every decision, by id."""
        return self.of(Decision)

    @property
    def consultations(self) -> Mapping[str, Consultation]:
        """Every consultation, by id."""
        return self.of(Consultation)

    @property
    def plans(self) -> Mapping[str, Plan]:
        """Every plan of a unit, by id."""
        return self.of(Plan)

    @property
    def criteria(self) -> Mapping[str, ExemplarCriteria]:
        """The criteria of an example in each field, by id."""
        return self.of(ExemplarCriteria)

    @property
    def documents(self) -> Mapping[str, Document]:
        """Every document, by id."""
        return self.of(Document)

    @property
    def awards(self) -> Mapping[str, Award]:
        """Every award form, by id."""
        return self.of(Award)

    @property
    def award_kinds(self) -> Mapping[str, AwardKind]:
        """Every kind of award, by id."""
        return self.of(AwardKind)

    @property
    def position_groups(self) -> Mapping[str, PositionGroup]:
        """Every group of posts that statistics count apart, by id."""
        return self.of(PositionGroup)

    @property
    def press_items(self) -> Mapping[str, PressItem]:
        """Every article and broadcast about good examples, by id."""
        return self.of(PressItem)

    @property
    def time_limits(self) -> Mapping[str, TimeLimit]:
        """Every time limit, by id."""
        return self.of(TimeLimit)

    @property
    def work_calendars(self) -> Mapping[str, WorkCalendar]:
        """Every calendar of working days, by id."""
        return self.of(WorkCalendar)

    @property
    def legal_acts(self) -> Mapping[str, LegalAct]:
        """Every law, decree and circular, by id, the weightiest first."""
        return self.of(LegalAct)

    @property
    def levels(self) -> Mapping[str, IssuerLevel]:
        """Every issuer level, by id."""
        return self.of(IssuerLevel)

    @property
    def fields(self) -> Mapping[str, Sector]:
        """Every field (lĩnh vực), by id."""
        return self.of(Sector)

    @property
    def groups(self) -> Mapping[str, PriorityGroup]:
        """Every priority group, by id."""
        return self.of(PriorityGroup)

    @property
    def stages(self) -> Mapping[str, Stage]:
        """Every stage, by id."""
        return self.of(Stage)

    @property
    def special_pages(self) -> Mapping[str, SpecialPage]:
        """Every special page, by id."""
        return self.of(SpecialPage)

    @property
    def periods(self) -> Mapping[str, PlanPeriod]:
        """Every plan period, by id."""
        return self.of(PlanPeriod)

    @property
    def localities(self) -> Mapping[str, Locality]:
        """Every locality, by id."""
        return self.of(Locality)

    @property
    def units(self) -> Mapping[str, Unit]:
        """Every unit, by id."""
        return self.of(Unit)

    @property
    def clusters(self) -> Mapping[str, Cluster]:
        """Every cluster, by id."""
        return self.of(Cluster)

    @property
    def score_sheets(self) -> Mapping[str, ScoreSheet]:
        """Every sheet by which a member of a cluster is scored, public or not, by id."""
        return self.of(ScoreSheet)

    @property
    def request_counts(self) -> Mapping[str, RequestCount]:
        """The counts of what people asked, by id."""
        return self.of(RequestCount)

    @property
    def councils(self) -> Mapping[str, Council]:
        """Every council, by id."""
        return self.of(Council)

    @property
    def statistics(self) -> Mapping[str, Statistic]:
        """Every statistic, by id."""
        return self.of(Statistic)

    @property
    def abbreviations(self) -> Mapping[str, Abbreviation]:
        """Every abbreviation, by id."""
        return self.of(Abbreviation)

    def collection(self, name: str) -> Mapping[str, Record]:
        """Return the records of a collection, by id."""
        return self.collections.get(name, {})

    def with_collection(self, name: str, records: Mapping[str, Record]) -> Self:
        """Return the same with other records in one collection."""
        return replace(self, collections={**self.collections, name: records})

    def records(self) -> Iterator[Record]:
        """Yield every record, collection after collection."""
        for name in COLLECTIONS:
            yield from self.collection(name).values()


def by_collection(records: Iterable[Record], *names: str) -> list[list[Record]]:
    """Return the records that are of each of some collections, in their order."""
    found: dict[str, list[Record]] = {name: [] for name in names}
    for record in records:
        if record.collection in found:
            found[record.collection].append(record)
    return [*found.values()]
