"""What stands in the way on a machine is said with what to do; what works is said too."""

import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli.main import main
from generator.config.i18n import language
from generator.staff.checkup import Point, look_over
from tests.making import copy_sample
from tests.repository import git, make_repository


@pytest.fixture
def root(tmp_path: Path) -> Path:
    found = copy_sample(tmp_path)
    make_repository(found)
    git(found, "config", "user.name", "x")
    git(found, "config", "user.email", "x@x.example")
    return found


def found(root: Path, *, encoding: str = "utf-8", system: str = "linux") -> dict[str, Point]:
    points = {point.key: point for point in look_over(root, encoding=encoding, system=system)}
    for code in ("vi", "en"):
        for point in points.values():
            assert language(code).translate(f"command.doctor.look.{point.key}.{point.state}", **point.values)
    return points


def states(root: Path, *, encoding: str = "utf-8", system: str = "linux") -> dict[str, str]:
    points = found(root, encoding=encoding, system=system)
    return {key: point.state for key, point in points.items() if point.state != "fine" and key != "space"}


def test_a_project_in_order_has_nowhere_to_send_to_and_nothing_else(root: Path) -> None:
    assert states(root) == {"remote": "beware"}


def test_the_console_and_the_folder_are_looked_at(tmp_path: Path) -> None:
    assert states(tmp_path, encoding="cp1258") == {"console": "beware", "project": "wrong", "repository": "beware"}


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert states(tmp_path / "khong-co") == {"project": "wrong"}


def test_a_repository_of_another_user_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    assert states(root) == {"owner": "wrong"}


def test_a_folder_that_synchronizes_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "OneDrive - So Noi vu").mkdir()
    assert states(copy_sample(tmp_path / "OneDrive - So Noi vu"))["synchronized"] == "beware"


def test_windows_has_points_of_its_own(root: Path) -> None:
    assert states(root, system="win32")["long-names"] == "beware"
    git(root, "config", "core.longpaths", "true")
    assert "long-names" not in states(root, system="win32")


def test_what_a_killed_command_left_is_told(root: Path) -> None:
    (root / ".dienhinh/change").mkdir(parents=True)
    (root / ".dienhinh/change/journal.json").write_text("{}", "utf-8")
    assert states(root)["interrupted"] == "beware"


def test_the_repository_is_looked_at(root: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(root), str(bare)], check=True)
    git(root, "remote", "add", "origin", str(bare))
    git(root, "fetch", "-q")
    assert states(root) == {}
    other = tmp_path / "other"
    subprocess.run(["git", "clone", "-q", str(bare), str(other)], check=True)
    git(other, "commit", "-q", "--allow-empty", "-m", "x")
    git(other, "push", "-q")
    git(root, "fetch", "-q")
    assert found(root)["level"].values == {"ahead": 0, "behind": 1}
    (root / ".gitignore").write_text("moi.yml\n", "utf-8")
    (root / "stories/2025/moi.yml").write_text("name: x\n", "utf-8")
    git(root, "checkout", "-q", "--detach")
    assert states(root) == {"branch": "wrong", "ignored": "beware"}


def test_the_command_says_it_and_fails_only_where_something_does_not_work(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for project, code, words in ((root, 0, "được: đây là một dự án"), (tmp_path, 3, "cần sửa: thư mục này không phải")):
        with pytest.raises(SystemExit) as ended:
            main(["--project", str(project), "doctor"])
        assert ended.value.code == code
        assert words in capsys.readouterr().out


def test_a_part_that_the_machine_cannot_load_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not [point for point in look_over(tmp_path, encoding="utf-8") if point.key == "native"]
    monkeypatch.setitem(sys.modules, "zxingcpp", None)  # as where a library of the system is missing
    (point,) = [point for point in look_over(tmp_path, encoding="utf-8") if point.key == "native"]
    assert (point.state, point.values) == ("wrong", {"parts": "zxingcpp"})
