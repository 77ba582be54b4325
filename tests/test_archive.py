"""The archive: links both ways, succession of places, odd files, order."""

import json
import os
import random
import re
import shutil
from contextlib import suppress
from pathlib import Path

import pytest
from pydantic import ValidationError

from generator.archive import archive as archive_module
from generator.archive import record_cache
from generator.archive.decision_lists import is_row_shown, shown_groups, shown_row_count, shows_all_rows
from generator.archive.loader import closure_digest, load
from generator.archive.record_cache import RecordCache
from generator.archive.source_files import digest_of
from generator.core.dates import PartialDate
from generator.core.problem import UsageError
from generator.engine.project import read_project
from generator.publish.related import WINDOW, RelatedIndex, _sums_of_windows
from generator.records.fields import fields_of
from generator.records.shared import Image
from generator.source.yaml_source import read_source
from generator.staff.new_record import path_of
from generator.staff.rename import rename
from tests.making import SAMPLE, copy_sample, sample, sample_with, story


def test_links_run_both_ways() -> None:
    archive = sample()
    assert [r.id for r in archive.by_field["y-te"]] == ["le-thi-hai", "doi-hien-mau"]
    assert [r.id for r in archive.by_model["va-duong"]] == ["to-va-duong"]
    assert [r.id for r in archive.by_clause["chi-thi-mau#A1"]] == ["nguyen-van-mot", "va-duong"]
    assert archive.years == ["2025", "2024", "chua-ro-nam"]


def test_withdrawn_stories_and_early_stages_leave_every_list() -> None:
    archive = sample()
    assert "tran-da-go" in archive.stories
    assert "tran-da-go" not in {s.id for s in archive.public_stories}
    early = story(id="som", stages=[{"stage": "phat-hien", "text": "Mới thấy."}])
    assert sample_with(early).public_stories == ()


def test_a_former_ward_knows_its_heirs_and_a_district_those_of_its_wards() -> None:
    archive = sample()
    assert [x.id for x in archive.successors["phuong-tay-quan-trung"]] == ["phuong-dong", "phuong-tay"]
    assert [x.id for x in archive.successors["quan-trung"]] == ["phuong-dong", "phuong-tay"]
    assert [x.id for x in archive.successors["tinh-cu"]] == ["thanh-pho-moi"]


def test_a_new_ward_shows_the_stories_of_what_it_took_over() -> None:
    archive = sample()
    found = {r.id for r in archive.in_area(archive.localities["phuong-dong"])}
    assert found == {"nguyen-van-mot", "le-thi-hai", "va-duong"}
    assert {r.id for r in archive.in_area(archive.localities["quan-trung"])} == {
        "nguyen-van-mot",
        "le-thi-hai",
        "to-va-duong",
    }


def test_today_is_the_newest_day_in_the_records() -> None:
    assert sample().as_of == PartialDate(2025, 9, 22)


def test_order_is_newest_first_and_undated_last() -> None:
    assert [s.id for s in sample().public_stories] == ["nguyen-van-mot", "to-va-duong", "le-thi-hai", "doi-hien-mau"]


def test_kinship_is_stated_and_leaves_out_what_is_linked_already() -> None:
    archive = sample()
    found = RelatedIndex(archive).related(archive.stories["to-va-duong"])
    assert [(k.record.id, k.reason, k.of) for k in found] == [("nguyen-van-mot", "field", "Nông nghiệp")]
    found = RelatedIndex(archive).related(archive.stories["nguyen-van-mot"])
    assert [(k.record.id, k.reason, k.of) for k in found] == [("va-duong", "place", "Phường Đông")]


