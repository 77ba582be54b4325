"""What a clerk's day at the desk met: each button does what it says, and nothing is lost on the way."""

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from generator.staff.schema import WRITABLE
from tests.desk_client import FILE, STORY, client, sent_by
from tests.offices import CLERK, Office, branches, two_offices
from tests.repository import git

TEMPLATES = sorted((Path(__file__).parents[1] / "generator/desk/templates").glob("*.html"))
UNITS = "stories/reference/units.yml"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_every_form_says_where_it_goes(template: Path) -> None:
    """A page stands at many addresses; a form without its own would go to whichever it was."""
    forms = re.findall(r'<form [^>]*method="post"[^>]*>', template.read_text("utf-8"))
    assert [form for form in forms if " action=" not in form] == []


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return two_offices(tmp_path)[0]


def press(page: str, form_at: str, **more: str) -> tuple[str, dict[str, list[str]]]:
    """Return where a form of a page goes, and what it would send."""
    form = LexborHTMLParser(page).css_first(form_at)
    assert form is not None
    return str(form.attributes["action"]), sent_by(page, form_at) | {name: [value] for name, value in more.items()}


def test_after_something_was_undone_or_fetched_sending_sends(office: Office, tmp_path: Path) -> None:
    office.change(summary="Tóm tắt mới.")
    office.browser.post("/model/moi/", data={"name": "Vườn thuốc nam"}, follow_redirects=False)
    undone = office.browser.post("/gui/hoan-lai/", data={"path": "stories/models/vuon-thuoc-nam.yml"}).text
    fetched = office.browser.post("/cap-nhat/").text
    for page in (undone, fetched):
        where, sent = press(page, "#gui", who=CLERK[0], mail=CLERK[1], why="x")
        assert where == "/gui/"
        assert LexborHTMLParser(page).css(f'input[name=path][value="{FILE}"]')
    answer = office.browser.post(where, data=sent | {"path": [FILE]}).text
    assert "Đã gửi duyệt" in answer
    assert [name for name in branches(tmp_path / "server.git") if name.startswith("cho-duyet/")]
    assert "Tóm tắt mới." in office.file()


def test_a_new_record_that_was_dropped_comes_back_by_a_button(office: Office) -> None:
    office.browser.post("/model/moi/", data={"name": "Vườn thuốc nam"}, follow_redirects=False)
    path = "stories/models/vuon-thuoc-nam.yml"
    before = office.file(path)
    page = office.browser.post("/gui/hoan-lai/", data={"path": path}).text
    assert not (office.root / path).exists()
    where, sent = press(page, "form[action='/gui/lay-lai/']")
    assert "Đã lấy lại" in office.browser.post(where, data=sent).text
    assert office.file(path) == before
    assert office.browser.post(where, data=sent).status_code == 200, "twice does nothing"
    assert office.file(path) == before


def test_what_a_record_cannot_go_without_goes_along(office: Office, tmp_path: Path) -> None:
    office.browser.post("/units/moi/", data={"name": "Trạm Y tế Mới", "id": "tram-y-te-moi"}, follow_redirects=False)
    unit = sent_by(office.browser.get("/units/tram-y-te-moi/").text) | {"type": ["don-vi-su-nghiep"], "do": ["save"]}
    office.browser.post("/units/tram-y-te-moi/", data=unit)
    office.browser.post("/units/moi/", data={"name": "Không ai hỏi", "id": "khong-ai-hoi"}, follow_redirects=False)
    office.browser.post("/abbreviations/moi/", data={"name": "ABC", "id": "abc"}, follow_redirects=False)
    office.change(unit="tram-y-te-moi")
    (office.root / "stories/ledger.txt").write_text("/mo-hinh/x/\n", "utf-8")
    answer = office.browser.post(
        "/gui/", data={"who": CLERK[0], "mail": CLERK[1], "why": "Thêm đơn vị", "path": [FILE]}
    ).text
    assert "Đã gửi duyệt, kèm những gì bản ghi cần: Trạm Y tế Mới" in answer
    branch = next(name for name in branches(tmp_path / "server.git") if name.startswith("cho-duyet/"))
    changed = git(tmp_path / "server.git", "diff", "--name-only", "main", branch).split()
    assert set(changed) == {FILE, UNITS, "stories/ledger.txt"}


def test_a_photo_taken_out_again_is_not_ticked(office: Office) -> None:
    folder = office.root / "stories/media/nguyen-van-mot"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "cu.jpg").write_bytes(b"x")
    office.change(summary="Tóm tắt mới.")
    page = LexborHTMLParser(office.browser.get("/gui/").text)
    boxes = {
        each.attributes["value"]: "checked" in each.attributes for each in page.css("input[type=checkbox][name=path]")
    }
    assert boxes["stories/media/nguyen-van-mot/cu.jpg"] is False
    assert boxes[FILE] is True


