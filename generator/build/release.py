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
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from generator.build.mkdocs_plugin import Done, RenderError, render
from generator.build.plan import Plan, Task, file_of, make_plan
from generator.build.project import CACHE, CONFIG, Publication
from generator.build.stamp import site_stamp
from generator.build.state import Made, Standing, State, read_state, write_state
from generator.problem import Misuse
from generator.processes import can_fork, cores, shared_out

WORTH_FORKING = 800
"""Outputs to look at below which a second process costs more than it saves."""
JOURNAL = "journal.json"
Meanwhile = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: pages in the site, the plan, and the paths of outputs that were written anew."""

    pages: int
    plan: Plan
    written: frozenset[str]


def build_site(
    publication: Publication,
    site_dir: Path,
    processes: int | None = None,
    meanwhile: Meanwhile = nullcontext,
    *,
    clean: bool = False,
) -> Built:
    """Bring `site_dir` up to date with a publication; with `clean`, whatever stands there.

    The bytes are the same for any number of processes, and whatever stood there before. `meanwhile`
    is entered while they work. Whatever fails on the way leaves the last `site_dir` as it was.
    """
    root = publication.project.root
    _refuse_to_overwrite(root, site_dir)
    site_dir.parent.mkdir(parents=True, exist_ok=True)
    finish_interrupted(site_dir)
    kept, stamp = state_file(root, site_dir), site_stamp(root)
    state = None if clean or not site_dir.is_dir() else read_state(kept, stamp)
    plan = make_plan(publication.outputs, publication.fingerprints, state, site_dir)
    aside = Path(tempfile.mkdtemp(prefix=f".site-{os.getpid()}-{site_dir.name}-", dir=site_dir.parent))
    try:
        fresh = aside / "new"
        with meanwhile():
            rendered = render_plan(publication, plan, aside, fresh, processes)
        others = list(rendered.others)
        if state is None:
            _swap(fresh, site_dir, aside / "old")
        else:
            others = [standing_before(state, site_dir, each) or each for each in others]
            put = [s.file for s in (*(made.standing for made in rendered.made), *others) if s in rendered.fresh]
            _put_in_place(aside, site_dir, put, vanished(state, plan, others))
        gone = None if state is None else [made.path for made in plan.gone]
        write_state(kept, stamp, State("", plan.rest, {}, {}), (*rendered.made, *rendered.unchanged), others, gone)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    pages = sum(1 for o in publication.outputs if o.is_page) + rendered.hand_written
    return Built(pages, plan, frozenset(made.path for made in rendered.made))


def state_file(root: Path, site_dir: Path) -> Path:
    """Return where the state of a site folder is kept."""
    name = hashlib.sha256(str(site_dir.resolve()).encode()).hexdigest()[:16]
    return root / CACHE / "sites" / f"{name}.sqlite"


def standing_before(state: State, site_dir: Path, rendered: Standing) -> Standing | None:
    """Return the file of the site that has the same bytes as one that is rendered every time, if it is there."""
    last = state.others.get(rendered.file)
    return last if last is not None and last.sha256 == rendered.sha256 and last.is_intact(site_dir) else None


def vanished(state: State, plan: Plan, others: Sequence[Standing]) -> list[str]:
    """Return the files of the site that are no more."""
    now = {made.standing.file for made in plan.staying} | {file_of(task.output) for task in plan.tasks}
    now |= {standing.file for standing in others}
    return sorted(standing.file for standing in state.files if standing.file not in now)


def _put_in_place(aside: Path, site_dir: Path, put: Sequence[str], remove: Sequence[str]) -> None:
    """Move files into the site and remove others; once the journal is on the disk, it will be done."""
    journal = aside / JOURNAL
    with (aside / f"{JOURNAL}.new").open("w", encoding="utf-8") as file:
        json.dump({"put": list(put), "remove": list(remove)}, file)
        file.flush()
        os.fsync(file.fileno())
    (aside / f"{JOURNAL}.new").rename(journal)
    _follow(journal, site_dir)


def _follow(journal: Path, site_dir: Path) -> None:
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


def finish_interrupted(site_dir: Path) -> None:
    """Finish what a killed build had begun to put in place; clear away what it had not."""
    for aside in sorted(site_dir.parent.glob(".site-*")):
        journal = aside / JOURNAL
        _, owner, *named = aside.name.split("-")
        if not owner.isdigit() or _runs(int(owner)) or "-".join(named[:-1]) != site_dir.name:
            continue
        if journal.is_file():
            _follow(journal, site_dir)
        elif not site_dir.exists() and (aside / "old").is_dir():
            (aside / "old").rename(site_dir)
        shutil.rmtree(aside, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


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


def expected_files(publication: Publication) -> set[str]:
    """Return the files a site of this publication must hold, whatever else the theme brings."""
    docs = publication.project.root / "docs"
    written = {p.relative_to(docs).as_posix() for p in docs.rglob("*.md") if not p.name.startswith(".")}
    rendered = {p.removesuffix("index.md").removesuffix(".md") for p in written}
    answered = {f"{p.rstrip('/')}/index.html".lstrip("/") for p in rendered}
    return answered | {file_of(output) for output in publication.outputs} | {"404.html", "sitemap.xml"}


@dataclass(frozen=True)
class Rendered:
    """What was rendered into a folder: outputs written or found as they were, and every other file.

    Where the others stand as they must, they are not rendered; `others` are those that stand.
    """

    made: Sequence[Made]
    unchanged: Sequence[Made]
    others: Sequence[Standing]
    others_stood: bool = False

    @cached_property
    def fresh(self) -> frozenset[Standing]:
        """Every file in the folder."""
        return frozenset((*(made.standing for made in self.made), *(() if self.others_stood else self.others)))

    @property
    def hand_written(self) -> int:
        """How many pages were written by hand."""
        return sum(1 for standing in self.others if standing.file.endswith("index.html"))


def render_plan(
    publication: Publication, plan: Plan, aside: Path, fresh: Path, processes: int | None = None
) -> Rendered:
    """Render the tasks of a plan into the new folder `fresh`; shares wait in `aside`, on the same disk."""
    if not plan.tasks and plan.others is not None:
        fresh.mkdir(parents=True)
        return Rendered((), (), plan.others, others_stood=True)
    if processes is None:
        processes = cores() if len(plan.tasks) >= WORTH_FORKING else 1
    count = processes if can_fork() else 1
    parts = [aside / f"part-{number}" for number in range(count)]
    works = [
        partial(
            _render_share, publication, parts[number], plan.tasks[number::count], number == 0 and plan.others is None
        )
        for number in range(count)
    ]
    made: list[Made] = []
    unchanged: list[Made] = []
    others: list[Standing] = []
    tasks = {task.output.path: task for task in plan.tasks}
    for done, standing in shared_out(works, (OSError, RenderError)):
        if done is None:
            assert standing is not None
            others.append(standing)
            continue
        task = tasks[done.path]
        last = task.stood if standing is None else standing
        assert last is not None
        entry = Made(done.path, task.fingerprint, task.source, done.digest, last)
        (unchanged if standing is None else made).append(entry)
    for part in parts:
        if part.exists():
            _merge(part, fresh)
    fresh.mkdir(exist_ok=True)
    if plan.others is not None:
        return Rendered(made, unchanged, plan.others, others_stood=True)
    return Rendered(made, unchanged, others)


def _render_share(
    publication: Publication, part: Path, tasks: Sequence[Task], leading: bool
) -> Iterator[tuple[Done | None, Standing | None]]:
    """Yield each task done with its file as it stands, None if it was as before; then every other file."""
    config = publication.project.root / CONFIG
    done = render(config, publication, part, [(task.output, task.last) for task in tasks], leading)
    written = set()
    for each in done:
        standing = None if each.file is None else Standing.of(part, each.file)
        written.add(each.file)
        yield each, standing
    for file in _files(part) if part.is_dir() else ():
        if file not in written:
            yield None, Standing.of(part, file)


def _files(folder: Path, above: str = "") -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(folder / entry.name, f"{above}{entry.name}/")
        else:
            yield above + entry.name


def _merge(part: Path, whole: Path) -> None:
    """Move what a share rendered into the whole."""
    if not whole.exists():
        part.rename(whole)
        return
    for entry in sorted(part.iterdir()):
        target = whole / entry.name
        if entry.is_dir() and target.exists():
            _merge(entry, target)
        else:
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
