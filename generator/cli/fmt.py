"""The command fmt: records in their canonical form."""

import sys
from pathlib import Path

import click

from generator.cli.console import TranslatedCommand, out, path_in_project, t
from generator.core.atomic_change import apply_files
from generator.core.problem import PROBLEMS
from generator.staff.mending.repair import is_own_file
from generator.staff.ordering import canonical


@click.command("fmt", cls=TranslatedCommand)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True)
@click.pass_obj
def fmt_command(root: Path, files: tuple[Path, ...], check: bool) -> None:
    """Put the fields of records in order; with --check only say where they are not, and exit 1."""
    own = (path for path in sorted((root / "stories").rglob("*.yml")) if is_own_file(path))
    every = (path.relative_to(root).as_posix() for path in own)
    named = [path_in_project(root, file) for file in files] or list(every)
    changed: dict[str, bytes | None] = {}
    for path in named:
        before = (root / path).read_bytes()
        after = canonical(path, before)
        if after != before:
            changed[path] = after
            out.print(t("fmt.would" if check else "fmt.written", path=path))
    if not check and changed:
        apply_files(root, changed, {})
    out.print(t("fmt.done", count=len(changed), files=len(named)))
    if check and changed:
        sys.exit(PROBLEMS)
