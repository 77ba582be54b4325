"""The index of the search and the register of names: files made from records, read as the browser reads them."""

import json
import random
import unicodedata
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from generator.core.syllables import fnv1a_32, syllables
from generator.engine.project import publish, read_project
from generator.publish.context import SiteContext
from generator.publish.pages.search_pages import token_index_of
from generator.publish.search import decision_register, facets, tokenizer
from generator.publish.search.items import item_kind, key_of, search_text_of, search_words_of, searchable_records
from generator.publish.search.token_index import ItemWords, TokenIndex
from generator.publish.spec import SearchText, SearchWords
from generator.records.base import Record
from generator.records.decision import Decision, DecisionRow
from generator.records.story import Story
from tests.making import copy_sample, holding, sample_site, story


def test_syllables_are_folded_and_keep_their_spelling() -> None:
    assert syllables("Đặng Văn-Lâm, 12/QĐ") == [
        ("dang", "đăng5"),
        ("van", "văn0"),
        ("lam", "lâm0"),
        ("12", "120"),
        ("qd", "qđ0"),
    ]
    assert syllables("hoà") == syllables("hòa") == syllables(unicodedata.normalize("NFD", "HÒA")) == [("hoa", "hoa1")]
    assert syllables("1.000 đồng, 12.5, 1.2345") == syllables("1000 đồng 12 5 1 2345")
    assert syllables("… – !") == []


