"""How long commendations took: which days count, what is counted together, which campaigns wait."""

from datetime import date
from typing import Any

import pytest

from generator.archive.award_dates import INTERVALS, days_between, days_of_steps
from generator.core.dates import parse_date
from generator.publish.context import SiteContext
from generator.publish.timeliness import campaign_waits, cases, summaries, summary, waits
from generator.records.campaign import Campaign
from generator.records.decision import Decision
from generator.rules import check_records
from tests.making import holding, sample, sample_site, story

ACT = {"act_from": "2025-09-01", "act_to": "2025-09-10"}


def with_awards(*awards: dict[str, Any], **changes: Any) -> SiteContext:
    """Return the site of a story of these awards, of the deed of 1 to 10/9/2025, and of the decisions they name."""
    given = [{"award": "bang-khen-thanh-pho", "as_printed": "Bằng khen", "source": "bao", **a} for a in awards]
    one = story(**{**ACT, "awards": given, **changes})
    decision = Decision.model_validate(
        {
            **{"id": "qd", "number": "1/QĐ-UBND", "issuer": "UBND", "level": "thanh-pho", "subject": "Khen"},
            **{"date": "2025-09-12", "proposed_on": "2025-09-11", "presented_on": "2025-11-13"},
            "published_on": "2025-12-01",
        }
    )
    site = sample_site()
    decisions = {decision.id: decision} if any("decision" in each for each in awards) else {}
    archive = holding(sample(), stories={one.id: one}, decisions=decisions)
    return SiteContext(archive, site.settings, site.words)


def measured(site: SiteContext) -> dict[str, int]:
    return {f"{wait.first}-{wait.last}": wait.days for wait in waits(cases(site))}


@pytest.mark.parametrize(
    ("award", "expected"),
    [
        # the decision's own days count for what it commends: two days, not the 64 to the ceremony
        (
            {"decision": "qd"},
            {"act-decided": 2, "act-presented": 64, "act-proposed": 1, "proposed-decided": 1, "decided-presented": 62},
        ),
        ({"date": "2025-09-20"}, {"act-decided": 10}),
        ({"presented_on": "2025-09-20"}, {"act-presented": 10}),
        ({"date": "2025-09-20", "presented_on": "2025-09-20"},
         {"act-decided": 10, "act-presented": 10, "decided-presented": 0}),
        ({"received_on": "2025-09-15", "date": "2025-09-20"}, {"act-decided": 10, "received-decided": 5}),
        ({"proposed_on": "2025-09-12", "date": "2025-09-20"},
         {"act-decided": 10, "act-proposed": 2, "proposed-decided": 8}),
        # a day of a report, a month alone, an award that no longer stands, and a day before the deed are none
        ({"date": "2025-09-20", "date_is": "press"}, {}),
        ({"date": "2025-09"}, {}),
        ({"date": "2025-09-20", "status": "huy-bo"}, {}),
        ({"date": "2025-09-05"}, {}),
        ({}, {}),
    ],
)  # fmt: skip
def test_an_interval_is_counted_where_both_days_are_known(award: dict[str, Any], expected: dict[str, int]) -> None:
    assert measured(with_awards(award)) == expected


def test_each_interval_has_its_words_and_its_days() -> None:
    site = with_awards({"decision": "qd", "received_on": "2025-09-11"})
    (one,) = site.archive.stories.values()
    days = {**days_of_steps(site.archive, one, one.awards[0]), "published": one.published_on}
    for first, last in INTERVALS:
        assert days_between(days, first, last) is not None
        assert days_between(days, last, first) in (None, 0)
        assert site.t(f"timeliness.interval.{first}-{last}")


def test_the_median_is_one_of_the_waits_and_a_fast_letter_hides_no_slow_award() -> None:
    site = with_awards(
        {"date": "2025-09-11", "kind": "dot-xuat", "level": "phuong-xa"},
        {"date": "2025-12-19", "kind": "cong-trang", "level": "thanh-pho"},
    )
    found = [wait for wait in waits(cases(site)) if wait.last == "decided"]
    assert [wait.days for wait in found] == [1, 100]
    together = summary("x", found)
    assert (together.count, together.least, together.median, together.most) == (2, 1, 1, 100)
    by = dict(summaries(site, found))
    assert {s.name: s.median for s in by["levels"]} == {
        site.archive.levels["phuong-xa"].name: 1,
        site.archive.levels["thanh-pho"].name: 100,
    }
    assert [s.count for s in by["fields"]] == [2]


