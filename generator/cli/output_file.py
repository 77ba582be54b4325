"""The file a command writes for the office."""

from pathlib import Path

from generator.core.atomic_file import write_whole
from generator.core.problem import UsageError

_OPEN = ("~${}", ".~lock.{}#")
"""What Word and LibreOffice lay beside a file somebody has open; Word leaves out two letters of long names."""


def write_output(output: Path, content: bytes) -> None:
    """Write a file whole or not at all; a file that is open in Word, or a full disk, is said in one line."""
    marks = (output.parent / mark.format(name) for name in (output.name, output.name[2:]) for mark in _OPEN)
    if open_mark := next((mark for mark in marks if mark.exists()), None):
        raise UsageError("report-open", path=output, mark=open_mark.name)
    try:
        write_whole(output, content)
    except PermissionError:
        raise UsageError("report-locked", path=output) from None
