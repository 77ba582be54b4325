"""Rendering the tasks of a plan, shared out to processes of this machine."""

import gc
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from generator.core.parallel import can_fork, default_workers, run_parallel
from generator.engine.build_state import Made, PartMade, Spool, Standing, Stood
from generator.engine.mkdocs_plugin import Done, RenderError, render
from generator.engine.plan import Plan, Task, dealt, weight_of
from generator.engine.project import CONFIG, Publication

WORTH_FORKING = 250
"""Pages' work below which a second process costs more than it saves."""
AT_ONCE = 3000
"""Outputs MkDocs is handed at once: it holds something of every page until the last is written."""


@dataclass(frozen=True)
class Rendered:
    """What was rendered into a folder: parts that were looked at, which outputs were written, every other file.

    Where the others stand as they must, they are not rendered; `others` are those that stand.
    """

    parts: Iterable[PartMade]
    written: Collection[str]
    others: Sequence[Standing]
    others_stood: bool = False

    @property
    def files(self) -> Iterator[Standing]:
        """Every file of the outputs that were written."""
        return (s for part in self.parts for made in part.made if made.path in self.written for s in made.standings)

    @property
    def fresh(self) -> Iterator[Standing]:
        """Every file in the folder."""
        return chain(self.files, () if self.others_stood else self.others)

    def stayed(self, plan: Plan, stood: Stood | None) -> Iterator[Standing]:
        """Yield the files of all outputs that stay as they stand."""
        for part in self.parts:
            for made in part.made:
                if made.path not in self.written:
                    yield from made.standings
        if stood is not None:
            yield from stood.state.files(plan.kept)

    @property
    def hand_written(self) -> int:
        """How many pages were written by hand."""
        return sum(1 for standing in self.others if standing.file.endswith("index.html"))


class Gathering:
    """Puts together the parts of the site as their outputs are done."""

    def __init__(self, plan: Plan) -> None:
        self.tasks = {task.output.path: task for task in plan.tasks}
        self.others_stood = plan.others is not None
        self.others = list(plan.others or ())
        self.spool = Spool()
        self.unfinished: dict[str, dict[str, Made]] = {}
        self.written: set[str] = set()
        for part in plan.looked_at:
            if part.awaited == 0:
                self.spool.add(part.with_made({}))

    def take(self, done: Done | None, standings: Sequence[Standing]) -> None:
        """Take what became of a task, with the files that were written for it; or, of none, every other file."""
        if done is None:
            self.others += standings
            return
        task = self.tasks[done.path]
        part, path = task.part, task.output.path
        if standings:
            self.written.add(path)
        made = self.unfinished.setdefault(part.name, {})
        made[path] = Made(path, task.fingerprint, task.source, done.digest, standings or task.standings)
        if len(made) == part.awaited:
            self.spool.add(part.with_made(self.unfinished.pop(part.name)))

    def rendered(self) -> Rendered:
        """Return everything that was taken."""
        return Rendered(self.spool, self.written, self.others, self.others_stood)


Renderer = Callable[[Publication, Plan, Path, Path], Rendered]
"""Renders a plan of a publication into a new folder; a folder to work in comes before it."""


def render_plan(
    publication: Publication, plan: Plan, aside: Path, fresh: Path, processes: int | None = None
) -> Rendered:
    """Render the tasks of a plan into the folder `fresh`; what MkDocs adds waits in `aside`, on the same disk."""
    gathering = Gathering(plan)
    for done, standings in render_here(publication, plan, aside, fresh, processes):
        gathering.take(done, standings)
    return gathering.rendered()


def render_here(
    publication: Publication, plan: Plan, aside: Path, fresh: Path, processes: int | None = None
) -> Iterator[tuple[Done | None, list[Standing]]]:
    """Yield each task done with its files as they stand in `fresh`, none if it was as before; and every other file."""
    fresh.mkdir(parents=True, exist_ok=True)
    if not plan.tasks and plan.others is not None:
        return
    if processes is None:
        processes = default_workers() if weight_of(plan.tasks) >= WORTH_FORKING else 1
    worth = 1 + weight_of(plan.tasks) // (WORTH_FORKING // 2)  # more processes would only wait for one another
    count = min(processes, worth) if can_fork() else 1
    parts = [aside / f"part-{number}" for number in range(count)]
    works = [
        partial(_render_share, publication, parts[number], fresh, hand, number == 0 and plan.others is None)
        for number, hand in enumerate(dealt(plan.tasks, count))
    ]
    yield from run_parallel(works, (OSError, RenderError))
    if plan.others is None:
        _merge(parts[0], fresh)


def _render_share(
    publication: Publication, part: Path, fresh: Path, tasks: Sequence[Task], leading: bool
) -> Iterator[tuple[Done | None, list[Standing]]]:
    config = publication.project.root / CONFIG
    for at in range(0, max(len(tasks), 1), AT_ONCE):
        leads = leading and at == 0
        if at > 0:
            gc.collect()  # what MkDocs held of the last ones, in circles; else it is looked for too seldom
        folder = part if leads else part.with_name(f"{part.name}-more")
        some = [(task.output, task.last) for task in tasks[at : at + AT_ONCE]]
        for each in render(config, publication, folder, some, leads, into=fresh):
            known = each.sha256 or (None,) * len(each.files)
            yield each, [Standing.of(fresh, file, sha256) for file, sha256 in zip(each.files, known, strict=True)]
        if leads:
            yield None, [Standing.of(part, file) for file in _files(part)]


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
