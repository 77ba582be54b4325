"""When only the newest day of the records moves on, what counts from it is made anew, and nothing is forgotten."""

import shutil
from pathlib import Path

import pytest

from generator.engine.install import build_site, snapshot_site
from generator.engine.project import publish, read_project
from tests.making import copy_sample
from tests.test_build import hashes


@pytest.mark.parametrize("later", ["2025-12-31", "2026-01-15", "2026-08-30"])
def test_a_build_after_a_later_day_is_as_a_clean_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, later: str
) -> None:
    monkeypatch.delenv("DIENHINH_AS_OF", raising=False)
    root = copy_sample(tmp_path)
    site = root / "site"
    build_site(publish(read_project(root)), site)
    story = root / "stories/2024/le-thi-hai.yml"  # a list that all pages may read would make all of them anew
    rows = [row for row in story.read_text("utf-8").split("\n") if not row.startswith("updated_on:")]
    story.write_text("\n".join([f"updated_on: {later}", *rows]), "utf-8")
    stood = snapshot_site(root, site)()
    publication = publish(read_project(root), stood.state if stood else None)
    assert publication.blocking_problems == ()
    build_site(publication, site, stood=stood)
    ours = hashes(site)
    shutil.rmtree(site)
    shutil.rmtree(root / ".dienhinh")
    build_site(publish(read_project(root)), site)
    clean = hashes(site)
    assert {name for name in ours | clean if ours.get(name) != clean.get(name)} == set()
