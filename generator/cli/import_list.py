"""The command import: the list of a decision from a spreadsheet or document."""

import sys
from pathlib import Path

import click
from rich.text import Text

from generator.cli.console import TranslatedCommand, out, t
from generator.core.legacy_encodings import CONVERSIONS
from generator.core.problem import PROBLEMS
from generator.staff.list_import.importer import read_list, report_lines, write_rows


@click.command("import", cls=TranslatedCommand)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--decision", required=True)
@click.option("--column", multiple=True)
@click.option("--convert", type=click.Choice([*CONVERSIONS, "none"]), default=None)
@click.option("--hidden", type=click.Choice(["keep", "drop"]), default=None)
@click.option("--accept", multiple=True, type=click.Choice(["unclear", "hidden", "gaps", "totals", "bare", "short"]))
@click.option("--apply", "is_applied", is_flag=True)
@click.pass_obj
def import_command(
    root: Path,
    file: Path,
    decision: str,
    column: tuple[str, ...],
    convert: str | None,
    hidden: str | None,
    accept: tuple[str, ...],
    is_applied: bool,
) -> None:
    """Say what a list of those commended says; write it into its decision when told."""
    done = read_list(root, file, decision, column, convert, hidden)
    colours = {"plain": None, "warning": "yellow", "error": "bold red"}
    for weight, line in report_lines(done, lambda key, **values: t(f"import.{key}", **values)):
        out.print(Text(line, style=colours[weight] or ""))
    if is_applied:
        path = write_rows(root, done, accept)
        out.print(t("import.written", path=path.relative_to(root)))
    else:
        out.print(t("import.not_written"))
    if done.encoding or done.faulty or [word for word in done.questions if word not in accept]:
        sys.exit(PROBLEMS)
