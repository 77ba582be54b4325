"""Rendering the tasks of a plan, shared out to processes of this machine."""

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

from generator.build.mkdocs_plugin import Done, RenderError, render
from generator.build.plan import Plan, Task, dealt, weight_of
from generator.build.project import CONFIG, Publication
from generator.build.state import Made, PartMade, Standing, Stood
from generator.processes import can_fork, cores, shared_out

WORTH_FORKING = 250
"""Pages' work below which a second process costs more than it saves."""
AT_ONCE = 6000
"""Outputs MkDocs is handed at once: it holds something of every page until the last is written."""


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
        return frozenset(
            (*(s for made in self.made for s in made.standings), *(() if self.others_stood else self.others))
        )

    def parts(self, plan: Plan) -> Iterator[PartMade]:
        """Yield the parts of the site that were looked at, as they stand now."""
        made = {each.path: each for each in (*self.made, *self.unchanged)}
        return (each.made_again(made) for each in plan.looked_at)

    @property
    def files(self) -> Iterator[Standing]:
        """Every file of the outputs that were written."""
        return (standing for made in self.made for standing in made.standings)

    def stayed(self, plan: Plan, stood: Stood | None) -> Iterator[Standing]:
        """Yield the files of all outputs that stay as they stand."""
        for each in chain(self.unchanged, *(looked_at.staying.values() for looked_at in plan.looked_at)):
            yield from each.standings
        if stood is not None:
            yield from stood.state.files(plan.kept)

    @property
    def hand_written(self) -> int:
        """How many pages were written by hand."""
        return sum(1 for standing in self.others if standing.file.endswith("index.html"))


Renderer = Callable[[Publication, Plan, Path, Path], Rendered]
"""Renders a plan of a publication into a new folder; a folder to work in comes before it."""


def render_plan(
    publication: Publication, plan: Plan, aside: Path, fresh: Path, processes: int | None = None
) -> Rendered:
    """Render the tasks of a plan into the folder `fresh`; what MkDocs adds waits in `aside`, on the same disk."""
    fresh.mkdir(parents=True, exist_ok=True)
    if not plan.tasks and plan.others is not None:
        return Rendered((), (), plan.others, others_stood=True)
    if processes is None:
        processes = cores() if weight_of(plan.tasks) >= WORTH_FORKING else 1
    count = processes if can_fork() else 1
    parts = [aside / f"part-{number}" for number in range(count)]
    works = [
        partial(_render_share, publication, parts[number], fresh, hand, number == 0 and plan.others is None)
        for number, hand in enumerate(dealt(plan.tasks, count))
    ]
    made: list[Made] = []
    unchanged: list[Made] = []
    others: list[Standing] = []
    tasks = {task.output.path: task for task in plan.tasks}
    for done, standings in shared_out(works, (OSError, RenderError)):
        if done is None:
            others += standings
            continue
        task = tasks[done.path]
        entry = Made(task.output.path, task.fingerprint, task.source, done.digest, standings or task.stood)
        (made if standings else unchanged).append(entry)
    if plan.others is not None:
        return Rendered(made, unchanged, plan.others, others_stood=True)
    _merge(parts[0], fresh)
    return Rendered(made, unchanged, others)


def _render_share(
    publication: Publication, part: Path, fresh: Path, tasks: Sequence[Task], leading: bool
) -> Iterator[tuple[Done | None, list[Standing]]]:
    """Yield each task done with its files as they stand in `fresh`, none if it was as before; and every other file."""
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
