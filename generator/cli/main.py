"""The command `dienhinh`. Exit codes: 0 fine, 1 problems in records, 2 wrong usage, 3 environment.

A command is imported when it is called: `--help` needs none of them.
"""

import gc
import io
import os
import sqlite3
import sys
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import click

from generator import __version__
from generator.cli.console import LazyGroup, err, explain_usage, language_of, t
from generator.cli.former_options import renamed_options
from generator.config.i18n import DEFAULT, language, languages
from generator.core.build_terms import tell_build_day
from generator.core.dates import parse_date
from generator.core.problem import EnvironmentFault, PublishError, UsageError
from generator.core.store import CacheError, discard_caches, is_damage

USAGE, ENVIRONMENT = 2, 3
COMMANDS: Mapping[str, str] = {
    "build": "generator.cli.build:build_command",
    "check": "generator.cli.check:check_command",
    "desk": "generator.cli.desk:desk_command",
    "fmt": "generator.cli.fmt:fmt_command",
    "handout": "generator.cli.handout:handout_command",
    "diff": "generator.cli.diff:diff_command",
    "doctor": "generator.cli.doctor:doctor_command",
    "hook": "generator.cli.host:hook_command",
    "host": "generator.cli.host:host_command",
    "headers": "generator.cli.verify:headers_command",
    "import": "generator.cli.import_list:import_command",
    "init": "generator.cli.new:init_command",
    "ledger": "generator.cli.records:ledger_command",
    "links": "generator.cli.links:links_command",
    "manifest": "generator.cli.build:manifest_command",
    "mend": "generator.cli.mend:mend_command",
    "merge": "generator.cli.records:merge_command",
    "merge-file": "generator.cli.merge_file:merge_file_command",
    "new": "generator.cli.new:new_command",
    "publish": "generator.cli.publish:publish_command",
    "requests": "generator.cli.requests:requests_command",
    "rename": "generator.cli.records:rename_command",
    "report": "generator.cli.report:report_command",
    "schema": "generator.cli.new:schema_command",
    "serve": "generator.cli.serve:serve_command",
    "verify": "generator.cli.verify:verify_command",
    "withdraw": "generator.cli.records:withdraw_command",
}
"""Where each command is."""
_root: ContextVar[Path] = ContextVar("root", default=Path("."))
"""The project of the command that runs."""


@click.group(cls=LazyGroup, places=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(languages("command")), default=DEFAULT)
@click.option("--project", type=click.Path(path_type=Path), default=Path("."))
@click.option("--as-of", default=None)
@click.version_option(__version__, message="%(version)s")
@click.pass_context
def dienhinh(ctx: click.Context, lang: str, project: Path, as_of: str | None) -> None:
    """All commands share the language, the project's root, and the day a build is for."""
    if as_of is not None:
        day = parse_date(as_of)
        if day is None or day.day is None:
            raise UsageError("as-of", value=as_of)
        tell_build_day(day)
    ctx.obj = project.resolve()
    _root.set(ctx.obj)


def _twice(run: Callable[[], Any]) -> None:
    """Run; if something kept in a cache turns out to be spoilt, throw all of it away and run once more."""
    try:
        run()
    except (sqlite3.Error, CacheError) as fault:
        if isinstance(fault, sqlite3.Error) and not is_damage(fault):
            raise
        discard_caches(_root.get())
        err.print(t("failed.cache"), style="yellow")
        run()


def _run_guarded(run: Callable[[], Any]) -> int:
    """Run, and turn what fails into one clear line and an exit code."""
    try:
        _twice(run)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.Abort:
        return USAGE
    except click.ClickException as fault:
        context = getattr(fault, "ctx", None)
        err.print(t("failed.misuse", detail=explain_usage(fault)), style="bold red")
        err.print(t("usage_error.try", command=context.command_path if context else "dienhinh"))
        return USAGE
    except UsageError as fault:
        err.print(t("failed.misuse", detail=t(f"misuse.{fault.key}", **fault.values)), style="bold red")
        return USAGE
    except PublishError as fault:
        err.print(t("failed.environment", detail=t(f"publish.{fault.key}", **fault.values)), style="bold red")
        return ENVIRONMENT
    except (OSError, EnvironmentFault, sqlite3.Error, CacheError) as fault:
        err.print(t("failed.environment", detail=t.current.reason(fault)), style="bold red")
        return ENVIRONMENT
    return 0


def main(arguments: list[str] | None = None) -> None:
    """Run the command with the arguments of the process, or with others, and exit with its code."""
    gc.set_threshold(200_000, 20, 100)  # records stay as long as the command runs: seldom look for garbage
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Windows pipe would not know Vietnamese
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = sys.argv[1:] if arguments is None else arguments
    lang = language_of(given)
    t.current = language(lang if lang in languages("command") else DEFAULT)
    called_now = []
    for argument, former in renamed_options(given, COMMANDS):
        called_now.append(argument)
        if former:
            err.print(t("former_option", former=former, new=argument.partition("=")[0]), style="yellow")
    code = _run_guarded(lambda: dienhinh.main(args=called_now, prog_name="dienhinh", standalone_mode=False))
    if arguments is not None:
        sys.exit(code)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # everything is written; taking a hundred thousand records apart would only take time


if __name__ == "__main__":
    main()
