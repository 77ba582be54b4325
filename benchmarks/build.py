"""Builds at growing sizes against the peers on the same records, in turn and in one run.

    python -m benchmarks.build [--full] [sizes …]        default: 300 1000 10000; --full adds 100000

For each size: a cold build, and builds after one changed story, one new story, one renamed unit, a
changed template, and a saved record in the preview. Every peer's pages are checked to say the same.
Prints wall and CPU seconds (all processes), peak memory of one process, files and megabytes, and
ratios of medians; the last line is `BENCH …`.
"""

import argparse
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import yaml

from benchmarks.peers import PageOf, Shell, texts_missing, write_eleventy, write_hugo
from benchmarks.records import write_project
from generator.archive.archive import Archive
from generator.archive.loader import load
from generator.engine.install import write_markdown
from generator.engine.project import publish, read_project
from generator.records.story import Story

REAL = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SLOW_PEERS_MOST = 1000
"""Beyond it Zensical refuses its own index, and the others take many minutes."""
USUAL_MOST = 300
"""Beyond it MkDocs with every page in its navigation takes minutes and gigabytes: each page holds all links."""
HUGO = "Hugo + Pagefind, feeds and data"
HUGO_ALONE = "Hugo without search, feeds and data"
PAGEFIND_MOST = 20_000
"""Beyond it Pagefind takes more memory than a machine has (3 GB at 10 000 stories); Hugo is measured alone."""
PORT = 8471


@dataclass(frozen=True)
class Run:
    """One whole process with its children: seconds of wall clock and CPU, peak MiB of the largest process."""

    wall: float
    cpu: float
    memory: float


@dataclass
class Bench:
    """What was measured at one size: runs by who and what."""

    size: int
    runs: dict[tuple[str, str], list[Run]] = field(default_factory=dict)

    def add(self, who: str, what: str, run: Run, rest: str = "") -> None:
        """Keep a run and print it."""
        self.runs.setdefault((who, what), []).append(run)
        print(
            f"| {self.size} | {who} | {what} | {run.wall:.2f} | {run.cpu:.2f} | {run.memory:.0f} | {rest} |", flush=True
        )

    def median(self, who: str, what: str) -> float:
        """Return the median wall time of some runs."""
        return statistics.median(run.wall for run in self.runs[(who, what)])


class ProcessFailedError(Exception):
    """A measured process ended badly; the message is the end of what it said."""


_MEASURING = """
import json, os, resource, subprocess, sys, time
started = time.perf_counter()
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
told = {"code": code, "wall": time.perf_counter() - started, "cpu": used.ru_utime + used.ru_stime}
with open(sys.argv[1], "w") as file:
    json.dump({**told, "memory": used.ru_maxrss / 1024}, file)
"""
"""Run by a small process of its own: a process begins with the memory of the one it was forked from, and this one
holds the records of a whole country."""


def measure(command: list[str], cwd: Path) -> Run:
    """Run a process to its end and return what it and its children took."""
    with tempfile.TemporaryFile() as said, tempfile.NamedTemporaryFile("r") as told:
        between = [sys.executable, "-S", "-c", _MEASURING, told.name, *command]
        process = subprocess.Popen(between, cwd=cwd, stdout=said, stderr=subprocess.STDOUT)
        process.wait()
        found = json.load(told)
        if found["code"]:
            said.seek(0)
            raise ProcessFailedError(said.read().decode("utf-8", "replace").strip()[-300:])
    return Run(found["wall"], found["cpu"], found["memory"])


def both(first: Run, second: Run) -> Run:
    """Return two processes one after the other as one run."""
    return Run(first.wall + second.wall, first.cpu + second.cpu, max(first.memory, second.memory))


def weight(site: Path) -> str:
    """Return how many files a site has and how large they are together."""
    sizes = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    return f"{len(sizes)} files, {sum(sizes) / 2**20:.0f} MiB"


# ---- ours ----


def build(project: Path, *more: str) -> Run:
    """Build a project with the command."""
    return measure([str(BIN / "dienhinh"), "build", *more], project)


def story_files(project: Path) -> list[Path]:
    """Return the files of the synthetic stories, in a seeded order."""
    found = sorted((project / "stories").glob("20*/thu-*.yml"))
    random.Random(3).shuffle(found)
    return found


def edited(file: Path, number: int) -> None:
    """Change a story's summary as an editor would."""
    file.write_text(re.sub(r'summary: "', f'summary: "Bản sửa {number}. ', file.read_text("utf-8"), count=1), "utf-8")


