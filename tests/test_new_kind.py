"""How a kind of record is added, done on a copy: five files of `tests/new_kind/` and a line in three lists.

CONTRIBUTING.md tells it; whoever breaks what it tells breaks this.
"""

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.core.escape import xml_text
from tests.making import copy_sample

PARTS = Path(__file__).parent / "new_kind"
PACKAGE = Path(__file__).parents[1] / "generator"
ID, PAGE = "lop-bien-rac", "tap-huan/lop-bien-rac"
KIND = """    KindSpec(
        Workshop,
        command_name="workshop",
        folder="workshops",
        prefix="/tap-huan/",
        is_named=True,
        has_feed=True,
        has_sidecars=True,
        suggested_fields=("held_on", "lessons"),
    ),
"""


def add_line(file: Path, after: str, added: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(after) == 1, f"{file}: {after}"
    file.write_text(text.replace(after, after + added), "utf-8")


def merge(into: dict[str, Any], added: dict[str, Any]) -> None:
    for key, value in added.items():
        if isinstance(value, dict):
            merge(into.setdefault(key, {}), value)
        else:
            into[key] = value


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the program, in which workshops were added as a newcomer would."""
    folder = tmp_path_factory.mktemp("program")
    package = folder / "generator"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PARTS / "record.py", package / "records" / "workshop.py")
    shutil.copy(PARTS / "publish.py", package / "publish" / "kinds" / "workshop.py")
    shutil.copy(PARTS / "workshop.md.j2", package / "publish" / "templates")
    kinds, published = package / "records" / "kinds.py", package / "publish" / "kinds" / "__init__.py"
    add_line(kinds, "from generator.records.story import Story\n", "from generator.records.workshop import Workshop\n")
    add_line(kinds, "KINDS: tuple[KindSpec, ...] = (\n", KIND)
    story = "from generator.publish.kinds.story import STORY\n"
    add_line(published, story, "from generator.publish.kinds.workshop import WORKSHOP\n")
    add_line(published, "    COUNCIL,\n", "    WORKSHOP,\n")
    language = package / "config" / "languages" / "vi.yml"
    words = yaml.load(language.read_text("utf-8"), yaml.BaseLoader)  # the key `no` is a word
    merge(words, yaml.load((PARTS / "words.yml").read_text("utf-8"), yaml.BaseLoader))
    language.write_text(yaml.safe_dump(words, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def run(program: Path, project: Path, *arguments: str) -> str:
    """Run the command of a copy of the program."""
    script = "import sys; sys.path.insert(0, sys.argv.pop(1)); from generator.cli.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", script, str(program), *arguments]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def released(program: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return the sample with one workshop, and the site published from it."""
    project = copy_sample(tmp_path_factory.mktemp("with-workshop"))
    (project / "stories" / "workshops").mkdir()
    shutil.copy(PARTS / f"{ID}.yml", project / "stories" / "workshops")
    run(program, project, "check")
    run(program, project, "publish", str(project / "public"))
    return project, project / "public" / "current"


def test_it_has_a_page_in_its_list(released: tuple[Path, Path]) -> None:
    _, site = released
    page = (site / PAGE / "index.html").read_text("utf-8")
    assert "<h1" in page
    assert "Lớp biến rác thành phân" in page
    assert "Ủ trong thùng kín" in page
    assert '"Course"' in page
    assert f'href="../{PAGE}/"' in (site / "tap-huan" / "index.html").read_text("utf-8")


def test_it_can_be_cited(released: tuple[Path, Path]) -> None:
    _, site = released
    cited = json.loads((site / PAGE / "trich-dan.json").read_text("utf-8"))
    assert [entry["title"] for entry in cited] == ["Lớp biến rác thành phân"]


def test_machines_read_it(released: tuple[Path, Path]) -> None:
    _, site = released
    record = json.loads((site / f"api/v1/{PAGE}.json").read_text("utf-8"))
    assert record["lessons"] == ["Phân loại rác", "Ủ trong thùng kín"]
    assert record["held_on"] == "2025-08-12"
    listed = json.loads((site / "api/v1/tap-huan.json").read_text("utf-8"))
    assert [item["id"] for item in listed["items"]] == [ID]
    described = json.loads((site / "api/v1/openapi.json").read_text("utf-8"))
    assert "held_on" in described["components"]["schemas"]["Workshop"]["properties"]


def test_it_is_a_table_of_the_open_data(released: tuple[Path, Path]) -> None:
    _, site = released
    text = (site / "du-lieu" / "workshops.csv").read_text("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["id"], row["unit"], row["held_on"]) == (ID, "truong-mau", "2025-08-12")
    assert row["lessons"] == "Phân loại rác; Ủ trong thùng kín"
    package = json.loads((site / "du-lieu" / "datapackage.json").read_text("utf-8"))
    (table,) = (each for each in package["resources"] if each["name"] == "workshops")
    assert {"fields": "unit", "reference": {"resource": "units", "fields": "id"}} in table["schema"]["foreignKeys"]


def test_it_has_a_feed_of_what_belongs_to_it(released: tuple[Path, Path]) -> None:
    _, site = released
    feed = (site / "feeds" / f"{PAGE}.xml").read_text("utf-8")
    assert xml_text("Lớp biến rác thành phân") in feed
    assert f"feeds/{PAGE}.xml" in (site / PAGE / "index.html").read_text("utf-8")


def test_it_is_found(released: tuple[Path, Path]) -> None:
    _, site = released
    files = [json.loads(file.read_text("utf-8")) for file in (site / "tim" / "t").glob("*.json")]
    found = next(words["thung kin"] for words in files if "thung kin" in words)
    assert found["t"].startswith("w")


def test_its_addresses_are_kept_for_ever(released: tuple[Path, Path]) -> None:
    project, _ = released
    lines = (project / "stories" / "ledger.txt").read_text("utf-8").splitlines()
    assert {f"/{PAGE}/", "/tap-huan/"} <= set(lines)


def test_a_clerk_begins_one_with_a_command(program: Path, released: tuple[Path, Path]) -> None:
    project, _ = released
    run(program, project, "new", "workshop", "--name", "Lớp thứ hai", "--id", "lop-thu-hai")
    text = (project / "stories" / "workshops" / "lop-thu-hai.yml").read_text("utf-8")
    assert "Ngày mở lớp" in text


AT_THE_DESK = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from starlette.testclient import TestClient
from generator.desk.app import make_app
folder = Path(sys.argv[2])
here = "http://127.0.0.1:8765"
browser = TestClient(make_app(Path.cwd(), folder, "t0ken", 8765), base_url=here, headers={"origin": here})
browser.cookies.set("dienhinh-desk", "t0ken")
for page in ("/", "/workshop/", "/workshop/moi/", "/workshop/lop-bien-rac/"):
    answer = browser.get(page)
    assert answer.status_code == 200, (page, answer.status_code, answer.text[-600:])
    print(answer.text)
"""


def test_a_clerk_writes_one_at_the_desk(program: Path, released: tuple[Path, Path], tmp_path: Path) -> None:
    project, _ = released
    command = [sys.executable, "-c", AT_THE_DESK, str(program), str(tmp_path)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert 'name="held_on"' in done.stdout
    assert "Lớp tập huấn" in done.stdout
