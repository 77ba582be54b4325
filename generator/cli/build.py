"""The commands build and manifest, and how publish gets ready as they do."""

import re
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import click

from generator.archive.ledger import Ledger
from generator.cli.check import print_report
from generator.cli.console import TranslatedCommand, err, out, progress, t
from generator.core.build_terms import tell_draft
from generator.core.parallel import gc_paused
from generator.core.problem import PROBLEMS, UsageError
from generator.core.store import discard_caches
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
from generator.engine.manifest import MANIFEST
from generator.engine.project import Publication, publish, read_project
from generator.engine.render import Renderer, render_plan
from generator.engine.signing import sign
from generator.engine.takedowns import takedowns_waiting


def no_snapshot() -> None:
    """Look at no site: all is made anew."""


@gc_paused(lasting=True)
def prepare(
    root: Path,
    keep_going: bool,
    looked: Callable[[], SiteSnapshot | None] = no_snapshot,
    published: Ledger | None = None,
    made_here: bool = False,
) -> tuple[Publication, SiteSnapshot | None, Callable[[], None]]:
    """Read and report; exit 1 if nothing can be published. The last is to be called once it is.

    `looked` tells how the site stands that is to be brought up to date; it is looked over meanwhile. With `made_here`
    it will be made by processes of this machine, and what is much work is begun at once.
    """
    fell_back: tuple[str, ...] = ()
    if not keep_going:
        with progress("build.reading"):
            project, stood = read_project(root), looked()
            publication = publish(project, stood.state if stood else None, made_here)
        print_report(publication)
        faulty = False
    else:
        with progress("build.reading"):
            kept, stood = read_with_fallback(root), looked()
            publication = publish(kept.project, stood.state if stood else None, made_here)
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


@click.command("build", cls=TranslatedCommand)
@click.option("--site-dir", type=click.Path(path_type=Path), default=None)
@click.option("--markdown", type=click.Path(path_type=Path), default=None)
@click.option("--workers", type=click.IntRange(1, 64), default=None)
@click.option("--keep-going", is_flag=True)
@click.option("--clean", is_flag=True)
@click.option("--explain", "explaining", is_flag=True)
@click.option("--scheduler", default=None)
@click.option("--shard", default=None)
@click.option("--draft", is_flag=True)
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
    draft: bool,
) -> None:
    """Check, render aside what changed, and put it in the place of what stood there."""
    if scheduler is not None and keep_going:
        raise UsageError("cluster-keeps-nothing")  # workers get the records as they are kept, not those that stand in
    if draft:
        tell_draft()
        if site_dir is None or scheduler is not None:
            raise UsageError("draft-apart")
    started = time.monotonic()
    if clean:
        discard_caches(root)
    target = site_dir.resolve() if site_dir else root / "site"
    in_place = markdown is None and shard is None
    looked = snapshot_site(root, target, clean) if in_place else no_snapshot
    is_here = in_place and scheduler is None and workers != 1
    publication, stood, finish = prepare(root, keep_going, looked, made_here=is_here)
    if markdown is not None:
        out.print(t("build.markdown_done", pages=write_markdown(publication, markdown), folder=markdown))
        return
    if shard is not None:
        number, of = _shard(shard)
        done = build_shard(publication, target, number, of)
        out.print(t("build.share_done", pages=done, number=number, of=of, folder=target.name + "/"))
        finish()
        return
    render = renderer(workers, scheduler)
    meanwhile = partial(progress, "build.rendering")
    built = build_site(publication, target, render, meanwhile, stood=stood, clean=clean, commit=commit_of(root))
    if explaining:
        _explain_build(built)
    written, seconds = sum(1 for path in built.written if path.endswith(".md")), f"{time.monotonic() - started:.1f}"
    counts = {"pages": built.pages, "written": written, "files": publication.project.files}
    out.print(t("build.done", **counts, seconds=seconds, folder=target.name + "/"))
    finish()


def renderer(workers: int | None, scheduler: str | None) -> Renderer:
    """Return what renders: processes of this machine, or the cluster of a scheduler."""
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
    anew = frozenset(built.written)
    for task in built.plan.tasks:
        outcome = "written" if task.artifact.path in anew else "same"
        reason = t(f"build.reason.{task.reason.value}", origin=task.artifact.origin or "–")
        out.print(t(f"build.{outcome}", path=task.artifact.path, reason=reason))
    for made in built.plan.gone:
        out.print(t("build.gone", path=made.path))
    written, same = len(built.written), built.plan.pending - len(built.written)
    counts = {"written": written, "same": same, "staying": built.plan.reused}
    out.print(t("build.plan", **counts, gone=len(built.plan.gone)))


@click.command("manifest", cls=TranslatedCommand)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--sign", "key", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None)
@click.pass_obj
def manifest_command(root: Path, folder: Path, key: Path | None) -> None:
    """Complete a site put together from shares: check that no page is missing, list every file, sign the list."""
    publication, _, _ = prepare(root, keep_going=False)
    files = finalize_shards(publication, folder, commit_of(root))
    if key is not None:
        sign(folder, key)
    out.print(t("manifest.done", files=files, path=folder / MANIFEST))
