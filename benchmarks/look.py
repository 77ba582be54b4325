"""What a story's page weighs on a first visit, beside the same text in plain Material, how its layout shifts, and what
Lighthouse says of ten templates on a phone.

    python -m benchmarks.look

Ends with one line `LOOK weight_kb=… … lh_performance=… lh_accessibility=… …`: of Lighthouse's categories the worst of
the ten. Sizes are those after gzip at its best level; what a script asks for later, such as the search, is not of the
first visit.
"""

import gzip
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from benchmarks.serving import served as served_compressed
from generator.archive.archive import Archive
from generator.engine.install import build_site
from generator.engine.project import publish, read_project
from generator.publish.routes import PRESS, SEARCH, STATISTICS, STORIES, page_route
from generator.records.story import Story
from tests.chromium import browser_path
from tests.serving import served

ROOT = Path(__file__).parents[1]
LIGHTHOUSE = ROOT / ".venv" / "lighthouse" / "node_modules" / ".bin" / "lighthouse"
_SHIFT = """() => new Promise(done => { let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => { if (!e.hadRecentInput) sum += e.value; }))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 800); })"""


def visit(chromium: Browser, site: Path, path: str) -> tuple[list[Path], float]:
    """Return the files a phone asks for on its first visit to a page, and how much the layout shifted."""
    asked: list[Path] = []
    with served(site) as address:
        context = chromium.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
        page = context.new_page()

        def note(url: str) -> None:
            name = urlsplit(url).path
            if url.startswith(address):
                asked.append(site / (name.strip("/") + ("/index.html" if name.endswith("/") else "")))

        page.on("request", lambda request: note(request.url))
        page.goto(address + path, wait_until="networkidle")
        shift: float = page.evaluate(_SHIFT)
        context.close()
    return [file for file in dict.fromkeys(asked) if file.is_file()], shift


def weight(files: Sequence[Path], *endings: str) -> float:
    """Return what files weigh after gzip, in kB; those of some endings only, where any are named."""
    chosen = [file for file in files if not endings or file.suffix in endings]
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in chosen) / 1000


def plain_material(folder: Path, story: Story) -> Path:
    """Build the text of a story with MkDocs and Material as they come, and return the site."""
    docs = folder / "docs"
    docs.mkdir(parents=True)
    sources = "\n".join(f"1. [{source.publisher}]({source.url})" for source in story.sources)
    awards = "\n".join(f"- {award.as_printed}, {award.issuer or ''}" for award in story.awards)
    text = f"# {story.title}\n\n{story.summary}\n\n{awards}\n\n{story.context or ''}\n\n{story.deeds}\n\n{sources}\n"
    (docs / "index.md").write_text(text, "utf-8")
    config = "site_name: x\ntheme: {name: material, font: false, language: vi}\n"
    (folder / "mkdocs.yml").write_text(config, "utf-8")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=folder, check=True)
    return folder / "site"


def templates(archive: Archive, story: Story) -> dict[str, str]:
    """Return the address of one page of each of ten templates."""
    model, campaign = next(iter(archive.public_models)), next(iter(archive.campaigns.values()))
    decision = next(iter(archive.decisions.values()))
    place = max(archive.localities.values(), key=lambda place: (len(archive.in_area(place)), place.id))
    named = {"story": story, "model": model, "campaign": campaign, "decision": decision, "locality": place}
    return {
        "home": "/",
        **{name: page_route(record) for name, record in named.items()},
        "stories": STORIES,
        "figures": STATISTICS,
        "search": f"{SEARCH}?q=gao",
        "press": PRESS,
    }


def lighthouse(address: str) -> dict[str, float]:
    """Return the scores of a page by category, 0 to 100, as Lighthouse judges it on its slow phone."""
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
    command = [str(LIGHTHOUSE), address, "--output=json", "--quiet", "--no-enable-error-reporting", flags]
    environment = {**os.environ, "CHROME_PATH": browser_path()}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)["categories"]
    return {name: 100 * category["score"] for name, category in found.items()}


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        project = read_project(ROOT)
        build_site(publish(project), Path(name) / "ours")
        story = project.archive.stories[project.settings.featured or next(iter(project.archive.public_ids))]
        peer = plain_material(Path(name) / "peer", story)
        chromium = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        ours, shift = visit(chromium, Path(name) / "ours", page_route(story))
        theirs, _ = visit(chromium, peer, "/")
        chromium.close()
        for file in ours:
            print(f"{weight([file]):7.1f} kB  {file.relative_to(Path(name) / 'ours')}")
        worst: dict[str, float] = {}
        with served_compressed(Path(name) / "ours") as address:
            for template, route in templates(project.public_archive, story).items():
                scores = lighthouse(address + route)
                print(f"{template:10} " + " ".join(f"{each}={score:.0f}" for each, score in scores.items()), flush=True)
                worst = {each: min(score, worst.get(each, 100)) for each, score in scores.items()}
        print(
            f"LOOK weight_kb={weight(ours):.0f} css_kb={weight(ours, '.css'):.1f} js_kb={weight(ours, '.js'):.1f}"
            f" fonts_kb={weight(ours, '.woff2'):.0f} requests={len(ours)} cls={shift:.3f}"
            f" weight_vs_material={weight(ours) / weight(theirs):.2f}"
            f" without_fonts_vs_material={(weight(ours) - weight(ours, '.woff2')) / weight(theirs):.2f} "
            + " ".join(f"lh_{each.replace('-', '_')}={score:.0f}" for each, score in worst.items())
        )


if __name__ == "__main__":
    main()
