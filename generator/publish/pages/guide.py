"""The field tables of the staff guide, from the declarations of the records themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from generator.core.dates import PartialDate
from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.routes import FIELD_GUIDE
from generator.records.base import Reference
from generator.records.kinds import KINDS
from generator.records.reading import literals, struct_of, walk_types

DESCRIBED = tuple(kind.record for kind in KINDS if kind.command_name)
"""The records staff write, each with a table of its fields."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field: its name, what it is for, how it is written, whether it must be there."""

    name: str
    label: str
    form: str
    required: bool


def fields(site: SiteContext) -> Iterator[Artifact]:
    """Yield one page with a table of fields for each kind of record staff write."""
    records = [(site.t(f"guide.record.{r.__name__}"), list(_tables(site, r))) for r in DESCRIBED]
    yield site.page(
        FIELD_GUIDE,
        "guide_fields.md.j2",
        site.t("guide.fields_title"),
        site.t("guide.fields_lead"),
        records=records,
    )


def _tables(site: SiteContext, record: type[BaseModel]) -> Iterator[tuple[str, list[FieldRow]]]:
    yield "", [_row(site, n, i) for n, i in record.model_fields.items() if n != "id"]
    for name, info in record.model_fields.items():
        part = struct_of(info.annotation)
        if part is not None:
            yield name, [_row(site, n, i, part.__name__) for n, i in part.model_fields.items()]


def _row(site: SiteContext, name: str, info: FieldInfo, part: str = "") -> FieldRow:
    return FieldRow(name, site.words.field_label(name, part), _form(site, info), info.is_required())


def _form(site: SiteContext, info: FieldInfo) -> str:
    """Say how a field is written, from its type."""
    values = literals(info.annotation)
    marks: list[Any] = [
        *info.metadata,
        *(m for t in walk_types(info.annotation) for m in getattr(t, "__metadata__", ())),
    ]
    collection = next((m.collection for m in marks if isinstance(m, Reference)), None)
    types = list(walk_types(info.annotation))
    if struct_of(info.annotation) is not None:
        key, extra = "part", ""
    elif values:
        key, extra = "choice", ", ".join(map(str, values))
    elif collection:
        key, extra = "reference", collection
    elif PartialDate in types:
        key, extra = "date", ""
    elif bool in types:
        key, extra = "flag", ""
    else:
        key, extra = "text", ""
    return site.t(f"guide.form.{key}", extra=extra)
