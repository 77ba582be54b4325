"""Versions from git: one pass, renames followed, shallow and absent histories said, withdrawn words kept back."""

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from generator.core.git import Repository
from generator.engine import git_history as reading
from generator.engine.project import CACHE, publish, read_project
from generator.publish.versions import History, visible_versions
from generator.staff.rename import rename
from tests.making import copy_sample
from tests.repository import commit, git, make_repository

RECORD = "stories/2024/le-thi-hai.yml"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    return make_repository(copy_sample(tmp_path))


def edit(root: Path, old: str, new: str, path: str = RECORD) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), "utf-8")


def known(root: Path) -> History:
    return read_project(root).history


def versions(root: Path, path: str = RECORD) -> list[tuple[str, tuple[str, ...]]]:
    return [(version.day, version.changed) for version in known(root).versions[path]]


def files(root: Path) -> dict[str, bytes]:
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    found: dict[str, bytes] = {}
    for output in publication.artifacts:
        if not output.path.endswith(".jpg"):
            found.update(zip(output.files, output.contents, strict=True))
    return found


def test_versions_say_when_and_what_changed(repository: Path) -> None:
    edit(repository, "giữ nếp nhà", "giữ lửa nhà")
    commit(repository, "2026-02-03")
    edit(repository, "published_on:", "role: nông dân\npublished_on:")
    commit(repository, "2026-03-04")
    (repository / RECORD).write_bytes((repository / RECORD).read_bytes() + b"# a remark\n")
    commit(repository, "2026-03-05")
    found = versions(repository)
    assert [day for day, _ in found] == ["2026-03-05", "2026-03-04", "2026-02-03", "2026-01-01"]
    assert found[0][1] == ()
    assert found[1][1] == ("role",)
    assert len(found[2][1]) >= 1
    assert known(repository).versions[RECORD][-1].is_first


