"""Every page of the site: the makers stand in the order in which they publish.

A maker is `(site) -> Iterator[Part]`. A new kind of page is one maker in the module it belongs
to, its template, its words under `site` in the language file, and a line here.
"""

from collections.abc import Callable, Iterator
from itertools import chain

from generator.publish import feeds, redirects, robots, sidecars
from generator.publish.artifact import Artifact, Part, Target
from generator.publish.context import SiteContext
from generator.publish.opendata import api, description
from generator.publish.pages import (
    awards,
    campaigns,
    clusters,
    components,
    consultations,
    coverage,
    decisions,
    documents,
    editions,
    exemplars,
    facets,
    guide,
    home,
    localities,
    my_list,
    plain,
    plans,
    press,
    replication,
    reports,
    requests,
    search_pages,
    statistics,
    suggest,
    timeliness,
    units,
)
from generator.publish.sharing import embed, embed_list, share_image

Maker = Callable[[SiteContext], Iterator[Part]]

PAGE_MAKERS: tuple[Maker, ...] = (
    description.open_data,  # much work, which is begun while the others are expanded
    home.home,
    exemplars.stories,
    exemplars.story_index,
    exemplars.models,
    exemplars.model_index,
    exemplars.photos,
    plans.board,
    facets.stages,
    plans.plans,
    plans.criteria,
    facets.fields,
    facets.groups,
    facets.special_pages,
    facets.years,
    facets.periods,
    campaigns.campaigns,
    plain.plain_pages,
    clusters.clusters,
    localities.localities,
    units.units,
    awards.awards,
    decisions.decisions,
    documents.documents,
    statistics.statistics,
    coverage.coverage_page,
    timeliness.timeliness,
    replication.replication,
    replication.comparison,
    suggest.suggest,
    my_list.my_list,
    requests.requests,
    consultations.consultations,
    reports.reports,
    statistics.corrections,
    guide.fields,
    guide.codes,
    guide.messages,
    search_pages.search,
    search_pages.name_lookup,
    press.press,
    press.verification,
    press.agency,
    components.components,
    editions.editions,
    sidecars.all_sidecars,
    feeds.feeds,
    api.api_files,
    embed.style,
    embed_list.list_embeds,
    share_image.share_images,
    robots.robots,
)


def targets(site: SiteContext) -> Iterator[Part]:
    """Yield everything the site's records publish, but for what leads on from addresses of before."""
    return chain.from_iterable(maker(site) for maker in PAGE_MAKERS)


def all_artifacts(site: SiteContext) -> Iterator[Artifact]:
    """Yield everything the site's records publish, and at the end what leads on from addresses of before."""
    answered = set(site.hand_written)
    for part in targets(site):
        for artifact in part.expand() if isinstance(part, Target) else (part,):
            if artifact.is_page:
                answered.add(artifact.address)
            yield artifact
    for artifact in redirects.tombstones(site, frozenset(answered), frozenset()):
        answered.add(artifact.address)
        yield artifact
    yield from redirects.redirect_artifacts(site, frozenset(answered))
