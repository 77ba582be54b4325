"""The way from one page to other addresses of the site, and the trail that led to it."""

from generator.publish.page_head import Breadcrumbs
from generator.publish.routes import from_root, root_from


class UrlBuilder:
    """One page's place: turns an address of the site into the way there, and knows the trail that led here."""

    def __init__(self, here: str) -> None:
        self.root = root_from(here)
        self.trail: Breadcrumbs = ()

    def set_breadcrumbs(self, trail: Breadcrumbs) -> str:
        """Note the trail that leads to the page, as its crumbs show it."""
        self.trail = tuple(trail)
        return ""

    def __call__(self, there: str) -> str:
        """Return the way from this page to an address."""
        return from_root(self.root, there)


def trusted_url(address: str) -> str:
    """Mark an address that this program made, of which no part is a record's text but percent-encoded."""
    return address