def order_problems(*awards: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
    """Return the field and code of what the rules find out of order."""
    archive = with_awards(*awards, **changes).archive
    found = check_records(archive, [("stories", "pham-thu"), *(("decisions", key) for key in archive.decisions)])
    return [(problem.field, problem.code) for problem in found if problem.code == "rule.step-order"]


@pytest.mark.parametrize(
    ("award", "field"),
    [
        ({"proposed_on": "2025-08-31", "date": "2025-09-20"}, "awards.0.proposed_on"),
        ({"received_on": "2025-08-31", "date": "2025-09-20"}, "awards.0.received_on"),
        ({"proposed_on": "2025-09-12", "received_on": "2025-09-11"}, "awards.0.received_on"),
        ({"received_on": "2025-09-21", "date": "2025-09-20"}, "awards.0.date"),
        ({"received_on": "2025-09-13", "decision": "qd"}, "awards.0.decision"),
        # a deed that goes on is commended before it ends, and a month contradicts no day inside it
        ({"proposed_on": "2025-09-05", "date": "2025-09-08"}, ""),
        ({"proposed_on": "2025-09", "date": "2025-09-02"}, ""),
        ({"proposed_on": "2025-09-11", "received_on": "2025-09-11", "date": "2025-09-11"}, ""),
    ],
)
def test_steps_come_in_their_order(award: dict[str, Any], field: str) -> None:
    assert order_problems(award) == ([(field, "rule.step-order")] if field else [])


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"presented_on": "2025-09-11"}, "presented_on"),
        ({"received_on": "2025-09-13"}, "date"),
        ({"proposed_on": "2025-09-12", "received_on": "2025-09-11"}, "received_on"),
        ({"proposed_on": "2025-09-12", "received_on": "2025-09-12", "presented_on": "2025-09-12"}, ""),
    ],
)
def test_the_days_of_a_decision_come_in_their_order(days: dict[str, str], field: str) -> None:
    site = with_awards({"decision": "qd"})
    (known,) = site.archive.decisions.values()
    told = {"date": "2025-09-12", "proposed_on": None, "received_on": None, "presented_on": None, **days}
    decision = Decision.model_validate({**known.model_dump(), **told})
    archive = holding(site.archive, decisions={decision.id: decision})
    found = [p for p in check_records(archive, [("decisions", "qd")]) if p.code == "rule.step-order"]
    assert [p.field for p in found] == ([field] if field else [])


def decided(**days: str) -> SiteContext:
    """Return the site of a decision no story tells of."""
    site = with_awards({"decision": "qd"})
    (known,) = site.archive.decisions.values()
    one = Decision.model_validate({**known.model_dump(), **days})
    return SiteContext(holding(site.archive, stories={}, decisions={one.id: one}), site.settings, site.words)


def test_a_decision_no_story_tells_of_is_measured_once_and_by_its_own_days() -> None:
    site = decided(received_on="2025-09-11", award_kind="dot-xuat")
    assert measured(site) == {"proposed-decided": 1, "received-decided": 1, "decided-presented": 62}
    by = dict(summaries(site, [wait for wait in waits(cases(site)) if wait.first == "received"]))
    assert [each.name for each in by["kinds"]] == [site.archive.award_kinds["dot-xuat"].name]
    assert [each.name for each in by["levels"]] == [site.archive.levels["thanh-pho"].name]
    assert [each.name for each in by["years"]] == [site.year_name("2025")]
    assert measured(decided(status="huy-bo")) == {}
    told = with_awards({"decision": "qd"}, {"decision": "qd"})
    assert [w.days for w in waits(cases(told)) if (w.first, w.last) == ("proposed", "decided")] == [1, 1]


