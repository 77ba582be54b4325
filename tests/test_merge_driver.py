"""Who merges branches by hand: git asks the program, and two who add different things are in nobody's way."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli.main import main
from generator.engine.project import read_project
from generator.staff.checkup import look_over
from tests.making import copy_sample
from tests.repository import git

UNITS, STORY, LEDGER = "stories/reference/units.yml", "stories/2025/nguyen-van-mot.yml", "stories/ledger.txt"


def run(*arguments: str, code: int = 0) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*arguments])
    assert ended.value.code == code


def added(unit: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        file = root / UNITS
        entry = f'  - {{id: {unit}, names: [{{name: "Đơn vị {unit}"}}], type: don-vi-su-nghiep}}\n'
        file.write_text(file.read_text("utf-8").rstrip("\n") + "\n" + entry, "utf-8")

    return change


def said(field: str, text: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        rows = (root / STORY).read_text("utf-8").split("\n")
        kept = [row for row in rows if not row.startswith(f"{field}:")]
        (root / STORY).write_text("\n".join([f'{field}: "{text}"', *kept]), "utf-8")

    return change


@pytest.fixture
def merged(tmp_path: Path) -> Callable[..., tuple[Path, "subprocess.CompletedProcess[str]"]]:
    def merge(ours: Callable[[Path], None], theirs: Callable[[Path], None], set_up: bool = True, folder: str = ""):  # type: ignore[no-untyped-def]
        root = copy_sample(tmp_path / folder if folder else tmp_path)
        top = tmp_path if folder else root
        (top / ".gitattributes").write_text("stories/**/*.yml merge=dienhinh\n**/stories/**/*.yml merge=dienhinh\n")
        git(top, "init", "-q", "-b", "main")
        git(top, "add", "-A")
        git(top, "commit", "-qm", "đầu")
        if set_up:
            run("--project", str(root), "merge-file", "--set-up")
        git(top, "switch", "-qc", "khac")
        theirs(root)
        git(top, "commit", "-qam", "khác")
        git(top, "switch", "-q", "main")
        ours(root)
        git(top, "commit", "-qam", "mình")
        command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "merge", "--no-edit", "khac"]
        return root, subprocess.run(command, cwd=top, capture_output=True, text=True, check=False)

    return merge


def test_git_alone_makes_a_conflict_of_two_additions(merged) -> None:  # type: ignore[no-untyped-def]
    _, made = merged(added("mot"), added("hai"), set_up=False)
    assert made.returncode == 1, "or nobody needs the driver"


@pytest.mark.parametrize("folder", ["", "site"])
def test_two_who_add_to_one_list_are_both_there(merged, folder: str) -> None:  # type: ignore[no-untyped-def]
    root, made = merged(added("mot"), added("hai"), folder=folder)
    assert made.returncode == 0, made.stderr
    assert {"mot", "hai"} <= set(read_project(root).archive.units)
    assert "<<<<<<<" not in (root / UNITS).read_text("utf-8")


def test_two_who_change_neighbouring_fields_are_both_there(merged) -> None:  # type: ignore[no-untyped-def]
    root, made = merged(said("title", "Của mình"), said("summary", "Của người khác."))
    assert made.returncode == 0, made.stderr
    story = read_project(root).archive.stories["nguyen-van-mot"]
    assert (story.title, story.summary) == ("Của mình", "Của người khác.")


def test_one_field_changed_twice_is_told_and_both_stand_there(merged) -> None:  # type: ignore[no-untyped-def]
    root, made = merged(said("title", "Của mình"), said("title", "Của người khác"))
    assert made.returncode == 1
    assert "hai bên sửa khác nhau ở title" in made.stderr
    text = (root / STORY).read_text("utf-8")
    assert "Của mình" in text
    assert "Của người khác" in text
    assert "<<<<<<<" in text


def test_the_checkup_says_whether_git_knows_it(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (root / ".gitattributes").write_text("stories/**/*.yml merge=dienhinh\n")
    git(root, "init", "-q")

    def state() -> list[str]:
        return [point.state for point in look_over(root, encoding="utf-8") if point.key == "merge-driver"]

    assert state() == ["beware"]
    run("--project", str(root), "merge-file", "--set-up")
    assert state() == ["fine"]
    (root / ".gitattributes").unlink()
    assert state() == []


def test_called_otherwise_it_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    run("merge-file", sys.executable, code=2)
    assert "--set-up" in capsys.readouterr().err
