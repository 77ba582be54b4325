"""Lists for other sites: the newest stories and models of a ward, a unit, a field, as a small page for an iframe.

Whatever has a feed has them, in three lengths; they come from the same newest records as the feed.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from markupsafe import escape

from generator.core.escape import url_attribute
from generator.publish.artifact import Artifact, Target
from generator.publish.context import SiteContext
from generator.publish.feeds import FeedBuilder
from generator.publish.kinds import PUBLISHED, spec_of
from generator.publish.routes import EMBEDS, list_card_route, page_route
from generator.publish.sharing.embed import WIDTH, style_name
from generator.records.base import Record
from generator.records.shared import Exemplar

LENGTHS = (3, 5, 10)
_HEAD, _LINE = 96, 74
"""Height of what is not a line of the list, and of a line, in pixels."""


def list_embeds(site: SiteContext) -> Iterator[Target]:
    """Yield the lists of everything that has a feed."""
    making = FeedBuilder(site)
    for spec in PUBLISHED:
        if spec.feed_records is None:
            continue
        for record in spec.public_records(site.archive):
            if site.is_fed(spec.collection, record.id):
                found = spec.feed_records(site.archive, record)
                yield Target(list_card_route(record, 0), partial(_list_artifact, making, record, found))


def _list_artifact(making: FeedBuilder, record: Record, found: Sequence[Exemplar]) -> Iterator[Artifact]:
    site, newest = making.site, making.newest(found, max(LENGTHS))
    paths = [f"{list_card_route(record, length).lstrip('/')}index.html" for length in LENGTHS]
    make = partial(_pages, site, record, tuple(newest))
    yield Artifact(paths[0], make, site.archive.origin(record).path, sidecar_paths=partial(tuple, paths[1:]))


def _pages(site: SiteContext, record: Record, found: Sequence[Exemplar]) -> list[str]:
    return [_page(site, record, found[:length], length) for length in LENGTHS]


def _page(site: SiteContext, record: Record, found: Sequence[Exemplar], length: int) -> str:
    here = list_card_route(record, length)
    up = "../" * (here.count("/") - 1)
    made: str = site.templates.get_template("embed_list.html.j2").render(
        name=_name(record),
        records=[(each, site.absolute(page_route(each)), site.modified_on(each)) for each in found],
        page=site.absolute(page_route(record)),
        style=f"{up}{EMBEDS.lstrip('/')}{style_name()}",
    )
    return made


def list_codes(site: SiteContext, record: Record) -> list[tuple[int, str, str]]:
    """Return how many a list shows, what to paste into another page, and its address; nothing where there is none."""
    if spec_of(record.collection).feed_records is None or not site.is_fed(record.collection, record.id):
        return []
    title = escape(site.t("share.list_title", name=_name(record)))
    return [
        (
            length,
            f'<iframe src="{url_attribute(site.absolute(list_card_route(record, length)))}" title="{title}" '
            f'width="{WIDTH}" height="{_HEAD + _LINE * length}" loading="lazy" '
            'style="border:0;max-width:100%"></iframe>',
            list_card_route(record, length),
        )
        for length in LENGTHS
    ]


def _name(record: Record) -> str:
    return str(getattr(record, "short_name", None) or getattr(record, "name", record.id))
