"""The kinds of records: which class, and where each is written."""

from collections.abc import Mapping

from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.decision import Decision
from generator.records.document import Document
from generator.records.model import Model
from generator.records.reference import (
    Abbreviation,
    Award,
    AwardKind,
    Cluster,
    IssuerLevel,
    Locality,
    PlanPeriod,
    PriorityGroup,
    Sector,
    SpecialPage,
    Stage,
    Statistic,
    Unit,
)

FOLDERS: Mapping[str, type[Record]] = {
    "models": Model,
    "campaigns": Campaign,
    "decisions": Decision,
    "documents": Document,
}
REFERENCE: Mapping[str, type[Record]] = {
    "awards": Award,
    "award-kinds": AwardKind,
    "issuer-levels": IssuerLevel,
    "fields": Sector,
    "groups": PriorityGroup,
    "stages": Stage,
    "special-pages": SpecialPage,
    "plan-periods": PlanPeriod,
    "localities-before": Locality,
    "localities-after": Locality,
    "units": Unit,
    "clusters": Cluster,
    "statistics": Statistic,
    "abbreviations": Abbreviation,
}
COLLECTIONS: tuple[str, ...] = (
    "stories",
    *(c.collection for c in FOLDERS.values()),
    *dict.fromkeys(c.collection for c in REFERENCE.values()),
)

NAMED_BY_REFERENCE = frozenset({"stories", "models", "campaigns", "decisions", "units", "awards", "fields", "groups"})
"""Collections that grow or change from day to day: a page depends on those of their records that it names."""


def location_hint(collection: str) -> str:
    """Return where the records of a collection are written, for a clerk to look them up."""
    files = [f"stories/reference/{stem}.yml" for stem, kind in REFERENCE.items() if kind.collection == collection]
    folders = [f"stories/{name}/" for name, kind in FOLDERS.items() if kind.collection == collection]
    return ", ".join([*files, *folders]) or "stories/<năm>/"
