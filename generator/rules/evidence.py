"""Rules on evidence: no figure without a source, no picture without words (A5: chống hình thức)."""

from collections.abc import Iterator

from generator.archive.archive import Archive, is_publishable
from generator.core.problem import Level, Problem


def pictures_are_described(archive: Archive) -> Iterator[Problem]:
    """A picture needs alt text, credit and licence (Circular 26/2020/TT-BTTTT)."""
    for record in archive.all_exemplars():
        for number, image in enumerate(record.images):
            for name in ("alt", "credit", "licence"):
                if not getattr(image, name):
                    yield archive.problem(record, ("images", number), f"rule.picture-{name}", file=image.file)


def story_is_publishable_or_says_so(archive: Archive) -> Iterator[Problem]:
    """A story is public from `tong-ket` on (domain, section 5); before that it has no page, and we say so."""
    for story in archive.stories.values():
        if not story.is_down and not is_publishable(story):
            yield archive.problem(story, ("stages",), "rule.not-public", Level.WARNING, name=story.name)


def results_have_sources(archive: Archive) -> Iterator[Problem]:
    """Every result names the source that gives it (B III.2b; domain, section 5, row 22)."""
    for record in archive.all_exemplars():
        for number, result in enumerate(record.results):
            if not result.source:
                yield archive.problem(record, ("results", number), "rule.result-source", indicator=result.indicator)
    for campaign in archive.campaigns.values():
        for i, indicator in enumerate(campaign.indicators):
            for n, reported in enumerate(indicator.results):
                if not reported.source:
                    place = ("indicators", i, "results", n)
                    yield archive.problem(campaign, place, "rule.result-source", indicator=indicator.name)


def sources_can_be_found(archive: Archive) -> Iterator[Problem]:
    """A source of a story or model has an address or is a document of the archive."""
    for record in archive.all_exemplars():
        for number, source in enumerate(record.sources):
            if not (source.url or source.document):
                yield archive.problem(record, ("sources", number), "rule.source-nowhere", publisher=source.publisher)


def campaigns_say_what_they_want(archive: Archive) -> Iterator[Problem]:
    """A campaign has clear theme, aims, contents and criteria (B IV.1a)."""
    for campaign in archive.campaigns.values():
        lacking = [n for n in ("theme", "aims", "contents", "criteria") if not getattr(campaign, n)]
        if lacking:
            yield archive.problem(campaign, (), "rule.campaign-lacks", Level.WARNING, lacking=", ".join(lacking))
