"""The pages of the site as they stand: that of what was saved at once, all others while the clerk goes on."""

import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from threading import RLock, Thread, current_thread

from generator.core.problem import RenderError, UsageError
from generator.desk.commit_site import file_at
from generator.engine.last_good import read_with_fallback
from generator.engine.preview import Preview
from generator.engine.project import Project

CATCHING_UP = "pages catch up"
"""What the thread is called that makes pages follow a save."""
_AFTERWARDS = 0.3
"""Seconds pages wait after a save: the form that comes back goes first."""


UNREADABLE = (OSError, UsageError, RenderError, ValueError)
"""What reading a project raises that is broken just now, or read while somebody else writes it."""


_ADDRESS = "http://127.0.0.1/"


def _readable(root: Path) -> Project:
    """Read a project as it can be shown: a record that was begun and is not all filled in hides no other's page."""
    return read_with_fallback(root, opening=True).project


class LivePages:
    """The pages of one project, made in a folder when somebody looks at them.

    A save only marks what changed. Whoever looks, or the thread that catches up, makes the pages follow.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self._preview: Preview | None = None
        self._following, self._marking = RLock(), RLock()
        self._changed, self._is_all_changed, self._is_behind = set[str](), False, False
        self._catching_up: Thread | None = None

    def file(self, address: str) -> Path | None:
        """Return the page that answers at an address of the site, brought up to date; None if none does.

        One of UNREADABLE if the project cannot be read just now; the next look tries again.
        """
        with self._following:
            if self._preview is None:
                self.folder.mkdir(parents=True, exist_ok=True)
                self._preview = Preview(self.root, self.folder, _ADDRESS, lambda _: None, _readable)
            self._follow(self._preview)
            if self._is_behind and self._catching_up is None:  # it could not
                self._read_all(self._preview)
        self._preview.ensure(address)
        return file_at(self.folder, address)

    def refresh(self, paths: Iterable[str] | None = None) -> None:
        """Let the pages follow files that changed, any if none are named; whoever looks at such a page waits for it."""
        with self._marking:
            if self._preview is not None:
                self._mark(set(paths or ()), paths is None)
                if self._catching_up is None:
                    thread = Thread(target=self._catch_up, args=(self._preview,), name=CATCHING_UP, daemon=True)
                    self._catching_up = thread
                    thread.start()

    def _mark(self, changed: set[str], is_all_changed: bool) -> None:
        with self._marking:
            self._changed |= changed
            self._is_all_changed |= is_all_changed

    def _follow(self, preview: Preview) -> None:
        """Make the page of what changed follow at once; all others are behind then."""
        with self._marking:
            changed, is_all = self._changed, self._is_all_changed
            self._changed, self._is_all_changed = set(), False
        if changed or is_all:
            has_followed = False
            try:
                self._is_behind = preview.refresh(() if is_all else changed)
                has_followed = True
            finally:
                if not has_followed:
                    self._mark(changed, is_all)

    def _read_all(self, preview: Preview) -> None:
        """Make all pages follow what had changed before; what changes meanwhile leaves them behind again."""
        with self._marking:
            self._is_behind = False
        is_behind = True
        try:
            is_behind = preview.refresh()
        finally:
            with self._marking:
                self._is_behind |= is_behind

    def _catch_up(self, preview: Preview) -> None:
        time.sleep(_AFTERWARDS)
        try:
            with suppress(*UNREADABLE):  # the next look tries again, and tells
                while self._has_more(preview):
                    self._read_all(preview)
        finally:
            with self._marking:
                if self._catching_up is current_thread():
                    self._catching_up = None

    def _has_more(self, preview: Preview) -> bool:
        with self._following:
            self._follow(preview)
        with self._marking:
            has_more = self._is_behind or self._is_all_changed or bool(self._changed)
            if not has_more:
                self._catching_up = None  # who marks something from now on begins another
            return has_more
