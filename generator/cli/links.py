"""The command that asks whether the sources of the records still answer."""

import sys
from pathlib import Path

import click

from generator.archive.loader import load
from generator.cli.console import TranslatedCommand, out, path_in_project, t
from generator.core.problem import PROBLEMS
from generator.staff.links import check_links


@click.command("links", cls=TranslatedCommand)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--seconds", type=click.FloatRange(1, 120), default=20.0)
@click.pass_obj
def links_command(root: Path, files: tuple[Path, ...], seconds: float) -> None:
    """List the sources that do not answer, and the records that rest on them alone; exit 1 if there are any."""
    archive = load(root).archive
    wanted = {path_in_project(root, file) for file in files}
    chosen = [record for record in archive.records() if not wanted or archive.origin(record).path in wanted]
    found = list(check_links(archive, chosen, seconds))
    for link in found:
        out.print(t(f"links.{link.answer.verdict}", url=link.url, detail=link.answer.detail), style="yellow")
        for path in link.cited_by:
            out.print("  " + t("links.sole" if path in link.sole_ground_of else "links.cited", path=path))
    dead = [link for link in found if link.answer.verdict != "refuses"]
    out.print(t("links.done" if dead else "links.fine", count=len(dead)))
    if dead:
        sys.exit(PROBLEMS)
