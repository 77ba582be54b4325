"""What the machine faces add to a cold build, and what a share picture costs.

    python -m benchmarks.faces [sizes …]        default: 1000

Builds the same seeded records in turn, in processes of their own: with everything, and without what is
only for machines (feeds, data, citations, cards, press kits, linked data in the head; the boxes on the
pages stay). Share pictures are left out of both and measured apart. The last line is `FACES …`.
"""

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.records import write_project
from generator.engine.project import read_project
from generator.publish.sharing.share_drawing import render_image
from generator.publish.sharing.share_image import share_image_of

REAL = Path(__file__).resolve().parents[1]
WITHOUT = """
import sys
from generator.publish import context, feeds, pages, sidecars
from generator.publish.opendata import api, description
from generator.publish.pages import exemplars
from generator.publish.sharing import embed
dropped = {sidecars.all_sidecars, feeds.feeds, api.api_files, description.open_data, embed.style}
def page_alone(site, story, offer, beside):
    yield exemplars._story_page(site, story, offer, beside)
exemplars._story = page_alone
pages.PAGE_MAKERS = tuple(maker for maker in pages.PAGE_MAKERS if maker not in dropped)
context.head = lambda *_: ""
"""
WITH = "import sys\n"
BUILD = "from generator.cli.main import main\nmain(['--project', sys.argv[1], 'build', '--clean'])\n"


def cold(root: Path, script: str) -> tuple[float, float]:
    """Build a project from nothing; return seconds of wall clock and of all its processors."""
    for left in (root / ".dienhinh", root / "site"):
        shutil.rmtree(left, ignore_errors=True)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    environment = {**os.environ, "PYTHONPATH": str(REAL)}
    command = [sys.executable, "-c", script + BUILD, str(root)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - started, used


def picture_ms(root: Path) -> float:
    """Return the median milliseconds to draw a share picture."""
    site, found = read_project(root).site(), []
    for story in site.archive.public_stories[:60]:
        started = time.perf_counter()
        render_image(share_image_of(site, story))
        found.append((time.perf_counter() - started) * 1000)
    return statistics.median(found)


def main() -> None:
    """Measure each size and print its line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[1000])
    parser.add_argument("--rounds", type=int, default=3)
    chosen = parser.parse_args()
    for size in chosen.sizes:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder, "project")
            write_project(REAL, root, size)
            runs: dict[str, list[tuple[float, float]]] = {"with": [], "without": []}
            for _ in range(chosen.rounds):
                for name, script in (("without", WITHOUT), ("with", WITH)):
                    runs[name].append(cold(root, script))
            wall, cpu = ({n: statistics.median(run[at] for run in found) for n, found in runs.items()} for at in (0, 1))
            print(f"n={size} wall s {wall}, CPU s {cpu}")
            print(
                f"FACES n={size} cold_ratio={wall['with'] / wall['without']:.2f} "
                f"cpu_ratio={cpu['with'] / cpu['without']:.2f} share_picture_ms={picture_ms(root):.0f}"
            )


if __name__ == "__main__":
    main()
