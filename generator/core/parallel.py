"""Work shared out to forked processes: what the parent holds is inherited, never copied or pickled.

A process ends with its work or with its parent, whichever comes first. (A pool's workers wait for
ever when the parent is killed, and with them every lock they inherited.)
"""

import errno
import gc
import multiprocessing
import os
import socket
import sqlite3
import sys
import traceback
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache, partial
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Thread
from types import TracebackType
from typing import BinaryIO, Generic, TypeVar
from weakref import finalize

from generator.core.problem import WorkerError
from generator.core.store import CacheError, as_system_error, is_damage

T = TypeVar("T")
Job = Callable[[], Iterable[T]]
_SHARES, _TOKEN = 2048, 2
"""Shares of a queue, and the bytes of what stands for one: together no more than any system's pipe takes at once."""


def default_workers() -> int:
    """Return how many processes this machine runs side by side: at most 8, one where fork is missing."""
    return max(1, min(os.cpu_count() or 1, 8)) if can_fork() else 1


def can_fork() -> bool:
    """Tell whether processes can be forked; on Windows they cannot."""
    return "fork" in multiprocessing.get_all_start_methods()


class SharedQueue(Generic[T]):
    """Items that forked processes take in their order, each one once, by whoever is free.

    Cores are not equally fast, and no estimate of an item's work is right: dealt beforehand, one process would end long
    before the others. Whoever iterates takes, and what was taken is gone for all. What is taken at once is one item, of
    very many some that lie evenly apart. Each such share is a token in a pipe, which no process can hold back.
    """

    def __init__(self, items: Sequence[T]) -> None:
        self._items, self._shares = items, min(len(items), _SHARES)
        self._tokens, tokens = os.pipe()
        finalize(self, os.close, self._tokens)
        os.write(tokens, b"".join(share.to_bytes(_TOKEN, "big") for share in range(self._shares)))
        os.close(tokens)

    def __iter__(self) -> Iterator[T]:
        while token := os.read(self._tokens, _TOKEN):
            yield from self._items[int.from_bytes(token, "big") :: self._shares]


def run_parallel(works: Sequence[Job[T]], faults: tuple[type[Exception], ...] = (OSError,)) -> Generator[T, None, None]:
    """Yield what each of `works` yields, as it comes; the last of them runs in a process of its own too.

    One work alone, or no fork: all run here, one after the other. Exceptions of the kinds `faults`
    are raised here as they were there, and so is what is wrong with a cache; of any other kind as
    WorkerError, with its trace on stderr; one the machine killed is a WorkerError too.
    """
    if len(works) < 2 or not can_fork():
        for work in works:
            yield from work()
        return
    gc.freeze()  # a collection in a child would write to, and so copy, every page it inherited
    workers = [_Worker(work, faults) for work in works]
    try:
        open_ = {worker.answers: worker for worker in workers}
        while open_:
            for answers in wait(list(open_)):
                worker = open_[answers]  # type: ignore[index]
                more, done = worker.take()
                yield from done
                if not more:
                    del open_[worker.answers]
    finally:
        for worker in workers:
            worker.end()
        gc.unfreeze()


def start_background(work: Callable[[], T]) -> Callable[[], T]:
    """Begin some work in a process of its own; what is returned waits for its end, and returns what came out.

    Without fork it is done when it is asked for. OSError is raised there as it was here.
    """
    if not can_fork():
        return work
    worker, parent = _Worker(lambda: [work()], (OSError,)), os.getpid()

    @cache
    def ended() -> T:
        try:
            _, (result,) = worker.take()
        finally:
            if os.getpid() == parent:  # else this is another of its processes, which waits in its place
                worker.end()
        return result

    return ended


