"""What a browser keeps for the day without a network, and what it gives up again."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from playwright.sync_api import Error as PlaywrightError

from tests.serving import served

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.browser


def wait_until(page: Page, script: str) -> None:
    """Ask until the answer is yes; the page's own policy forbids the browser's way of waiting for a script."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(50)
    raise AssertionError(script)


def governed(chromium: Browser, address: str) -> tuple[BrowserContext, Page]:
    """Open the home page, and wait until the site's worker governs it."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address + "/")
    wait_until(page, "Boolean(navigator.serviceWorker.controller)")
    return context, page


def test_the_last_pages_read_are_there_without_a_network_and_what_was_withdrawn_is_not(
    chromium: Browser, built: Path, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(built / "site", tmp_path / "site"))
    with served(site) as address:
        context, page = governed(chromium, address)
        story, model = address + "/dien-hinh/nguyen-van-mot/", address + "/mo-hinh/va-duong/"
        page.goto(story)
        page.goto(model)
        page.click("[data-save]")
        wait_until(page, "document.querySelector('[data-save]').disabled")
        wait_until(page, f"caches.match('{story}').then(Boolean)")  # what is kept is written behind the answer
        context.set_offline(True)
        page.goto(story)
        assert "Nguyễn" in page.locator("h1").inner_text()
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "600"
        page.goto(model)
        assert page.locator("h1").is_visible()
        with pytest.raises(PlaywrightError):
            page.goto(address + "/thong-ke/")  # never read: the browser says that there is no network
        context.set_offline(False)
        (site / "dien-hinh" / "nguyen-van-mot" / "index.html").write_text(
            "<meta charset=utf-8><title>x</title><h1>Trang đã gỡ</h1>", "utf-8"
        )
        shutil.rmtree(site / "mo-hinh" / "va-duong")
        page.goto(story)
        wait_until(
            page, f"caches.match('{story}').then(kept => kept.text()).then(text => text.includes('Trang đã gỡ'))"
        )
        page.goto(model)
        wait_until(page, f"caches.match('{model}').then(kept => !kept)")
        context.set_offline(True)
        page.goto(story)
        assert page.locator("h1").inner_text() == "Trang đã gỡ"
        with pytest.raises(PlaywrightError):
            page.goto(model)
        context.close()


def test_switched_off_nothing_is_kept_and_what_was_kept_goes(chromium: Browser, built: Path, tmp_path: Path) -> None:
    site = Path(shutil.copytree(built / "site", tmp_path / "site"))
    with served(site) as address:
        context, page = governed(chromium, address)
        page.goto(address + "/mo-hinh/va-duong/")
        wait_until(page, "caches.keys().then(names => names.length > 0)")
        off = ROOT / "generator" / "publish" / "sharing" / "worker_off.js"
        shutil.copyfile(off, site / "sw.js")
        page.goto(address + "/")
        page.evaluate("navigator.serviceWorker.getRegistration().then(found => found && found.update())")
        wait_until(page, "caches.keys().then(names => names.length === 0)")
        context.close()
