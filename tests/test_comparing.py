"""Choosing a model: the list sifted by what is told, two of them side by side, by keyboard and by address."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.engine.install import build_site
from generator.engine.project import publish, read_project
from tests.making import copy_sample
from tests.serving import served

pytestmark = pytest.mark.browser
OTHERS = 13
"""So many make the list long enough to be filtered."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    root = copy_sample(tmp_path_factory.mktemp("models"))
    model = root / "stories/models/va-duong.yml"
    plain = "\n".join(
        row
        for row in model.read_text("utf-8").split("\n")
        if not row.startswith(("costs:", "lessons:", "translations"))
    )
    plain = plain.partition("\n  - {language: en")[0]
    for number in range(OTHERS):
        text = plain.replace("name: ", f"name: Số {number} ", 1).replace("fields: [nong-nghiep]", "fields: [y-te]", 1)
        assert "fields: [y-te]" in text
        (root / f"stories/models/mo-hinh-{number}.yml").write_text(text + "\n", "utf-8")
    build_site(publish(read_project(root)), root / "site")
    with served(root / "site") as found:
        yield found
    shutil.rmtree(root)


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(service_workers="block")
    yield context.new_page()
    context.close()


def shown(page: Page) -> int:
    return page.locator(".dh-card:visible").count()


def test_a_list_of_models_is_sifted_by_what_they_tell(page: Page, address: str) -> None:
    page.goto(f"{address}/mo-hinh/")
    assert shown(page) == OTHERS + 1
    page.check("input[value=costs]")
    assert shown(page) == 1
    expect(page.locator(".dh-filter [role=status]")).to_have_text("1 mục khớp")
    page.uncheck("input[value=costs]")
    page.select_option("[data-sift=fields]", "y-te")
    assert shown(page) == OTHERS
    page.fill("#loc", "khong co cai nay")
    assert shown(page) == 0
    assert "Chưa có mô hình nào được ghi là hợp" in page.locator(".dh-filter [role=status]").inner_text()


def test_models_are_sifted_by_what_a_unit_has_and_the_unsaid_are_told(page: Page, address: str) -> None:
    page.goto(f"{address}/mo-hinh/")
    page.select_option("[data-sift=money]", "khong")
    assert shown(page) == 0
    assert page.locator("main h2:visible").count() == 0, "a heading over nothing"
    page.select_option("[data-sift=money]", "10-100")
    assert shown(page) == OTHERS + 1, "whoever has more has enough"
    page.evaluate(
        "document.querySelectorAll('[data-money]').forEach((each, n) => n < 3 && each.removeAttribute('data-money'))"
    )
    page.select_option("[data-sift=money]", "tren-100")
    assert shown(page) == OTHERS - 2
    assert "3 mô hình khác chưa rõ điều này" in page.locator(".dh-filter [role=status]").inner_text()


def test_two_models_stand_side_by_side_and_their_address_keeps_it(page: Page, address: str) -> None:
    page.goto(f"{address}/mo-hinh/va-duong/")
    page.click("a[href*='so-sanh/?a=va-duong']")
    expect(page.locator("#so-sanh-bang thead th")).to_have_count(1)
    page.focus("#mo-hinh-b")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#so-sanh-bang thead th")).to_have_count(2)
    assert "a=va-duong&b=" in page.url
    table = page.locator("#so-sanh-bang")
    assert "Xi măng · 2 triệu đồng · tổ góp" in table.inner_text()
    assert "chưa nguồn nào nêu" in table.inner_text()
    page.reload()
    expect(page.locator("#so-sanh-bang thead th")).to_have_count(2)
    page.go_back()
    expect(page.locator("#so-sanh-bang thead th")).to_have_count(1)


@pytest.mark.parametrize("asked", ["khong-co", "../../index", "%00", "a" * 500])
def test_a_model_nobody_has_is_said(page: Page, address: str, asked: str) -> None:
    page.goto(f"{address}/so-sanh/?a={asked}&b=va-duong")
    expect(page.locator("#so-sanh-bang thead th")).to_have_count(1)
    assert page.locator("#mo-hinh-a").input_value() == ""


def test_without_its_files_it_says_so(page: Page, address: str) -> None:
    page.route("**/api/v1/**", lambda route: route.abort())
    page.goto(f"{address}/so-sanh/?a=va-duong")
    expect(page.locator("#so-sanh-loi")).to_contain_text("Chưa tải được mô hình")
