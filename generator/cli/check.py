"""The command check, and how every command tells what is wrong."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from generator.cli.console import TranslatedCommand, out, path_in_project, progress, t
from generator.core.problem import PROBLEMS, Level, Problem
from generator.engine.project import Publication, publish, read_project
from generator.staff.mending import mend


def read_publication(root: Path) -> Publication:
    """Read a project and lay out what it publishes, or why not."""
    with progress("build.reading"):
        return publish(read_project(root))


def print_problems(problems: Sequence[Problem]) -> None:
    """Print problems, one a line, as file:line: field: message — hint."""
    from rich.text import Text  # slow to load; most checks find nothing

    for fault in problems:
        line = Text()
        colour = "red" if fault.level is Level.ERROR else "yellow"
        line.append(t(f"check.{fault.level.value}") + " ", style=f"bold {colour}")
        line.append(t.current.format_problem(fault))
        out.print(line)


def print_report(
    publication: Publication,
    quiet: bool = False,
    on_the_way: tuple[Problem, ...] = (),
    only: Sequence[str] = (),
) -> None:
    """List every problem, errors first, or those of some files; and the counts: records are pages, or problems."""
    project = publication.project
    found = sorted({*project.problems, *publication.blocking_problems, *on_the_way}, key=lambda p: (not p.is_error, p))
    shown = [p for p in found if not only or p.path in only]
    print_problems([p for p in shown if p.is_error or not quiet])
    if len(shown) < len(found):
        out.print(t("check.others", count=len(found) - len(shown)))
    errors = sum(1 for p in found if p.is_error)
    records, warnings = len(project.archive.origins), len(found) - errors
    out.print(t("check.summary", records=records, files=project.files, errors=errors, warnings=warnings))
    went = publication.tally
    if went is not None:
        counts = {"pages": went.pages, "notices": went.notices, "waiting": went.pending, "within": went.inline}
        out.print(t("check.account", records=went.records, **counts))


@click.command("check", cls=TranslatedCommand)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--quiet", is_flag=True)
@click.option("--fix", is_flag=True)
@click.pass_obj
def check_command(root: Path, files: tuple[Path, ...], quiet: bool, fix: bool) -> None:
    """List all problems, or those of some files; exit 1 if any of these is an error."""
    named = [path_in_project(root, file) for file in files]
    if fix:
        every = [path.relative_to(root).as_posix() for path in sorted((root / "stories").rglob("*.yml"))]
        for path in mend(root, named or every):
            out.print(t("check.fixed", path=path))
    publication = read_publication(root)
    print_report(publication, quiet, only=named)
    faults = [fault for fault in publication.blocking_problems if not named or fault.path in named]
    if faults:
        sys.exit(PROBLEMS)
