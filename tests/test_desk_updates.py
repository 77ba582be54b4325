"""Two desks and the office's repository: what one published the other gets, and nothing of either is lost."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.core.git import GitFault, Repository
from tests.desk_client import FILE, STORY, alone, client, sent_by
from tests.making import copy_sample
from tests.offices import CLERK, REVIEW, THIRD, Office, branches, publish_title, published
from tests.repository import git, make_repository


def test_two_clerks_changes_come_together_by_field(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    clerk.change(summary="Tóm tắt mới.")
    clerk.send()
    checker.change(title="Tựa mới của người khác")
    checker.send(why="Sửa tựa")
    assert sorted(branches(server)) == ["cho-duyet/nguyen-van-mot", "cho-duyet/nguyen-van-mot-2", "main"]
    assert "Đã duyệt." in checker.judge("approve")
    assert "Đã duyệt." in clerk.judge("approve", at="/duyet/nguyen-van-mot-2/")
    assert "Tóm tắt mới." in published(server)
    assert "Tựa mới của người khác" in published(server)
    assert "<<<<" not in published(server)


def test_what_is_sent_from_an_older_state_takes_nothing_back(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    clerk.change(summary="Tóm tắt mới.")
    publish_title(checker)
    clerk.browser.get("/duyet/")  # fetches
    page = LexborHTMLParser(clerk.browser.get("/gui/").text)
    assert [each.text() for each in page.css(".change tbody th")] == ["Tóm tắt một, hai câu"]
    clerk.send()
    shown = LexborHTMLParser(checker.browser.get(REVIEW).text)
    assert [each.text() for each in shown.css(".change tbody th")] == ["Tóm tắt một, hai câu"]
    assert "Đã duyệt." in checker.judge("approve")
    assert "Tóm tắt mới." in published(server)
    assert "Tựa mới của người khác" in published(server)


def test_what_is_sent_at_once_takes_nothing_back(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    publish_title(checker)
    clerk.change(summary="Tóm tắt mới.")
    alone(clerk.root)
    clerk.browser.get("/duyet/")  # fetches
    clerk.browser.post(STORY, data=sent_by(clerk.browser.get(STORY).text) | {"do": "save"})  # reads the settings again
    assert "Đã gửi." in clerk.send()
    assert "Tựa mới của người khác" in published(server)
    assert "Tóm tắt mới." in published(server)


def wait_for(said: Callable[[], str], wanted: str) -> None:
    """Ask until it is said: what the desk does at its start it does beside its pages."""
    for _ in range(400):
        if wanted in said():
            return
        time.sleep(0.05)
    raise AssertionError(wanted)


def test_the_desk_begins_with_what_others_published(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    clerk.change(summary="Tóm tắt mới.")
    publish_title(checker)
    with clerk.browser as browser:
        wait_for(lambda: browser.get("/").text, "Đã lấy bản mới: 1 tệp.")
    assert "Tựa mới của người khác" in clerk.file()
    assert "Tóm tắt mới." in clerk.file()
    git(clerk.root, "remote", "set-url", "origin", str(server / "nowhere"))
    with clerk.browser as browser:
        wait_for(lambda: browser.get("/").text, "Chưa lấy được bản mới")


def test_a_disk_that_is_full_is_no_file_taken_away(
    offices: tuple[Office, Office, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = Repository(offices[0].root)
    run = Repository.run

    def full(self: Repository, *arguments: str, **given: Any) -> "subprocess.CompletedProcess[bytes]":
        if "checkout-index" in arguments:
            return subprocess.CompletedProcess(arguments, 128, b"", b"fatal: No space left on device")
        return run(self, *arguments, **given)

    assert repository.contents("HEAD", ["stories/khong-co.yml"]) == {"stories/khong-co.yml": None}
    monkeypatch.setattr(Repository, "run", full)
    with pytest.raises(GitFault, match="failed"):
        repository.contents("HEAD", [FILE])


def test_a_form_that_was_not_saved_is_not_lost_to_an_update(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, _ = offices
    clerk.change(summary="Đã lưu ở đây.")
    typed = sent_by(clerk.browser.get(STORY).text) | {"summary": ["Đang gõ."], "do": "draft"}
    clerk.browser.post(STORY, data=typed)
    checker.change(summary="Của người kia.")
    checker.send()
    assert "Đã duyệt." in checker.judge("approve", who=THIRD)
    answer = clerk.browser.post("/cap-nhat/").text
    assert "Của người kia." in clerk.file()
    assert sent_by(clerk.browser.get(f"{STORY}?nhap=1").text)["summary"] == ["Đang gõ."]
    kept = clerk.root / ".dienhinh/desk/kept" / FILE
    assert "Đã lưu ở đây." in kept.read_text("utf-8")
    assert f".dienhinh/desk/kept/{FILE}" in answer


def test_a_draft_of_what_was_saved_anyway_makes_way(offices: tuple[Office, Office, Path]) -> None:
    """A browser may keep a draft a moment after the same was saved."""
    clerk, checker, _ = offices
    typed = sent_by(clerk.browser.get(STORY).text) | {"summary": ["Đã lưu ở đây."]}
    clerk.browser.post(STORY, data=typed | {"do": "save"})
    clerk.browser.post(STORY, data=typed | {"do": "draft"})
    checker.change(summary="Của người kia.")
    checker.send()
    checker.judge("approve", who=THIRD)
    assert "mở bản ghi ra để so" in clerk.browser.post("/cap-nhat/").text
    assert sent_by(clerk.browser.get(f"{STORY}?nhap=1").text)["summary"] == ["Đã lưu ở đây."]


def test_a_new_record_that_is_undone_is_kept_where_it_is_said(offices: tuple[Office, Office, Path]) -> None:
    clerk, _, _ = offices
    path = "stories/2025/nguoi-moi.yml"
    (clerk.root / path).write_text(clerk.file(), "utf-8")
    answer = clerk.browser.post("/gui/hoan-lai/", data={"path": path}).text
    assert not (clerk.root / path).exists()
    assert f".dienhinh/desk/kept/{path}" in answer
    assert (clerk.root / ".dienhinh/desk/kept" / path).read_text("utf-8") == clerk.file()


def test_the_same_field_twice_is_never_a_marker_and_never_lost(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    clerk.change(summary="Của thư ký.")
    checker.change(summary="Của người kia.")
    checker.send()
    assert "Đã duyệt." in clerk.judge("approve")
    assert "Của người kia." in clerk.file()
    page = clerk.browser.get(STORY)
    assert "Có bản nháp chưa lưu" in page.text
    draft = sent_by(clerk.browser.get(f"{STORY}?nhap=1").text)
    assert draft["summary"] == ["Của thư ký."]
    answer = clerk.browser.post(STORY, data=draft | {"do": "save"})
    assert "Của người kia." in answer.text
    assert "người khác đã ghi" in answer.text.lower()
    again = sent_by(answer.text)
    assert "Đã lưu." in clerk.browser.post(STORY, data=again | {"do": "save"}).text
    assert "Của thư ký." in clerk.file()
    assert "<<<<" not in clerk.file()
    clerk.send()
    assert "Đã duyệt." in checker.judge("approve")
    assert "Của thư ký." in published(server)


def test_a_change_is_undone_and_kept_as_a_draft(offices: tuple[Office, Office, Path]) -> None:
    clerk, _, _ = offices
    stood = clerk.file()
    clerk.change(summary="Lỡ tay.")
    page = LexborHTMLParser(clerk.browser.get("/gui/").text)
    offered = [each.attributes["value"] for each in page.css("form[action='/gui/hoan-lai/'] [name=path]")]
    assert offered == [FILE]
    answer = clerk.browser.post("/gui/hoan-lai/", data={"path": FILE}).text
    assert "đã trở lại như trước khi bạn sửa" in answer
    assert clerk.file() == stood
    assert sent_by(clerk.browser.get(f"{STORY}?nhap=1").text)["summary"] == ["Lỡ tay."]
    assert "đã đổi" in clerk.browser.post("/gui/hoan-lai/", data={"path": "../../etc/passwd"}).text


def test_commits_made_by_hand_are_joined_with_what_came(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, _ = offices
    (clerk.root / "docs/ghi-chu.md").write_text("# Ghi chú\n", "utf-8")
    git(clerk.root, "add", "docs")
    git(clerk.root, "commit", "-qm", "by hand")
    checker.change(summary="Từ máy khác.")
    checker.send()
    assert "Đã duyệt." in clerk.judge("approve")
    assert "Từ máy khác." in clerk.file()
    assert (clerk.root / "docs/ghi-chu.md").is_file()
    assert "by hand" in git(clerk.root, "log", "--format=%s", "-5")
    assert git(clerk.root, "status", "--porcelain", "stories", "docs") == ""


def without_commits(root: Path) -> None:
    subprocess.run(["git", "init", "-q", "-b", "main", str(root)], check=True)


def detached(root: Path) -> None:
    make_repository(root)
    git(root, "checkout", "-q", "--detach")


def unreachable(root: Path) -> None:
    make_repository(root)
    git(root, "remote", "add", "origin", str(root / "nowhere.git"))


def unrelated(root: Path) -> None:
    make_repository(root)
    other = root.parent / "other"
    other.mkdir()
    git(other, "init", "-q", "-b", "main")
    git(other, "commit", "-q", "--allow-empty", "-m", "x")
    git(root, "remote", "add", "origin", str(other))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (without_commits, "chưa có lần ghi nào"),
        (detached, "không đứng ở nhánh nào"),
        (unreachable, "Chưa lấy được bản mới"),
        (unrelated, "không cùng một gốc"),
    ],
)
def test_where_git_cannot_it_is_said_once_and_nothing_is_lost(
    tmp_path: Path, make: Callable[[Path], None], said: str
) -> None:
    root = copy_sample(tmp_path)
    make(root)
    (tmp_path / "pages").mkdir()
    one = Office(root, client(root, tmp_path / "pages"), CLERK)
    one.change(summary="Đã sửa.")
    answer = one.send(path=FILE) if make is not unrelated else one.browser.post("/cap-nhat/").text
    assert said in answer
    assert "Đã sửa." in one.file()
    assert one.browser.get("/duyet/").status_code == 200


def test_pages_looked_at_before_follow_what_came_and_what_was_undone(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, _ = offices
    page = "/xem/dien-hinh/nguyen-van-mot/"
    assert clerk.browser.get(page).status_code == 200
    checker.change(summary="Của người kia.")
    checker.send()
    checker.judge("approve", who=THIRD)
    clerk.browser.post("/cap-nhat/")
    assert "Của người kia." in clerk.browser.get(page).text
    clerk.change(summary="Sửa rồi bỏ.")
    assert "Sửa rồi bỏ." in clerk.browser.get(page).text
    clerk.browser.post("/gui/hoan-lai/", data={"path": FILE})
    assert "Của người kia." in clerk.browser.get(page).text
