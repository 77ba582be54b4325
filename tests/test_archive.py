"""The archive: links both ways, succession of places, odd files, order."""

from pathlib import Path

from generator.dates import PartialDate
from generator.loading import load
from generator.publish.kinship import Kinship
from tests.making import copy_sample, sample, sample_with, story


def test_links_run_both_ways() -> None:
    archive = sample()
    assert [r.id for r in archive.by_field["y-te"]] == ["le-thi-hai", "doi-hien-mau"]
    assert [r.id for r in archive.by_model["va-duong"]] == ["to-va-duong"]
    assert [r.id for r in archive.answering["chi-thi-mau#A1"]] == ["nguyen-van-mot", "va-duong"]
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
    found = {r.id for r in archive.around(archive.localities["phuong-dong"])}
    assert found == {"nguyen-van-mot", "le-thi-hai", "va-duong"}
    assert {r.id for r in archive.around(archive.localities["quan-trung"])} == {
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
    found = Kinship(archive).kin(archive.stories["to-va-duong"])
    assert [(k.record.id, k.reason, k.of) for k in found] == [("nguyen-van-mot", "field", "Nông nghiệp")]
    found = Kinship(archive).kin(archive.stories["nguyen-van-mot"])
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
