"""The file a command writes for the office."""

import os
import tempfile
from pathlib import Path

from generator.core.problem import UsageError

_OPEN = ("~${}", ".~lock.{}#")
"""What Word and LibreOffice lay beside a file somebody has open; Word leaves out two letters of long names."""


def _umask() -> int:
    """Return what new files may not be, which only setting it tells: others of the office shall read the report."""
    known = os.umask(0o022)
    os.umask(known)
    return known


def write_output(output: Path, content: bytes) -> None:
    """Write a file whole or not at all; a file that is open in Word, or a full disk, is said in one line."""
    marks = (output.parent / mark.format(name) for name in (output.name, output.name[2:]) for mark in _OPEN)
    if open_mark := next((mark for mark in marks if mark.exists()), None):
        raise UsageError("report-open", path=output, mark=open_mark.name)
    try:
        handle, aside = tempfile.mkstemp(prefix=".", suffix=output.suffix, dir=output.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(aside, 0o666 & ~_umask())
            os.replace(aside, output)
        except OSError:
            Path(aside).unlink(missing_ok=True)
            raise
    except PermissionError:
        raise UsageError("report-locked", path=output) from None
    except OSError as fault:
        fault.filename = str(output)  # not that of the file beside it, which nobody knows
        raise
