"""What git knows about the records."""

import subprocess
from pathlib import Path


def commit_of(root: Path) -> str:
    """Return the commit the records stand at, with `+` if files differ from it; "" without git."""
    known = _git(root, "rev-parse", "HEAD")
    if known is None:
        return ""
    changed = _git(root, "status", "--porcelain", "--", "stories", "docs", "mkdocs.yml")
    return known + ("+" if changed else "")


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
