"""The command `dienhinh`. Exit codes: 0 fine, 1 problems in records, 2 wrong usage, 3 environment."""

import io
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from generator import __version__
from generator.build.history import commit_of
from generator.build.keeping import read_keeping, remember
from generator.build.manifest import read_manifest, survey
from generator.build.mkdocs_plugin import RenderError
from generator.build.mkdocs_plugin import serve as serve_site
from generator.build.project import CONFIG, Publication, publish, read_project
from generator.build.publishing import KEPT, PublishError, publish_site, roll_back
from generator.build.release import build_site, write_markdown
from generator.language import DEFAULT, Language, language, languages
from generator.old_encodings import CONVERSIONS
from generator.problem import Level, Misuse, Problem
from generator.publish import policy
from generator.staff.lists.importing import read_list, told, write_rows
from generator.staff.new import path_of, template
from generator.staff.schema import KINDS, schema_of
from generator.text import slugify

PROBLEMS, USAGE, ENVIRONMENT = 1, 2, 3


def _language_of(arguments: list[str]) -> str:
    """Return the language asked for, read before Click so that help is in it as well."""
    for number, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and number + 1 < len(arguments):
            return arguments[number + 1]
    return DEFAULT


class _Words:
    """The words of the running command; `main` chooses the language."""

    current: Language = language()

    def __call__(self, key: str, **values: object) -> str:
        return self.current.say(f"command.{key}", **values)


say = _Words()


class _Translated(click.Command):
    """A command whose help speaks the chosen language."""

    def get_short_help_str(self, limit: int = 80) -> str:
        return say(f"{self.name}.help").split(". ")[0].rstrip(".")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx)).replace("[OPTIONS]", f"[{say('options').lower()}]")
        pieces = pieces.replace("COMMAND [ARGS]...", f"{say('commands').lower()} …")
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{say('usage')}: ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            key = "help" if isinstance(self, click.Group) else f"{self.name}.help"
            formatter.write_text(say(key))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(" ".join(p.opts), self._option_help(p)) for p in self.get_params(ctx) if isinstance(p, click.Option)]
        with formatter.section(say("options")):
            formatter.write_dl(rows)
        if isinstance(self, click.Group):
            with formatter.section(say("commands")):
                formatter.write_dl([(n, c.get_short_help_str()) for n, c in sorted(self.commands.items())])

    def _option_help(self, option: click.Option) -> str:
        if "--help" in option.opts:
            return say("show_help")
        known = {"version": "show_version", "lang": "lang", "project": "project"}
        return say(known.get(option.name or "", f"{self.name}.{option.name}"))


class _Group(_Translated, click.Group):
    """The group of all commands."""

    command_class = _Translated

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Commands are written by `format_options`."""


_out, _err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(languages()), default=DEFAULT)
@click.option("--project", type=click.Path(path_type=Path), default=Path("."))
@click.version_option(__version__, message="%(version)s")
@click.pass_context
def dienhinh(ctx: click.Context, lang: str, project: Path) -> None:
    """All commands share the language and the project's root."""
    ctx.obj = project.resolve()


