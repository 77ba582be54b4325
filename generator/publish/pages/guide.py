"""The tables of the staff guide: fields, from the declarations of the records themselves, codes, and messages."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from generator.archive.archive import Archive
from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.routes import CODE_TABLE, FIELD_GUIDE, MESSAGE_TABLE
from generator.records.fields import FieldSpec, fields_of
from generator.records.kinds import KINDS

DESCRIBED = tuple(kind.record for kind in KINDS if kind.command_name)
"""The records staff write, each with a table of its fields."""


CODED = ("fields", "groups", "stages", "award_kinds", "position_groups", "levels", "awards", "campaigns", "units")
"""The collections whose ids records write; localities have their pages, which end in the id."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field: its name, what it is for, how it is written, whether it must be there, what may stand in it."""

    name: str
    label: str
    form: str
    required: bool
    example: str


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


def codes(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page of codes: of every list of terms what each entry is called, and what a record writes for it."""
    archive = site.archive
    tables = [
        (site.t(f"guide.codes.{collection}"), [(record.id, record.name) for record in _named(archive, collection)])
        for collection in CODED
    ]
    title, lead = site.t("guide.codes_title"), site.t("guide.codes_lead")
    yield site.page(CODE_TABLE, "guide_codes.md.j2", title, lead, tables=[table for table in tables if table[1]])


def messages(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page of everything `check` may say, with what to do about it."""
    groups = [
        (
            site.t(f"guide.messages.{group}"),
            [(f"{group}-{code}", _open(each["message"]), _mends(each)) for code, each in told.items()],
        )
        for group, told in site.words.lookup("problem").items()
    ]
    title, lead = site.t("guide.messages_title"), site.t("guide.messages_lead")
    yield site.page(MESSAGE_TABLE, "guide_messages.md.j2", title, lead, groups=groups)


def _mends(told: Mapping[str, Any]) -> list[str]:
    """Return all ways to mend what a message tells, the one for every case last."""
    found = [told.get("suggest"), *told.get("for", {}).values(), told.get("hint")]
    return list(dict.fromkeys(_open(each) for each in found if each))


def _open(text: str) -> str:
    """Return a sentence with an ellipsis where a value will stand."""
    return text.format_map(defaultdict(lambda: "…"))


def _named(archive: Archive, collection: str) -> Iterable[Any]:
    return archive.collection(collection).values()


def _tables(site: SiteContext, record: type[BaseModel]) -> Iterator[tuple[str, list[FieldRow]]]:
    specs = fields_of(record).values()
    yield "", [_row(site, spec, record.__name__) for spec in specs if spec.name != "id"]
    for spec in specs:
        if spec.struct is not None:
            yield spec.name, [_row(site, inner, spec.struct.__name__) for inner in fields_of(spec.struct).values()]


def _row(site: SiteContext, spec: FieldSpec, part: str = "") -> FieldRow:
    label = site.words.field_label(spec.name, part)
    example = site.words.field_example(spec.name, part) if spec.is_free_text else ""
    return FieldRow(spec.name, label, _form(site, spec, part), spec.is_required, example)


_FORMS = {"struct": "part", "yes-no": "flag"}
"""What the words for a form are called where they are not called as the form itself."""


def _form(site: SiteContext, spec: FieldSpec, part: str) -> str:
    """Say how a field is written; what each value it may have means stands beside it."""
    choices = (str(each) for each in spec.choices)
    meant = [
        each if each == (label := site.words.choice_label(each, part)) else f"{each} ({label})" for each in choices
    ]
    extra = ", ".join(meant) or spec.collection or ""
    key = "reference" if spec.collection else "clause" if spec.names_clause else _FORMS.get(spec.form, spec.form)
    return site.t(f"guide.form.{key}", extra=extra)
