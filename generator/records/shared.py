"""Parts that several records have: sources, places, results, pictures, the basis to publish."""

from typing import Annotated, Literal

from pydantic import Field

from generator.records.base import (
    STAFF_ONLY,
    CampaignRef,
    ClauseRef,
    Coordinate,
    DateField,
    DecisionRef,
    DocumentRef,
    FieldRef,
    FullDate,
    GroupRef,
    Identifier,
    Line,
    LocalityRef,
    PictureName,
    Prose,
    Record,
    StageRef,
    Struct,
    UnitRef,
    Url,
    YesNo,
    empty_list,
)
from generator.records.fields import Reference
from generator.records.translation import Translation

Sex = Literal["male", "female"]
SourceRef = Annotated[Identifier, Reference("sources")]


class ArchivedCopy(Struct):
    """A copy of a page that an archive keeps, which outlives the page; and the day of the copy."""

    url: Url
    date: FullDate


class Source(Struct):
    """Where a fact was read. `id` is short and local to the record (`nld-2025`, `s1`)."""

    id: Identifier
    publisher: Line
    title: Line | None = None
    url: Url | None = None
    document: DocumentRef | None = None
    date: DateField | None = None
    date_basis: Literal["page", "store", "url"] | None = None
    archived: ArchivedCopy | None = None
    note: Line | None = None


class Place(Struct):
    """One place of a story, with its name as the source prints it.

    `locality` is left out where the place lies outside the city's records.
    """

    role: Literal["residence", "workplace", "act", "issuer"]
    as_printed: Line
    locality: LocalityRef | None = None


class DaySources(Struct):
    """Which source gives a day of an award or a decision, where it is another than that of the whole."""

    proposed_on: SourceRef | None = None
    received_on: SourceRef | None = None
    date: SourceRef | None = None
    presented_on: SourceRef | None = None


class Result(Struct):
    """One figure: an indicator with its value before and after, as printed, and its source."""

    indicator: Line
    before: Line | None = None
    after: Line
    unit: Line | None = None
    period: Line | None = None
    measured_by: Line | None = None
    note: Line | None = None
    source: SourceRef | None = None


class StageEntry(Struct):
    """What happened at one of the four stages, when, and what shows it (A4)."""

    stage: StageRef
    text: Line
    date: DateField | None = None
    date_as_printed: Line | None = None
    source: SourceRef | None = None
    cleared: Annotated[YesNo, STAFF_ONLY] = True


class Image(Struct):
    """A picture under stories/media/<id of the record>/, with what a reader who cannot see it needs.

    `basis` is the ground on which it is published: consent, that it was taken at a public event (`event` says at
    which; Law 91/2025/QH15 art. 32.1), or that a newspaper permitted it (`permission` is the number of its letter).
    """

    file: PictureName
    alt: Line | None = None
    credit: Line | None = None
    licence: Line | None = None
    caption: Line | None = None
    basis: Literal["consent", "public-event", "press"] | None = None
    event: Line | None = None
    permission: Annotated[Line | None, STAFF_ONLY] = None
    consent: Annotated[Line | None, STAFF_ONLY] = None


class Consent(Struct):
    """One consent to publish: its reference only, the form itself stays out of git.

    It says for what (`purpose`), of which kinds of data, and in which form it was given (Law 91/2025/QH15 art. 9).
    """

    reference: Line
    given_by: Literal["self", "child", "guardian", "representative"]
    date: FullDate
    scope: Line
    purpose: Line | None = None
    data: tuple[Literal["name", "photo", "age", "address", "family", "health"], ...] = empty_list()
    form: Literal["paper", "electronic", "recording"] | None = None


class PublicationBasis(Struct):
    """The ground on which personal data are published (Law 91/2025/QH15; CONTRIBUTING/domain.md#privacy)."""

    kind: Literal["decision", "consent", "press"]
    decision: DecisionRef | None = None
    consents: Annotated[tuple[Consent, ...], STAFF_ONLY] = empty_list()


class Verification(Struct):
    """Who compared the record with what, and when."""

    by: Line
    on: FullDate
    against: Line


class Correction(Struct):
    """One published correction: the day, and what was wrong and is right now.

    One that is `minor` says that words were mended and no figure, name, award or date changed its meaning.
    """

    date: FullDate
    text: Line
    minor: YesNo = False


class Coordinates(Struct):
    """A point in degrees, WGS 84."""

    latitude: Coordinate
    longitude: Coordinate


class WithdrawalNotice(Struct):
    """Why a page was taken down; its address then answers with this notice."""

    date: FullDate
    reason: Line
    keep_name: YesNo = True


class Exemplar(Record):
    """What stories and models share: the facets, the four stages, and the ground to publish.

    `name_translated` says that its name is the editors' translation: whoever reads it must not quote it as the name.
    """

    name: Line
    name_translated: YesNo = False
    title: Line
    summary: Line
    fields: tuple[FieldRef, ...] = Field(min_length=1)
    groups: tuple[GroupRef, ...] = empty_list()
    places: tuple[Place, ...] = Field(min_length=1, max_length=4)
    unit: UnitRef | None = None
    campaigns: tuple[CampaignRef, ...] = empty_list()
    clauses: tuple[ClauseRef, ...] = empty_list()
    results: tuple[Result, ...] = empty_list()
    stages: tuple[StageEntry, ...] = empty_list()
    images: tuple[Image, ...] = Field(default=(), max_length=30)
    sources: tuple[Source, ...] = Field(min_length=1)
    doubts: Prose | None = None
    basis: PublicationBasis
    verified: Verification | None = None
    published_on: FullDate
    publish_on: Annotated[FullDate | None, STAFF_ONLY] = None
    updated_on: FullDate | None = None
    corrections: tuple[Correction, ...] = empty_list()
    translations: tuple[Translation, ...] = empty_list()
    versions_from: Annotated[FullDate | None, STAFF_ONLY] = None
    hold: Annotated[YesNo, STAFF_ONLY] = False
    unconfirmed: Annotated[tuple[Line, ...], STAFF_ONLY] = empty_list()
    notice: WithdrawalNotice | None = None

    @property
    def waits(self) -> bool:
        """Tell whether it waits for the day it is published on: on that day the archive takes the day away."""
        return self.publish_on is not None

    @property
    def is_down(self) -> bool:
        """Tell whether nothing shows the record: it is withdrawn or paused, or waits for its day."""
        return self.hold or self.notice is not None or self.publish_on is not None

    @property
    def is_unnamed(self) -> bool:
        """Tell whether its name must stand nowhere: it is paused, or was withdrawn with its name."""
        return self.hold or (self.notice is not None and not self.notice.keep_name)