def _progress(key: str) -> Progress:
    """Return a spinner with the time it has been at work, on the error stream."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    progress = Progress(*columns, console=_err, transient=True)
    progress.add_task(say(key), total=None)
    return progress


def _read(root: Path) -> Publication:
    with _progress("build.reading"):
        return publish(read_project(root))


def _list(problems: list[Problem] | tuple[Problem, ...]) -> None:
    """Print problems, one a line, as file:line: field: message — hint."""
    for fault in problems:
        line = Text()
        colour = "red" if fault.level is Level.ERROR else "yellow"
        line.append(say(f"check.{fault.level.value}") + " ", style=f"bold {colour}")
        line.append(say.current.describe(fault))
        _out.print(line)


def _report(publication: Publication, quiet: bool = False, on_the_way: tuple[Problem, ...] = ()) -> None:
    """List every problem and the counts: records in are pages, or named problems."""
    project = publication.project
    found = sorted({*project.problems, *publication.faults, *on_the_way})
    _list([p for p in found if p.is_error or not quiet])
    errors = sum(1 for p in found if p.is_error)
    records, warnings = len(project.archive.origins), len(found) - errors
    _out.print(say("check.summary", records=records, files=project.files, errors=errors, warnings=warnings))
    went = publication.account
    if went is not None:
        counts = {"pages": went.pages, "notices": went.notices, "waiting": went.waiting, "within": went.within}
        _out.print(say("check.account", records=went.records, **counts))


def _ready(root: Path, keep_going: bool) -> tuple[Publication, Callable[[], None]]:
    """Read and report; exit 1 if nothing can be published. The second is to be called once it is."""
    fell_back: tuple[str, ...] = ()
    if not keep_going:
        publication = _read(root)
        _report(publication)
        faulty = False
    else:
        with _progress("build.reading"):
            kept = read_keeping(root)
            publication = publish(kept.project)
        _report(publication, on_the_way=kept.problems)
        for key, paths in (("fell_back", kept.fell_back), ("left_out", kept.left_out)):
            for path in paths:
                _out.print(say(f"build.{key}", path=path), style="yellow")
        fell_back, faulty = kept.fell_back, any(p.is_error for p in kept.problems)
    if publication.faults:
        _err.print(say("build.stopped", count=len(publication.faults)), style="bold red")
        sys.exit(PROBLEMS)

    def finish() -> None:
        remember(publication.project, fell_back)
        if faulty:
            sys.exit(PROBLEMS)

    return publication, finish


@dienhinh.command("check")
@click.option("--quiet", is_flag=True)
@click.pass_obj
def check_command(root: Path, quiet: bool) -> None:
    """List all problems; exit 1 if any is an error."""
    publication = _read(root)
    _report(publication, quiet)
    if publication.faults:
        sys.exit(PROBLEMS)


@dienhinh.command("build")
@click.option("--site-dir", type=click.Path(path_type=Path), default=None)
@click.option("--markdown", type=click.Path(path_type=Path), default=None)
@click.option("--workers", type=click.IntRange(1, 64), default=None)
@click.option("--keep-going", is_flag=True)
@click.pass_obj
def build_command(
    root: Path, site_dir: Path | None, markdown: Path | None, workers: int | None, keep_going: bool
) -> None:
    """Check, render aside, and put the new site in the place of the old one."""
    started = time.monotonic()
    publication, finish = _ready(root, keep_going)
    if markdown is not None:
        _out.print(say("build.markdown_done", pages=write_markdown(publication, markdown), folder=markdown))
        return
    target = site_dir.resolve() if site_dir else root / "site"
    pages = build_site(publication, target, workers, partial(_progress, "build.rendering"))
    seconds = f"{time.monotonic() - started:.1f}"
    files = publication.project.files
    _out.print(say("build.done", pages=pages, files=files, seconds=seconds, folder=target.name + "/"))
    finish()


@dienhinh.command("publish")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--rollback", is_flag=True)
@click.option("--keep", type=click.IntRange(2, 1000), default=KEPT)
@click.option("--workers", type=click.IntRange(1, 64), default=None)
@click.option("--keep-going", is_flag=True)
@click.pass_obj
def publish_command(root: Path, folder: Path, rollback: bool, keep: int, workers: int | None, keep_going: bool) -> None:
    """Build a release and let the public see it, or the one before again."""
    if rollback:
        _out.print(say("publish.rolled_back", release=roll_back(folder).path.name))
        return
    started = time.monotonic()
    publication, finish = _ready(root, keep_going)
    meanwhile = partial(_progress, "build.rendering")
    release = publish_site(
        publication, folder, commit=commit_of(root), keep=keep, processes=workers, meanwhile=meanwhile
    )
    manifest, seconds = read_manifest(release.path), f"{time.monotonic() - started:.1f}"
    size = f"{manifest.size / 2**20:.1f}"
    _out.print(say("publish.done", release=release.path.name, files=len(manifest.files), size=size, seconds=seconds))
    finish()


@dienhinh.command("verify")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def verify_command(folder: Path) -> None:
    """Compare a release with its manifest; exit 1 if one byte differs."""
    try:
        manifest = read_manifest(folder)
    except (ValueError, FileNotFoundError):
        raise Misuse("no-manifest", path=folder) from None
    faults = manifest.compare(survey(folder))
    for path in faults:
        _out.print(say("verify.fault", path=path), style="red")
    files = len(manifest.files) + len(manifest.carried)
    _out.print(say("verify.spoilt" if faults else "verify.whole", count=len(faults), files=files))
    if faults:
        sys.exit(PROBLEMS)


@dienhinh.command("headers")
@click.argument("server", type=click.Choice(["nginx", "apache", "static"]), default="nginx")
def headers_command(server: str) -> None:
    """Print the headers a server must send."""
    forms = {"nginx": policy.nginx, "apache": policy.apache, "static": policy.static_host}
    click.echo(forms[server](), nl=False)


@dienhinh.command("serve")
@click.option("--address", default="127.0.0.1:8000")
@click.pass_obj
def serve_command(root: Path, address: str) -> None:
    """Preview with reload."""
    publication = _read(root)
    _list(publication.faults)
    if publication.faults:
        sys.exit(PROBLEMS)
    _out.print(say("serve.started", address=address))
    serve_site(root / CONFIG, address)


@dienhinh.command("new")
@click.argument("kind", type=click.Choice(list(KINDS)), default="story")
@click.option("--id", "record_id", default=None)
@click.option("--name", default=None)
@click.option("--title", default=None)
@click.option("--year", default=None)
@click.pass_obj
def new_command(
    root: Path, kind: str, record_id: str | None, name: str | None, title: str | None, year: str | None
) -> None:
    """Make a record's template from flags, or from questions where a flag is missing."""
    name = name or click.prompt(say("new.ask_name"))
    if kind in {"story", "model"}:
        title = title or click.prompt(say("new.ask_title"))
    if kind == "story" and year is None:
        year = click.prompt(say("new.ask_year"), default="", show_default=False) or None
    record_id = record_id or click.prompt(say("new.ask_id"), default=slugify(name or ""))
    path = path_of(kind, str(record_id), year)
    if (root / path).exists():
        raise Misuse("exists", path=path)
    given = {k: v for k, v in (("name", name), ("title", title)) if v}
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(template(kind, say.current, given), "utf-8", newline="\n")
    _out.print(say("new.written", path=path))


