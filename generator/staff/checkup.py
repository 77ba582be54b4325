"""What may stand in a clerk's way on this machine: each thing looked at, what was found, and what to do about it."""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Literal

from generator.core.git import GitFault, Repository

State = Literal["fine", "beware", "wrong"]
_LEAST_PYTHON = (3, 11)
_LEAST_SPACE = 500 * 2**20
_LONG_PATH = 120
"""Windows holds paths of 260 characters: what lies in a project needs the rest."""
_NATIVE = ("zxingcpp", "lxml.etree", "PIL._imaging", "resvg_py")
_SYNCHRONIZED = frozenset({"onedrive", "dropbox", "google drive", "googledrive", "icloud drive"})


@dataclass(frozen=True)
class Point:
    """One thing that was looked at: its key among the words of `doctor`, how it stands, and what the words tell."""

    key: str
    state: State
    values: dict[str, object] = field(default_factory=dict)


def look_over(root: Path, *, encoding: str, system: str = sys.platform) -> Iterator[Point]:
    """Yield what was found, the machine first, then the project, then its repository.

    `encoding` is that of the console, `system` what Python calls the machine's. Nothing is changed and nothing is
    asked of the network.
    """
    version = ".".join(map(str, sys.version_info[:3]))
    yield Point("python", "fine" if sys.version_info >= _LEAST_PYTHON else "wrong", {"version": version})
    spoken = encoding.casefold().replace("-", "") in {"utf8", "utf8sig"}
    yield Point("console", "fine" if spoken else "beware", {"encoding": encoding})
    if lacking := [part for part in _NATIVE if not _loads(part)]:
        yield Point("native", "wrong", {"parts": ", ".join(lacking)})
    is_project = (root / "mkdocs.yml").is_file() and (root / "stories").is_dir()
    yield Point("project", "fine" if is_project else "wrong")
    if root.is_dir():
        yield from _folder(root, system)
        yield from _git(root, system)


def _loads(part: str) -> bool:
    """Tell whether a part of the program that is machine code can be loaded: on Windows a library may be missing."""
    try:
        import_module(part)
    except ImportError:
        return False
    return True


def _folder(root: Path, system: str) -> Iterator[Point]:
    writable = os.access(root, os.W_OK)
    yield Point("writable", "fine" if writable else "wrong", {"folder": root})
    free = shutil.disk_usage(root).free
    yield Point("space", "fine" if free >= _LEAST_SPACE else "beware", {"free": f"{free // 2**20:,}".replace(",", ".")})
    if shared := next((part for part in root.parts if part.casefold().split(" - ")[0] in _SYNCHRONIZED), ""):
        yield Point("synchronized", "beware", {"folder": shared})
    if system == "win32" and len(str(root)) > _LONG_PATH:
        yield Point("long-path", "beware", {"length": len(str(root))})
    if (root / ".dienhinh/change/journal.json").is_file():
        yield Point("interrupted", "beware")


def _git(root: Path, system: str) -> Iterator[Point]:
    repository = Repository(root)
    try:
        version = repository.text("--version").removeprefix("git version ")
        asked = repository.run("rev-parse", "--is-inside-work-tree")
    except (GitFault, OSError):
        yield Point("git", "wrong")
        return
    yield Point("git", "fine", {"version": version})
    if b"dubious ownership" in asked.stderr:
        yield Point("owner", "wrong", {"folder": root})
        return
    if asked.stdout.strip() != b"true":
        yield Point("repository", "beware")
        return
    name, mail = repository.author()
    yield Point("author", "fine" if name and "@" in mail else "beware", {"name": name, "mail": mail})
    try:
        yield Point("branch", "fine", {"branch": repository.branch()})
        yield from _shared(repository)
    except GitFault:
        yield Point("branch", "wrong", {"branch": "–"})
    unmerged = repository.text("diff", "--name-only", "--diff-filter=U", may_fail=True).split("\n")
    if unmerged != [""]:
        yield Point("unmerged", "wrong", {"files": ", ".join(unmerged)})
    hidden = repository.text("ls-files", "--others", "--ignored", "--exclude-standard", "--", "stories", may_fail=True)
    if left_out := [path for path in hidden.split("\n") if path.endswith(".yml")]:
        yield Point("ignored", "beware", {"files": ", ".join(left_out[:5])})
    if b"merge=dienhinh" in _attributes(root):
        is_set = bool(repository.text("config", "merge.dienhinh.driver", may_fail=True))
        yield Point("merge-driver", "fine" if is_set else "beware")
    if system == "win32" and repository.text("config", "core.longpaths", may_fail=True) != "true":
        yield Point("long-names", "beware")


def _attributes(root: Path) -> bytes:
    file = root / ".gitattributes"
    return file.read_bytes() if file.is_file() else b""


def _shared(repository: Repository) -> Iterator[Point]:
    remote = repository.remote()
    if not remote:
        yield Point("remote", "beware", {"remote": "–"})
        return
    yield Point("remote", "fine", {"remote": remote})
    if shared := repository.shared():
        told = repository.text("rev-list", "--left-right", "--count", f"HEAD...{shared}", may_fail=True)
        ahead, behind = (int(each) for each in told.split()) if told else (0, 0)
        yield Point("level", "fine" if not behind else "beware", {"ahead": ahead, "behind": behind})
