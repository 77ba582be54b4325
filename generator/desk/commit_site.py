"""The site as a commit makes it: beside the files somebody works on, for whoever must judge the commit."""

import shutil
from pathlib import Path
from threading import RLock

from generator.core.git import GitFault, Repository
from generator.engine.preview import Preview
from generator.engine.project import CACHE, Project, Publication, publish, read_project

_FOLDER = Path("desk") / "commits"


class CommitSite:
    """A commit's files in a folder of their own, what is wrong with them, and their pages as they are asked for."""

    def __init__(self, root: Path, name: str, pages: Path) -> None:
        """`pages` is the folder for the pages; the files lie under a name among the project's caches."""
        self.files, self.pages = root / CACHE / _FOLDER / name, pages
        self.repository = Repository(root)
        self._lock = RLock()
        self._commit = ""
        self._publication: Publication | None = None
        self._preview: Preview | None = None

    def stand_at(self, commit: str) -> Publication:
        """Read a commit as a build would; GitFault if its files cannot be laid out."""
        with self._lock:
            if self._commit != commit or self._publication is None:
                self._lay_out(commit)
                self._preview = None
                self._publication = publish(self._read())
                self._commit = commit
            return self._publication

    def _read(self) -> Project:
        return read_project(self.files / self.repository.text("rev-parse", "--show-prefix"))

    def _lay_out(self, commit: str) -> None:
        links = ("-c", "core.symlinks=false")  # what a stranger's commit links to is not read
        if self.files.is_dir():
            made = Repository(self.files).run(*links, "checkout", "-q", "-f", "--detach", commit)
            if made.returncode == 0:
                return
            shutil.rmtree(self.files, ignore_errors=True)
        self.repository.text("worktree", "prune")
        self.files.parent.mkdir(parents=True, exist_ok=True)
        made = self.repository.run(*links, "worktree", "add", "-q", "-f", "--detach", str(self.files), commit)
        if made.returncode:
            raise GitFault("failed", made.stderr.decode("utf-8", "replace").strip()[-300:])

    def file(self, address: str) -> Path | None:
        """Return the page that answers at an address in the commit; None if none does, or no commit was read."""
        with self._lock:
            if self._publication is None or self._publication.blocking_problems:
                return None
            if self._preview is None:
                shutil.rmtree(self.pages, ignore_errors=True)
                self.pages.mkdir(parents=True)
                self._preview = Preview(self._publication.project.root, self.pages, "http://127.0.0.1/", lambda _: None)
            self._preview.ensure(address)
        return file_at(self.pages, address)


def file_at(folder: Path, address: str) -> Path | None:
    """Return the file of a folder that answers at an address; None if none does, or it lies elsewhere."""
    try:
        found = (folder / address.lstrip("/")).resolve()
        file = found / "index.html" if found.is_dir() else found
        return file if file.is_file() and folder.resolve() in file.parents else None
    except (OSError, ValueError):  # no file can be called so
        return None
