"""The building blocks of every record: kinds of field, and the classes records derive from.

A field is declared once, in its record's class. From that declaration come parsing, the
refusal of unknown keys, the check of references, the JSON Schema, the field tables of the
staff guide and the template of `dienhinh new`. Its Vietnamese words stand in the language
file under `field`.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from ipaddress import ip_address
from typing import Annotated, Any, ClassVar, Protocol, Self, cast
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from generator.core.dates import PartialDate, parse_date
from generator.core.numbers import parse_number
from generator.records.fields import NamesClause, NamesFile, Reference, StaffOnly

ID_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))})
"""Names no file may have on Windows, whatever its ending: one of them, and no clerk there can check out."""
_CLAUSE_PATTERN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*#[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
PICTURE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.(?:jpe?g|png|webp)", re.IGNORECASE)
PDF_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.pdf", re.IGNORECASE)
MEDIA = "stories/media"
"""Where photos and attached files lie, in a folder named as their record."""
_FLAGS = {"true": True, "có": True, "false": False, "không": False}
_DATE_SCHEMA = {"type": "string", "pattern": r"^(\d{1,2}/)?(\d{1,2}/)?\d{4}$|^\d{4}(-\d{2}){0,2}$"}


STAFF_ONLY = StaffOnly()
_PICTURE, _PDF = NamesFile((".jpg", ".jpeg", ".png", ".webp")), NamesFile((".pdf",))


def is_device(name: str) -> bool:
    """Tell whether Windows holds a file of this name, with any ending, for a device."""
    return name.split(".", 1)[0].casefold() in _DEVICES


def _line(value: str) -> str:
    if "\n" in value:
        raise PydanticCustomError("several_lines", "one line only")
    return value


def _identifier(value: str) -> str:
    if not ID_PATTERN.fullmatch(value):
        raise PydanticCustomError("identifier", "not an id", {"value": value})
    return value


def _clause(value: str) -> str:
    if not _CLAUSE_PATTERN.fullmatch(value):
        raise PydanticCustomError("clause", "not document#clause", {"value": value})
    return value


def _is_address(host: str) -> bool:
    """Tell whether a host is the number of a machine and no name: nobody publishes a source there."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_idna(label: bytes) -> bool:
    try:
        return bool(label.decode("idna").strip()) and len(label) > len(b"xn--")
    except UnicodeError:
        return False


def _url(value: str) -> str:
    try:
        parts = urlsplit(value)
        host = (parts.hostname or "").encode("idna")
        parts.port  # noqa: B018 - ValueError for a port no browser opens
        misleads = parts.username is not None or b"." not in host or _is_address(host.decode())
        if misleads or any(label.startswith(b"xn--") and not _is_idna(label) for label in host.split(b".")):
            host = b""
    except ValueError:  # UnicodeError too: no browser could open it
        host, parts = b"", urlsplit("")
    if parts.scheme not in {"http", "https"} or not host or re.search(r"[\s<>\"'\\]", value):
        raise PydanticCustomError("url", "not a web address", {"value": value[:80]})
    return value


def is_file_name(pattern: re.Pattern[str], value: str) -> bool:
    """Tell whether a name fits a pattern and every system can hold it."""
    return bool(pattern.fullmatch(value)) and not is_device(value) and ".." not in value


def _picture_name(value: str) -> str:
    if not is_file_name(PICTURE_NAME, value):
        raise PydanticCustomError("picture_name", "not the name of a picture", {"value": value})
    return value


def _pdf_name(value: str) -> str:
    if not is_file_name(PDF_NAME, value):
        raise PydanticCustomError("pdf_name", "not the name of a PDF", {"value": value})
    return value


def _flag(value: object) -> object:
    if isinstance(value, str):
        if value.casefold() in _FLAGS:
            return _FLAGS[value.casefold()]
        raise PydanticCustomError("flag", "not true or false", {"value": value})
    return value


def _date(value: object) -> object:
    if isinstance(value, str):
        parsed = parse_date(value)
        if parsed is None:
            raise PydanticCustomError("date", "not a date", {"value": value})
        return parsed
    return value


def _day(value: object) -> object:
    parsed = parse_date(value) if isinstance(value, str) else value
    if parsed is None or (isinstance(parsed, PartialDate) and parsed.day is None):
        raise PydanticCustomError("day", "a full day is needed", {"value": str(value)})
    return parsed


def _number(value: object) -> object:
    if isinstance(value, str):
        parsed = parse_number(value)
        if parsed is None:
            raise PydanticCustomError("number", "not a number", {"value": value})
        return parsed
    return value


