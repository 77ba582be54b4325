"""What changed is told in words, between two commits and up to the files as they lie."""

from pathlib import Path

import pytest

from generator.cli.main import main
from tests.desk_client import FILE
from tests.making import copy_sample
from tests.repository import git, make_repository


@pytest.fixture
def root(tmp_path: Path) -> Path:
    found = copy_sample(tmp_path)
    make_repository(found)
    return found


def told(root: Path, capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    with pytest.raises(SystemExit) as ended:
        main(["--project", str(root), "diff", *words])
    assert ended.value.code == code
    said = capsys.readouterr()
    return said.out + said.err


def change(root: Path, old: str, new: str) -> None:
    text = (root / FILE).read_text("utf-8")
    assert old in text
    (root / FILE).write_text(text.replace(old, new, 1), "utf-8")


def test_a_change_is_told_by_its_field_in_words(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(root, "kind: individual", "kind: household")
    change(root, "fields: [an-ninh, nong-nghiep]", "fields: [an-ninh, y-te]")
    (root / "stories/2024/le-thi-hai.yml").unlink()
    (root / "stories/2025/moi.yml").write_text("name: Người Mới\n", "utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    said = told(root, capsys, "HEAD~1..HEAD")
    assert f"Nguyễn Văn Một ({FILE})\n" in said
    assert "    - cá nhân\n    + hộ gia đình\n" in said
    assert "    - Nông nghiệp\n    + Y tế\n    (1 mục khác giữ nguyên)\n" in said
    assert "Bỏ: Hộ bà Lê Thị Hai (stories/2024/le-thi-hai.yml)" in said
    assert "Mới: Người Mới (stories/2025/moi.yml)" in said
    assert "3 bản ghi trong 3 tệp" in said
    assert told(root, capsys, "HEAD~1..") == said


def test_one_commit_is_compared_with_the_files_as_they_lie(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "0 bản ghi" in told(root, capsys, "HEAD")
    change(root, "role: nông dân", "role: thợ  # mới")
    change(root, "role: thợ  # mới", "role: thợ")
    assert "    - nông dân\n    + thợ\n" in told(root, capsys, "HEAD")
    git(root, "commit", "-qam", "x")
    assert "    + thợ\n" in told(root, capsys, "HEAD~1")
    change(root, "kind: ind", "# ghi chú\nkind: ind")
    assert "không đổi nội dung" in told(root, capsys, "HEAD")


def test_brackets_in_a_value_are_told_as_they_are(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(root, "role: nông dân", "role: '[b] nông dân [/b]'")
    assert "+ [b] nông dân [/b]\n" in told(root, capsys, "HEAD")


@pytest.mark.parametrize("words", ["khong-co..HEAD", "HEAD..khong-co", "-x"])
def test_a_name_git_does_not_know_is_said(root: Path, capsys: pytest.CaptureFixture[str], words: str) -> None:
    assert "không có lần ghi nào tên" in told(root, capsys, "--", words, code=2)


def test_without_a_repository_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "không so được" in told(copy_sample(tmp_path), capsys, "HEAD", code=2)
