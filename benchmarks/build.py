"""Builds at growing sizes against the peers on the same records, in turn and in one run.

    python -m benchmarks.build [--full] [sizes …]        default: 300 1000 10000; --full adds 100000 (a million rows)

For each size: a cold build, and builds after one changed story, one new story, one renamed unit, a
changed template, and a saved record in the preview. Every peer's pages are checked to say the same.
Prints wall and CPU seconds (all processes), peak memory of one process, files and megabytes, and
ratios of medians; the last line is `BENCH …`.
"""

import argparse
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
from functools import partial
from pathlib import Path

import yaml

from benchmarks.hugo_peer import records_missing, write_hugo
from benchmarks.measuring import Bench, ProcessFailedError, Run, both, measure, weight
from benchmarks.peers import PageOf, Shell, texts_missing, write_eleventy
from benchmarks.records import write_decisions, write_project
from generator.archive.archive import Archive
from generator.archive.loader import load
from generator.engine.install import write_markdown
from generator.engine.project import publish, read_project
from generator.publish.sharing.share_image import NAME as SHARE_PICTURE
from generator.records.story import Story

REAL = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
SLOW_PEERS_MOST = 1000
"""Beyond it Zensical refuses its own index, and the others take many minutes."""
USUAL_MOST = 300
"""Beyond it MkDocs with every page in its navigation takes minutes and gigabytes: each page holds all links."""
OURS, OURS_DRAWN = "dienhinh", "dienhinh, share pictures"
HUGO, HUGO_DRAWN = "Hugo + Pagefind", "Hugo + Pagefind, share pictures"
HUGO_ALONE = "Hugo without search"
PICTURES_MOST = 10_000
"""Beyond it no share pictures are drawn: a picture takes as long whatever the site's size."""
PAGEFIND_MOST = 20_000
"""Beyond it Pagefind takes more memory than a machine has (3 GB at 10 000 stories); Hugo is measured alone."""
ROWS_OF = {100_000: 1_000_000}
"""Rows of decisions beside so many stories; elsewhere the decisions are the real ones."""
PORT = 8471


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


def begin_anew(project: Path) -> None:
    """Remove all that a build made or kept."""
    for made in ("site", ".dienhinh"):
        shutil.rmtree(project / made, ignore_errors=True)


def ours(bench: Bench, project: Path, theme: Path) -> None:
    """Measure our builds after every kind of change."""
    bench.measured(OURS, "cold", partial(build, project), project / "site", lambda _: begin_anew(project))
    bench.add(OURS, "nothing changed", build(project))
    files = story_files(project)
    for number in range(3):
        edited(files[number], number)
        bench.add(OURS, "one changed story", build(project))
    new = files[4].with_name("thu-moi.yml")
    new.write_text(files[4].read_text("utf-8").replace('name: "', 'name: "Một Người Mới ', 1), "utf-8")
    bench.add(OURS, "one new story", build(project))
    units = project / "stories" / "reference" / "units.yml"
    name = re.search(r'name: "?([^",}\n]+)', units.read_text("utf-8"))
    assert name is not None
    units.write_text(units.read_text("utf-8").replace(name[1], f"{name[1]} mới", 1), "utf-8")
    bench.add(OURS, "one renamed unit", build(project))
    footer = theme / "partials" / "footer.html"
    footer.write_text(footer.read_text("utf-8") + "<!-- changed -->\n", "utf-8")
    bench.add(OURS, "changed template", build(project))


def ours_with_pictures(bench: Bench, project: Path) -> int:
    """Measure our builds with share pictures, from nothing on; return how many there are."""
    config = project / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("share_pictures: false", "share_pictures: true"), "utf-8")
    bench.measured(OURS_DRAWN, "cold", partial(build, project), project / "site", lambda _: begin_anew(project))
    bench.add(OURS_DRAWN, "nothing changed", build(project))
    files = story_files(project)
    for number in range(3):
        edited(files[number + 10], number)
        bench.add(OURS_DRAWN, "one changed story", build(project))
    shutil.rmtree(project / "site")
    bench.add(OURS_DRAWN, "site deleted, pictures kept", build(project))
    return sum(1 for _ in (project / "site").rglob(SHARE_PICTURE))


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
    bench: Bench, archive: Archive, stories: list[Story], project: Path, folder: Path, drawn: bool = False
) -> None:
    """Measure Hugo with Pagefind: it renders and indexes everything every time; pictures it keeps."""
    searched = bench.size <= PAGEFIND_MOST
    who = (HUGO_DRAWN if drawn else HUGO) if searched else HUGO_ALONE

    def whole() -> Run:
        rendered = measure(command, folder)
        return both(rendered, pagefind(folder / "public")) if searched else rendered

    shell = Shell.of(project / "site" / "dien-hinh" / stories[0].id / "index.html")
    folder.mkdir()
    write_hugo(REAL, archive, stories, shell, project / "site", folder, drawn)
    command = [str(BIN / "hugo"), "--quiet"]
    public = folder / "public"

    def empty(_: int) -> None:
        for made in (public, folder / "resources"):
            shutil.rmtree(made, ignore_errors=True)

    def edit(number: int) -> None:
        page = folder / "content" / "dien-hinh" / f"{stories[number].id}.md"
        page.write_text(page.read_text("utf-8").replace('"summary": "', '"summary": "Bản sửa. ', 1), "utf-8")

    bench.measured(who, "cold", whole, public, empty)
    missing = texts_missing(archive, stories[:20], PageOf(public))
    missing += records_missing(archive, public)
    assert missing == [], missing[:3]
    bench.measured(who, "one changed story", whole, public, edit)


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


