"""An address that was ever published, moved, merged or withdrawn never comes to mean another record."""

import shutil
from pathlib import Path

import pytest

from generator.archive.ledger import FILE, read_ledger
from generator.core.dates import PartialDate
from generator.core.problem import PublishError, UsageError
from generator.engine.project import publish, read_project
from generator.engine.releases import publish_site
from generator.staff.rename import merge, rename, withdraw
from tests.making import published_sample

TODAY = PartialDate(2026, 1, 5)
MODEL = "stories/models/va-duong.yml"
STORY = "stories/2025/nguyen-van-mot.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose addresses were all published."""
    return published_sample(tmp_path)


def codes(root: Path) -> list[tuple[str, str]]:
    return [(p.path, p.code) for p in read_project(root).problems if p.is_error]


def somebody_else(root: Path, path: str, name: str = "Trần Thị Khác") -> None:
    """Write a record about somebody else at a path."""
    text = (root / "stories/2024/le-thi-hai.yml").read_text("utf-8").replace("Hộ bà Lê Thị Hai", name)
    (root / path).write_text(text, "utf-8")


def test_who_moves_in_where_an_address_leads_on_is_refused(root: Path) -> None:
    rename(root, "nguyen-van-mot", "ong-mot").apply(root)
    somebody_else(root, STORY)
    assert codes(root) == [(STORY, "rule.address-moved")]
    (root / STORY).unlink()
    with pytest.raises(UsageError, match="address-taken"):
        rename(root, "le-thi-hai", "nguyen-van-mot")
    back = rename(root, "ong-mot", "nguyen-van-mot")
    assert back.problems == ()
    back.apply(root)
    assert codes(root) == []
    assert read_ledger(root)[0].redirects == {
        "/dien-hinh/ong-mot/": "/dien-hinh/nguyen-van-mot/",
        "/en/stories/ong-mot/": "/en/stories/nguyen-van-mot/",
    }


def test_who_moves_in_where_a_record_was_merged_is_refused(root: Path) -> None:
    merge(root, "nguyen-van-mot", "le-thi-hai").apply(root)
    somebody_else(root, STORY)
    assert codes(root) == [(STORY, "rule.address-moved")]


@pytest.mark.parametrize("collection", ["stories", "models"])
def test_what_was_withdrawn_is_not_put_back(root: Path, collection: str) -> None:
    path, record_id = {"stories": (STORY, "nguyen-van-mot"), "models": (MODEL, "va-duong")}[collection]
    before = (root / path).read_bytes()
    withdraw(root, record_id, "Theo yêu cầu.", TODAY, keep_name=True).apply(root)
    assert codes(root) == []
    (root / path).write_bytes(before)
    assert codes(root) == [(path, "rule.put-back")]
    if collection == "stories":
        somebody_else(root, path)
        assert codes(root) == [(path, "rule.put-back")]


def test_a_withdrawn_record_may_leave_the_repository_and_its_address_still_answers(root: Path) -> None:
    withdraw(root, "nguyen-van-mot", "Theo yêu cầu.", TODAY, keep_name=False).apply(root)
    (root / STORY).unlink()
    decision = root / "stories/decisions/2025/qd-12-2025.yml"
    kept = [row for row in decision.read_text("utf-8").split("\n") if "nguyen-van-mot" not in row]
    decision.write_text("\n".join(kept), "utf-8")
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    (page,) = [o for o in publication.artifacts if o.path == "dien-hinh/nguyen-van-mot/index.md"]
    assert "Trang này đã được gỡ ngày 05/01/2026." in page.content.decode()
    somebody_else(root, STORY)
    assert codes(root) == [(STORY, "rule.put-back")]


def test_another_name_at_an_address_needs_a_correction(root: Path) -> None:
    somebody_else(root, STORY)
    assert codes(root) == [(STORY, "rule.address-of-another")]
    with (root / STORY).open("a", encoding="utf-8") as file:
        file.write("corrections:\n  - {date: 2026-01-05, text: 'Sửa tên, trước ghi nhầm.'}\n")
    assert codes(root) == []
    ledger = publish(read_project(root)).ledger
    assert ledger.owners["/dien-hinh/nguyen-van-mot/"] != read_ledger(root)[0].owners["/dien-hinh/nguyen-van-mot/"]


def test_accents_and_capitals_are_the_same_name(root: Path) -> None:
    path = root / STORY
    path.write_text(path.read_text("utf-8").replace("Nguyễn Văn Một\n", "NGUYỄN VĂN MỐT\n", 1), "utf-8")
    assert codes(root) == []


def test_an_address_that_had_to_go_is_nobody_s_and_stands_nowhere(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    publish_site(publish(read_project(root)), folder)
    change = withdraw(root, "nguyen-van-mot", "Theo yêu cầu.", TODAY, keep_name=False, drop_address=True)
    assert change.problems == ()
    change.apply(root)
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    assert "nguyen-van-mot" not in (root / FILE).read_text("utf-8")
    notices = [o for o in publication.artifacts if o.path.startswith("dien-hinh/go-") and o.path.endswith("index.md")]
    assert ["Trang này đã được gỡ ngày 05/01/2026." in o.content.decode() for o in notices] == [True]
    release = publish_site(publication, folder)
    assert [r for r in (folder / "releases").iterdir() if r.is_dir()] == [release.path]
    for file in (p for p in folder.rglob("*") if p.is_file() and p.suffix != ".sqlite"):
        assert "nguyen-van-mot" not in file.relative_to(folder).as_posix()
        assert b"nguyen-van-mot" not in file.read_bytes(), file
    somebody_else(root, STORY)
    assert codes(root) == [(STORY, "rule.address-gone")]
    (root / STORY).unlink()
    with pytest.raises(UsageError, match="address-taken"):
        rename(root, "le-thi-hai", "nguyen-van-mot")


def test_the_publishing_folder_remembers_what_the_repository_forgot(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    before, ledger = (root / STORY).read_bytes(), (root / FILE).read_bytes()
    withdraw(root, "nguyen-van-mot", "Theo yêu cầu.", TODAY, keep_name=False).apply(root)
    first = publish_site(publish(read_project(root)), folder)
    (root / STORY).write_bytes(before)
    (root / FILE).write_bytes(ledger)  # a commit that was lost
    assert codes(root) == []
    with pytest.raises(PublishError, match="put_back") as caught:
        publish_site(publish(read_project(root)), folder)
    assert caught.value.values == {"address": "/dien-hinh/nguyen-van-mot/", "path": STORY}
    assert (folder / "current").resolve() == first.path


@pytest.mark.parametrize("damage", [b"\xff\xfe/x/", b"/dien-hinh/nguyen-van-mot", b"<<<<<<< HEAD\n/x/\n"])
def test_a_damaged_ledger_of_a_publishing_folder_forgets_nothing(root: Path, tmp_path: Path, damage: bytes) -> None:
    folder = tmp_path / "public"
    publish_site(publish(read_project(root)), folder)
    (folder / "ledger.txt").write_bytes(damage)
    with pytest.raises(PublishError, match="ledger_damaged"):
        publish_site(publish(read_project(root)), folder)
    shutil.rmtree(folder)
