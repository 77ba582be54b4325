"""Every template as axe sees it, in both colours, narrow and wide; and as html-validate reads its source."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.serving import served
from tests.test_browser import TEMPLATES

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".venv" / "web" / "node_modules"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with served(built / "site") as found:
        yield found


def opened(chromium: Browser, width: int, scheme: Literal["light", "dark"]) -> Page:
    """Return a page to look at others in; its policy is lifted, for axe is a script of ours alone."""
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    context.add_init_script(path=str(TOOLS / "axe-core" / "axe.min.js"))
    return context.new_page()


def faults(page: Page, url: str, *, in_frames: bool = True) -> list[str]:
    """Return what axe finds on a page, rule by rule, and in the pages framed in it."""
    page.goto(url)
    return faults_here(page, in_frames=in_frames)


def faults_here(page: Page, *, in_frames: bool = True) -> list[str]:
    """Return what axe finds on the page that is open."""
    options = {"resultTypes": ["violations"], "iframes": in_frames}
    found = page.evaluate("options => axe.run(document, options).then(done => done.violations)", options)
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_no_template_has_a_fault_axe_knows(
    chromium: Browser, address: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = opened(chromium, width, scheme)
    told = {path: found for path in TEMPLATES if (found := faults(page, address + path))}
    page.context.close()
    assert told == {}


def test_axe_would_tell(chromium: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        "<!doctype html><title>x</title><img src=x><p style='color:#ccc'>Chữ quá nhạt", "utf-8"
    )
    with served(tmp_path) as address:
        page = opened(chromium, 320, "light")
        found = {fault.split(":")[0] for fault in faults(page, address + "/")}
        page.context.close()
    assert {"image-alt", "color-contrast", "html-has-lang"} <= found


def test_the_source_of_every_template_is_clean(built: Path) -> None:
    config = ROOT / ".venv" / "web" / "htmlvalidate.json"
    pages = [str(built / "site" / path.strip("/") / "index.html") for path in TEMPLATES if "?" not in path]
    done = subprocess.run(
        [str(TOOLS / ".bin" / "html-validate"), "--config", str(config), *pages],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
