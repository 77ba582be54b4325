"""What is typed is never lost: records that go or break while their form is open, drafts that a rename would orphan."""

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from tests.desk_client import FILE, STORY, sent_by

UNITS = "stories/reference/units.yml"
UNIT = "/units/htx-mau/"
TYPED = "Chữ gõ dở, chưa lưu."


def without_unit(file: Path) -> None:
    text = file.read_text("utf-8")
    file.write_text("\n".join(row for row in text.split("\n") if "htx-mau" not in row), "utf-8")


def broken(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"name: hai\nname: ba\n")


@pytest.mark.parametrize(
    ("address", "path", "field", "change"),
    [
        (STORY, FILE, "summary", Path.unlink),
        (STORY, FILE, "summary", broken),
        (UNIT, UNITS, "note", without_unit),
        (UNIT, UNITS, "note", broken),
    ],
)
@pytest.mark.parametrize("deed", ["save", "check", "add:sources", "add:names"])
def test_what_was_typed_for_a_record_that_went_is_shown_and_kept(
    desk: tuple[Path, TestClient], address: str, path: str, field: str, change: object, deed: str
) -> None:
    root, browser = desk
    sent = sent_by(browser.get(address).text) | {field: [TYPED], "do": [deed]}
    change(root / path)  # type: ignore[operator]
    answer = browser.post(address, data=sent, follow_redirects=False)
    assert answer.status_code == 409
    page = LexborHTMLParser(answer.text)
    assert TYPED in [each.text() for each in page.css(".typed dd")]
    kept = list((root / ".dienhinh/desk/kept").rglob("*.txt"))
    assert [TYPED in file.read_text("utf-8") for file in kept] == [True]
    assert kept[0].relative_to(root).as_posix() in answer.text
    back = page.css_first("main a.add")
    assert back is not None
    assert browser.get(str(back.attributes["href"])).status_code == 200
    silent = browser.post(f"{address}?as=json", data=sent).json()
    assert list(silent) == [""], "the form says so while one types, and nothing more is written"
    assert len(list((root / ".dienhinh/desk/kept").rglob("*.txt"))) == 1


def test_a_record_that_can_be_read_again_has_its_draft(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    before = (root / UNITS).read_bytes()
    sent = sent_by(browser.get(UNIT).text) | {"note": [TYPED], "do": ["save"]}
    broken(root / UNITS)
    browser.post(UNIT, data=sent)
    (root / UNITS).write_bytes(before)
    assert "Mở bản nháp" in browser.get(UNIT).text
    held = sent_by(browser.get(f"{UNIT}?nhap=1").text)
    assert held["note"] == [TYPED]
    assert browser.post(UNIT, data=held | {"do": ["save"]}, follow_redirects=False).status_code == 303
    assert TYPED in (root / UNITS).read_text("utf-8")


def test_an_entry_whose_form_was_not_saved_is_not_renamed(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    before = (root / UNITS).read_bytes()
    browser.post(UNIT, data=sent_by(browser.get(UNIT).text) | {"note": [TYPED], "do": ["draft"]})
    answer = browser.post(f"{UNIT}doi-ma/", data={"new": "htx-khac", "do": "do"}, follow_redirects=False)
    assert answer.status_code == 200
    assert "chưa lưu ở: Hợp tác xã Mẫu." in answer.text
    assert (root / UNITS).read_bytes() == before
    browser.post(UNIT, data={"do": "drop"})
    renamed = browser.post(f"{UNIT}doi-ma/", data={"new": "htx-khac", "do": "do"}, follow_redirects=False)
    assert renamed.status_code == 303
    assert browser.get("/units/htx-khac/").status_code == 200


def test_a_fault_in_a_list_leads_to_the_form_of_its_entry(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    file = root / UNITS
    whole = file.read_text("utf-8")
    file.write_text(whole.replace("type: truong", "type: truongg"), "utf-8")
    assert 'href="/units/truong-mau/"' in home_again(browser)
    file.write_text(f"{whole}name: hai\nname: ba\n", "utf-8")
    leads = LexborHTMLParser(home_again(browser)).css(".faults a")
    assert leads
    for each in leads:
        assert browser.get(str(each.attributes["href"])).status_code == 200


def home_again(browser: TestClient) -> str:
    """Return the first page after the desk read the project again, as it does after any save."""
    story = sent_by(browser.get(STORY).text)
    browser.post(STORY, data=story | {"summary": [f"{story['summary'][0]} Và nữa."], "do": ["save"]})
    return browser.get("/").text
