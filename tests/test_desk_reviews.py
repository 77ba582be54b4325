"""Two desks and the office's repository: what one sends another sees, approves or sends back; nobody sees git."""

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from tests.desk_client import FILE, client
from tests.making import copy_sample
from tests.offices import CHECKER, CLERK, REVIEW, Office, branches, published
from tests.repository import git, make_repository


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
    assert "người khác đã đăng nội dung khác" in page
    assert "Duyệt và đăng" not in page
    assert "người khác vừa đăng nội dung khác" in checker.judge("approve")
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
