"""Choosing at the desk among more than a list can show: by name, with or without accents, with or without script."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from generator.config.i18n import language
from generator.desk import form
from generator.desk.app import make_app
from generator.desk.choices import CLAUSES, MOST_FOUND, Choices, Option
from generator.desk.form import name_sources
from generator.engine.project import read_project
from tests.desk_client import FILE, STORY, TOKEN, sent_by
from tests.making import SAMPLE, copy_sample
from tests.test_access import faults_here, opened

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def choices() -> Choices:
    return Choices(read_project(SAMPLE).archive, language())


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two choices be more than a list can show: the sample has not many of anything."""
    monkeypatch.setattr(form, "MOST_SHOWN", 2)


@pytest.mark.parametrize(
    ("collection", "query", "wanted"),
    [
        ("localities", "phuong dong", ["phuong-dong", "phuong-dong-quan-trung"]),
        ("localities", "  Phường   ĐÔNG ", ["phuong-dong", "phuong-dong-quan-trung"]),
        ("localities", "dong trung", ["phuong-dong-quan-trung"]),
        ("localities", "dong (quan trung", ["phuong-dong-quan-trung"]),
        ("localities", "khong co o dau ca", []),
        ("units", "truong cu", ["truong-mau"]),
        ("decisions", "12/qd", ["qd-12-2025"]),
        ("decisions", "2/qd-ub", ["qd-12-2025"]),
        ("stories", "cuu nguoi duoi nuoc", ["nguyen-van-mot"]),
        ("stories", "nguyen-van-mot", ["nguyen-van-mot"]),
        (CLAUSES, "a1", ["chi-thi-mau#A1"]),
    ],
)
def test_it_is_found_by_what_it_is_known_by(choices: Choices, collection: str, query: str, wanted: list[str]) -> None:
    assert [option.value for option in choices.find(collection, query).options] == wanted


def test_what_begins_so_stands_first_and_no_code_is_shown(choices: Choices) -> None:
    every = choices.find("awards", "")
    assert {option.value for option in every.options} == set(choices.archive.awards)
    assert all(option.name != option.value for option in every.options)
    names = [option.name for option in choices.find("awards", "g").options]
    first = [name.startswith("G") for name in names]
    assert first == sorted(first, reverse=True)
    assert names[0].startswith("G")


def test_more_than_a_screen_holds_is_counted() -> None:
    real = Choices(read_project(ROOT).archive, language())
    found = real.find("localities", "phuong")
    assert len(found.options) == MOST_FOUND
    assert found.more > 0
    named = [option.value for option in found.options]
    assert len(named) == len(set(named))


def test_what_nobody_knows_stands_for_itself(choices: Choices) -> None:
    assert choices.named("units", ["truong-mau", "ma-la"])[1] == Option("ma-la", "ma-la")
    assert choices.named(CLAUSES, ["x#Y"]) == (Option("x#Y", "x#Y"),)


def one(page: LexborHTMLParser, selector: str) -> LexborNode:
    found = page.css_first(selector)
    assert found is not None, selector
    return found


