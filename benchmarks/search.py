"""Search measured in a real browser: which page comes first, how many bytes, how long on slow 4G.

`make bench-search` runs 1 000 and 10 000 synthetic stories and the look-up of 100 000 rows, with plain
Pagefind and Material's own search on the same texts beside it, and ends with one line of figures.
`--sizes 100000` takes longer.
"""

import argparse
import gzip
import html
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import defaultdict
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.records import FAMILY, GIVEN, MIDDLE, write_project
from benchmarks.serving import served
from generator.core.text import fold
from generator.engine.project import Project, Publication, publish, read_project
from generator.engine.shell import render_site
from generator.publish.artifact import Artifact
from generator.publish.search.items import item_kind, key_of
from generator.records.decision import Decision
from tests.chromium import FLAGS, browser_path
from tests.making import holding
from tests.scripts import SEARCH

REAL = Path(__file__).resolve().parents[1]
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}
QUERIES = 60
PEERS_MOST = 10_000
"""Beyond it one index of Pagefind needs more memory than there is."""
TYPED = 20
"""Queries of each kind typed into Material's box: an answer takes it a second or more."""
MATERIAL_MOST = 1000
"""Beyond it the one index of Material's search is tens of megabytes, read whole by each visitor."""
RANK = f"""async ([queries, most]) => {{
  {SEARCH}
  const search = new Search(new Files("../tim/"));
  const found = [];
  for (const query of queries) {{
    const answer = await search.find(query);
    found.push([(await search.show(answer.keys.slice(0, most))).map(row => row[1]), answer.keys.length]);
  }}
  return found;
}}"""
KEYS = f"""async (query) => {{
  {SEARCH}
  const search = new Search(new Files("../tim/"));
  return Array.from((await search.find(query)).keys);
}}"""
RANK_PAGEFIND = """async ([queries, most]) => {
  const pagefind = await import("/pagefind/pagefind.js");
  const found = [];
  for (const query of queries) {
    const answer = await pagefind.search(query);
    const rows = await Promise.all(answer.results.slice(0, most).map(r => r.data()));
    found.push([rows.map(d => d.url), answer.results.length]);
  }
  return found;
}"""


WATCH = """
window.shownAt = 0;
addEventListener("submit", () => { window.askedAt = performance.now(); window.shownAt = 0; }, true);
new MutationObserver(() => {
  if (!window.shownAt && document.querySelector("%s")) window.shownAt = performance.now();
}).observe(document, {subtree: true, childList: true, attributes: true});
"""


def built(project: Project, site: Path) -> dict[str, float]:
    """Render the two search pages and write the files they ask for; return how long that took."""
    publication = publish(project)
    assert publication.blocking_problems == ()
    pages = [o for o in publication.artifacts if o.path.startswith("tra-cuu/") or o.path == "index.md"]
    render_site(publication, site, pages)
    started = time.perf_counter()
    write(files_of(publication), site)
    return {"index_s": time.perf_counter() - started}


def files_of(publication: Publication) -> dict[str, tuple[bytes, Artifact]]:
    """Return the files of the search with their fingerprints."""
    take = publication.fingerprints.digest
    return {o.path: (take(o.inputs), o) for o in publication.artifacts if o.path.startswith("tim/")}


def write(files: dict[str, tuple[bytes, Artifact]], site: Path) -> None:
    """Write files of the search."""
    for path, (_, output) in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(output.content)


def changed(root: Path, project: Project, site: Path) -> dict[str, float]:
    """Change one story and bring the files of the search up to date; return seconds and files."""
    before = {path: fingerprint for path, (fingerprint, _) in files_of(publish(project)).items()}
    story = sorted((root / "stories").glob("20*/thu-*.yml"))[7]
    story.write_text(story.read_text("utf-8").replace('summary: "', 'summary: "Một chữ mới. ', 1), "utf-8")
    publication = publish(read_project(root))
    started = time.perf_counter()
    now = files_of(publication)
    write({path: entry for path, entry in now.items() if before.get(path) != entry[0]}, site)
    took = time.perf_counter() - started
    return {"changed_s": took, "changed_files": sum(1 for path, entry in now.items() if before.get(path) != entry[0])}


