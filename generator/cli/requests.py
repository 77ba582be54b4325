"""The command requests: what is due in the office's registers, counts for the public, a filled form taken in."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click
from rich.text import Text

from generator.archive.deadlines import calendars_of
from generator.archive.loader import load
from generator.cli.check import print_problems
from generator.cli.console import TranslatedCommand, out, t
from generator.config.settings import load_settings
from generator.core.atomic_change import apply_files
from generator.core.build_terms import given_build_day
from generator.core.dates import PartialDate
from generator.core.problem import PROBLEMS
from generator.engine.project import CONFIG
from generator.staff.registers.counts import COUNTS, counts_text
from generator.staff.registers.deadlines import what_is_due
from generator.staff.registers.entries import read_registers, registers_folder
from generator.staff.registers.intake import take_in


@click.command("requests", cls=TranslatedCommand)
@click.option("--publish-counts", "publishes", is_flag=True)
@click.option("--take", "form", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def requests_command(root: Path, publishes: bool, form: Path | None) -> None:
    """List what is due; exit 1 if anything is late."""
    settings = load_settings(root / CONFIG)
    folder = registers_folder(root, settings.staff_registers)
    archive = load(root).archive
    today = _today()
    if form is not None:
        taken = take_in(folder, archive, form, today)
        out.print(t("requests.taken", number=taken.number, file=taken.file, kind=t(f"requests.kind.{taken.kind}")))
        for line in taken.left_out:
            out.print(Text(t("requests.left_out", text=line), style="yellow"))
        return
    entries, problems = read_registers(folder, archive, today)
    if problems:
        print_problems(problems)
        sys.exit(PROBLEMS)
    if publishes:
        text = counts_text(entries, dict(archive.request_counts), today.isoformat(), t("requests.header"))
        apply_files(root, {COUNTS: text.encode()}, {})
        out.print(t("requests.published", path=COUNTS, count=len(entries)))
        return
    due, missing = what_is_due(entries, today, calendars_of(archive))
    for each in due:
        by = PartialDate(each.by.year, each.by.month, each.by.day).short if each.by else ""
        said = t(f"requests.{each.what}" if by else "requests.open", day=by)
        late = f" {t('requests.late', days=each.late)}" if each.late else ""
        line = f"{each.entry.id} · {t(f'requests.kind.{each.entry.kind}')} · {said}{late}"
        out.print(Text(line, style="bold red" if each.late else ""))
    for year in sorted(missing):
        out.print(Text(t("requests.no_calendar", year=year), style="yellow"))
    late_count = sum(1 for each in due if each.late)
    out.print(t("requests.counts", entries=len(entries), due=len(due), late=late_count))
    if late_count:
        sys.exit(PROBLEMS)


def _today() -> date:
    told = given_build_day()
    return told.earliest if told else datetime.now(UTC).astimezone().date()
