"""A bare repository of git that is served: its settings, its lock, and its files laid out in a folder of their own.

REPOSITORY/hooks/pre-receive, post-receive   three lines each that call `dienhinh hook`
REPOSITORY/config, section `dienhinh`        `folder`: where the public site is published; `prefix`: where in the
                                             repository the project lies
REPOSITORY/dienhinh/files                    a commit's files, and the caches of reading them
"""

import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator.core.atomic_file import write_whole
from generator.core.filelock import wait_for_lock
from generator.core.git import GitFault, Repository
from generator.core.problem import UsageError

HOOKS = ("pre-receive", "post-receive")
_PATIENCE, _PAUSE = 900.0, 0.2
"""Seconds to wait for another push, and between two looks."""


@dataclass(frozen=True, slots=True)
class BareRepository:
    """A bare repository at a path, as `host` makes one and `opened` finds it."""

    path: Path

    @property
    def git(self) -> Repository:
        """The repository as git sees it, without a folder of files."""
        return Repository(self.path, {"GIT_DIR": str(self.path)})

    @property
    def files(self) -> Path:
        """The folder of a commit's files."""
        return self.path / "dienhinh" / "files"

    @property
    def project(self) -> Path:
        """The project in the files."""
        return self.files / self.setting("prefix")

    @property
    def folder(self) -> Path:
        """The folder the public site is published into."""
        return Path(self.setting("folder"))

    @property
    def branch(self) -> str:
        """The branch that is published."""
        return self.git.branch()

    def setting(self, name: str) -> str:
        """Return a setting of the section `dienhinh`; "" where it is not set."""
        return self.git.text("config", f"dienhinh.{name}", may_fail=True)

    def environment(self) -> dict[str, str]:
        """Return what git must know so that the laid out files are the work tree of this repository."""
        index = self.path / "dienhinh" / "index"
        return {"GIT_DIR": str(self.path), "GIT_WORK_TREE": str(self.files), "GIT_INDEX_FILE": str(index)}

    def lay_out(self, commit: str) -> Path:
        """Lay a commit's files out, links as plain files, and return the project in them; by who holds the lock.

        What a git that was killed left behind, a lock or half an index, is cleared away: we hold our own lock.
        """
        (self.path / "dienhinh" / "index.lock").unlink(missing_ok=True)
        try:
            self._lay_out(commit)
        except GitFault:
            (self.path / "dienhinh" / "index").unlink(missing_ok=True)
            shutil.rmtree(self.files, ignore_errors=True)
            self._lay_out(commit)
        return self.project

    def _lay_out(self, commit: str) -> None:
        self.files.mkdir(parents=True, exist_ok=True)
        tree = Repository(self.files, self.environment())
        plain = ("-c", "core.symlinks=false", "-c", "core.bare=false")
        tree.text(*plain, "read-tree", "--reset", "-u", commit)
        tree.text(*plain, "checkout-index", "-f", "-a", "-q")  # what somebody killed left half written

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the repository's lock: one push after another. BlockingIOError if nobody lets go of it in time."""
        (self.path / "dienhinh").mkdir(exist_ok=True)
        with wait_for_lock(self.path / "dienhinh" / "lock", _PATIENCE, _PAUSE):
            yield


def opened(path: Path) -> BareRepository:
    """Return a repository that serves; UsageError if it was not made to."""
    found = BareRepository(path.resolve())
    if not (path / "HEAD").is_file() or not found.setting("folder"):
        raise UsageError("not-hosted", path=path)
    return found


def host(root: Path, path: Path, folder: Path) -> BareRepository:
    """Make a bare repository of a project's own that publishes into a folder; one that is there gets its hooks anew.

    UsageError if something else is at the path; GitFault if the project is in no repository, or has no commit.
    """
    found = BareRepository(path.resolve())
    if not path.exists():
        source = Repository(root)
        top, branch = source.top(), source.branch()
        if not source.commit_of("HEAD"):
            raise GitFault("empty")
        path.parent.mkdir(parents=True, exist_ok=True)
        source.text("clone", "-q", "--bare", "--no-hardlinks", "-b", branch, str(top), str(found.path))
        found.git.text("remote", "remove", "origin")
        found.git.text("config", "dienhinh.prefix", source.text("rev-parse", "--show-prefix"))
    elif not (path / "HEAD").is_file() or not (path / "objects").is_dir():
        raise UsageError("not-bare", path=path)
    settings = {
        "dienhinh.folder": str(folder.resolve()),
        "receive.fsckObjects": "true",
        "core.logAllRefUpdates": "true",  # a branch that was moved by mistake can be found again
    }
    for name, value in settings.items():
        found.git.text("config", name, value)
    for name in HOOKS:
        _write_hook(found.path / "hooks" / name, name)
    return found


def _write_hook(file: Path, name: str) -> None:
    command = shlex.join([sys.executable, "-m", "generator", "hook", name])
    text = f"#!/bin/sh\n# Written by `dienhinh host`, which writes it anew.\nexec {command}\n"
    write_whole(file, text, mode=0o755)
