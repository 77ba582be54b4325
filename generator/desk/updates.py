"""What others published comes to this machine without touching what somebody changed here.

Files are merged by field. Where both changed the same field the published one stands in the file, and what was
written here is kept as a draft, so that the form shows the two side by side.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.core.atomic_change import apply_files
from generator.core.git import GitFault, Repository
from generator.staff.merging import Conflict, merge_files


@dataclass(frozen=True, slots=True)
class Combination:
    """What the commits of two people make together: files over those of the second, None for no file."""

    files: Mapping[str, bytes | None]
    conflicts: Mapping[str, tuple[Conflict, ...]]


@dataclass(frozen=True, slots=True)
class OverwrittenFile:
    """A file both changed in the same place: what stood in it before, and what was written here."""

    path: str
    before: bytes | None
    ours: bytes | None


@dataclass(frozen=True, slots=True)
class Update:
    """What came: the files that changed here, and those in which the published field took the place of ours."""

    changed: tuple[str, ...] = ()
    displaced: tuple[OverwrittenFile, ...] = ()


def combine(repository: Repository, ours: str, theirs: str) -> Combination:
    """Return what to put over the files of `theirs` so that they hold what `ours` changed as well."""
    base = repository.text("merge-base", ours, theirs, may_fail=True)
    if not base:
        raise GitFault("unrelated")
    paths = repository.changed(base, ours)
    sides = [repository.contents(commit, paths) for commit in (base, ours, theirs)]
    merged = {path: merge_files(path, *(side[path] for side in sides)) for path in paths}
    files = {path: each.content for path, each in merged.items() if each.content != sides[2][path]}
    return Combination(files, {path: each.conflicts for path, each in merged.items() if each.conflicts})


def update(
    root: Path, who: tuple[str, str], message: str, keep: Callable[[OverwrittenFile], None], since: str = ""
) -> Update:
    """Take what others published, as far as it was fetched; GitFault says what stopped it: then nothing was changed.

    Where commits were made here and not sent, another joins them with what came, signed by `who`. `since` is the
    commit the files were at, where the branch here was moved on without them. `keep` gets what was written here and
    makes way, before it does.
    """
    repository = Repository(Repository(root).top())
    head = since or repository.commit_of("HEAD")
    theirs = repository.published()
    if not head or not theirs or repository.is_ancestor(theirs, head):
        return Update()
    target = theirs
    if not repository.is_ancestor(head, theirs):
        together = combine(repository, head, theirs)
        if together.conflicts:
            raise GitFault("diverged", ", ".join(together.conflicts))
        target = repository.commit([theirs, head], together.files, message, who)
    found = _take(root, repository, head, target, keep)
    repository.text("reset", "-q", "--mixed", target)
    return found


def _take(
    root: Path, repository: Repository, before: str, target: str, keep: Callable[[OverwrittenFile], None]
) -> Update:
    """Bring the files from one commit to another, and leave in them what was changed here."""
    paths = repository.changed(before, target)
    old, new = repository.contents(before, paths), repository.contents(target, paths)
    ours = {path: _content(repository.root / path) for path in paths}
    merged = {path: merge_files(path, old[path], new[path], ours[path]) for path in paths if ours[path] != new[path]}
    at = {path: os.path.relpath(repository.root / path, root) for path in paths}
    displaced = [OverwrittenFile(at[path], old[path], ours[path]) for path, each in merged.items() if each.conflicts]
    for each in displaced:
        keep(each)
    repository.check_out(target, [path for path in paths if ours[path] == old[path] and new[path] is not None])
    written = {path: each.content for path, each in merged.items() if ours[path] != old[path] or new[path] is None}
    apply_files(root, {at[path]: content for path, content in written.items()}, {})
    return Update(tuple(at[path] for path in merged), tuple(displaced))


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
