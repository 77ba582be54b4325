"""Helpers that keep a test to what it is about."""

import hashlib
import io
import json
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image as Picture

from generator.archive.archive import Archive
from generator.archive.ledger import write_ledger
from generator.archive.loader import load
from generator.config.i18n import language
from generator.engine.project import CACHE, publish, read_project
from generator.publish.context import SiteContext
from generator.records.base import Record
from generator.records.serialization import split_deferred
from generator.records.story import Story
from tests.corpora.strings import STRINGS

SAMPLE = Path(__file__).parent / "sample"
SHARED = Path(__file__).parents[2] / "shared"

MINIMAL: Mapping[str, Any] = {
    "id": "pham-thu",
    "kind": "individual",
    "name": "Phạm Thử",
    "title": "Phạm Thử làm một việc",
    "summary": "Một việc.",
    "places": [{"role": "residence", "as_printed": "phường Đông"}],
    "fields": ["y-te"],
    "deeds": "Việc đã làm.",
    "awards": [{"award": "bang-khen-thanh-pho", "as_printed": "Bằng khen", "source": "bao"}],
    "stages": [{"stage": "tong-ket", "text": "Được khen.", "source": "bao"}],
    "sources": [{"id": "bao", "publisher": "Báo", "url": "https://bao.example/x"}],
    "basis": {"kind": "press"},
    "published_on": "2025-10-01",
}


def story(**changes: Any) -> Story:
    """Return a minimal valid story with some fields changed."""
    return Story.model_validate({**MINIMAL, **changes})


def naughty_strings() -> list[str]:
    """Return our own strings that break programs, and other people's where they are beside the checkout."""
    path = SHARED / "corpora" / "blns.json"
    return [*STRINGS, *(json.loads(path.read_text("utf-8")) if path.is_file() else ())]


@cache
def sample() -> Archive:
    """Return the archive of the sample project: the same one each time, for nobody can change it."""
    return load(SAMPLE).archive


def sample_with(*stories: Story) -> Archive:
    """Return the sample archive with other stories in place of its own, and no decisions."""
    return holding(sample(), stories={s.id: s for s in stories}, decisions={})


def holding(archive: Archive, **collections: Mapping[str, Record]) -> Archive:
    """Return an archive with other records in some collections; their digests follow from their content."""
    own = {
        (collection, record_id): hashlib.blake2b(repr(split_deferred(record)).encode(), digest_size=16).digest()
        for collection, records in collections.items()
        for record_id, record in records.items()
    }
    changes: dict[str, Any] = {
        "collections": {**archive.collections, **collections},
        "content_digests": {**archive.content_digests, **own},
        "closure_digests": {**archive.closure_digests, **own},
        "facts_digests": {**archive.facts_digests, **own},
    }
    return replace(archive, **changes)


def copy_sample(folder: Path) -> Path:
    """Copy the sample project to a folder and return its root: its records were read before, no page was built.

    That what is kept of them says what they say is for `test_histories.py` and `test_caches.py`.
    """
    root = folder / "project"
    shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns(".dienhinh"))
    (root / CACHE).mkdir()
    (root / CACHE / "records.sqlite").write_bytes(_records_read())
    return root


@cache
def _records_read() -> bytes:
    """Return the cache of the sample's records, as reading them leaves it."""
    with TemporaryDirectory() as folder:
        root = Path(folder, "project")
        shutil.copytree(SAMPLE, root, ignore=shutil.ignore_patterns(".dienhinh"))
        read_project(root)
        with closing(sqlite3.connect(root / CACHE / "records.sqlite")) as opened:
            return opened.serialize()


def published_sample(folder: Path) -> Path:
    """Copy the sample project to a folder, its addresses all published; return its root."""
    root = copy_sample(folder)
    write_ledger(root, publish(read_project(root)).ledger)
    return root


def own_theme(root: Path, theme: Path) -> Path:
    """Give a copied project a theme of its own, a copy of ours; return its folder."""
    shutil.copytree(Path(__file__).parents[1] / "generator" / "theme", theme)
    config = root / "mkdocs.yml"
    named = config.read_text("utf-8").replace("  name: material\n", f"  name: material\n  custom_dir: {theme}\n")
    config.write_text(named, "utf-8")
    return theme


def photo(size: tuple[int, int] = (2000, 1200), form: str = "JPEG", **saving: Any) -> bytes:
    """Return a drawn picture: red on the left, blue on the right."""
    picture = Picture.new("RGB", size, (200, 30, 30))
    picture.paste((30, 30, 200), (size[0] // 2, 0, *size))
    out = io.BytesIO()
    picture.save(out, form, **saving)
    return out.getvalue()


def lay_photo(root: Path, content: bytes, file: str = "anh-1.jpg", record: str = "2025/nguyen-van-mot") -> Path:
    """Give a record of a copied sample one photo; return the picture's path."""
    ground = 'basis: public-event, event: "Lễ"'
    entry = f'  - {{file: "{file}", alt: "Ông Một bên bờ sông", credit: "Trần Ảnh", licence: "CC BY 4.0", {ground}}}\n'
    path = root / "stories" / f"{record}.yml"
    path.write_text(path.read_text("utf-8") + f"images:\n{entry}", "utf-8")
    target = root / "stories" / "media" / Path(record).name / file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target


def sample_site() -> SiteContext:
    """Return the site of the sample project."""
    project = read_project(SAMPLE)
    return SiteContext(project.archive, project.settings, language())
