"""Two desks and the office's repository: what one sends another sees, approves or sends back; nobody sees git."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from generator.core.git import GitFault, Repository
from tests.desk_client import FILE, STORY, alone, client, sent_by
from tests.making import copy_sample
from tests.repository import git, make_repository

CLERK, CHECKER = ("Lê Thị Thư", "thu@co-quan.example"), ("Trần Văn Duyệt", "duyet@co-quan.example")
REVIEW = "/duyet/nguyen-van-mot/"
BRANCHES = "--format=%(refname:short)"


@dataclass
class Office:
    """One machine of the office: its project and a browser at its desk."""

    root: Path
    browser: TestClient
    who: tuple[str, str]

    def change(self, story: str = STORY, **texts: str) -> None:
        sent = sent_by(self.browser.get(story).text)
        answer = self.browser.post(story, data=sent | {k: [v] for k, v in texts.items()} | {"do": "save"})
        assert "Đã lưu." in answer.text

    def send(self, why: str = "Sửa tóm tắt", **other: str) -> str:
        paths = [
            each.attributes["value"] or ""
            for each in LexborHTMLParser(self.browser.get("/gui/").text).css("[name=path]")
        ]
        who, mail = self.who
        return self.browser.post("/gui/", data={"who": who, "mail": mail, "why": why, "path": paths} | other).text

    def judge(self, deed: str, reason: str = "", who: tuple[str, str] = ("", ""), at: str = REVIEW) -> str:
        page = LexborHTMLParser(self.browser.get(at).text)
        field = page.css_first(".judging [name=commit]")
        assert field is not None, page.text()
        name, mail = who if who[0] else self.who
        asked = {"who": name, "mail": mail, "reason": reason, "commit": field.attributes["value"], "do": deed}
        return self.browser.post(at, data=asked).text

    def file(self, path: str = FILE) -> str:
        return (self.root / path).read_text("utf-8")


@pytest.fixture
def offices(tmp_path: Path) -> tuple[Office, Office, Path]:
    """Return a clerk's machine, a colleague's, and the repository both know."""
    first = copy_sample(tmp_path / "a")
    make_repository(first)
    server = tmp_path / "server.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(first), str(server)], check=True)
    made = []
    for name, who in (("a", CLERK), ("b", CHECKER)):
        root = tmp_path / name / "project"
        if name == "a":
            git(root, "remote", "add", "origin", str(server))
            git(root, "fetch", "-q")
        else:
            (tmp_path / name).mkdir()
            subprocess.run(["git", "clone", "-q", str(server), str(root)], check=True)
        (tmp_path / name / "pages").mkdir()
        made.append(Office(root, client(root, tmp_path / name / "pages"), who))
    return made[0], made[1], server


def published(server: Path, path: str = FILE) -> str:
    return git(server, "show", f"main:{path}")


def branches(server: Path) -> list[str]:
    return git(server, "for-each-ref", BRANCHES, "refs/heads").split()


def test_what_a_clerk_sends_is_published_when_a_colleague_approves(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    clerk.change(summary="Đã sửa ở bàn.")
    assert "Đã gửi duyệt." in clerk.send()
    assert "Đã sửa ở bàn." not in published(server)
    assert "Không có thay đổi nào chưa gửi" in clerk.browser.get("/gui/").text
    assert "Sửa tóm tắt" in checker.browser.get("/duyet/").text
    page = checker.browser.get(REVIEW).text
    assert "Đã sửa ở bàn." in page
    assert "Lê Thị Thư" in page
    assert "Đã sửa ở bàn." not in checker.browser.get("/xem-before/dien-hinh/nguyen-van-mot/").text
    assert "Đã sửa ở bàn." in checker.browser.get("/xem-after/dien-hinh/nguyen-van-mot/").text
    assert "Đã duyệt." in checker.judge("approve")
    assert "Đã sửa ở bàn." in published(server)
    assert branches(server) == ["main"]
    assert "Đã sửa ở bàn." in checker.file()
    told = git(server, "log", "-1", "--format=%an|%s|%P|%b", "main")
    assert told.startswith("Trần Văn Duyệt|Duyệt: Sửa tóm tắt|")
    assert "Người gửi: Lê Thị Thư" in told
    assert git(server, "log", "-1", "--format=%an", "main^2").strip() == "Lê Thị Thư"
    assert "bản mới" in clerk.browser.post("/cap-nhat/").text
    assert git(clerk.root, "status", "--porcelain", "stories") == ""
    assert git(clerk.root, "rev-parse", "HEAD") == git(server, "rev-parse", "main")


@pytest.mark.parametrize(
    "who", [CLERK, ("Ai đó", "THU@co-quan.example"), ("LÊ THỊ THƯ", "khac@co-quan.example"), ("Le Thi Thu", "k@x.vn")]
)
def test_nobody_approves_their_own(offices: tuple[Office, Office, Path], who: tuple[str, str]) -> None:
    clerk, checker, server = offices
    clerk.change(summary="Đã sửa ở bàn.")
    clerk.send()
    assert "Người gửi không tự duyệt" in checker.judge("approve", who=who)
    assert "Đã sửa ở bàn." not in published(server)
    assert "cho-duyet/nguyen-van-mot" in branches(server)


def test_what_is_sent_back_comes_with_its_reason_and_can_be_sent_again(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    clerk.change(summary="Đã sửa ở bàn.")
    clerk.send()
    assert "Ghi lý do" in checker.judge("return")
    assert "Đã trả lại" in checker.judge("return", reason="Thiếu nguồn.")
    assert branches(server) == ["main", "tra-lai/nguyen-van-mot"]
    clerk.browser.post("/cap-nhat/")
    page = clerk.browser.get("/gui/").text
    assert "Thiếu nguồn." in page
    assert "Trần Văn Duyệt" in page
    assert "Đã sửa ở bàn." in page
    clerk.change(summary="Đã sửa, có nguồn.")
    clerk.send()
    assert branches(server) == ["cho-duyet/nguyen-van-mot", "main"]
    assert "Đã duyệt." in checker.judge("approve")
    assert "Đã sửa, có nguồn." in published(server)


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


THIRD = ("Phạm Văn Ba", "ba@co-quan.example")


def publish_title(checker: Office) -> None:
    """Let another title be published from another machine, while the first knows nothing of it."""
    checker.change(title="Tựa mới của người khác")
    checker.send(why="Sửa tựa")
    assert "Đã duyệt." in checker.judge("approve", who=THIRD)


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


def test_what_others_sent_is_theirs_to_take_back(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    for each in offices[:2]:
        git(each.root, "config", "user.email", each.who[1])
    clerk.change(summary="Của thư ký.")
    clerk.send()
    assert "Rút lại" in clerk.browser.get("/gui/").text
    checker.browser.get("/duyet/")
    assert "Rút lại" not in checker.browser.get("/gui/").text
    asked = {"name": "nguyen-van-mot", "commit": git(server, "rev-parse", "cho-duyet/nguyen-van-mot").strip()}
    checker.browser.post("/gui/bo/", data=asked)
    assert "cho-duyet/nguyen-van-mot" in branches(server)
    assert "Đã bỏ lần gửi ấy" in clerk.browser.post("/gui/bo/", data=asked).text
    assert branches(server) == ["main"]
    assert "Của thư ký." in clerk.file()


def test_what_was_sent_back_to_another_stays_theirs(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    clerk.change(summary="Của thư ký.")
    clerk.send()
    checker.judge("return", reason="Thiếu nguồn.")
    checker.change(title="Tựa khác")
    checker.send()
    assert "tra-lai/nguyen-van-mot" in branches(server)
    assert "Thiếu nguồn." not in checker.browser.get("/gui/").text
    clerk.browser.post("/cap-nhat/")
    assert "Thiếu nguồn." in clerk.browser.get("/gui/").text


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


def test_an_error_that_only_moved_is_not_the_submissions(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    path = clerk.root / FILE
    path.write_text(clerk.file().replace("kind: individual", "kind: nobody"), "utf-8")
    git(clerk.root, "commit", "-qam", "by hand")
    git(clerk.root, "push", "-q", "origin", "main")
    path.write_text(f"# một dòng\n{clerk.file()}", "utf-8")
    clerk.send()
    assert "Đã duyệt." in checker.judge("approve")
    assert published(server).startswith("# một dòng")


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


def test_what_others_published_of_the_same_field_meanwhile_stops_an_approval(
    offices: tuple[Office, Office, Path],
) -> None:
    clerk, checker, server = offices
    clerk.change(summary="Của thư ký.")
    clerk.send()
    (checker.root / FILE).write_text(checker.file().replace("summary:", "summary: Khác hẳn. #", 1).replace(" #", "\n#"))
    git(checker.root, "commit", "-qam", "by hand")
    git(checker.root, "push", "-q", "origin", "main")
    page = checker.browser.get(REVIEW).text
    assert "có người đã đăng khác đi" in page
    assert "Duyệt và đăng" not in page
    assert "người khác vừa đăng khác đi" in checker.judge("approve")
    assert "Khác hẳn." in published(server)


def test_what_would_bring_an_error_is_not_approved(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    path = clerk.root / FILE
    path.write_text(clerk.file().replace("kind: individual", "kind: nobody"), "utf-8")
    clerk.send()
    page = checker.browser.get(REVIEW).text
    assert "Lỗi mà lần gửi này đưa vào" in page
    assert "Chưa duyệt được" in checker.judge("approve")
    assert "nobody" not in published(server)


def test_names_and_addresses_at_stake_are_told(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, _ = offices
    (clerk.root / "stories/2025/nguoi-moi.yml").write_text(
        clerk.file().replace("name: Nguyễn Văn Một", "name: Người Mới Tinh"), "utf-8"
    )
    clerk.send(why="Thêm")
    page = checker.browser.get("/duyet/nguoi-moi/").text
    assert "Người Mới Tinh" in page.split("sẽ hiện công khai")[1].split("</ul>")[0]
    (clerk.root / "stories/2025/nguoi-moi.yml").unlink()


@pytest.mark.parametrize("path", ["mkdocs.yml", "generator/x.py", "stories.py", ".gitattributes"])
def test_what_could_run_as_code_is_neither_shown_nor_approved_at_the_desk(
    offices: tuple[Office, Office, Path], path: str
) -> None:
    clerk, checker, server = offices
    git(clerk.root, "checkout", "-qb", "x")
    (clerk.root / path).parent.mkdir(exist_ok=True)
    with (clerk.root / path).open("a", encoding="utf-8") as file:
        file.write("\n# hooks: [run.py]\n")
    git(clerk.root, "add", "-A", path)
    git(clerk.root, "commit", "-qm", "code")
    git(clerk.root, "push", "-q", "origin", "x:cho-duyet/nguyen-van-mot")
    page = checker.browser.get(REVIEW).text
    assert path in page
    assert "Duyệt và đăng" not in page
    assert checker.browser.get("/xem-after/").status_code == 404
    checker.judge("approve")
    assert "cho-duyet/nguyen-van-mot" in branches(server)


def test_a_link_in_a_submission_leads_nowhere(offices: tuple[Office, Office, Path], tmp_path: Path) -> None:
    clerk, checker, _ = offices
    secret = tmp_path / "secret.yml"
    secret.write_text("name: Mật\n", "utf-8")
    git(clerk.root, "checkout", "-qb", "x")
    (clerk.root / "stories/2025/lien-ket.yml").symlink_to(secret)
    git(clerk.root, "add", "-A", "stories")
    git(clerk.root, "commit", "-qm", "link")
    git(clerk.root, "push", "-q", "origin", "x:cho-duyet/lien-ket")
    page = checker.browser.get("/duyet/lien-ket/").text
    assert "Mật" not in page
    assert "Lỗi mà lần gửi này đưa vào" in page


def test_what_was_changed_again_while_somebody_looked_is_looked_at_again(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    clerk.change(summary="Lần một.")
    clerk.send()
    page = LexborHTMLParser(checker.browser.get(REVIEW).text)
    shown = page.css_first(".judging [name=commit]")
    assert shown is not None
    clerk.change(summary="Lần hai.")
    clerk.send()
    who, mail = CHECKER
    asked = {"who": who, "mail": mail, "reason": "", "commit": shown.attributes["value"], "do": "approve"}
    answer = checker.browser.post(REVIEW, data=asked).text
    assert "nội dung này đã đổi" in answer
    assert "Lần hai." in answer
    assert "Lần" not in published(server)


@pytest.mark.parametrize(
    "path", ["/xem-khac/", "/xem-after/", "/xem-after/..%2f..%2fmkdocs.yml", "/duyet/khong-co/", "/duyet/a/b/"]
)
def test_what_is_not_there_is_said_to_be_missing(desk: tuple[Path, TestClient], path: str) -> None:
    root, browser = desk
    make_repository(root)
    assert browser.get(path).status_code == 404


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


def test_without_a_server_two_people_at_one_machine_review_all_the_same(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    make_repository(root)
    (tmp_path / "pages").mkdir()
    one = Office(root, client(root, tmp_path / "pages"), CLERK)
    one.change(summary="Đã sửa.")
    one.send()
    assert "Đã duyệt." in one.judge("approve", who=CHECKER)
    assert "Đã sửa." in git(root, "show", f"HEAD:{FILE}")
    assert git(root, "status", "--porcelain", "stories") == ""
