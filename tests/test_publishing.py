"""Publishing: whole releases only, whatever happens to the publisher; and the way back."""

import hashlib
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from generator.cli.main import main
from generator.core.problem import PublishError, UsageError
from generator.engine import releases as publishing
from generator.engine.manifest import manifest_rows, read_manifest, scan_files
from generator.engine.plan import Plan
from generator.engine.project import Publication, publish, read_project
from generator.engine.releases import current, publish_site, releases, roll_back
from generator.engine.render import RenderedSite, render_plan
from generator.engine.targets import expanded
from generator.publish import http_headers
from generator.publish.artifact import Artifact
from tests.making import copy_sample, own_theme
from tests.torture.publishers import filled, is_whole, killed, racing


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    return publish(read_project(copy_sample(tmp_path)))


def test_releases_follow_one_another_and_the_way_back_is_short(publication: Publication, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    first, second = publish_site(publication, folder, commit="c1"), publish_site(publication, folder, commit="c2")
    assert [r.number for r in releases(folder)] == [1, 2]
    assert current(folder) == second
    assert os.readlink(folder / "current") == f"releases/{second.path.name}"
    one, two = read_manifest(first.path), read_manifest(second.path)
    assert (one.commit, two.commit, one.previous) == ("c1", "c2", "")
    assert two.previous == hashlib.sha256((first.path / "manifest.txt").read_bytes()).hexdigest()
    assert one.files == two.files == scan_files(second.path)
    assert roll_back(folder) == first == current(folder)
    with pytest.raises(PublishError, match="no_earlier") as caught:
        roll_back(folder)
    assert caught.value.values == {"folder": folder}
    assert publish_site(publication, folder).number == 3


def test_a_manifest_finds_every_change(publication: Publication, tmp_path: Path) -> None:
    release = publish_site(publication, tmp_path / "public").path
    manifest = read_manifest(release)
    assert manifest.compare(scan_files(release)) == []
    page, other = release / "index.html", release / "404.html"
    good, spare = page.read_bytes(), other.read_bytes()
    page.write_bytes(good[:-2] + b"X\n")
    assert manifest.compare(scan_files(release)) == ["index.html"]
    page.write_bytes(spare)
    other.write_bytes(good)
    assert manifest.compare(scan_files(release)) == ["404.html", "index.html"]
    other.unlink()
    (release / "new.html").write_text("x")
    assert manifest.compare(scan_files(release)) == ["404.html", "index.html", "new.html"]
    page.write_bytes(good)
    other.write_bytes(spare)
    (release / "new.html").unlink()
    assert manifest.compare(scan_files(release)) == []


def test_a_spoilt_release_is_not_gone_back_to(publication: Publication, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    first, second = publish_site(publication, folder), publish_site(publication, folder)
    (first.path / "index.html").write_text("changed", "utf-8")
    with pytest.raises(PublishError, match="spoilt") as caught:
        roll_back(folder)
    assert caught.value.values == {"release": first.path.name, "count": 1, "first": "index.html"}
    assert current(folder) == second


def test_the_last_releases_are_kept_and_leftovers_cleared(publication: Publication, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    for _ in range(2):
        publish_site(publication, folder, keep=3)
    (folder / "releases" / ".new-dead" / "site").mkdir(parents=True)
    (folder / "releases" / ".old-dead").mkdir()
    for _ in range(3):
        publish_site(publication, folder, keep=3)
    assert [r.number for r in releases(folder)] == [3, 4, 5]
    ours = {"current", "dienhinh.txt", "ledger.txt", "lock", "releases", "state.sqlite", "takedowns.json"}
    assert {p.name for p in folder.iterdir()} == ours
    assert not [p for p in (folder / "releases").iterdir() if p.name.startswith(".")]


def test_styles_and_scripts_of_the_last_release_stay_for_one_more(publication: Publication, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    first = publish_site(publication, folder)
    theme = own_theme(publication.project.root, tmp_path / "theme")
    css = theme / "assets" / "stylesheets" / "dienhinh.css"
    old = next((first.path / "assets" / "stylesheets").glob("dienhinh.*.css")).name
    css.write_text(css.read_text("utf-8") + "/* new */", "utf-8")
    second = publish_site(publication, folder)
    styles = {p.name for p in (second.path / "assets" / "stylesheets").glob("dienhinh.*.css")}
    assert old in styles
    assert len(styles) == 2
    assert list(read_manifest(second.path).carried) == [f"assets/stylesheets/{old}"]
    assert is_whole(folder)
    third = publish_site(publication, folder)
    assert not (third.path / "assets" / "stylesheets" / old).exists()


def test_what_is_not_whole_is_not_published(publication: Publication, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    good = publish_site(publication, folder)
    lost = Artifact("dien-hinh/lost/index.md", lambda: '---\ntitle: "x"\n---\n# x')

    def without_the_last(publication: Publication, plan: Plan, *rest: Any) -> RenderedSite:
        return render_plan(publication, replace(plan, changed_targets=plan.changed_targets[:-1]), *rest)

    more = replace(publication, targets=(*publication.targets, *expanded([lost])))
    with pytest.raises(PublishError, match="missing") as caught:
        publish_site(more, folder, render=without_the_last)
    assert caught.value.values["first"] == "dien-hinh/lost/index.html"
    dead = Artifact("dien-hinh/dead/index.md", lambda: '---\ntitle: "x"\n---\n# x\n\n<a href="../nobody/">x</a>')
    with pytest.raises(PublishError, match="dead_link") as caught:
        publish_site(replace(publication, targets=(*publication.targets, *expanded([dead]))), folder)
    assert caught.value.values == {"page": "dien-hinh/dead/index.html", "link": "../nobody/"}
    assert current(folder) == good
    assert [r.number for r in releases(folder)] == [1]


def test_no_room_is_said_before_anything_is_written(publication: Publication, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "_SPARE", 2**60)
        with pytest.raises(PublishError, match="no_room"):
            publish_site(publication, folder)
    assert list((folder / "releases").iterdir()) == []


def test_a_correction_finds_room_where_another_release_whole_would_not(
    publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stays is linked: a disk that is nearly full must not keep what is wrong on the site."""
    folder = tmp_path / "public"
    first = publish_site(publication, folder)
    weight = sum(row.size for row in manifest_rows(first.path))
    monkeypatch.setattr(publishing, "_SPARE", 0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=weight))
    root = publication.project.root
    record = root / "stories" / "2024" / "le-thi-hai.yml"
    record.write_text(record.read_text("utf-8").replace("giữ nếp nhà", "giữ lửa nhà"), "utf-8")
    second = publish_site(publish(read_project(root)), folder)
    assert "giữ lửa nhà" in (second.path / "dien-hinh" / "le-thi-hai" / "index.html").read_text("utf-8")
    with pytest.raises(PublishError, match="no_room"):
        publish_site(publish(read_project(root)), folder, clean=True)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    record.write_text(record.read_text("utf-8").replace("giữ lửa nhà", "giữ nếp nhà"), "utf-8")
    with pytest.raises(PublishError, match="no_room"):
        publish_site(publish(read_project(root)), folder)
    assert [r.number for r in releases(folder)] == [1, 2]


def test_a_publishing_folder_is_ours_or_empty(publication: Publication, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("x")
    root = publication.project.root
    for folder in (mine, root, root / "stories", root / "docs" / "x"):
        with pytest.raises(UsageError):
            publish_site(publication, folder)
    with pytest.raises(PublishError, match="no_releases") as caught:
        roll_back(mine)
    assert caught.value.values == {"folder": mine}
    assert [p.name for p in mine.iterdir()] == ["letter.txt"]


def test_killed_publishers_leave_a_whole_release(tmp_path: Path) -> None:
    said = killed(tmp_path, 8)
    assert (said["missing"], said["halves"], said["half_releases"], said["left_over"]) == (0, 0, 0, 0)
    assert said["reads"] > 100


def test_a_full_disk_leaves_a_whole_release(tmp_path: Path) -> None:
    said = filled(tmp_path, 8)
    assert (said["missing"], said["halves"], said["half_releases"]) == (0, 0, 0)
    assert said["failed"] >= 2


def test_publishers_at_once_wait_for_nobody_and_break_nothing(tmp_path: Path) -> None:
    said = racing(tmp_path, 2)
    assert (said["missing"], said["halves"], said["half_releases"]) == (0, 0, 0)
    assert said["published"] + said["busy"] == 6


def test_every_server_gets_the_same_headers() -> None:
    for text in (http_headers.nginx_snippet(), http_headers.htaccess(), http_headers.headers_file()):
        for name, value in http_headers.HEADERS.items():
            assert re.search(rf"{name}:? \"?{re.escape(value)}", text), name
    assert "unsafe" not in http_headers.HEADERS["Content-Security-Policy"]
    assert http_headers.HEADERS["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'none'" in http_headers.HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("mask", [0o077, 0o000, 0o027, 0o022])
def test_whoever_publishes_the_web_server_reads_and_nobody_else_writes(
    publication: Publication, tmp_path: Path, mask: int
) -> None:
    folder = tmp_path / "public"
    before = os.umask(mask)
    try:
        release = publish_site(publication, folder)
        if mask == 0o077:  # what an older program left unreadable is not linked again
            for path in release.path.rglob("*"):
                path.chmod(0o700 if path.is_dir() else 0o600)
            release = publish_site(publication, folder)
    finally:
        os.umask(before)
    for path in (release.path, *release.path.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path


def strange(folder: Path, how: str) -> None:
    """Lay out a folder that somebody else keeps: as another tool releases there, or half like ours."""
    releases_ = folder / "releases"
    if how == "linked":
        (folder.parent / "else/.new-precious").mkdir(parents=True)
        folder.mkdir()
        releases_.symlink_to(folder.parent / "else")
        return
    (releases_ / "20250101").mkdir(parents=True)
    (releases_ / ".old-mine").mkdir()
    (releases_ / ".old-mine/letter.txt").write_text("x")
    if how == "capistrano":
        (folder / "current").symlink_to(releases_ / "20250101")
    if how == "named like ours":
        (releases_ / "20250101").rename(releases_ / "000001-0123456789ab")
    if how == "real current":
        (folder / "dienhinh.txt").write_text("dienhinh publishing folder 1\n")
        (folder / "current").mkdir()
    if how == "other marker":
        (folder / "dienhinh.txt").write_text("mine\n")


@pytest.mark.parametrize("how", ["capistrano", "named like ours", "real current", "other marker", "linked"])
def test_a_folder_somebody_else_keeps_is_left_as_it_is(publication: Publication, tmp_path: Path, how: str) -> None:
    folder = tmp_path / "theirs"
    strange(folder, how)
    before = sorted(path for path in tmp_path.rglob("*") if publication.project.root not in path.parents)
    with pytest.raises(UsageError, match="not-a-publishing-folder"):
        publish_site(publication, folder)
    assert sorted(path for path in tmp_path.rglob("*") if publication.project.root not in path.parents) == before


def test_a_folder_of_before_the_marker_is_still_ours(publication: Publication, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    publish_site(publication, folder)
    (folder / "dienhinh.txt").unlink()
    assert publish_site(publication, folder).number == 2
    assert (folder / "dienhinh.txt").is_file()


@pytest.mark.parametrize(
    "odd", ["pipe", "link to the same bytes", "dangling link", "link to a folder", "link in a link"]
)
def test_what_is_no_file_of_a_release_is_found_and_never_read(
    publication: Publication, tmp_path: Path, odd: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "public"
    release = publish_site(publication, folder).path
    if odd == "pipe":
        os.mkfifo(release / "odd")
    elif odd == "link to the same bytes":
        outside = tmp_path / "outside.html"
        shutil.move(release / "index.html", outside)
        (release / "index.html").symlink_to(outside)
    elif odd == "link in a link":
        (release / "manifest.txt").rename(tmp_path / "manifest.txt")
        (release / "manifest.txt").symlink_to(tmp_path / "manifest.txt")
    else:
        (release / "odd").symlink_to(tmp_path / ("nowhere" if "dangling" in odd else "public"))
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(folder)])
    said = capsys.readouterr()
    assert ended.value.code == (2 if odd == "link in a link" else 1)
    assert "khác bản kê" in said.out or "manifest.txt" in said.err


def test_a_manifest_that_is_a_folder_is_no_manifest(publication: Publication, tmp_path: Path) -> None:
    release = publish_site(publication, tmp_path / "public").path
    (release / "manifest.txt").unlink()
    (release / "manifest.txt").mkdir()
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(release)])
    assert ended.value.code == 2
