"""Rendering the tasks of a plan, shared out to processes of this machine."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from generator.core.parallel import can_fork, default_workers, run_parallel
from generator.core.problem import RenderError
from generator.engine.build_state import ArtifactRecord, InstalledFile, SiteSnapshot, TargetRecord, TargetSpool
from generator.engine.plan import Plan, Task, partition, total_cost
from generator.engine.project import Publication
from generator.engine.writing import RenderResult

if TYPE_CHECKING:
    from generator.engine.shell import Shell

MIN_ITEMS_TO_FORK = 250
"""Pages' work below which a second process costs more than it saves."""


@dataclass(frozen=True)
class RenderedSite:
    """What was rendered into a folder: parts that were looked at, which artifacts were written, every other file.

    Where the site's other files stand as they must, they are not rendered; `site_files` are those that stand.
    """

    parts: Iterable[TargetRecord]
    written: Collection[str]
    site_files: Sequence[InstalledFile]
    site_files_reused: bool = False

    @property
    def files(self) -> Iterator[InstalledFile]:
        """Every file of the artifacts that were written."""
        return (s for part in self.parts for made in part.made if made.path in self.written for s in made.installed)

    @property
    def fresh(self) -> Iterator[InstalledFile]:
        """Every file in the folder."""
        return chain(self.files, () if self.site_files_reused else self.site_files)

    def reused_files(self, plan: Plan, stood: SiteSnapshot | None) -> Iterator[InstalledFile]:
        """Yield the files of all artifacts that stay as they stand."""
        for part in self.parts:
            for made in part.made:
                if made.path not in self.written:
                    yield from made.installed
        if stood is not None:
            yield from stood.state.files(plan.unchanged)

    @property
    def hand_written(self) -> int:
        """How many pages were written by hand."""
        return sum(1 for standing in self.site_files if standing.file.endswith("index.html"))


class ResultCollector:
    """Puts together the parts of the site as their artifacts are done."""

    def __init__(self, plan: Plan) -> None:
        self.tasks = {task.artifact.path: task for task in plan.tasks}
        self.others_stood = plan.site_files is not None
        self.others = list(plan.site_files or ())
        self.spool = TargetSpool()
        self.unfinished: dict[str, dict[str, ArtifactRecord]] = {}
        self.written: set[str] = set()
        for part in plan.changed_targets:
            if part.pending == 0:
                self.spool.add(part.with_made({}))

    def add(self, done: RenderResult | None, standings: Sequence[InstalledFile]) -> None:
        """Take what became of a task, with the files that were written for it; or, of none, every other file."""
        if done is None:
            self.others += standings
            return
        task = self.tasks[done.path]
        part, path = task.part, task.artifact.path
        if standings:
            self.written.add(path)
        made = self.unfinished.setdefault(part.name, {})
        made[path] = ArtifactRecord(path, task.fingerprint, task.source, done.digest, standings or task.installed)
        if len(made) == part.pending:
            self.spool.add(part.with_made(self.unfinished.pop(part.name)))

    def rendered(self) -> RenderedSite:
        """Return everything that was taken."""
        return RenderedSite(self.spool, self.written, self.others, self.others_stood)


Renderer = Callable[[Publication, Plan, Path, Path], RenderedSite]
"""Renders a plan of a publication into a new folder; a folder to work in comes before it."""


def render_plan(
    publication: Publication, plan: Plan, aside: Path, fresh: Path, processes: int | None = None
) -> RenderedSite:
    """Render the tasks of a plan into the folder `fresh`; what is not ours waits in `aside`, on the same disk."""
    gathering = ResultCollector(plan)
    for done, standings in render_local(publication, plan, aside, fresh, processes):
        gathering.add(done, standings)
    return gathering.rendered()


def render_local(
    publication: Publication, plan: Plan, aside: Path, fresh: Path, processes: int | None = None
) -> Iterator[tuple[RenderResult | None, list[InstalledFile]]]:
    """Yield each task done with its files as they stand in `fresh`, none if it was as before; and every other file."""
    fresh.mkdir(parents=True, exist_ok=True)
    if not plan.tasks and plan.site_files is not None:
        return
    if processes is None:
        processes = default_workers() if total_cost(plan.tasks) >= MIN_ITEMS_TO_FORK else 1
    worth = 1 + total_cost(plan.tasks) // (MIN_ITEMS_TO_FORK // 2)  # more processes would only wait for one another
    count = min(processes, worth) if can_fork() else 1
    from generator.engine.shell import Shell  # MkDocs is slow to load, and a build that changes nothing needs none

    shell = Shell.open(publication) if any(task.artifact.is_page for task in plan.tasks) else None
    site_files = aside / "site-files" if plan.site_files is None else None
    works = [
        partial(_render_share, publication, shell, fresh, hand, site_files if number == 0 else None)
        for number, hand in enumerate(partition(plan.tasks, count))
    ]
    yield from run_parallel(works, (OSError, RenderError))
    if site_files is not None:
        _merge(site_files, fresh)


def _render_share(
    publication: Publication, shell: "Shell | None", fresh: Path, tasks: Sequence[Task], site_files: Path | None
) -> Iterator[tuple[RenderResult | None, list[InstalledFile]]]:
    from generator.engine.shell import render_site_files, write  # as above

    if site_files is not None:
        render_site_files(publication, site_files)
        yield None, [InstalledFile.of(site_files, file) for file in _files(site_files)]
    for each in write(shell, ((task.artifact, task.last) for task in tasks), fresh):
        known = zip(each.files, each.sha256, strict=True)
        yield each, [InstalledFile.of(fresh, file, sha256) for file, sha256 in known]


def _files(folder: Path, above: str = "") -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(folder / entry.name, f"{above}{entry.name}/")
        else:
            yield above + entry.name


def _merge(part: Path, whole: Path) -> None:
    """Move what stands in a folder into another, which holds other files."""
    for entry in sorted(part.iterdir()):
        target = whole / entry.name
        if entry.is_dir() and target.exists():
            _merge(entry, target)
        else:
            entry.rename(target)
