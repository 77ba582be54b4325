"""The command `dienhinh`. Exit codes: 0 fine, 1 problems in records, 2 wrong usage, 3 environment."""

import gc
import io
import os
import re
import sqlite3
import sys
import time
from collections.abc import Callable
from contextvars import ContextVar
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from generator import __version__
from generator.archive.ledger import FILE, Ledger, write_ledger
from generator.cli import check, records, verify
from generator.cli.check import print_problems, print_report, read_publication
from generator.cli.console import TranslatedGroup, err, explain_usage, language_of, out, progress, t
from generator.cli.former_options import renamed_options
from generator.config.i18n import DEFAULT, language, languages
from generator.core.parallel import WorkerError
from generator.core.problem import UsageError
from generator.core.store import CacheError, discard_caches, is_damage
from generator.engine.build_state import SiteSnapshot
from generator.engine.git_history import commit_of
from generator.engine.install import (
    BuildResult,
    build_shard,
    build_site,
    finalize_shards,
    snapshot_site,
    write_markdown,
)
from generator.engine.last_good import read_with_fallback, save_last_good
from generator.engine.manifest import MANIFEST, read_manifest
from generator.engine.mkdocs_plugin import RenderError
from generator.engine.project import Publication, publish, read_project
from generator.engine.releases import (
    DEFAULT_RETAINED,
    PublishError,
    newest_release,
    publish_site,
    published_addresses,
    roll_back,
)
from generator.engine.render import Renderer, render_plan
from generator.engine.signing import sign
from generator.engine.takedowns import takedowns_waiting

PROBLEMS, USAGE, ENVIRONMENT = 1, 2, 3


