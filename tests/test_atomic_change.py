"""Changes of several files: all together or not at all, also while somebody else reads the project."""

import threading
from pathlib import Path

import pytest

from generator.core import atomic_change
from generator.core.atomic_change import apply_files, finish_interrupted_change
from generator.core.filelock import hold_lock, wait_for_lock


def test_whoever_reads_meanwhile_neither_sees_half_a_change_nor_stops_it(tmp_path: Path) -> None:
    stop, failures = threading.Event(), list[BaseException]()

    def read() -> None:
        while not stop.is_set():
            try:
                finish_interrupted_change(tmp_path)
            except BaseException as failure:
                failures.append(failure)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    try:
        for number in range(150):
            content = str(number).encode()
            apply_files(tmp_path, {"a.yml": content, "b/c.yml": content, "d.yml": None}, {})
            assert (tmp_path / "a.yml").read_bytes() == (tmp_path / "b/c.yml").read_bytes() == content
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert failures == []
    assert not (tmp_path / ".dienhinh" / "change").exists()


def test_a_change_that_was_begun_is_finished_by_whoever_reads_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "old.yml").write_bytes(b"old")
    with monkeypatch.context() as killed:
        killed.setattr(atomic_change, "_finish", lambda root: None)
        apply_files(tmp_path, {"new.yml": b"new", "old.yml": None}, {})
    assert (tmp_path / "old.yml").exists()
    finish_interrupted_change(tmp_path)
    assert (tmp_path / "new.yml").read_bytes() == b"new"
    assert not (tmp_path / "old.yml").exists()


def test_a_lock_is_waited_for_and_not_for_ever(tmp_path: Path) -> None:
    file, order = tmp_path / "lock", list[str]()
    with hold_lock(file), pytest.raises(BlockingIOError), wait_for_lock(file, patience=0.0):
        order.append("never")

    def second() -> None:
        with wait_for_lock(file, patience=20.0):
            order.append("second")

    waiting = threading.Thread(target=second)
    with hold_lock(file):
        waiting.start()
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]


def test_what_fails_while_the_lock_is_held_is_not_tried_again(tmp_path: Path) -> None:
    tried = list[int]()

    def work() -> None:
        with wait_for_lock(tmp_path / "lock", patience=20.0):
            tried.append(1)
            raise BlockingIOError("of the work")

    with pytest.raises(BlockingIOError, match="of the work"):
        work()
    assert tried == [1]
