"""The command check, and how every command tells what is wrong."""

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from generator.cli.console import TranslatedCommand, out, path_in_project, progress, t
from generator.cli.mend import mend_files, repairs_of, say_how_to_mend
from generator.core.git import GitFault, Repository
from generator.core.problem import PROBLEMS, Level, Problem
from generator.engine.project import Publication, publish, read_project


def read_publication(root: Path) -> Publication:
    """Read a project and lay out what it publishes, or why not."""
    with progress("build.reading"):
        return publish(read_project(root))


def print_problems(problems: Sequence[Problem], say_below: Callable[[Problem], None] = lambda _: None) -> None:
    """Print problems, one a line, as file:line: field: message — hint; and what is to be said below each."""
    from rich.text import Text  # slow to load; most checks find nothing

    for fault in problems:
        line = Text()
        colour = "red" if fault.level is Level.ERROR else "yellow"
        line.append(t(f"check.{fault.level.value}") + " ", style=f"bold {colour}")
        line.append(t.current.format_problem(fault))
        out.print(line)
        say_below(fault)


def write_annotations(problems: Sequence[Problem], form: str, prefix: str) -> None:
    """Write problems as a git host shows them beside the lines of a change; files are named under `prefix`."""
    rows = [(fault, f"{prefix}{fault.path}", t.current.format_problem(fault)) for fault in problems]
    if form == "github":
        for fault, path, told in rows:
            said = told.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
            sys.stdout.write(f"::{fault.level.value} file={path},line={fault.line}::{said}\n")
        return
    issues = [
        {
            "description": told,
            "check_name": fault.code,
            "fingerprint": hashlib.sha256(f"{path} {fault.field} {told}".encode()).hexdigest(),
            "severity": "blocker" if fault.is_error else "minor",
            "location": {"path": path, "lines": {"begin": fault.line}},
        }
        for fault, path, told in rows
    ]
    sys.stdout.write(json.dumps(issues, ensure_ascii=False, indent=1) + "\n")


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
    told = [p for p in shown if p.is_error or not quiet]
    repairs = repairs_of(project, told)
    print_problems(told, lambda fault: say_how_to_mend(project, repairs.get(fault)))
    if len(shown) < len(found):
        out.print(t("check.others", count=len(found) - len(shown)))
    errors = sum(1 for p in found if p.is_error)
    records, warnings = len(project.archive.origins), len(found) - errors
    out.print(t("check.summary", records=records, files=project.files, errors=errors, warnings=warnings))
    went = publication.tally
    if went is not None:
        counts = {"pages": went.pages, "notices": went.notices, "waiting": went.pending, "within": went.inline}
        out.print(t("check.account", records=went.records, **counts))
    if repairs:
        out.print(t("check.mendable", sure=sum(1 for r in repairs.values() if r.is_sure), count=len(repairs)))


@click.command("check", cls=TranslatedCommand)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--quiet", is_flag=True)
@click.option("--fix", is_flag=True)
@click.option("--format", "form", type=click.Choice(["text", "github", "gitlab"]), default="text")
@click.pass_obj
def check_command(root: Path, files: tuple[Path, ...], quiet: bool, fix: bool, form: str) -> None:
    """List all problems, or those of some files; exit 1 if any of these is an error."""
    named = [path_in_project(root, file) for file in files]
    if fix:
        mend_files(root, named)
    publication = read_publication(root)
    if form == "text":
        print_report(publication, quiet, only=named)
    else:
        every_one = sorted({*publication.project.problems, *publication.blocking_problems})
        shown = [p for p in every_one if (p.is_error or not quiet) and (not named or p.path in named)]
        write_annotations(shown, form, _prefix(root))
    faults = [fault for fault in publication.blocking_problems if not named or fault.path in named]
    if faults:
        sys.exit(PROBLEMS)


def _prefix(root: Path) -> str:
    """Return where in its repository the project lies; "" without one."""
    try:
        return Repository(root).text("rev-parse", "--show-prefix", may_fail=True)
    except GitFault:
        return ""
