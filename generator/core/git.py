"""Git by its own command: its credentials, proxies and hooks are those the office has set up.

Commits are made beside the files somebody works on: no index, no branch and no file of theirs is touched.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

_NO_TEXT = 128
"""From here on what git says of a merge of texts is no number of conflicts."""
_PATIENCE = {"fetch": 300, "push": 300}
"""Seconds for what goes over the network; what stays here ends by itself."""
_ZERO = "0" * 40
_ROLES = ("AUTHOR", "COMMITTER")


class GitFault(Exception):
    """Git cannot do what is asked: why, by a key of the words under `git`, with what it said."""

    def __init__(self, key: str, detail: str = "") -> None:
        super().__init__(key)
        self.key, self.detail = key, detail


class Repository:
    """The repository in which a project lies, and the one its commits go to, if it has one."""

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        """`root` is the project's, which may be a folder inside the repository; git gets an `environment` besides."""
        self.root, self.environment = root, dict(environment or {})

    def run(
        self, *arguments: str, given: bytes | None = None, index: Path | None = None
    ) -> "subprocess.CompletedProcess[bytes]":
        """Run a command of git, with an index of its own if one is given; GitFault without git or a network."""
        command = ["git", "-c", "core.quotePath=false", *arguments]
        environment = (
            os.environ | {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1"} | self.environment
        )
        if index is not None:
            environment["GIT_INDEX_FILE"] = str(index)
        try:
            return subprocess.run(
                command,
                cwd=self.root,
                env=environment,
                input=given if given is not None else b"",
                capture_output=True,
                timeout=_PATIENCE.get(arguments[0]),
                check=False,
            )
        except FileNotFoundError:
            raise GitFault("none") from None
        except subprocess.TimeoutExpired:
            raise GitFault("slow") from None

    def text(
        self, *arguments: str, may_fail: bool = False, given: bytes | None = None, index: Path | None = None
    ) -> str:
        """Return what a command of git says, without its last line end; "" if it fails and may."""
        made = self.run(*arguments, given=given, index=index)
        if made.returncode and not may_fail:
            raise _fault("failed", made)
        return made.stdout.decode("utf-8", "replace").strip("\n") if not made.returncode else ""

    def author(self) -> tuple[str, str]:
        """Return the name and e-mail address git knows of whoever sits here; "" where it knows none."""
        try:
            return self.text("config", "user.name", may_fail=True), self.text("config", "user.email", may_fail=True)
        except GitFault:
            return "", ""

    def branch(self) -> str:
        """Return the branch that is published; GitFault if the files stand at no branch."""
        found = self.text("symbolic-ref", "-q", "HEAD", may_fail=True).removeprefix("refs/heads/")
        if not found:
            self.text("rev-parse", "--git-dir")  # says so if there is no repository at all
            raise GitFault("detached")
        return found

    def remote(self) -> str:
        """Return the name of the repository commits go to; "" if there is none."""
        known = self.text("remote", may_fail=True).split()
        return "origin" if "origin" in known else known[0] if known else ""

    def commit_of(self, name: str) -> str:
        """Return the commit a name means; "" if it means none."""
        return self.text("rev-parse", "--verify", "-q", f"{name}^{{commit}}", may_fail=True)

    def shared(self) -> str:
        """Return where the published branch stands in the other repository, as far as it was fetched; "" if nowhere.

        Without another repository it is the branch here.
        """
        remote = self.remote()
        return self.commit_of(f"refs/remotes/{remote}/{self.branch()}" if remote else "HEAD")

    def published(self) -> str:
        """Return the commit that is published; where nothing was sent yet, that of the branch here; "" without any."""
        return self.shared() or self.commit_of("HEAD")

    def base(self) -> str:
        """Return the published commit the files here were made from; "" without any commit.

        What is published since then by others is no change of ours. GitFault if the histories have nothing in common.
        """
        head, published = self.commit_of("HEAD"), self.published()
        if not head or not published:
            return published
        found = self.text("merge-base", head, published, may_fail=True)
        if not found:
            raise GitFault("unrelated")
        return found

    def is_ancestor(self, earlier: str, later: str) -> bool:
        """Tell whether a commit led to another, or is it."""
        return self.run("merge-base", "--is-ancestor", earlier, later).returncode == 0

    def top(self) -> Path:
        """Return the folder of the whole repository."""
        return Path(self.text("rev-parse", "--show-toplevel"))

    def fetch(self) -> None:
        """Fetch what others sent; GitFault if the other repository does not answer."""
        if remote := self.remote():
            made = self.run("fetch", "-q", "--prune", remote)
            if made.returncode:
                raise _fault("fetch", made)

    def references(self, folder: str) -> dict[str, str]:
        """Return the commits of the shared branches in a folder, by name without the folder."""
        remote = self.remote()
        prefix = f"refs/remotes/{remote}/{folder}/" if remote else f"refs/heads/{folder}/"
        told = self.text("for-each-ref", "--format=%(objectname) %(refname)", prefix)
        rows = (row.split(" ", 1) for row in told.splitlines())
        return {name.removeprefix(prefix): commit for commit, name in rows}

    def move(self, branches: Mapping[str, tuple[str, str]]) -> str:
        """Let shared branches stand at other commits, all or none: by name, from which to which ("" is none).

        Returns what the server of the other repository had to say. GitFault "moved" if one of them stands elsewhere
        by now, "behind" if what is published would be taken back, "refused" with its words if the server says no.
        """
        old, new = branches.get(self.branch(), ("", ""))
        if old and not self.is_ancestor(old, new):
            raise GitFault("behind")
        if remote := self.remote():
            made = self._push(remote, branches)
        else:
            rows = [f"update refs/heads/{name} {new or _ZERO} {old or _ZERO}" for name, (old, new) in branches.items()]
            made = self.run("update-ref", "--stdin", given="\n".join(["start", *rows, "commit", ""]).encode())
        if made.returncode:
            said = made.stderr.decode("utf-8", "replace")
            has_moved = any(word in said for word in ("stale info", "fetch first", "non-fast-forward", "but expected"))
            if not has_moved and (words := _said_by_server(said)):
                raise GitFault("refused", words)
            raise _fault("moved" if has_moved else "push", made)
        return _said_by_server(made.stderr.decode("utf-8", "replace"))

    def _push(self, remote: str, branches: Mapping[str, tuple[str, str]]) -> "subprocess.CompletedProcess[bytes]":
        leases = [f"--force-with-lease=refs/heads/{name}:{old}" for name, (old, _) in branches.items()]
        wanted = [f"{new}:refs/heads/{name}" for name, (_, new) in branches.items()]
        return self.run("push", "-q", "--atomic", *leases, remote, *wanted)

    def changed(self, before: str, after: str) -> list[str]:
        """Return the project's files in which two commits differ; outside it none counts."""
        told = self.text("diff", "--name-only", "--no-renames", "--relative", "-z", before, after)
        return [path for path in told.split("\0") if path]

    def contents(self, commit: str, paths: Iterable[str]) -> dict[str, bytes | None]:
        """Return files of the project as a commit has them and this machine would write them; None for no file.

        What a commit says is a link is a file that says where the link leads: nothing else is read for it. GitFault
        if a file that is there cannot be read: that must never look like one taken away.
        """
        wanted = list(paths)
        prefix = self.text("rev-parse", "--show-prefix")
        found: dict[str, bytes | None] = dict.fromkeys(wanted)
        with tempfile.TemporaryDirectory(prefix="contents-") as aside:
            index, told = Path(aside, "index"), "\0".join([*wanted, ""]).encode()
            self.text("read-tree", commit, index=index)
            plain = ("-c", "core.symlinks=false", "checkout-index")
            made = self.run(*plain, "-q", "-z", "--stdin", f"--prefix={aside}/files/", given=told, index=index)
            known = set(self.text("ls-files", "-z", index=index).split("\0"))
            for path in wanted:
                file = Path(aside, "files", f"{prefix}{path}")
                if path in known and not file.is_file():
                    raise _fault("failed", made)
                found[path] = file.read_bytes() if path in known else None
        return found

    def check_out(self, commit: str, paths: Iterable[str]) -> None:
        """Write files as a commit has them, over what stands there."""
        with tempfile.TemporaryDirectory(prefix="index-") as aside:
            index = Path(aside, "index")
            self.text("read-tree", commit, index=index)
            self.text("checkout-index", "-f", "-z", "--stdin", given="\0".join([*paths, ""]).encode(), index=index)

    def commit(
        self,
        parents: Sequence[str],
        files: Mapping[str, bytes | None],
        message: str,
        author: tuple[str, str],
    ) -> str:
        """Make a commit of its first parent's files with some put in or taken away (None), and return it."""
        prefix = self.text("rev-parse", "--show-prefix")
        with tempfile.TemporaryDirectory(prefix="index-") as aside:
            index = Path(aside, "index")
            self.text("read-tree", parents[0], index=index)
            rows = []
            for path, content in files.items():
                blob = _ZERO
                if content is not None:
                    blob = self.text("hash-object", "-w", f"--path={prefix}{path}", "--stdin", given=content)
                rows.append(f"{'0' if content is None else '100644'} {blob}\t{prefix}{path}")
            self.text("update-index", "--add", "-z", "--index-info", given="\0".join([*rows, ""]).encode(), index=index)
            tree = self.text("write-tree", index=index)
        names = [each for parent in parents for each in ("-p", parent)]
        who, mail = (" ".join(each.split()) for each in author)
        identity = {f"GIT_{role}_NAME": who for role in _ROLES} | {f"GIT_{role}_EMAIL": mail for role in _ROLES}
        named = Repository(self.root, self.environment | identity)
        return named.text("commit-tree", tree, *names, "-F", "-", given=message.encode())


def merge_text(base: bytes, ours: bytes, theirs: bytes, *, marked: bool = False) -> bytes | None:
    """Return what git makes of two texts that came from one; None if both changed the same lines, or it is no text.

    With `marked` lines that both changed stand there both, between git's marks.
    """
    with tempfile.TemporaryDirectory(prefix="merge-") as aside:
        for name, content in (("base", base), ("ours", ours), ("theirs", theirs)):
            Path(aside, name).write_bytes(content)
        made = Repository(Path(aside)).run("merge-file", "-p", "ours", "base", "theirs")
    is_text = 0 <= made.returncode < _NO_TEXT
    return made.stdout if made.returncode == 0 or (marked and is_text) else None


def _said_by_server(said: str) -> str:
    """Return the lines a hook of the other repository wrote, without what git puts before each."""
    rows = (row.removeprefix("remote:").strip() for row in said.splitlines() if row.startswith("remote:"))
    return "\n".join(filter(None, rows))


def _fault(key: str, made: "subprocess.CompletedProcess[bytes]") -> GitFault:
    said = made.stderr.decode("utf-8", "replace").strip()
    return GitFault("repository" if "not a git repository" in said else key, said[-600:])