def asked(project: Project) -> dict[str, list[tuple[str, set[str]]]]:
    """Return seeded queries by kind, each with the addresses that are right."""
    rng = random.Random(11)
    stories = list(project.archive.public_stories)
    by_name: defaultdict[str, set[str]] = defaultdict(set)
    phrases: defaultdict[str, set[str]] = defaultdict(set)
    for story in stories:
        address = f"/dien-hinh/{story.id}/"
        by_name[story.name].add(address)
        words = re.findall(r"[^\W_]+", fold(story.title))
        for length in (3, 4):
            for at in range(len(words) - length + 1):
                phrases[" ".join(words[at : at + length])].add(address)
    chosen = rng.sample(stories, QUERIES)
    numbered = [s for s in chosen if s.awards[0].number]
    rare = sorted(p for p, right in phrases.items() if len(right) <= 10)
    names = [(s.name, by_name[s.name]) for s in chosen]
    return {
        "name": names,
        "name_plain": [(fold(n), r) for n, r in names],
        "name_upper": [(n.upper(), r) for n, r in names],
        "name_nfd": [(unicodedata.normalize("NFD", n), r) for n, r in names],
        "number": [(s.awards[0].number or "", {f"/dien-hinh/{s.id}/"}) for s in numbered],
        "number_loose": [
            (
                (s.awards[0].number or "").replace("/", " ").lower().replace("đ", "d").replace("-", " "),
                {f"/dien-hinh/{s.id}/"},
            )
            for s in numbered
        ],
        "phrase": [(p, phrases[p]) for p in rng.sample(rare, QUERIES)],
    }


def judged(answers: list[Any], queries: list[tuple[str, set[str]]]) -> tuple[float, float]:
    """Return the part of queries whose first k of k are right, and whose first five hold a right one."""
    first = five = 0
    for (addresses, _), (_, right) in zip(answers, queries, strict=True):
        plain = ["/" + a.lstrip("./").removesuffix("index.html") for a in addresses]
        first += plain[0] in right if plain else False
        five += bool(right & set(plain[:5]))
    return first / len(queries), five / len(queries)


def cold(browser: Browser, address: str, queries: list[str], path: str, wait: str) -> dict[str, float]:
    """Return medians of a first visit with a query on a phone: kilobytes and requests of the search itself,
    kilobytes of everything, seconds; and the seconds of the next query.
    """
    sizes, pages, times, warm, requests = [], [], [], [], []
    for query, following in pairwise(queries):
        context = browser.new_context(viewport={"width": 360, "height": 800})
        page = context.new_page()
        page.add_init_script(WATCH % wait)
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", SLOW_4G)
        got: list[float] = []
        ours: set[str] = set()
        own: list[float] = []

        def asked_for(event: Any, ours: set[str] = ours) -> None:
            if any(part in event["request"]["url"] for part in ("/tim/", "/search.", "/search/")):
                ours.add(event["requestId"])

        def arrived(event: Any, got: list[float] = got, own: list[float] = own, ours: set[str] = ours) -> None:
            got.append(event["encodedDataLength"])
            if event["requestId"] in ours:
                own.append(event["encodedDataLength"])

        wire.on("Network.requestWillBeSent", asked_for)
        wire.on("Network.loadingFinished", arrived)
        page.goto(f"{address}{path}?q={query}", wait_until="commit")
        page.wait_for_selector(wait)
        times.append(page.evaluate("shownAt") / 1000)  # the browser's own clock: ours looks seldom
        sizes.append(sum(own) / 1000)
        pages.append(sum(got) / 1000)
        requests.append(len(own))
        if page.locator("#tim").count():
            page.wait_for_load_state("networkidle")  # or fonts of the first visit fill the line
            page.evaluate("document.querySelector('.dh-find ol').replaceChildren()")
            page.fill("#tim", following)
            page.keyboard.press("Enter")
            page.wait_for_selector(wait)
            warm.append(page.evaluate("shownAt - askedAt") / 1000)
        context.close()
    found = {"bytes_kb": sizes, "page_kb": pages, "cold_s": times, "warm_s": warm, "requests": requests}
    return {name: statistics.median(values) for name, values in found.items() if values}


