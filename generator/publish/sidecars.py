"""Everything beside a record's page that is made of that record alone, as one output of many files.

The record as JSON and its citations; of a story or model also its drawn cover where it has no photo, its
card for other sites and its press kit.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from generator.publish.artifact import Output
from generator.publish.citing.formats import bibtex, csl_json, ris
from generator.publish.citing.work import work_of
from generator.publish.context import Site
from generator.publish.cover_art import cover
from generator.publish.opendata.api import record_file, written
from generator.publish.opendata.public_view import public_tree
from generator.publish.routes import address_of, cover_address, file_address, version_address
from generator.publish.sharing.embed import card, embed_address, oembed, oembed_address
from generator.publish.sharing.press_kit import kit_address, press_kit
from generator.publish.versions import SHOWN, Version, shown_versions, version_of
from generator.records.base import Record
from generator.records.decision import Decision
from generator.records.shared import Exemplar
from generator.records.story import Story

CITATIONS = ("json", "ris", "bib")


def citation_address(record: Record, form: str) -> str:
    """Return the address of a record's citation: `json` (CSL-JSON), `ris` or `bib`."""
    return f"{address_of(record)}trich-dan.{form}"


def companions(site: Site) -> Iterator[Output]:
    """Yield the files beside the page of every model, campaign, decision and document; a story has them with it."""
    archive = site.archive
    others = (archive.campaigns.values(), archive.decisions.values(), archive.documents.values())
    return (companions_of(site, record) for record in chain(archive.public_models, *others))


def companions_of(site: Site, record: Record) -> Output:
    """Return the files beside the page of a record."""
    archive = site.archive
    public = (version for version, is_public in shown_versions(archive, site.history, record) if is_public)
    shown = {version.digest: version for version in public}  # a record may say again what it once said
    named: tuple[object, ...] = (archive.year_of(record),) if isinstance(record, Story) else ()
    if isinstance(record, Decision) and record.rows:
        listed = {row.story for row in record.rows if row.story}
        dropped = [number for number, row in enumerate(record.rows, 1) if archive.is_unnamed(row.story)]
        named = (sorted(archive.public_ids & listed), dropped)
    version, motif = version_of(archive, record), _motif(site, record)
    made = Companions(site, record, version, tuple(shown.values()), motif, named)
    path, origin, group = file_address(record).lstrip("/"), archive.origin(record).path, address_of(record)
    return Output(path, made, made, origin, beside=made.beside, group=group)


@dataclass(frozen=True, slots=True)
class Companions:
    """The files beside the page of one record, and what goes into them: `named` is what it says of other records."""

    site: Site
    record: Record
    version: str
    shown: Sequence[Version]
    motif: str
    named: Sequence[object]

    def beside(self) -> list[str]:
        """Return the paths of all but the first, the record as JSON."""
        record = self.record
        found = [citation_address(record, form) for form in CITATIONS]
        if isinstance(record, Exemplar):
            found += [oembed_address(record), kit_address(record), f"{embed_address(record)}index.html"]
        if self.motif:
            found.append(cover_address(record))
        found += [version_address(record, version.digest[:SHOWN]) for version in self.shown]
        return [address.lstrip("/") for address in found]

    def __call__(self) -> list[str | bytes]:
        """Return the contents, in the order of the paths."""
        site, record = self.site, self.record
        work, words = work_of(site, record), site.words
        found: list[str | bytes] = [
            record_file(site, record),
            csl_json(work, words),
            ris(work, words),
            bibtex(work, words),
        ]
        if isinstance(record, Exemplar):
            found += [oembed(site, record), press_kit(site, record), card(site, record)]
        if self.motif:
            found.append(cover(record.id, self.motif))
        return [*found, *(_version(site, record, version) for version in self.shown)]


def _motif(site: Site, record: Record) -> str:
    """Return the motif of a record's drawn cover; none where it has a photo or no cover at all."""
    if not isinstance(record, Exemplar) or site.photos(record):
        return ""
    return site.archive.fields[record.fields[0]].motif


def _version(site: Site, record: Record, version: Version) -> str:
    """Return what one version of a record said, as far as the public may see it."""
    assert site.history.fetch is not None, "what is public can be had"
    said = site.history.fetch(version.digest)
    return written(
        {
            "id": record.id,
            "room": record.collection,
            "version": version.digest[:SHOWN],
            "blake2b_128": version.digest,
            "committed": version.day,
            "url": site.absolute(address_of(record)),
            "record": public_tree(type(record), _without_dropped(site, said)),
        }
    )


def _without_dropped(site: Site, said: Any) -> Any:
    """Return what a version said without the rows of those whose names must stand nowhere today."""
    rows = said.get("rows") if isinstance(said, dict) else None
    if not isinstance(rows, list):
        return said
    named = [row for row in rows if not (isinstance(row, dict) and site.archive.is_unnamed(row.get("story")))]
    return {**said, "rows": named}
