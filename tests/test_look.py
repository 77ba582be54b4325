"""Every template looks as it did when somebody last looked at it; `UPDATE_LOOK=1 make look` takes the pictures anew."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import ImageOps
from playwright.sync_api import Browser

from generator.engine.install import build_site
from generator.engine.project import publish, read_project
from tests.looking import ALL, SOME, Eyes, Seen, differences, file_of, keep
from tests.making import copy_sample, photo
from tests.serving import served
from tests.test_browser import TEMPLATES

pytestmark = pytest.mark.browser
PAGES = tuple(path for path in TEMPLATES if "?" not in path)
LOOKS_AT_ALL = "UPDATE_LOOK" in os.environ or "LOOK_AT_ALL" in os.environ


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    with served(built / "site") as found:
        yield found


@pytest.fixture(scope="module")
def eyes(chromium: Browser) -> Iterator[Eyes]:
    found = Eyes(chromium)
    yield found
    found.close()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_looks_as_it_did(eyes: Eyes, address: str, path: str) -> None:
    turn = PAGES.index(path) % len(SOME)
    seen = list(eyes.look(address + path, ALL if LOOKS_AT_ALL else SOME[turn : turn + 1]))
    if "UPDATE_LOOK" in os.environ:
        keep(path, seen)
    assert differences(path, seen) == []


def test_a_page_that_changed_is_told(eyes: Eyes, address: str) -> None:
    seen = list(eyes.look(address + "/mo-hinh/va-duong/", SOME))
    assert differences("/mo-hinh/va-duong/", seen) == []
    turned = [Seen(each.width, each.medium, ImageOps.invert(each.panel)) for each in seen]
    assert len(differences("/mo-hinh/va-duong/", turned)) == len(SOME)
    assert "no reference" in differences("/khong-co/", seen)[0]


def test_no_reference_is_of_a_page_there_is_not() -> None:
    assert {path.name for path in file_of("/").parent.glob("*.webp")} == {file_of(path).name for path in PAGES}


EXTREME = """kind: individual
name: NAME
title: TITLE
summary: SUMMARY
places:
  - {role: residence, as_printed: phường Đông, locality: phuong-dong}
fields: [y-te]
deeds: |-
  DEEDS
awards:
  - {award: bang-khen-thanh-pho, as_printed: Bằng khen, level: thanh-pho, presented_on: 2025-09-01, source: bao}
results:
RESULTS
stages:
  - {stage: tong-ket, text: Được khen., source: bao}
sources:
  - {id: bao, publisher: Báo Mẫu, url: "https://bao.example/thu"}
basis: {kind: press}
published_on: 2025-10-01
"""


def lay(root: Path, name: str, letters: int, title: str, deeds: str, results: int, photos: int) -> None:
    """Give a copied sample one story out of the ordinary."""
    listed = "".join(
        f'  - {{indicator: "Chỉ số thứ {n} có một cái tên rất dài để thử", after: "{n}.000.000", source: bao}}\n'
        for n in range(1, results + 1)
    )
    person = ("Nguyễn Phúc Bửu Tôn Nữ Hoàng " * 9)[:letters].strip()
    text = EXTREME.replace("NAME", person).replace("TITLE", title).replace("SUMMARY", title[:380] or "x")
    text = text.replace("  DEEDS", deeds).replace("RESULTS\n", listed)
    folder = root / "stories" / "media" / name
    if photos:
        folder.mkdir(parents=True)
        entries = "".join(
            f'  - {{file: "a-{n}.jpg", alt: "Ảnh {n}", credit: "Trần Ảnh", licence: "CC BY 4.0"}}\n'
            for n in range(photos)
        )
        text += f"images:\n{entries}"
        for n in range(photos):
            (folder / f"a-{n}.jpg").write_bytes(photo((640, 400)))
    (root / "stories" / "2025" / f"{name}.yml").write_text(text, "utf-8")


def test_the_longest_and_the_barest_record_fit_every_width(chromium: Browser, tmp_path: Path) -> None:
    """A name of 120 letters, a title of 300, a story of 20 and of 19 000 letters, 30 figures, 30 photos and none."""
    root = copy_sample(tmp_path)
    title = ("Người giữ lửa nghề dệt chiếu ven sông và câu chuyện dài không xuống dòng " * 5)[:300].strip()
    paragraph = "Một đoạn dài kể việc đã làm, có cả chữ-không-có-dấu-cách-nào-" + "x" * 60 + " ở giữa. "
    long = "\n\n".join(f"  {paragraph * 6}" for _ in range(24))
    lay(root, "dai-nhat", 120, title, long, 30, 30)
    lay(root, "ngan-nhat", 8, "Ngắn", "  Việc đã làm rất gọn.", 1, 0)
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    build_site(publication, root / "site")
    with served(root / "site") as address:
        for path in ("/dien-hinh/dai-nhat/", "/dien-hinh/ngan-nhat/", "/dien-hinh/", "/"):
            for width in (320, 360, 768, 1280):
                context = chromium.new_context(viewport={"width": width, "height": 800})
                page = context.new_page()
                page.goto(address + path)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
                cut = page.evaluate(
                    """[...document.querySelectorAll("h1, h3, .dh-lead, .dh-byline, .dh-text p, .dh-button")]
                    .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline")
                    .map(e => e.textContent.slice(0, 40))"""
                )
                assert cut == [], (path, width)
                context.close()
