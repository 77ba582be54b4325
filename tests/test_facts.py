"""One view of facts with their doubts: no copy of a page is surer than the page, and no fact changes unsaid."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.archive.award_dates import award_day, days_until
from generator.core.dates import PartialDate
from generator.engine.fact_changes import altered
from generator.engine.project import Publication, publish, read_project
from generator.publish.award_lines import award_day_words, award_line, card_award_line
from generator.publish.context import SiteContext
from generator.publish.facts import facts_of
from generator.publish.pages import all_artifacts
from generator.publish.pages.units import grants_of_unit
from generator.publish.routes import page_route
from generator.publish.sharing.embed import embed_page
from generator.records.model import Adopter, Model
from generator.records.shared import Exemplar
from generator.records.story import AwardGrant
from tests.faces import Faces
from tests.making import copy_sample, holding, sample, sample_site, story
from tests.repository import commit, make_repository


def flat(text: str) -> str:
    return "".join(text.split())


@pytest.fixture(scope="module", params=["real", "sample", "hostile"])
def faces(request: pytest.FixtureRequest, faces_of: Callable[[str], Faces]) -> Faces:
    return faces_of(request.param)


def exemplary(faces: Faces) -> Iterator[Exemplar]:
    yield from faces.site.archive.public_exemplars()


def kit_of(faces: Faces, record: Exemplar) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(faces.files[f"{page_route(record).lstrip('/')}bo-bao-chi.zip"])) as kit:
        return {n.partition("/")[2]: kit.read(n).decode() for n in kit.namelist() if n.endswith(".txt")}


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"date": "05/8/2021"}, "05/8/2021"),
        ({"date": "05/8/2021", "date_is": "press"}, "tin ngày 05/8/2021"),
        ({"date": "8/2021", "date_is": "about"}, "khoảng 8/2021"),
        ({"date_as_printed": "cuối năm 2013"}, "cuối năm 2013"),
    ],
)
def test_the_day_of_an_award_is_nowhere_surer_than_its_source(told: dict[str, str], said: str) -> None:
    site = sample_site()
    first = next(iter(sample().stories.values())).awards[0]
    one = story(awards=[{"award": first.award, "as_printed": "Bằng khen", **told}])
    assert award_day_words(site.archive, one.awards[0], site.words) == said
    card = card_award_line(one, site.archive, site.words)
    assert card == (f"Bằng khen · {said}" if "date" in told else "Bằng khen")
    (grant,) = grants_of_unit(site, site.archive.units["htx-mau"], [one]).shown
    assert grant.day == said


def test_a_story_none_of_whose_awards_counts_any_more_says_so() -> None:
    site = sample_site()
    first = next(iter(sample().stories.values())).awards[0]
    one = story(awards=[{"award": first.award, "as_printed": "Bằng khen", "status": "huy-bo"}])
    gone = "khen thưởng không còn hiệu lực"
    assert award_line(one, site.words) == card_award_line(one, site.archive, site.words) == gone
    assert grants_of_unit(site, site.archive.units["htx-mau"], [one]).total == 0
    whole = SiteContext(holding(site.archive, stories={one.id: one}), site.settings, site.words)
    pages = [artifact for artifact in all_artifacts(whole) if artifact.is_page]
    assert any(gone in page.content.decode() for page in pages)


def test_every_doubt_and_caveat_of_a_page_is_in_its_press_kit(faces: Faces) -> None:
    doubted = 0
    for record in exemplary(faces):
        facts, texts = facts_of(faces.site, record), kit_of(faces, record)
        said = flat(texts["du-kien.txt"])
        for fact in (*facts.awards, *facts.results, *facts.stages, *facts.adopters):
            assert flat(fact.text) in said, record.id
            assert all(flat(caveat) in said for caveat in fact.caveats), (record.id, fact.caveats)
        for name in ("du-kien.txt", "bai-ngan.txt", "bai-vua.txt", "bai-day-du.txt"):
            whole = flat(texts[name])
            assert all(flat(doubt) in whole for doubt in facts.doubts), (record.id, name)
            assert all(flat(value) in whole for _, value in facts.standing), (record.id, name)
            assert all(flat(correction) in whole for correction in facts.corrections), (record.id, name)
            doubted += bool(facts.doubts)
    assert doubted


def test_every_doubt_of_a_page_is_in_the_feeds_and_the_card_tells_of_it(faces: Faces) -> None:
    contents: dict[str, str] = {}
    for path, content in faces.under("feeds/", ".json"):
        if path == "feeds/dinh-chinh.json":
            continue  # tells of the correction only
        contents.update({item["url"]: item["content_html"] for item in json.loads(content)["items"]})
    seen = 0
    for record in exemplary(faces):
        html = contents.get(faces.site.absolute(page_route(record)))
        facts = facts_of(faces.site, record)
        if html is not None:
            body = LexborHTMLParser(html).body
            text = flat(body.text(deep=True)) if body else ""
            for fact in (*facts.awards, *facts.results):
                assert all(flat(caveat) in text for caveat in fact.caveats), (record.id, fact.caveats)
            assert all(flat(correction) in text for correction in facts.corrections), record.id
            seen += 1
        assert (faces.site.t("card.doubts") in embed_page(faces.site, record)) == bool(record.doubts), record.id
    assert seen


def test_the_tables_and_the_interface_hold_every_doubt_note_and_way_a_day_is_known(faces: Faces) -> None:
    def table(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(faces.files[f"du-lieu/{name}.csv"].decode("utf-8-sig"))))

    doubts = {row["id"]: row["doubts"] for name in ("stories", "models") for row in table(name)}
    given = table("awards-given")
    results = table("results")
    corrections = table("corrections")
    for record in exemplary(faces):
        assert (flat(doubts[record.id].lstrip("'")) != "") == bool((record.doubts or "").strip()), record.id
        path = f"api/v1{page_route(record).rstrip('/')}.json"
        answer = json.loads(faces.files[path])
        assert answer.get("doubts") == record.doubts
        assert "version" in answer or faces.site.history.state != "whole"
        mine = [row for row in results if (row["room"], row["record"]) == (record.collection, record.id)]
        assert [bool(row["note"]) for row in mine] == [bool(result.note) for result in record.results], record.id
        told = [row for row in corrections if (row["room"], row["record"]) == (record.collection, record.id)]
        assert len(told) == len(record.corrections), record.id
    for each in faces.site.archive.stories.values():
        if each.id in doubts:
            rows = [row for row in given if row["story"] == each.id]
            assert [bool(row["note"]) for row in rows] == [bool(held.note) for held in each.awards], each.id
            assert [row["date_is"] for row in rows] == [
                held.date_is if award_day(faces.site.archive, held) else "" for held in each.awards
            ], each.id


def award(**changes: object) -> AwardGrant:
    return AwardGrant.model_validate({"award": "x", "as_printed": "Bằng khen", "source": "bao", **changes})


def test_the_day_of_an_award_is_the_decision_s() -> None:
    """A decision's day before its ceremony's, a ceremony's before none, a linked decision's before both."""
    archive = sample()
    decision = next(d for d in archive.decisions.values() if d.date is not None)
    presented = {"presented_on": "2025-05-02", "number": "1/QĐ"}
    given = [award(date="2025-03-01", **presented), award(**presented), award(decision=decision.id, **presented)]
    days = [award_day(archive, each) for each in (*given, award(number="1/QĐ"))]
    assert [day and (day.day, day.is_decision) for day in days] == [
        (PartialDate(2025, 3, 1), True),
        (PartialDate(2025, 5, 2), False),
        (decision.date, True),
        None,
    ]


def test_a_model_counts_the_places_that_took_it_up_and_not_where_it_began(faces: Faces) -> None:
    for model in faces.site.archive.models.values():
        assert set(model.copies).isdisjoint(a for a in model.adopters if a.role in ("origin", "own"))
        assert len(model.copies) + sum(a.role in ("origin", "own") for a in model.adopters) == len(model.adopters)
    model = next(iter(faces.site.archive.models.values()))
    adopters = tuple(
        Adopter.model_validate({"name": name, "role": role, "source": "bao"})
        for name, role in (("Nơi đầu", "origin"), ("Nơi hai", "copy"))
    )
    counted = Model.model_construct(**{**dict(model), "adopters": adopters})
    assert [adopter.name for adopter in counted.copies] == ["Nơi hai"]


# ---- what changes after publication ----

STORY = "stories/2024/le-thi-hai.yml"


def edit(root: Path, old: str, new: str, path: str = STORY) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make_repository(copy_sample(tmp_path), "2026-01-01")


def unexplained(root: Path) -> list[tuple[str, str]]:
    return [
        (p.path, dict(p.values)["field"])
        for p in publish(read_project(root)).blocking_problems
        if p.code == "rule.unexplained"
    ]


def made(publication: Publication) -> dict[str, str]:
    found: dict[str, str] = {}
    for output in publication.artifacts:
        if output.path.endswith((".md", ".json", ".xml", ".sqlite", ".jsonld")):
            contents = zip(output.files, output.contents, strict=True)
            found.update({path: content.decode("utf-8", "replace") for path, content in contents})
    return found


@pytest.mark.parametrize("committed", [False, True])
def test_a_changed_fact_needs_a_correction_or_a_mark(repository: Path, committed: bool) -> None:
    edit(repository, "Lê Thị Hai", "Lê Thị Hải")
    if committed:
        commit(repository, "2026-02-03")
    assert unexplained(repository) == [(STORY, "name")]
    (repository / STORY).write_text(
        (repository / STORY).read_text("utf-8").rstrip() + '\ncorrections: [{date: 2026-02-04, text: "Sửa tên."}]\n',
        "utf-8",
    )
    assert unexplained(repository) == []


def test_words_may_be_mended_and_more_may_be_said(repository: Path) -> None:
    edit(repository, "giữ nếp nhà", "giữ lửa nhà")
    commit(repository, "2026-02-03")
    edit(repository, "published_on:", "role: nông dân\npublished_on:")
    commit(repository, "2026-03-04")
    assert unexplained(repository) == []


def test_a_change_moves_the_day_of_the_page_of_its_feeds_data_and_map_by_itself(repository: Path) -> None:
    edit(repository, "giữ nếp nhà", "giữ lửa nhà")
    commit(repository, "2026-02-03")
    publication = publish(read_project(repository))
    files = made(publication)
    page = files["dien-hinh/le-thi-hai/index.md"]
    assert '"dateModified": "2026-02-03"' in page.replace('\\"', '"')
    assert "3/2/2026" in page or "03/02/2026" in page
    feed = next(text for path, text in files.items() if path == "feeds/dien-hinh.xml")
    entry = next(e for e in feed.split("<entry>") if "/dien-hinh/le-thi-hai/" in e)
    assert "<updated>2026-02-03" in entry
    rows = csv.DictReader(io.StringIO(files["du-lieu/stories.csv"].lstrip("\ufeff")))
    assert next(row["updated_on"] for row in rows if row["id"] == "le-thi-hai") == "2026-02-03"
    site = publication.project.site()
    record = site.archive.stories["le-thi-hai"]
    assert site.modified_on(record) == PartialDate(2026, 2, 3)
    assert [s.id for s in site.archive.stories.values() if site.changed_after(s) == PartialDate(2026, 2, 3)] == [
        "le-thi-hai"
    ]


def test_versions_say_what_a_fact_was_and_what_it_became(repository: Path) -> None:
    edit(repository, "Lê Thị Hai", "Lê Thị Hải")
    edit(repository, "published_on:", 'corrections: [{date: 2026-02-03, text: "Sửa tên."}]\npublished_on:')
    commit(repository, "2026-02-03")
    page = made(publish(read_project(repository)))["dien-hinh/le-thi-hai/index.md"]
    box = page[page.index('id="phien-ban"') :]
    assert "Lê Thị Hai" in box
    assert "Lê Thị Hải" in box


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        ({"name": "A"}, {"name": "a."}, []),
        ({"name": "A"}, {"name": "B"}, ["name"]),
        ({"summary": "vá 30 km"}, {"summary": "đã vá 30 km đường"}, []),
        ({"summary": "vá 30 km"}, {"summary": "vá 31 km"}, ["summary"]),
        (
            {"results": [{"indicator": "x", "after": "1"}]},
            {"results": [{"indicator": "x", "after": "2"}]},
            ["results.after"],
        ),
        ({"results": [{"indicator": "x", "after": "1"}]}, {"results": []}, ["results"]),
        ({"results": []}, {"results": [{"indicator": "x", "after": "1"}]}, []),
        ({"awards": [{"award": "a", "date": "2025"}]}, {"awards": [{"award": "a", "date": "2024"}]}, ["awards.date"]),
        ({"awards": [{"award": "a", "note": "x"}]}, {"awards": [{"award": "a", "note": "y"}]}, []),
        ({"hold": True}, {}, []),
    ],
)
def test_what_counts_as_an_altered_fact(before: dict[str, object], after: dict[str, object], fields: list[str]) -> None:
    assert [fact.field for fact in altered(before, after)] == fields


@pytest.mark.parametrize(
    ("act", "given", "days"),
    [
        ("2025-01-01", {"date": "2025-01-03", "presented_on": "2025-03-06"}, 2),
        ("2025-01-01", {"presented_on": "2025-03-06"}, 64),
        ("2025-01-01", {"presented_on": "2025-03-06", "date_is": "press"}, None),
        ("2025-01", {"date": "2025-01-03"}, None),
        ("2025-01-01", {"date": "1/2025"}, None),
        ("2025-01-10", {"date": "2025-01-03"}, None),
    ],
)
def test_the_days_to_a_commendation_run_to_the_decision(act: str, given: dict[str, str], days: int | None) -> None:
    """To the decision and not to a later ceremony; a day of the press or of a month only counts for nothing."""
    record = story(act_from=act)
    assert days_until(sample(), record, award(number="1/QĐ", **given)) == days


def test_each_day_names_the_source_that_gives_it(tmp_path: Path) -> None:
    """On the page and in every copy cut from it, a day stands with its own source."""
    root = copy_sample(tmp_path)
    fixture = (Path(__file__).parent / "broken" / "rule-day-source.yml").read_text("utf-8").split("\n", 1)[1]
    told = fixture.replace("      received_on: dai  # expect: rule.day-source\n", "      received_on: bao\n")
    told = told.replace("    presented_on: 2025", "    received_on: 2025-08-20\n    presented_on: 2025", 1)
    (root / "stories" / "2025" / "pham-thu.yml").write_text(told, "utf-8")
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    site = publication.project.site()
    line = facts_of(site, site.archive.stories["pham-thu"]).awards[0].line
    assert "nhận đủ hồ sơ ngày 20/8/2025 [1]; trao 01/9/2025 [2]" in line
    page = next(a for a in publication.artifacts if a.path == "dien-hinh/pham-thu/index.md").contents[0].decode()
    shown = " ".join(" ".join(node.text() for node in LexborHTMLParser(page).css(".dh-award")).split())
    assert "nhận đủ hồ sơ ngày 20/8/2025 [1] · trao 01/9/2025 [2]" in shown
