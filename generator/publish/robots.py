"""What crawlers and the shell of the site ask for at its root: robots.txt, and the picture of links to any page."""

from collections.abc import Iterator
from functools import partial

from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.routes import EMBEDS, SITE_PICTURE, SITEMAP
from generator.publish.sharing.share_image import ShareImage, cached_image

_MOTIF = "lotus"


def robots(site: SiteContext) -> Iterator[Artifact]:
    """Yield robots.txt and the site's own share picture."""
    yield Artifact("robots.txt", partial(_robots, site))
    agency = site.settings.agency.short_name
    card = ShareImage("", site.settings.site_name, site.t("shell.tagline"), agency, "dien-hinh", _MOTIF, None)
    folder = site.cache_dir / "cards" if site.cache_dir else None
    yield Artifact(SITE_PICTURE.lstrip("/"), partial(cached_image, card, folder))


def _robots(site: SiteContext) -> str:
    """Everything may be read; cards are shown in other pages and are no pages to be found."""
    return f"User-agent: *\nDisallow: {EMBEDS}\n\nSitemap: {site.absolute(SITEMAP)}\n"
