"""The commands of the office's own server: make its repository, and what git calls when somebody pushes."""

import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import click

from generator.archive.ledger import FILE, Ledger
from generator.cli.check import print_problems
from generator.cli.console import TranslatedCommand, err, out, t
from generator.cli.publish import release
from generator.config.i18n import language
from generator.core.build_terms import given_build_day, tell_build_day
from generator.core.dates import parse_date
from generator.core.git import GitFault
from generator.core.problem import PROBLEMS, EnvironmentFault, Problem, PublishError
from generator.engine.project import publish, read_project
from generator.engine.published_routes import published_addresses
from generator.engine.releases import DEFAULT_RETAINED, newest_release
from generator.engine.takedowns import takedowns_waiting
from generator.hosting.bare_repository import BareRepository, host, opened
from generator.hosting.receiving import TRUSTED, RefUpdate, odd_refs, parse_updates, published_update, refusal

_SHOWN = 40
"""Problems told to who pushed; the rest is a number."""
_SERVER = ("dienhinh", "server@localhost")
"""Who commits what publishing added to the ledger."""


@click.command("host", cls=TranslatedCommand)
@click.argument("repository", type=click.Path(path_type=Path, file_okay=False))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), required=False)
@click.pass_obj
def host_command(root: Path, repository: Path, folder: Path | None) -> None:
    """Make a repository that publishes what is pushed to it, or bring one up to date; then publish."""
    _today()
    try:
        kept = host(root, repository, folder or opened(repository).folder)
        out.print(t("host.ready", path=kept.path, branch=kept.branch, folder=kept.folder))
        if not _publish(kept):
            sys.exit(PROBLEMS)
    except GitFault as fault:
        raise _environment(fault) from None


@click.command("hook", cls=TranslatedCommand)
@click.argument("name", type=click.Choice(["pre-receive", "post-receive"]))
def hook_command(name: str) -> None:
    """What git asks about a push, in the repository it is pushed to."""
    _today()
    try:
        kept = opened(Path(os.environ.get("GIT_DIR", ".")))
        updates = parse_updates(sys.stdin)
        if name == "pre-receive" and (odd := odd_refs(updates)):
            err.print(t("hook.refused.ref", names=", ".join(odd)))
            sys.exit(PROBLEMS)
        update = published_update(kept, updates)
        if update is None:
            return
        if name == "pre-receive":
            _judge(kept, update)
        else:
            _publish_after_push(kept)
    except GitFault as fault:
        raise _environment(fault) from None
    except BlockingIOError:
        raise PublishError("busy", folder=".") from None


def _today() -> None:
    """A server's clock says which day it is: what is to open on a day opens on it, and stays open."""
    if given_build_day() is None:
        today = parse_date(date.today().isoformat())
        assert today is not None
        tell_build_day(today)


def _environment(fault: GitFault) -> PublishError:
    return PublishError("git", detail=language().translate(f"desk.git.{fault.key}", detail=fault.detail))


def _judge(kept: BareRepository, update: RefUpdate) -> None:
    """Say why a push is not taken, and exit 1; say nothing where it is."""
    with kept.locked():
        os.environ.update(kept.environment())
        found = refusal(kept, update, bool(os.environ.get(TRUSTED)))
    if found is None:
        return
    if found.problems:
        _print_errors(found.problems)
    names = ", ".join(found.names[:5]) + (" …" if len(found.names) > 5 else "")
    err.print(t(f"hook.refused.{found.key}", names=names, branch=kept.branch, count=len(found.problems)))
    sys.exit(PROBLEMS)


def _publish_after_push(kept: BareRepository) -> None:
    """Publish; a push is taken by now, so that whoever pushed must hear it when the public does not see it."""
    try:
        published = _publish(kept)
    except GitFault as fault:
        err.print(t("hook.failed", detail=_environment(fault).values["detail"], path=kept.path))
        sys.exit(PROBLEMS)
    except (PublishError, OSError, EnvironmentFault) as fault:
        detail = (
            t(f"publish.{fault.key}", **fault.values) if isinstance(fault, PublishError) else t.current.reason(fault)
        )
        err.print(t("hook.failed", detail=detail, path=kept.path))
        sys.exit(PROBLEMS)
    if not published:
        err.print(t("hook.failed", detail=t("hook.has_errors"), path=kept.path))
        sys.exit(PROBLEMS)


def _publish(kept: BareRepository) -> bool:
    """Publish what the branch holds now, and add to it what this added to the ledger; False if it has errors."""
    started = time.monotonic()
    with kept.locked():
        commit = kept.git.commit_of(f"refs/heads/{kept.branch}")
        os.environ.update(kept.environment())
        root = kept.lay_out(commit)
        stood = newest_release(kept.folder, root)()
        publication = publish(read_project(root), stood.state if stood else None, made_here=True)
        if publication.blocking_problems:
            _print_errors(publication.blocking_problems)
            if waiting := takedowns_waiting(publication.project, published_addresses(kept.folder)):
                err.print(t("build.takedowns_wait", what=", ".join(waiting)))
            return False
        release(publication, kept.folder, DEFAULT_RETAINED, None, stood, False, None, started)
        if publication.ledger != publication.project.ledger:
            _commit_ledger(kept, commit, publication.ledger)
    return True


def _commit_ledger(kept: BareRepository, commit: str, ledger: Ledger) -> None:
    """Add the new addresses to the branch; if somebody moved it meanwhile, the next publication adds them."""
    path = f"{kept.setting('prefix')}{FILE}"
    made = kept.git.commit([commit], {path: ledger.serialize().encode()}, t("hook.ledger"), _SERVER)
    with suppress(GitFault):
        kept.git.text("update-ref", f"refs/heads/{kept.branch}", made, commit)


def _print_errors(problems: Sequence[Problem]) -> None:
    print_problems(sorted(problems)[:_SHOWN])
    if len(problems) > _SHOWN:
        out.print(t("hook.more", count=len(problems) - _SHOWN))
