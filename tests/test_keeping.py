"""`--keep-going`: a faulty record stays as it last was, the rest is published, and it is said."""

import sqlite3
import zlib
from contextlib import closing
from pathlib import Path

import pytest

from generator.core.store import remove
from generator.engine import last_good
from generator.engine.last_good import GOOD, save_last_good
from generator.engine.project import publish, read_project
from generator.publish.tally import RecordTally, tally_records, unpublished
from tests.commands import dienhinh
from tests.making import copy_sample, lay_photo, photo

RECORD = "stories/2025/nguyen-van-mot.yml"


def spoil(root: Path, path: str, old: str, new: str) -> None:
    file = root / path
    content = file.read_text("utf-8")
    assert old in content
    file.write_text(content.replace(old, new), "utf-8")


def page(root: Path, address: str) -> str:
    return (root / "site" / address / "index.html").read_text("utf-8")


def test_a_faulty_record_keeps_its_last_good_page_and_the_rest_goes_on(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert dienhinh(root, "build").returncode == 0
    before = page(root, "dien-hinh/nguyen-van-mot")
    spoil(root, RECORD, "kind: individual", "kind: x")
    spoil(root, RECORD, "Ông Một bơi ra sông", "Câu mới chưa đăng")
    spoil(root, "stories/2025/to-va-duong.yml", "quận Trung", "quận Trung mới")
    stopped = dienhinh(root, "build")
    assert stopped.returncode == 1
    assert "quận Trung mới" not in page(root, "dien-hinh/to-va-duong")
    done = dienhinh(root, "build", "--keep-going")
    assert done.returncode == 1, done.stderr
    assert f"{RECORD}:1: kind:" in done.stdout
    assert f"giữ bản tốt gần nhất: {RECORD}" in done.stdout
    assert page(root, "dien-hinh/nguyen-van-mot") == before
    assert "Câu mới chưa đăng" not in page(root, "dien-hinh")
    assert "quận Trung mới" in page(root, "dien-hinh/to-va-duong")
    again = dienhinh(root, "build", "--keep-going")
    assert (again.returncode, page(root, "dien-hinh/nguyen-van-mot")) == (1, before)
    spoil(root, RECORD, "kind: x", "kind: individual")
    assert dienhinh(root, "build", "--keep-going").returncode == 0
    assert "Câu mới chưa đăng" in page(root, "dien-hinh/nguyen-van-mot")


def test_what_changed_while_a_site_was_built_was_never_good(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert dienhinh(root, "build").returncode == 0
    before = page(root, "dien-hinh/nguyen-van-mot")
    spoil(root, "stories/2025/to-va-duong.yml", "quận Trung", "quận Trung mới")
    project = read_project(root)
    spoil(root, RECORD, "kind: individual", "kind: x")  # saved meanwhile
    (root / "stories/2024/le-thi-hai.yml").unlink()
    save_last_good(project)
    done = dienhinh(root, "build", "--keep-going")
    assert done.returncode == 1, done.stderr
    assert f"giữ bản tốt gần nhất: {RECORD}" in done.stdout
    assert page(root, "dien-hinh/nguyen-van-mot") == before
    assert "quận Trung mới" in page(root, "dien-hinh/to-va-duong")


@pytest.mark.parametrize("least", [1, 1_000_000], ids=["several processes", "one process"])
def test_the_bytes_of_every_source_are_kept(least: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(last_good, "_MIN_ITEMS_TO_FORK", least)
    monkeypatch.setattr(last_good, "default_workers", lambda: 2)
    root = copy_sample(tmp_path)
    project = read_project(root)
    save_last_good(project)
    want = {path: (root / path).read_bytes() for path in project.archive.sources if (root / path).is_file()}
    with closing(sqlite3.connect(root / ".dienhinh" / GOOD)) as opened:
        kept = {path: zlib.decompress(content) for path, content in opened.execute("SELECT path, content FROM sources")}
    assert len(want) > 10
    assert kept == want


def test_what_an_earlier_program_kept_stands_in_as_well(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert dienhinh(root, "build").returncode == 0
    good = root / ".dienhinh" / GOOD
    with closing(sqlite3.connect(good)) as opened, opened:
        kept = opened.execute("SELECT path, content FROM sources").fetchall()
    for command in ("build", "check"):  # a site built once more, or not
        remove(good)
        with closing(sqlite3.connect(good)) as opened, opened:
            opened.execute("CREATE TABLE good (path TEXT PRIMARY KEY, size INT, time INT, content BLOB)")
            opened.executemany("INSERT INTO good VALUES (?, 1, 1, ?)", kept)
        assert dienhinh(root, command).returncode == 0
        spoil(root, RECORD, "kind: individual", "kind: x")
        done = dienhinh(root, "build", "--keep-going")
        assert f"giữ bản tốt gần nhất: {RECORD}" in done.stdout
        spoil(root, RECORD, "kind: x", "kind: individual")


def test_what_never_was_good_stays_out_and_what_needs_it_falls_back(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert dienhinh(root, "build").returncode == 0
    new = root / "stories" / "2025" / "moi.yml"
    new.write_text((root / RECORD).read_text("utf-8").replace("kind: individual", "kind: x"), "utf-8")
    decision = next((root / "stories" / "decisions").rglob("*.yml")).relative_to(root).as_posix()
    spoil(root, decision, "number:", "nummer:")
    before = page(root, "quyet-dinh/qd-12-2025")
    done = dienhinh(root, "build", "--keep-going")
    assert done.returncode == 1, done.stderr
    assert "để ngoài: stories/2025/moi.yml" in done.stdout
    assert f"giữ bản tốt gần nhất: {decision}" in done.stdout
    assert not (root / "site" / "dien-hinh" / "moi").exists()
    assert page(root, "quyet-dinh/qd-12-2025") == before


def test_a_faulty_record_that_takes_somebody_down_brings_nobody_back(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert dienhinh(root, "build").returncode == 0
    path = "stories/2025/to-va-duong.yml"
    spoil(root, path, "kind:", "notice: {date: 2025-12-01, reason: x}\nkindd:")
    done = dienhinh(root, "build", "--keep-going")
    assert done.returncode == 1, done.stderr
    assert f"để ngoài: {path}" in done.stdout
    assert not (root / "site" / "dien-hinh" / "to-va-duong").exists()


def test_a_spoilt_photo_shows_as_it_was(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    picture = lay_photo(root, photo((500, 300)))
    assert dienhinh(root, "build").returncode == 0
    before = page(root, "dien-hinh/nguyen-van-mot")
    picture.write_bytes(b"not a picture any more")
    assert dienhinh(root, "build").returncode == 1
    done = dienhinh(root, "build", "--keep-going")
    assert done.returncode == 1
    assert "không phải ảnh JPEG" in done.stdout
    assert page(root, "dien-hinh/nguyen-van-mot") == before


def test_what_cannot_be_kept_going_stops_with_its_reason(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (root / "stories" / "2025" / "notes.txt").write_text("x")
    done = dienhinh(root, "build", "--keep-going")
    assert done.returncode == 1
    assert "stories/2025/notes.txt" in done.stdout
    assert not (root / "site").exists()


def test_every_record_is_accounted_for(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    archive = read_project(root).archive
    addresses = {page.address for page in publish(read_project(root)).pages}
    went = tally_records(archive, addresses)
    assert went.records == len(archive.origins)
    assert (went.lost, went.notices) == ((), 1)
    lost = tally_records(archive, addresses - {"/dien-hinh/nguyen-van-mot/"})
    assert (lost.records, lost.pages) == (went.records, went.pages - 1)
    assert [(p.path, p.code) for p in unpublished(archive, lost)] == [(RECORD, "rule.publish-lost")]
    assert list(unpublished(archive, RecordTally(1, 0, 0, 0, ()))) == []
