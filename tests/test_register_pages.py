"""The decision register: one page while it is short, by year and month when it is long; lists that name decisions."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from generator.archive.involvement import Involvements, involvements
from generator.archive.ledger import Ledger
from generator.publish.artifact import Artifact, Part, Target
from generator.publish.context import SiteContext
from generator.publish.pages import awards, decisions, localities
from generator.publish.redirects import resolve_redirects
from generator.records.decision import Decision
from tests.making import holding, sample_site

LIMIT = 6
PLACE = "phuong-dong"


def decision(number: int, **more: Any) -> Decision:
    rows = [{"name": "Tổ dân phố", "kind": "collective", "locality": PLACE}]
    given: dict[str, Any] = {"id": f"qd-{number}", "number": f"{number}/QĐ-X", "issuer": "X", "level": "thanh-pho"}
    given |= {"subject": f"Khen {number}", "award": "bang-khen-thanh-pho", "published_on": "2026-01-01", "rows": rows}
    return Decision.model_validate({**given, **more})


def site_with(*found: Decision) -> SiteContext:
    site = sample_site()
    settings = site.settings.model_copy(update={"list_page_limit": LIMIT, "cards_per_page": 2})
    return replace(site, settings=settings, archive=holding(site.archive, decisions={d.id: d for d in found}))


def expanded(parts: Iterator[Part]) -> Iterator[Artifact]:
    for part in parts:
        if isinstance(part, Target):
            yield from part.expand()
        else:
            yield part


def pages_of(parts: Iterator[Part]) -> dict[str, str]:
    return {each.address: each.content.decode() for each in expanded(parts) if each.is_page}


def named(page: str) -> list[str]:
    """Return the decisions a page leads to, in its order."""
    return re.findall(r"/quyet-dinh/(qd-\d+)/", page)


def dated(number: int, day: str) -> Decision:
    return decision(number, date=day)


LONG = [dated(n, f"2025-{n % 3 + 1:02d}-{n:02d}") for n in range(1, 9)]
LONG += [dated(9, "2024-05-01"), dated(10, "2025"), decision(11), dated(12, "2023-01-01")]


def test_a_short_register_is_one_page() -> None:
    made = pages_of(decisions.decisions(site_with(*(dated(n, f"2025-0{n}-01") for n in range(1, LIMIT + 1)))))
    assert named(made["/quyet-dinh/"]) == [f"qd-{n}" for n in range(LIMIT, 0, -1)]
    assert [address for address in made if "/nam/" in address] == []


def test_a_long_register_stands_by_year_and_a_long_year_by_month_and_nothing_is_lost() -> None:
    made, found = pages_of(decisions.decisions(site_with(*LONG))), LONG
    register = {address: page for address, page in made.items() if not named(address)}
    assert set(register) == {
        "/quyet-dinh/",
        *(f"/quyet-dinh/nam/{year}/" for year in ("2025", "2024", "2023", "chua-ro-nam")),
        *(f"/quyet-dinh/nam/2025/thang-{month}/" for month in ("01", "02", "03", "chua-ro")),
    }
    assert len(named(register["/quyet-dinh/"])) == len(named(register["/quyet-dinh/nam/2025/"])) == 4
    assert named(register["/quyet-dinh/nam/2024/"]) == ["qd-9"]
    assert named(register["/quyet-dinh/nam/2025/thang-01/"]) == ["qd-6", "qd-3"]
    leaves = [register[a] for a in register if a not in {"/quyet-dinh/", "/quyet-dinh/nam/2025/"}]
    assert sorted(number for page in leaves for number in named(page)) == sorted(d.id for d in found)
    for address in register:
        if address != "/quyet-dinh/":
            above = re.sub(r"(nam/)?[^/]+/$", "", address)
            assert address in register[above], address  # a reader comes there
            back = re.findall(r"/quyet-dinh/[a-z0-9/-]*", register[address])
            assert {above, "/quyet-dinh/"} <= set(back)


def test_a_part_of_the_register_that_is_no_more_leads_to_what_it_was_a_part_of() -> None:
    """A day is put right, and the only decision of its year stands in another."""
    long = {a for a in pages_of(decisions.decisions(site_with(*LONG))) if not a.startswith("/quyet-dinh/qd-")}
    answered = frozenset({"/", "/quyet-dinh/", "/quyet-dinh/nam/2025/"})
    assert {"/quyet-dinh/nam/2023/", "/quyet-dinh/nam/2025/thang-01/"} <= long
    leads = resolve_redirects(Ledger(frozenset(long)), answered)
    for address, target in leads.items():
        assert target == ("/quyet-dinh/nam/2025/" if "2025" in address else "/quyet-dinh/")
    assert leads.keys() == long - answered


def test_a_decision_more_changes_its_own_parts_of_the_register_only() -> None:
    found = [dated(n, f"{2020 + n % 3}-05-{n:02d}") for n in range(1, 19)]
    before, after = (pages_of(decisions.decisions(site_with(*some))) for some in (found[1:], found))
    changed = {address for address, page in after.items() if before.get(address) != page and not named(address)}
    assert changed == {"/quyet-dinh/", "/quyet-dinh/nam/2021/"}


def test_of_very_many_decisions_a_place_and_an_award_name_the_newest_and_say_how_many_more() -> None:
    found = [dated(n, f"2025-05-{n:02d}") for n in range(1, 21)]
    site = site_with(*found)
    newest = [f"qd-{n}" for n in range(20, 20 - LIMIT, -1)]
    for page in (
        pages_of(localities.localities(site))[f"/dia-phuong/{PLACE}/"],
        pages_of(awards.awards(site))["/hinh-thuc/bang-khen-thanh-pho/"],
    ):
        assert [each for each in dict.fromkeys(named(page)) if each in {d.id for d in found}] == newest
        assert "Còn 14 quyết định cũ hơn" in page
    few = pages_of(localities.localities(site_with(*found[:3])))[f"/dia-phuong/{PLACE}/"]
    assert "cũ hơn" not in few


def test_what_a_page_leaves_out_are_decisions() -> None:
    """Models and plans stand before them."""
    site = site_with(*(dated(n, f"2025-05-{n:02d}") for n in range(1, 21)))
    every = involvements(site.archive, 1000)
    cut = involvements(site.archive, LIMIT)
    assert every.keys() == cut.keys()
    for key, some in every.items():
        assert cut[key] == Involvements(some.shown[:LIMIT], max(0, len(some.shown) - LIMIT))
        kinds = [each.role == "row" for each in some.shown]
        assert kinds == sorted(kinds)
