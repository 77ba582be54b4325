"""A build lands whole or not at all: rendered aside, then put in the place of the last one.

Where the last one still stands as it was left, only what changed is rendered, and only that is put in
its place. What is to be put and removed is written down before the first file moves: a build that is
killed in between is finished by the next.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from generator.core.filelock import hold_lock, is_locked
from generator.core.problem import UsageError
from generator.engine.build_state import (
    BuildState,
    InstalledFile,
    SiteSnapshot,
    read_state,
    verify_in_background,
    write_state,
)
from generator.engine.hand_written import hand_written_files, hand_written_routes
from generator.engine.manifest import MANIFEST, is_listed_for, scan_files, update_site_manifest, write_site_manifest
from generator.engine.ownership import holds_sources, is_a_site, is_used
from generator.engine.plan import Plan, make_plan, partition
from generator.engine.project import CACHE, Publication
from generator.engine.render import RenderedSite, Renderer, render_plan
from generator.engine.targets import files_of
from generator.engine.versions import site_version

JOURNAL = "journal.json"
WRITTEN = ".dienhinh-markdown"
"""Says that a folder of Markdown is ours."""
LOCK = "lock"
"""Held in the folder of a build while it is at work."""
ProgressFactory = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build did: pages in the site, the plan, and the paths of artifacts that were written anew."""

    pages: int
    plan: Plan
    written: Collection[str]


