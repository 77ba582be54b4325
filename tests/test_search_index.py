"""The index of the search files made from records, read as the browser reads them."""

import json
import random
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from generator.core.syllables import fnv1a_32, syllables
from generator.publish.context import SiteContext
from generator.publish.pages.search_pages import token_index_of
from generator.publish.search import facets, tokenizer
from generator.publish.search.items import item_kind, key_of, search_text_of, search_words_of, searchable_records
from generator.publish.search.token_index import TokenIndex
from generator.publish.spec import SearchText, SearchWords
from generator.records.base import Record
from generator.records.story import Story
from tests.indexes import bring_both_up_to_date
from tests.making import holding, sample_site, story


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


def test_two_builds_at_once_bring_one_index_up_to_date_one_after_the_other(tmp_path: Path) -> None:
    site = replace(sample_site(), cache_dir=tmp_path)
    held = {f"x{n}": story(id=f"x{n}", name=f"Trần Văn {n}", title=f"Việc {n}") for n in range(60)}
    _ = indexed(with_stories(site, held)).vocabulary
    changed = [{**held, "x1": story(id="x1", name=f"Ngô Thị {word}", title="Khác")} for word in ("Sông", "Cầu")]
    one, other = (indexed(with_stories(site, stories)) for stories in changed)
    bring_both_up_to_date(one, other, "words_of")
    wanted = indexed(replace(with_stories(site, changed[1]), cache_dir=None))
    assert [other.content(n) for n in range(8)] == [wanted.content(n) for n in range(8)]


def test_file_counts_grow_with_what_they_hold() -> None:
    assert [tokenizer.file_count(n) for n in (0, 500, 10_000)] == [8, 128, 2048]
    assert [tokenizer.prefix_length(n) for n in (10, 10_000, 100_000)] == [1, 2, 3]


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
