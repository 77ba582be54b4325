"""The records a command may write a file of: those without an error."""

from pathlib import Path

from generator.cli.check import print_problems
from generator.cli.console import progress
from generator.core.problem import UsageError
from generator.engine.project import Project, read_project


def read_faultless(root: Path, output: Path) -> Project:
    """Return the project; UsageError if a record has an error, which is told, or the output has no folder."""
    if not output.parent.is_dir():
        raise UsageError("no-folder", path=output.parent)
    with progress("report.reading"):
        project = read_project(root)
    if errors := [problem for problem in project.problems if problem.is_error]:
        print_problems(errors)
        raise UsageError("report-faulty")
    return project
