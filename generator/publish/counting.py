"""Pages that count and list and show no prose: nobody looks at them when only the words of a story change."""

from collections.abc import Callable, Iterator
from functools import partial

from generator.publish.artifact import Artifact, Target
from generator.publish.context import SiteContext

CountingMaker = Callable[[SiteContext], Iterator[Artifact]]
"""Makes artifacts of all records but the prose of stories (`Story.prose`), and of no picture or version of one."""


def counting(name: str, maker: CountingMaker, site: SiteContext) -> Target:
    """Return what a maker yields as a target that is expanded when a fact of any record changed, or the day."""
    given = partial(expand_counting, maker, site, site.archive.facts_digest, site.day.iso)
    return Target(name, given, is_costly=True)


def expand_counting(maker: CountingMaker, site: SiteContext, _facts: bytes, _day: str) -> Iterator[Artifact]:
    """Return what a maker yields; the digest of the facts and the day tell when to ask it again."""
    return maker(site)
