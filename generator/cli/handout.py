"""The command handout: a poster, the sheet of a model, or a text for the loudspeaker."""

from pathlib import Path

import click

from generator.cli.console import TranslatedCommand, out, t
from generator.cli.faultless import read_faultless
from generator.cli.output_file import write_output
from generator.core.problem import UsageError
from generator.publish.context import SiteContext
from generator.publish.handouts.copying import copying_form
from generator.publish.handouts.printed import SIZES, poster_pdf, sheet_pdf
from generator.publish.handouts.spoken import reading_seconds, spoken_text
from generator.publish.routes import page_route
from generator.records.model import Model
from generator.records.shared import Exemplar

_ENDINGS = {"poster": ("pdf",), "sheet": ("pdf", "docx"), "speech": ("txt",)}


@click.command("handout", cls=TranslatedCommand)
@click.argument("record_id")
@click.option("--kind", type=click.Choice([*_ENDINGS]), default="poster")
@click.option("--size", type=click.Choice([*SIZES]), default="a4")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.pass_obj
def handout_command(root: Path, record_id: str, kind: str, size: str, output: Path) -> None:
    """Write a poster, a sheet or a text to be read aloud."""
    ending = output.suffix.lstrip(".").lower()
    if ending not in _ENDINGS[kind]:
        raise UsageError("handout-ending", name=output.name, ending=" / .".join(_ENDINGS[kind]))
    site = read_faultless(root, output).site()
    record = _shown(site, record_id, kind)
    if kind == "speech":
        text = spoken_text(site, record)
        write_output(output, text.encode("utf-8-sig"))
        out.print(t("handout.spoken", path=output, seconds=reading_seconds(text)))
        return
    if kind == "sheet" and isinstance(record, Model):
        write_output(output, copying_form(site, record) if ending == "docx" else sheet_pdf(site, record))
    else:
        write_output(output, poster_pdf(site, record, size))
    out.print(t("handout.written", path=output, title=record.title))


def _shown(site: SiteContext, named: str, kind: str) -> Exemplar:
    """Return the public story or model of an id, or of an address where both bear the id; a sheet is of a model."""
    archive = site.archive
    among: list[Exemplar] = [*archive.public_models, *(() if kind == "sheet" else archive.public_stories)]
    found = [record for record in among if named in {record.id, page_route(record)}]
    if len(found) > 1:
        raise UsageError("several-records", id=named, where=", ".join(map(page_route, found)))
    if found:
        return found[0]
    if kind == "sheet":
        raise UsageError("handout-no-model", id=named)
    raise UsageError("handout-unknown", id=named)
