"""What a page leads back to: units and localities to the models they have a part in, counts to all they count."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from generator.archive.involvement import involvements
from generator.publish.artifact import Artifact, Part, Target
from generator.publish.context import SiteContext
from generator.publish.pages import localities, statistics, timeliness, units
from generator.publish.pages.units import grants_of_unit
from generator.records.model import Model
from generator.records.reference import Locality, Unit
from generator.records.shared import Place
from tests.making import holding, sample, sample_site, story


def model(**changes: Any) -> Model:
    """Return the sample's model with some fields changed."""
    return Model.model_validate({**sample().models["va-duong"].model_dump(mode="json", exclude_none=True), **changes})


def roles(**changes: Any) -> set[tuple[str, str, str]]:
    """Return collection, id and role of all who have a part in a model with some fields changed."""
    archive = holding(sample(), models={"va-duong": model(**changes)})
    return {
        (collection, name, each.role)
        for (collection, name), found in involvements(archive, 300).items()
        for each in found.shown
        if isinstance(each.record, Model)
    }


def test_contact_adopters_and_their_places_have_a_part_in_a_model() -> None:
    adopters = [
        {"name": "Trường Mẫu", "unit": "truong-mau", "role": "origin", "source": "bao"},
        {"name": "Tổ phường Tây", "unit": "htx-mau", "locality": "phuong-tay", "source": "bao"},
    ]
    contact = {"office": "Hợp tác xã Mẫu", "unit": "htx-mau"}
    assert roles(contact=contact, adopters=adopters) == {
        ("units", "htx-mau", "contact"),
        ("units", "htx-mau", "copy"),
        ("units", "truong-mau", "origin"),
        ("localities", "phuong-tay", "copy"),
    }


def test_who_lists_a_model_as_its_own_is_not_told_of_it_twice() -> None:
    adopters = [{"name": "Phường Đông", "unit": "htx-mau", "locality": "phuong-dong", "source": "bao"}]
    assert roles(unit="htx-mau", contact={"office": "Hợp tác xã", "unit": "htx-mau"}, adopters=adopters) == set()


def test_nobody_is_told_of_a_model_that_is_down() -> None:
    down: list[dict[str, Any]] = [{"hold": True}, {"notice": {"date": "2025-09-01", "reason": "Theo đề nghị."}}]
    assert roles()
    assert [roles(**each) for each in down] == [set(), set()]


def pages(parts: Iterator[Part]) -> dict[str, LexborHTMLParser]:
    """Return the pages of what a collection yields, by path."""
    artifacts: list[Artifact] = []
    for part in parts:
        artifacts += list(part.expand()) if isinstance(part, Target) else [part]
    return {output.path: LexborHTMLParser(output.content.decode()) for output in artifacts if output.is_page}


def test_the_pages_of_units_and_localities_lead_back_to_the_model() -> None:
    site = sample_site()
    for found, path, role in (
        (pages(units.units(site)), "don-vi/htx-mau/index.md", "contact"),
        (pages(localities.localities(site)), "dia-phuong/phuong-tay/index.md", "copy"),
    ):
        tiles = [tile.text(strip=True) for tile in found[path].css('.dh-tiles a[href$="mo-hinh/va-duong/"]')]
        assert tiles == ["Vá đường cuối tuần bằng công góp" + site.t(f"involvement.role.{role}")], path


def test_a_unit_shows_the_commendations_of_its_people_newest_first() -> None:
    site = sample_site()
    (unit,) = [each for each in site.archive.units.values() if each.id == "htx-mau"]
    first = next(iter(site.archive.stories.values())).awards[0]
    days = ("2019", "05/8/2021", "8/2020")
    stories = {
        f"s-{number}": story(
            id=f"s-{number}",
            name=f"Người {number}",
            unit=unit.id,
            awards=[{"award": first.award, "as_printed": f"Bằng khen {number}", "issuer": "Nơi ký", "date": day}],
        )
        for number, day in enumerate(days)
    }
    found = pages(units.units(replace(site, archive=holding(site.archive, stories=stories))))
    rows = found["don-vi/htx-mau/index.md"].css("table.dh-stack tbody tr")
    told = [[cell.text(separator=" ", strip=True).replace("\xa0", " ") for cell in row.iter()] for row in rows]
    assert told == [
        ["Khen người của đơn vị"],
        ["Bằng khen 1 Nơi ký", "Người 1", "05/8/2021"],
        ["Bằng khen 2 Nơi ký", "Người 2", "8/2020"],
        ["Bằng khen 0 Nơi ký", "Người 0", "2019"],
    ]


