"""Every page of the site: PAGES lists the makers in the order in which they publish.

A maker is `(site) -> Iterator[Part]`. A new kind of page is one maker in the module it belongs
to, its template, its words under `site` in the language file, and a line here.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from generator.publish import feeds, redirects, robots, sidecars
from generator.publish.artifact import Bundle, Output, Part
from generator.publish.context import Site
from generator.publish.opendata import api, description
from generator.publish.pages import (
    awards,
    campaigns,
    documents,
    exemplars,
    facets,
    guide,
    home,
    localities,
    press,
    search_pages,
    statistics,
)
from generator.publish.sharing import embed, share_image

Maker = Callable[[Site], Iterator[Part]]

PAGES: tuple[Maker, ...] = (
    description.open_data,  # much work, which is begun while the others are laid out
    home.home,
    exemplars.stories,
    exemplars.story_lists,
    exemplars.models,
    exemplars.model_list,
    exemplars.photos,
    facets.stages,
    facets.fields,
    facets.groups,
    facets.special_pages,
    facets.years,
    facets.periods,
    campaigns.campaigns,
    campaigns.clusters,
    localities.localities,
    localities.units,
    awards.awards,
    awards.decisions,
    documents.documents,
    statistics.statistics,
    statistics.corrections,
    guide.fields,
    search_pages.search,
    search_pages.look_up,
    press.press,
    press.verification,
    sidecars.companions,
    feeds.feeds,
    api.interface,
    embed.style,
    share_image.pictures,
    robots.crawling,
)


def parts(site: Site) -> Iterator[Part]:
    """Yield everything the site's records publish, but for what leads on from addresses of before."""
    return chain.from_iterable(maker(site) for maker in PAGES)


def outputs(site: Site) -> Iterator[Output]:
    """Yield everything the site's records publish, and at the end what leads on from addresses of before."""
    answered = set(site.written)
    for part in parts(site):
        for output in part.lay_out() if isinstance(part, Bundle) else (part,):
            if output.is_page:
                answered.add(output.address)
            yield output
    for output in redirects.tombstones(site, frozenset(answered), frozenset()):
        answered.add(output.address)
        yield output
    yield from redirects.moved_pages(site, frozenset(answered))
