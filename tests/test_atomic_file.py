"""One file written whole or not at all, whatever fails and whoever else writes."""

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generator.core.atomic_file import write_whole


def test_it_is_there_whole_with_its_folders_and_its_rights(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "tệp.txt"
    write_whole(file, "Một\nHai")
    assert file.read_bytes() == "Một\nHai".encode()
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert file.stat().st_mode == plain.stat().st_mode
    write_whole(file, b"#!/bin/sh\n", mode=0o755)
    assert file.stat().st_mode & 0o100
    assert os.listdir(file.parent) == [file.name]


@pytest.mark.parametrize("step", ["replace", "chmod"])
def test_what_was_there_stays_when_it_fails_and_the_file_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(b"former")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "something else")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(OSError, match="No space left") as told:
        write_whole(file, b"new")
    monkeypatch.undo()
    assert told.value.filename == str(file)
    assert file.read_bytes() == b"former"
    assert os.listdir(tmp_path) == ["x.json"]


def test_those_who_write_at_once_do_not_mix(tmp_path: Path) -> None:
    file = tmp_path / "x.json"
    contents = [bytes([number]) * 200_000 for number in range(8)]
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda content: write_whole(file, content), contents * 4))
    assert file.read_bytes() in contents
    assert os.listdir(tmp_path) == ["x.json"]


def test_a_name_as_long_as_the_machine_takes_is_no_hindrance(tmp_path: Path) -> None:
    file = tmp_path / ("n" * 240)
    write_whole(file, b"x")
    assert file.read_bytes() == b"x"
