"""Work in processes of its own: what comes back, and what when it fails."""

import os
from functools import partial
from typing import BinaryIO

import pytest

from generator.core import parallel
from generator.core.parallel import start_background, start_background_files
from generator.core.problem import WorkerError


def test_what_was_begun_is_done_elsewhere_and_comes_back() -> None:
    waiting = [start_background(partial(lambda number: (number, os.getpid()), number)) for number in range(3)]
    found = [ended() for ended in waiting]
    assert [ended() for ended in waiting] == found, "it may be asked for again"
    assert [number for number, _ in found] == [0, 1, 2]
    assert os.getpid() not in {process for _, process in found}


def fails(fault: Exception) -> None:
    raise fault


def test_what_fails_there_is_raised_here() -> None:
    with pytest.raises(OSError, match="no room"):
        start_background(partial(fails, OSError("no room")))()
    with pytest.raises(WorkerError, match="exit code"):
        start_background(partial(fails, KeyError("a fault of ours")))()


def write(content: bytes, files: list[BinaryIO]) -> str:
    for number, file in enumerate(files):
        file.write(content * (number + 1))
    return "told"


@pytest.mark.parametrize("content", [b"", b"a" * 3_000_000])
def test_what_is_large_is_left_in_a_file(content: bytes) -> None:
    made = start_background_files(2, partial(write, content))
    files, told = made()
    assert [file.read() for file in files] == [content, content * 2]
    assert told == "told"


def test_without_fork_it_is_done_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "can_fork", lambda: False)
    done: list[int] = []
    ended = start_background(partial(done.append, 1))
    assert done == []
    ended()
    assert done == [1]
    made = start_background_files(1, partial(write, b"aside"))
    files, told = made()
    assert [file.read() for file in files] == [b"aside"]
    assert told == "told"
