"""The command import: the list of a decision, a scoring sheet, or a report of achievements, out of office files."""

import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import click
from rich.text import Text

from generator.archive.loader import load
from generator.cli.check import print_problems
from generator.cli.console import TranslatedCommand, out, t
from generator.config.i18n import language
from generator.core.atomic_change import apply_files
from generator.core.legacy_encodings import CONVERSIONS
from generator.core.numbers import decimal_words
from generator.core.problem import PROBLEMS, UsageError
from generator.staff.achievement.begin import begin_from_report
from generator.staff.list_import.choices import EVERY_SHEET, Choices
from generator.staff.list_import.importer import columns_of, read_list, report_lines, write_rows
from generator.staff.list_import.score_record import faults_of, sheet_path, sheet_text
from generator.staff.list_import.scores import read_scores


@click.command("import", cls=TranslatedCommand)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--decision")
@click.option("--scores")
@click.option("--year", type=int)
@click.option("--member")
@click.option("--column", multiple=True)
@click.option("--convert", type=click.Choice([*CONVERSIONS, "none"]), default=None)
@click.option("--hidden", type=click.Choice(["keep", "drop"]), default=None)
@click.option("--accept", multiple=True, type=click.Choice(["unclear", "hidden", "gaps", "totals", "bare", "short"]))
@click.option("--apply", "is_applied", is_flag=True)
@click.pass_obj
def import_command(
    root: Path,
    file: Path,
    decision: str | None,
    scores: str | None,
    year: int | None,
    member: str | None,
    column: tuple[str, ...],
    convert: str | None,
    hidden: str | None,
    accept: tuple[str, ...],
    is_applied: bool,
) -> None:
    """Say what a list of those commended, or a scoring sheet, says; write it into its record when told."""
    if decision is None and scores is None:
        _import_report(root, file, is_applied)
        return
    if decision is not None and scores is not None:
        raise UsageError("import-into")
    if scores is not None:
        if year is None or not member:
            raise UsageError("scores-whose")
        _import_scores(root, file, scores, year, member, is_applied)
        return
    assert decision is not None
    roles = {EVERY_SHEET: columns_of(column)} if column else {}
    done = read_list(root, file, decision, Choices(roles, convert, hidden))
    colours = {"plain": None, "warning": "yellow", "error": "bold red"}
    for weight, line in report_lines(done, lambda key, **values: t(f"import.{key}", **values)):
        out.print(Text(line, style=colours[weight] or ""))
    if is_applied:
        out.print(t("import.written", path=write_rows(root, done, accept)))
    else:
        out.print(t("import.not_written"))
    if done.encoding or done.faulty or [word for word in done.questions if word not in accept]:
        sys.exit(PROBLEMS)


def _import_scores(root: Path, file: Path, cluster: str, year: int, member: str, is_applied: bool) -> None:
    """Say what a scoring sheet says; write it as the record of a member when told, unless something is in doubt."""
    archive = load(root).archive
    if cluster not in archive.clusters:
        raise UsageError("scores-cluster", id=cluster)
    reading = read_scores(file)
    named = ", ".join(f"«{head}» → {t(f'import.score.{role}')}" for head, role in reading.columns.items())
    out.print(Text(t("import.columns", sheet=file.name, columns=named)))
    out.print(Text(t("import.score_counts", criteria=len(reading.criteria), headings=len(reading.headings))))
    doubts = [
        t(f"import.{key}", **{name: _shown(name, each) for name, each in told.items()}) for key, told in reading.doubts
    ]
    for doubt in doubts:
        out.print(Text(doubt, style="bold red"))
    path, day = sheet_path(cluster, year, member), datetime.now(UTC).date().isoformat()
    text = sheet_text(reading, archive, cluster, year, member, day)
    faults = faults_of(path, text, archive) if reading.criteria and not doubts else []
    print_problems(faults)
    if doubts or faults or not is_applied:
        out.print(t("import.not_written"))
        if doubts or faults:
            sys.exit(PROBLEMS)
        return
    known = archive.score_sheets.get(Path(path).stem)
    apply_files(root, {path: text.encode()}, {})
    out.print(t("import.written", path=path))
    if known and not known.hold and "\nhold: true\n" in text:
        out.print(t("import.score_held"), style="yellow")


def _shown(name: str, value: object) -> object:
    """Return a value as a message tells it: numbers as papers print them, the columns of marks by name."""
    if isinstance(value, Decimal):
        return decimal_words(value)
    return t(f"import.score.{value}") if name == "mark" else value


def _import_report(root: Path, file: Path, is_applied: bool) -> None:
    """Say what a report of achievements says; write it as a story to be confirmed when told."""
    if not file.is_file():
        raise UsageError("list-missing", path=file)
    begun = begin_from_report(root, file, load(root).archive, language())
    report = begun.report
    for key, values in begun.remarks():
        out.print(Text(t(f"import.report.{key}", **values)))
    for line in report.private:
        out.print(Text(t("import.report.private", line=line.partition(":")[0])), style="yellow")
    for line in report.rest:
        out.print(Text(t("import.report.rest", line=line)))
    if not is_applied:
        out.print(t("import.not_written"))
        return
    apply_files(root, begun.files, {})
    out.print(t("import.report.written", path=begun.path))