def test_contents_are_asked_of_git_some_at_a_time(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All together may be a gigabyte, which the process would hold at once."""
    for day in range(1, 6):
        edit(repository, "published_on:", f"# {day}\npublished_on:")
        commit(repository, f"2026-02-0{day}")
    wanted = known(repository)
    shutil.rmtree(repository / CACHE)
    asked: list[int] = []
    run_git = Repository.run

    def noted(self: Repository, *arguments: str, given: bytes | None = None, **more: Any) -> Any:
        if arguments[0] == "cat-file":
            asked.append(len((given or b"").splitlines()))
        return run_git(self, *arguments, given=given, **more)

    monkeypatch.setattr(Repository, "run", noted)
    monkeypatch.setattr(reading, "_BLOBS_AT_ONCE", 2)
    found = known(repository)
    assert (found.versions, found.public) == (wanted.versions, wanted.public)
    assert len(asked) > 5
    assert max(asked) == 2


def test_the_page_lists_them_and_each_leads_to_what_it_said(repository: Path) -> None:
    before = (repository / RECORD).read_bytes()
    edit(repository, "giữ nếp nhà", "giữ lửa nhà")
    commit(repository, "2026-02-03")
    made = files(repository)
    page = made["dien-hinh/le-thi-hai/index.md"].decode()
    name = hashlib.blake2b(before, digest_size=16).hexdigest()[:16]
    assert f'href="../../dien-hinh/le-thi-hai/v/{name}.json"' in page
    assert "03/02/2026" in page
    told = json.loads(made[f"dien-hinh/le-thi-hai/v/{name}.json"])
    assert told["committed"] == "2026-01-01"
    assert "giữ nếp nhà" in json.dumps(told["record"], ensure_ascii=False)
    assert len([path for path in made if path.startswith("dien-hinh/le-thi-hai/v/")]) == 2


def test_a_renamed_record_keeps_its_versions(repository: Path) -> None:
    edit(repository, "giữ nếp nhà", "giữ lửa nhà")
    commit(repository, "2026-02-03")
    rename(repository, "le-thi-hai", "ho-ba-hai").apply(repository)
    commit(repository, "2026-03-04")
    found = [day for day, _ in versions(repository, "stories/2024/ho-ba-hai.yml")]
    assert found == ["2026-02-03", "2026-01-01"], "a renaming alone is no version: the content is the same"


def test_another_record_of_the_same_name_has_its_own_versions(repository: Path) -> None:
    content = (repository / RECORD).read_bytes()
    (repository / RECORD).unlink()
    commit(repository, "2026-02-01")
    (repository / RECORD).write_bytes(content.replace("Lê Thị Hai".encode(), "Lê Thị Khác".encode()))
    commit(repository, "2026-03-01")
    assert [day for day, _ in versions(repository)] == ["2026-03-01"]


def test_what_is_said_again_later_is_one_file_and_two_versions(repository: Path) -> None:
    edit(repository, "giữ nếp nhà", "giữ lửa nhà")
    commit(repository, "2026-02-03")
    edit(repository, "giữ lửa nhà", "giữ nếp nhà")
    commit(repository, "2026-03-04")
    assert [day for day, _ in versions(repository)] == ["2026-03-04", "2026-02-03", "2026-01-01"]
    assert len([path for path in files(repository) if path.startswith("dien-hinh/le-thi-hai/v/")]) == 2


def test_what_is_not_committed_is_said_to_be_so(repository: Path) -> None:
    edit(repository, "giữ nếp nhà", "giữ lửa nhà")
    assert "chưa ghi vào kho" in files(repository)["dien-hinh/le-thi-hai/index.md"].decode()
    commit(repository, "2026-02-03")
    assert "chưa ghi vào kho" not in files(repository)["dien-hinh/le-thi-hai/index.md"].decode()


def test_without_git_the_page_says_so(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert known(root).state == "absent"
    page = files(root)["dien-hinh/le-thi-hai/index.md"].decode()
    assert "không có lịch sử git" in page
    assert "/v/" not in page


def test_a_shallow_history_says_so(repository: Path, tmp_path: Path) -> None:
    edit(repository, "giữ nếp nhà", "giữ lửa nhà")
    commit(repository, "2026-02-03")
    clone = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", str(clone))
    assert known(clone).state == "shallow"
    assert [day for day, _ in versions(clone)] == ["2026-02-03"]
    assert "chỉ có một phần lịch sử git" in files(clone)["dien-hinh/le-thi-hai/index.md"].decode()


def test_only_what_is_new_is_read_again_and_in_one_call(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = known(repository)
    calls: list[tuple[str, ...]] = []
    real = reading._git

    def counted(root: Path, *arguments: str) -> str | None:
        calls.append(arguments)
        return real(root, *arguments)

    monkeypatch.setattr(reading, "_git", counted)
    again = known(repository)
    assert (again.versions, again.public) == (first.versions, first.public)
    assert [call[0] for call in calls] == ["rev-parse"]
    edit(repository, "giữ nếp nhà", "giữ lửa nhà")
    commit(repository, "2026-02-03")
    calls.clear()
    later = known(repository)
    assert [call[0] for call in calls] == ["rev-parse", "merge-base", "log"]
    shutil.rmtree(repository / CACHE)
    fresh = known(repository)
    assert (later.versions, later.public) == (fresh.versions, fresh.public)


def test_a_history_that_was_rewritten_is_read_anew(repository: Path) -> None:
    edit(repository, "giữ nếp nhà", "giữ lửa nhà")
    commit(repository, "2026-02-03")
    assert len(versions(repository)) == 2
    git(repository, "reset", "-q", "--hard", "HEAD~1")
    edit(repository, "giữ nếp nhà", "giữ hồn nhà")
    commit(repository, "2026-04-05")
    assert [day for day, _ in versions(repository)] == ["2026-04-05", "2026-01-01"]


def test_a_spoilt_cache_is_read_anew(repository: Path) -> None:
    wanted = known(repository)
    (repository / CACHE / "history.sqlite").write_bytes(b"no database at all, but long enough to be one" * 100)
    assert known(repository).versions == wanted.versions


def test_old_versions_a_record_holds_back_are_not_published(repository: Path) -> None:
    edit(repository, "giữ nếp nhà", "giữ nếp nhà, số nhà 12 hẻm 3")
    commit(repository, "2026-02-03")
    edit(repository, "giữ nếp nhà, số nhà 12 hẻm 3", "giữ nếp nhà")
    edit(repository, "published_on:", "versions_from: 2026-03-04\npublished_on:")
    commit(repository, "2026-03-04")
    made = files(repository)
    assert len([path for path in made if path.startswith("dien-hinh/le-thi-hai/v/")]) == 1
    assert not [path for path, data in made.items() if "số nhà 12".encode() in data]
    assert "03/02/2026" in made["dien-hinh/le-thi-hai/index.md"].decode(), "that there was a version may be known"


def test_a_withdrawn_row_comes_back_in_no_old_version(repository: Path) -> None:
    path = "stories/decisions/2025/qd-12-2025.yml"
    row = '  - {name: "Người Vừa Rút", kind: individual}\n'
    edit(repository, "rows:\n", f"rows:\n{row}", path)
    commit(repository, "2026-02-03")
    edit(repository, row, row.replace("}", ", withdrawn: 2026-03-01}"), path)
    commit(repository, "2026-03-04")
    made = files(repository)
    assert not [name for name, data in made.items() if "Người Vừa Rút".encode() in data]
    project = read_project(repository)
    decision = project.archive.decisions["qd-12-2025"]
    shown = [is_public for _, is_public in visible_versions(project.archive, project.history, decision)]
    assert shown == [True, False, False]


def test_what_is_for_staff_only_is_in_no_version(repository: Path) -> None:
    secret = "consents: [{reference: BM-77, given_by: self, date: 2025-01-01, scope: bài}]"
    edit(repository, "basis: {kind: press}", f"basis: {{kind: press, {secret}}}")
    commit(repository, "2026-02-03")
    assert not [path for path, data in files(repository).items() if b"BM-77" in data]
