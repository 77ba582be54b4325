"""Rendering the tasks of a plan, shared out to processes of this machine."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from generator.core.parallel import SharedQueue, can_fork, default_workers, run_parallel
from generator.core.problem import RenderError
from generator.engine.build_state import ArtifactRecord, InstalledFile, SiteSnapshot, TargetRecord, TargetSpool
from generator.engine.plan import ChangedTarget, Plan, Task, in_groups, total_cost
from generator.engine.project import Publication
from generator.publish.artifact import Artifact

if TYPE_CHECKING:
    from generator.engine.shell import Shell

MIN_ITEMS_TO_FORK = 250
"""Pages' work below which a second process costs more than it saves."""


class WrittenPaths(Collection[str]):
    """The paths of the artifacts that were written anew, kept with their targets: there may be half a million."""

    def __init__(self, targets: Iterable[TargetRecord], count: int) -> None:
        self.targets, self.count = targets, count

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[str]:
        return (path for target in self.targets for path in target.written)

    def __contains__(self, path: object) -> bool:
        return any(path in target.written for target in self.targets)


@dataclass(frozen=True)
class RenderedSite:
    """What was rendered into a folder: targets that were looked at, which artifacts were written, every other file.

    Where the site's other files stand as they must, they are not rendered; `site_files` are those that stand.
    """

    parts: Iterable[TargetRecord]
    written: Collection[str]
    site_files: Sequence[InstalledFile]
    site_files_reused: bool = False

    @property
    def files(self) -> Iterator[InstalledFile]:
        """Every file of the artifacts that were written."""
        for part in self.parts:
            written = frozenset(part.written)
            for made in part.made if written else ():
                if made.path in written:
                    yield from made.installed

    @property
    def fresh(self) -> Iterator[InstalledFile]:
        """Every file in the folder."""
        return chain(self.files, () if self.site_files_reused else self.site_files)

    def reused_files(self, plan: Plan, stood: SiteSnapshot | None) -> Iterator[InstalledFile]:
        """Yield the files of all artifacts that stay as they stand."""
        for part in self.parts:
            written = frozenset(part.written)
            for made in part.made if len(written) < part.size else ():
                if made.path not in written:
                    yield from made.installed
        if stood is not None:
            yield from stood.state.files(plan.unchanged)

    @property
    def hand_written(self) -> int:
        """How many pages were written by hand."""
        return sum(1 for standing in self.site_files if standing.file.endswith("index.html"))


class _SharedTarget:
    """A target that is made in pieces, each of some artifacts that do not stay as they were."""

    def __init__(self, target: ChangedTarget) -> None:
        self.target, self.artifacts, self.written = target, dict[str, ArtifactRecord](), list[str]()

    def joined(self, made: TargetRecord) -> TargetRecord | None:
        """Take a piece; return the target whole once all are there."""
        self.artifacts |= {artifact.path: artifact for artifact in made.made}
        self.written += made.written
        if len(self.artifacts) < self.target.pending:
            return None
        return self.target.with_made([*self.artifacts.values()], self.written)


class ResultCollector:
    """Puts together the targets of the site as they are done.

    Those of `shared` are made in pieces, which wait until the others are there.
    """

    def __init__(self, plan: Plan, shared: Iterable[ChangedTarget] = ()) -> None:
        self.others_stood = plan.site_files is not None
        self.others = list(plan.site_files or ())
        self.spool, self.written = TargetSpool(), 0
        self.waiting = {target.name: _SharedTarget(target) for target in shared}
        for target in plan.changed_targets:
            if target.pending == 0:
                self.spool.add(target.with_made((), ()))

    def add(self, made: TargetRecord | Sequence[InstalledFile]) -> None:
        """Take a target, or some of its artifacts; or every other file."""
        if not isinstance(made, TargetRecord):
            self.others += made
            return
        self.written += len(made.written)
        if made.name not in self.waiting:
            self.spool.add(made)
            return
        if (whole := self.waiting[made.name].joined(made)) is not None:
            self.spool.add(whole)

    def rendered(self) -> RenderedSite:
        """Return everything that was taken."""
        return RenderedSite(self.spool, WrittenPaths(self.spool, self.written), self.others, self.others_stood)


