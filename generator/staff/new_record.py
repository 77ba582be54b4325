"""The template of a new record: every required field with its words, the usual ones after them."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import BaseModel

from generator.archive.archive import UNDATED
from generator.archive.source_files import is_reserved
from generator.config.i18n import Language
from generator.core.problem import UsageError
from generator.records.base import ID_PATTERN
from generator.records.fields import FieldSpec, fields_of
from generator.records.kinds import KindSpec
from generator.staff.schema import WRITABLE

_USUAL: Mapping[str, tuple[str, ...]] = {
    "Source": ("url", "date"),
    "AwardGrant": ("level", "presented_on", "source"),
    "StageEntry": ("date", "source"),
    "Result": ("unit", "source"),
}
"""Optional fields of parts that a clerk nearly always needs."""


def usable_id(record_id: str) -> str:
    """Return an id a record may have; UsageError says why another may not."""
    if not ID_PATTERN.fullmatch(record_id):
        raise UsageError("bad-id", value=record_id)
    if is_reserved(record_id):
        raise UsageError("reserved-id", value=record_id)
    return record_id


def path_of(kind: str, record_id: str, year: str | None) -> Path:
    """Return where a new record belongs, relative to the project; UsageError if id or year will not do."""
    usable_id(record_id)
    if kind == "story":
        return Path("stories", _year(year or UNDATED), f"{record_id}.yml")
    folder = Path("stories", WRITABLE[kind].folder or "")
    return (folder / _year(year) if kind == "decision" and year else folder) / f"{record_id}.yml"


def path_in_list(kind: KindSpec, record_id: str) -> str:
    """Return the list a new entry belongs to, the one of today where there are several; UsageError if its id is bad."""
    usable_id(record_id)
    return f"stories/reference/{kind.files[-1]}.yml"


def _year(year: str) -> str:
    if year != UNDATED and not (year.isdigit() and len(year) == 4):
        raise UsageError("bad-year", value=year)
    return year


def template(kind: str, words: Language, given: Mapping[str, str]) -> str:
    """Return the text of a new record: given values filled in, the rest to be written.

    Fields that must be there stand with an empty value, which `check` reports until they are
    filled; optional ones stand in comments.
    """
    spec = WRITABLE[kind]
    record = spec.record
    lines = [f"# {words.translate('command.new.header')}"]
    for name, field in fields_of(record).items():
        if name != "id" and (field.is_required or name in spec.suggested_fields or name in given):
            optional = not field.is_required and name not in spec.written_fields
            lines += _field(field, words, given, optional=optional)
    return "\n".join(lines) + "\n"


def _field(field: FieldSpec, words: Language, given: Mapping[str, str], *, optional: bool) -> Iterator[str]:
    hint, name = words.field_label(field.name), field.name
    if field.choices:
        hint += f" ({' | '.join(map(str, field.choices))})"
    yield f"# {hint}"
    mark = "# " if optional and name not in given else ""
    if name in given and field.is_list:
        yield from [f"{name}:", *(f"  - {_quoted(value)}" for value in given[name].split(","))]
    elif name in given:
        yield f"{name}: {_quoted(given[name])}"
    else:
        yield f"{mark}{name}:"
        if field.struct is not None:
            yield from (mark + line for line in _part(field.struct, field.is_list))


def _part(part: type[BaseModel], is_list: bool) -> Iterator[str]:
    fields = fields_of(part)
    required = [name for name, field in fields.items() if field.is_required] or list(fields)[:1]
    inner = "    " if is_list else "  "
    for number, name in enumerate([*required, *_USUAL.get(part.__name__, ())]):
        if fields[name].choices:
            yield f"{inner}# {' | '.join(map(str, fields[name].choices))}"
        yield f"{'  - ' if is_list and number == 0 else inner}{name}:"


def _quoted(value: str) -> str:
    return '"' + value.strip().replace("\\", "\\\\").replace('"', '\\"') + '"'
