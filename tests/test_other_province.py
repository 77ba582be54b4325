"""Another province: from the built wheel in an empty folder, a project that checks, builds and verifies."""

import os
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from generator.archive.loader import load
from tests.making import copy_sample

ROOT = Path(__file__).parents[1]
RECORDS = Path(__file__).parent / "province"
NAME, URL, PLACE = "Điển hình Sông Mẫu", "https://song-mau.example/", "Tỉnh Sông Mẫu"
OF_ONE_CITY = re.compile(r"Cần Thơ|can-tho|Ninh Kiều|Sóc Trăng|Hậu Giang|chi-thi-2021|ke-hoach-2018")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which the built wheel is installed, and nothing of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "generator", source / "generator", ignore=shutil.ignore_patterns("__pycache__"))
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", str(source), "--no-deps", "--no-build-isolation", "-w", str(folder)],
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    installed = folder / "installed"
    subprocess.run([*pip, "install", str(built), "--no-deps", "--target", str(installed)], check=True)
    return installed


def run(wheel: Path, folder: Path, *arguments: str, code: int = 0) -> str:
    """Run the command of the installed wheel in a folder."""
    script = "import sys; from generator.cli.main import main; main(sys.argv[1:])"
    environment = {**os.environ, "PYTHONPATH": str(wheel)}
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


def init(wheel: Path, folder: Path) -> None:
    run(wheel, folder, "init", "--name", NAME, "--url", URL, "--place", PLACE)


def test_an_empty_project_checks_builds_and_verifies(wheel: Path, tmp_path: Path) -> None:
    init(wheel, tmp_path)
    run(wheel, tmp_path, "check")
    run(wheel, tmp_path, "build")
    assert "đúng hết" in run(wheel, tmp_path, "verify", "site")
    home = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "được khen thưởng ở Sông Mẫu" in home
    assert "gồm 0 xã" not in (tmp_path / "site" / "dia-phuong" / "index.html").read_text("utf-8")


def test_what_is_there_is_not_overwritten(wheel: Path, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("của tôi", "utf-8")
    told = run(wheel, tmp_path, "init", "--name", NAME, "--url", URL, "--place", PLACE, code=2)
    assert "README.md đã có" in told
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]


@pytest.mark.parametrize(
    ("option", "value", "said"), [("--url", "song-mau.example", "viết đủ"), ("--place", "Sông Mẫu", "«Tỉnh …»")]
)
def test_a_wrong_address_or_place_is_refused(wheel: Path, tmp_path: Path, option: str, value: str, said: str) -> None:
    given = {"--name": NAME, "--url": URL, "--place": PLACE, option: value}
    told = run(wheel, tmp_path, "init", *(each for pair in given.items() for each in pair), code=2)
    assert said in told
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def province(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the built project of a made-up province with records of its own."""
    root = tmp_path_factory.mktemp("province")
    init(wheel, root)
    shutil.copytree(RECORDS, root / "stories", dirs_exist_ok=True)
    run(wheel, root, "check")
    run(wheel, root, "build")
    return root


def test_its_story_stands_under_national_lists_and_its_own(province: Path) -> None:
    story = (province / "site" / "dien-hinh" / "tran-thi-mau" / "index.html").read_text("utf-8")
    assert "Chủ tịch UBND tỉnh Sông Mẫu" in story
    award = (province / "site" / "hinh-thuc" / "bang-khen-thanh-pho" / "index.html").read_text("utf-8")
    assert "Bằng khen của Chủ tịch UBND tỉnh, thành phố" in award
    assert "Trần Thị Mẫu" in award.replace("\xa0", " ")
    for group, name in (("nong-dan", "Nông dân, ngư dân"), ("nguoi-di-bien", "Người đi biển")):
        assert name in (province / "site" / "nhom" / group / "index.html").read_text("utf-8")
    assert (province / "site" / "nhom" / "cong-nhan" / "index.html").is_file()


def test_its_localities_say_since_when(province: Path) -> None:
    page = unescape((province / "site" / "dia-phuong" / "index.html").read_text("utf-8"))
    assert "Từ ngày 01/7/2025, tỉnh Sông Mẫu gồm 2 xã, phường." in page
    assert "Trước ngày 01/7/2025" in page
    assert page.split('class="dh-map"')[1].split("</figure>")[0].count("<path") == 2


def test_nothing_of_another_city_stands_anywhere(wheel: Path, province: Path) -> None:
    files = [*(province / "site").rglob("*"), *wheel.rglob("*")]
    ends = {".html", ".json", ".xml", ".csv", ".js", ".css", ".ics", ".svg", ".txt", ".py", ".yml", ".j2", ".md"}
    found = [f for f in files if f.suffix in ends and OF_ONE_CITY.search(f.read_text("utf-8", "ignore"))]
    assert found == []


OF_A_CITY = re.compile(r"(?:của|cấp|UBND) thành phố\b")
"""What is wrong on the site of a tỉnh."""


@pytest.mark.parametrize(
    "part", ["config/languages/vi.yml", "national/vn/reference", "staff/skeleton", "publish/templates"]
)
def test_words_for_every_province_call_none_a_city(part: str) -> None:
    place = ROOT / "generator" / part
    files = [place] if place.is_file() else [f for f in place.rglob("*") if f.suffix in {".yml", ".md", ".j2", ".html"}]
    assert files
    told = [
        f"{file.name}:{number}: {row.strip()[:80]}"
        for file in files
        for number, row in enumerate(file.read_text("utf-8").split("\n"), 1)
        if OF_A_CITY.search(row) and not row.lstrip().startswith("- ")  # spellings offices of a city use
    ]
    assert told == []


def test_a_list_may_stand_alone_and_a_base_nobody_knows_is_named(wheel: Path, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    run(wheel, root, "check")  # the sample's lists say `base: none`
    file = root / "stories" / "reference" / "stages.yml"
    file.write_text(file.read_text("utf-8").replace("base: none", "base: lao"), "utf-8")
    assert "stages.yml" in (told := run(wheel, root, "check", code=1))
    assert "base: none" in told


def test_a_list_that_stands_alone_keeps_its_own_order(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    file = root / "stories" / "reference" / "stages.yml"
    rows = file.read_text("utf-8").splitlines(keepends=True)
    heads, items = [row for row in rows if not row.startswith("  -")], [row for row in rows if row.startswith("  -")]
    file.write_text("".join([*heads, *reversed(items)]), "utf-8")
    before = list(load(copy_sample(tmp_path / "other")).archive.stages)
    assert list(load(root).archive.stages) == before[::-1]
