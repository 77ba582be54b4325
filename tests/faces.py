"""Everything a site publishes for machines, made once: of the real records, and of records full of hostile text."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import extruct
from selectolax.lexbor import LexborHTMLParser

from generator.engine.project import publish, read_project
from generator.publish.artifact import Artifact
from generator.publish.context import SiteContext
from tests.making import copy_sample
from tests.torture.attacks import some_attacks
from tests.torture.worlds import world

ROOT = Path(__file__).parents[1]
TEXTS = (
    "\u202bđảo chiều",
    "x\x0b\x1fy\ufffe",
    '"><script>alert(1)</script>',
    "</script><script>alert(1)</script>",
    "]]> & <![CDATA[",
    '=HYPERLINK("http://x","y")',
    "@SUM(A1)\t+1",
    "Đ" + "ặ" * 299,
    "a\\b{c}$d%e#f_g~h^i&j",
    "TY  - JOUR\r\nER  - ",
    "dòng một\n\ndòng hai;phẩy,hai\\chấm:",
    "{{ 7 * 7 }} {% raw %}",
    "'; DROP TABLE stories; --",
    "٣٤٥ 中文 🏅 ₫ “ngoặc” … – —",
)


@dataclass(frozen=True)
class Faces:
    """A site with the contents of its files by path; share pictures are left out."""

    site: SiteContext
    files: Mapping[str, bytes]
    artifacts: tuple[Artifact, ...]

    def under(self, prefix: str, ending: str = "") -> Iterator[tuple[str, bytes]]:
        """Yield path and content of the files in a folder with an ending."""
        for path, content in self.files.items():
            if path.startswith(prefix) and path.endswith(ending):
                yield path, content


def _faces(site: SiteContext, artifacts: tuple[Artifact, ...]) -> Faces:
    files: dict[str, bytes] = {}
    for output in artifacts:
        if not output.path.endswith(".jpg"):
            files.update(zip(output.files, output.contents, strict=True))
    return Faces(site, files, artifacts)


@cache
def real() -> Faces:
    """Return the faces of the real records."""
    project = read_project(ROOT)
    publication = publish(project)
    assert publication.blocking_problems == ()
    return _faces(project.site(), publication.artifacts)


def small(folder: Path) -> Faces:
    """Return the faces of the sample project."""
    publication = publish(read_project(copy_sample(folder)))
    assert publication.blocking_problems == ()
    return _faces(publication.project.site(), publication.artifacts)


def hostile(folder: Path) -> Faces:
    """Return the faces of a thousand records and more with a hostile text in every field."""
    root = copy_sample(folder)
    project = read_project(root)
    texts = [*TEXTS, *some_attacks(20)[::4]][:60]
    project = replace(project, archive=world(root, texts), pictures={})
    publication = publish(project)
    assert publication.blocking_problems == ()
    assert sum(1 for _ in project.archive.records()) > 1000
    return _faces(project.site(), publication.artifacts)


def head_of(page: bytes) -> str:
    """Return what our Markdown asks for in the head of its page."""
    front = page.decode().split("---\n", 2)[1]
    return str(json.loads(next(row for row in front.split("\n") if row.startswith("head: ")).removeprefix("head: ")))


def alternates(head: str, path: str) -> Iterator[tuple[str, str]]:
    """Yield type and file of each other form a page names in its head."""
    folder = f"https://x/{path.removesuffix('index.md')}"
    for link in LexborHTMLParser(f"<head>{head}</head>").css("link[rel=alternate][type]"):
        there = link.attributes
        base = folder.split("/")
        steps = (there["href"] or "").split("/")
        while steps and steps[0] == "..":
            base, steps = [*base[:-2], ""], steps[1:]
        yield there["type"] or "", urlsplit("/".join([*base[:-1], *steps])).path.lstrip("/")


def graph_of(page: bytes) -> list[dict[str, Any]]:
    """Return the nodes of a page's linked data."""
    html = f"<html><head>{head_of(page)}</head><body></body></html>"
    (found,) = extruct.extract(html, syntaxes=["json-ld"], uniform=False)["json-ld"]
    assert found["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = found["@graph"]
    return nodes
