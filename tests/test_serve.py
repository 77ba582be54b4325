"""The preview: a saved record shows, a broken one is named, a mended one shows again."""

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Error, sync_playwright

from tests.making import copy_sample
from tests.test_browser import FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PATIENCE = 60  # seconds until a stuck preview fails the test; nothing is measured


@pytest.fixture
def preview(tmp_path: Path) -> Iterator[tuple[Path, str, Path]]:
    root, log = copy_sample(tmp_path), tmp_path / "log"
    address = "127.0.0.1:8417"
    with log.open("w") as sink:
        command = [str(Path(sys.executable).parent / "dienhinh"), "serve", "--address", address]
        process = subprocess.Popen(command, cwd=root, stdout=sink, stderr=sink)
        yield root, f"http://{address}", log
        process.terminate()
        process.wait()


def until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "the preview did not get there"
        time.sleep(0.3)


def test_a_saved_record_reloads_the_open_page(preview: tuple[Path, str, Path]) -> None:
    root, address, log = preview
    record = root / "stories" / "2024" / "le-thi-hai.yml"
    text = record.read_text("utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(FLAGS))
        page = browser.new_page()

        def opens() -> bool:
            try:
                return page.goto(f"{address}/dien-hinh/le-thi-hai/") is not None
            except Error:
                return False

        until(opens)
        record.write_text(text.replace("giữ nếp nhà", "giữ lửa nhà"), "utf-8")
        until(lambda: "giữ lửa nhà" in page.inner_text("h1"))
        record.write_text(text.replace("kind: household", "kind: x"), "utf-8")
        until(lambda: "stories/2024/le-thi-hai.yml:1: kind:" in log.read_text("utf-8"))
        record.write_text(text, "utf-8")
        until(lambda: "giữ nếp nhà" in page.inner_text("h1"))
        browser.close()