Renderer = Callable[[Publication, Plan, Path, Path], RenderedSite]
"""Renders a plan of a publication into a new folder; a folder to work in comes before it."""


def render_plan(
    publication: Publication, plan: Plan, aside: Path, fresh: Path, processes: int | None = None
) -> RenderedSite:
    """Make what a plan wants in the folder `fresh`; what is not ours waits in `aside`, on the same disk."""
    gathering = ResultCollector(plan, (each for each in plan.changed_targets if len(each.pieces) > 1))
    for made in render_local(publication, plan, aside, fresh, processes):
        gathering.add(made)
    return gathering.rendered()


def render_local(
    publication: Publication, plan: Plan, aside: Path, fresh: Path, processes: int | None = None
) -> Iterator[TargetRecord | list[InstalledFile]]:
    """Yield each target as it stands, or each of its pieces, written to `fresh` or as before; and every other file."""
    fresh.mkdir(parents=True, exist_ok=True)
    todo = [piece for target in plan.changed_targets if target.pending for piece in target.pieces]
    if not todo and plan.site_files is not None:
        return
    if processes is None:
        processes = default_workers() if total_cost(todo) >= MIN_ITEMS_TO_FORK else 1
    worth = 1 + total_cost(todo) // (MIN_ITEMS_TO_FORK // 2)  # more processes would only wait for one another
    count = min(processes, worth) if can_fork() else 1
    from generator.engine.shell import Shell  # MkDocs is slow to load, and a build that changes nothing needs none

    shell = Shell.open(publication) if any(target.has_pages for target in todo) else None
    site_files = aside / "site-files" if plan.site_files is None else None
    queue = SharedQueue(in_groups(todo))
    works = [
        partial(_render_share, publication, shell, fresh, queue, site_files if number == 0 else None)
        for number in range(count)
    ]
    yield from run_parallel(works, (OSError, RenderError))
    if site_files is not None:
        _merge(site_files, fresh)


def _render_share(
    publication: Publication,
    shell: "Shell | None",
    fresh: Path,
    groups: Iterable[list[ChangedTarget]],
    site_files: Path | None,
) -> Iterator[TargetRecord | list[InstalledFile]]:
    from generator.engine.shell import render_site_files  # as above

    if site_files is not None:
        render_site_files(publication, site_files)
        yield [InstalledFile.of(site_files, file) for file in _files(site_files)]
    for target in chain.from_iterable(groups):
        yield _render_target(publication, shell, fresh, target)


def _render_target(publication: Publication, shell: "Shell | None", fresh: Path, target: ChangedTarget) -> TargetRecord:
    """Make what is to be made of a target; of what was laid out only now the fingerprints are taken with it."""
    from generator.engine.shell import write  # as above

    tasks, records, written = target.tasks, list[ArtifactRecord](), list[str]()
    done = write(shell, ((task.artifact, task.last) for task in tasks), fresh)
    for task, result in zip(tasks, done, strict=True):
        standing = list[InstalledFile](task.installed)
        if result.files:
            known = zip(result.files, result.sha256, strict=True)
            standing = [InstalledFile.of(fresh, file, sha256) for file, sha256 in known]
            written.append(task.artifact.path)
        records.append(record_of(publication, target, task, result.digest, standing))
    return target.with_made(records, written)


def record_of(
    publication: Publication, target: ChangedTarget, task: Task, digest: bytes, standing: Sequence[InstalledFile]
) -> ArtifactRecord:
    """Return an artifact as it stands, by the digest of its content and its files."""
    artifact, fingerprint = task.artifact, task.fingerprint
    if fingerprint is None:
        is_one = isinstance(target.state.target, Artifact)
        fingerprint = target.fingerprint if is_one else publication.fingerprints.digest(artifact.inputs)
    source = publication.project.archive.sources.get(artifact.origin, b"")
    return ArtifactRecord(artifact.path, fingerprint, source, digest, standing)


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
