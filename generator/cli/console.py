"""How the command speaks: its words, its help in the chosen language, its progress on the screen."""

import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.config.i18n import DEFAULT, Language, language
from generator.core.problem import UsageError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def language_of(arguments: list[str]) -> str:
    """Return the language asked for, read before Click so that help is in it as well."""
    for number, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and number + 1 < len(arguments):
            return arguments[number + 1]
    return DEFAULT


class Translator:
    """The words of the running command; `main` chooses the language."""

    current: Language = language()

    def __call__(self, key: str, **values: object) -> str:
        return self.current.translate(f"command.{key}", **values)


t = Translator()


def short_help(name: str) -> str:
    """Return what a command is for: the first sentence of its help."""
    return t(f"{name}.help").split(". ")[0].rstrip(".")


class TranslatedCommand(click.Command):
    """A command whose help speaks the chosen language."""

    def get_short_help_str(self, limit: int = 80) -> str:
        return short_help(self.name or "")

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx)).replace("[OPTIONS]", f"[{t('options').lower()}]")
        pieces = pieces.replace("COMMAND [ARGS]...", f"{t('commands').lower()} …")
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{t('usage')}: ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            key = "help" if isinstance(self, click.Group) else f"{self.name}.help"
            formatter.write_text(t(key))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(" ".join(p.opts), self._option_help(p)) for p in self.get_params(ctx) if isinstance(p, click.Option)]
        with formatter.section(t("options")):
            formatter.write_dl(rows)
        if isinstance(self, click.Group):
            with formatter.section(t("commands")):
                formatter.write_dl([(name, short_help(name)) for name in self.list_commands(ctx)])

    def _option_help(self, option: click.Option) -> str:
        if "--help" in option.opts:
            return t("show_help")
        known = {"version": "show_version", "lang": "lang", "project": "project", "as_of": "as_of"}
        return t(known.get(option.name or "", f"{self.name}.{option.name}"))


class LazyGroup(TranslatedCommand, click.Group):
    """The group of all commands, each imported from its place, `module:name`, when it is called."""

    command_class = TranslatedCommand

    def __init__(self, *arguments: Any, places: Mapping[str, str], **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(self.places)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a command, imported now."""
        if name not in self.places:
            return None
        module, _, attribute = self.places[name].partition(":")
        found: click.Command = getattr(import_module(module), attribute)
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Commands are written by `format_options`."""


class Stream:
    """A stream that is written to in colours, where it shows them."""

    def __init__(self, is_error: bool) -> None:
        self.is_error = is_error

    @cached_property
    def console(self) -> "Console":
        """The console behind it."""
        from rich.console import Console  # slow to load; `--help` writes nothing here

        return Console(stderr=self.is_error, highlight=False, soft_wrap=True, markup=False)

    def print(self, *what: "str | Text", style: str | None = None) -> None:
        """Write one line."""
        self.console.print(*what, style=style)


out, err = Stream(is_error=False), Stream(is_error=True)


def progress(key: str) -> AbstractContextManager[object]:
    """Return a spinner with the time it has been at work, on the error stream where that is a screen."""
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # slow to load

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    bar = Progress(*columns, console=err.console, transient=True)
    bar.add_task(t(key), total=None)
    return bar


def explain_usage(fault: click.ClickException) -> str:
    """Return what is wrong with how the command was called."""
    if isinstance(fault, click.NoSuchOption):
        return t("usage_error.no_option", name=fault.option_name)
    if isinstance(fault, click.NoSuchCommand):
        return t("usage_error.no_command", name=fault.command_name)
    if isinstance(fault, click.MissingParameter):
        return t("usage_error.missing", name=fault.param.name if fault.param else "")
    if isinstance(fault, click.BadParameter) and fault.param is not None:
        return t("usage_error.bad_value", name=fault.param.name, detail=_choices(fault.param))
    return t("usage_error.other", detail=fault.format_message())


def _choices(param: click.Parameter) -> str:
    if isinstance(param.type, click.Choice):
        return " | ".join(map(str, param.type.choices))
    return f"{param.type.min}–{param.type.max}" if isinstance(param.type, click.IntRange) else ""


def path_in_project(root: Path, file: Path) -> str:
    """Return a file's path in the project, named from there or from where the command was called."""
    for path in (file, root / file):
        if path.is_file() and path.resolve().is_relative_to(root):
            return path.resolve().relative_to(root).as_posix()
    raise UsageError("no-file", path=file)
