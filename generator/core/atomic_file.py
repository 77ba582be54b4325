"""Writes one file whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, content: bytes | str, *, mode: int = 0o666) -> None:
    """Write a file in place of the one that is there, whole or not at all; folders that are missing are made.

    Whoever reads it meanwhile sees the one or the other; two who write at once do not mix. Text is UTF-8 with `\\n`
    alone. `mode` is what it may be, less what the machine forbids new files. An OSError names `file`.
    """
    made = content.encode() if isinstance(content, str) else content
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(prefix=f".{file.name[:60]}.", suffix=".new", dir=file.parent)
        try:
            with os.fdopen(handle, "wb") as written:
                written.write(made)
            os.chmod(aside, mode & ~_forbidden())
            os.replace(aside, file)
        except OSError:
            Path(aside).unlink(missing_ok=True)
            raise
    except OSError as fault:
        fault.filename = str(file)  # not that of the file beside it, which nobody knows
        fault.filename2 = None
        raise


def _forbidden() -> int:
    """Return what new files may not be, which only setting it tells."""
    known = os.umask(0o022)
    os.umask(known)
    return known
