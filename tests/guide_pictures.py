"""Takes the pictures of the guide: the desk as it is, over real records. `make guide-pictures`.

Nobody is made up for them: the record that is shown as changed lacked one of its true values before.
"""

import io
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from generator.config.i18n import DEFAULT, language
from generator.desk.changes import Changes
from generator.desk.reviews import Reviews
from tests.chromium import FLAGS, browser_path
from tests.desk_client import TOKEN, running_desk
from tests.repository import make_repository

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "huong-dan" / "hinh"
NARROW, WIDE = ViewportSize(width=900, height=620), ViewportSize(width=1240, height=760)
_WHO = ("Cán bộ thi đua, khen thưởng", "thi-dua@co-quan.example")


def take(page: Page, name: str) -> None:
    """Take a picture of what is on the screen."""
    page.wait_for_load_state("networkidle")
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").save(FOLDER / f"{name}.webp", "WEBP", quality=60, method=6)


def main(record: str) -> None:
    """Take all pictures; `record` is the story they show, as its file lies in stories/: `2021/nguyen-van-a`."""
    record_id = record.rpartition("/")[2]
    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        root, pages = Path(made) / "project", Path(made) / "pages"
        shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(".git", ".venv", "site", ".dienhinh", "node_modules"))
        FOLDER.mkdir(exist_ok=True)
        file = root / "stories" / f"{record}.yml"
        true = file.read_text("utf-8")
        summary = next(row for row in true.split("\n") if row.startswith("summary:"))
        file.write_text(true.replace(summary, summary.split("; ")[0].rstrip("."), 1), "utf-8")
        make_repository(root)
        file.write_text(true, "utf-8")
        browser = playwright.chromium.launch(executable_path=browser_path(), args=[*FLAGS, "--lang=vi"])
        page = browser.new_page(locale="vi-VN", viewport=NARROW)
        with running_desk(root, pages) as here:
            page.goto(f"{here}/?token={TOKEN}")
            take(page, "ban-lam-viec")
            page.goto(f"{here}/story/moi/")
            take(page, "them-cau-chuyen")
            page.set_viewport_size(WIDE)
            page.goto(f"{here}/story/{record_id}/")
            take(page, "bieu-mau")
            page.set_viewport_size(NARROW)
            page.locator("#f-places-0 > summary").press("Enter")
            page.locator("#f-places-0-locality").fill("phuong ninh kieu")
            page.locator("[role=option]").first.wait_for()
            page.evaluate("document.getElementById('f-places').scrollIntoView()")
            take(page, "chon-theo-ten")
            page.goto(f"{here}/gui/")
            page.fill("#who", _WHO[0])
            page.fill("#mail", _WHO[1])
            take(page, "gui-duyet")
            changed = Changes(root).pending()
            path = f"stories/{record}.yml"
            Reviews(root, language(DEFAULT)).submit({path: file.read_bytes()}, changed, *_WHO, "Bổ sung tóm tắt")
            page.set_viewport_size(WIDE)
            page.goto(f"{here}/duyet/{record_id}/")
            page.frame_locator("iframe").last.locator("h1").wait_for()
            take(page, "duyet")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
