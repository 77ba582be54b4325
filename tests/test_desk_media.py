"""Photos and signed decisions at the desk: taken by a button, looked through before they lie beside the record."""

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from generator.desk import media
from generator.engine.project import read_project
from tests.desk_client import STORY, sent_by
from tests.making import photo
from tests.offices import REVIEW, Office
from tests.repository import git
from tests.test_attachments import pdf

DECISION = "/decision/qd-12-2025/"
FOLDER = "stories/media/nguyen-van-mot"


def give(
    browser: TestClient, name: str, content: bytes, address: str = STORY, field: str = "images", **typed: str
) -> LexborHTMLParser:
    sent = sent_by(browser.get(address).text) | {key: [value] for key, value in typed.items()}
    files = {f"tep:{field}": (name, content, "application/octet-stream")}
    answer = browser.post(address, data=sent | {"do": f"attach:{field}"}, files=files)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text)


def value(page: LexborHTMLParser, selector: str) -> str | None:
    found = page.css_first(selector)
    return found.attributes["value"] if found is not None else None


def told(page: LexborHTMLParser) -> str:
    found = page.css_first(".told[role=alert]")
    return found.text() if found is not None else ""


def test_a_photo_lies_beside_the_record_and_asks_for_what_it_needs(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    content = photo()
    page = give(browser, "Ảnh Ông Một.JPG", content, title="Tiêu đề đang gõ")
    assert told(page) == ""
    assert (root / FOLDER / "anh-ong-mot.jpg").read_bytes() == content
    assert value(page, "#f-images-0-file") == "anh-ong-mot.jpg"
    assert value(page, "#f-title") == "Tiêu đề đang gõ"
    asked = page.css_first('[data-said="images.0"]')
    assert asked is not None
    assert "thiếu lời mô tả" in asked.text(), "what it needs is asked for at once"
    sent = sent_by(str(page.html)) | {
        "images.0.alt": ["Ông Một bên bờ sông"],
        "images.0.credit": ["Trần Ảnh"],
        "images.0.licence": ["CC BY 4.0"],
        "images.0.basis": ["public-event"],
        "images.0.event": ["Lễ trao"],
        "do": ["save"],
    }
    assert browser.post(STORY, data=sent, follow_redirects=False).status_code == 303
    project = read_project(root)
    assert [image.file for image in project.archive.stories["nguyen-van-mot"].images] == ["anh-ong-mot.jpg"]
    assert [str(problem) for problem in project.problems if problem.is_error] == []


def test_two_of_one_name_keep_both_and_the_same_one_is_taken_once(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    one, two = photo(), photo((900, 900))
    for content in (one, two, one):
        give(browser, "anh.jpg", content)
    assert {file.name: file.read_bytes() for file in (root / FOLDER).iterdir()} == {"anh.jpg": one, "anh-2.jpg": two}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("anh.jpg", b"<html><script>alert(1)</script></html>", "không phải ảnh"),
        ("anh.svg", b"<svg/>", "không phải loại tệp dùng được"),
        ("anh.jpg", photo()[:2000], "hỏng"),
        ("anh.pdf", pdf(), "không phải loại tệp dùng được"),
        ("anh.jpg", photo() + b"0" * media.MOST_BYTES, "nặng hơn 10 MB"),
        ("", b"", "Chưa chọn tệp"),
    ],
    ids=["a page", "a drawing", "half", "a document", "too large", "nothing"],
)
def test_what_is_no_photo_is_not_taken_and_nothing_typed_is_lost(
    desk: tuple[Path, TestClient], name: str, content: bytes, words: str
) -> None:
    root, browser = desk
    page = give(browser, name, content, title="Đang gõ")
    assert words in told(page)
    assert not (root / FOLDER).exists()
    assert value(page, "#f-title") == "Đang gõ"
    assert page.css_first("#f-images-0") is None


@pytest.mark.parametrize(
    "name", ["../../../x.jpg", "..\\..\\x.jpg", "/etc/x.jpg", "C:\\x.jpg", "con.jpg", "….jpg", "%2e%2e%2fx.jpg"]
)
def test_no_name_leads_out_of_the_folder(desk: tuple[Path, TestClient], name: str) -> None:
    root, browser = desk
    give(browser, name, photo())
    (new,) = [path for path in root.parent.rglob("*.jpg") if path.read_bytes() == photo()]
    assert new.parent == root / FOLDER
    assert new.name in {"x.jpg", "tep-con.jpg", "tep.jpg", "2e-2e-2fx.jpg"}


def test_a_decision_takes_its_signed_copy(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    page = give(browser, "QĐ 12 (ký).pdf", pdf(), DECISION, "file")
    assert told(page) == ""
    assert value(page, "#f-file") == "qd-12-ky.pdf"
    assert (root / "stories/media/qd-12-2025/qd-12-ky.pdf").is_file()
    assert "không phải tệp PDF" in told(give(browser, "x.pdf", b"<html>", DECISION, "file"))


@pytest.mark.parametrize("field", ["title", "sources", "khong-co", "images.0.file"])
def test_only_what_takes_files_is_given_one(desk: tuple[Path, TestClient], field: str) -> None:
    _, browser = desk
    files = {f"tep:{field}": ("x.jpg", photo(), "image/jpeg")}
    sent = sent_by(browser.get(STORY).text) | {"do": [f"attach:{field}"]}
    assert browser.post(STORY, data=sent, files=files).status_code == 404


def test_a_photo_goes_with_its_record_to_the_public(offices: tuple[Office, Office, Path]) -> None:
    clerk, checker, server = offices
    content = photo()
    page = give(clerk.browser, "anh.jpg", content)
    texts = {"alt": "Ông Một", "credit": "Trần Ảnh", "licence": "CC BY 4.0", "basis": "public-event", "event": "Lễ"}
    sent = sent_by(str(page.html)) | {f"images.0.{name}": [text] for name, text in texts.items()}
    clerk.browser.post(STORY, data=sent | {"do": "save"})
    assert "Ảnh hoặc tệp kèm bản ghi" in clerk.browser.get("/gui/").text
    assert "Đã gửi duyệt." in clerk.send("Thêm ảnh")
    review = checker.browser.get(REVIEW).text
    assert f"{FOLDER}/anh.jpg" in review
    assert "Ông Một" in checker.browser.get("/xem-after/dien-hinh/nguyen-van-mot/").text
    assert "Đã duyệt." in checker.judge("approve")
    assert (checker.root / FOLDER / "anh.jpg").read_bytes() == content
    assert FOLDER in git(server, "ls-tree", "-r", "--name-only", "main")


@pytest.mark.parametrize("link", ["stories/media", FOLDER])
def test_a_folder_that_is_a_link_leads_no_file_out_of_the_project(
    desk: tuple[Path, TestClient], tmp_path: Path, link: str
) -> None:
    root, browser = desk
    outside = tmp_path / "outside"
    outside.mkdir()
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).symlink_to(outside)
    assert "là liên kết" in told(give(browser, "anh.jpg", photo()))
    assert list(outside.rglob("*")) == []
