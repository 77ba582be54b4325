"""From a Word file on a clerk's table to a story at the desk: what was read waits until somebody confirms it."""

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from generator.desk.sent import confirm, do
from generator.engine.project import read_project
from generator.source.yaml_source import Tree
from tests.desk_client import sent_by
from tests.test_achievement import report, saved

HERE = "/story/pham-thi-thu/"
FILE = "stories/2024/pham-thi-thu.yml"


@pytest.fixture
def word(tmp_path: Path) -> bytes:
    return saved(report(), tmp_path / "bao-cao.docx").read_bytes()


def drop(browser: TestClient, content: bytes, name: str = "Báo cáo.docx", year: str = "2024") -> str:
    return browser.post("/bat-dau-tu-word/", data={"year": year}, files={"file": (name, content)}).text


def waiting(browser: TestClient) -> list[str]:
    buttons = LexborHTMLParser(browser.get(HERE).text).css("button[value^=confirm]")
    return [(each.attributes["value"] or "").removeprefix("confirm:") for each in buttons]


def test_a_report_becomes_a_draft_whose_fields_are_confirmed_one_by_one(
    desk: tuple[Path, TestClient], word: bytes
) -> None:
    root, browser = desk
    told = drop(browser, word)
    assert "Báo cáo của «Phạm Thị Thử»" in told
    assert "mới là đề nghị" in told
    assert "Sinh ngày, tháng, năm" in LexborHTMLParser(told).css("ul")[0].text()
    assert "1980" not in (root / FILE).read_text("utf-8")
    assert {"name", "role", "deeds", "awards.0", "results.0", "sources.0"} <= set(waiting(browser))
    form = sent_by(browser.get(HERE).text)
    browser.post(HERE, data=form | {"role": ["Cô giáo"], "do": ["confirm:role"]})
    held = LexborHTMLParser(browser.get(f"{HERE}?nhap=1").text)
    assert not held.css("button[value='confirm:role']")
    browser.post(HERE, data=sent_by(browser.get(f"{HERE}?nhap=1").text) | {"do": ["save"]})
    text = (root / FILE).read_text("utf-8")
    assert "Cô giáo" in text
    assert "- role\n" not in text
    assert "role" not in waiting(browser)


def test_what_waits_follows_its_entry(desk: tuple[Path, TestClient], word: bytes) -> None:
    tree: dict[str, Tree] = {
        "results": [{"after": "1"}, {"after": "2"}, {"after": "3"}],
        "unconfirmed": ["name", "results.1", "results.2"],
    }
    do(tree, "up", "results.1")
    assert tree["unconfirmed"] == ["name", "results.0", "results.2"]
    do(tree, "remove", "results.0")
    assert tree["unconfirmed"] == ["name", "results.1"]
    assert tree["results"] == [{"after": "1"}, {"after": "3"}]
    confirm(tree, "results.1")
    confirm(tree, "khong.co")
    assert tree["unconfirmed"] == ["name"]


def test_what_is_not_confirmed_is_not_published(desk: tuple[Path, TestClient], word: bytes) -> None:
    root, browser = desk
    drop(browser, word)
    file = root / FILE
    lacking = (
        'title: "Lớp đêm"\nsummary: "Một lớp học."\nfields: [y-te]\nbasis: {kind: press}\n'
        "places: [{role: act, as_printed: phường Đông, locality: phuong-dong}]\npublished_on: 2025-10-01\n"
    )
    file.write_text(file.read_text("utf-8") + lacking, "utf-8")
    assert "rule.unconfirmed" in {p.code for p in read_project(root).errors}
    mended = re.sub(r"^unconfirmed:\n(?: +- .*\n)+", "", file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(mended, "utf-8")
    assert "rule.unconfirmed" not in {p.code for p in read_project(root).problems}


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("x.docx", b"hello", "x.docx"),
        ("x.pdf", b"%PDF", "x.pdf"),
        ("../../x.docx", b"hello", "x.docx"),
        ("", b"", "Chưa chọn tệp Word"),
    ],
)
def test_another_file_is_refused_in_one_sentence(
    desk: tuple[Path, TestClient], name: str, content: bytes, told: str
) -> None:
    (said,) = LexborHTMLParser(drop(desk[1], content, name)).css("[role=alert]")
    assert told in said.text()


def test_what_is_there_is_not_written_over(desk: tuple[Path, TestClient], word: bytes) -> None:
    root, browser = desk
    drop(browser, word)
    before = (root / FILE).read_bytes()
    assert "không ghi đè" in drop(browser, word)
    assert (root / FILE).read_bytes() == before


def test_a_name_no_disk_holds_is_no_hindrance(desk: tuple[Path, TestClient], word: bytes) -> None:
    assert "Phạm Thị Thử" in drop(desk[1], word, "Báo cáo rất dài " * 20 + ".docx")
