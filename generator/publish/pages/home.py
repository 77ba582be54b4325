"""The home page: one could show it to the Chairman."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from generator.archive.archive import Archive
from generator.core.text import fold
from generator.publish.artifact import Artifact
from generator.publish.campaign_axis import campaign_axis
from generator.publish.completeness import ASKED, answered_count
from generator.publish.context import SiteContext
from generator.publish.cover_plan import cover_plan
from generator.publish.paddy_map import map_of_all
from generator.publish.pages.campaigns import by_state
from generator.publish.pages.listing import term_chips
from generator.publish.routes import SEARCH
from generator.records.base import Term
from generator.records.model import Model
from generator.records.reference import Locality
from generator.records.shared import Exemplar
from generator.records.story import Story


def _best_told(archive: Archive) -> list[Model]:
    """Return the models that tell a copier most, those copied most first among equals."""
    return sorted(archive.public_models, key=answered_count, reverse=True)


def _tries(site: SiteContext) -> Iterator[tuple[str, str]]:
    """Yield what a reader can try to search for: the field, the commune, the group that have most records."""
    archive = site.archive
    communes = [place for place in archive.localities.values() if place.parent and place.valid_to is None]
    indices: tuple[tuple[Iterable[Term], Mapping[str, Sequence[Exemplar]]], ...] = (
        (archive.fields.values(), archive.by_field),
        (communes, archive.by_locality),
        (archive.groups.values(), archive.by_group),
    )
    for terms, index in indices:
        found = [(len(index.get(each.id, ())), each.id, each) for each in terms]
        most = max(found, default=None, key=lambda entry: entry[:2])
        if most is not None and most[0]:
            name = getattr(most[2], "short_name", most[2].name)
            yield name, f"{SEARCH}?q={quote(fold(name))}"


_LOOKED_AT = 200
"""Among how many of the newest stories places are looked for: many tell of the whole city."""


def _newest_places(site: SiteContext, most: int = 3) -> Iterator[tuple[Locality, Story]]:
    """Yield the communes of today the newest stories come from, each once, those with a field on the map."""
    seen: set[str] = set()
    for story in site.archive.public_stories[:_LOOKED_AT]:
        place = next((each for each in cover_plan(site.archive, story).focus if each in site.paddies.centres), None)
        if place is not None and place not in seen:
            seen.add(place)
            yield site.archive.localities[place], story
        if len(seen) == most:
            return


def home(site: SiteContext) -> Iterator[Artifact]:
    """Yield the home page; the featured story is the editor's choice in mkdocs.yml."""
    archive, settings = site.archive, site.settings
    featured = archive.stories.get(settings.featured or "")
    if featured is None or featured.id not in archive.public_ids:
        featured = archive.public_stories[0] if archive.public_stories else None
    lead = site.t("home.lead", place=site.place_name)
    yield site.page(
        "/",
        "home.md.j2",
        site.t("home.page_title"),
        lead,
        lead=lead,
        featured=featured,
        mission=archive.documents.get(settings.mission_document or ""),
        latest=[s for s in archive.public_stories if s is not featured][:4],
        map=map_of_all(site, {place.id: len(archive.in_area(place)) for place in archive.localities.values()}),
        newest=list(_newest_places(site)),
        tries=list(_tries(site)),
        figures=[archive.statistics[i] for i in settings.home_figures if i in archive.statistics],
        fields=term_chips(archive.fields.values(), archive.by_field),
        models=[(model, answered_count(model), len(ASKED)) for model in _best_told(archive)[:3]],
        special=list(archive.special_pages.values()),
        axis=campaign_axis(archive, by_state(archive)[:14]),
        story_count=len(archive.public_stories),
        model_count=len(archive.public_models),
        campaign_count=len(archive.campaigns),
        updated=archive.as_of,
    )
