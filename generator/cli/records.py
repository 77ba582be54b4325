"""The commands that write records: new, import, rename, merge, withdraw, ledger; and the schemas for editors."""

import json
import sys
from datetime import date
from functools import partial
from pathlib import Path

import click
from rich.text import Text

from generator.archive.ledger import FILE, write_ledger
from generator.archive.loader import load
from generator.archive.record_cache import RecordCache
from generator.cli.console import TranslatedCommand, err, out, t
from generator.config.i18n import language
from generator.core.dates import PartialDate, parse_date
from generator.core.legacy_encodings import CONVERSIONS
from generator.core.problem import UsageError
from generator.core.text import slugify
from generator.engine.project import CACHE, publish, read_project
from generator.engine.versions import parser_version
from generator.staff.editing import ChangeSet
from generator.staff.new_record import path_of, template
from generator.staff.rename import Reader, merge, rename, withdraw
from generator.staff.schema import WRITABLE, schema_of

PROBLEMS = 1


@click.command("new", cls=TranslatedCommand)
@click.argument("kind", type=click.Choice(list(WRITABLE)), default="story")
@click.option("--id", "record_id", default=None)
@click.option("--name", default=None)
@click.option("--title", default=None)
@click.option("--year", default=None)
@click.pass_obj
def new_command(
    root: Path, kind: str, record_id: str | None, name: str | None, title: str | None, year: str | None
) -> None:
    """Make a record's template from flags, or from questions where a flag is missing."""
    name = name or click.prompt(t("new.ask_name"))
    if kind in {"story", "model"}:
        title = title or click.prompt(t("new.ask_title"))
    if kind == "story" and year is None:
        year = click.prompt(t("new.ask_year"), default="", show_default=False) or None
    record_id = record_id or click.prompt(t("new.ask_id"), default=slugify(name or ""))
    path = path_of(kind, str(record_id), year)
    if (root / path).exists():
        raise UsageError("exists", path=path)
    given = {k: v for k, v in (("name", name), ("title", title)) if v}
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(template(kind, t.current, given), "utf-8", newline="\n")
    out.print(t("new.written", path=path))


@click.command("schema", cls=TranslatedCommand)
@click.argument("kind", type=click.Choice(list(WRITABLE)), default="story")
@click.option("--write", type=click.Path(path_type=Path), default=None)
def schema_command(kind: str, write: Path | None) -> None:
    """Print one schema, or write all of them."""
    if write is None:
        click.echo(json.dumps(schema_of(kind, t.current), ensure_ascii=False, indent=2))
        return
    write.mkdir(parents=True, exist_ok=True)
    for each in WRITABLE:
        text = json.dumps(schema_of(each, language()), ensure_ascii=False, indent=2) + "\n"
        (write / f"{each}.schema.json").write_text(text, "utf-8", newline="\n")
    out.print(t("schema.written", count=len(WRITABLE), folder=write))


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
    from generator.staff.list_import.importer import (  # readers of office files: slow to load
        read_list,
        report_lines,
        write_rows,
    )

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


def _cached_loader(root: Path) -> Reader:
    return partial(load, cache=RecordCache(root / CACHE / "records.sqlite", parser_version()))


def _apply_change(root: Path, change: ChangeSet) -> None:
    """Write a change that brings no error; else say what it would bring, and write nothing."""
    if change.problems:
        for fault in change.problems:
            out.print(t.current.format_problem(fault), style="red")
        err.print(t("moving.refused", count=len(change.problems)), style="bold red")
        sys.exit(PROBLEMS)
    change.apply(root)
    for path, content in sorted(change.files.items()):
        out.print(t("moving.removed" if content is None else "moving.written", path=path))
    for old, new in sorted(change.folders.items()):
        out.print(t("moving.moved", old=old, new=new))
    for key, values in change.notes:
        out.print(t(f"withdraw.still.{key}", **values), style="yellow")
    out.print(t("moving.commit"))


@click.command("rename", cls=TranslatedCommand)
@click.argument("old")
@click.argument("new")
@click.pass_obj
def rename_command(root: Path, old: str, new: str) -> None:
    """Give a record another id; the old address leads on."""
    _apply_change(root, rename(root, old, new, _cached_loader(root)))


@click.command("merge", cls=TranslatedCommand)
@click.argument("old")
@click.argument("into")
@click.pass_obj
def merge_command(root: Path, old: str, into: str) -> None:
    """Let a record go in favour of another; its address leads there."""
    _apply_change(root, merge(root, old, into, _cached_loader(root)))


@click.command("withdraw", cls=TranslatedCommand)
@click.argument("record_id")
@click.option("--reason", default=None)
@click.option("--date", "day", default=None)
@click.option("--hide-name", is_flag=True)
@click.option("--rows", "drop_rows", is_flag=True)
@click.option("--drop-address", is_flag=True)
@click.pass_obj
def withdraw_command(
    root: Path,
    record_id: str,
    reason: str | None,
    day: str | None,
    hide_name: bool,
    drop_rows: bool,
    drop_address: bool,
) -> None:
    """Take a story or model down; its address answers with a notice."""
    reason = reason or click.prompt(t("withdraw.ask_reason"))
    today = date.today()
    when = parse_date(day) if day else PartialDate(today.year, today.month, today.day)
    if when is None or when.day is None:
        raise UsageError("bad-day", value=day)
    keep_name = not (hide_name or drop_address)
    change = withdraw(
        root,
        record_id,
        str(reason),
        when,
        keep_name,
        _cached_loader(root),
        drop_address=drop_address,
        drop_rows=drop_rows,
    )
    _apply_change(root, change)


@click.command("ledger", cls=TranslatedCommand)
@click.option("--apply", "is_applied", is_flag=True)
@click.pass_obj
def ledger_command(root: Path, is_applied: bool) -> None:
    """Say which addresses the ledger does not hold yet; write them when told."""
    publication = publish(read_project(root))
    if publication.blocking_problems:
        for fault in publication.blocking_problems:
            out.print(t.current.format_problem(fault), style="red")
        sys.exit(PROBLEMS)
    known, ledger = publication.project.ledger, publication.ledger
    fresh = sorted(ledger.addresses - known.addresses)
    for address in fresh:
        out.print(address)
    if is_applied and ledger != known:
        write_ledger(root, ledger)
    out.print(t("ledger.written" if is_applied else "ledger.found", count=len(fresh), path=FILE))


COMMANDS = (
    new_command,
    schema_command,
    import_command,
    rename_command,
    merge_command,
    withdraw_command,
    ledger_command,
)
