"""Choosing at the desk among more than a list can show: by name, with or without accents, with or without script."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from selectolax.lexbor import LexborHTMLParser, LexborNode
from starlette.testclient import TestClient

from generator.config.i18n import language
from generator.desk import choices as desk_choices
from generator.desk import form
from generator.desk.choices import CLAUSES, Choices, Option, SearchResult
from generator.desk.sent import name_sources
from generator.engine.project import read_project
from tests.desk_client import FILE, STORY, TOKEN, running_desk, sent_by
from tests.making import SAMPLE, copy_sample
from tests.test_access import faults_here, opened


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


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Ủy ban nhân dân phường Mẫu", "UBND P.Mẫu"),
        ("UBND phường Mẫu", "uy ban nhan dan p. mau"),
        ("Trường Đại học Mẫu", "ĐH Mẫu"),
        ("Phòng Giáo dục và Đào tạo Mẫu", "P. GD&ĐT Mẫu"),
        ("HTX Lúa", "hợp tác xã lúa"),
        ("Công ty kĩ thuật Mẫu", "cong ty ky thuật"),
        ("Công ty kỹ thuật Mẫu", "cong ty (kĩ thuật)"),
        ("Đội 1.200", "doi 1200"),
    ],
)
def test_it_is_found_however_an_office_writes_it(tmp_path: Path, name: str, query: str) -> None:
    root = copy_sample(tmp_path)
    (root / "stories/reference/abbreviations.yml").unlink()  # those of the whole country
    file = root / "stories/reference/units.yml"
    entry = '  - {{id: {}, names: [{{name: "{}"}}], type: don-vi-su-nghiep}}\n'
    entries = entry.format("thu", name) + entry.format("kia", "Hội Mẫu")
    file.write_text(file.read_text("utf-8").rstrip("\n") + "\n" + entries, "utf-8")
    found = Choices(read_project(root).archive, language()).find("units", query)
    assert [option.value for option in found.options] == ["thu"]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("CSTĐ cơ sở", "Chiến sĩ thi đua cơ sở"),
        ("chiến sỹ thi đua cơ sở", "Chiến sĩ thi đua cơ sở"),
        ("LĐTT", "Lao động tiên tiến, Chiến sĩ tiên tiến"),
        ("BK của Thủ tướng", "Bằng khen của Thủ tướng Chính phủ"),
        ("NGƯT", "Nhà giáo Ưu tú"),
    ],
)
def test_an_award_is_found_by_its_short_form(tmp_path: Path, query: str, first: str) -> None:
    root = copy_sample(tmp_path)
    for name in ("awards", "abbreviations"):
        (root / f"stories/reference/{name}.yml").unlink()  # those of the whole country
    assert Choices(read_project(root).archive, language()).find("awards", query).options[0].name == first


def test_what_is_called_so_itself_stands_first_and_with_its_accents(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    file = root / "stories/reference/localities-after.yml"
    more = [("an-binh", "Phường An Bình", ""), ("an-binh-khac", "Phường An Bính", ""), ("thoi", "Xã Thới", "an-binh")]
    entry = '  - {{id: {}, name: "{}", type: phuong, parent: {}}}\n'
    rows = [entry.format(key, name, above or "thanh-pho-moi") for key, name, above in more]
    file.write_text(file.read_text("utf-8").rstrip("\n") + "\n" + "".join(rows), "utf-8")
    choices = Choices(read_project(root).archive, language())
    for query, wanted in [
        ("an bình", ["an-binh", "an-binh-khac", "thoi"]),
        ("bính phường", ["an-binh-khac", "an-binh", "thoi"]),
        ("P. An Bình", ["an-binh", "an-binh-khac", "thoi"]),
    ]:
        assert [option.value for option in choices.find("localities", query).options] == wanted, query


def test_more_than_a_screen_holds_is_counted(choices: Choices, monkeypatch: pytest.MonkeyPatch) -> None:
    every = choices.find("localities", "phuong")
    assert every.more == 0
    assert {option.value for option in every.options} == {
        *("phuong-dong", "phuong-dong-quan-trung", "phuong-tay", "phuong-tay-quan-trung")
    }
    monkeypatch.setattr(desk_choices, "MOST_FOUND", 3)
    assert choices.find("localities", "phuong") == SearchResult(every.options[:3], 1)


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


def test_a_source_that_went_leaves_its_name_to_nobody_else() -> None:
    tree: dict[str, Any] = {"awards": [{"source": "bao-mau"}], "sources": [{"publisher": "Báo Mẫu"}]}
    name_sources(tree)
    assert tree["sources"][0]["id"] == "bao-mau-2", "the award would come from a paper that never told of it"


def test_a_long_publisher_gives_a_name_of_whole_words() -> None:
    tree: dict[str, Any] = {"sources": [{"publisher": "Cổng Thông tin điện tử Sở Giáo dục và Đào tạo thành phố"}]}
    name_sources(tree)
    assert tree["sources"][0]["id"] == "cong-thong-tin-dien-tu-so-giao-duc-va"


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
    with running_desk(root, tmp_path / "pages") as address:
        page = opened(chromium, 1280, "light")
        page.goto(f"{address}/?token={TOKEN}")
        page.goto(f"{address}{STORY}")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        yield page
        page.context.close()


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
