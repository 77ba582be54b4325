"""The look-up of names in the lists of decisions: its files, read as the browser does, and kept between builds."""

import json
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from generator.core.syllables import fnv1a_32
from generator.engine.project import publish, read_project
from generator.publish.context import SiteContext
from generator.publish.search import decision_register
from generator.publish.search.name_index import ListedRow, NameIndex, file_count, name_key, name_parts
from generator.records.decision import Decision, DecisionRow
from tests.indexes import bring_both_up_to_date
from tests.making import copy_sample, holding, sample_site

FILES = 16
GIVEN = ("Ấn", "Bảy", "Chín", "Dần", "Én", "Giáp", "Hai", "Ích", "Khôi", "Lý")
Lists = dict[str, list[str]]
"""Names by the id of their list."""


def decision_of(names: list[str], **more: Any) -> Decision:
    rows = [{"name": name, "kind": "individual", "unit": f"Tổ {n}"} for n, name in enumerate(names)]
    given = {"id": "qd-lon", "number": "9/QĐ-X", "issuer": "X", "level": "thanh-pho", "subject": "Khen", "rows": rows}
    return Decision.model_validate({**given, "date": "2025-05-01", "published_on": "2025-06-01", **more})


def site_with(*decisions: Decision) -> SiteContext:
    site = sample_site()
    found = {**site.archive.decisions, **{d.id: d for d in decisions}}
    return replace(site, archive=holding(site.archive, decisions=found))


def looked_up(site: SiteContext, name: str) -> list[list[str]]:
    key = name_key(name)
    rows: list[list[str]] = register_file(site, key)["r"].get(key, [])
    return rows


def register_file(site: SiteContext, words: str) -> dict[str, dict[str, Any]]:
    """Return the file of the look-up in which some words would stand."""
    count = file_count(decision_register.register_size(site))
    found: dict[str, dict[str, Any]] = json.loads(
        decision_register.name_index(site, count).content(fnv1a_32(words) % count)
    )
    return found


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
    key = name_key("đạt thị")
    assert register_file(site, key)["p"][key] == {"Đỗ Thị Đạt": 2, "Võ Thị Đạt": 1}


def test_withdrawn_rows_leave_the_index() -> None:
    decision = decision_of(["Đỗ Thị Đạt", "Võ Văn Ấn"])
    gone = decision.model_copy(
        update={"rows": (DecisionRow(name="Đỗ Thị Đạt", kind="individual", withdrawn="2025-07-01"), *decision.rows[1:])}
    )
    site = site_with(gone)
    assert looked_up(site, "Đỗ Thị Đạt") == []
    index = decision_register.name_index(site, 4)
    assert "Đạt" not in "".join(index.content(number) for number in range(4))
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


def index_of(lists: Lists, file: Path | None = None, count: int = FILES) -> NameIndex:
    digests = {name: json.dumps(names).encode() for name, names in sorted(lists.items())}
    return NameIndex(digests, lambda name: rows_of(name, lists[name]), count, file=file)


def rows_of(list_id: str, names: list[str]) -> list[ListedRow]:
    return [[number, name, f"{list_id} {number}"] for number, name in enumerate(names, 1)]


def contents(index: NameIndex) -> list[str]:
    return [index.content(number) for number in range(index.count)]


def plainly(lists: Lists, count: int = FILES) -> list[Any]:
    """Return what the files should hold, found out the long way."""
    found: list[Any] = [{"r": {}, "p": {}} for _ in range(count)]
    every = [(list_id, row) for list_id in sorted(lists) for row in rows_of(list_id, lists[list_id])]
    for _, (_, name, told) in every:
        key = name_key(name)
        found[fnv1a_32(key) % count]["r"].setdefault(key, []).append([name, told])
        for part in name_parts(name):
            names = found[fnv1a_32(part) % count]["p"].setdefault(part, {})
            names[name] = names.get(name, 0) + 1
    return found


def some_names(rng: random.Random, most: int) -> list[str]:
    return [
        f"{rng.choice(('Lê', 'Đỗ', 'Võ'))} {rng.choice(('Văn', 'Thị'))} {rng.choice(('Ấn', 'Đạt', 'Mỹ'))}"
        for _ in range(rng.randint(0, most))
    ]


