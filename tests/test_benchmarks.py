"""What benchmarks write in strings still names what the program has."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from benchmarks.faces import WITHOUT
from benchmarks.hugo_peer import COUNTED, LAYOUTS, LISTS
from benchmarks.measuring import ProcessFailedError, measure
from benchmarks.national import exponent, part_of, projected
from generator.publish.pages import PAGE_MAKERS
from generator.records.kinds import kind_of


def test_what_the_benchmark_of_faces_leaves_out_is_there_to_leave_out() -> None:
    script = f"{WITHOUT}\nassert callable(exemplars._story)\nprint(len(dropped), len(pages.PAGE_MAKERS))"
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    dropped, left = map(int, done.stdout.split())
    assert (dropped, left) == (5, len(PAGE_MAKERS) - 5)


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("tim/t/12.json", "search: words"),
        ("tim/ds/1.json", "search: names on lists"),
        ("sitemap-2.xml", "sitemap"),
        ("dien-hinh/nguyen-van-mot/index.html", "stories and what belongs to them"),
        ("dien-hinh/nguyen-van-mot/ris.ris", "stories and what belongs to them"),
        ("dien-hinh/index.html", "lists of places, units, fields, years"),
        ("feeds/moi.xml", "feeds"),
        ("huong-dan/index.html", "all else"),
    ],
)
def test_a_file_counts_for_its_part_of_the_site(path: str, part: str) -> None:
    assert part_of(path) == part


def test_what_grows_with_the_stories_and_what_does_not_is_told_apart() -> None:
    assert exponent(100, 1000, 10) == pytest.approx(1)
    assert exponent(7, 7, 10) == 0
    assert exponent(0, 5, 10) == 0
    assert projected(100, 1000, (1000, 10_000), 100_000) == pytest.approx(10_000)
    assert projected(50, 50, (1000, 10_000), 100_000) == pytest.approx(50)


def test_the_peer_hugo_lists_and_counts_by_what_there_is() -> None:
    lists = {kind_of(name).prefix.strip("/") for name in LISTS} | {"nam"}
    config = tomllib.loads((LAYOUTS / "hugo.toml").read_text("utf-8"))
    assert set(config["taxonomies"]) == lists
    assert {each for tables in COUNTED.values() for pair in tables for each in pair} <= lists
    layouts = LAYOUTS / "layouts"
    texts = [file.read_text("utf-8") for file in (*layouts.rglob("*.*"), LAYOUTS.parent / "hugo_peer.py")]
    called = {name for text in texts for name in re.findall(r'partial(?:Cached)? "([^"]+)"', text)}
    assert called == {file.name for file in (layouts / "_partials").iterdir()}
    for page, forms in config["outputs"].items():
        own = [form for form in forms if form not in {"html", "rss"}]
        assert [form for form in own if not list(layouts.glob(f"{page}.{form}.*"))] == []


def test_a_program_that_is_not_there_is_told_by_its_name_and_one_that_fails_by_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(ProcessFailedError, match="no-such-program"):
        measure([str(tmp_path / "no-such-program")], tmp_path)
    with pytest.raises(ProcessFailedError, match=r"^last words$"):
        measure([sys.executable, "-c", "import sys; sys.exit('last words')"], tmp_path)
    assert measure([sys.executable, "-c", ""], tmp_path).memory > 1
