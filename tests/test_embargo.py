"""What waits for its day is in no public file before it, and in all of them from that day on."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.engine.install import build_site, snapshot_site
from generator.engine.project import publish, read_project
from generator.engine.releases import publish_site, roll_back
from tests.making import copy_sample
from tests.test_build import hashes

STORY = "stories/2025/to-va-duong.yml"
MODEL = "stories/models/va-duong.yml"
BEFORE, THEN = "2025-12-01", "2025-12-02"


def wait(root: Path, *files: str, mark: str) -> None:
    """Let records wait for a day; the mark stands in all that is theirs."""
    for file in files:
        text = (root / file).read_text("utf-8")
        lines = [line for line in text.splitlines() if not line.startswith(("published_on:", "title:", "updated_on:"))]
        if file == MODEL:
            lines = [f"name: {mark} cuối tuần" if line.startswith("name:") else line for line in lines]
        lines += [f'title: "{mark} vá đường"', "published_on: 2025-12-02", "publish_on: 2/12/2025", ""]
        (root / file).write_text("\n".join(lines), "utf-8")


def text_of(site: Path) -> str:
    """Return every byte a site shows, packed files among them unpacked."""
    found = []
    for file in sorted(site.rglob("*")):
        if file.is_file():
            found.append(f"{file.relative_to(site)}\n{file.read_bytes().decode('utf-8', 'replace')}")
            if file.suffix in {".zip", ".docx", ".xlsx"}:
                folder = site.parent / "unpacked" / file.name
                shutil.unpack_archive(file, folder, "zip")
                found += [each.read_bytes().decode("utf-8", "replace") for each in folder.rglob("*") if each.is_file()]
    return "\n".join(found)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("DIENHINH_AS_OF", raising=False)
    return monkeypatch


def build(root: Path, told: pytest.MonkeyPatch, day: str) -> Path:
    if day:
        told.setenv("DIENHINH_AS_OF", day)
    site = root / "site"
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    build_site(publication, site, stood=snapshot_site(root, site)())
    return site


@pytest.mark.parametrize("day", [BEFORE, ""])
@pytest.mark.parametrize("file", [STORY, "stories/2025/nguyen-van-mot.yml", MODEL])
def test_before_its_day_no_public_file_holds_anything_of_it(
    tmp_path: Path, told: pytest.MonkeyPatch, day: str, file: str
) -> None:
    """Nor of its corrections; and every link of the site leads somewhere."""
    root = copy_sample(tmp_path)
    wait(root, file, mark="Zqxjk")
    text = text_of(build(root, told, day))
    assert "Zqxjk" not in text
    assert f"/{Path(file).stem}/" not in text
    assert "2025-12-02" not in text, "not even when there will be news"
    publish_site(publish(read_project(root)), tmp_path / "public")


def test_on_its_day_the_site_is_what_it_would_be_without_waiting(tmp_path: Path, told: pytest.MonkeyPatch) -> None:
    """Opened by an incremental build as by a clean one: all that lead to it and list it follow."""
    root = copy_sample(tmp_path)
    wait(root, STORY, MODEL, mark="Zqxjk")
    build(root, told, BEFORE)
    opened = hashes(build(root, told, THEN))
    shutil.rmtree(root / "site")
    shutil.rmtree(root / ".dienhinh")
    assert hashes(build(root, told, THEN)) == opened
    text = text_of(root / "site")
    assert "Zqxjk" in text
    assert '"publish_on"' not in text, "staff's own: in no data"
    for file in (STORY, MODEL):
        (root / file).write_text(
            (root / file).read_text("utf-8").replace("publish_on: 2/12/2025", "versions_from: 2/12/2025")
        )
    plain = hashes(build(root, told, THEN))
    assert plain.keys() == opened.keys(), "as if it had never waited; only the source's own digest is another"


def test_a_rollback_is_not_refused_for_what_never_was_public(tmp_path: Path, told: pytest.MonkeyPatch) -> None:
    root, public = copy_sample(tmp_path), tmp_path / "public"
    told.setenv("DIENHINH_AS_OF", BEFORE)
    publish_site(publish(read_project(root)), public)
    fresh = root / "stories/2025/moi-tinh.yml"
    fresh.write_text((root / STORY).read_text("utf-8").replace("Tổ vá đường", "Tổ mới tinh"), "utf-8")
    wait(root, "stories/2025/moi-tinh.yml", mark="Zqxjk")
    publish_site(publish(read_project(root)), public)
    assert roll_back(public).number == 1


def test_a_draft_and_the_preview_show_it(tmp_path: Path, told: pytest.MonkeyPatch) -> None:
    root = copy_sample(tmp_path)
    wait(root, STORY, mark="Zqxjk")
    command = [str(Path(sys.executable).parent / "dienhinh"), "--project", str(root), "--as-of", BEFORE, "build"]
    made = [*command, "--draft", "--site-dir", str(tmp_path / "draft")]
    subprocess.run(made, check=True, capture_output=True, env=dict(os.environ))
    assert "Zqxjk" in (tmp_path / "draft" / "dien-hinh" / "to-va-duong" / "index.html").read_text("utf-8")
    assert "Zqxjk" in {story.title.split()[0] for story in read_project(root, opening=True).archive.public_stories}


DECISION = "stories/decisions/2025/qd-12-2025.yml"


def decide(root: Path, mark: str) -> None:
    """Add a decision that waits, with a list of its own."""
    text = (root / DECISION).read_text("utf-8")
    lines = [row for row in text.splitlines() if not row.startswith(("number:", "subject:", "published_on:", "  - {"))]
    added = [
        f"number: 99/QĐ-{mark}",
        f"subject: Về việc khen {mark}",
        "published_on: 2025-12-02",
        "publish_on: 2/12/2025",
    ]
    rows = f'  - {{name: "Lê Thị {mark}", kind: individual, unit_id: htx-mau, field: y-te}}'
    at = lines.index("rows:")
    made = [*added, *lines[: at + 1], rows, *lines[at + 1 :], ""]
    (root / "stories/decisions/2025/qd-99-2025.yml").write_text("\n".join(made), "utf-8")


def test_a_decision_that_waits_is_in_no_public_file_and_opens_on_its_day(
    tmp_path: Path, told: pytest.MonkeyPatch
) -> None:
    root = copy_sample(tmp_path)
    decide(root, "Zqxjk")
    text = text_of(build(root, told, BEFORE))
    assert "Zqxjk" not in text
    assert "qd-99-2025" not in text
    assert "2025-12-02" not in text
    publish_site(publish(read_project(root)), tmp_path / "public")
    opened = hashes(build(root, told, THEN))
    shutil.rmtree(root / "site")
    shutil.rmtree(root / ".dienhinh")
    assert hashes(build(root, told, THEN)) == opened, "opened by what is built on as by a clean build"
    text = text_of(root / "site")
    assert "99/QĐ-Zqxjk" in text
    assert "Lê Thị Zqxjk" in text
    assert '"publish_on"' not in text


def test_what_is_public_names_no_decision_that_waits(tmp_path: Path, told: pytest.MonkeyPatch) -> None:
    told.setenv("DIENHINH_AS_OF", BEFORE)
    root = copy_sample(tmp_path)
    file = root / DECISION
    text = file.read_text("utf-8")
    file.write_text(
        text.replace("published_on: 2025-09-15", "published_on: 2025-12-02\npublish_on: 2/12/2025"), "utf-8"
    )
    found = [fault for fault in read_project(root).problems if fault.code == "rule.names-waiting"]
    assert found
    assert all(fault.is_error and dict(fault.values)["number"] == "12/QĐ-UBND" for fault in found)
    told.setenv("DIENHINH_AS_OF", THEN)
    assert not [fault for fault in read_project(root).problems if fault.code == "rule.names-waiting"]


def test_a_draft_shows_a_decision_that_waits(tmp_path: Path, told: pytest.MonkeyPatch) -> None:
    told.setenv("DIENHINH_AS_OF", BEFORE)
    root = copy_sample(tmp_path)
    decide(root, "Zqxjk")
    assert "qd-99-2025" in read_project(root).archive.decisions, "staff see it"
    assert "qd-99-2025" not in read_project(root).site().archive.decisions
    assert "qd-99-2025" in read_project(root, opening=True).site().archive.decisions