@pytest.mark.usefixtures("few")
def test_without_script_one_searches_by_a_button_and_nothing_typed_is_lost(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    sent = sent_by(browser.get(STORY).text)
    sent["title"] = ["Tiêu đề đang gõ"]
    sent["tim:places.1.locality"] = ["phuong tay"]
    page = LexborHTMLParser(browser.post(STORY, data=sent | {"do": "find:places.1.locality"}).text)
    offered = [each.attributes["value"] for each in page.css("#f-places-1-locality option")]
    assert offered == ["", "phuong-dong-quan-trung", "phuong-tay", "phuong-tay-quan-trung"], (
        "what is chosen stays, what was found is beside it"
    )
    assert one(page, "#f-title").attributes["value"] == "Tiêu đề đang gõ"
    assert "Thấy 2 mục." in one(page, "[data-from=localities] [role=status]").text()
    chosen = sent | {"places.1.locality": ["phuong-tay"], "do": "save"}
    assert browser.post(STORY, data=chosen, follow_redirects=False).status_code == 303
    assert "locality: phuong-tay" in (root / FILE).read_text("utf-8")


def test_only_collections_are_answered_for(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    found = browser.get("/chon/units/", params={"q": "hop tac"}).json()
    assert found["options"] == [{"value": "htx-mau", "name": "Hợp tác xã Mẫu"}]
    assert found["told"] == "Thấy 1 mục."
    assert browser.get("/chon/units/", params={"q": "zzz"}).json()["told"] == "Không thấy mục nào."
    for nothing in ("sources", "khong-co", "..%2f", "__class__"):
        assert browser.get(f"/chon/{nothing}/").status_code == 404


def test_a_source_is_named_from_who_published_it_and_facts_choose_it_by_name(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    sent = sent_by(browser.get(STORY).text)
    sent |= {"sources.1.publisher": ["Báo Mẫu"], "sources.1.url": ["https://bao.example/hai"]}
    page = LexborHTMLParser(browser.post(STORY, data=sent | {"do": "check"}).text)
    offered = {each.attributes["value"]: each.text() for each in page.css("#f-awards-0-source option")}
    assert offered == {
        "": "(để trống)",
        "bao-mot": "Báo Mẫu, Cứu người trên sông, 14/9/2025",
        "bao-mau": "Báo Mẫu",
    }
    sent = sent_by(str(page.html)) | {"awards.0.source": ["bao-mau"], "do": ["save"]}
    assert browser.post(STORY, data=sent, follow_redirects=False).status_code == 303
    assert "source: bao-mau" in (root / FILE).read_text("utf-8")


def test_no_two_sources_get_one_name_and_none_loses_its_own() -> None:
    sources = [{"publisher": "Báo Mẫu"}, {"id": "bao-mau", "publisher": "X"}, {"publisher": "Báo  mẫu"}, {"url": "x"}]
    tree = {"sources": [dict(each) for each in sources]}
    name_sources(tree)  # type: ignore[arg-type]
    assert [each.get("id") for each in tree["sources"]] == ["bao-mau-2", "bao-mau", "bao-mau-3", None]


def test_parts_are_known_by_their_gist_and_the_faulty_one_stands_open(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    sent = sent_by(browser.get(STORY).text)
    sent["awards.0.presented_on"] = ["31/02/2025"]
    page = LexborHTMLParser(browser.post(STORY, data=sent | {"do": "check"}).text)
    assert "open" in one(page, "#f-awards-0").attributes
    assert "open" not in one(page, "#f-sources-0").attributes
    assert one(page, "#f-sources-0 > summary").text().startswith("1. Báo Mẫu Cứu người trên sông")
    told = {each.attributes["href"]: (each.parent or each).text() for each in page.css(".parts li a")}
    assert "cần xem lại" in told["#f-awards"]
    assert "cần xem lại" not in told["#f-sources"]
    for button in page.css("button[formaction]"):
        name = (button.attributes["formaction"] or "").removeprefix("#")
        is_new = (button.attributes["value"] or "").startswith(("add:", "attach:"))
        assert is_new or page.css_first(f"[id='{name}']")


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """Open the form of a record in a browser, every part of it."""
    root = copy_sample(tmp_path)
    (tmp_path / "pages").mkdir()
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = int(held.getsockname()[1])
    app = make_app(root, tmp_path / "pages", TOKEN, port)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    page = opened(chromium, 1280, "light")
    page.goto(f"http://127.0.0.1:{port}/?token={TOKEN}")
    page.goto(f"http://127.0.0.1:{port}{STORY}")
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    yield page
    page.context.close()
    server.should_exit = True
    thread.join(10)


@pytest.mark.browser
@pytest.mark.usefixtures("few")
def test_a_place_is_chosen_by_keyboard(page: Page) -> None:
    box = page.locator("#f-places-1-locality")
    expect(box).to_have_role("combobox")
    expect(box).to_have_accessible_name("Địa phương (lúc ấy)")
    chosen = box.input_value()
    assert chosen.startswith("Phường Đông (")
    box.fill("phuong tay")
    expect(page.locator("[role=option]")).to_have_text(
        ["Phường Tây (Thành phố Mới)", "Phường Tây (Quận Trung, đến 30/6/2025)"]
    )
    assert faults_here(page, in_frames=False) == []
    box.press("Escape")
    expect(box).to_have_value(chosen)
    expect(box).to_have_attribute("aria-expanded", "false")
    box.fill("phuong")
    expect(page.locator("[role=option]").nth(1)).to_be_visible()
    box.press("ArrowDown")
    marked = page.locator("[role=option][aria-selected=true]")
    expect(box).to_have_attribute("aria-activedescendant", str(marked.get_attribute("id")))
    name = marked.text_content() or ""
    box.press("Enter")
    expect(box).to_have_value(name)
    expect(page.get_by_text("Đã giữ bản nháp")).to_be_visible()
    box.fill("nua chung")
    box.press("Tab")
    expect(box).to_have_value(name)  # what was not chosen does not stay
    box.fill("")
    box.press("Tab")
    expect(page.locator("select[name='places.1.locality']")).to_have_value("")


@pytest.mark.browser
@pytest.mark.usefixtures("few")
def test_one_more_is_ticked_by_keyboard_and_saved(page: Page) -> None:
    box = page.get_by_role("combobox", name="Tìm: Điểm của chỉ thị")
    box.fill("a2")
    expect(page.locator("[role=option]").first).to_be_visible()
    box.press("Enter")
    ticked = page.locator("input[name=clauses]:checked")
    expect(ticked).to_have_count(2)
    box.fill("a2")
    expect(page.locator("[role=option]").first).to_be_visible()
    box.press("Enter")
    expect(ticked).to_have_count(2)  # chosen once already
    page.locator("button[value=save]").first.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Đã lưu.")
    expect(page.locator("input[name=clauses]:checked")).to_have_count(2)