@pytest.mark.parametrize("seed", range(4))
def test_an_index_of_names_brought_up_to_date_is_one_made_anew(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    lists = {f"qd-{n}": some_names(rng, 6) for n in range(60)}  # enough for two processes
    updates = []
    for number in range(6):
        for list_id in rng.sample([*lists], 3):
            how = rng.choice(("gone", "other", "one more", "turned round"))
            if how == "gone":
                del lists[list_id]
            elif how == "other":
                lists[list_id] = some_names(rng, 9)
            elif how == "one more":
                lists[list_id] = [*lists[list_id], "Ngô Một Người Mới"]
            else:
                lists[list_id] = lists[list_id][::-1]
        if number % 2:
            lists[f"moi-{number}"] = some_names(rng, 9)
        kept = index_of(lists, tmp_path / "names.sqlite")
        updates.append([json.loads(content) for content in contents(kept)])
        assert updates[-1] == plainly(lists)
        assert contents(kept) == contents(index_of(lists))
        anew = [index_of(lists).fingerprint(n) for n in range(FILES)]
        assert [kept.fingerprint(n) for n in range(FILES)] == anew
    assert any(one != other for one, other in pairwise(updates))


def test_one_changed_list_asks_for_its_own_rows_and_changes_the_files_of_its_names(tmp_path: Path) -> None:
    lists = {
        f"qd-{n}": [f"Lê Văn {word}"]
        for n, word in enumerate(["Ấn", "Bảy", "Chín", "Dần", "Én", "Giáp", "Hai", "Ích", "Khôi", "Lý"])
    }
    file, count = tmp_path / "names.sqlite", 256
    before = index_of(lists, file, count)
    contents_before = contents(before)
    lists["qd-3"] = ["Võ Thị Mười"]
    after = index_of(lists, file, count)
    asked, rows_of_list = [], after.rows_of

    def noted(name: str) -> Sequence[ListedRow]:
        asked.append(name)
        return rows_of_list(name)

    after.rows_of = noted
    contents_after = contents(after)
    assert asked == ["qd-3"]
    changed = {n for n in range(count) if contents_before[n] != contents_after[n]}
    words = [each for name in ("Lê Văn Dần", "Võ Thị Mười") for each in (name_key(name), *name_parts(name))]
    assert changed == {fnv1a_32(each) % count for each in words}


def test_of_a_part_that_very_many_names_hold_those_that_most_bear_are_told() -> None:
    few = [f"Lê Văn {'I' * n}" for n in range(1, 100)]
    lists = {"a": few, "b": ["Lê Văn Đông"] * 3, "c": ["Lê Văn Bắc"] * 2}
    key = name_key("lê văn")
    told = [json.loads(index_of(some).content(fnv1a_32(key) % FILES))["p"][key] for some in (lists, lists | {"0": []})]
    assert told[0] == told[1]
    assert len(told[0]) == 60
    assert (told[0]["Lê Văn Đông"], told[0]["Lê Văn Bắc"]) == (3, 2)


def test_two_builds_at_once_bring_the_names_up_to_date_one_after_the_other(tmp_path: Path) -> None:
    lists = {
        f"qd-{n}": [f"Lê Văn {word}"]
        for n, word in enumerate(["Ấn", "Bảy", "Chín", "Dần", "Én", "Giáp", "Hai", "Ích", "Khôi", "Lý"])
    }
    file = tmp_path / "names.sqlite"
    assert any(contents(index_of(lists, file)))
    one, other = (index_of({**lists, "qd-1": [name]}, file) for name in ("Võ Sông", "Võ Cầu"))
    bring_both_up_to_date(one, other, "rows_of")
    assert contents(other) == contents(index_of({**lists, "qd-1": ["Võ Cầu"]}))


def test_who_is_paused_leaves_the_look_up_and_comes_back() -> None:
    """The list itself did not change: what is public of whom it names is part of what it is known by."""
    site = site_with(decision_of(["Nguyễn Văn Một"], rows=[row_of("Nguyễn Văn Một", "nguyen-van-mot")]))
    one = site.archive.stories["nguyen-van-mot"]
    told = {decision_register.name_index(site, 4).lists["qd-lon"]}
    for update in ({"hold": True}, {"stages": ()}):  # its name must stand nowhere; it has no page
        changed = one.model_copy(update=update)
        down = replace(site, archive=holding(site.archive, stories={**site.archive.stories, one.id: changed}))
        assert one.id not in down.archive.public_ids
        told.add(decision_register.name_index(down, 4).lists["qd-lon"])
    assert len(told) == 3


def row_of(name: str, story: str) -> dict[str, Any]:
    return {"name": name, "kind": "individual", "story": story}


def test_the_files_of_names_grow_with_the_rows() -> None:
    assert [file_count(n) for n in (0, 127, 128, 100_000)] == [1, 1, 2, 1024]
