"""The command import: the list of a decision, or the scoring sheet of a cluster, from a spreadsheet or document."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.text import Text

from generator.archive.loader import load
from generator.cli.console import TranslatedCommand, out, t
from generator.core.atomic_change import apply_files
from generator.core.legacy_encodings import CONVERSIONS
from generator.core.numbers import decimal_words
from generator.core.problem import PROBLEMS, UsageError
from generator.staff.list_import.importer import read_list, report_lines, write_rows
from generator.staff.list_import.scores import read_scores, sheet_path, sheet_text


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
    if (decision is None) == (scores is None):
        raise UsageError("import-into")
    if scores is not None:
        if year is None or not member:
            raise UsageError("scores-whose")
        _import_scores(root, file, scores, year, member, is_applied)
        return
    assert decision is not None
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


def _import_scores(root: Path, file: Path, cluster: str, year: int, member: str, is_applied: bool) -> None:
    """Say what a scoring sheet says; write it as the record of a member when told, unless its marks do not add up."""
    archive = load(root).archive
    if cluster not in archive.clusters:
        raise UsageError("no-cluster", id=cluster)
    reading = read_scores(file)
    named = ", ".join(f"«{head}» → {t(f'import.score.{role}')}" for head, role in reading.columns.items())
    out.print(Text(t("import.columns", sheet=file.name, columns=named)))
    out.print(Text(t("import.score_counts", criteria=len(reading.criteria), headings=len(reading.headings))))
    faults = [t("import.score_unclear", row=row, text=text) for row, text in reading.unclear]
    for row, mark, printed, counted in reading.sums:
        values = {
            "mark": t(f"import.score.{mark}"),
            "printed": decimal_words(printed),
            "counted": decimal_words(counted),
        }
        faults.append(t("import.score_sum", row=row, **values) if row else t("import.score_total", **values))
    for criterion in reading.criteria:
        full = criterion.marks.get("full_mark")
        for mark in ("self_mark", "appraised_mark"):
            given = criterion.marks.get(mark)
            if full is not None and given is not None and given > full:
                values = {"mark": decimal_words(given), "full": decimal_words(full), "criterion": criterion.text}
                faults.append(t("import.score_above", row=criterion.row, **values))
    for fault in faults:
        out.print(Text(fault, style="bold red"))
    if faults or not is_applied:
        out.print(t("import.not_written"))
        if faults:
            sys.exit(PROBLEMS)
        return
    path = sheet_path(cluster, year, member)
    day = datetime.now(UTC).date().isoformat()
    apply_files(root, {path: sheet_text(reading, archive, cluster, year, member, day).encode()}, {})
    out.print(t("import.written", path=path))
