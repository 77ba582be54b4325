"""A list of the reader's own, on the device alone; and lists of the newest for other sites."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser

from generator.publish.sharing.embed_list import LENGTHS
from tests.serving import served

LIST, STORY, MODEL = "/danh-sach-cua-toi/", "/dien-hinh/nguyen-van-mot/", "/mo-hinh/va-duong/"
KEY = "dienhinh-list"
DOWN = "/dien-hinh/tran-da-go/"
"""A story of the sample that was withdrawn: its address answers with a notice."""


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with served(built / "site") as found:
        yield found


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(service_workers="block")
    yield context.new_page()
    context.close()


def kept(page: Page) -> list[str]:
    found: list[str] = page.evaluate(f"JSON.parse(localStorage['{KEY}'] || '[]').map(each => each.address)")
    return found


@pytest.mark.browser
def test_a_page_is_put_on_the_list_and_taken_off_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}{STORY}")
    button = page.locator("[data-list]")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    assert kept(page) == [f"{address}{STORY}"]
    page.goto(f"{address}{MODEL}")
    page.locator("[data-list]").click()
    page.locator("[data-list] + a").click()
    expect(page.locator("#muc-da-chon li")).to_have_count(2)
    expect(page.locator("#muc-da-chon [role=status]")).to_have_text("2 bài")
    page.locator("#muc-da-chon li button").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#muc-da-chon li")).to_have_count(1)
    assert kept(page) == [f"{address}{MODEL}"]
    assert page.evaluate("document.activeElement !== document.body"), "the keyboard has lost its place"
    page.goto(f"{address}{MODEL}")
    page.locator("[data-list]").click()
    expect(page.locator("[data-list]")).to_have_attribute("aria-pressed", "false")
    assert kept(page) == []


@pytest.mark.browser
def test_who_was_taken_down_leaves_the_list_with_the_name(page: Page, address: str) -> None:
    page.goto(f"{address}{LIST}")
    items = [
        {"address": f"{address}{where}", "title": f"Tên {where}"} for where in (DOWN, MODEL, "/dien-hinh/mat-roi/")
    ]
    page.evaluate(f"items => localStorage.setItem('{KEY}', items)", json.dumps(items))
    page.reload()
    expect(page.locator("#muc-da-chon li")).to_have_count(1)
    assert kept(page) == [f"{address}{MODEL}"]
    assert "Tên /dien-hinh/" not in page.locator("main").inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("spoilt", ["{", '{"a": 1}', "null", '"x"'])
def test_a_spoilt_list_breaks_nothing(page: Page, address: str, spoilt: str) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(f"{address}{LIST}")
    page.evaluate(f"text => localStorage.setItem('{KEY}', text)", spoilt)
    page.goto(f"{address}{LIST}")
    expect(page.locator("#muc-da-chon .dh-empty")).to_be_visible()
    page.goto(f"{address}{MODEL}")
    page.locator("[data-list]").click()
    assert kept(page) == [f"{address}{MODEL}"]
    assert faults == []


@pytest.mark.browser
def test_on_paper_there_are_addresses_and_no_buttons(page: Page, address: str) -> None:
    page.goto(f"{address}{MODEL}")
    page.locator("[data-list]").click()
    page.goto(f"{address}{LIST}")
    page.emulate_media(media="print")
    expect(page.locator("#muc-da-chon li small")).to_be_visible()
    assert page.locator("button:visible").count() == 0


def entries(html: str) -> list[str]:
    return [link.attributes["href"] or "" for link in LexborHTMLParser(html).css("ol a")]


def test_lists_for_other_sites_show_the_newest_of_the_feed(built: Path) -> None:
    site = built / "site"
    feeds = [
        file for file in (site / "feeds").rglob("*.json") if file.parent.name in {"linh-vuc", "dia-phuong", "don-vi"}
    ]
    assert len(feeds) > 3
    for file in feeds:
        newest = [item["url"] for item in json.loads(file.read_text("utf-8"))["items"]]
        where = site / "nhung" / file.relative_to(site / "feeds").with_suffix("")
        for length in LENGTHS:
            html = (where / str(length) / "index.html").read_text("utf-8")
            assert entries(html) == newest[:length]
            assert "<script" not in html
            assert "default-src 'none'" in html


def test_the_page_hands_out_the_code_and_the_card_it_names_is_there(built: Path) -> None:
    site = built / "site"
    for path in ("linh-vuc/nong-nghiep", "don-vi/htx-mau", "dia-phuong/phuong-dong"):
        tree = LexborHTMLParser((site / path / "index.html").read_text("utf-8"))
        codes = [code.text() for code in tree.css("#nhung-danh-sach code")]
        assert len(codes) == len(LENGTHS)
        for code, length in zip(codes, LENGTHS, strict=True):
            (source,) = re.findall(r'src="([^"]+)"', code)
            assert source.endswith(f"/nhung/{path}/{length}/")
            assert (site / "nhung" / path / str(length) / "index.html").is_file()
    empty = (site / "linh-vuc" / "y-te" / "index.html").read_text("utf-8")
    assert ("nhung-danh-sach" in empty) == (site / "nhung/linh-vuc/y-te/5/index.html").is_file()