def test_links_odd_files_and_a_missing_folder_are_named(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (root / "stories" / "2025" / "etc.yml").symlink_to("/etc/passwd")
    (root / "stories" / "2025" / "note.txt").write_text("x")
    (root / "stories" / "media" / "a").mkdir(parents=True)
    (root / "stories" / "media" / "a" / "b.jpg").write_bytes(b"x")
    found = {(p.path, p.code) for p in load(root).problems}
    assert found == {("stories/2025/etc.yml", "archive.symlink"), ("stories/2025/note.txt", "archive.odd-file")}
    empty = load(tmp_path / "nowhere")
    assert [p.code for p in empty.problems] == ["archive.no-folder"]


DEVICES = ("con", "prn", "aux", "nul", "com1", "com9", "lpt1")


@pytest.mark.parametrize("name", DEVICES)
def test_no_file_is_called_what_windows_cannot_hold(tmp_path: Path, name: str) -> None:
    """One such commit, and no clerk with Windows can check out; a list's ids name pages, which are files too."""
    root = copy_sample(tmp_path)
    shutil.copy(root / "stories/2025/to-va-duong.yml", root / f"stories/2025/{name}.yml")
    units = root / "stories/reference/units.yml"
    units.write_text(units.read_text("utf-8") + f'  - {{id: {name}, names: [{{name: "Tổ"}}], type: to}}\n', "utf-8")
    found = [(p.path, p.code) for p in load(root).problems if p.code.startswith("archive.")]
    assert (f"stories/2025/{name}.yml", "archive.device-name") in found
    for picture in (f"{name}.jpg", f"{name.upper()}.JPG", "a..jpg"):
        with pytest.raises(ValidationError, match="picture"):
            Image(file=picture)
    for refused in (lambda: path_of("story", name, "2025"), lambda: rename(root, "to-va-duong", name)):
        with pytest.raises(UsageError, match="reserved-id"):
            refused()


@pytest.mark.parametrize("name", ["nam", "index", "v", "con"])
def test_ids_in_lists_are_no_reserved_words_either(tmp_path: Path, name: str) -> None:
    root = copy_sample(tmp_path)
    fields = root / "stories/reference/fields.yml"
    text = fields.read_text("utf-8")
    fields.write_text(re.sub(r"id: y-te\b", f"id: {name}", text), "utf-8")
    found = [(p.path, p.code) for p in load(root).problems]
    code = "archive.device-name" if name == "con" else "archive.reserved-id"
    assert ("stories/reference/fields.yml", code) in found


def test_names_that_are_no_text_and_folders_that_are_links_are_one_line(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (root / "docs/link.md").symlink_to("/etc/hostname")
    with suppress(OSError):  # some disks hold no such name
        Path(os.fsdecode(os.fsencode(root / "stories/2025") + b"/\xff.yml")).write_text("x")
    codes = {(p.path, p.code) for p in read_project(root).problems}
    assert ("docs/link.md", "archive.symlink") in codes
    assert ("stories/2025/\\xff.yml", "archive.odd-name") in codes
    shutil.move(root / "stories", tmp_path / "elsewhere")
    (root / "stories").symlink_to(tmp_path / "elsewhere")
    assert ("stories", "archive.symlink") in {(p.path, p.code) for p in load(root).problems}


def test_faults_in_bulk_cost_as_much_as_the_file_not_as_its_square(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_sample(tmp_path)
    decision = root / "stories/decisions/2025/qd-12-2025.yml"
    rows = "".join(f'  - {{name: "Người Số {n}", kind: individual, story: khong-co}}\n' for n in range(300))
    decision.write_text(decision.read_text("utf-8").replace("rows:\n", f"rows:\n{rows}"), "utf-8")
    reads = []
    real = read_source

    def counted(path: str, *rest: object) -> object:
        reads.append(path)
        return real(path, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(archive_module, "read_source", counted)
    found = [p for p in read_project(root).problems if p.code == "rule.dead-reference"]
    assert len(found) == 300
    assert [p.line for p in found] == list(range(8, 308))
    assert len(reads) <= 5


def test_a_copy_of_what_the_cache_brought_is_whole(tmp_path: Path) -> None:
    """A rename copies records; what came from the cache holds some fields no longer in memory."""
    cache = tmp_path / "records.sqlite"
    fresh, kept = (load(SAMPLE, cache=RecordCache(cache, "1")).archive for _ in range(2))
    copied = {record.collection for record in kept.records()}
    assert {"stories", "models", "decisions"} <= copied
    for record in fresh.records():
        copy = kept.collection(record.collection)[record.id].model_copy(update={"id": "ma-moi"})
        fields = {name: getattr(record, name) for name in type(record).model_fields}
        assert vars(copy) == {**fields, "id": "ma-moi"}


def test_a_list_is_counted_without_being_fetched(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    cache = RecordCache(root / ".dienhinh" / "records.sqlite", "v")
    load(root, cache=cache)
    kept = load(root, cache=cache).archive
    fresh = load(root).archive
    fetched: list[str] = []
    for name in ("stories", "models", "decisions"):
        for record_id, record in kept.collection(name).items():
            own = fresh.collection(name)[record_id]
            lists = [field for field, spec in fields_of(type(record)).items() if spec.is_list]
            counts = {field: record.count_of(field) for field in lists}
            fetched += [field for field in type(record).deferred if field in vars(record)]
            assert counts == {field: len(getattr(own, field)) for field in lists}, record_id
    assert fetched == []
    story = next(iter(kept.stories.values()))
    object.__setattr__(story, "fetch", None)
    assert story.count_of("sources") == len(next(iter(fresh.stories.values())).sources)


def test_of_long_lists_only_some_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many decisions are walked over: the rows of the last one, and of so many before as are few together."""
    root = copy_sample(tmp_path)
    folder = root / "stories" / "decisions" / "2025"
    (given,) = folder.glob("*.yml")
    for number in range(6):
        other = given.read_text("utf-8").replace("12/QĐ-UBND", f"{50 + number}/QĐ-UBND")
        (folder / f"qd-{number}.yml").write_text(other, "utf-8")
    cache = RecordCache(root / ".dienhinh" / "records.sqlite", "v")
    archive = [load(root, cache=cache).archive for _ in range(2)][1]
    for most, held in ((7, 2), (1, 1), (1000, 7)):
        monkeypatch.setattr(record_cache, "_HELD_PARTS", most)
        assert {len(decision.rows) for decision in archive.decisions.values()} == {3}
        assert len(cache._held) == held
        assert cache._held_parts == 3 * held


@pytest.mark.parametrize("root", [SAMPLE, Path(__file__).parents[1]], ids=["sample", "real"])
def test_what_a_list_shows_is_known_without_its_rows(root: Path, tmp_path: Path) -> None:
    kept = [load(root, cache=RecordCache(tmp_path / "records.sqlite", "v")).archive for _ in range(2)][1]
    fresh = load(root).archive
    assert any(decision.row_groups for decision in kept.decisions.values())
    for decision in kept.decisions.values():
        rows = fresh.decisions[decision.id].rows
        object.__setattr__(decision, "fetch", None)  # who asks for a row fails
        assert decision.row_groups == fresh.decisions[decision.id].row_groups
        shown = [row for row in rows if is_row_shown(fresh, row)]
        assert shown_row_count(kept, decision) == len(shown)
        assert shows_all_rows(kept, decision) == (len(shown) == len(rows))
        groups = list(shown_groups(kept, decision))
        for field, named in (("unit_id", "units"), ("locality", "localities"), ("model", "models")):
            told = {name for group in groups for name in getattr(group, named)}
            assert told == {getattr(row, field) for row in shown} - {None}
        assert {group.story for group in groups} == {row.story for row in shown}


@pytest.mark.parametrize("root", [SAMPLE, Path(__file__).parents[1]], ids=["sample", "real"])
def test_the_digest_of_a_record_takes_in_what_it_names(root: Path) -> None:
    archive = read_project(root).archive
    named = {key: json.loads(told) for key, told in archive.refers.items()}
    assert any(len(pairs) > 2 for pairs in named.values())
    unmodified = archive.closure_digests.keys() - archive.modified.keys()
    for key in unmodified:
        parts = [archive.content_digests[key]]
        parts += [archive.content_digests.get((collection, wanted), b"-") for collection, wanted in named[key]]
        wanted = digest_of(*parts) if named[key] else parts[0]
        assert archive.closure_digests[key] == wanted, key
        assert closure_digest(archive.content_digests, key, archive.refers[key]) == wanted, key


def test_what_stands_near_in_a_list_is_summed_up() -> None:
    """Of each place the twelve after it, or as many at the end, and itself: checked one by one."""
    rng = random.Random(0)
    for length in (0, 1, 2, WINDOW - 1, WINDOW, WINDOW + 1, WINDOW + 2, 40):
        digests = [rng.randrange(2**64) for _ in range(length)]
        wanted = []
        for at in range(length):
            after = digests[at + 1 : at + 1 + WINDOW]
            before = digests[max(0, at - (WINDOW - len(after))) : at]
            wanted.append(digests[at] + sum(after) + sum(before))
        assert [*_sums_of_windows(digests)] == wanted