def build_site(
    publication: Publication,
    site_dir: Path,
    render: Renderer = render_plan,
    meanwhile: ProgressFactory = nullcontext,
    *,
    stood: SiteSnapshot | None = None,
    clean: bool = False,
    commit: str = "",
) -> BuildResult:
    """Bring `site_dir` up to date with a publication; with `clean`, whatever stands there.

    The bytes are the same for any renderer, and whatever stood there before: what did is looked over now, unless
    it is given as `stood`. `meanwhile` is entered while it works. Whatever fails on the way leaves the last
    `site_dir` as it was.
    """
    root = publication.project.root
    if clean or stood is None:
        stood = snapshot_site(root, site_dir, clean)()
    site_dir.parent.mkdir(parents=True, exist_ok=True)
    kept, stamp = state_file(root, site_dir), site_version(root)
    plan = make_plan(publication, stood)
    with _staging(site_dir) as aside:
        fresh = aside / "new"
        with meanwhile():
            rendered = render(publication, plan, aside, fresh)
        others = [standing for standing in rendered.site_files if standing.file != MANIFEST]
        if stood is None:
            others.append(_write_manifest(fresh, commit, chain(rendered.files, others)))
            _replace_site(fresh, site_dir, aside / "old")
        elif _changes(plan, rendered) or MANIFEST not in stood.state.site_files or not is_listed_for(site_dir, commit):
            others.append(_update_manifest(fresh, commit, stood, plan, rendered, others))
            others = [snapshot_files(stood, each) or each for each in others]
            new = set(rendered.files)
            put = [
                each.file for each in (*new, *others) if each in new or each != stood.state.site_files.get(each.file)
            ]
            _install(aside, site_dir, put, stale_files(stood.state, plan, others))
        else:
            others.append(stood.state.site_files[MANIFEST])
        gone = None if stood is None else plan.gone_parts
        write_state(kept, stamp, "", plan.site_files_key, rendered.parts, others, gone)
    pages = sum(1 for _ in publication.pages) + rendered.hand_written
    return BuildResult(pages, plan, rendered.written)


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Yield a folder beside another in which it is made ready, locked against those who clear up after the killed.

    It goes afterwards, unless files were being moved: then the next build finishes that.
    """
    while True:
        aside = Path(tempfile.mkdtemp(prefix=f".site-{os.getpid()}-{folder.name}-", dir=folder.parent))
        with suppress(FileNotFoundError), ExitStack() as holding:  # gone: somebody cleared it up before it was locked
            holding.enter_context(hold_lock(aside / LOCK))
            lock = holding.pop_all()
            break
    try:
        with lock:
            yield aside
    finally:
        if not (aside / JOURNAL).is_file():
            shutil.rmtree(aside, ignore_errors=True)


def _changes(plan: Plan, rendered: RenderedSite) -> bool:
    """Tell whether a file of the site comes, changes or goes."""
    return bool(rendered.written or plan.gone or not rendered.site_files_reused)


def _write_manifest(fresh: Path, commit: str, files: Iterable[InstalledFile]) -> InstalledFile:
    """Write the manifest of all that will stand in a site made anew; return it as it stands."""
    write_site_manifest(fresh, commit, map(_row, files))
    return InstalledFile.of(fresh, MANIFEST)


def _update_manifest(
    fresh: Path, commit: str, stood: SiteSnapshot, plan: Plan, rendered: RenderedSite, others: Sequence[InstalledFile]
) -> InstalledFile:
    """Write the manifest of all that will stand in a site that was there before; return it as it stands."""
    last = stood.state.site_files.get(MANIFEST)
    gone = stale_files(stood.state, plan, others)
    if last is None or not last.is_intact(str(stood.site)):
        return _write_manifest(fresh, commit, chain(rendered.files, rendered.reused_files(plan, stood), others))
    put = (*rendered.files, *others)
    update_site_manifest(fresh, commit, stood.site, map(_row, put), gone)
    return InstalledFile.of(fresh, MANIFEST)


def _row(standing: InstalledFile) -> tuple[str, str, int]:
    return standing.file, standing.sha256, standing.size


def snapshot_site(root: Path, site_dir: Path, clean: bool = False) -> Callable[[], SiteSnapshot | None]:
    """Look over what stands in a site folder, while something else is done; what a killed build left is finished.

    With `clean`, nothing that stands there counts.
    """
    _refuse_to_overwrite(root, site_dir)
    recover(site_dir)
    state = None if clean else read_state(state_file(root, site_dir), site_version(root))
    return verify_in_background(state, site_dir)


def build_shard(publication: Publication, folder: Path, number: int, of: int) -> int:
    """Render one of `of` shares of a site, counted from 1, into a new folder; return the number of its pages.

    The union of all shares, rendered anywhere from the same commit, is the site. The first one also
    holds the hand-written pages, the theme's files and the sitemap.
    """
    if is_used(folder):
        raise UsageError("share-not-empty", path=folder)
    plan = make_plan(publication)
    share = partition(plan.changed_targets, of)[number - 1]
    mine = replace(plan, changed_targets=share, site_files=None if number == 1 else ())
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _staging(folder) as aside:
        render_plan(publication, mine, aside, aside / "new")
        if folder.exists():
            folder.rmdir()
        (aside / "new").rename(folder)
    return sum(len(target.state.pages) for target in share)


def finalize_shards(publication: Publication, site: Path, commit: str = "") -> int:
    """Write the manifest of a site put together from its shares; return the number of its files.

    UsageError when a file is missing: then a share is, or shares of different commits were mixed.
    """
    found = scan_files(site)
    missing = sorted(set(expected_files(publication)) - found.keys())
    if missing:
        raise UsageError("shares-missing", path=site, count=len(missing), first=missing[0])
    write_site_manifest(site, commit, ((path, digest, size) for path, (digest, size) in found.items()))
    return len(found)


def state_file(root: Path, site_dir: Path) -> Path:
    """Return where the state of a site folder is kept."""
    way = os.path.relpath(site_dir.resolve(), root.resolve())  # the same wherever the project is checked out
    name = hashlib.sha256(way.encode()).hexdigest()[:16]
    return root / CACHE / "sites" / f"{name}.sqlite"


def snapshot_files(stood: SiteSnapshot, rendered: InstalledFile) -> InstalledFile | None:
    """Return the file of the site that has the same bytes as one that is rendered every time, if it is there."""
    last = stood.state.site_files.get(rendered.file)
    return last if last is not None and last.digest == rendered.digest and last.is_intact(str(stood.site)) else None


def stale_files(state: BuildState, plan: Plan, others: Sequence[InstalledFile]) -> list[str]:
    """Return the files of the site that are no more."""
    before = {standing.file for made in plan.before for standing in made.installed}
    staying = (made for each in plan.changed_targets for made in each.reused.values())
    now = {file for task in plan.tasks for file in files_of(task.artifact)}
    now |= {standing.file for made in staying for standing in made.installed}
    now |= {standing.file for standing in others}
    return sorted((before | set(state.site_files)) - now)


def _install(aside: Path, site_dir: Path, put: Sequence[str], remove: Sequence[str]) -> None:
    """Move files into the site and remove others; once the journal is on the disk, it will be done."""
    journal = aside / JOURNAL
    with (aside / f"{JOURNAL}.new").open("w", encoding="utf-8") as file:
        json.dump({"put": list(put), "remove": list(remove)}, file)
        file.flush()
        os.fsync(file.fileno())
    (aside / f"{JOURNAL}.new").rename(journal)
    _apply_journal(journal, site_dir)


def _apply_journal(journal: Path, site_dir: Path) -> None:
    told = json.loads(journal.read_text("utf-8"))
    for name in told["remove"]:
        (site_dir / name).unlink(missing_ok=True)
        _prune((site_dir / name).parent, site_dir)
    for name in told["put"]:
        if (journal.parent / "new" / name).is_file():  # else it was moved before the interruption
            (site_dir / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(journal.parent / "new" / name, site_dir / name)
    journal.unlink()


def _prune(folder: Path, top: Path) -> None:
    """Remove a folder and those above it as far as they are empty."""
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def recover(site_dir: Path) -> None:
    """Finish what a killed build had begun to put in place; clear away what it had not."""
    for aside in sorted(site_dir.parent.glob(".site-*")):
        journal = aside / JOURNAL
        _, owner, *named = aside.name.split("-")
        if not owner.isdigit() or "-".join(named[:-1]) != site_dir.name or is_locked(aside / LOCK):
            continue
        if journal.is_file():
            _apply_journal(journal, site_dir)
        elif not site_dir.exists() and (aside / "old").is_dir():
            (aside / "old").rename(site_dir)
        shutil.rmtree(aside, ignore_errors=True)


def _replace_site(fresh: Path, site_dir: Path, old: Path) -> None:
    """Put the fresh site in the place of the last one; whatever interrupts this, the last one returns."""
    if site_dir.exists():
        site_dir.rename(old)
    try:
        fresh.rename(site_dir)
    finally:
        if not site_dir.exists() and old.exists():
            old.rename(site_dir)


def _refuse_to_overwrite(root: Path, site_dir: Path) -> None:
    """A site may replace a former site only: never the project, its sources, or somebody's file or folder."""
    if holds_sources(root, site_dir):
        raise UsageError("sources", path=site_dir)
    if is_used(site_dir) and not is_a_site(site_dir):
        raise UsageError("not-a-site", path=site_dir)