def measured(browser: Browser, folder: Path, count: int) -> dict[str, float]:
    """Measure our search over so many synthetic stories."""
    root = folder / f"s{count}"
    root.mkdir()
    write_project(REAL, root, count)
    project = read_project(root)
    site = root / "site"
    said: dict[str, float] = built(project, site) | changed(root, project, site)
    queries = asked(project)
    with served(site) as address:
        page = browser.new_page()
        page.goto(f"{address}/tra-cuu/")
        for kind, wanted in queries.items():
            answers = page.evaluate(RANK, [[q for q, _ in wanted], 10])
            said[kind], said[f"{kind}_5"] = judged(answers, wanted)
        said["place"] = reachable(page, project)
        page.close()
        said |= cold(
            browser, address, [q for q, _ in queries["name_plain"][:9]], "/tra-cuu/", ".dh-find li:not([hidden]) h2"
        )
    said["files_mb"] = sum(p.stat().st_size for p in (site / "tim").rglob("*.json")) / 1e6
    if count <= PEERS_MOST:
        said |= beside(browser, root, project, queries)
    if count <= MATERIAL_MOST:
        said |= material(browser, root, project, queries)
    shutil.rmtree(root)
    return said


def reachable(page: Any, project: Project) -> float:
    """Return the part of stories found by the name of their old ward and by that of the new one."""
    rng = random.Random(5)
    archive = project.archive
    places = [p for p in archive.localities.values() if p.id in archive.by_locality and archive.successors.get(p.id)]
    hits = total = 0
    for place in rng.sample(places, min(20, len(places))):
        heirs = archive.successors[place.id]
        for name in (place.name, *(h.name for h in heirs if len(heirs) <= 4)):
            wanted = {key_of(item_kind(r), r) for r in archive.by_locality[place.id]}
            hits += len(wanted & set(page.evaluate(KEYS, name)))
            total += len(wanted)
    return hits / total if total else 1.0


def beside(
    browser: Browser, root: Path, project: Project, queries: dict[str, list[tuple[str, set[str]]]]
) -> dict[str, float]:
    """Measure plain Pagefind, fed with the stories' own words, on the same queries."""
    source = root / "plain"
    for story in project.archive.public_stories:
        page = source / "dien-hinh" / story.id / "index.html"
        page.parent.mkdir(parents=True)
        number = story.awards[0].number or ""
        title, summary, deeds = map(html.escape, (story.title, story.summary, story.deeds))
        body = f"<h1>{title}</h1><p>{summary} {number}</p><p>{deeds}</p>"
        page.write_text(f'<html lang="vi"><body>{body}</body></html>', "utf-8")
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pagefind", "--site", str(source), "--output-path", str(source / "pagefind")],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        print(f"  pagefind did not run: {done.stderr.strip().splitlines()[-1:]}")
        return {}
    said = {"pagefind_index_s": time.perf_counter() - started}
    (source / "index.html").write_text("<html><body></body></html>", "utf-8")
    with served(source) as address:
        tab = browser.new_page()
        tab.goto(address)
        for kind in ("name", "name_plain", "number", "phrase"):
            answers = tab.evaluate(RANK_PAGEFIND, [[q for q, _ in queries[kind]], 10])
            said[f"pagefind_{kind}"] = judged(answers, queries[kind])[0]
        tab.close()
    return said


def material(
    browser: Browser, root: Path, project: Project, queries: dict[str, list[tuple[str, set[str]]]]
) -> dict[str, float]:
    """Measure Material's own search, typed into its own box, over the stories' own words."""
    source = root / "material"
    (source / "docs" / "dien-hinh").mkdir(parents=True)
    (source / "docs" / "index.md").write_text("# Điển hình\n", "utf-8")
    for story in project.archive.public_stories:
        text = f"# {story.title}\n\n{story.summary} {story.awards[0].number or ''}\n\n{story.deeds}\n"
        (source / "docs" / "dien-hinh" / f"{story.id}.md").write_text(text, "utf-8")
    (source / "mkdocs.yml").write_text(
        "site_name: x\ntheme: {name: material, language: vi, font: false}\nplugins: [search]\nnav: [index.md]\n",
        "utf-8",
    )
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q"], cwd=source, check=True, capture_output=True)
    said = {"material_build_s": time.perf_counter() - started}
    index = source / "site" / "search" / "search_index.json"
    said["material_index_kb"] = len(gzip.compress(index.read_bytes(), 6)) / 1000
    with served(source / "site") as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(address)
        started = time.perf_counter()
        first = typed(page, queries["name"][0][0])
        said["material_ready_s"] = time.perf_counter() - started
        for kind in ("name", "name_plain", "number", "phrase"):
            some = queries[kind][:TYPED]
            answers = [[first if q == queries["name"][0][0] else typed(page, q), 0] for q, _ in some]
            said[f"material_{kind}"] = judged(answers, some)[0]
        page.close()
        wire = cold(browser, address, [q for q, _ in queries["name"][:4]], "/", ".md-search-result__item")
    return said | {f"material_{name}": value for name, value in wire.items()}


