"""Changes to several files of a project that happen all together or not at all.

What a change would write lies in `.dienhinh/change/` before the first file of the project moves; whoever
reads the project next finishes what a killed command had begun. One at a time does either: a lock beside the folder
is held meanwhile, so that no other thread or command takes a change that is under way for one that was left.
"""

import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from generator.core.filelock import wait_for_lock

_FOLDER = Path(".dienhinh", "change")
_JOURNAL = "journal.json"
_LOCK = Path(".dienhinh", "change.lock")
_PATIENCE = 30.0
"""Seconds in which whoever holds the lock is surely done: a change is a few files put in their place."""


def apply_files(root: Path, files: Mapping[str, bytes | None], folders: Mapping[str, str]) -> None:
    """Write files (None removes one) and move folders, by their paths in the project.

    Raises OSError with nothing changed while the change is prepared; after that it will be finished.
    """
    (root / _FOLDER.parent).mkdir(parents=True, exist_ok=True)
    with wait_for_lock(root / _LOCK, _PATIENCE):
        _finish(root)
        _prepare(root, files, folders)
        _finish(root)


def finish_interrupted_change(root: Path) -> None:
    """Finish the change that lies prepared, if one does."""
    if (root / _FOLDER / _JOURNAL).is_file():
        with wait_for_lock(root / _LOCK, _PATIENCE):
            _finish(root)


def _prepare(root: Path, files: Mapping[str, bytes | None], folders: Mapping[str, str]) -> None:
    aside = Path(tempfile.mkdtemp(prefix=".change-", dir=root / _FOLDER.parent))
    try:
        told: dict[str, dict[str, str | None]] = {"files": {}, "folders": dict(folders)}
        for number, (path, content) in enumerate(files.items()):
            told["files"][path] = None if content is None else str(number)
            if content is not None:
                (aside / str(number)).write_bytes(content)
        with (aside / _JOURNAL).open("w", encoding="utf-8") as journal:
            json.dump(told, journal)
            journal.flush()
            os.fsync(journal.fileno())
        aside.rename(root / _FOLDER)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _finish(root: Path) -> None:
    aside = root / _FOLDER
    if not (aside / _JOURNAL).is_file():
        return
    told = json.loads((aside / _JOURNAL).read_text("utf-8"))
    for path, name in told["files"].items():
        if name is not None and (aside / name).is_file():  # else it was put there before the interruption
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            os.replace(aside / name, root / path)
    for path, name in told["files"].items():
        if name is None:
            (root / path).unlink(missing_ok=True)
    for old, new in told["folders"].items():
        if (root / old).is_dir() and not (root / new).exists():
            (root / new).parent.mkdir(parents=True, exist_ok=True)
            (root / old).rename(root / new)
    shutil.rmtree(aside)
