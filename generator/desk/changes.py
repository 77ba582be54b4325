"""What was changed and not sent yet, told field by field; and git beneath it, which nobody needs to know.

Everything is done by the git command: its credentials, proxies and hooks are those the office has set up.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from generator.core.problem import Problem
from generator.records.kinds import KINDS
from generator.source.yaml_source import Limits, Tree, read_source

_LIMITS = Limits(size=2**23, events=2_000_000)
_SECONDS = 60


class GitMissing(Exception):
    """Git cannot do what is asked: why, by a key of the desk's words, with what it said."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key)
        self.key, self.detail = key, detail


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a record as it was sent last, and as it is now."""

    name: str
    before: Tree
    now: Tree


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A file that was changed: what kind of record it holds, if the desk knows it, and its fields that changed."""

    path: str
    kind: str
    name: str
    fields: tuple[FieldChange, ...]


class Changes:
    """The changes of one project."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def author(self) -> tuple[str, str]:
        """Return the name and e-mail address git knows of whoever sits here; "" where it knows none."""
        try:
            return self._git("config", "user.name", may_fail=True), self._git("config", "user.email", may_fail=True)
        except GitMissing:
            return "", ""

    def pending(self) -> list[RecordChange]:
        """Return what differs in stories/ from what was sent last; GitMissing without git or a repository."""
        told = self._git("status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", "stories")
        paths = [entry[3:] for entry in told.split("\0") if entry]
        return [self._change(path) for path in sorted(paths)]

    def _change(self, path: str) -> RecordChange:
        before = _tree(path, self._shown(path))
        file = self.root / path
        now = _tree(path, file.read_bytes() if file.is_file() else b"")
        names = [name for name in dict.fromkeys((*before, *now)) if before.get(name) != now.get(name)]
        fields = tuple(FieldChange(name, before.get(name), now.get(name)) for name in names)
        said = now or before
        return RecordChange(path, _kind_of(path), str(said.get("name") or said.get("number") or path), fields)

    def _shown(self, path: str) -> bytes:
        made = self._run("show", f"HEAD:./{path}")
        return made.stdout if made.returncode == 0 else b""

    def send(self, who: str, mail: str, why: str) -> str:
        """Commit what is pending in the name of somebody, and push it where there is a place to; return what to say.

        GitMissing says what stopped it; nothing is lost: what was committed goes with the next sending.
        """
        if not who or "@" not in mail:
            raise GitMissing("who")
        changed = self.pending()
        if changed:
            paths = [change.path for change in changed]
            self._git("add", "-A", "--", *paths)
            message = why or "; ".join(change.name for change in changed)[:200]
            identity = ("-c", f"user.name={_line(who)}", "-c", f"user.email={_line(mail)}")
            self._git(*identity, "commit", "-q", "-m", message, "--", *paths)
        if not self._git("remote", may_fail=True):
            return "sent_here" if changed else "nothing"
        branch = self._git("rev-parse", "--abbrev-ref", "HEAD")
        made = self._run("push", "-q", "origin", f"HEAD:{branch}")
        if made.returncode:
            raise GitMissing("push", made.stderr.decode("utf-8", "replace").strip()[-300:])
        return "sent" if changed else "sent_again"

    def _git(self, *arguments: str, may_fail: bool = False) -> str:
        made = self._run(*arguments)
        if made.returncode and not may_fail:
            said = made.stderr.decode("utf-8", "replace").strip()
            raise GitMissing("repository" if "not a git repository" in said else "failed", said[-300:])
        return made.stdout.decode("utf-8", "replace").strip("\n") if not made.returncode else ""

    def _run(self, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
        command = ["git", "-c", "core.quotePath=false", *arguments]
        try:
            return subprocess.run(command, cwd=self.root, capture_output=True, timeout=_SECONDS, check=False)
        except FileNotFoundError:
            raise GitMissing("none") from None
        except subprocess.TimeoutExpired:
            raise GitMissing("slow") from None


def _tree(path: str, content: bytes) -> dict[str, Tree]:
    source = read_source(path, content, _LIMITS)
    return {} if isinstance(source, Problem) else source.data


def _kind_of(path: str) -> str:
    parts = Path(path).parts
    folder = parts[1] if len(parts) > 2 else ""
    found = [kind.command_name for kind in KINDS if kind.folder == folder and kind.command_name]
    return found[0] if found else "story" if folder != "reference" and len(parts) == 3 else ""


def _line(text: str) -> str:
    return " ".join(text.split())
