"""The home page: one could show it to the Chairman."""

from collections.abc import Iterator

from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.pages.campaigns import by_state
from generator.publish.pages.listing import term_chips


def home(site: SiteContext) -> Iterator[Artifact]:
    """Yield the home page; the featured story is the editor's choice in mkdocs.yml."""
    archive, settings = site.archive, site.settings
    featured = archive.stories.get(settings.featured or "")
    if featured not in archive.public_stories:
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
        latest=[s for s in archive.public_stories if s is not featured][:6],
        figures=[archive.statistics[i] for i in settings.home_figures if i in archive.statistics],
        fields=term_chips(archive.fields.values(), archive.by_field),
        models=archive.public_models[:3],
        special=list(archive.special_pages.values()),
        campaigns=by_state(archive)[:6],
        story_count=len(archive.public_stories),
        model_count=len(archive.public_models),
        campaign_count=len(archive.campaigns),
        updated=archive.as_of,
    )
