"""The command handout: a poster, the sheet of a model, or a text for the loudspeaker."""

from pathlib import Path

import click

from generator.cli.check import print_problems
from generator.cli.console import TranslatedCommand, out, progress, t
from generator.cli.output_file import write_output
from generator.core.problem import UsageError
from generator.engine.project import read_project
from generator.publish.context import SiteContext
from generator.publish.handouts.printed import SIZES, poster_pdf, sheet_pdf
from generator.publish.handouts.spoken import seconds, spoken_text
from generator.records.model import Model
from generator.records.shared import Exemplar

_ENDINGS = {"poster": "pdf", "sheet": "pdf", "speech": "txt"}


@click.command("handout", cls=TranslatedCommand)
@click.argument("record_id")
@click.option("--kind", type=click.Choice([*_ENDINGS]), default="poster")
@click.option("--size", type=click.Choice([*SIZES]), default="a4")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.pass_obj
def handout_command(root: Path, record_id: str, kind: str, size: str, output: Path) -> None:
    """Write a poster, a sheet or a text to be read aloud."""
    if output.suffix.lstrip(".").lower() != _ENDINGS[kind]:
        raise UsageError("handout-ending", name=output.name, ending=_ENDINGS[kind])
    if not output.parent.is_dir():
        raise UsageError("no-folder", path=output.parent)
    with progress("report.reading"):
        project = read_project(root)
    if errors := [problem for problem in project.problems if problem.is_error]:
        print_problems(errors)
        raise UsageError("report-faulty")
    site = project.site()
    record = _shown(site, record_id, kind)
    if kind == "speech":
        text = spoken_text(site, record)
        write_output(output, text.encode("utf-8-sig"))
        out.print(t("handout.spoken", path=output, seconds=seconds(text)))
        return
    if kind == "sheet" and isinstance(record, Model):
        write_output(output, sheet_pdf(site, record))
    else:
        write_output(output, poster_pdf(site, record, size))
    out.print(t("handout.written", path=output, title=record.title))


def _shown(site: SiteContext, record_id: str, kind: str) -> Exemplar:
    """Return the public story or model of an id; a sheet is of a model."""
    archive = site.archive
    found: dict[str, Exemplar] = {model.id: model for model in archive.public_models}
    if kind != "sheet":
        found |= {story.id: story for story in archive.public_stories}
    if record_id in found:
        return found[record_id]
    if kind == "sheet":
        raise UsageError("handout-no-model", id=record_id)
    raise UsageError("handout-unknown", id=record_id)
