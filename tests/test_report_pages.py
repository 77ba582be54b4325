"""The pages of years that are over: each is made again when what it counts changed, and only then."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from generator.publish.artifact import Target
from generator.publish.context import SiteContext
from generator.publish.pages.reports import YearReport, reports
from generator.publish.reports.period import closed_years
from generator.publish.routes import report_route
from generator.records.decision import Decision
from generator.records.story import Story
from tests.making import holding, sample_site, story

CERTIFICATE = "bang-khen-thanh-pho"


def decision_in(year: int, **more: Any) -> Decision:
    rows = [{"name": f"Người {year}", "kind": "individual"}, {"name": "Tổ", "kind": "collective", "story": "trong-to"}]
    given: dict[str, Any] = {"id": f"qd-{year}", "number": f"{year}/QĐ-X", "issuer": "X", "level": "thanh-pho"}
    given |= {"subject": "Khen", "award": CERTIFICATE, "date": f"{year}-05-01", "rows": rows}
    given |= {"published_on": "2026-06-01"}
    return Decision.model_validate({**given, **more})


def story_in(year: int, **more: Any) -> Story:
    award = {"award": CERTIFICATE, "as_printed": "Bằng khen", "level": "thanh-pho", "decision": f"qd-{year}"}
    return story(id=f"viec-{year}", name=f"Ai {year}", title=f"Việc {year}", awards=[award], **more)


DECISIONS = [decision_in(year) for year in (2021, 2022, 2023, 2024, 2025)]
STORIES = [*(story_in(year) for year in (2021, 2023, 2025)), story(id="trong-to", name="Tổ", title="Tổ")]


def site_with(decisions: list[Decision], stories: list[Story]) -> SiteContext:
    site = sample_site()
    archive = holding(site.archive, decisions={d.id: d for d in decisions}, stories={s.id: s for s in stories})
    return replace(site, archive=archive)


def pages(site: SiteContext) -> Iterator[tuple[int, object, bytes]]:
    """Yield each closed year with what its page is made of and the page."""
    (target,) = reports(site)
    assert isinstance(target, Target)
    made = {artifact.address: artifact for artifact in target.expand()}
    years = closed_years(site.archive)
    for year, records in years.items():
        given = YearReport(site, year, records, years.get(year - 1)).inputs
        yield year, given, made[report_route(year)].content


def changed_row(number: int = 2, **update: Any) -> list[Decision]:
    """Return the decisions with another first row in one of them, that of 2023."""
    wanted = DECISIONS[number]
    rows = (wanted.rows[0].model_copy(update=update), *wanted.rows[1:])
    return [d.model_copy(update={"rows": rows}) if d is wanted else d for d in DECISIONS]


def changed_decision(**update: Any) -> list[Decision]:
    return [decision_in(2023, **update) if d is DECISIONS[2] else d for d in DECISIONS]


def changed_story(record_id: str, **update: Any) -> list[Story]:
    return [s.model_copy(update=update) if s.id == record_id else s for s in STORIES]


CHANGES: dict[str, tuple[list[Decision], list[Story], set[int]]] = {
    "a row of another kind": (changed_row(kind="household"), STORIES, {2023}),
    "a row of another kind in a year without stories": (changed_row(3, kind="household"), STORIES, {2024}),
    "a row withdrawn": (changed_row(withdrawn="2026-01-01"), STORIES, {2023}),
    "a row of another form": (changed_row(award="giay-khen-quan-huyen"), STORIES, {2023, 2024}),
    "another day, another year": (changed_decision(date="2021-05-01"), STORIES, {2021, 2022, 2023, 2024}),
    "cancelled": (changed_decision(status="huy-bo"), STORIES, {2023, 2024}),
    "gone": ([d for d in DECISIONS if d.id != "qd-2023"], STORIES, {2023, 2024}),
    "a story paused": (DECISIONS, changed_story("viec-2023", hold=True), set()),
    "a story that is in every list paused": (DECISIONS, changed_story("trong-to", hold=True), {2021, 2023, 2025}),
    "of another sex": (DECISIONS, changed_story("viec-2023", sex="female"), set()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_years_page_is_made_again_when_what_it_counts_changed(name: str) -> None:
    decisions, stories, wanted = CHANGES[name]
    before = {year: (given, page) for year, given, page in pages(site_with(DECISIONS, STORIES))}
    after = {year: (given, page) for year, given, page in pages(site_with(decisions, stories))}
    both = before.keys() & after.keys()
    other_pages = {year for year in both if before[year][1] != after[year][1]}
    made_again = {year for year in both if before[year][0] != after[year][0]}
    assert wanted <= other_pages | (before.keys() ^ after.keys())
    assert other_pages <= made_again
    assert not wanted or made_again <= wanted | {year + 1 for year in wanted}


def test_a_years_page_is_made_again_when_a_list_of_terms_or_the_newest_day_changed() -> None:
    site = site_with(DECISIONS, STORIES)
    award = site.archive.awards[CERTIFICATE]
    renamed = {**site.archive.awards, CERTIFICATE: award.model_copy(update={"name": "Bằng khen khác"})}
    later = [*DECISIONS[:-1], decision_in(2025, published_on="2029-09-09")]
    for other in (replace(site, archive=holding(site.archive, awards=renamed)), site_with(later, STORIES)):
        before, after = ({year: told for year, *told in pages(each)} for each in (site, other))
        assert before[2021][1] != after[2021][1]
        assert before[2021][0] != after[2021][0]
