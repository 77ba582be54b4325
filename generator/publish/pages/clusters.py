"""Pages of clusters and blocs: members, commitments, what they did, and how they were scored, by year (A6)."""

from collections.abc import Iterator, Sequence

from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.pages.listing import Tile, index_page
from generator.publish.routes import page_route
from generator.records.score_sheet import ScoreSheet


def clusters(site: SiteContext) -> Iterator[Artifact]:
    """Yield the list of clusters and the page of each, with those sheets the office has made public."""
    archive = site.archive
    found = list(archive.clusters.values())
    tiles = [Tile(cluster.name, page_route(cluster), cluster.description) for cluster in found]
    yield index_page(site, "clusters", "clusters", [("", tiles)])
    for cluster in found:
        sheets = [s for s in archive.score_sheets.values() if s.cluster == cluster.id and not s.hold]
        lead = cluster.description or cluster.name
        yield site.record_page(
            cluster,
            "cluster.md.j2",
            cluster.name,
            lead,
            lead=lead,
            scores={year.year.year: ranking([s for s in sheets if s.year == year.year.year]) for year in cluster.years},
        )


def ranking(sheets: Sequence[ScoreSheet]) -> list[ScoreSheet]:
    """Return sheets in the order of their places, then of their totals; those with neither last."""
    return sorted(sheets, key=lambda s: (s.rank or 10**6, -(s.total if s.total is not None else -1), s.member))
