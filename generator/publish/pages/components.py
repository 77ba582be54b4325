"""The look, documented on a page that is built from its own pieces."""

from collections.abc import Iterator

from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.cover_art import FAMILIES
from generator.publish.routes import ABOUT, COMPONENTS


def components(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page of colours, type and pieces."""
    archive = site.archive
    yield site.page(
        COMPONENTS,
        "components.md.j2",
        site.t("look.title"),
        site.t("look.lead"),
        families=list(FAMILIES),
        trail=[(site.t("look.parent"), ABOUT)] if ABOUT in site.hand_written else [],
        story=archive.public_stories[0] if archive.public_stories else None,
        model=archive.public_models[0] if archive.public_models else None,
    )