def test_a_decision_that_names_a_campaign_commends_for_it() -> None:
    site = ended(decided(campaign="dot"), "2025-09-10", "dot")
    assert [(each.is_commended, each.days) for each in campaign_waits(site)] == [(True, 2)]
    site = ended(decided(campaign="dot", date="2025-09-09"), "2025-09-10", "dot")
    assert [each.is_commended for each in campaign_waits(site)] == [False]


def test_a_campaign_whose_end_is_known_to_the_year_is_not_forgotten() -> None:
    site = ended(with_awards({"date": "2025-09-20", "kind": "phong-trao"}, campaigns=["dot"]), "2024", "dot")
    (wait,) = campaign_waits(site)
    assert (wait.is_commended, wait.days) == (True, None)
    assert wait.since == (site.archive.as_of.earliest - date(2024, 12, 31)).days


def ended(site: SiteContext, end: str, campaign: str) -> SiteContext:
    first = next(iter(site.archive.campaigns.values()))
    changed = Campaign.model_validate({**first.model_dump(), "id": campaign, "period_to": end, "period_from": None})
    return SiteContext(holding(site.archive, campaigns={campaign: changed}), site.settings, site.words)


def test_what_no_law_knows_is_no_commendation() -> None:
    site = with_awards({"date": "2025-09-20"})
    form = site.archive.awards["bang-khen-thanh-pho"].model_copy(update={"statutory": "no"})
    awards = {**site.archive.awards, form.id: form}
    assert not list(waits(cases(SiteContext(holding(site.archive, awards=awards), site.settings, site.words))))


def test_an_award_for_something_else_is_not_the_campaigns() -> None:
    site = ended(with_awards({"date": "2025-09-20", "kind": "dot-xuat"}, campaigns=["dot"]), "2025-09-10", "dot")
    assert [each.days for each in campaign_waits(site)] == [None]
    given = {"presented_on": "2025-09-21", "kind": "phong-trao"}
    site = ended(with_awards(given, campaigns=["dot"]), "2025-09-10", "dot")
    assert [each.days for each in campaign_waits(site)] == [11]


@pytest.mark.parametrize(
    ("end", "expected"),
    [("2025-09-10", [10]), ("2025-09-20", [0]), ("2025-09-21", [None]), ("2025", []), ("2099-01-01", [])],
)
def test_a_campaign_waits_from_its_last_day(end: str, expected: list[int | None]) -> None:
    site = ended(with_awards({"date": "2025-09-20", "kind": "phong-trao"}, campaigns=["dot"]), end, "dot")
    found = list(campaign_waits(site))
    assert [each.days for each in found] == expected
    for each in found:
        assert each.campaign.period_to
        assert each.since == (site.archive.as_of.earliest - each.campaign.period_to.earliest).days


def test_an_award_of_one_story_is_no_wait_of_another() -> None:
    site = with_awards({"date": "2025-09-20"})
    (one,) = site.archive.stories.values()
    (wait,) = waits(cases(site))
    assert (wait.case.record, wait.first, wait.last, wait.days) == (one, "act", "decided", 10)


@pytest.mark.parametrize(("day", "is_wrong"), [("2025-09-11", True), ("2025-09-12", False), ("2025-10", False)])
def test_a_decision_takes_effect_on_its_day_or_later(day: str, is_wrong: bool) -> None:
    site = with_awards({"decision": "qd"})
    known = site.archive.decisions["qd"].model_dump()
    one = site.archive.decisions["qd"].model_copy(update={"effective_on": parse_date(day)})
    assert known["effective_on"] is None
    archive = holding(site.archive, decisions={one.id: one})
    found = [p.field for p in check_records(archive, [("decisions", one.id)]) if p.code == "rule.step-order"]
    assert found == (["effective_on"] if is_wrong else [])


@pytest.mark.parametrize(
    ("live", "expected"), [(None, None), ("2025-09-13", None), ("2025-09-12", 19), ("2020-01-01", 19)]
)
def test_only_what_was_decided_since_the_site_went_live_was_published_late_or_soon(
    live: str | None, expected: int | None
) -> None:
    site = with_awards({"decision": "qd"}, published_on="2025-10-01")
    settings = site.settings.model_copy(update={"live_since": live})
    assert measured(SiteContext(site.archive, settings, site.words)).get("decided-published") == expected
