"""The command publish."""

import time
from functools import partial
from pathlib import Path

import click

from generator.archive.ledger import FILE, write_ledger
from generator.cli.build import prepare, renderer
from generator.cli.console import TranslatedCommand, out, progress, t
from generator.core.store import discard_caches
from generator.engine.git_history import commit_of
from generator.engine.manifest import read_manifest
from generator.engine.releases import DEFAULT_RETAINED, newest_release, publish_site, published_addresses, roll_back


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
    publication, stood, finish = prepare(root, keep_going, looked, published_addresses(folder))
    meanwhile = partial(progress, "build.rendering")
    render = renderer(workers, None)
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
