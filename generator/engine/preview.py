"""The preview: a page is made when somebody looks at it, and again when what it is made of changed.

Nothing is built first. A saved story is read alone, so that its page shows at once; then all records
are read, as for a build, and every other page knows whether it is still what it was.
"""

import shutil
import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import RLock

from generator.archive.embargo import SOMEDAY, open_on
from generator.archive.loader import reload_story
from generator.core.problem import Problem
from generator.engine.project import Project, Publication, publish, read_project
from generator.engine.shell import Shell, render_site_files, write
from generator.engine.targets import files_of
from generator.engine.versions import site_version
from generator.publish.artifact import Artifact
from generator.publish.pages.exemplars import story_page
from generator.rules import check_records

_AT_ONCE = b"rendered from its file alone"


class Preview:
    """The pages of one project in a folder, brought up to date one by one."""

    def __init__(
        self,
        root: Path,
        folder: Path,
        address: str,
        report: Callable[[Sequence[Problem]], None],
        read: Callable[[Path], Project] = partial(read_project, opening=True),
    ) -> None:
        """`address` is where the folder is served; `report` is told what is wrong after each reading.

        `read` says how a project is read; RenderError if what is read first cannot be published.
        """
        self.read = read
        self.root, self.folder, self.address, self.report = root, folder, address, report
        self.lock = RLock()
        self.publication = publish(read(root))
        self.artifacts: dict[str, Artifact] = {}
        self.standing: dict[str, bytes] = {}
        self.behind = False
        self.rendered_at_once = 0
        self._take(self.publication)
        self._render_rest()

    def _take(self, publication: Publication) -> None:
        self.publication = publication
        self.artifacts = {file: artifact for artifact in publication.artifacts for file in files_of(artifact)}

    def _render_rest(self) -> None:
        """Render the hand-written pages and the theme's files; all our pages must be made anew."""
        self.stamp = site_version(self.root)
        self.standing.clear()
        self.shell = Shell.open(self.publication, self.address)
        with tempfile.TemporaryDirectory(prefix=".part-", dir=self.folder.parent) as part:
            site = Path(part, "site")
            render_site_files(self.publication, site, self.address)
            shutil.copytree(site, self.folder, dirs_exist_ok=True)

    def _render(self, artifact: Artifact) -> None:
        for _ in write(self.shell, [(artifact, None)], self.folder):
            """It stands there now."""

    def refresh(self, changed: Collection[str] = ()) -> bool:
        """Read what changed, given as paths from the root; return whether more is left to do.

        Of one saved story its own page is ready at once; the next call then reads the rest. Meanwhile
        pages can be looked at as they were.
        """
        if len(changed) == 1:
            with self.lock:
                if self._render_now(next(iter(changed))):
                    self.behind = True
                    return True
        before = self.rendered_at_once
        found = publish(self.read(self.root))
        self.report(found.blocking_problems)
        with self.lock:
            if self.rendered_at_once != before:
                return True  # a story saved meanwhile may be older in what was read than on its page
            self.behind = False
            if not found.blocking_problems:
                self._take(found)
                if site_version(self.root) != self.stamp:
                    self._render_rest()
        return False

    def _render_now(self, path: str) -> bool:
        """Make the page of a story from its file alone; False if it is none, or nothing can be shown of it."""
        project = self.publication.project
        archive = reload_story(project.archive, path)
        if archive is None:
            return False
        archive = open_on(archive, SOMEDAY)
        story = archive.stories[Path(path).stem]
        if any(problem.is_error for problem in check_records(archive, [(story.collection, story.id)])):
            return False
        artifact = story_page(replace(project, archive=archive).site(), story)
        if artifact is None or files_of(artifact)[0] not in self.artifacts:
            return False
        file = files_of(artifact)[0]
        self.artifacts[file] = artifact
        self._render(artifact)
        self.rendered_at_once += 1
        self.standing[file] = _AT_ONCE
        return True

    def ensure(self, address: str) -> None:
        """Make the file that answers at an address what it must be."""
        file = address.lstrip("/")
        file = f"{file}index.html" if not file or file.endswith("/") else file
        with self.lock:
            artifact = self.artifacts.get(file)
            if artifact is None:
                if file in self.standing:  # its record is gone
                    (self.folder / file).unlink(missing_ok=True)
                    del self.standing[file]
                return
            standing = self.standing.get(file)
            if self.behind and standing is not None:
                return  # as it was, or rendered at once: the rest is being read
            fingerprint = self.publication.fingerprints.digest(artifact.inputs)
            if standing == fingerprint and (self.folder / file).is_file():
                return
            self._render(artifact)
            self.standing |= dict.fromkeys(files_of(artifact), fingerprint)
