"""The stories and models of each term, place and decision: the same as asked of every record one by one."""

from collections.abc import Callable, Iterable
from dataclasses import fields

import pytest

from generator.archive.indices import ExemplarIndices, index_exemplars
from generator.records.shared import Exemplar
from generator.records.story import Story, is_standing
from tests.making import MINIMAL, sample, story

KeysOf = Callable[[Exemplar], Iterable[str | None]]


def of_story(keys_of: Callable[[Story], Iterable[str | None]]) -> KeysOf:
    return lambda record: keys_of(record) if isinstance(record, Story) else ()


KEYS: dict[str, KeysOf] = {
    "by_clause": lambda r: r.clauses,
    "by_field": lambda r: r.fields,
    "by_group": lambda r: r.groups,
    "by_campaign": lambda r: r.campaigns,
    "by_stage": lambda r: [entry.stage for entry in r.stages if entry.cleared],
    "by_unit": lambda r: [r.unit],
    "by_locality": lambda r: [place.locality for place in r.places],
    "by_award": of_story(lambda s: [a.award for a in s.awards if is_standing(a)]),
    "by_level": of_story(lambda s: [a.level for a in s.awards if is_standing(a)]),
    "by_decision": of_story(lambda s: [a.decision for a in s.awards]),
    "by_model": of_story(lambda s: s.models),
}


def twice_named() -> Story:
    award = MINIMAL["awards"][0]
    awards = [
        {**award, "level": "thanh-pho", "decision": "a"},
        {**award, "level": "thanh-pho", "decision": "a"},
        {**award, "award": "other", "level": "nha-nuoc", "status": "huy-bo", "decision": "b"},
    ]
    stages = [
        {"stage": "boi-duong", "text": "x", "source": "bao", "cleared": False},
        {"stage": "tong-ket", "text": "x", "source": "bao"},
        {"stage": "tong-ket", "text": "y", "source": "bao"},
    ]
    places = [{"role": role, "as_printed": "X", "locality": "x"} for role in ("residence", "workplace")]
    places.append({"role": "residence", "as_printed": "Nơi không rõ"})
    return story(
        id="twice-named",
        fields=["one", "one"],
        groups=["g"],
        campaigns=["c", "d"],
        clauses=["doc#a"],
        models=["m"],
        unit="u",
        awards=awards,
        stages=stages,
        places=places,
    )


def test_every_index_is_looked_at() -> None:
    assert {each.name for each in fields(ExemplarIndices)} == KEYS.keys()


@pytest.mark.parametrize("name", KEYS)
def test_an_index_holds_what_each_record_says(name: str) -> None:
    records = [*sample().public_exemplars(), twice_named(), *(story(id=f"s-{number}") for number in range(2))]
    expected: dict[str, list[Exemplar]] = {}
    for record in records:
        for key in dict.fromkeys(KEYS[name](record)):
            if key is not None:
                expected.setdefault(key, []).append(record)
    found = getattr(index_exemplars(records), name)
    assert expected
    assert {key: list(held) for key, held in found.items()} == expected


def test_the_archive_hands_out_each_of_them() -> None:
    archive = sample()
    found = index_exemplars(archive.public_exemplars())
    for name in KEYS:
        assert getattr(archive, name) == getattr(found, name)
        assert getattr(found, name)