@dienhinh.command("schema")
@click.argument("kind", type=click.Choice(list(KINDS)), default="story")
@click.option("--write", type=click.Path(path_type=Path), default=None)
def schema_command(kind: str, write: Path | None) -> None:
    """Print one schema, or write all of them."""
    if write is None:
        click.echo(json.dumps(schema_of(kind, say.current), ensure_ascii=False, indent=2))
        return
    write.mkdir(parents=True, exist_ok=True)
    for each in KINDS:
        text = json.dumps(schema_of(each, language()), ensure_ascii=False, indent=2) + "\n"
        (write / f"{each}.schema.json").write_text(text, "utf-8", newline="\n")
    _out.print(say("schema.written", count=len(KINDS), folder=write))


@dienhinh.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--decision", required=True)
@click.option("--column", multiple=True)
@click.option("--convert", type=click.Choice([*CONVERSIONS, "none"]), default=None)
@click.option("--write", is_flag=True)
@click.pass_obj
def import_command(
    root: Path, file: Path, decision: str, column: tuple[str, ...], convert: str | None, write: bool
) -> None:
    """Say what a list of those commended says; write it into its decision when told."""
    done = read_list(root, file, decision, column, convert)
    colours = {"plain": None, "warning": "yellow", "error": "bold red"}
    for weight, line in told(done, lambda key, **values: say(f"import.{key}", **values)):
        _out.print(Text(line, style=colours[weight] or ""))
    if write:
        path = write_rows(root, done)
        _out.print(say("import.written", path=path.relative_to(root)))
    else:
        _out.print(say("import.not_written"))
    if done.understood.unclear or done.encoding:
        sys.exit(PROBLEMS)


def _explain(fault: click.ClickException) -> str:
    if isinstance(fault, click.NoSuchOption):
        return say("usage_error.no_option", name=fault.option_name)
    if isinstance(fault, click.NoSuchCommand):
        return say("usage_error.no_command", name=fault.command_name)
    if isinstance(fault, click.MissingParameter):
        return say("usage_error.missing", name=fault.param.name if fault.param else "")
    if isinstance(fault, click.BadParameter) and fault.param is not None:
        return say("usage_error.bad_value", name=fault.param.name, detail=_choices(fault.param))
    return say("usage_error.other", detail=fault.format_message())


def _choices(param: click.Parameter) -> str:
    if isinstance(param.type, click.Choice):
        return " | ".join(map(str, param.type.choices))
    return f"{param.type.min}–{param.type.max}" if isinstance(param.type, click.IntRange) else ""


def _guarded(run: Callable[[], Any]) -> int:
    """Run, and turn what fails into one clear line and an exit code."""
    try:
        run()
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        return USAGE
    except click.ClickException as fault:
        context = getattr(fault, "ctx", None)
        _err.print(say("failed.misuse", detail=_explain(fault)), style="bold red")
        _err.print(say("usage_error.try", command=context.command_path if context else "dienhinh"))
        return USAGE
    except Misuse as fault:
        _err.print(say("failed.misuse", detail=say(f"misuse.{fault.key}", **fault.values)), style="bold red")
        return USAGE
    except PublishError as fault:
        _err.print(say("failed.environment", detail=say(f"publish.{fault.key}", **fault.values)), style="bold red")
        return ENVIRONMENT
    except (OSError, RenderError) as fault:
        _err.print(say("failed.environment", detail=str(fault)), style="bold red")
        return ENVIRONMENT
    return 0


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Windows pipe would not know Vietnamese
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = sys.argv[1:] if arguments is None else arguments
    code = _language_of(given)
    say.current = language(code if code in languages() else DEFAULT)
    sys.exit(_guarded(lambda: dienhinh.main(args=given, prog_name="dienhinh", standalone_mode=False)))
