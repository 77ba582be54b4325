"""Everything beside a record's page that is made of that record alone, as one artifact of many files.

The record as JSON and its citations; of a story or model also its drawn cover where it has no photo, its
card for other sites and its press kit; of a model the sheet by which a unit copies it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from generator.archive.decision_lists import shown_groups, shown_row_count
from generator.config.i18n import Language
from generator.publish.artifact import Artifact
from generator.publish.citing.formats import CITATION_FORMATS
from generator.publish.citing.work import work_of
from generator.publish.context import SiteContext
from generator.publish.cover_art import CoverPlan, draw_cover
from generator.publish.cover_plan import cover_plan
from generator.publish.decision_list import decision_list
from generator.publish.handouts.copying import copying_form
from generator.publish.kinds import spec_of
from generator.publish.opendata.api import dump_json, record_file
from generator.publish.opendata.public_view import public_source_tree
from generator.publish.routes import (
    CITATIONS,
    api_route,
    citation_route,
    copying_route,
    cover_route,
    decision_list_route,
    page_route,
    record_group,
    version_route,
)
from generator.publish.sharing.embed import embed_page, embed_route, oembed, oembed_route
from generator.publish.sharing.press_kit import kit_route, press_kit
from generator.publish.spec import CitedWork
from generator.publish.versions import VERSION_ID_LENGTH, Version, current_version, visible_versions
from generator.records.base import Record
from generator.records.decision import Decision
from generator.records.kinds import KINDS
from generator.records.model import Model
from generator.records.shared import Exemplar
from generator.records.story import Story


def all_sidecars(site: SiteContext) -> Iterator[Artifact]:
    """Yield the files beside the page of every record that has such; a story has them with it."""
    own = [kind.collection for kind in KINDS if kind.has_sidecars and kind.record != Story]
    return (sidecars_of(site, record) for name in own for record in spec_of(name).public_records(site.archive))


def sidecars_of(site: SiteContext, record: Record) -> Artifact:
    """Return the files beside the page of a record."""
    archive = site.archive
    public = (version for version, is_public in visible_versions(archive, site.history, record) if is_public)
    shown = {version.digest: version for version in public}  # a record may say again what it once said
    named: tuple[object, ...] = (archive.year_of(record),) if isinstance(record, Story) else ()
    if isinstance(record, Decision) and record.row_groups:
        listed = [group.story for group in shown_groups(archive, record) if group.story]
        named = (sorted(archive.public_ids.intersection(listed)), sorted(listed))
    version, plan = current_version(archive, record), _cover_plan(site, record)
    made = SidecarSet(site, record, version, tuple(shown.values()), plan, named)
    path, origin, group = api_route(record).lstrip("/"), archive.origin(record).path, record_group(record)
    return Artifact(path, made, origin, sidecar_paths=made.beside, group=group)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """One file beside a page: its address, and how it is made."""

    address: str
    make: Callable[[], str | bytes]


@dataclass(frozen=True, slots=True)
class SidecarSet:
    """The files beside the page of one record, and what goes into them: `named` is what it says of other records."""

    site: SiteContext
    record: Record
    version: str
    shown: Sequence[Version]
    plan: CoverPlan | None
    named: Sequence[object]

    def beside(self) -> list[str]:
        """Return the paths of all but the first, the record as JSON."""
        return [sidecar.address.lstrip("/") for sidecar in self._sidecars()][1:]

    def __call__(self) -> list[str | bytes]:
        """Return the contents, in the order of the paths."""
        return [sidecar.make() for sidecar in self._sidecars()]

    def _sidecars(self) -> Iterator[Sidecar]:
        site, record = self.site, self.record
        yield Sidecar(api_route(record), partial(record_file, site, record))
        work = cache(partial(work_of, site, record))
        cited = cache(partial(_citation, work, site.words))
        for form in CITATIONS:
            yield Sidecar(citation_route(record, form), partial(cited, form))
        if isinstance(record, Exemplar):
            yield Sidecar(oembed_route(record), partial(oembed, site, record))
            yield Sidecar(kit_route(record), partial(press_kit, site, record, work, cited))
            yield Sidecar(f"{embed_route(record)}index.html", partial(embed_page, site, record))
        if isinstance(record, Model):
            yield Sidecar(copying_route(record), partial(copying_form, site, record))
        if isinstance(record, Decision) and shown_row_count(site.archive, record):
            yield Sidecar(decision_list_route(record), partial(decision_list, site, record))
        if self.plan:
            yield Sidecar(cover_route(record), partial(draw_cover, site.paddies, self.plan))
        for version in self.shown:
            address = version_route(record, version.digest[:VERSION_ID_LENGTH])
            yield Sidecar(address, partial(_version, site, record, version))


def _citation(work: Callable[[], CitedWork], words: Language, form: str) -> str:
    return CITATION_FORMATS[form](work(), words)


def _cover_plan(site: SiteContext, record: Record) -> CoverPlan | None:
    """Return what a record's cover is drawn from; nothing where it has a photo or no cover at all."""
    return cover_plan(site.archive, record) if isinstance(record, Exemplar) and not site.photos(record) else None


def _version(site: SiteContext, record: Record, version: Version) -> str:
    """Return what one version of a record said, as far as the public may see it."""
    assert site.history.fetch is not None, "what is public can be had"
    said = site.history.fetch(version.digest)
    return dump_json(
        {
            "id": record.id,
            "room": record.collection,
            "version": version.digest[:VERSION_ID_LENGTH],
            "blake2b_128": version.digest,
            "committed": version.day,
            "url": site.absolute(page_route(record)),
            "record": public_source_tree(type(record), _without_dropped(site, said)),
        }
    )


def _without_dropped(site: SiteContext, said: Any) -> Any:
    """Return what a version said without the rows of those whose names must stand nowhere today."""
    rows = said.get("rows") if isinstance(said, dict) else None
    if not isinstance(rows, list):
        return said
    named = [row for row in rows if not (isinstance(row, dict) and site.archive.is_unnamed(row.get("story")))]
    return {**said, "rows": named}
