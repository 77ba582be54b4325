"""What a page offers besides reading: to cite, share, take along and check it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel

from generator.publish.citing.styles import Citation, citations
from generator.publish.citing.work import work_of
from generator.publish.context import SiteContext
from generator.publish.page_head import HeadMetadata
from generator.publish.routes import CITATIONS, SITE_PICTURE, api_route, citation_route, page_route, version_route
from generator.publish.sharing.embed import embed_code, embed_route
from generator.publish.sharing.press_kit import kit_route
from generator.publish.sharing.qr_code import qr_data_uri
from generator.publish.sharing.share_image import share_image_of_page
from generator.publish.spec import CitedWork
from generator.publish.structured_data import head_metadata
from generator.publish.versions import VERSION_ID_LENGTH, Version, visible_versions
from generator.records.base import Record
from generator.records.fields import fields_of
from generator.records.shared import Exemplar

LabelledLink = tuple[str, str]


@dataclass(frozen=True, slots=True)
class PageTools:
    """The boxes of a page: citations, ways to share, files to take along, the code for paper."""

    title: str
    url: str
    page: str
    version: str
    citations: Sequence[Citation]
    citation_files: Sequence[LabelledLink]
    shares: Sequence[LabelledLink]
    embed: str
    embed_route: str
    kit: str
    json: str
    picture: str
    code: str


def tools_of(site: SiteContext, record: Record) -> PageTools:
    """Return the boxes of the page of a story, model, campaign, decision or document."""
    work = work_of(site, record)
    exemplary = record if isinstance(record, Exemplar) else None
    return PageTools(
        work.title,
        work.url,
        page_route(record),
        work.version,
        citations(work, site.words),
        [(site.t(f"cite.file.{form}"), citation_route(record, form)) for form in CITATIONS],
        list(_shares(site, work)),
        embed_code(site, exemplary) if exemplary else "",
        embed_route(exemplary) if exemplary else "",
        kit_route(exemplary) if exemplary else "",
        api_route(record),
        picture if (picture := share_image_of_page(site, record)) != SITE_PICTURE else "",
        qr_data_uri(work.url),
    )


def _shares(site: SiteContext, work: CitedWork) -> Iterator[LabelledLink]:
    """Yield plain links that open another site's own form: nothing of theirs runs on our pages."""
    url, title = quote(work.url, safe=""), quote(work.title, safe="")
    yield site.t("share.zalo"), f"https://sp.zalo.me/share_inline?url={url}"
    yield site.t("share.facebook"), f"https://www.facebook.com/sharer/sharer.php?u={url}"
    yield site.t("share.email"), f"mailto:?subject={title}&body={title}%0A{url}"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version in words; `address` leads to what it said, where that is public."""

    name: str
    day: str
    what: str
    address: str
    facts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of a record, newest first, and how much git knew."""

    state: str
    rows: Sequence[VersionRow]


def versions_of(site: SiteContext, record: Record) -> Versions:
    """Return the versions of a record in words."""
    rows = []
    for version, is_public in visible_versions(site.archive, site.history, record):
        name = version.digest[:VERSION_ID_LENGTH]
        address = version_route(record, name) if is_public else ""
        facts = list(_facts(site, record, version)) if is_public else []
        rows.append(VersionRow(name, _day(site, version), _what(site, version), address, facts))
    return Versions(site.history.state, rows)


def _facts(site: SiteContext, record: Record, version: Version) -> Iterator[str]:
    """Yield in words what a version changed: what stood there, and what stands there since."""
    for fact in version.altered[:_FACTS]:
        name = site.words.field_label(fact.field.rpartition(".")[2]).split(";")[0]
        key = "fact_gone" if not fact.new else "fact"
        old, new = (_value_in_words(site, record, fact.field, value) for value in (fact.old, fact.new))
        yield site.t(f"versions.{key}", what=name[0].lower() + name[1:], old=old, new=new)
    if len(version.altered) > _FACTS:
        yield site.t("versions.facts_more", count=len(version.altered) - _FACTS)


def _value_in_words(site: SiteContext, record: Record, field: str, value: str) -> str:
    """Return a value as readers know it: of a list of choices what it means, all else as it stands."""
    struct: type[BaseModel] | None = type(record)
    part, spec = struct, None
    for step in field.split("."):
        spec = fields_of(struct).get(step) if struct is not None else None
        if spec is None:
            return value
        part, struct = struct, spec.struct
    is_choice = spec is not None and value in map(str, spec.choices)
    return site.words.choice_label(value, part.__name__ if part else "") if is_choice else value


_FACTS = 5


def _day(site: SiteContext, version: Version) -> str:
    year, month, day = version.day.split("-") if version.day else ("", "", "")
    month = month.lstrip("0") if month > "02" else month
    return f"{day}/{month}/{year}" if version.day else site.t("versions.not_committed")


def _what(site: SiteContext, version: Version) -> str:
    if version.is_first:
        return site.t("versions.first")
    names = [site.words.translate(f"field.{name}").split(";")[0] for name in version.changed]
    changed = ", ".join(name[0].lower() + name[1:] for name in names)
    return site.t("versions.changed", what=changed) if changed else site.t("versions.form_only")


def _image(site: SiteContext, record: Record) -> str:
    """Return the address of the picture that stands for a page: its first photo, or its share picture."""
    if photos := site.photos(record):
        return f"{page_route(record)}{photos[0].of('jpeg')[-1].name}"
    picture = share_image_of_page(site, record)
    return picture if picture != SITE_PICTURE else ""


@dataclass(frozen=True, slots=True)
class PageExtras:
    """What the page of a record gets besides its own."""

    site: SiteContext
    record: Record

    def __call__(self) -> HeadMetadata:
        """Return what the record adds to the head."""
        return head_metadata(self.site, self.record)

    @property
    def tools(self) -> PageTools:
        """The boxes."""
        return tools_of(self.site, self.record)

    @property
    def versions(self) -> Versions:
        """The versions of the record in words."""
        return versions_of(self.site, self.record)

    @property
    def fingerprint(self) -> bytes:
        """A digest of what is not in the record itself."""
        shown = [*visible_versions(self.site.archive, self.site.history, self.record)]
        if not shown:  # as wherever there is no git
            return self.site.history.state.encode()
        return blake2b(repr((self.site.history.state, shown)).encode(), digest_size=16).digest()


def page_extras(offer: PageExtras) -> dict[str, Any]:
    """Return what to hand to the page of a story, model, campaign, decision or document for its head and boxes."""
    return {"about": offer, "image": _image(offer.site, offer.record), "offered": offer}