def test_what_a_unit_gave_to_others_is_none_of_its_own() -> None:
    site = sample_site()
    unit = site.archive.units["htx-mau"]
    first = next(iter(site.archive.stories.values())).awards[0].award
    given = {"award": first, "as_printed": "Giấy khen", "issuer": f"Ban giám đốc {unit.name}", "recipient": "Ông Hai"}
    own = {"award": first, "as_printed": "Bằng khen", "issuer": "Nơi khác", "recipient": "Ông Ba"}
    collective = {**own, "recipient_kind": "collective", "recipient": unit.name}
    grants = grants_of_unit(site, unit, [story(awards=[given, own, collective])])
    groups = [(name, [grant.name for grant in found]) for name, found in grants.groups]
    assert groups == [("collective", [unit.name]), ("people", ["Ông Ba"])]


def test_of_many_commendations_a_unit_shows_the_newest_and_says_how_many_more() -> None:
    site = sample_site()
    first = next(iter(site.archive.stories.values())).awards[0]
    many = [
        story(id=f"s-{number}", awards=[{"award": first.award, "as_printed": "Bằng khen", "date": str(1950 + number)}])
        for number in range(50)
    ]
    grants = grants_of_unit(site, site.archive.units["htx-mau"], many)
    assert [grant.day for grant in grants.shown][:2] == ["1999", "1998"]
    assert len(grants.shown) < grants.total == 50


def test_only_the_name_a_unit_bears_is_said_to_last() -> None:
    """Of a former name whose end nobody gives, and of a unit that became another, the end is unknown."""
    site = sample_site()
    names = [{"name": "Trường Cũ", "valid_from": "1957"}, {"name": "Trường Mới"}]
    named = {
        "moi": Unit.model_validate({"id": "moi", "type": "truong", "names": names}),
        "het": Unit.model_validate({"id": "het", "type": "truong", "names": names, "successor": "moi"}),
    }
    found = pages(units.units(replace(site, archive=holding(site.archive, units=named))))
    told = {key: found[f"don-vi/{key}/index.md"].css_first(".dh-facts").text() for key in named}  # type: ignore[union-attr]
    assert "Trường Cũ (1957 – …)" in told["moi"]
    assert "Trường Mới (… – nay)" in told["moi"]
    assert "Trường Mới (… – …)" in told["het"]
    assert "nay)" not in told["het"]


def crowded(count: int) -> SiteContext:
    """Return the sample with `count` wards more, a story in each, commended after as many days as its number."""
    site = sample_site()
    wards = {
        f"phuong-{n}": Locality.model_validate(
            {"id": f"phuong-{n}", "name": f"Phường {n}", "type": "phuong", "parent": "thanh-pho-moi"}
        )
        for n in range(count)
    }
    stories = {
        f"viec-{n}": story(
            id=f"viec-{n}",
            act_from="2025-01-01",
            places=[Place(role="act", as_printed=f"Phường {n}", locality=f"phuong-{n}").model_dump()],
            awards=[{"award": "bang-khen-thanh-pho", "as_printed": "Bằng khen", "source": "bao", "date": "2025-01-31"}],
        )
        for n in range(count)
    }
    archive = site.archive
    return replace(
        site,
        archive=holding(archive, localities={**archive.localities, **wards}, stories={**archive.stories, **stories}),
    )


def test_the_figures_count_every_place_and_say_what_they_leave_out() -> None:
    site = crowded(70)
    short = replace(site, settings=site.settings.model_copy(update={"list_page_limit": 50}))
    (target,) = statistics.statistics(site)
    assert isinstance(target, Target)
    (counts,) = pages(target.expand()).values()
    assert all(f"Phường {n}" in counts.text() for n in range(70))
    (whole,), (page,) = (pages(timeliness.timeliness(each)).values() for each in (site, short))
    (more,) = [line.text() for line in page.css("p.dh-small") if line.text().startswith("Còn ")]
    rows, of = (len(each.css("details")[0].css("table")[-1].css("tbody td.n")) for each in (page, whole))
    assert of >= 70
    assert (rows, more.split(" lần")[0]) == (50, f"Còn {of - 50}")
