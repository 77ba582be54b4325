"""Maps drawn from centre points: of all, of one among its neighbours, of how far a model spread; figures on covers."""

from dataclasses import replace
from itertools import combinations

import pytest

from generator.archive.archive import Archive
from generator.publish.context import SiteContext
from generator.publish.cover_plan import cover_figure
from generator.publish.paddy_map import LETTER, WIDTH, MapLabel, PaddyMap, map_around, map_of_all, map_of_spread
from generator.records.model import Adopter, Model
from generator.records.reference import Locality
from tests.making import holding, sample_site, story


def many(count: int = 60) -> SiteContext:
    """Return the sample with `count` communes on a bent grid, in a city of its own."""
    site = sample_site()
    city = {"id": "tp-luoi", "name": "Thành phố Lưới", "type": "thanh-pho-truc-thuoc"}
    places = {
        f"xa-{n}": {
            "id": f"xa-{n}",
            "name": f"Xã Số {n}",
            "type": "xa",
            "parent": "tp-luoi",
            "centre": {"latitude": f"{9.5 + n % 10 / 10 + n % 3 / 90}", "longitude": f"{105.5 + n // 10 / 10}"},
        }
        for n in range(count)
    }
    localities = {key: Locality.model_validate(each) for key, each in {"tp-luoi": city, **places}.items()}
    return replace(site, archive=holding(site.archive, localities=localities))


def model_of(archive: Archive, origin: str, *adopters: str) -> Model:
    """Return a model that began in one commune and was taken over in others."""
    model = next(iter(archive.models.values()))
    place = model.places[0].model_copy(update={"locality": origin, "role": "act"})
    taken = [
        Adopter.model_validate({"name": each, "role": "copy", "locality": each, "since": "2024"}) for each in adopters
    ]
    return model.model_copy(update={"places": (place,), "adopters": tuple(taken)})


def test_a_map_is_known_before_it_is_drawn() -> None:
    """A build that draws nothing does without the cells: of a country that is seconds."""
    site = many()
    drawn = map_of_all(site, {"xa-1": 2})
    assert drawn is not None
    assert drawn.fingerprint != PaddyMap(drawn.paddies, drawn.localities, drawn.shown, {"xa-1": 3}).fingerprint
    assert (drawn.total, drawn.counted) == (60, 1)
    assert "cells" not in vars(site.paddies)
    assert len(drawn.fields) == 60
    assert "cells" in vars(site.paddies)


def test_a_commune_stands_among_its_nearest() -> None:
    site = many()
    here = site.archive.localities["xa-25"]
    drawn = map_around(site, here, {})
    assert drawn is not None
    assert [field.place.id for field in drawn.fields if field.is_here] == ["xa-25"]
    assert {"xa-24", "xa-26", "xa-15", "xa-35"} <= {field.place.id for field in drawn.fields}
    assert len(drawn.fields) < 60


def test_a_spread_is_shown_no_farther_than_it_went_with_names_none_over_another() -> None:
    site = many()
    for origin, adopters in (("xa-1", ("xa-2", "xa-12")), ("xa-5", ("xa-55",)), ("xa-22", ("xa-23", "xa-24", "xa-32"))):
        drawn = map_of_spread(site, model_of(site.archive, origin, *adopters))
        assert drawn is not None
        shown = {field.place.id for field in drawn.fields}
        assert {origin, *adopters} <= shown
        assert len(shown) < 60
        labels = list(drawn.labels)
        assert labels[0].name == f"Số {origin.removeprefix('xa-')}"
        for one, two in combinations(labels, 2):
            across = (len(one.name) + len(two.name)) * LETTER * 0.29
            assert abs(one.x - two.x) >= across or abs(one.y - two.y) >= LETTER, (one, two)
        for label in labels:
            assert 0 <= label.x <= WIDTH


def test_other_maps_bear_no_names() -> None:
    drawn = map_of_all(many(), {})
    assert drawn is not None
    assert list[MapLabel](drawn.labels) == []


def test_a_model_nobody_took_over_has_no_map() -> None:
    site = many()
    assert map_of_spread(site, model_of(site.archive, "xa-1")) is None


@pytest.mark.parametrize(
    ("result", "figure", "label"),
    [
        ({"indicator": "Số hộ thành viên", "after": "2.222", "unit": "hộ"}, "2.222 hộ", "Thành viên"),
        ({"indicator": "Số lần", "after": "3", "unit": "lần"}, "3 lần", "Số lần"),
        ({"indicator": "Năng suất", "after": "6,5", "unit": "tấn/ha"}, "6,5 tấn/ha", "Năng suất"),
        ({"indicator": "Số người học", "after": "40"}, "40", "Số người học"),
    ],
)
def test_what_stands_beside_a_figure_is_not_said_again(result: dict[str, str], figure: str, label: str) -> None:
    shown = cover_figure(story(results=[result]))
    assert shown is not None
    assert (shown.figure, shown.label) == (figure, label)


def test_a_year_alone_is_no_figure() -> None:
    assert cover_figure(story(act_from="2020", results=[])) is None
