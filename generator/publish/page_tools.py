"""What a page offers besides reading: to cite, share, take along and check it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from urllib.parse import quote

from generator.publish.citing.styles import Citation, citations
from generator.publish.citing.work import Work, work_of
from generator.publish.context import Site
from generator.publish.page_head import SITE_PICTURE, About
from generator.publish.routes import address_of, file_address, version_address
from generator.publish.sharing.embed import embed_address, iframe
from generator.publish.sharing.press_kit import kit_address
from generator.publish.sharing.qr_code import code_inline
from generator.publish.sharing.share_image import picture_of
from generator.publish.sidecars import CITATIONS, citation_address
from generator.publish.structured_data import about
from generator.publish.versions import SHOWN, Version, shown_versions
from generator.records.base import Record
from generator.records.shared import Exemplar

Named = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tools:
    """The boxes of a page: citations, ways to share, files to take along, the code for paper."""

    title: str
    url: str
    page: str
    version: str
    citations: Sequence[Citation]
    citation_files: Sequence[Named]
    shares: Sequence[Named]
    embed: str
    embed_address: str
    kit: str
    json: str
    picture: str
    code: str


def tools_of(site: Site, record: Record) -> Tools:
    """Return the boxes of the page of a story, model, campaign, decision or document."""
    work = work_of(site, record)
    exemplary = record if isinstance(record, Exemplar) else None
    return Tools(
        work.title,
        work.url,
        address_of(record),
        work.version,
        citations(work, site.words),
        [(site.say(f"cite.file.{form}"), citation_address(record, form)) for form in CITATIONS],
        list(_shares(site, work)),
        iframe(site, exemplary) if exemplary else "",
        embed_address(exemplary) if exemplary else "",
        kit_address(exemplary) if exemplary else "",
        file_address(record),
        picture if (picture := picture_of(site, record)) != SITE_PICTURE else "",
        code_inline(work.url),
    )


def _shares(site: Site, work: Work) -> Iterator[Named]:
    """Yield plain links that open another site's own form: nothing of theirs runs on our pages."""
    url, title = quote(work.url, safe=""), quote(work.title, safe="")
    yield site.say("share.zalo"), f"https://sp.zalo.me/share_inline?url={url}"
    yield site.say("share.facebook"), f"https://www.facebook.com/sharer/sharer.php?u={url}"
    yield site.say("share.email"), f"mailto:?subject={title}&body={title}%0A{url}"


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


def versions_of(site: Site, record: Record) -> Versions:
    """Return the versions of a record in words."""
    rows = []
    for version, is_public in shown_versions(site.archive, site.history, record):
        name = version.digest[:SHOWN]
        address = version_address(record, name) if is_public else ""
        facts = list(_facts(site, version)) if is_public else []
        rows.append(VersionRow(name, _day(site, version), _what(site, version), address, facts))
    return Versions(site.history.state, rows)


def _facts(site: Site, version: Version) -> Iterator[str]:
    """Yield in words what a version changed: what stood there, and what stands there since."""
    for fact in version.altered[:_FACTS]:
        name = site.words.field_label(fact.field.rpartition(".")[2]).split(";")[0]
        key = "fact_gone" if not fact.new else "fact"
        yield site.say(f"versions.{key}", what=name[0].lower() + name[1:], old=fact.old, new=fact.new)
    if len(version.altered) > _FACTS:
        yield site.say("versions.facts_more", count=len(version.altered) - _FACTS)


_FACTS = 5


def _day(site: Site, version: Version) -> str:
    year, month, day = version.day.split("-") if version.day else ("", "", "")
    month = month.lstrip("0") if month > "02" else month
    return f"{day}/{month}/{year}" if version.day else site.say("versions.not_committed")


def _what(site: Site, version: Version) -> str:
    if version.is_first:
        return site.say("versions.first")
    names = [site.words.translate(f"field.{name}").split(";")[0] for name in version.changed]
    changed = ", ".join(name[0].lower() + name[1:] for name in names)
    return site.say("versions.changed", what=changed) if changed else site.say("versions.form_only")


def _image(site: Site, record: Record) -> str:
    """Return the address of the picture that stands for a page: its first photo, or its share picture."""
    if photos := site.photos(record):
        return f"{address_of(record)}{photos[0].of('jpeg')[-1].name}"
    picture = picture_of(site, record)
    return picture if picture != SITE_PICTURE else ""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page of a record gets besides its own."""

    site: Site
    record: Record

    def __call__(self) -> About:
        """Return what the record adds to the head."""
        return about(self.site, self.record)

    @property
    def tools(self) -> Tools:
        """The boxes."""
        return tools_of(self.site, self.record)

    @property
    def versions(self) -> Versions:
        """The versions of the record in words."""
        return versions_of(self.site, self.record)

    @property
    def fingerprint(self) -> bytes:
        """A digest of what is not in the record itself."""
        shown = shown_versions(self.site.archive, self.site.history, self.record)
        return blake2b(repr((self.site.history.state, list(shown))).encode(), digest_size=16).digest()


def offered(offer: Offer) -> dict[str, Any]:
    """Return what to hand to the page of a story, model, campaign, decision or document for its head and boxes."""
    return {"about": offer, "image": _image(offer.site, offer.record), "offered": offer}
