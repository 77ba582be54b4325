"""The sitemap: every page with the day its records were last updated, and its picture.

Beyond what one file may hold (50 000 addresses; sitemaps.org), an index leads to parts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.core.escape import xml_text

NAME = "sitemap.xml"
_MOST = 40_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SCHEMA = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_IMAGES = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A page: its full address, the ISO day it was last updated or "", the full address of its picture or ""."""

    address: str
    updated: str = ""
    image: str = ""


def sitemap(entries: Sequence[Entry], base: str, most: int = _MOST) -> Iterator[tuple[str, str]]:
    """Yield name and content of each file; `base` is the site's address with a slash at its end."""
    ordered = sorted(entries)
    parts = [ordered[at : at + most] for at in range(0, len(ordered), most)] or [[]]
    if len(parts) == 1:
        yield NAME, _part(parts[0])
        return
    named = [(f"sitemap-{number}.xml", part) for number, part in enumerate(parts, 1)]
    rows = "".join(
        f"<sitemap><loc>{xml_text(base + name)}</loc>{_day(max(entry.updated for entry in part))}</sitemap>\n"
        for name, part in named
    )
    yield NAME, f"{_HEAD}<sitemapindex {_SCHEMA}>\n{rows}</sitemapindex>\n"
    for name, part in named:
        yield name, _part(part)


def _part(entries: Sequence[Entry]) -> str:
    return f"{_HEAD}<urlset {_SCHEMA} {_IMAGES}>\n{''.join(map(_row, entries))}</urlset>\n"


def _day(day: str) -> str:
    return f"<lastmod>{xml_text(day)}</lastmod>" if day else ""


def _row(entry: Entry) -> str:
    image = f"<image:image><image:loc>{xml_text(entry.image)}</image:loc></image:image>" if entry.image else ""
    return f"<url><loc>{xml_text(entry.address)}</loc>{_day(entry.updated)}{image}</url>\n"
