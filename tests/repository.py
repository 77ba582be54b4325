"""A repository of git for a project under test: made, committed to on chosen days."""

import subprocess
from pathlib import Path

WHO = {"GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@x.example", "GIT_COMMITTER_NAME": "x"}


def git(root: Path, *arguments: str, day: str = "2026-01-01") -> str:
    dates = {"GIT_AUTHOR_DATE": f"{day}T12:00:00+07:00", "GIT_COMMITTER_DATE": f"{day}T12:00:00+07:00"}
    environment = {**WHO, **dates, "GIT_COMMITTER_EMAIL": "x@x.example", "PATH": "/usr/bin:/bin", "HOME": str(root)}
    done = subprocess.run(["git", *arguments], cwd=root, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def commit(root: Path, day: str) -> None:
    git(root, "add", "stories", "mkdocs.yml", "docs", day=day)
    git(root, "commit", "-qm", day, day=day)


def make_repository(root: Path, day: str = "2026-01-01") -> Path:
    """Make a repository of a project, its files committed on a day."""
    git(root, "init", "-q", "-b", "main")
    commit(root, day)
    return root
