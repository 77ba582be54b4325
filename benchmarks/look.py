"""What a story's page weighs on a first visit, beside the same text in plain Material, and how its layout shifts.

    python -m benchmarks.look

Ends with one line `LOOK weight_kb=… css_kb=… js_kb=… fonts_kb=… requests=… cls=… weight_vs_material=…`. Sizes are those
after gzip at its best level; what a script asks for later, such as the search, is not of the first visit.
"""

import gzip
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, sync_playwright

from generator.engine.install import build_site
from generator.engine.project import publish, read_project
from generator.publish.routes import page_route
from generator.records.story import Story
from tests.serving import served

ROOT = Path(__file__).parents[1]
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
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


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        project = read_project(ROOT)
        build_site(publish(project), Path(name) / "ours")
        story = project.archive.stories[project.settings.featured or next(iter(project.archive.public_ids))]
        peer = plain_material(Path(name) / "peer", story)
        executable = next((path for path in CHROMIUM if Path(path).exists()), None)
        chromium = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        ours, shift = visit(chromium, Path(name) / "ours", page_route(story))
        theirs, _ = visit(chromium, peer, "/")
        chromium.close()
        for file in ours:
            print(f"{weight([file]):7.1f} kB  {file.relative_to(Path(name) / 'ours')}")
        print(
            f"LOOK weight_kb={weight(ours):.0f} css_kb={weight(ours, '.css'):.1f} js_kb={weight(ours, '.js'):.1f}"
            f" fonts_kb={weight(ours, '.woff2'):.0f} requests={len(ours)} cls={shift:.3f}"
            f" weight_vs_material={weight(ours) / weight(theirs):.2f}"
            f" without_fonts_vs_material={(weight(ours) - weight(ours, '.woff2')) / weight(theirs):.2f}"
        )


if __name__ == "__main__":
    main()
