"""The commands that begin something: a project, a record, the schemas for editors."""

import json
import sys
from pathlib import Path

import click

from generator.archive.loader import load
from generator.cli.console import TranslatedCommand, out, t
from generator.config.i18n import language
from generator.core.atomic_change import apply_files
from generator.core.problem import UsageError
from generator.core.text import slugify
from generator.staff.new_project import begin_project
from generator.staff.new_record import path_of, template
from generator.staff.schema import WRITABLE, editor_files, schema_of


@click.command("new", cls=TranslatedCommand)
@click.argument("kind", type=click.Choice(list(WRITABLE)), default="story")
@click.option("--id", "record_id", default=None)
@click.option("--name", default=None)
@click.option("--title", default=None)
@click.option("--year", default=None)
@click.option("--from", "form", type=click.Path(path_type=Path, dir_okay=False), default=None)
@click.pass_obj
def new_command(
    root: Path,
    kind: str,
    record_id: str | None,
    name: str | None,
    title: str | None,
    year: str | None,
    form: Path | None,
) -> None:
    """Make a record's template from flags, from questions where a flag is missing, or from a form of suggestion."""
    if form is not None:
        _begin_suggested(root, kind, record_id, year, form)
        return
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


def _begin_suggested(root: Path, kind: str, record_id: str | None, year: str | None, form: Path) -> None:
    """Begin a story from a filled form of suggestion."""
    from generator.staff.suggestion import read_suggestion, story_of  # reads foreign files: loaded by who has one

    if kind != "story":
        raise UsageError("suggestion-kind")
    answers, unread = read_suggestion(form, language())
    path = path_of(kind, record_id or slugify(answers["name"]), year)
    if (root / path).exists():
        raise UsageError("exists", path=path)
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(story_of(answers, language()), "utf-8", newline="\n")
    out.print(t("new.suggested", path=path, form=form.name))
    for row in unread:
        out.print(t("new.unread", row=row), style="yellow")


@click.command("init", cls=TranslatedCommand)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("."))
@click.option("--name", default=None)
@click.option("--url", default=None)
@click.option("--place", default=None)
@click.option("--contact", default=None)
@click.pass_obj
def init_command(
    root: Path, folder: Path, name: str | None, url: str | None, place: str | None, contact: str | None
) -> None:
    """Begin a project for another province or city, from flags, or from questions where a flag is missing."""
    name = name or click.prompt(t("init.ask_name"))
    url = url or click.prompt(t("init.ask_url"))
    if place is None and sys.stdin.isatty():
        place = click.prompt(t("init.ask_place"), default="", show_default=False)
    target = root / folder
    files = begin_project(target, name, url, place or "", t("init.description"), contact or t("init.no_contact"))
    for path in files:
        out.print(t("init.written", path=path))
    out.print(t("init.next", folder=folder))


@click.command("schema", cls=TranslatedCommand)
@click.argument("kind", type=click.Choice(list(WRITABLE)), default="story")
@click.option("--write", type=click.Path(path_type=Path), default=None)
@click.option("--editor", is_flag=True)
@click.pass_obj
def schema_command(root: Path, kind: str, write: Path | None, editor: bool) -> None:
    """Print one schema, write all of them, or set up an editor in the project."""
    if editor:
        _set_up_editor(root)
        return
    if write is None:
        click.echo(json.dumps(schema_of(WRITABLE[kind], t.current), ensure_ascii=False, indent=2))
        return
    write.mkdir(parents=True, exist_ok=True)
    for each in WRITABLE:
        text = json.dumps(schema_of(WRITABLE[each], language()), ensure_ascii=False, indent=2) + "\n"
        (write / f"{each}.schema.json").write_text(text, "utf-8", newline="\n")
    out.print(t("schema.written", count=len(WRITABLE), folder=write))


def _set_up_editor(root: Path) -> None:
    """Write what an editor reads, the codes of this project in it; settings somebody wrote stay."""
    files = editor_files(language(), load(root).archive)
    contents = {path: json.dumps(text, ensure_ascii=False, indent=2) + "\n" for path, text in files.items()}
    kept = []
    for path in (".vscode/settings.json", ".vscode/extensions.json"):
        if (root / path).is_file() and (root / path).read_text("utf-8") != contents[path]:
            kept.append(path)
            del contents[path]
    apply_files(root, {path: text.encode() for path, text in contents.items()}, {})
    out.print(t("schema.ready", count=len(contents), folder=".vscode"))
    for path in kept:
        out.print(t("schema.kept", path=path))
