"""Work in processes of its own: what comes back, and what when it fails."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from tempfile import TemporaryFile
from typing import BinaryIO

import pytest

from generator.core import parallel
from generator.core.parallel import gc_paused, start_background, start_background_files
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


@contextmanager
def written(content: bytes) -> Iterator[tuple[list[BinaryIO], str]]:
    with TemporaryFile() as once, TemporaryFile() as twice:
        once.write(content)
        twice.write(content * 2)
        yield [once, twice], "told"


@pytest.mark.parametrize("content", [b"", b"a" * 3_000_000])
def test_what_is_large_is_left_in_the_file_it_was_made_in(content: bytes) -> None:
    files, told = start_background_files(partial(written, content))()
    assert [file.read() for file in files] == [content, content * 2]
    assert told == "told"
    for file in files:
        file.close()


@contextmanager
def full() -> Iterator[tuple[list[BinaryIO], str]]:
    with TemporaryFile() as file:
        file.write(b"half")
        fails(OSError(28, "no room"))
        yield [file], ""


def test_what_cannot_be_written_is_told_as_it_was() -> None:
    made = start_background_files(full)
    with pytest.raises(OSError, match="no room"):
        made()


def test_without_fork_it_is_done_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "can_fork", lambda: False)
    done: list[int] = []
    ended = start_background(partial(done.append, 1))
    assert done == []
    ended()
    assert done == [1]


def test_what_was_made_while_the_collector_rested_is_old_to_it() -> None:
    with gc_paused():
        assert not gc.isenabled()
        made: list[list[object]] = [[] for _ in range(10)]
    assert gc.isenabled()
    young = {id(each) for generation in (0, 1) for each in gc.get_objects(generation)}
    assert not young & {id(made), *map(id, made)}
