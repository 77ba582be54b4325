"""What the desk offers to mend: at a field of the form, and in a file no form can show."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from generator.engine.project import read_project
from tests.desk_client import FILE, STORY, client, sent_by
from tests.making import copy_sample

MEND = f"{STORY}sua-giup/"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Path, TestClient]]:
    root = copy_sample(tmp_path)
    with client(root, tmp_path / "site") as browser:
        yield root, browser


def spoil(root: Path, old: str, new: str) -> None:
    text = (root / FILE).read_text("utf-8")
    assert old in text
    (root / FILE).write_text(text.replace(old, new, 1), "utf-8")


def test_a_button_at_the_field_mends_what_is_on_the_form(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    before = (root / FILE).read_bytes()
    sent = sent_by(browser.get(STORY).text) | {"act_from": ["ngày 10 tháng 9 năm 2025"], "role": ["thợ"]}
    page = LexborHTMLParser(browser.post(STORY, data=sent | {"do": "check"}).text)
    button = page.css_first('[data-said="act_from"] li button')
    assert button is not None
    assert button.text() == "Sửa thành “10/9/2025”"
    said = browser.post(f"{STORY}?as=json", data=sent | {"do": "check"}).json()["act_from"]
    assert [each["deed"] for each in said] == [button.attributes["value"]]
    mended = browser.post(STORY, data=sent | {"do": button.attributes["value"] or ""}).text
    now = sent_by(mended)
    assert (now["act_from"], now["role"]) == (["10/9/2025"], ["thợ"]), "what else was typed stays"
    assert LexborHTMLParser(mended).css('[data-said="act_from"] li') == []
    assert (root / FILE).read_bytes() == before, "nothing is written before it is saved"


@pytest.mark.parametrize("deed", ["mend:", "mend:x@y", "mend:record.date@title", "mend:record.date@../../x", "mend:@"])
def test_a_button_nobody_was_shown_changes_nothing(desk: tuple[Path, TestClient], deed: str) -> None:
    root, browser = desk
    before = (root / FILE).read_bytes()
    sent = sent_by(browser.get(STORY).text)
    answer = browser.post(STORY, data=sent | {"do": deed})
    assert answer.status_code == 200
    assert sent_by(answer.text) == sent
    assert (root / FILE).read_bytes() == before


def test_a_file_no_form_can_read_shows_what_it_should_say(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    right = (root / FILE).read_text("utf-8")
    spoil(root, "honorific: ông", "honorific: *ông")
    spoil(root, "role: nông dân", "role: nông\u200b dân")
    browser.get("/cap-nhat/")
    page = browser.get(STORY)
    assert page.url.path == MEND
    assert "honorific: &#34;*ông&#34;" in page.text
    assert "ký tự mắt thường không thấy" in page.text
    before = (root / FILE).read_bytes()
    assert browser.get(MEND).status_code == 200
    assert (root / FILE).read_bytes() == before, "looking writes nothing"
    after = browser.post(MEND, data=sent_by(page.text, "#sua-giup"))
    assert after.url.path == STORY
    assert sent_by(after.text)["honorific"] == ["*ông"]
    assert (root / FILE).read_text("utf-8") == right.replace("honorific: ông", 'honorific: "*ông"')


def test_what_nobody_looked_at_is_not_written(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    spoil(root, "honorific: ông", "honorific: *ông")
    sent = sent_by(browser.get(MEND).text, "#sua-giup")
    spoil(root, "act_from: 10/9/2025", "act_from: 10/9/25")  # a colleague, meanwhile
    before = (root / FILE).read_bytes()
    again = browser.post(MEND, data=sent)
    assert (root / FILE).read_bytes() == before
    assert "act_from: 10/9/2025" in again.text
    browser.post(MEND, data=sent_by(again.text, "#sua-giup"))
    assert "act_from: 10/9/2025" in (root / FILE).read_text("utf-8")


def test_what_a_form_would_lose_is_mended_in_the_file(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    spoil(root, "role: nông dân", "role: [nông dân]")
    browser.post(STORY, data=sent_by(browser.get(STORY).text) | {"do": "check"})
    link = LexborHTMLParser(browser.get(STORY).text).css_first("[role=alert] a")
    assert link is not None
    assert link.attributes["href"] == MEND
    sent = sent_by(browser.get(MEND).text, "#sua-giup")
    assert sent_by(browser.post(MEND, data=sent).text)["role"] == ["nông dân"]
    assert read_project(root).errors == ()


def test_what_no_machine_can_mend_is_said_with_its_line(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    spoil(root, "role: nông dân\n", "<<<<<<< HEAD\nrole: a\n=======\nrole: b\n>>>>>>> x\n")
    before = (root / FILE).read_bytes()
    page = browser.get(STORY).text
    assert "phải người sửa bằng tay" in page
    assert browser.post(MEND).status_code == 200
    assert (root / FILE).read_bytes() == before


def test_the_first_page_leads_to_what_is_wrong(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    spoil(root, "honorific: ông", "honorific: *ông")
    with client(root, tmp_path / "site") as browser:
        links = [each.attributes["href"] for each in LexborHTMLParser(browser.get("/").text).css(".faults a")]
    assert links == [STORY]


def test_a_file_somebody_changed_beside_the_desk_is_told_as_it_is(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    spoil(root, "act_from: 10/9/2025", "act_from: 10-9-2025")
    page = LexborHTMLParser(browser.get(STORY).text)
    assert [each.text() for each in page.css('[data-said="act_from"] li button')] == ["Sửa thành “10/9/2025”"]
