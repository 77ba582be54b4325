"""The desk in a real browser: a clerk's way by keyboard, and what axe says of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Route, expect

from generator.config.i18n import DEFAULT, language
from generator.desk.changes import Changes
from generator.desk.list_drafts import ListDrafts
from generator.desk.reviews import Reviews
from tests.desk_client import FILE, STORY, TOKEN, running_desk
from tests.making import copy_sample
from tests.repository import make_repository
from tests.test_access import faults, opened
from tests.test_desk_lists import DECISION, PEOPLE, book

pytestmark = pytest.mark.browser


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Run the desk as the command does, and return its first address."""
    root = copy_sample(tmp_path)
    with running_desk(root, tmp_path / "pages") as address:
        yield f"{address}/?token={TOKEN}", root


def test_a_clerk_types_sees_what_is_wrong_mends_it_and_saves_by_keyboard(
    running: tuple[str, Path], chromium: Browser
) -> None:
    address, root = running
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(address)
    page.get_by_role("link", name="Câu chuyện").first.click()
    page.fill("#q", "nguyen van mot")
    page.keyboard.press("Enter")
    page.locator(f"a[href='{STORY}']").click()
    page.locator("#f-awards-0 > summary").press("Enter")
    field = page.locator("#f-awards-0-presented_on")
    field.fill("31/02/2025")
    expect(page.locator("[data-said='awards.0.presented_on'] li").first).to_be_visible()
    field.fill("01/10/2025")
    expect(page.locator("[data-said='awards.0.presented_on'] li")).to_have_count(0)
    page.fill("#f-summary", "Tóm tắt gõ ở bàn.")
    page.locator("button[value=save]").first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Đã lưu.")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("Tóm tắt gõ ở bàn.")
    assert "Tóm tắt gõ ở bàn." in (root / FILE).read_text("utf-8")
    assert faults == []
    context.close()


def test_what_is_typed_while_the_page_still_arrives_is_checked_too(
    running: tuple[str, Path], chromium: Browser
) -> None:
    page = opened(chromium, 1280, "light")
    page.goto(running[0])
    held: list[Route] = []
    page.route("**/desk/desk.js", lambda route: held.append(route))
    page.goto(page.url.rstrip("/") + STORY, wait_until="commit")
    page.fill("#f-act_from", "31/02/2025")
    assert held
    held[0].continue_()
    expect(page.locator("[data-said='act_from'] li").first).to_be_visible()
    page.context.close()


def test_a_fault_is_mended_by_the_button_that_appears_as_one_types(
    running: tuple[str, Path], chromium: Browser
) -> None:
    address, root = running
    page = opened(chromium, 1280, "light")
    page.goto(address)
    page.goto(page.url.rstrip("/") + STORY)
    page.fill("#f-act_from", "ngày 10 tháng 9 năm 2025")
    button = page.get_by_role("button", name="Sửa thành “10/9/2025”")
    expect(button).to_be_visible()
    button.press("Enter")
    expect(page.locator("#f-act_from")).to_have_value("10/9/2025")
    file = root / FILE
    file.write_text(file.read_text("utf-8").replace("honorific: ông", "honorific: *ông", 1), "utf-8")
    page.goto(page.url)
    page.get_by_role("button", name="Ghi vào tệp").press("Enter")
    expect(page.locator("#f-honorific")).to_have_value("*ông")
    page.context.close()


def test_a_list_is_dropped_settled_and_written_by_keyboard(
    running: tuple[str, Path], chromium: Browser, tmp_path: Path
) -> None:
    address, root = running
    (tmp_path / "ds.xlsx").write_bytes(book(PEOPLE))
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address)
    page.get_by_role("link", name="Nhập danh sách").click()
    page.locator("#decision").press("1")  # chosen as typed: 12/QĐ-UBND
    page.set_input_files("#file", tmp_path / "ds.xlsx")
    page.get_by_role("button", name="Đọc danh sách").press("Enter")
    expect(page.locator(".as-published tbody tr")).to_have_count(3)
    unclear = page.locator("fieldset.put-right")
    unclear.get_by_label("Tên").focus()
    page.keyboard.type("Lê Văn Ba; Phạm Thị Bốn")
    page.get_by_label("Tôi đã xem, danh sách không sót ai").press("Space")
    page.get_by_label("«BK của sở» (1 dòng) là hình thức nào?").select_option("huan-chuong-lao-dong")
    page.get_by_role("button", name="Xem lại theo lựa chọn").press("Enter")
    page.get_by_role("button", name="Ghi 5 dòng vào quyết định").press("Enter")
    expect(page.get_by_role("status").first).to_have_text("Đã lưu.")
    assert "Phạm Thị Bốn" in (root / DECISION).read_text("utf-8")
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_on_the_desk(
    running: tuple[str, Path], chromium: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    address, root = running
    make_repository(root)
    page = opened(chromium, width, scheme)
    page.goto(address)
    here = page.url.rstrip("/")
    file = root / FILE
    file.write_text(file.read_text("utf-8").replace("summary: ", "summary: Mới. ", 1), "utf-8")
    changed = Changes(root).pending()
    Reviews(root, language(DEFAULT)).submit(
        {FILE: file.read_bytes()}, changed, "Lê Thị Thư", "thu@co-quan.example", "Sửa"
    )
    file.write_text(file.read_text("utf-8").replace("summary: ", "summary: Lại. ", 1), "utf-8")
    broken = root / "stories/2024/le-thi-hai.yml"
    broken.write_text(broken.read_text("utf-8").replace("name: Hộ", "name: *Hộ", 1), "utf-8")
    paths = (
        "/",
        "/story/le-thi-hai/sua-giup/",
        "/duyet/",
        "/story/?q=x",
        "/story/moi/",
        STORY,
        "/model/va-duong/",
        "/decision/qd-12-2025/",
        "/gui/",
        "/khong-co/",
        "/danh-sach/",
        "/danh-muc/",
        "/units/",
        "/units/moi/",
        "/units/truong-mau/",
        "/model/va-duong/doi-ma/",
        "/model/va-duong/gop/",
        f"{STORY}go/",
        f"{STORY}tam-an/",
        f"/danh-sach/{ListDrafts(root).add('qd-12-2025', 'ds.xlsx', book(PEOPLE)).id}/",
    )
    told = {path: found for path in paths if (found := faults(page, here + path))}
    # two versions of one page stand there side by side, each with the same landmarks; pages have tests of their own
    review = faults(page, f"{here}/duyet/nguyen-van-mot/", in_frames=False)
    page.context.close()
    assert told == {}
    assert review == []
