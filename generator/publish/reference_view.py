"""What templates may read of the archive unasked."""

from typing import Any

from generator.archive.archive import Archive
from generator.records.kinds import COLLECTIONS, kind_of


class ReferenceView:
    """What templates may read of the archive unasked: lists that seldom change (`archive.reference_digest`)."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def __getattr__(self, name: str) -> Any:
        if name != "clauses" and (name not in COLLECTIONS or kind_of(name).is_named):
            raise AttributeError(f"{name}: a page gets this handed in, or nobody would know that it shows it")
        return self._archive.clauses if name == "clauses" else self._archive.collection(name)
