"""Pictures of pages, small enough to be kept: each page narrow, middling and wide, in light, dark and on paper."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser, Error, Page

FOLDER = Path(__file__).parent / "look"
WIDTHS = (360, 768, 1280)
MEDIA = ("light", "dark", "print")
ALL = tuple((width, medium) for width in WIDTHS for medium in MEDIA)
SOME = ((360, "light"), (768, "print"), (360, "dark"), (1280, "light"))
"""What every run of the tests looks at, one of them for each page in turn; `make look` looks at all."""
_PANEL = (72, 324)
"""A picture is shrunk to so many pixels: what matters is where things stand and in what colours, not the letters."""
_MEAN, _BLOCK, _SHARE = 5.0, 36.0, 0.04
"""How far two pictures may differ: on the whole, and in the share of blocks of 6 × 6 that differ much (of 255)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One page as it looked, in one width and medium."""

    width: int
    medium: str
    panel: Image.Image


class Eyes:
    """Browser contexts, one for each width and medium, opened once."""

    def __init__(self, chromium: Browser) -> None:
        self.chromium = chromium
        self.pages: dict[tuple[int, str], Page] = {}

    def page(self, width: int, medium: str) -> Page:
        """Return the page in which things are looked at."""
        if (width, medium) not in self.pages:
            scheme: Literal["dark", "light"] = "dark" if medium == "dark" else "light"
            context = self.chromium.new_context(
                viewport={"width": width, "height": round(width * 4.5)}, color_scheme=scheme, reduced_motion="reduce"
            )
            self.pages[(width, medium)] = page = context.new_page()
            page.emulate_media(media="print" if medium == "print" else "screen")
        return self.pages[(width, medium)]

    def look(self, url: str, combinations: Sequence[tuple[int, str]]) -> Iterator[Seen]:
        """Yield how a page looks: its head, four and a half times as high as it is wide."""
        for width, medium in combinations:
            page = self.page(width, medium)
            page.goto(url)
            page.evaluate("document.fonts.ready")
            taken = _taken(page)
            with Image.open(io.BytesIO(taken)) as whole:
                yield Seen(width, medium, whole.convert("RGB").resize(_PANEL, Image.Resampling.BOX))

    def close(self) -> None:
        """Close what was opened."""
        for page in self.pages.values():
            page.context.close()


def file_of(path: str) -> Path:
    """Return where a page's reference is kept."""
    name = path.strip("/").split("?")[0].replace("/", "--") or "home"
    return FOLDER / f"{name}.webp"


def keep(path: str, seen: Sequence[Seen]) -> None:
    """Write a page's reference: its panels side by side, in the order of ALL."""
    sheet = Image.new("RGB", (_PANEL[0] * len(ALL), _PANEL[1]))
    for each in seen:
        sheet.paste(each.panel, (_PANEL[0] * ALL.index((each.width, each.medium)), 0))
    sheet.save(file_of(path), "WEBP", quality=70, method=6)


def differences(path: str, seen: Sequence[Seen]) -> list[str]:
    """Return in words where a page looks otherwise than its reference."""
    if not file_of(path).is_file():
        return [f"{path}: no reference; renew them with UPDATE_LOOK=1 make look"]
    with Image.open(file_of(path)) as kept:
        sheet = kept.convert("RGB")
    told = []
    for each in seen:
        left = _PANEL[0] * ALL.index((each.width, each.medium))
        before = sheet.crop((left, 0, left + _PANEL[0], _PANEL[1]))
        apart = ImageChops.difference(before, each.panel).convert("L")
        mean = ImageStat.Stat(apart).mean[0]
        blocks = apart.resize((_PANEL[0] // 6, _PANEL[1] // 6), Image.Resampling.BOX).tobytes()
        share = sum(1 for block in blocks if block > _BLOCK) / len(blocks)
        if mean > _MEAN or share > _SHARE:
            told.append(f"{path} at {each.width} px, {each.medium}: {mean:.1f} of 255, {share:.0%} of its blocks")
    return told


def _taken(page: Page) -> bytes:
    """Return a picture of a page; a browser on a machine with much else to do may refuse the first time."""
    try:
        return page.screenshot(animations="disabled", type="jpeg", quality=90)
    except Error:
        return page.screenshot(animations="disabled", type="jpeg", quality=90)
