"""Fragments of pages: what is the same on every page but for the way to the root of the site, rendered once."""

from collections.abc import Callable

from markupsafe import Markup

from generator.publish.routes import from_root
from generator.publish.url_builder import UrlBuilder
from generator.records.base import Record

RenderedBy = Callable[[Callable[[str], str]], str]
"""Renders a block of a template, handed what turns an address into the way there."""
_ROOT = "\0"
"""Stands for the way to the root; no text of a record and no address has it."""


class FragmentCache:
    """The fragments of a site by name and record, as many as `most`; a story stands on a dozen lists and beside others.

    A template says `{% call(url) fragment('card', url, record) %} … {% endcall %}`: what it holds may depend on the
    record and on what all pages share, and leads with the `url` it is handed, but to the home page: the way there is
    another one from that page itself.
    """

    def __init__(self, most: int = 8192) -> None:
        self.most = most
        self._held: dict[tuple[str, str, str], str] = {}

    def __call__(self, name: str, url: UrlBuilder, record: Record, caller: RenderedBy) -> str:
        """Return a fragment of a record for the page of `url`; `caller` renders it."""
        key = (name, record.collection, record.id)
        made = self._held.get(key)
        if made is None:
            if len(self._held) >= self.most:
                del self._held[next(iter(self._held))]
            made = self._held[key] = str(caller(_from_root))
        return Markup(made.replace(_ROOT, url.root))


def _from_root(there: str) -> str:
    assert there != "/", "the way from the home page to itself is not empty"
    return from_root(_ROOT, there)
