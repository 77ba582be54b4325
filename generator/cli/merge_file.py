"""The command merge-file: what git calls to merge records by their fields where somebody merges by hand."""

import sys
from pathlib import Path

import click

from generator.cli.console import TranslatedCommand, err, out, t
from generator.core.git import Repository, merge_text
from generator.core.problem import PROBLEMS, UsageError
from generator.staff.merging import merge_files

NAME = "dienhinh"
"""What `.gitattributes` calls the way to merge, and `git config` the program."""
_STORIES = "stories/"


@click.command("merge-file", cls=TranslatedCommand)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--set-up", is_flag=True)
@click.pass_obj
def merge_file_command(root: Path, files: tuple[Path, ...], set_up: bool) -> None:
    """Merge BASE, OURS, THEIRS of the file at PATH into OURS, or exit 1; with --set-up tell git to do so."""
    if set_up:
        driver = f'"{Path(sys.executable).as_posix()}" -m generator merge-file %O %A %B %P'
        for key, value in (("name", t("merge-file.name")), ("driver", driver)):
            Repository(root).text("config", f"merge.{NAME}.{key}", value)
        out.print(t("merge-file.set_up"))
        return
    if len(files) != 4:
        raise UsageError("merge-file")
    base, ours, theirs = (file.read_bytes() for file in files[:3])
    path = files[3].as_posix()
    made = merge_files(path[path.rfind(_STORIES) :] if _STORIES in path else path, base, ours, theirs)
    if made.content is not None and not made.conflicts:
        files[1].write_bytes(made.content)
        return
    files[1].write_bytes(merge_text(base, ours, theirs, marked=True) or ours)
    names = ", ".join(each.field for each in made.conflicts if each.field) or t("merge-file.whole")
    err.print(t("merge-file.conflict", path=path, fields=names))
    sys.exit(PROBLEMS)