def ours(bench: Bench, project: Path, theme: Path) -> None:
    """Measure our builds after every kind of change."""
    bench.add("dienhinh", "cold", build(project), weight(project / "site"))
    bench.add("dienhinh", "nothing changed", build(project))
    files = story_files(project)
    for number in range(3):
        edited(files[number], number)
        bench.add("dienhinh", "one changed story", build(project))
    new = files[4].with_name("thu-moi.yml")
    new.write_text(files[4].read_text("utf-8").replace('name: "', 'name: "Một Người Mới ', 1), "utf-8")
    bench.add("dienhinh", "one new story", build(project))
    units = project / "stories" / "reference" / "units.yml"
    name = re.search(r'name: "?([^",}\n]+)', units.read_text("utf-8"))
    assert name is not None
    units.write_text(units.read_text("utf-8").replace(name[1], f"{name[1]} mới", 1), "utf-8")
    bench.add("dienhinh", "one renamed unit", build(project))
    footer = theme / "partials" / "footer.html"
    footer.write_text(footer.read_text("utf-8") + "<!-- changed -->\n", "utf-8")
    bench.add("dienhinh", "changed template", build(project))


def edit_to_page(project: Path, times: int = 3) -> list[float]:
    """Return seconds from saving a story to its new page, in the preview."""
    record = story_files(project)[7]
    url = f"http://127.0.0.1:{PORT}/dien-hinh/{record.stem}/"
    took = []
    with preview(project, url):
        for number in range(times):
            mark = f"Lần lưu {number} này"
            time.sleep(8)  # the preview has read everything again
            text = record.read_text("utf-8")
            record.write_text(re.sub(r'summary: "', f'summary: "{mark}. ', text, count=1), "utf-8")
            started = time.perf_counter()
            while mark not in fetched(url):
                time.sleep(0.02)
            took.append(time.perf_counter() - started)
    return took


@contextmanager
def preview(project: Path, url: str) -> Iterator[None]:
    """Serve a project until its first page answers, and stop at the end."""
    command = [str(BIN / "dienhinh"), "serve", "--address", f"127.0.0.1:{PORT}"]
    process = subprocess.Popen(command, cwd=project, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                fetched(url)
                break
            except OSError:  # not there yet, or at work for longer than a request waits
                time.sleep(0.5)
        yield
    finally:
        process.terminate()
        process.wait()


def fetched(url: str) -> str:
    """Return a page."""
    with urllib.request.urlopen(url, timeout=600) as answer:
        content: bytes = answer.read()
    return content.decode()


# ---- the peers ----


def pagefind(site: Path) -> Run:
    """Index a site with Pagefind."""
    return measure([sys.executable, "-m", "pagefind", "--site", str(site), "--force-language", "vi"], site)


def hugo(
    bench: Bench, archive: Archive, stories: list[Story], project: Path, folder: Path, again: int, faces: bool
) -> None:
    """Measure Hugo with Pagefind: it renders and indexes everything every time. With `faces`, feeds and data too."""
    searched = bench.size <= PAGEFIND_MOST
    who = (HUGO if searched else HUGO_ALONE) if faces else "Hugo + Pagefind, pages only"

    def whole() -> Run:
        rendered = measure(command, folder)
        return both(rendered, pagefind(folder / "public")) if searched else rendered

    shell = Shell.of(project / "site" / "dien-hinh" / stories[0].id / "index.html")
    folder.mkdir()
    write_hugo(archive, stories, shell, project / "site" / "assets", folder, faces)
    command = [str(BIN / "hugo"), "--quiet"]
    run = whole()
    missing = texts_missing(archive, stories[:20], PageOf(folder / "public"))
    assert missing == [], missing[:3]
    cited = [folder / "public" / "dien-hinh" / story.id / "trich-dan.ris" for story in stories[:20]]
    assert all(file.is_file() is faces for file in cited), "files for machines are what the rows differ by"
    bench.add(who, "cold", run, weight(folder / "public"))
    for number in range(again):
        page = folder / "content" / "dien-hinh" / f"{stories[number].id}.md"
        page.write_text(page.read_text("utf-8").replace('"summary": "', '"summary": "Bản sửa. ', 1), "utf-8")
        bench.add(who, "one changed story", whole())


def eleventy(bench: Bench, archive: Archive, stories: list[Story], project: Path, folder: Path) -> None:
    """Measure Eleventy with Pagefind."""
    shell = Shell.of(project / "site" / "dien-hinh" / stories[0].id / "index.html")
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(REAL / "benchmarks" / "eleventy" / name, folder / name)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True, capture_output=True)
    package = (folder / "package.json").read_text("utf-8").replace("{", '{"type": "module", ', 1)
    (folder / "package.json").write_text(package, "utf-8")
    write_eleventy(archive, stories, shell, project / "site" / "assets", folder)
    run = both(measure(["npx", "eleventy", "--quiet"], folder), pagefind(folder / "public"))
    missing = texts_missing(archive, stories[:20], PageOf(folder / "public"))
    assert missing == [], missing[:3]
    bench.add("Eleventy + Pagefind", "cold", run, weight(folder / "public"))


