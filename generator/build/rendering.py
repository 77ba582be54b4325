"""Rendering the tasks of a plan, shared out to processes of this machine."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from generator.build.mkdocs_plugin import Done, RenderError, render
from generator.build.plan import Plan, Task, dealt
from generator.build.project import CONFIG, Publication
from generator.build.state import Made, Standing
from generator.processes import can_fork, cores, shared_out

WORTH_FORKING = 800
"""Outputs to look at below which a second process costs more than it saves."""
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

    @property
    def hand_written(self) -> int:
        """How many pages were written by hand."""
        return sum(1 for standing in self.others if standing.file.endswith("index.html"))


Renderer = Callable[[Publication, Plan, Path, Path], Rendered]
"""Renders a plan of a publication into a new folder; a folder to work in comes before it."""


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
        partial(_render_share, publication, parts[number], hand, number == 0 and plan.others is None)
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
        entry = Made.of(done.path, task.fingerprint, task.source, done.digest, standings or task.stood)
        (made if standings else unchanged).append(entry)
    for folder in sorted(folder for part in parts if part.exists() for folder in part.iterdir()):
        merge(folder, fresh)
    fresh.mkdir(exist_ok=True)
    if plan.others is not None:
        return Rendered(made, unchanged, plan.others, others_stood=True)
    return Rendered(made, unchanged, others)


def _render_share(
    publication: Publication, part: Path, tasks: Sequence[Task], leading: bool
) -> Iterator[tuple[Done | None, list[Standing]]]:
    """Yield each task done with its files as they stand, none if it was as before; then every other file."""
    config = publication.project.root / CONFIG
    for at in range(0, max(len(tasks), 1), AT_ONCE):
        some, folder = tasks[at : at + AT_ONCE], part / f"{at:08d}"  # MkDocs empties the folder it is given
        leads = leading and at == 0
        written: set[str] = set()
        for each in render(config, publication, folder, [(task.output, task.last) for task in some], leads):
            written.update(each.files)
            known = each.sha256 or (None,) * len(each.files)
            yield each, [Standing.of(folder, file, sha256) for file, sha256 in zip(each.files, known, strict=True)]
        others = (file for file in _files(folder) if file not in written) if leads else ()
        yield None, [Standing.of(folder, file) for file in others]


def _files(folder: Path, above: str = "") -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(folder / entry.name, f"{above}{entry.name}/")
        else:
            yield above + entry.name


def merge(part: Path, whole: Path) -> None:
    """Move what a share rendered into the whole."""
    if not whole.exists():
        part.rename(whole)
        return
    for entry in sorted(part.iterdir()):
        target = whole / entry.name
        if entry.is_dir() and target.exists():
            merge(entry, target)
        else:
            entry.rename(target)