def start_background_files(
    make: Callable[[], AbstractContextManager[tuple[list[BinaryIO], T]]],
) -> Callable[[], tuple[list[BinaryIO], T]]:
    """Begin to make some large files in a process of its own; return what waits for its end and returns them.

    They are open, in whatever files they were made in, and with them comes what `make` told; whoever asks closes them,
    and asks once. Nothing is copied: the files themselves are handed over, at most 253 (`can_hand_over_files`). Once
    they are, the context of `make` ends, and may remove what they were made in. OSError is raised here as it was there,
    and where this process may not open as many.
    """
    here, there = socket.socketpair()

    def work() -> tuple[int, T]:
        with make() as (files, told):
            for file in files:
                file.flush()
            socket.send_fds(there, [b"."], [file.fileno() for file in files])
        return len(files), told

    ended = start_background(work)
    there.close()

    def made() -> tuple[list[BinaryIO], T]:
        with here:
            count, told = ended()
            _, handles, _, _ = socket.recv_fds(here, 1, count)
        files: list[BinaryIO] = [os.fdopen(handle, "rb") for handle in handles]
        if len(files) != count:  # the system hands over as many as may be open, and says nothing
            for file in files:
                file.close()
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        for file in files:
            file.seek(0)
        return files, told

    finalize(made, here.close)
    return made


def can_hand_over_files() -> bool:
    """Tell whether a process can leave open files to another one: on macOS those closed before they came are lost."""
    return can_fork() and sys.platform != "darwin"


@contextmanager
def gc_paused(lasting: bool = False) -> Iterator[None]:
    """Make millions of objects, none of them garbage, without the collector walking through them again and again.

    What is `lasting` stays as long as this process runs: the collector never looks at it, where else its next walk
    would be through all that was made.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            if lasting:
                gc.freeze()
            gc.enable()


_BATCH_SIZE = 64


class _Worker(Generic[T]):
    def __init__(self, work: Job[T], faults: tuple[type[Exception], ...]) -> None:
        context = multiprocessing.get_context("fork")
        self.answers, answer = context.Pipe(duplex=False)
        self.process = context.Process(target=_run, args=(work, faults, answer), daemon=True)
        self.process.start()
        answer.close()

    def take(self) -> tuple[bool, list[T]]:
        """Return whether more will come, and the items that came; raise what went wrong."""
        try:
            fault, more, items = self.answers.recv()
        except (EOFError, OSError):
            raise WorkerError(is_killed=True) from None
        if fault is not None:
            raise fault
        return more, items

    def end(self) -> None:
        """Stop the process if it still runs."""
        self.process.terminate()
        self.process.join()


def _run(work: Job[T], faults: tuple[type[Exception], ...], answer: Connection) -> None:
    parent = multiprocessing.parent_process()
    assert parent is not None
    Thread(target=_exit_with_parent, args=(parent,), daemon=True).start()
    with ExitStack() as at_end:
        at_end.push(partial(_tell_crash, answer))
        _answer(work, faults, answer)


def _tell_crash(
    answer: Connection, _kind: type[BaseException] | None, fault: BaseException | None, _at: TracebackType | None
) -> bool:
    """Tell what nobody foresaw: its trace first, for whoever hears of the crash ends this process."""
    if fault is not None:
        traceback.print_exception(fault)
        answer.send((WorkerError(), False, []))
    return True


def _answer(work: Job[T], faults: tuple[type[Exception], ...], answer: Connection) -> None:
    """Send what some work yields, and its end or what went wrong of what may go wrong."""
    batch: list[T] = []
    passed: tuple[type[Exception], ...] = (*faults, CacheError, WorkerError)
    try:
        for item in work():
            batch.append(item)
            if len(batch) == _BATCH_SIZE:
                answer.send((None, True, batch))
                batch = []
    except sqlite3.Error as fault:  # its code would not travel
        answer.send((CacheError(str(fault)) if is_damage(fault) else as_system_error(fault), False, []))
    except passed as fault:
        answer.send((fault, False, []))
    except KeyboardInterrupt:
        pass  # the parent heard it too
    else:
        answer.send((None, False, batch))


def _exit_with_parent(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
