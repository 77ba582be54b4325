"""What a push must pass before it is taken: `pre-receive`, as git asks it.

The published branch only grows, by records without errors that somebody else approved, in which every published
address goes on answering. Other branches are drafts, submissions and reviews: they are taken as they are.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from generator.config.settings import load_settings
from generator.core.problem import Problem
from generator.engine.project import CONFIG, publish, read_project
from generator.engine.releases import newest_release, rehearse
from generator.hosting.bare_repository import BareRepository
from generator.staff.approval import outside_records, unapproved

TRUSTED = "DIENHINH_TRUSTED"
"""A variable of the environment that only who is logged in at the server can set: what he pushes needs no approval."""


@dataclass(frozen=True, slots=True)
class RefUpdate:
    """What a push asks of one branch or tag: from which commit to which; "" is none."""

    old: str
    new: str
    name: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a push is not taken: a key of the words under `hook.refused`, with what it names; or faults of records."""

    key: str
    names: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def parse_updates(rows: Iterable[str]) -> list[RefUpdate]:
    """Return what git tells a hook, a line each: old, new, name."""
    parts = (row.split(maxsplit=2) for row in rows if row.strip())
    return [RefUpdate(old.strip("0") and old, new.strip("0") and new, name.strip()) for old, new, name in parts]


def odd_refs(updates: Iterable[RefUpdate]) -> list[str]:
    """Return what a push asks of neither branches nor tags: replaced objects would change what is judged."""
    return [update.name for update in updates if not update.name.startswith(("refs/heads/", "refs/tags/"))]


def published_update(repository: BareRepository, updates: Iterable[RefUpdate]) -> RefUpdate | None:
    """Return what a push asks of the published branch; None if it lets it be."""
    wanted = f"refs/heads/{repository.branch}"
    return next((update for update in updates if update.name == wanted), None)


def refusal(repository: BareRepository, update: RefUpdate, is_trusted: bool) -> Refusal | None:
    """Return why the published branch must not move so; None if it may. By who holds the repository's lock.

    Where its records are well, the release is made and thrown away: PublishError if it would not do. What a commit
    says is read only when nothing in it could run as code: the folder of files keeps caches that are believed.
    """
    git = repository.git
    if not update.new:
        return Refusal("deleted")
    if update.old and not git.is_ancestor(update.old, update.new):
        return Refusal("rewritten")
    if update.old and not is_trusted:
        outside = outside_records(git.changed(update.old, update.new), repository.setting("prefix"))
        if outside:
            return Refusal("outside", outside)
    root = repository.lay_out(update.new)
    if update.old and not is_trusted and load_settings(root / CONFIG).needs_approval:
        for commit, why in unapproved(git, update.old, update.new):
            return Refusal(why, (git.text("log", "-1", "--format=%h %s", commit),))
    stood = newest_release(repository.folder, root)()
    publication = publish(read_project(root), stood.state if stood else None, made_here=True)
    if publication.blocking_problems:
        return Refusal("errors", problems=tuple(publication.blocking_problems))
    rehearse(publication, repository.folder, stood)
    return None
