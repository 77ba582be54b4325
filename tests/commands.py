"""Runs the command as a process of its own, without starting Python and loading its libraries each time."""

import logging
import os
import subprocess
import sys
import traceback
import warnings
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import generator.cli.build
import generator.cli.publish
import generator.engine.shell  # noqa: F401 – all three loaded once, for every command
from generator.cli.main import main


def dienhinh(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `dienhinh` in a project, in a fork of the tests: return its code and what it wrote, as `subprocess.run` does.

    It has its own folder, streams and memory, and ends as the command does. `tests/test_cli.py` and others start it
    as people do.
    """
    with TemporaryFile() as out, TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            _become(root, list(arguments), out, err)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode("utf-8"))
    return subprocess.CompletedProcess(["dienhinh", *arguments], code, *said)


def _become(root: Path, arguments: list[str], out: BinaryIO, err: BinaryIO) -> None:
    """Be the command, and never return."""
    try:
        os.chdir(root)
        for file, stream in ((out, 1), (err, 2)):
            os.dup2(file.fileno(), stream)
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 – as long as the process lives
        sys.stdout = open(1, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115 – as above
        sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
        logging.getLogger().handlers.clear()  # those of the tests
        warnings.resetwarnings()
        sys.argv = ["dienhinh", *arguments]
        main()
    except SystemExit as ended:
        sys.stdout.flush()
        os._exit(ended.code if isinstance(ended.code, int) else 1)
    except BaseException:
        sys.stdout.flush()
        os.write(2, traceback.format_exc().encode())
    os._exit(1)