@pytest.mark.parametrize("kind", sorted(WRITABLE))
def test_a_kind_lists_and_opens_its_own_files_only(desk: tuple[Path, TestClient], kind: str) -> None:
    root, browser = desk
    own = {each.attributes["href"] for each in LexborHTMLParser(browser.get(f"/{kind}/").text).css(".rows a")}
    for other, folder in (("campaign", "campaigns"), ("consultation", "consultations"), ("model", "models")):
        for file in (root / "stories" / folder).glob("*.yml"):
            if other != kind and not (root / f"stories/{kind}s/{file.name}").exists():
                assert f"/{kind}/{file.stem}/" not in own
                assert browser.get(f"/{kind}/{file.stem}/").status_code == 404


def test_a_withdrawal_without_the_name_has_none_in_its_reason(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    before = (root / FILE).read_bytes()
    asked = {"reason": "Gỡ theo đề nghị của ông nguyen van MOT.", "hide_name": "1", "do": "do"}
    answer = browser.post(f"{STORY}go/", data=asked, follow_redirects=False)
    assert answer.status_code == 200
    assert "lý do có nêu tên Nguyễn Văn Một" in answer.text
    assert (root / FILE).read_bytes() == before
    fine = browser.post(f"{STORY}go/", data=asked | {"reason": "Gỡ theo đề nghị."}, follow_redirects=False)
    assert fine.status_code == 303


def test_what_is_left_is_said_at_the_top_and_no_dead_page_stands_beside(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    sent = sent_by(browser.get(STORY).text) | {"awards.0.presented_on": ["31/02/2025"], "do": ["save"]}
    saved = browser.post(STORY, data=sent, follow_redirects=False)
    assert saved.headers["location"].endswith("?xong=1#noi-dung")
    page = LexborHTMLParser(browser.get(f"{STORY}?xong=1").text)
    told = " ".join(each.text() for each in page.css(".told"))
    assert "Còn 1 chỗ cần xem lại: Ngày trao" in told
    assert page.css_first("iframe") is None
    assert "Bản đã lưu còn 1 lỗi" in told
    assert LexborHTMLParser(browser.get("/story/le-thi-hai/").text).css_first("iframe") is not None


def test_whoever_comes_without_the_token_is_told_what_to_do(tmp_path: Path) -> None:
    root = two_offices(tmp_path)[0].root
    (tmp_path / "pages").mkdir()
    browser = client(root, tmp_path / "pages")
    browser.cookies.clear()
    answer = browser.get("/")
    assert answer.status_code == 401
    assert "Mở lại bằng" in answer.text


def test_the_sender_hears_that_it_was_approved_and_what_came_back(tmp_path: Path) -> None:
    clerk, checker, _ = two_offices(tmp_path)
    clerk.change(summary="Tóm tắt mới.")
    clerk.send(why="Sửa tóm tắt")
    checker.browser.post("/cap-nhat/")
    assert "Đã duyệt." in checker.judge("approve")
    assert "Đã được duyệt: Sửa tóm tắt." in clerk.browser.post("/cap-nhat/").text
    clerk.change(summary="Tóm tắt khác.")
    clerk.send(why="Sửa nữa")
    checker.browser.post("/cap-nhat/")
    checker.judge("return", reason="Chưa có nguồn.")
    told = clerk.browser.post("/cap-nhat/").text
    assert "Bị trả lại, lý do ghi bên dưới: Sửa nữa." in told
    assert "Chưa có nguồn." in told


def test_the_first_page_names_the_record_and_the_field(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    sent = sent_by(browser.get(STORY).text) | {"awards.0.presented_on": ["31/02/2025"], "do": ["save"]}
    browser.post(STORY, data=sent)
    told = LexborHTMLParser(browser.get("/").text).css_first(".faults li")
    assert told is not None
    assert told.text().startswith("Nguyễn Văn Một Ngày trao: ")
    guide = LexborHTMLParser(browser.get("/").text).css_first("header a[target=_blank]")
    assert guide is not None
    assert browser.get(str(guide.attributes["href"])).status_code == 200


def test_the_id_of_a_source_is_nobodys_to_fill_in(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    page = LexborHTMLParser(browser.get(STORY).text)
    label = page.css_first("label[for=f-sources-0-id]")
    assert label is not None
    assert "bắt buộc" not in label.text()