def _year(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(r"(19|20)\d\d", value):
            raise PydanticCustomError("year", "not a year", {"value": value})
        return int(value)
    return value


def _count(value: object) -> object:
    if isinstance(value, str):
        if not re.fullmatch(r"[1-9]\d{0,3}", value):
            raise PydanticCustomError("whole_number", "not a whole number", {"value": value})
        return int(value)
    return value


def _coordinate(value: object) -> object:
    """Coordinates alone keep the point of the international notation: 10.0331."""
    if isinstance(value, str) and re.fullmatch(r"\d{1,3}\.\d+", value):
        return float(value)
    raise PydanticCustomError("coordinate", "not a coordinate", {"value": str(value)})


Line = Annotated[str, StringConstraints(min_length=1, max_length=400), AfterValidator(_line)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]
QuotedText = Annotated[str, StringConstraints(min_length=1, max_length=40_000)]
Identifier = Annotated[str, AfterValidator(_identifier), StringConstraints(max_length=100)]
ClauseRef = Annotated[str, AfterValidator(_clause), NamesClause()]
PictureName = Annotated[str, StringConstraints(max_length=100), AfterValidator(_picture_name), _PICTURE]
PdfName = Annotated[str, StringConstraints(max_length=100), AfterValidator(_pdf_name), _PDF]
Url = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_url)]
YesNo = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"enum": [True, False]})]
DateField = Annotated[PartialDate, BeforeValidator(_date), WithJsonSchema(_DATE_SCHEMA)]
FullDate = Annotated[PartialDate, BeforeValidator(_day), WithJsonSchema(_DATE_SCHEMA)]
Number = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": "string"})]
Year = Annotated[int, BeforeValidator(_year), WithJsonSchema({"type": "string"})]
PositiveCount = Annotated[int, BeforeValidator(_count), WithJsonSchema({"type": "string"})]
Coordinate = Annotated[float, BeforeValidator(_coordinate), WithJsonSchema({"type": "string"})]


FieldRef = Annotated[Identifier, Reference("fields")]
GroupRef = Annotated[Identifier, Reference("groups")]
StageRef = Annotated[Identifier, Reference("stages")]
AwardRef = Annotated[Identifier, Reference("awards")]
LegalActRef = Annotated[Identifier, Reference("legal_acts")]
LevelRef = Annotated[Identifier, Reference("levels")]
AwardKindRef = Annotated[Identifier, Reference("award_kinds")]
PositionGroupRef = Annotated[Identifier, Reference("position_groups")]
LocalityRef = Annotated[Identifier, Reference("localities")]
UnitRef = Annotated[Identifier, Reference("units")]
ClusterRef = Annotated[Identifier, Reference("clusters")]
CampaignRef = Annotated[Identifier, Reference("campaigns")]
ModelRef = Annotated[Identifier, Reference("models")]
StoryRef = Annotated[Identifier, Reference("stories")]
DecisionRef = Annotated[Identifier, Reference("decisions")]
DocumentRef = Annotated[Identifier, Reference("documents")]


def empty_list() -> Any:
    """Return the default of a list that may be left out."""
    return Field(default_factory=tuple)


class Struct(BaseModel):
    """Part of a record: frozen, and closed to keys nobody declared."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True, defer_build=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:  # noqa: ARG002 – as pydantic calls it
        """Return a copy with other values of some fields; whole, also of what came from the cache without some."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return cast("Self", self.model_construct(**fields | dict(update or {})))


class Record(Struct):
    """One thing with an id and an address of its own.

    The fields named in `deferred` show on the record's own page only. A record that comes from the
    cache holds them no longer in memory: `fetch` brings them when one is asked for. `kept_outline` is then what
    `outline` told of them.
    """

    __slots__ = ("fetch", "kept_outline", "lengths")
    deferred: ClassVar[frozenset[str]] = frozenset()
    prose: ClassVar[frozenset[str]] = frozenset()
    """Fields that are only read, and that nothing counts or lists by: pages of figures do without them."""

    id: Identifier
    collection: ClassVar[str]

    def __getattr__(self, name: str) -> Any:
        """Return a field that is deferred."""
        if name in type(self).deferred:
            return object.__getattribute__(self, "fetch")(self)[name]
        raise AttributeError(f"{type(self).__name__}.{name}")

    def outline(self) -> Any:
        """Return what lists need of the deferred fields, as JSON can hold it; None where they need nothing of them."""
        return None

    @classmethod
    def restore_outline(cls, plain: Any) -> Any:
        """Return an outline from its plain form."""
        return plain

    def count_of(self, name: str) -> int:
        """Return how many entries a list has, without fetching one that is deferred."""
        lengths: Mapping[str, int] | None = getattr(self, "lengths", None) if name in type(self).deferred else None
        return len(getattr(self, name)) if lengths is None else lengths[name]


class TermTranslation(Struct):
    """What a term is called in another language, and what it is in a sentence (`note`)."""

    language: Identifier
    name: Line
    note: Line | None = None


class Term(Record):
    """One entry of a controlled list: a field, a stage, an issuer level …"""

    name: Line
    description: Line | None = None
    valid_from: DateField | None = None
    valid_to: DateField | None = None
    translations: tuple[TermTranslation, ...] = empty_list()


class Validity(Protocol):
    """From which day to which something is in force, both included; without a day there is no bound."""

    @property
    def valid_from(self) -> PartialDate | None:
        """The first day."""

    @property
    def valid_to(self) -> PartialDate | None:
        """The last day."""


def is_valid_on(validity: Validity, when: PartialDate) -> bool:
    """Tell whether something was in force at any moment the date can mean."""
    started = validity.valid_from is None or validity.valid_from.earliest <= when.latest
    ended = validity.valid_to is not None and validity.valid_to.latest < when.earliest
    return started and not ended
