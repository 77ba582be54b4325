"""The command diff: what changed between two states of the records, in words."""

from pathlib import Path

import click

from generator.archive.loader import load
from generator.archive.record_cache import RecordCache
from generator.cli.console import TranslatedCommand, out, t
from generator.core.git import GitFault, Repository
from generator.core.problem import UsageError
from generator.desk.changes import Changes, RecordChange, apart, changes_of
from generator.desk.choices import Choices
from generator.desk.form import FormMaker
from generator.engine.project import CACHE
from generator.engine.versions import parser_version


@click.command("diff", cls=TranslatedCommand)
@click.argument("between", required=False)
@click.pass_obj
def diff_command(root: Path, between: str | None) -> None:
    """Say what changed, record by record and field by field."""
    try:
        changed = _between(root, between) if between else Changes(root).pending()
    except GitFault as fault:
        detail = t.current.translate(f"desk.git.{fault.key}", detail=fault.detail)
        raise UsageError("no-difference", detail=detail) from None
    cache = RecordCache(root / CACHE / "records.sqlite", parser_version())
    forms = FormMaker(Choices(load(root, cache=cache).archive, t.current), t.current)
    for change in changed:
        _say(change, forms)
    files = len({change.path for change in changed})
    out.print(t("diff.done", records=len(changed), files=files), style="bold")


def _between(root: Path, between: str) -> list[RecordChange]:
    """Return what changed between two commits, `BASE..HEAD`; from one alone to the records as they lie here."""
    repository = Repository(root)
    first, dots, last = between.partition("..")
    if dots and not last:
        last = "HEAD"
    before = _commit(repository, first)
    if not dots:
        paths = sorted({*_records(repository.changed(before, "HEAD")), *Changes(root).paths()})
        was, here = repository.contents(before, paths), Changes(root)
        return [change for path in paths for change in changes_of(path, was[path], here.content(path))]
    after = _commit(repository, last)
    paths = _records(repository.changed(before, after))
    was, now = repository.contents(before, paths), repository.contents(after, paths)
    return [change for path in paths for change in changes_of(path, was[path], now[path])]


def _commit(repository: Repository, name: str) -> str:
    repository.text("rev-parse", "--git-dir")  # says so if there is no repository at all
    if found := repository.commit_of(name) if not name.startswith("-") else "":
        return found
    raise UsageError("no-commit", name=name)


def _records(paths: list[str]) -> list[str]:
    return sorted(path for path in paths if path.startswith("stories/"))


def _say(change: RecordChange, forms: FormMaker) -> None:
    """Write one record's changes: a new or removed one by its name alone."""
    mark = "new" if change.is_new else "removed" if change.is_removed else "changed"
    out.print(t(f"diff.{mark}", name=change.name or change.path, path=change.path), style="bold")
    if change.is_new or change.is_removed:
        return
    for field in change.fields:
        label = t.current.field_label(field.name, change.record.__name__) if change.record else field.name
        before, now, same = apart(field.before, field.now)
        out.print(f"  {label}")
        for sign, side in (("-", before), ("+", now)):
            for row in forms.in_words(change.record, field.name, side).split("\n"):
                out.print(f"    {sign} {row}")
        if same:
            out.print(f"    {t('diff.same', count=same)}")
    if not change.fields:
        out.print(f"  {t('diff.only_form')}")
