"""What the desk saves: one value one line, two people who lose nothing, drafts, and sending by git."""

import subprocess
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from generator.core.git import GitFault
from generator.desk.changes import Changes
from tests.desk_client import FILE, STORY, alone, client, sent_by
from tests.making import copy_sample
from tests.repository import git, make_repository
from tests.test_desk import blankless


def write_aside(root: Path, before: str, after: str) -> None:
    """Change the file as somebody else would, who sits at no desk."""
    text = (root / FILE).read_text("utf-8")
    assert text.count(before) >= 1
    (root / FILE).write_text(text.replace(before, after, 1), "utf-8")


def test_one_changed_value_changes_one_line(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    before = (root / FILE).read_text("utf-8").split("\n")
    sent = sent_by(browser.get(STORY).text)
    sent["summary"] = ["Tóm tắt mới của câu chuyện."]
    answer = browser.post(STORY, data=sent | {"do": "save"}, follow_redirects=False)
    assert answer.status_code == 303
    after = (root / FILE).read_text("utf-8").split("\n")
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert [b for _, b in changed] == ["summary: Tóm tắt mới của câu chuyện."]


def test_two_people_keep_what_each_changed(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    sent = sent_by(browser.get(STORY).text)
    write_aside(root, "role: ", "role: Người khác sửa, ")
    mine = sent | {"summary": ["Của tôi."]}
    assert browser.post(STORY, data=mine | {"do": "save"}, follow_redirects=False).status_code == 303
    text = (root / FILE).read_text("utf-8")
    assert "role: Người khác sửa, nông dân" in text
    assert "summary: Của tôi.\n" in text


def test_the_same_field_twice_is_shown_and_what_is_saved_next_counts(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    sent = sent_by(browser.get(STORY).text)
    write_aside(root, "summary: ", "summary: Họ viết. ")
    before = (root / FILE).read_bytes()
    answer = browser.post(STORY, data=sent | {"summary": ["Của tôi."], "do": "save"})
    page = LexborHTMLParser(answer.text)
    shown = [each.text() for each in page.css("[role=alert], .told b")]
    assert shown == [
        "Có người vừa sửa cùng mục: Tóm tắt một, hai câu. Chưa lưu gì; bản của bạn vẫn ở đây. "
        "Xem hai bản dưới đây, sửa cho đúng rồi lưu lại.",
        "Tóm tắt một, hai câu",
    ]
    assert "Họ viết." in answer.text
    assert (root / FILE).read_bytes() == before
    again = sent_by(answer.text) | {"summary": ["Đã bàn với nhau."], "do": "save"}
    assert browser.post(STORY, data=again, follow_redirects=False).status_code == 303
    assert "summary: Đã bàn với nhau.\n" in (root / FILE).read_text("utf-8")


def test_after_a_conflict_the_form_holds_what_only_the_other_changed(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    sent = sent_by(browser.get(STORY).text)
    write_aside(root, "summary: ", "summary: Họ viết. ")
    write_aside(root, "role: ", "role: Người khác sửa, ")
    told = browser.post(STORY, data=sent | {"summary": ["Của tôi."], "do": "save"})
    browser.post(STORY, data=sent_by(told.text) | {"do": "save"})
    text = (root / FILE).read_text("utf-8")
    assert "summary: Của tôi.\n" in text
    assert "role: Người khác sửa, nông dân" in text


@pytest.mark.parametrize("way", ["no draft", "a draft", "from the draft", "another desk", "a forged mark"])
def test_however_the_form_was_come_by_nobody_is_written_over(
    desk: tuple[Path, TestClient], tmp_path: Path, way: str
) -> None:
    root, browser = desk
    sent = sent_by(browser.get(STORY).text)
    if way in {"a draft", "from the draft"}:
        browser.post(STORY, data=sent | {"role": ["thợ"], "do": "draft"})
    write_aside(root, "summary: ", "summary: Họ viết. ")
    if way == "from the draft":
        sent = sent_by(browser.get(f"{STORY}?nhap=1").text)
    elif way == "another desk":
        browser = client(root, tmp_path / "pages")
    elif way == "a forged mark":
        sent |= {"mark": ["0"]}
    browser.post(STORY, data=sent | {"role": ["thợ"], "do": "save"})
    assert "Họ viết." in (root / FILE).read_text("utf-8")


def test_what_was_saved_is_said(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    sent = sent_by(browser.get(STORY).text)
    page = LexborHTMLParser(browser.post(STORY, data=sent | {"summary": ["Mới."], "do": "save"}).text)
    assert [each.text() for each in page.css(".told[role=status]")] == ["Đã lưu."]


@pytest.mark.parametrize("text", ["số không\x00", "không là chữ\ufffe", "riêng\ue000"])
def test_what_a_file_may_not_hold_is_told_at_its_field(desk: tuple[Path, TestClient], text: str) -> None:
    root, browser = desk
    kept = (root / FILE).read_bytes()
    sent = sent_by(browser.get(STORY).text)
    told = LexborHTMLParser(browser.post(STORY, data=sent | {"role": [text], "do": "save"}).text)
    assert (root / FILE).read_bytes() == kept
    assert [each.text() for each in told.css("[role=alert]")] == [
        "Chưa lưu được: có ký tự không lưu được, xem chỗ báo lỗi bên dưới. Bản nháp vẫn được giữ."
    ]
    assert len(told.css('[data-said="role"] li')) == 1


@pytest.mark.parametrize(("sent", "kept"), [("ô\x07", "ô"), ("hai\u2028dòng", "hai dòng"), ("cổ\x1eđộng", "cổ-động")])
def test_the_marks_of_word_are_no_letters(desk: tuple[Path, TestClient], sent: str, kept: str) -> None:
    root, browser = desk
    form = sent_by(browser.get(STORY).text)
    browser.post(STORY, data=form | {"role": [sent], "do": "save"})
    assert f"role: {kept}\n" in (root / FILE).read_text("utf-8")


def test_a_text_in_the_letters_of_an_old_code_is_told_at_its_field(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    sent = sent_by(browser.get(STORY).text)
    role = {"role": ["NguyÔn V¨n Mét, x· §«ng ThuËn"], "do": "check"}
    told = LexborHTMLParser(browser.post(STORY, data=sent | role).text)
    assert [each.text()[:20] for each in told.css('[data-said="role"] li')] == ["chữ lỗi mã TCVN3: «N"]


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("awards:\n  - {", "awards:\n  - {so_hieu: 12, ", "awards.0.so_hieu"),
        ("results:\n", "results: hai\nnothing:\n", "results"),
        ("role: nông dân", "role: [nông dân, thợ]", "role"),
        ("summary: ", "place: {x: y}\nsummary: ", ""),
    ],
)
def test_what_the_form_cannot_show_is_not_lost(
    desk: tuple[Path, TestClient], before: str, after: str, place: str
) -> None:
    root, browser = desk
    write_aside(root, before, after)
    kept = (root / FILE).read_bytes()
    sent = sent_by(browser.get(STORY).text)
    answer = browser.post(STORY, data=sent | {"role": ["thợ"], "do": "save"})
    if place:
        said = [each.text() for each in LexborHTMLParser(answer.text).css("[role=alert]")]
        assert said == [
            f"Tệp có chỗ biểu mẫu không hiện được: {place}. "
            "Để khỏi mất, ở đây chưa lưu được; sửa chỗ ấy trong tệp rồi mở lại. Xem cách sửa giúp"
        ]
        assert (root / FILE).read_bytes() == kept
    else:
        assert "place: {x: y}" in (root / FILE).read_text("utf-8")
        assert "role: thợ\n" in (root / FILE).read_text("utf-8")


def test_what_was_typed_outlives_the_machine(desk: tuple[Path, TestClient], tmp_path: Path) -> None:
    root, browser = desk
    sent = sent_by(browser.get(STORY).text)
    browser.post(STORY, data=sent | {"summary": ["Chưa lưu."], "do": "draft"})
    again = client(root, tmp_path / "pages")
    assert "Có bản nháp chưa lưu" in again.get(STORY).text
    assert "Chưa lưu." in again.get(f"{STORY}?nhap=1").text
    again.post(STORY, data=sent | {"do": "drop"})
    assert "Có bản nháp chưa lưu" not in again.get(STORY).text


def test_what_changed_is_told_by_field_and_sent_in_the_clerks_name(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    alone(root)
    make_repository(root)
    office = tmp_path / "office.git"
    subprocess.run(["git", "init", "-q", "--bare", str(office)], check=True)
    git(root, "remote", "add", "origin", str(office))
    (tmp_path / "pages").mkdir()
    browser = client(root, tmp_path / "pages")
    sent = sent_by(browser.get(STORY).text)
    browser.post(STORY, data=sent | {"summary": ["Đã sửa ở bàn."], "do": "save"})
    page = browser.get("/gui/").text
    assert "Tóm tắt một, hai câu" in page
    assert "Đã sửa ở bàn." in page
    answer = browser.post("/gui/", data={"who": "Lê Thị Thư", "mail": "thu@co-quan.example", "why": "Sửa tóm tắt"})
    assert "Đã gửi." in answer.text
    told = subprocess.run(
        ["git", "-C", str(office), "log", "-1", "--format=%an|%ae|%s", "--all"], capture_output=True, check=True
    ).stdout.decode()
    assert told.strip() == "Lê Thị Thư|thu@co-quan.example|Sửa tóm tắt"
    assert Changes(root).pending() == []


def test_without_git_or_an_office_it_says_so_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_sample(tmp_path)
    alone(root)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "pages").mkdir()
    browser = client(root, tmp_path / "pages")
    assert "chưa phải kho git" in browser.get("/gui/").text
    make_repository(root)
    git(root, "remote", "add", "origin", str(tmp_path / "nowhere.git"))
    sent = sent_by(browser.get(STORY).text)
    browser.post(STORY, data=sent | {"summary": ["Đã sửa."], "do": "save"})
    assert "Chưa gửi đi được" in browser.post("/gui/", data={"who": "A", "mail": "a@b.vn", "why": ""}).text
    assert "Đã sửa." in git(root, "show", f"HEAD:{FILE}")
    with pytest.raises(GitFault):
        Changes(root).send("", "", "")


def test_a_page_that_was_still_arriving_empties_nothing(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    before = (root / FILE).read_bytes()
    sent = sent_by(browser.get(STORY).text)
    cut = dict(list(sent.items())[:12])
    for deed in ("save", "check", "add:awards"):
        page = browser.post(STORY, data=cut | {"do": [deed]}).text
        assert "Trang chưa hiện xong" in page
        assert blankless(sent_by(page)) == blankless(sent), "all that the file says is on the form again"
    assert (root / FILE).read_bytes() == before
