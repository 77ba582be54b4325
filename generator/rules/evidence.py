"""Rules on evidence: no figure without a source, no picture without words (A5: chống hình thức)."""

from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.core.problem import Level
from generator.records.campaign import Campaign
from generator.records.shared import Exemplar
from generator.records.story import Story, is_publishable
from generator.rules.finding import Finding, finding


def unconfirmed_values_wait(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """What a program read out of somebody's document is published only when a person confirmed it."""
    for number, path in enumerate(record.unconfirmed):
        place = tuple(int(part) if part.isdigit() else part for part in path.split("."))
        found: object = record
        for part in place:
            if isinstance(part, int):
                found = found[part] if isinstance(found, tuple) and part < len(found) else None
            else:
                found = getattr(found, part) if part in getattr(type(found), "model_fields", {}) else None
        if found is None:
            yield finding(("unconfirmed", number), "rule.unconfirmed-gone", path=path)
        else:
            yield finding(place, "rule.unconfirmed", path=path)


def pictures_are_described(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """A picture needs alt text, credit and licence (Circular 26/2020/TT-BTTTT)."""
    for number, image in enumerate(record.images):
        for name in ("alt", "credit", "licence"):
            if not getattr(image, name):
                yield finding(("images", number), f"rule.picture-{name}", file=image.file)


def story_is_publishable_or_says_so(story: Story, archive: Archive) -> Iterator[Finding]:
    """A story is public from `tong-ket` on; before that it has no page, and we say so.

    CONTRIBUTING/domain.md#stages
    """
    if not story.is_down and not is_publishable(story):
        yield finding(("stages",), "rule.not-public", Level.WARNING, name=story.name)


def results_have_sources(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """Every result names the source that gives it (B III.2b; CONTRIBUTING/domain.md#stages)."""
    for number, result in enumerate(record.results):
        if not result.source:
            yield finding(("results", number), "rule.result-source", indicator=result.indicator)


def reported_results_have_sources(campaign: Campaign, archive: Archive) -> Iterator[Finding]:
    """Every result a campaign reports names the source that gives it (B III.2b; CONTRIBUTING/domain.md#stages)."""
    for i, indicator in enumerate(campaign.indicators):
        for n, reported in enumerate(indicator.results):
            if not reported.source:
                yield finding(("indicators", i, "results", n), "rule.result-source", indicator=indicator.name)


def sources_can_be_found(record: Exemplar, archive: Archive) -> Iterator[Finding]:
    """A source of a story or model has an address, is a document of the archive, or a paper with a title and a day."""
    for number, source in enumerate(record.sources):
        if not (source.url or source.document or (source.title and source.date)):
            yield finding(("sources", number), "rule.source-nowhere", publisher=source.publisher)


def campaigns_say_what_they_want(campaign: Campaign, archive: Archive) -> Iterator[Finding]:
    """A campaign has clear theme, aims, contents and criteria (B IV.1a)."""
    lacking = [n for n in ("theme", "aims", "contents", "criteria") if not getattr(campaign, n)]
    if lacking:
        yield finding((), "rule.campaign-lacks", Level.WARNING, lacking=", ".join(lacking))