def expected_files(publication: Publication) -> Iterator[str]:
    """Yield the files a site of this publication must hold, whatever else the theme brings.

    Of parts that were not expanded the pages only: all of their files stand, or they would have been.
    """
    yield from ("404.html", "sitemap.xml")
    docs, left_out = publication.project.root / "docs", publication.project.settings.left_out
    yield from (f"{route.lstrip('/')}index.html" for route in hand_written_routes(docs, left_out))
    for target in publication.targets:
        if target.is_as_before:
            yield from (f"{page.path.removesuffix('.md')}.html" for page in target.pages)
        else:
            yield from (file for artifact in target.artifacts for file in files_of(artifact))


def write_markdown(publication: Publication, folder: Path) -> int:
    """Write the pages as plain Markdown beside the hand-written ones, for any generator to render.

    This is the way out of MkDocs: ProperDocs and Zensical build what this writes. What an earlier call wrote is
    replaced whole; any other folder with something in it is refused.
    """
    root = publication.project.root
    if holds_sources(root, folder) or (is_used(folder) and not (folder / WRITTEN).is_file()):
        raise UsageError("not-for-markdown", path=folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    artifacts = publication.artifacts
    with _staging(folder) as aside:
        fresh = aside / "new"
        fresh.mkdir()
        for name, _ in hand_written_files(root / "docs", publication.project.settings.left_out):
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / "docs" / name, fresh / name)
        (fresh / WRITTEN).write_text("", "utf-8")
        for artifact in artifacts:
            for path, content in zip(artifact.files, artifact.contents, strict=True):
                target = fresh / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        _replace_site(fresh, folder, aside / "old")
    return len(artifacts)
