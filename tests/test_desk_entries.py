"""Units, places and other entries of reference lists at the desk: each a record of its own, many in one file."""

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from generator.archive.archive import is_national
from generator.desk.entries import LISTS
from generator.desk.workspace import Workspace
from generator.engine.project import read_project
from generator.source.yaml_source import Source, read_source
from tests.desk_client import client, sent_by
from tests.making import copy_sample

UNITS, PLACES = "stories/reference/units.yml", "stories/reference/localities-after.yml"
UNIT, PLACE = "/units/htx-mau/", "/localities/phuong-tay/"


def faults(root: Path) -> list[str]:
    return [str(problem) for problem in read_project(root).problems if problem.is_error]


def test_every_list_is_shown(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    shown = LexborHTMLParser(browser.get("/danh-muc/").text)
    assert [each.attributes["href"] for each in shown.css(".tiles li > a:first-child")] == [f"/{k}/" for k in LISTS]
    archive = read_project(root).archive
    for kind, spec in LISTS.items():
        page = LexborHTMLParser(browser.get(f"/{kind}/").text)
        assert len(page.css(".rows li")) == len(archive.collection(spec.collection)), kind
        for link in page.css(".rows a"):
            assert browser.get(str(link.attributes["href"])).status_code == 200


def test_what_the_program_brings_is_shown_and_not_edited(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (root / "stories/reference/stages.yml").unlink()
    browser = client(root, tmp_path)
    archive = read_project(root).archive
    national = [record.id for record in archive.stages.values() if is_national(archive.origin(record).path)]
    assert national
    assert browser.get("/stages/").text.count("Danh mục chung của cả nước") == len(national)
    assert [browser.get(f"/stages/{each}/").status_code for each in national] == [404] * len(national)
    again = browser.post("/stages/moi/", data={"name": "x", "id": national[0]}, follow_redirects=False)
    assert again.status_code == 400


def test_a_unit_is_added_in_words_and_every_other_byte_stays(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    before = (root / UNITS).read_bytes()
    begun = browser.post("/units/moi/", data={"name": "Trạm Y tế phường Đông"}, follow_redirects=False)
    assert (begun.status_code, begun.headers["location"]) == (303, "/units/tram-y-te-phuong-dong/")
    sent = sent_by(browser.get("/units/tram-y-te-phuong-dong/").text)
    assert sent["names.0.name"] == ["Trạm Y tế phường Đông"]
    sent |= {"type": ["don-vi-su-nghiep"], "locality": ["phuong-dong"], "do": ["save"]}
    assert browser.post("/units/tram-y-te-phuong-dong/", data=sent, follow_redirects=False).status_code == 303
    now = (root / UNITS).read_bytes()
    assert now.startswith(before.rstrip(b"\n"))
    unit = read_project(root).archive.units["tram-y-te-phuong-dong"]
    assert (unit.name, unit.type, unit.locality) == ("Trạm Y tế phường Đông", "don-vi-su-nghiep", "phuong-dong")
    assert faults(root) == []
    assert browser.get("/chon/units/", params={"q": "tram y te"}).json()["options"][0]["value"] == unit.id


def test_one_entry_is_changed_and_no_byte_of_another(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    file = root / PLACES
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = file.read_bytes().split(b"\r\n")
    sent = sent_by(browser.get(PLACE).text) | {"name": ["Phường Tây Mới"], "do": ["save"]}
    assert browser.post(PLACE, data=sent, follow_redirects=False).status_code == 303
    after = file.read_bytes().split(b"\r\n")
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [(b'    name: "Ph\xc6\xb0\xe1\xbb\x9dng T\xc3\xa2y"', '    name: "Phường Tây Mới"'.encode())]


def test_a_form_tells_the_faults_of_its_own_entry_only(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    file = root / UNITS
    file.write_text(file.read_text("utf-8").replace("type: truong", "type: truongg"), "utf-8")
    wrong = LexborHTMLParser(browser.get("/units/truong-mau/").text).css_first("[data-said=type]")
    right = LexborHTMLParser(browser.get(UNIT).text).css(".said li")
    assert wrong is not None
    assert "truongg" in wrong.text()
    assert right == []
    sent = sent_by(browser.get(UNIT).text) | {"locality": ["khong-co"], "do": ["check"]}
    told = browser.post(f"{UNIT}?as=json", data=sent).json()
    assert list(told) == ["locality"]
    button = wrong.css_first("button")
    assert button is not None, "what can mean one thing is offered"
    mended = browser.post(
        "/units/truong-mau/",
        data=sent_by(browser.get("/units/truong-mau/").text) | {"do": str(button.attributes["value"])},
    )
    chosen = LexborHTMLParser(mended.text).css_first("#f-type option[selected]")
    assert chosen is not None
    assert chosen.attributes["value"] == "truong"


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        ("units", {"name": "Hợp tác xã Mẫu", "id": "htx-mau"}, "đã có"),
        ("units", {"name": "Đơn vị", "id": "Có Dấu"}, "mã"),
        ("units", {"name": ""}, ""),
        ("localities", {"name": "x", "id": "con"}, ""),
    ],
)
def test_what_cannot_be_begun_is_refused_and_nothing_is_written(
    desk: tuple[Path, TestClient], kind: str, given: dict[str, str], told: str
) -> None:
    root, browser = desk
    before = {path: path.read_bytes() for path in (root / "stories/reference").iterdir()}
    answer = browser.post(f"/{kind}/moi/", data=given, follow_redirects=False)
    assert answer.status_code == 400
    message = LexborHTMLParser(answer.text).css_first("[role=alert]")
    assert message is not None
    assert told in message.text()
    assert {path: path.read_bytes() for path in (root / "stories/reference").iterdir()} == before


def test_two_who_change_one_entry_are_merged_by_field_and_one_removed_is_said(
    desk: tuple[Path, TestClient],
) -> None:
    root, browser = desk
    sent = sent_by(browser.get(UNIT).text)
    file = root / UNITS
    file.write_text(file.read_text("utf-8").replace("type: hop-tac-xa", "type: doanh-nghiep"), "utf-8")
    note = sent | {"note": ["Ghi ở bàn."], "do": ["save"]}
    assert browser.post(UNIT, data=note, follow_redirects=False).status_code == 303
    text = file.read_text("utf-8")
    assert "type: doanh-nghiep" in text
    assert "Ghi ở bàn." in text
    rows = [row for row in text.split("\n") if "htx-mau" not in row]
    file.write_text("\n".join(rows), "utf-8")
    assert browser.post(UNIT, data=note, follow_redirects=False).status_code == 409


def test_each_entry_has_a_draft_of_its_own(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    sent = sent_by(browser.get(UNIT).text) | {"note": ["Chưa lưu."], "do": ["check"]}
    browser.post(UNIT, data=sent)
    space = Workspace(root)
    assert space.drafts.of(space.open("units", UNITS, "htx-mau")) is not None
    assert space.drafts.of(space.open("units", UNITS, "truong-mau")) is None
    assert "Chưa lưu." in browser.get(f"{UNIT}?nhap=1").text
    browser.post(UNIT, data=sent | {"do": ["save"]})
    assert space.drafts.of(space.open("units", UNITS, "htx-mau")) is None


@pytest.mark.parametrize("before", [None, "", "# chưa có gì\n", "# đầu\nitems:\n", "items: []\n"])
def test_a_list_that_has_nothing_yet_is_begun(desk: tuple[Path, TestClient], before: str | None) -> None:
    root, browser = desk
    file = root / "stories/reference/abbreviations.yml"
    file.unlink() if before is None else file.write_text(before, "utf-8")
    browser.post("/abbreviations/moi/", data={"name": "HTX", "id": "htx"}, follow_redirects=False)
    read = read_source(file.name, file.read_bytes())
    assert isinstance(read, Source)
    assert [each["id"] for each in read.data["items"]] == ["htx"]  # type: ignore[index, call-overload, union-attr]
    assert file.read_text("utf-8").startswith("".join(row for row in (before or "").splitlines(True) if row[0] == "#"))


def test_a_choice_that_is_not_there_leads_to_where_it_is_added(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    told = browser.get("/chon/units/", params={"q": "tram y te"}).json()
    assert (told["options"], told["add"]) == ([], "/units/moi/")
    assert "add" not in browser.get("/chon/stories/", params={"q": "khong co"}).json()
    page = LexborHTMLParser(browser.get("/units/moi/?ten=Trạm%20y%20tế").text).css_first("#name")
    assert page is not None
    assert page.attributes["value"] == "Trạm y tế"


def test_an_entry_is_renamed_with_all_that_names_it_and_not_merged(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    assert browser.get("/units/truong-mau/gop/").status_code == 404
    assert browser.get("/statistics/x/doi-ma/").status_code == 404
    shown = browser.post("/units/truong-mau/doi-ma/", data={"new": "truong-moi", "do": "look"})
    assert shown.status_code == 200
    browser.post("/units/truong-mau/doi-ma/", data={"new": "truong-moi", "do": "do"}, follow_redirects=False)
    archive = read_project(root).archive
    assert "truong-moi" in archive.units
    assert "truong-mau" not in archive.units
    assert faults(root) == []


def test_of_two_entries_with_one_id_only_the_one_that_is_shown_changes(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    file = root / UNITS
    twin = '  - {id: htx-mau, names: [{name: "Hợp tác xã khác"}], type: hop-tac-xa}\n'
    file.write_text(file.read_text("utf-8").rstrip("\n") + "\n" + twin, "utf-8")
    sent = sent_by(browser.get(UNIT).text)
    assert sent["names.0.name"] == ["Hợp tác xã Mẫu"]
    browser.post(UNIT, data=sent | {"note": ["Ghi ở bàn."], "do": ["save"]})
    assert file.read_text("utf-8").endswith(twin)
    assert "Ghi ở bàn." in file.read_text("utf-8")
