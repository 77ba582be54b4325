"""A build lands whole or not at all: rendered aside, then put in the place of the last one."""

import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Thread

from generator.build.mkdocs_plugin import RenderError, Share, render
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
        render_site(publication, aside, fresh, processes, meanwhile)
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


def expected_pages(publication: Publication) -> set[str]:
    """Return the files a site of this publication must hold, whatever else the theme brings."""
    docs = publication.project.root / "docs"
    pages = [o.path for o in publication.outputs if o.is_page]
    pages += [p.relative_to(docs).as_posix() for p in docs.rglob("*.md") if not p.name.startswith(".")]
    rendered = {p.removesuffix("index.md").removesuffix(".md") for p in pages}
    answered = {f"{p.rstrip('/')}/index.html".lstrip("/") for p in rendered}
    return answered | {o.path for o in publication.outputs if not o.is_page} | {"404.html", "sitemap.xml"}


def render_site(
    publication: Publication,
    aside: Path,
    fresh: Path,
    processes: int | None = None,
    meanwhile: Callable[[], AbstractContextManager[object]] = nullcontext,
) -> None:
    """Render a publication into the new folder `fresh`; shares wait in `aside`, on the same disk."""
    processes = _possible(processes or processes_for(publication))
    config = publication.project.root / CONFIG
    if processes == 1:
        with meanwhile():
            render(config, publication, fresh)
        return
    parts = [aside / f"part-{number}" for number in range(processes)]
    shares = [_Rendering(publication, part, Share(number, processes)) for number, part in enumerate(parts)]
    try:
        with meanwhile():
            for share in shares:
                share.finish()
    finally:
        for share in shares:
            share.end()
    for part in parts:
        _merge(part, fresh)


class _Rendering:
    """A forked process that renders one share: records and templates are inherited, never pickled.

    It ends with its share or with its parent, whichever comes first. (A pool's workers wait for
    ever when the parent is killed, and with them the lock of a publishing folder they inherited.)
    """

    def __init__(self, publication: Publication, site_dir: Path, share: Share) -> None:
        context = multiprocessing.get_context("fork")
        self.answers, answer = context.Pipe(duplex=False)
        self.process = context.Process(target=_render_share, args=(publication, site_dir, share, answer))
        self.process.start()
        answer.close()

    def finish(self) -> None:
        """Wait for the share; raise what went wrong in it."""
        try:
            fault = self.answers.recv()
        except EOFError:
            self.process.join()
            raise RenderError(f"exit code {self.process.exitcode}") from None
        self.process.join()
        if fault is not None:
            raise fault

    def end(self) -> None:
        """Stop the share if it still runs."""
        self.process.terminate()
        self.process.join()


def _render_share(publication: Publication, site_dir: Path, share: Share, answer: Connection) -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    try:
        render(publication.project.root / CONFIG, publication, site_dir, share)
    except (OSError, RenderError) as fault:
        answer.send(fault)
    else:
        answer.send(None)


def _end_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


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