def typed(page: Any, query: str) -> list[str]:
    """Type a query into the box of Material's search; return the addresses it lists first."""
    box, meta, item = "[data-md-component=search-query]", ".md-search-result__meta", ".md-search-result__item"
    page.click(box)
    page.fill(box, "")
    page.keyboard.press("End")  # it listens to keys
    page.wait_for_function(f"document.querySelectorAll('{item}').length === 0")
    before = page.locator(meta).inner_text()
    page.fill(box, query)
    page.keyboard.press("End")
    page.wait_for_function(
        f"before => document.querySelector('{meta}').innerText !== before", arg=before, timeout=300_000
    )
    page.wait_for_timeout(100)
    links = page.locator(f"{item} > a.md-search-result__link").all()[:5]
    return [re.sub(r"^https?://[^/]+", "", link.get_attribute("href") or "").partition("?")[0] for link in links]


def look_up(browser: Browser, folder: Path, rows: int) -> dict[str, float]:
    """Measure the look-up of names among so many rows of decisions."""
    rng = random.Random(3)
    root = folder / "rows"
    root.mkdir()
    write_project(REAL, root, 10)
    project = read_project(root)
    names = [f"{rng.choice(FAMILY)} {rng.choice(MIDDLE)} {rng.choice(MIDDLE)} {rng.choice(GIVEN)}" for _ in range(rows)]
    decisions = dict(project.archive.decisions)
    for number in range(rows // 500):
        part = names[number * 500 : (number + 1) * 500]
        entries = [{"name": n, "kind": "individual", "unit": f"Đơn vị thử {i % 40}"} for i, n in enumerate(part)]
        given = {"id": f"thu-{number}", "number": f"{number + 1}/QĐ-UBND", "issuer": "X", "level": "thanh-pho"}
        given |= {"subject": "Khen", "date": "2025-05-01", "published_on": "2025-06-01", "award": "bang-khen-thanh-pho"}
        decisions[given["id"]] = Decision.model_validate({**given, "rows": entries})
    site = root / "site"
    built(replace(project, archive=holding(project.archive, decisions=decisions)), site)
    wanted = rng.sample(sorted(set(names)), 20)
    complete = 0
    with served(site) as address:
        page = browser.new_page()
        for name in wanted:
            page.goto(f"{address}/tra-cuu/danh-sach/?q={fold(name)}")
            page.wait_for_selector(".dh-lookup tbody tr")
            complete += page.locator(".dh-lookup tbody tr").count() == sum(
                1 for n in names if sorted(fold(n).split()) == sorted(fold(name).split())
            )
        page.close()
        wire = cold(browser, address, [fold(n) for n in wanted[:7]], "/tra-cuu/danh-sach/", ".dh-lookup tbody tr")
    return {"lookup_complete": complete / len(wanted), **{f"lookup_{name}": value for name, value in wire.items()}}


def main() -> None:
    """Measure, print everything, and end with one line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args()
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        found: dict[str, float] = {}
        for count in given.sizes:
            found = measured(browser, Path(name), count)
            print(json.dumps({"n": count} | {k: round(v, 3) for k, v in found.items()}), flush=True)
        rows = look_up(browser, Path(name), given.rows)
        print(json.dumps({"rows": given.rows} | {k: round(v, 3) for k, v in rows.items()}))
        browser.close()
    shown = {k: f"{found[k]:.2f}" for k in ("name", "name_plain", "number", "phrase")}
    shown |= {
        "bytes_kb": f"{found['bytes_kb']:.0f}",
        "cold_s": f"{found['cold_s']:.1f}",
        "lookup_kb": f"{rows['lookup_bytes_kb']:.0f}",
    }
    print(f"SEARCH n={given.sizes[-1]} " + " ".join(f"{k}={v}" for k, v in shown.items()))


if __name__ == "__main__":
    main()
