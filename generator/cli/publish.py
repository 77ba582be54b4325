"""The command publish."""

import time
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import click

from generator.archive.ledger import FILE, write_ledger
from generator.cli.build import prepare, renderer
from generator.cli.console import TranslatedCommand, out, progress, t
from generator.core.store import discard_caches
from generator.engine.build_state import SiteSnapshot
from generator.engine.git_history import commit_of
from generator.engine.install import ProgressFactory
from generator.engine.manifest import manifest_rows
from generator.engine.project import Publication
from generator.engine.published_routes import published_addresses
from generator.engine.releases import DEFAULT_RETAINED, newest_release, publish_site, roll_back


@click.command("publish", cls=TranslatedCommand)
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
    known = published_addresses(folder)
    publication, stood, finish = prepare(root, keep_going, looked, known, made_here=workers != 1)
    release(publication, folder, retain, workers, stood, clean, key, started, partial(progress, "build.rendering"))
    before, ledger = publication.project.ledger, publication.ledger
    if ledger != before:
        write_ledger(root, ledger)
        fresh = len(ledger.addresses - before.addresses)
        out.print(t("publish.ledger_written", count=fresh, path=FILE))
    finish()


def release(
    publication: Publication,
    folder: Path,
    retain: int,
    workers: int | None,
    stood: SiteSnapshot | None,
    clean: bool,
    key: Path | None,
    started: float,
    meanwhile: ProgressFactory = nullcontext,
) -> None:
    """Let the public see a publication, and say what became of it; `started` is when, by the monotonic clock."""
    made = publish_site(
        publication,
        folder,
        commit=commit_of(publication.project.root),
        keep=retain,
        render=renderer(workers, None),
        meanwhile=meanwhile,
        stood=stood,
        clean=clean,
        key=key,
    )
    for name in made.dropped:
        out.print(t("publish.dropped", release=name), style="yellow")
    files = size = 0
    for row in manifest_rows(made.path):
        files, size = files + (not row.is_carried), size + row.size
    told = {"files": files, "size": f"{size / 2**20:.1f}", "seconds": f"{time.monotonic() - started:.1f}"}
    out.print(t("publish.done", release=made.path.name, **told))