def markdown_peer(bench: Bench, who: str, command: list[str], project: Path, folder: Path, nav: bool) -> None:
    """Measure a generator that takes the Markdown we publish; with `nav` the usual way, every page in it."""
    publication = publish(read_project(project))
    write_markdown(publication, folder / "docs")
    config: dict[str, object] = {"site_name": "x", "site_url": "https://x.example/", "use_directory_urls": True}
    if who != "Zensical":
        config["theme"] = {"name": "material", "language": "vi", "font": False}
        config["plugins"] = ["search"] if nav else []
    else:
        config |= {"plugins": [], "theme": {"variant": "classic"}}
    if not nav:
        config["nav"] = [{"Trang chủ": "index.md"}, {"Điển hình": "dien-hinh/index.md"}]
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    run = measure(command, folder)
    stories = list(publication.project.archive.public_stories)
    archive = publication.project.archive
    missing = texts_missing(archive, stories[:20], PageOf(folder / "site"))
    assert missing == [], missing[:3]
    bench.add(who, "cold", run, weight(folder / "site"))


def guarded(who: str, run: Callable[[], None]) -> None:
    """Run a peer; say so if it fails, and go on."""
    try:
        run()
    except (ProcessFailedError, AssertionError, subprocess.CalledProcessError, OSError) as fault:
        print(f"| | {who} | failed: {str(fault).splitlines()[-1:]} | | | | |", flush=True)


def at(size: int, hugo_again: int) -> tuple[Bench, float]:
    """Measure everything at one size; return the runs and the seconds from saving to page."""
    bench = Bench(size)
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        project, theme = Path(temporary, "project"), Path(temporary, "theme")
        project.mkdir()
        shutil.copytree(REAL / "generator" / "theme", theme)
        write_project(REAL, project, size)
        config = project / "mkdocs.yml"
        named = config.read_text("utf-8").replace("  name: material\n", f"  name: material\n  custom_dir: {theme}\n")
        config.write_text(named, "utf-8")
        archive = load(project).archive
        stories = [s for s in archive.public_stories if s.id.startswith("thu-")]
        ours(bench, project, theme)
        for faces in (False, True):
            if faces or size <= PAGEFIND_MOST:
                peer = Path(temporary, f"hugo-{faces}")
                again = hugo_again if faces else 1
                guarded(HUGO, partial(hugo, bench, archive, stories, project, peer, again, faces))
        if size <= SLOW_PEERS_MOST:
            for who, command, nav in (
                ("Zensical", ["zensical", "build"], False),
                ("ProperDocs", ["properdocs", "build", "-q"], False),
                ("MkDocs + Material, usual navigation and search", ["mkdocs", "build", "-q"], True),
            ):
                if nav and size > USUAL_MOST:
                    continue
                peer = Path(temporary, who[:4])
                peer.mkdir()
                run = [str(BIN / command[0]), *command[1:]]
                guarded(who, partial(markdown_peer, bench, who, run, project, peer, nav))
            peer = Path(temporary, "eleventy")
            peer.mkdir()
            guarded("Eleventy + Pagefind", lambda: eleventy(bench, archive, stories, project, peer))
        took = edit_to_page(project)
        print(f"| {size} | dienhinh | saved to page in the preview | {statistics.median(took):.2f} | | | |", flush=True)
    return bench, statistics.median(took)


def ratio(bench: Bench, peer: str, what: str) -> float:
    """Return our median wall time divided by a peer's."""
    return bench.median("dienhinh", what) / bench.median(peer, what)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", type=int, nargs="*")
    parser.add_argument("--full", action="store_true")
    given = parser.parse_args()
    sizes = given.sizes or [300, 1000, 10000, *([100_000] if given.full else [])]
    print("| stories | who | what | wall s | CPU s | peak MiB of one process | result |")
    print("|---|---|---|---|---|---|---|")
    done = []
    for size in sizes:
        bench, page = at(size, 1)
        line = f"BENCH n={size}"
        for peer, name in ((HUGO, "hugo"), (HUGO_ALONE, "hugo_without_search")):
            if (peer, "cold") in bench.runs:
                cold, changed = (ratio(bench, peer, what) for what in ("cold", "one changed story"))
                line += f" cold_vs_{name}={cold:.2f} changed_vs_{name}={changed:.3f}"
        peak = max(run.memory for (who, _), runs in bench.runs.items() for run in runs if who == "dienhinh")
        done.append(f"{line} peak_mib={peak:.0f} edit_to_page_s={page:.2f}")
        print(f"\n{done[-1]}\n", flush=True)
    print("\n".join(done))


if __name__ == "__main__":
    main()
