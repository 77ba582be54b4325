"""An index whose files are kept in one SQLite file from build to build, and brought up to date when looked at."""

import sqlite3
from abc import ABC, abstractmethod
from functools import cached_property

from generator.core.parallel import gc_paused
from generator.core.store import Store


class KeptIndex(ABC):
    """The files of an index, by number: in its store, in a table `files`, the digest of each stands."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def fingerprint(self, number: int) -> bytes:
        """Return the digest of a file; none has one of which nothing is known."""
        return self._fingerprints.get(number, b"")

    @abstractmethod
    def content(self, number: int) -> str:
        """Return the content of a file."""

    @cached_property
    def _fingerprints(self) -> dict[int, bytes]:
        opened = self.store.connection()
        with gc_paused(), opened:
            opened.execute("BEGIN IMMEDIATE")  # what is read must be what is written over: another build waits
            self._bring_up_to_date(opened)
        return dict(opened.execute("SELECT number, digest FROM files"))

    @abstractmethod
    def _bring_up_to_date(self, opened: sqlite3.Connection) -> None:
        """Change what is kept until it is what there is now."""
