"""The page of replication: what spreads, who copies whom, what nobody copied yet and what it lacks (A8, B IV.2)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.core.dates import PartialDate
from generator.core.text import collation_key
from generator.publish.artifact import Artifact
from generator.publish.completeness import unanswered
from generator.publish.context import SiteContext
from generator.publish.evidence import HIGHEST, grade
from generator.publish.handouts.copying import NEEDED
from generator.publish.needs import WAYS
from generator.publish.routes import API, COMPARISON, MODELS, REPLICATION
from generator.records.model import Adopter, Model

COMPARED = (
    *("title", "beneficiaries", "problem", "needs", "conditions", "steps", "costs", "roles"),
    *("results", "limits", "lessons", "adopters", "contact"),
)
"""What two models are compared by, in this order."""


@dataclass(frozen=True, slots=True)
class FieldCount:
    """How many models of a field there are, how many of them were copied, and in how many places."""

    field: str
    models: int
    copied: int
    places: int


def replication(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page."""
    models = list(site.archive.public_models)
    spreading = sorted((m for m in models if m.copies), key=lambda model: (-len(model.copies), model.name))
    still = [model for model in models if not model.copies]
    copies = [adopter for model in spreading for adopter in model.copies]
    yield site.page(
        REPLICATION,
        "replication.md.j2",
        site.t("replication.title"),
        site.t("replication.lead"),
        records=models,
        spreading=[(model, _newest(model.copies)) for model in spreading],
        most=max((len(model.copies) for model in spreading), default=0),
        copy_count=len(copies),
        states=Counter(adopter.status for adopter in copies if adopter.status),
        fields=list(_by_field(site, models)),
        years=_by_year(copies),
        ready=[model for model in still if not _lacking(model)],
        lacking=[(model, _lacking(model)) for model in still if _lacking(model)],
        grades=[(number, [m for m in models if grade(m) == number]) for number in range(HIGHEST, 0, -1)],
        visits=sum(len(adopter.visits) for model in models for adopter in model.adopters),
    )


def _lacking(model: Model) -> list[str]:
    missing = unanswered(model)
    return [name for name in NEEDED if name in missing]


def _newest(copies: Sequence[Adopter]) -> PartialDate | None:
    return max((c.since for c in copies if c.since), key=lambda day: day.sort_key, default=None)


def _by_field(site: SiteContext, models: Sequence[Model]) -> Iterator[FieldCount]:
    """Yield the fields that have models, those copied most first; a model counts in each of its fields."""
    found = []
    for field in site.archive.fields:
        own = [model for model in models if field in model.fields]
        if own:
            copied = [model for model in own if model.copies]
            found.append(FieldCount(field, len(own), len(copied), sum(len(model.copies) for model in copied)))
    yield from sorted(found, key=lambda each: (-each.places, -each.models, each.field))


def _by_year(copies: Sequence[Adopter]) -> list[tuple[int, int]]:
    """Return the years in which somebody began to copy, with how many, and every year between."""
    found = Counter(adopter.since.year for adopter in copies if adopter.since)
    return [(year, found[year]) for year in range(min(found), max(found) + 1)] if found else []


def comparison(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page on which two models stand side by side; a script reads their files for machines."""
    models = sorted(site.archive.public_models, key=lambda model: collation_key(model.name))
    words: dict[str, object] = {name: site.t(f"comparison.{name}") for name in ("silent", "failed", "title", "before")}
    words["needs"] = {name: site.t(f"needs.{name}") for name in WAYS}
    words["bands"] = {band: site.t(f"needs.need.{band}") for bands in WAYS.values() for band in bands}
    rows = [[name, site.t(f"comparison.row.{name}")] for name in COMPARED]
    yield site.page(
        COMPARISON,
        "comparison.md.j2",
        site.t("comparison.title"),
        site.t("comparison.lead"),
        models=[(model.id, site.named(model)) for model in models[: site.settings.list_page_limit]],
        said={**words, "rows": rows},
        files=f"{API}{MODELS}",
    )
