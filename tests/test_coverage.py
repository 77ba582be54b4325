"""What the page of coverage counts, counted a second way from the files; one record changes what it should."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.engine.project import read_project
from generator.publish.coverage import DIMENSIONS, Coverage, coverage, crossings, places_by_field, years_of
from tests.faces import Faces
from tests.making import copy_sample, sample_site

REAL = Path(__file__).parents[1]


@pytest.mark.parametrize("root", [copy_sample, lambda _: REAL], ids=["sample", "real"])
@pytest.mark.parametrize("dimension", ["fields", "groups", "clauses"])
def test_each_figure_is_what_the_files_say(root: Any, dimension: str, tmp_path: Path) -> None:
    folder = root(tmp_path)
    site = read_project(folder).site()
    public = site.archive.public_ids
    by_year: Counter[tuple[str, int]] = Counter()
    totals: Counter[str] = Counter()
    files = {file.stem: file.parent.name for file in (folder / "stories").glob("*/*.yml")}
    for story_id in public:
        content = yaml.safe_load((folder / "stories" / files[story_id] / f"{story_id}.yml").read_text("utf-8"))
        for value in set(content.get(dimension, ())):
            totals[value] += 1
            if files[story_id].isdigit():
                by_year[value, int(files[story_id])] += 1
    rows = [each for each in coverage(site) if each.dimension == dimension]
    assert rows
    assert {each.code: each.stories for each in rows if each.stories} == {
        code: count for code, count in totals.items() if code in {each.code for each in rows}
    }
    for each in rows:
        for year in years_of(site):
            assert each.by_year.get(year, 0) == by_year[each.code, year], (each.code, year)


def listed(folder: Path, *stems: str) -> dict[str, dict[str, Any]]:
    """Return the plain entries of some lists, by id."""
    files = [folder / "stories" / "reference" / f"{stem}.yml" for stem in stems]
    return {entry["id"]: entry for file in files for entry in yaml.safe_load(file.read_text("utf-8"))["items"]}


def written(folder: Path, ids: Iterable[str], room: str = "*") -> list[dict[str, Any]]:
    """Return the plain content of some records."""
    files = {file.stem: file for file in (folder / "stories").glob(f"{room}/*.yml")}
    return [yaml.safe_load(files[each].read_text("utf-8")) for each in ids]


@pytest.mark.parametrize("root", [copy_sample, lambda _: REAL], ids=["sample", "real"])
def test_each_place_counts_what_it_took_over_and_what_lies_in_it(root: Any, tmp_path: Path) -> None:
    folder = root(tmp_path)
    site = read_project(folder).site()
    places = listed(folder, "localities-before", "localities-after")

    def inside(place: str) -> set[str]:
        return {place}.union(*(inside(each) for each, entry in places.items() if entry.get("parent") == place))

    stories = written(folder, site.archive.public_ids, "[0-9c]*")
    models = written(folder, [model.id for model in site.archive.public_models], "models")
    rows = [each for each in coverage(site) if each.dimension == "localities"]
    for each in rows:
        own = inside(each.code)
        taken = [part["locality"] for code in own for part in places[code].get("formed_from", ())]
        ids = own.union(*(inside(code) for code in taken))
        counted = [
            sum(any(place.get("locality") in ids for place in record["places"]) for record in records)
            for records in (stories, models)
        ]
        assert [each.stories, each.models] == counted, each.code
    assert any(each.total for each in rows)


@pytest.mark.parametrize("root", [copy_sample, lambda _: REAL], ids=["sample", "real"])
def test_each_level_counts_the_stories_of_its_standing_awards(root: Any, tmp_path: Path) -> None:
    folder = root(tmp_path)
    site = read_project(folder).site()
    told: Counter[str] = Counter()
    for content in written(folder, site.archive.public_ids, "[0-9c]*"):
        standing = [award for award in content["awards"] if award.get("status") not in ("huy-bo", "tuoc")]
        told.update({award["level"] for award in standing if award.get("level")})
    rows = {each.code: each.stories for each in coverage(site) if each.dimension == "levels"}
    assert {code: count for code, count in rows.items() if count} == dict(told)


def test_every_value_stands_there_with_its_count_or_with_none() -> None:
    site = sample_site()
    rows = list(coverage(site))
    assert {each.dimension for each in rows} == set(DIMENSIONS)
    for dimension in ("fields", "groups", "levels"):
        codes = [each.code for each in rows if each.dimension == dimension]
        assert codes == list(site.archive.collection(dimension))
    here = {p.id for p in site.archive.localities.values() if p.parent and not p.valid_to}
    assert {each.code for each in rows if each.dimension == "localities"} == here
    assert any(not each.total for each in rows)
    assert all(each.stories >= sum(each.by_year.values()) for each in rows)


def test_one_more_story_changes_the_figures_of_what_it_names_and_no_other(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    before = known(root)
    text = (root / "stories/2025/nguyen-van-mot.yml").read_text("utf-8").replace("Nguyễn Văn Một", "Nguyễn Văn Mười")
    (root / "stories/2025/nguyen-van-muoi.yml").write_text(text, "utf-8")
    content = yaml.safe_load(text)
    after = known(root)
    changed = {key for key in before if before[key] != after[key]}
    named = {("fields", code) for code in content["fields"]} | {("groups", code) for code in content.get("groups", ())}
    named |= {("clauses", code) for code in content.get("clauses", ())}
    assert {key for key in changed if key[0] in ("fields", "groups", "clauses")} == named
    for key in changed:
        assert after[key].stories == before[key].stories + 1
        assert after[key].by_year[2025] == before[key].by_year.get(2025, 0) + 1
        assert after[key].models == before[key].models


def known(root: Path) -> dict[tuple[str, str], Coverage]:
    return {(each.dimension, each.code): each for each in coverage(read_project(root).site())}


@pytest.mark.parametrize("project", ["sample", "real"])
def test_the_table_and_the_page_say_what_is_counted(project: str, faces_of: Callable[[str], Faces]) -> None:
    faces = faces_of(project)
    rows = list(csv.DictReader(io.StringIO(faces.files["du-lieu/coverage.csv"].decode("utf-8-sig"))))
    counted = list(coverage(faces.site))
    assert [(row["code"], int(row["story_count"]), int(row["model_count"])) for row in rows] == [
        (each.code, each.stories, each.models) for each in counted
    ]
    yearly = list(csv.DictReader(io.StringIO(faces.files["du-lieu/coverage-by-year.csv"].decode("utf-8-sig"))))
    assert len(yearly) == len(counted) * len(years_of(faces.site))
    told = Counter[tuple[str, str]]()
    for row in yearly:
        told[row["dimension"], row["code"]] += int(row["story_count"])
    assert told == Counter({(each.dimension, each.code): sum(each.by_year.values()) for each in counted})
    page = faces.files["do-phu/index.md"].decode()
    for each in coverage(faces.site):
        assert page.count(f">{each.name}<") >= bool(each.address), each.code
    fields = [each for each in coverage(faces.site) if each.dimension == "fields"]
    some = sum(1 for each in fields if each.total)
    assert faces.site.t("coverage.share", some=some, all=len(fields)) in page


@pytest.mark.parametrize("root", [copy_sample, lambda _: REAL], ids=["sample", "real"])
def test_every_crossing_is_what_the_files_say(root: Any, tmp_path: Path) -> None:
    """One dimension left is the plain count; and two set against each other are counted again from the files."""
    folder = root(tmp_path)
    site = read_project(folder).site()
    found = list(crossings(site))
    assert len({(c.locality, c.field, c.group, c.level, c.year) for c in found}) == len(found)
    by_hand: Counter[tuple[str, str]] = Counter()
    for content in written(folder, site.archive.public_ids, "[0-9c]*"):
        stands = [a for a in content["awards"] if a.get("status") not in {"huy-bo", "tuoc"}]
        levels = {a.get("level", "") for a in stands} or {""}
        by_hand.update({(field, level) for field in content["fields"] for level in levels})
    for key, count in by_hand.items():
        own = [c.stories for c in found if (c.field, c.level) == key]
        assert count <= sum(own), key
        assert len(own) > 1 or own == [count], key
    assert {(c.field, c.level) for c in found} == set(by_hand)


@pytest.mark.parametrize("root", [copy_sample, lambda _: REAL], ids=["sample", "real"])
def test_places_against_fields_add_up_to_each_place(root: Any, tmp_path: Path) -> None:
    folder = root(tmp_path)
    site = read_project(folder).site()
    totals = {each.code: each.total for each in coverage(site) if each.dimension == "localities"}
    rows = places_by_field(site)
    assert [row.place.id for row in rows] == list(totals)
    for row in rows:
        assert len(row.by_field) == len(site.archive.fields)
        assert (sum(row.by_field) > 0) is (totals[row.place.id] > 0)
        assert max(row.by_field) <= totals[row.place.id] <= sum(row.by_field)
