"""The commands that move records and their addresses: rename, merge, withdraw, ledger."""

import sys
from datetime import date
from pathlib import Path

import click

from generator.archive.ledger import FILE, write_ledger
from generator.cli.console import TranslatedCommand, err, out, t
from generator.core.dates import PartialDate, parse_date
from generator.core.problem import PROBLEMS, UsageError
from generator.engine.project import cached_loader, publish, read_project
from generator.staff.editing import ChangeSet
from generator.staff.rename import merge, rename, withdraw


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
    _apply_change(root, rename(root, old, new, cached_loader(root)))


@click.command("merge", cls=TranslatedCommand)
@click.argument("old")
@click.argument("into")
@click.pass_obj
def merge_command(root: Path, old: str, into: str) -> None:
    """Let a record go in favour of another; its address leads there."""
    _apply_change(root, merge(root, old, into, cached_loader(root)))


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
        cached_loader(root),
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
