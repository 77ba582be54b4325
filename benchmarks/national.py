"""What grows how, and what a whole country would take: a projection from two sizes measured in one run.

    python -m benchmarks.national [SMALL LARGE]        default: 1000 10000 stories

Beside the stories lie two rows of decisions for each. Both sites are built cold, without share pictures, then with
nothing changed, then after one changed story. Of each part of the site its files and bytes at both sizes, the exponent
between them (1: grows with the stories, 0: not at all), and what follows for one province (30 000 stories) and for the
country (34 times that). Then the large site in shards, as a matrix of runners would build it. Prints Markdown for
`benchmarks/RESULTS.md`.
"""

import argparse
import math
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.build import BIN, build, edited, story_files
from benchmarks.measuring import Run, measure
from benchmarks.records import write_decisions, write_project

REAL = Path(__file__).resolve().parents[1]
PROVINCE = 30_000
COUNTRY = 34 * PROVINCE
ROWS_A_STORY = 2
"""Rows of decisions beside a story: two million for the country."""
SHARDS = 4
_PARTS: tuple[tuple[str, str], ...] = (
    ("search: words", r"tim/t/"),
    ("search: what results show", r"tim/d/"),
    ("search: filters", r"tim/f/"),
    ("search: names on lists", r"tim/ds/"),
    ("sitemap", r"sitemap.*\.xml"),
    ("manifest", r"manifest\.txt"),
    ("open data", r"du-lieu/"),
    ("feeds", r"(feeds/.*|.*\.(xml|json))$"),
    ("cards to embed", r"nhung/"),
    ("stories and what belongs to them", r"dien-hinh/[^/]+/"),
    ("decisions and their lists", r"quyet-dinh/"),
    ("lists of places, units, fields, years", r"(dien-hinh|dia-phuong|don-vi|linh-vuc|nhom|hinh-thuc|khau|thong-ke)/"),
)
"""Parts of a site by the beginning of their paths; the first that fits counts."""
_REST = "all else"


@dataclass(frozen=True)
class Weight:
    """How many files, and how many bytes."""

    files: int
    size: int


@dataclass(frozen=True)
class Built:
    """A site of so many stories: its parts, and what building it took."""

    stories: int
    parts: Mapping[str, Weight]
    cold: Run
    same: Run
    changed: Run


def part_of(path: str) -> str:
    """Return the part of the site a file belongs to."""
    return next((name for name, pattern in _PARTS if re.match(pattern, path)), _REST)


def parts_of(site: Path) -> dict[str, Weight]:
    """Return the weight of each part of a site."""
    found = {name: Weight(0, 0) for name, _ in (*_PARTS, (_REST, ""))}
    for file in site.rglob("*"):
        if file.is_file():
            name = part_of(file.relative_to(site).as_posix())
            known = found[name]
            found[name] = Weight(known.files + 1, known.size + file.stat().st_size)
    return found


def exponent(small: float, large: float, ratio: float) -> float:
    """Return by which power of the number of stories something grows; 0 where there is nothing of it."""
    return math.log(large / small) / math.log(ratio) if small > 0 and large > 0 else 0.0


def projected(small: float, large: float, sizes: tuple[int, int], stories: int) -> float:
    """Return what follows for so many stories from two measured sizes, if it goes on as between them."""
    return float(large * (stories / sizes[1]) ** exponent(small, large, sizes[1] / sizes[0]))


def built(folder: Path, stories: int) -> tuple[Built, Path]:
    """Make a project of so many stories, build it cold, unchanged, and after one change; return it with its folder."""
    project = folder / str(stories)
    write_project(REAL, project, stories)
    write_decisions(project, stories * ROWS_A_STORY)
    cold, same = build(project), build(project)
    edited(story_files(project)[0], 0)
    changed = build(project)
    return Built(stories, parts_of(project / "site"), cold, same, changed), project


def table(small: Built, large: Built) -> Iterator[str]:
    """Yield the rows of what grows how."""
    sizes, ratio = (small.stories, large.stories), large.stories / small.stories
    heads = ("part", f"files at {sizes[0]}", f"at {sizes[1]}", "exponent", f"MiB at {sizes[1]}", "exponent")
    yield f"| {' | '.join(heads)} | province | country |"
    yield "|---|---|---|---|---|---|---|---|"
    for name in large.parts:
        before, after = small.parts[name], large.parts[name]
        counts = [projected(before.files, after.files, sizes, stories) for stories in (PROVINCE, COUNTRY)]
        weights = [projected(before.size, after.size, sizes, stories) / 2**30 for stories in (PROVINCE, COUNTRY)]
        told = " | ".join(f"{count:,.0f} files, {size:.2f} GiB" for count, size in zip(counts, weights, strict=True))
        yield (
            f"| {name} | {before.files} | {after.files} | {exponent(before.files, after.files, ratio):.2f}"
            f" | {after.size / 2**20:.1f} | {exponent(before.size, after.size, ratio):.2f} | {told} |"
        )
    for name, unit, one, two in (
        ("cold, CPU", "s", small.cold.cpu, large.cold.cpu),
        ("cold, largest process", "MiB", small.cold.memory, large.cold.memory),
        ("cold, wall", "s", small.cold.wall, large.cold.wall),
        ("nothing changed, wall", "s", small.same.wall, large.same.wall),
        ("one changed story, CPU", "s", small.changed.cpu, large.changed.cpu),
        ("one changed story, wall", "s", small.changed.wall, large.changed.wall),
    ):
        told = " | ".join(f"{projected(one, two, sizes, stories):,.0f} {unit}" for stories in (PROVINCE, COUNTRY))
        yield f"| {name} | {one:.1f} {unit} | {two:.1f} {unit} | {exponent(one, two, ratio):.2f} | | | {told} |"


def sharded(project: Path) -> list[Run]:
    """Build a project in shards, one after the other, each as a runner of its own would, with records kept."""
    runs = []
    for number in range(1, SHARDS + 1):
        shutil.rmtree(project / "part", ignore_errors=True)
        command = [str(BIN / "dienhinh"), "build", "--shard", f"{number}/{SHARDS}", "--site-dir", "part"]
        runs.append(measure(command, project))
    shutil.rmtree(project / "part", ignore_errors=True)
    return runs


def main() -> None:
    """Measure both sizes and print the table and the shards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=[1000, 10_000])
    small_size, large_size = parser.parse_args().sizes
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        small, _ = built(Path(temporary), small_size)
        large, project = built(Path(temporary), large_size)
        print("\n".join(table(small, large)), flush=True)
        walls = [run.wall for run in sharded(project)]
        print(
            f"\nNATIONAL n={large_size} cold_s={large.cold.wall:.1f} shards={SHARDS} longest_shard_s={max(walls):.1f}"
            f" shard_balance={max(walls) / min(walls):.2f} speedup={large.cold.wall / max(walls):.2f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