def postings(built: TokenIndex, token: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(built.content(fnv1a_32(token) % built.count)).get(token, {})
    return found


def items(site: SiteContext) -> list[tuple[Record, str, SearchText, SearchWords]]:
    return [
        (record, key_of(kind, record), search_text_of(site, record), search_words_of(site, record))
        for kind, record in searchable_records(site.archive)
    ]


def indexed(site: SiteContext, count: int = 8) -> TokenIndex:
    return token_index_of(
        site, [(key_of(kind, record), kind, record) for kind, record in searchable_records(site.archive)], count
    )


def with_stories(site: SiteContext, stories: dict[str, Story]) -> SiteContext:
    return replace(site, archive=holding(site.archive, stories=stories))


def test_the_index_keeps_neighbours_together_and_names_whole() -> None:
    site = sample_site()
    found = items(site)
    built = indexed(site)
    one = next(key for record, key, *_ in found if record.id == "nguyen-van-mot")
    assert postings(built, "van mot")["n"] == {"văn0 môt5": one}
    assert postings(built, "mot nguyen") == {}
    assert one in postings(built, "12 qd")["s"]
    assert any(one in keys for keys in postings(built, "dong quan")["p"].values())
    assert one in postings(built, "boi ra")["m"]
    assert one in postings(built, "nghe tieng")["t"]
    unit = next(key for _, key, text, words in found if "Ủy ban" in text.title or "UBND" in str(words))
    assert unit in json.dumps(postings(built, "uy ban"))
    assert unit in json.dumps(postings(built, "ubnd"))


def test_common_words_of_texts_are_capped_and_names_never() -> None:
    site = sample_site()
    many = {f"x{n}": story(id=f"x{n}", name="Trần Văn An", title=f"Việc {n}") for n in range(tokenizer.MOST + 40)}
    built = indexed(with_stories(site, many))
    assert len(postings(built, "tran van")["n"]["trân1 văn0"]) == 8 * (tokenizer.MOST + 40)
    assert len(postings(built, "da lam")["t"]) == 8 * tokenizer.MOST


def test_one_more_story_changes_the_files_of_its_own_words_only() -> None:
    site = sample_site()
    count = 64
    before = indexed(site, count)
    more = {**site.archive.stories, "pham-thu": story()}
    after = indexed(with_stories(site, more), count)
    changed = [n for n in range(count) if before.content(n) != after.content(n)]
    new = next(words for record, *_, words in items(with_stories(site, more)) if record.id == "pham-thu")
    other = tokenizer.AbbreviationExpander(site.archive.abbreviations.values())
    own = {fnv1a_32(" ".join(token)) % count for token in tokenizer.tokenize(new, other)}
    assert set(changed) <= own
    assert 0 < len(changed) < count


@pytest.mark.parametrize("seed", range(4))
def test_an_index_brought_up_to_date_is_one_made_anew(tmp_path: Path, seed: int) -> None:
    """Its files, and the digest of its syllables, which is gathered anew only where a file has others."""
    rng, site = random.Random(seed), replace(sample_site(), cache_dir=tmp_path)
    held = {f"x{n}": story(id=f"x{n}", name=f"Trần Văn {n}", title=f"Việc {n}") for n in range(60)}
    for number in range(5):
        for record_id in rng.sample([*held], 3):
            word = rng.choice(("Lúa", "Sông", "Cầu", "Phượng"))
            how = rng.choice(("name", "deeds", "gone"))
            if how == "gone":
                held.pop(record_id)
            elif how == "name":
                held[record_id] = story(id=record_id, name=f"Ngô {word} {number}", title="Việc khác")
            else:
                held[record_id] = held[record_id].model_copy(update={"deeds": f"{word} {number}."})
        now = with_stories(site, dict(held))
        kept, anew = indexed(now), indexed(replace(now, cache_dir=None))
        assert kept.vocabulary_digest == anew.vocabulary_digest != b""
        assert kept.vocabulary == anew.vocabulary
        assert [kept.content(n) for n in range(8)] == [anew.content(n) for n in range(8)]


def test_two_builds_at_once_bring_one_index_up_to_date_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What one has read, the other must not change before it is written over."""
    site = replace(sample_site(), cache_dir=tmp_path)
    held = {f"x{n}": story(id=f"x{n}", name=f"Trần Văn {n}", title=f"Việc {n}") for n in range(60)}
    _ = indexed(with_stories(site, held)).vocabulary
    changed = [{**held, "x1": story(id="x1", name=f"Ngô Thị {word}", title="Khác")} for word in ("Sông", "Cầu")]
    one, other = (indexed(with_stories(site, stories)) for stories in changed)
    # not by the property itself: in this process the lock of `cached_property` would keep the two apart
    second = Thread(target=lambda: vars(TokenIndex)["_fingerprints"].func(other))
    words_of = one.words_of

    def meanwhile(place: int) -> ItemWords:
        if not second.ident:
            second.start()
            second.join(0.5)  # it ends now, or waits until this one is done
        return words_of(place)

    monkeypatch.setattr(one, "words_of", meanwhile)
    assert one.vocabulary
    second.join()
    wanted = indexed(replace(with_stories(site, changed[1]), cache_dir=None))
    assert [other.content(n) for n in range(8)] == [wanted.content(n) for n in range(8)]


def test_file_counts_grow_with_what_they_hold() -> None:
    assert [tokenizer.file_count(n) for n in (0, 500, 10_000)] == [8, 128, 2048]
    assert [tokenizer.prefix_length(n) for n in (10, 10_000, 100_000)] == [1, 2, 3]
    assert [decision_register.file_count(n) for n in (0, 127, 128, 100_000)] == [1, 1, 2, 1024]


def test_facets_know_old_and_new_places_and_every_award() -> None:
    site = sample_site()
    record = site.archive.stories["nguyen-van-mot"]
    shares = facets.facet_shards(site)
    assert record in shares["2025"]
    table = json.loads(facets.facet_columns(site, [record]))
    assert table["k"] == key_of(item_kind(record), record)
    values = {name: [table["d"][name][n] for n in rows[0]] for name, rows in table["v"].items()}
    assert {"phuong-dong", "phuong-dong-quan-trung", "quan-trung", "tinh-cu", "thanh-pho-moi"} <= set(
        values["dia-phuong"]
    )
    assert values["hinh-thuc"] == ["bang-khen-thanh-pho"]
    assert (values["nam"], values["khau"]) == (["2025"], ["tong-ket"])
    names = facets.facet_labels(site)
    assert names["dia-phuong"]["quan-trung"].endswith("(cũ)")
    assert all(values[name] == [] or set(values[name]) <= set(names[name]) for name in values)


def decision_of(names: list[str], **more: Any) -> Decision:
    rows = [{"name": name, "kind": "individual", "unit": f"Tổ {n}"} for n, name in enumerate(names)]
    given = {"id": "qd-lon", "number": "9/QĐ-X", "issuer": "X", "level": "thanh-pho", "subject": "Khen", "rows": rows}
    return Decision.model_validate({**given, "date": "2025-05-01", "published_on": "2025-06-01", **more})


def site_with(*decisions: Decision) -> SiteContext:
    site = sample_site()
    found = {**site.archive.decisions, **{d.id: d for d in decisions}}
    return replace(site, archive=holding(site.archive, decisions=found))


def looked_up(site: SiteContext, name: str) -> list[list[str]]:
    count = decision_register.file_count(sum(1 for _ in decision_register.register_rows(site)))
    key = decision_register.name_key(name)
    rows: list[list[str]] = json.loads(decision_register.build(site, count)[fnv1a_32(key) % count])["r"].get(key, [])
    return rows


def test_a_name_is_found_in_any_order_without_accents_and_completely() -> None:
    rng = random.Random(1)
    names = [
        f"{rng.choice(['Lê', 'Đỗ', 'Võ'])} {rng.choice(['Văn', 'Thị'])} {rng.choice(['Ấn', 'Đạt', 'Mỹ'])}"
        for _ in range(1200)
    ]
    site = site_with(decision_of(names))
    for asked in ("đỗ thị đạt", "DO THI DAT", "Đạt Đỗ Thị", "thi dat do"):
        rows = looked_up(site, asked)
        assert len(rows) == names.count("Đỗ Thị Đạt") > 20
    number = names.index("Đỗ Thị Đạt") + 1
    part = (number - 1) // decision_register.ROWS_PER_PAGE + 1
    assert looked_up(site, "do thi dat")[0][6] == (
        f"/quyet-dinh/qd-lon/{f'phan-{part}/' if part > 1 else ''}#dong-{number}"
    )


def test_part_of_a_name_leads_to_the_names_that_hold_it() -> None:
    site = site_with(decision_of(["Đỗ Thị Đạt", "Võ Thị Đạt", "Đỗ Thị Đạt"]))
    count = decision_register.file_count(sum(1 for _ in decision_register.register_rows(site)))
    key = decision_register.name_key("đạt thị")
    found = json.loads(decision_register.build(site, count)[fnv1a_32(key) % count])["p"][key]
    assert found == {"Đỗ Thị Đạt": 2, "Võ Thị Đạt": 1}


def test_withdrawn_rows_leave_the_index() -> None:
    decision = decision_of(["Đỗ Thị Đạt", "Võ Văn Ấn"])
    gone = decision.model_copy(
        update={"rows": (DecisionRow(name="Đỗ Thị Đạt", kind="individual", withdrawn="2025-07-01"), *decision.rows[1:])}
    )
    site = site_with(gone)
    assert looked_up(site, "Đỗ Thị Đạt") == []
    assert "Đạt" not in "".join(decision_register.build(site, 4))
    assert looked_up(site, "vo van an")[0][6] == "/quyet-dinh/qd-lon/#dong-2"


def test_a_long_list_stands_in_parts_with_every_row(tmp_path: Path) -> None:
    names = [f"Người {n}" for n in range(1203)]
    root = copy_sample(tmp_path)
    project = read_project(root)
    site = site_with(decision_of(names))
    publication = publish(replace(project, archive=holding(project.archive, decisions=site.archive.decisions)))
    made = {o.path: o for o in publication.artifacts}
    pages = [made[f"quyet-dinh/qd-lon/{part}index.md"].content.decode() for part in ("", "phan-2/", "phan-3/")]
    assert "quyet-dinh/qd-lon/phan-4/index.md" not in made
    for number in (1, 500, 501, 1000, 1001, 1203):
        page = pages[(number - 1) // 500]
        assert f'id="dong-{number}"' in page
        assert f"Người {number - 1}<" in page
    assert all("Danh sách (1203)" in page for page in pages)


# ---- in a browser ----
