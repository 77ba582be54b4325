"""What crawlers and the shell of the site ask for at its root: robots.txt, and the picture of links to any page."""

from collections.abc import Iterator
from functools import partial

from generator.publish.artifact import Output
from generator.publish.context import Site
from generator.publish.page_head import SITE_PICTURE
from generator.publish.sharing.embed import FOLDER as EMBEDS
from generator.publish.sharing.share_image import Card, kept

_MOTIF = "lotus"


def crawling(site: Site) -> Iterator[Output]:
    """Yield robots.txt and the site's own share picture."""
    yield Output("robots.txt", partial(_robots, site), "robots.txt")
    agency = site.settings.agency.short_name
    card = Card("", site.settings.site_name, site.say("shell.tagline"), agency, "dien-hinh", _MOTIF, None)
    folder = site.keeping / "cards" if site.keeping else None
    yield Output(SITE_PICTURE.lstrip("/"), partial(kept, card, folder), card)


def _robots(site: Site) -> str:
    """Everything may be read; cards are shown in other pages and are no pages to be found."""
    return f"User-agent: *\nDisallow: {EMBEDS}\n\nSitemap: {site.absolute('/sitemap.xml')}\n"
