"""Locks between processes: the system lets go of one when the last process that holds it is gone."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]
    import msvcrt


@contextmanager
def hold_lock(file: Path) -> Iterator[None]:
    """Hold a lock file, made if it is not there; BlockingIOError if somebody else holds it."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _lock(handle)
        yield
    finally:
        os.close(handle)


@contextmanager
def wait_for_lock(file: Path, patience: float, pause: float = 0.01) -> Iterator[None]:
    """Hold a lock file once nobody else does; BlockingIOError if that takes more seconds than there is patience."""
    until = time.monotonic() + patience
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(hold_lock(file))
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise
                time.sleep(pause)
        yield


def is_locked(file: Path) -> bool:
    """Tell whether somebody holds a lock file; False where there is none."""
    if not file.is_file():
        return False
    try:
        with hold_lock(file):
            return False
    except BlockingIOError:
        return True


def _lock(handle: int) -> None:
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return
    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except OSError:
        raise BlockingIOError from None
