"""The command mend: what a machine can put right in records, shown line by line and written."""

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import click

from generator.cli.console import TranslatedCommand, out, path_in_project, t
from generator.config.settings import load_settings
from generator.core.problem import PROBLEMS, Problem
from generator.engine.project import CONFIG, Project, read_project
from generator.staff.mending.mender import Mender
from generator.staff.mending.repair import Repair, is_own_file, repair_for
from generator.staff.tree_edit import EditRefused

_MOST_REPAIRS = 20
"""Of one file, so many repairs are worked out to be shown: a list may have a thousand faults of one kind."""
_MOST_ROWS = 6
"""Of one repair, the most lines that are shown."""


def mend_files(root: Path, files: Sequence[str], *, is_bold: bool = False, dry_run: bool = False) -> Project:
    """Mend files of a project, or all, and say each line that is another now; return the project as it is then."""
    read = partial(read_project, root, load_settings(root / CONFIG))
    made = Mender(root, t.current, read, is_bold=is_bold).mend(files)
    for path in made.letters:
        out.print(t("mend.letters", path=path))
    for each in made.done:
        out.print(t.current.format_problem(each.fault))
        _say_repair(each.fault.path, each.moved_to, each.rows)
    if not dry_run and made.change.files:
        made.change.apply(root)
    count, touched = len(made.done) + len(made.letters), len(made.change.files)
    out.print(t("mend.would" if dry_run else "mend.done", count=count, files=touched), style="bold")
    return read(made.change.files if dry_run else {})


def _say_repair(path: str, moved: str, rows: Sequence[tuple[int, str]]) -> None:
    if moved:
        out.print(f"    → {t('mend.moved', path=moved)}")
    for line, row in rows[:_MOST_ROWS]:
        out.print(f"    → {line}: {row}")
    if len(rows) > _MOST_ROWS:
        out.print(f"    → {t('mend.more', count=len(rows) - _MOST_ROWS)}")
    if not rows and not moved:
        out.print(f"    → {t('mend.less', path=path)}")


def repairs_of(project: Project, faults: Sequence[Problem]) -> Mapping[Problem, Repair]:
    """Return what a machine could put right of some faults."""
    contents: dict[str, bytes | None] = {}
    counts: Counter[str] = Counter()
    found = {}
    for fault in faults:
        if fault.path not in contents:
            contents[fault.path] = _content(project, fault.path)
        content = contents[fault.path]
        if counts[fault.path] >= _MOST_REPAIRS:
            continue
        if content is not None and (repair := repair_for(project, t.current, fault, content)):
            found[fault] = repair
            counts[fault.path] += 1
    return found


def _content(project: Project, path: str) -> bytes | None:
    """Return what was read of a record's file; None for what is none."""
    instead, file = project.archive.instead.get(path), project.root / path
    if instead is not None or not path.startswith("stories/") or not is_own_file(file):
        return instead
    return file.read_bytes()


def say_how_to_mend(project: Project, repair: Repair | None) -> None:
    """Say below a fault which lines a machine would write instead, if it could."""
    if repair is None:
        return
    path = repair.fault.path
    try:
        rows = repair.rows(_content(project, path) or b"")
    except EditRefused:
        return
    _say_repair(path, repair.moves_to, rows)


@click.command("mend", cls=TranslatedCommand)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--offered", is_flag=True)
@click.option("--dry-run", is_flag=True)
@click.pass_obj
def mend_command(root: Path, files: tuple[Path, ...], offered: bool, dry_run: bool) -> None:
    """Put right what can be put right in records; exit 1 if errors are left."""
    named = [path_in_project(root, file) for file in files]
    left = mend_files(root, named, is_bold=offered, dry_run=dry_run)
    faults = [fault for fault in left.problems if not named or fault.path in named]
    offers = [fault for fault, repair in repairs_of(left, faults).items() if not repair.is_sure]
    if offers and not offered:
        out.print(t("mend.offers", count=len(offers)))
    errors = [fault for fault in faults if fault.is_error]
    out.print(t("mend.would_leave" if dry_run else "mend.left", count=len(errors)))
    if errors:
        sys.exit(PROBLEMS)
