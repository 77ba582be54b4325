"""Consultations: open by the day of the site, known to whoever is sent there, names gone with the proposal."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from generator.cli import main
from generator.engine.git_history import built_for
from generator.engine.install import build_site
from generator.engine.project import publish, read_project
from generator.publish.pages.consultations import state_of
from tests.making import SAMPLE, copy_sample
from tests.repository import make_repository

PAGE = "lay-y-kien/huan-chuong-2025"
NAME, DROPPED = "Ngô Thị Ýkiến", "Bỏđi"


@pytest.fixture(autouse=True)
def _same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day a test builds for is that test's."""
    monkeypatch.setenv("DIENHINH_AS_OF", "0")  # so that it is given back whatever a test makes of it
    monkeypatch.delenv("DIENHINH_AS_OF")


def on(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setenv("DIENHINH_AS_OF", day)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2025-09-02", "coming"),
        ("2025-09-03", "open"),
        ("2025-09-22", "open"),
        ("2025-09-23", "over"),
    ],
)
def test_it_is_open_from_its_first_day_to_its_last(day: str, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, day)
    site = read_project(SAMPLE).site()
    assert site.day.iso == day
    assert state_of(site, site.archive.consultations["huan-chuong-2025"]) == state


def test_the_page_says_that_it_is_no_decision_and_whom_it_dropped(built: Path) -> None:
    html = (built / "site" / PAGE / "index.html").read_text("utf-8")
    assert "Đang lấy ý kiến thì chưa phải quyết định." in html
    assert NAME in html
    assert "1 tên đã bỏ khỏi danh sách" in html
    assert '<meta name="robots" content="noindex">' in html
    assert '<meta name="robots" content="noindex">' in (built / "site/lay-y-kien/index.html").read_text("utf-8")


def test_names_stand_on_their_page_alone_and_the_dropped_nowhere(built: Path) -> None:
    bearing = set()
    for file in (built / "site").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            forms = (DROPPED, DROPPED.encode("ascii", "backslashreplace").decode(), DROPPED.upper())
            assert not any(form.encode() in content for form in forms), file
            escaped = NAME.encode("ascii", "backslashreplace")
            if NAME.encode() in content or escaped in content or b"ngo thi ykien" in content.lower():
                bearing.add(file.relative_to(built / "site").as_posix())
    assert bearing == {f"{PAGE}/index.html"}


def test_no_list_search_data_or_sitemap_knows_it(built: Path) -> None:
    site = built / "site"
    told = [
        file.relative_to(site).as_posix()
        for file in site.rglob("*")
        if file.is_file() and b"huan-chuong-2025" in file.read_bytes()
    ]
    assert sorted(told) == [
        "feeds/lay-y-kien.json",
        "feeds/lay-y-kien.xml",
        f"{PAGE}/index.html",
        "lay-y-kien/index.html",
        "manifest.txt",
    ]
    assert "lay-y-kien" not in "".join(f.read_text("utf-8") for f in site.glob("sitemap*.xml"))
    assert "Consultation" not in (site / "api/v1/openapi.json").read_text("utf-8")
    entry = json.loads((site / "feeds/lay-y-kien.json").read_text("utf-8"))["items"][0]
    assert entry["url"].endswith(f"/{PAGE}/")
    assert entry["summary"].startswith("Lấy ý kiến từ 03/9/2025 đến hết 22/9/2025.")


def test_the_same_commit_gives_the_same_bytes(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    make_repository(root)
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        build_site(publish(read_project(root)), folder)
    assert (one / PAGE / "index.html").read_bytes() == (two / PAGE / "index.html").read_bytes()
    day = subprocess.run(
        ["git", "-C", str(root), "log", "-1", "--format=%cs", "--", "stories"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    told = built_for(read_project(root).history)
    assert told is not None
    assert told.iso == day


def test_the_day_can_be_told_and_changes_what_changed(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    for day, state in (("05/9/2025", "Đang lấy ý kiến"), ("30/9/2025", "Đã hết hạn")):
        with pytest.raises(SystemExit) as left:
            main.main(["--project", str(root), "--as-of", day, "build"])
        assert int(left.value.code or 0) == 0
        html = (root / "site" / PAGE / "index.html").read_text("utf-8")
        assert f'<p class="dh-kicker">{state}</p>' in html
        assert ("nhận 3 ý kiến" in html) is (day == "30/9/2025")  # what came of it is told once it is over
    assert os.environ["DIENHINH_AS_OF"]
    with pytest.raises(SystemExit) as refused:
        main.main(["--project", str(root), "--as-of", "9/2025", "build"])
    assert refused.value.code == 2
