"""Work in processes of its own: what comes back, and what when it fails."""

import errno
import gc
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from tempfile import TemporaryFile
from typing import BinaryIO

import pytest

from generator.config.i18n import language
from generator.core import parallel
from generator.core.parallel import (
    SharedQueue,
    can_fork,
    can_hand_over_files,
    gc_paused,
    run_parallel,
    start_background,
    start_background_files,
)
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
    with pytest.raises(WorkerError) as crashed:
        start_background(partial(fails, KeyError("a fault of ours")))()
    assert not crashed.value.is_killed


def interrupted() -> None:
    raise KeyboardInterrupt


@pytest.mark.skipif(not can_fork(), reason="without fork all is done here")
def test_only_what_crashes_leaves_its_trace(capfd: pytest.CaptureFixture[str]) -> None:
    for job, traces in ((partial(fails, KeyError("a fault of ours")), 1), (interrupted, 0), (dies, 0)):
        with pytest.raises(WorkerError):
            start_background(job)()
        assert capfd.readouterr().err.count("Traceback") == traces


def takes_one(queue: SharedQueue[int], others_are_through: int) -> Iterator[tuple[str, int]]:
    for number, item in enumerate(queue):
        if number == 0:
            os.read(others_are_through, 1)
        yield "slow", item


def takes_all(queue: SharedQueue[int], through: int) -> Iterator[tuple[str, int]]:
    for item in queue:
        yield "quick", item
    os.write(through, b".")


@pytest.mark.skipif(not can_fork(), reason="without fork all is done here")
@pytest.mark.parametrize(("count", "at_once"), [(1, 1), (1000, 1), (2048, 1), (2049, 2), (100_000, 49)])
def test_whoever_is_free_takes_the_next_and_each_is_taken_once(count: int, at_once: int) -> None:
    reading, writing = os.pipe()
    queue = SharedQueue(range(count))
    found = list(run_parallel([partial(takes_one, queue, reading), partial(takes_all, queue, writing)]))
    os.close(reading)
    os.close(writing)
    assert sorted(item for _, item in found) == list(range(count))
    assert sum(who == "slow" for who, _ in found) <= at_once, "it waited with these in its hands, and held up no others"
    for who in ("slow", "quick"):
        shares = [item % 2048 for name, item in found if name == who]
        assert shares == sorted(shares), "what comes first is most work"
    assert not list(queue)


def test_a_queue_holds_its_pipe_as_long_as_it_is_there() -> None:
    queues = [SharedQueue(range(number)) for number in range(5)]
    assert [[*queue] for queue in queues] == [[*range(number)] for number in range(5)]
    pipes = [queue._tokens for queue in queues]
    assert all(os.fstat(pipe) for pipe in pipes)
    queues.clear()
    for pipe in pipes:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(pipe)


def dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def dies_at(number: int) -> int:
    dies()
    return number


@pytest.mark.skipif(not can_fork(), reason="without fork all is done here")
def test_what_the_machine_killed_is_told_whoever_asks() -> None:
    ended = start_background(dies)
    for ask in (start_background(ended), ended):  # first from another process, as what renders does
        with pytest.raises(WorkerError) as told:
            ask()
        assert told.value.is_killed
    with pytest.raises(WorkerError) as among:
        list(run_parallel([lambda: [1], lambda: [*map(dies_at, [1])]]))
    assert among.value.is_killed
    words = language("vi").reason(told.value)
    assert "bị máy dừng giữa chừng" in words
    assert words != language("vi").reason(WorkerError())


@contextmanager
def written(content: bytes) -> Iterator[tuple[list[BinaryIO], str]]:
    with TemporaryFile() as once, TemporaryFile() as twice:
        once.write(content)
        twice.write(content * 2)
        yield [once, twice], "told"


hands_over = pytest.mark.skipif(not can_hand_over_files(), reason="no process leaves open files to another one here")


@hands_over
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


@hands_over
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


@pytest.mark.parametrize("lasting", [True, False])
def test_what_lasts_is_looked_at_no_more_by_the_collector(lasting: bool) -> None:
    frozen = gc.get_freeze_count()
    try:
        with gc_paused(lasting):
            assert not gc.isenabled()
            made: list[list[object]] = [[] for _ in range(10)]
        assert gc.isenabled()
        seen = {id(each) for each in gc.get_objects()}
        assert all((id(each) in seen) is not lasting for each in made)
    finally:
        if frozen == 0:
            gc.unfreeze()


@contextmanager
def several(count: int) -> Iterator[tuple[list[BinaryIO], int]]:
    with ExitStack() as opened:
        yield [opened.enter_context(TemporaryFile()) for _ in range(count)], count


@hands_over
def test_files_of_which_too_many_are_open_are_told_by_the_system() -> None:
    resource = pytest.importorskip("resource")
    made = start_background_files(partial(several, 24))
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free + 3, hard))
    try:
        with pytest.raises(OSError, match=os.strerror(errno.EMFILE)):
            made()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
