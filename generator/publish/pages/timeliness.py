"""The page of how long commendations took."""

from collections.abc import Iterator

from generator.archive.award_dates import INTERVALS
from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.routes import TIMELINESS
from generator.publish.timeliness import campaign_waits, limit_summaries, summaries, summary, waits


def timeliness(site: SiteContext) -> Iterator[Artifact]:
    """Yield the page: each interval with its awards, sudden ones by themselves, and campaigns after their end."""
    found = list(waits(site))
    limit = site.settings.list_page_limit
    sections = []
    for first, last in INTERVALS:
        own = [wait for wait in found if (wait.first, wait.last) == (first, last)]
        name = f"{first}-{last}"
        sudden = [wait for wait in own if wait.award.kind == "dot-xuat"]
        together = [summary(site.t("timeliness.all"), own)] if own else []
        together += [summary(site.t("timeliness.sudden"), sudden)] if sudden else []
        by = [each for each in summaries(site, own) if each[1]]
        newest = sorted(own, key=lambda wait: (wait.days, wait.story.id))
        sections.append((name, together, by, newest[:limit], max(0, len(own) - limit)))
    campaigns = list(campaign_waits(site))
    yield site.page(
        TIMELINESS,
        "timeliness.md.j2",
        site.t("timeliness.title"),
        site.t("timeliness.lead"),
        sections=sections,
        awarded=[each for each in campaigns if each.days is not None],
        waiting=[each for each in campaigns if each.days is None],
        limits=limit_summaries(site),
        as_of=site.archive.as_of,
        updated=site.archive.as_of,
    )
