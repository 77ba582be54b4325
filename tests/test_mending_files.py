"""Names of files and folders are mended: two that would bear one name are both kept, no link is followed."""

from pathlib import Path

import pytest

from generator.engine.project import read_project
from tests.making import copy_sample, photo
from tests.mending import mended, project_with_record, run
from tests.seeded_mistakes import PATH, RECORD


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_with_record(tmp_path_factory.mktemp("mending"))


def test_two_files_that_should_bear_one_name_are_both_kept(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    whole = RECORD[: RECORD.index("images:")] + RECORD[RECORD.index("basis:\n") :]
    texts = {
        "Phạm Thử.yml": whole,
        "pham_thu.yml": whole.replace("Phạm Thị Thử", "Phạm Thử"),
        "pham-thu.yaml": "x: y\n",
    }
    for name, text in texts.items():
        (root / "stories/2025" / name).write_text(text, "utf-8")
    mended(root).change.apply(root)
    mended(root, is_bold=True).change.apply(root)
    held = [file.read_text("utf-8") for file in (root / "stories/2025").iterdir()]
    assert [text in held for text in texts.values()] == [True, True, True]


def test_two_photos_that_should_bear_one_name_are_both_kept(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    folder = root / "stories/media/pham-thu"
    folder.mkdir(parents=True)
    photos = {"ảnh 1.jpg": photo(), "ảnh-1.JPG": photo((900, 700)), "Ảnh (1).jpg": photo((800, 700))}
    for name, content in photos.items():
        (folder / name).write_bytes(content)
    start, end = RECORD.index("  - file:"), RECORD.index("basis:\n  kind")
    entries = "".join(RECORD[start:end].replace("ba-thu.jpg", name) for name in photos)
    (root / PATH).write_text(RECORD[:start] + entries + RECORD[end:], "utf-8")
    mended(root).change.apply(root)
    assert sorted(file.read_bytes() for file in folder.iterdir()) == sorted(photos.values())


def test_a_link_is_not_followed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    outside = tmp_path / "ngoai.yml"
    outside.write_bytes("bí mật: x\r\n".encode())
    (root / PATH).symlink_to(outside)
    assert mended(root, is_bold=True).change.files == {}
    assert mended(root, [PATH], is_bold=True).change.files == {}
    for words in (["fmt"], ["mend"], ["check"]):
        run(root, *words)
        assert "bí mật" not in capsys.readouterr().out
    assert (root / PATH).is_symlink()


NAMES = (
    ("stories/2025/pham-thu.yaml", "stories/2025/pham-thu.yml"),
    ("stories/2025/pham-thu.yml.txt", "stories/2025/pham-thu.yml"),
    ("stories/2025/pham-thu.YML", "stories/2025/pham-thu.yml"),
    ("stories/2025/Phạm Thử.yml", "stories/2025/pham-thu.yml"),
    ("stories/2025/pham_thu.yml", "stories/2025/pham-thu.yml"),
    ("stories/2025/Phạm Thử - Copy.yml", ""),
    ("stories/2025/pham-thu (1).yml", ""),
    ("stories/2025/nguyen_van_mot.yml", ""),  # the right name is another's
    ("stories/2025/~$pham-thu.docx", ""),
    ("stories/pham-thu.yaml", ""),
)


@pytest.mark.parametrize(("name", "right"), NAMES)
def test_a_file_gets_the_name_it_should_have(tmp_path: Path, name: str, right: str) -> None:
    root = copy_sample(tmp_path)
    (root / name).write_text(RECORD[: RECORD.index("images:")] + RECORD[RECORD.index("basis:\n") :], "utf-8")
    assert any(fault.path == name for fault in read_project(root).problems)
    made = mended(root)
    if not right:
        assert made.change.files == {}
        return
    made.change.apply(root)
    assert not (root / name).exists()
    assert (root / right).is_file()
    assert [fault for fault in read_project(root).problems if "pham-thu" in fault.path] == []


def test_a_photo_under_an_odd_name_gets_one_every_system_holds(held: Path, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    folder = root / "stories/media/pham-thu"
    folder.mkdir(parents=True)
    (folder / "ảnh bà Thử (1).JPG").write_bytes(photo())
    (root / PATH).write_text(RECORD.replace("ba-thu.jpg", "ảnh bà Thử (1).JPG"), "utf-8")
    mended(root).change.apply(root)
    assert [path.name for path in folder.iterdir()] == ["anh-ba-thu-1.jpg"]
    assert "file: " in (root / PATH).read_text("utf-8")
    assert [fault for fault in read_project(root).problems if "pham-thu" in fault.path] == []


def test_a_story_in_the_folder_of_another_year_is_offered_the_right_one(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    there = root / "stories/2024/nguyen-van-mot.yml"
    (root / "stories/2025/nguyen-van-mot.yml").rename(there)
    assert mended(root).change.files == {}
    mended(root, is_bold=True).change.apply(root)
    assert not there.exists()
    assert (root / "stories/2025/nguyen-van-mot.yml").is_file()