@click.group(cls=TranslatedGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--lang", type=click.Choice(languages()), default=DEFAULT)
@click.option("--project", type=click.Path(path_type=Path), default=Path("."))
@click.version_option(__version__, message="%(version)s")
@click.pass_context
def dienhinh(ctx: click.Context, lang: str, project: Path) -> None:
    """All commands share the language and the project's root."""
    ctx.obj = project.resolve()
    _root.set(ctx.obj)


def _no_snapshot() -> None:
    """Look at no site: all is made anew."""


def _prepare(
    root: Path,
    keep_going: bool,
    looked: Callable[[], SiteSnapshot | None] = _no_snapshot,
    published: Ledger | None = None,
) -> tuple[Publication, SiteSnapshot | None, Callable[[], None]]:
    """Read and report; exit 1 if nothing can be published. The last is to be called once it is.

    `looked` tells how the site stands that is to be brought up to date; it is looked over meanwhile.
    """
    fell_back: tuple[str, ...] = ()
    if not keep_going:
        with progress("build.reading"):
            project, stood = read_project(root), looked()
            publication = publish(project, stood.state if stood else None)
        print_report(publication)
        faulty = False
    else:
        with progress("build.reading"):
            kept, stood = read_with_fallback(root), looked()
            publication = publish(kept.project, stood.state if stood else None)
        print_report(publication, on_the_way=kept.problems)
        for key, paths in (("fell_back", kept.reverted), ("left_out", kept.excluded)):
            for path in paths:
                out.print(t(f"build.{key}", path=path), style="yellow")
        fell_back, faulty = kept.reverted, any(p.is_error for p in kept.problems)
    if publication.blocking_problems:
        err.print(t("build.stopped", count=len(publication.blocking_problems)), style="bold red")
        if waiting := takedowns_waiting(publication.project, published or publication.project.ledger):
            err.print(t("build.takedowns_wait", what=", ".join(waiting)), style="bold red")
        sys.exit(PROBLEMS)

    def finish() -> None:
        save_last_good(publication.project, fell_back)
        if faulty:
            sys.exit(PROBLEMS)

    return publication, stood, finish


@dienhinh.command("build")
@click.option("--site-dir", type=click.Path(path_type=Path), default=None)
@click.option("--markdown", type=click.Path(path_type=Path), default=None)
@click.option("--workers", type=click.IntRange(1, 64), default=None)
@click.option("--keep-going", is_flag=True)
@click.option("--clean", is_flag=True)
@click.option("--explain", "explaining", is_flag=True)
@click.option("--scheduler", default=None)
@click.option("--shard", default=None)
@click.pass_obj
def build_command(
    root: Path,
    site_dir: Path | None,
    markdown: Path | None,
    workers: int | None,
    keep_going: bool,
    clean: bool,
    explaining: bool,
    scheduler: str | None,
    shard: str | None,
) -> None:
    """Check, render aside what changed, and put it in the place of what stood there."""
    if scheduler is not None and keep_going:
        raise UsageError("cluster-keeps-nothing")  # workers get the records as they are kept, not those that stand in
    started = time.monotonic()
    if clean:
        discard_caches(root)
    target = site_dir.resolve() if site_dir else root / "site"
    in_place = markdown is None and shard is None
    looked = snapshot_site(root, target, clean) if in_place else _no_snapshot
    publication, stood, finish = _prepare(root, keep_going, looked)
    if markdown is not None:
        out.print(t("build.markdown_done", pages=write_markdown(publication, markdown), folder=markdown))
        return
    if shard is not None:
        number, of = _shard(shard)
        done = build_shard(publication, target, number, of)
        out.print(t("build.share_done", pages=done, number=number, of=of, folder=target.name + "/"))
        finish()
        return
    render = _renderer(workers, scheduler)
    meanwhile = partial(progress, "build.rendering")
    built = build_site(publication, target, render, meanwhile, stood=stood, clean=clean, commit=commit_of(root))
    if explaining:
        _explain_build(built)
    seconds = f"{time.monotonic() - started:.1f}"
    out.print(
        t(
            "build.done",
            pages=built.pages,
            written=sum(1 for path in built.written if path.endswith(".md")),
            files=publication.project.files,
            seconds=seconds,
            folder=target.name + "/",
        )
    )
    finish()


def _renderer(workers: int | None, scheduler: str | None) -> Renderer:
    if scheduler is None:
        return partial(render_plan, processes=workers)
    if find_spec("distributed") is None:
        raise UsageError("no-cluster")
    from generator.engine.cluster import Cluster  # needs an optional extra

    return Cluster(scheduler)


def _shard(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", text)
    number, of = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= number <= of:
        raise UsageError("bad-share", share=text)
    return number, of


def _explain_build(built: BuildResult) -> None:
    """List what was looked at, why, and whether it came out anew."""
    for task in built.plan.tasks:
        outcome = "written" if task.artifact.path in built.written else "same"
        reason = t(f"build.reason.{task.reason.value}", origin=task.artifact.origin or "–")
        out.print(t(f"build.{outcome}", path=task.artifact.path, reason=reason))
    for made in built.plan.gone:
        out.print(t("build.gone", path=made.path))
    looked, written = len(built.plan.tasks), len(built.written)
    counts = {"written": written, "same": looked - written, "staying": built.plan.reused}
    out.print(t("build.plan", **counts, gone=len(built.plan.gone)))


@dienhinh.command("publish")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--rollback", is_flag=True)
@click.option("--retain", type=click.IntRange(2, 1000), default=DEFAULT_RETAINED)
@click.option("--workers", type=click.IntRange(1, 64), default=None)
@click.option("--keep-going", is_flag=True)
@click.option("--clean", is_flag=True)
@click.option("--sign", "key", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None)
@click.pass_obj
def publish_command(
    root: Path,
    folder: Path,
    rollback: bool,
    retain: int,
    workers: int | None,
    keep_going: bool,
    clean: bool,
    key: Path | None,
) -> None:
    """Build a release and let the public see it, or the one before again."""
    if rollback:
        out.print(t("publish.rolled_back", release=roll_back(folder).path.name))
        return
    started = time.monotonic()
    if clean:
        discard_caches(root)
    looked = newest_release(folder, root, clean)
    publication, stood, finish = _prepare(root, keep_going, looked, published_addresses(folder))
    meanwhile = partial(progress, "build.rendering")
    render = _renderer(workers, None)
    release = publish_site(
        publication,
        folder,
        commit=commit_of(root),
        keep=retain,
        render=render,
        meanwhile=meanwhile,
        stood=stood,
        clean=clean,
        key=key,
    )
    for name in release.dropped:
        out.print(t("publish.dropped", release=name), style="yellow")
    manifest, seconds = read_manifest(release.path), f"{time.monotonic() - started:.1f}"
    size = f"{manifest.size / 2**20:.1f}"
    out.print(t("publish.done", release=release.path.name, files=len(manifest.files), size=size, seconds=seconds))
    known, ledger = publication.project.ledger, publication.ledger
    if ledger != known:
        write_ledger(root, ledger)
        fresh = len(ledger.addresses - known.addresses)
        out.print(t("publish.ledger_written", count=fresh, path=FILE))
    finish()


@dienhinh.command("manifest")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--sign", "key", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None)
@click.pass_obj
def manifest_command(root: Path, folder: Path, key: Path | None) -> None:
    """Complete a site put together from shares: check that no page is missing, list every file, sign the list."""
    publication, _, _ = _prepare(root, keep_going=False)
    files = finalize_shards(publication, folder, commit_of(root))
    if key is not None:
        sign(folder, key)
    out.print(t("manifest.done", files=files, path=folder / MANIFEST))


@dienhinh.command("serve")
@click.option("--address", default="127.0.0.1:8000")
@click.pass_obj
def serve_command(root: Path, address: str) -> None:
    """Preview with reload."""
    from generator.engine.server import parse_address, serve  # starts threads; only when serving

    where = parse_address(address)
    publication = read_publication(root)
    print_problems(publication.blocking_problems)
    if publication.blocking_problems:
        sys.exit(PROBLEMS)
    out.print(t("serve.started", address=where))
    if where.is_open:
        err.print(t("serve.open"), style="bold yellow")
    serve(root, where, print_problems)


for command in (*check.COMMANDS, *records.COMMANDS, *verify.COMMANDS):
    dienhinh.add_command(command)


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


_root: ContextVar[Path] = ContextVar("root", default=Path("."))
"""The project of the command that runs."""


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
    except (OSError, RenderError, WorkerError, sqlite3.Error, CacheError) as fault:
        err.print(t("failed.environment", detail=str(fault)), style="bold red")
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
    t.current = language(lang if lang in languages() else DEFAULT)
    called_now = []
    for argument, former in renamed_options(given, dienhinh.commands):
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