def at(size: int) -> Bench:
    """Measure everything at one size."""
    bench = Bench(size)
    with tempfile.TemporaryDirectory(prefix="bench-") as temporary:
        project, theme = Path(temporary, "project"), Path(temporary, "theme")
        project.mkdir()
        shutil.copytree(REAL / "generator" / "theme", theme)
        write_project(REAL, project, size)
        write_decisions(project, ROWS_OF.get(size, 0))
        config = project / "mkdocs.yml"
        named = config.read_text("utf-8").replace("  name: material\n", f"  name: material\n  custom_dir: {theme}\n")
        config.write_text(named, "utf-8")
        archive = load(project).archive
        stories = [s for s in archive.public_stories if s.id.startswith("thu-")]
        bench.help = statistics.median(measure([str(BIN / "dienhinh"), "--help"], project).cpu for _ in range(3))
        ours(bench, project, theme)
        guarded(HUGO, partial(hugo, bench, archive, stories, project, Path(temporary, "hugo")))
        if size <= SLOW_PEERS_MOST:
            other_peers(bench, archive, stories, project, Path(temporary))
        bench.edit_to_page = statistics.median(edit_to_page(project))
        print(f"| {size} | {OURS} | saved to page in the preview | {bench.edit_to_page:.2f} | | | |", flush=True)
        if size <= PICTURES_MOST:
            bench.pictures = ours_with_pictures(bench, project)
            drawn = Path(temporary, "hugo-drawn")
            guarded(HUGO_DRAWN, partial(hugo, bench, archive, stories, project, drawn, drawn=True))
    return bench


def other_peers(bench: Bench, archive: Archive, stories: list[Story], project: Path, folder: Path) -> None:
    """Measure once those who make fewer pages or take long: they show what people would otherwise pick."""
    for who, command, nav in (
        ("Zensical", ["zensical", "build"], False),
        ("ProperDocs", ["properdocs", "build", "-q"], False),
        ("MkDocs + Material, usual navigation and search", ["mkdocs", "build", "-q"], True),
    ):
        if nav and bench.size > USUAL_MOST:
            continue
        peer = folder / who[:4]
        peer.mkdir()
        run = [str(BIN / command[0]), *command[1:]]
        guarded(who, partial(markdown_peer, bench, who, run, project, peer, nav))
    peer = folder / "eleventy"
    peer.mkdir()
    guarded("Eleventy + Pagefind", lambda: eleventy(bench, archive, stories, project, peer))


def summary(bench: Bench) -> str:
    """Return the line of ratios of one size; what was not measured is not in it."""
    line = f"BENCH n={bench.size}"
    for ours_is, peer, name in (
        (OURS, HUGO, "hugo"),
        (OURS, HUGO_ALONE, "hugo_without_search"),
        (OURS_DRAWN, HUGO_DRAWN, "hugo_with_pictures"),
    ):
        for what, short in (("cold", "cold"), ("one changed story", "changed")):
            if (peer, what) in bench.runs:
                line += f" {short}_vs_{name}={bench.median(ours_is, what) / bench.median(peer, what):.3f}"
    if bench.pictures:
        more = bench.runs[OURS_DRAWN, "cold"][0].cpu - bench.runs[OURS, "cold"][0].cpu
        line += f" pictures_ms={1000 * more / bench.pictures:.1f}"
    peak = max(run.memory for (who, _), runs in bench.runs.items() for run in runs if who in {OURS, OURS_DRAWN})
    return f"{line} peak_mib={peak:.0f} edit_to_page_s={bench.edit_to_page:.2f} help_s={bench.help:.2f}"


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
        done.append(summary(at(size)))
        print(f"\n{done[-1]}\n", flush=True)
    print("\n".join(done))


if __name__ == "__main__":
    main()
