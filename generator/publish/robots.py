"""What crawlers, browsers and phones ask for at the root: robots.txt, the site's picture, mark and manifest."""

import io
import json
from collections.abc import Iterator
from functools import lru_cache, partial
from pathlib import Path

from generator.core.build_terms import is_draft
from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from generator.publish.cover_art import CoverPlan, draw_mark
from generator.publish.paddies import Paddies
from generator.publish.routes import EMBEDS, FAVICON, LOGO, SITE_PICTURE, SITEMAP, WEB_MANIFEST, WORKER, icon_route
from generator.publish.sharing.share_card import ShareImage
from generator.publish.sharing.share_image import cached_image

_ICONS = {"180": 0.0, "192": 0.0, "512": 0.0, "maskable-512": 0.12}
"""The icons of phones: their side in pixels, and the margin a mask may cut away, in parts of the side."""
_NIGHT, _PAPER = "#06231f", "#ffffff"


def robots(site: SiteContext) -> Iterator[Artifact]:
    """Yield robots.txt, the site's own share picture, its mark in every form, its manifest and its worker."""
    yield Artifact("robots.txt", partial(_robots, site))
    agency = site.settings.agency.short_name
    plan = CoverPlan("dien-hinh", "shield", (site.paddies.middle,) if site.paddies.centres else (), (), 4)
    card = ShareImage("", site.settings.site_name, site.t("shell.tagline"), agency, plan, site.paddies, None)
    folder = site.cache_dir / "cards" if site.cache_dir else None
    yield Artifact(SITE_PICTURE.lstrip("/"), partial(cached_image, card, folder))
    yield Artifact(LOGO.lstrip("/"), partial(draw_mark, site.paddies))
    yield Artifact(FAVICON.lstrip("/"), partial(_favicon, site.paddies))
    for name, margin in _ICONS.items():
        size = int(name.rsplit("-", 1)[-1])
        yield Artifact(icon_route(name).lstrip("/"), partial(_icon, site.paddies, size, margin))
    yield Artifact(WEB_MANIFEST.lstrip("/"), partial(_manifest, site))
    name = "worker.js" if site.settings.offline else "worker_off.js"
    yield Artifact(WORKER.lstrip("/"), partial(_worker, name))


def _worker(name: str) -> bytes:
    """Return the service worker, or the one that takes itself away again."""
    return (Path(__file__).parent / "sharing" / name).read_bytes()


def _robots(site: SiteContext) -> str:
    """Everything may be read; cards are shown in other pages and are no pages to be found."""
    if is_draft():
        return "User-agent: *\nDisallow: /\n"
    return f"User-agent: *\nDisallow: {EMBEDS}\n\nSitemap: {site.absolute(SITEMAP)}\n"


def _icon(paddies: Paddies, size: int, margin: float) -> bytes:
    return _drawn(draw_mark(paddies, 64, margin), size)


@lru_cache(maxsize=16)
def _drawn(svg: str, size: int) -> bytes:
    import resvg_py  # it is slow to load, and a build that changes nothing needs none

    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size))


def _favicon(paddies: Paddies) -> bytes:
    """Return the mark as an ICO of 16, 32 and 48 pixels, which old browsers and feed readers ask for unasked."""
    out = io.BytesIO()
    from PIL import Image  # loaded by who draws

    with Image.open(io.BytesIO(_icon(paddies, 48, 0.0))) as drawn:
        drawn.save(out, "ICO", sizes=[(16, 16), (32, 32), (48, 48)])
    return out.getvalue()


def _manifest(site: SiteContext) -> str:
    """Return the web app manifest: what the site is called on a home screen, and its icons."""
    icons = [
        {
            "src": icon_route(name).lstrip("/"),
            "sizes": f"{name.rsplit('-', 1)[-1]}x{name.rsplit('-', 1)[-1]}",
            "type": "image/png",
            "purpose": "maskable" if margin else "any",
        }
        for name, margin in _ICONS.items()
        if name != "180"
    ]
    told = {
        "name": site.settings.site_name,
        "short_name": site.t("shell.short_name"),
        "lang": site.settings.language,
        "start_url": ".",
        "display": "minimal-ui",
        "background_color": _PAPER,
        "theme_color": _NIGHT,
        "icons": icons,
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
