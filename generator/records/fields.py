"""What each field of a record may hold, read once from its annotation: every walk over annotations is here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from generator.core.dates import PartialDate

_PROSE = 10_000
"""A text that may have as many letters is more than a line, and more than an address."""
FieldForm = Literal["text", "choice", "date", "yes-no", "number", "integer", "coordinate", "struct"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Marks a field whose value is the id of a record in a collection."""

    collection: str


@dataclass(frozen=True, slots=True)
class NamesClause:
    """Marks a field whose value is a document's clause: `document#anchor`."""


@dataclass(frozen=True, slots=True)
class NamesFile:
    """Marks a field whose value is the name of a file beside the record, with one of some endings."""

    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffOnly:
    """Marks a field that the public does not get."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field: what one of its values is, how many there are, whether it must be there, who sees it.

    `is_prose` tells whether a text may stand in paragraphs.
    `choices` are the words a `choice` may be; `struct` is the class of the parts of a `struct`;
    `collection` is where the record is to which its text refers; `names_clause` if it refers to a document's clause.
    `endings` are those of the file it names, none if it names no file.
    """

    name: str
    form: FieldForm
    is_list: bool
    is_required: bool
    is_staff_only: bool
    is_prose: bool
    choices: tuple[Any, ...]
    collection: str | None
    struct: type[BaseModel] | None
    names_clause: bool = False
    endings: tuple[str, ...] = ()

    @property
    def is_free_text(self) -> bool:
        """Tell whether it is filled in one's own words: nothing is chosen, and it names nothing that has an id."""
        return self.form == "text" and self.collection is None and not self.names_clause and self.name != "id"

    @property
    def names_file(self) -> "FieldSpec | None":
        """Return the field that names a file: this one, or in a list of groups the one each entry has for it."""
        if self.struct is None or not self.is_list:
            return self if self.endings else None
        return next((each for each in fields_of(self.struct).values() if each.endings), None)


@cache
def fields_of(struct: type[BaseModel]) -> Mapping[str, FieldSpec]:
    """Return the fields of a record or of a part of one, by name, in the order of their declaration."""
    return {name: _spec(name, info) for name, info in struct.model_fields.items()}


def _spec(name: str, info: FieldInfo) -> FieldSpec:
    types = list(walk_types(info.annotation))
    marks = [*info.metadata, *(mark for kind in types for mark in getattr(kind, "__metadata__", ()))]
    struct = next((t for t in types if isinstance(t, type) and issubclass(t, BaseModel)), None)
    choices = next((get_args(t) for t in types if get_origin(t) is Literal), ())
    plain: FieldForm = next((form for kind, form in _FORMS.items() if kind in types), "text")
    form: FieldForm = "struct" if struct else "choice" if choices else plain
    return FieldSpec(
        name,
        form,
        any(get_origin(t) is tuple for t in types),
        info.is_required(),
        any(isinstance(mark, StaffOnly) for mark in marks),
        form == "text" and max((getattr(mark, "max_length", None) or 0 for mark in marks), default=0) >= _PROSE,
        choices,
        next((mark.collection for mark in marks if isinstance(mark, Reference)), None),
        struct,
        any(isinstance(mark, NamesClause) for mark in marks),
        next((mark.endings for mark in marks if isinstance(mark, NamesFile)), ()),
    )


_FORMS: Mapping[type, FieldForm] = {
    PartialDate: "date",
    bool: "yes-no",
    Decimal: "number",
    int: "integer",
    float: "coordinate",
}


def walk_types(annotation: Any) -> Iterator[Any]:
    """Yield the annotation and everything inside its unions, lists and Annotated layers."""
    yield annotation
    if get_origin(annotation) in (Union, UnionType, tuple, Annotated, list):
        for inner in get_args(annotation):
            if inner not in (NoneType, Ellipsis):
                yield from walk_types(inner)
