"""A build lands whole or not at all: rendered aside, then put in the place of the last one."""

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from generator.build.mkdocs_plugin import Share, render
from generator.build.project import CONFIG, Publication
from generator.problem import Misuse

WORTH_FORKING = 800
"""Outputs below which a second process costs more than it saves."""


def processes_for(publication: Publication) -> int:
    """Return how many processes to render with: one a core, one alone for a small site."""
    small = len(publication.outputs) < WORTH_FORKING
    return 1 if small else max(1, min(os.cpu_count() or 1, 8))


def _possible(processes: int) -> int:
    """Windows cannot fork; there one process does it all."""
    return processes if "fork" in multiprocessing.get_all_start_methods() else 1


def build_site(
    publication: Publication,
    site_dir: Path,
    processes: int | None = None,
    meanwhile: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> int:
    """Render a publication and replace `site_dir`; return the number of pages.

    The bytes are the same for any number of processes. `meanwhile` is entered while they work.
    Whatever fails on the way leaves the last `site_dir` as it was.
    """
    _refuse_to_overwrite(publication.project.root, site_dir)
    aside = Path(tempfile.mkdtemp(prefix=".site-", dir=site_dir.parent))
    try:
        fresh = aside / "new"
        _render_all(publication, aside, fresh, _possible(processes or processes_for(publication)), meanwhile)
        pages = sum(1 for _ in fresh.rglob("index.html"))
        _swap(fresh, site_dir, aside / "old")
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return pages


def _swap(fresh: Path, site_dir: Path, old: Path) -> None:
    """Put the fresh site in the place of the last one; whatever interrupts this, the last one returns."""
    if site_dir.exists():
        site_dir.rename(old)
    try:
        fresh.rename(site_dir)
    finally:
        if not site_dir.exists() and old.exists():
            old.rename(site_dir)


def _refuse_to_overwrite(root: Path, site_dir: Path) -> None:
    """A site may replace a former site only: never the project, its sources, or somebody's files."""
    site, sources = site_dir.resolve(), [root.resolve() / name for name in ("docs", "stories", "generator")]
    if any(site in (source, *source.parents) or source in site.parents for source in sources):
        raise Misuse("sources", path=site_dir)
    used = site.is_dir() and any(site.iterdir())
    if used and not ((site / "sitemap.xml").is_file() and (site / "404.html").is_file()):
        raise Misuse("not-a-site", path=site_dir)


def _render_all(
    publication: Publication,
    aside: Path,
    fresh: Path,
    processes: int,
    meanwhile: Callable[[], AbstractContextManager[object]],
) -> None:
    config = publication.project.root / CONFIG
    if processes == 1:
        with meanwhile():
            render(config, publication, fresh)
        return
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, context, _inherit, (publication,)) as pool:
        parts = [aside / f"part-{number}" for number in range(processes)]
        running = [pool.submit(_render_share, config, part, n, processes) for n, part in enumerate(parts)]
        with meanwhile():
            for share in running:
                share.result()
    for part in parts:
        _merge(part, fresh)


_inherited: list[Publication] = []


def _inherit(publication: Publication) -> None:
    """Keep what the fork handed down: records and templates are never pickled."""
    _inherited[:] = [publication]


def _render_share(config: Path, site_dir: Path, number: int, of: int) -> None:
    render(config, _inherited[0], site_dir, Share(number, of))


def _merge(part: Path, whole: Path) -> None:
    """Move what a share rendered into the whole; what every share renders is the same and stays."""
    if not whole.exists():
        part.rename(whole)
        return
    for entry in sorted(part.iterdir()):
        target = whole / entry.name
        if entry.is_dir() and target.exists():
            _merge(entry, target)
        elif not target.exists():
            entry.rename(target)


def write_markdown(publication: Publication, folder: Path) -> int:
    """Write the pages as plain Markdown beside the hand-written ones, for any generator to render.

    This is the way out of MkDocs: ProperDocs and Zensical build what this writes.
    """
    docs = (publication.project.root / "docs").resolve()
    if docs in (folder.resolve(), *folder.resolve().parents):
        raise Misuse("inside-docs", path=folder)
    shutil.copytree(docs, folder, dirs_exist_ok=True)
    for output in publication.outputs:
        target = folder / output.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(output.data)
    return len(publication.outputs)
