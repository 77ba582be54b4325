"""The store behind every cache: whatever its file is, it opens; nothing of another version, nothing damaged is read."""

import os
import sqlite3
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from generator.config.i18n import language
from generator.core.parallel import can_fork, start_background
from generator.core.store import CacheError, Store, decompress_json

SCHEMA = "CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, text BLOB);"


def written(file: Path, version: str = "1", **options: bool) -> Store:
    store = Store(file, SCHEMA, version, **options)
    store.guarded(lambda opened: opened.execute("INSERT OR REPLACE INTO notes VALUES ('a', 'b')"))
    store.close()
    return store


def notes(opened: sqlite3.Connection) -> list[tuple[str, str]]:
    return opened.execute("SELECT name, text FROM notes").fetchall()


def test_what_was_put_is_there_again_for_the_same_version_only(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "kept.sqlite"
    written(file)
    assert Store(file, SCHEMA, "1").guarded(notes) == [("a", "b")]
    assert Store(file, SCHEMA).guarded(notes) == [("a", "b")]
    assert Store(file, SCHEMA, "2").guarded(notes) == []
    assert Store(file, SCHEMA, "1").guarded(notes) == []


def a_folder(file: Path) -> None:
    file.unlink()
    (file / "x").mkdir(parents=True)


def of_an_older_schema(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as opened:
        opened.execute("CREATE TABLE notes (other TEXT)")


SPOILT: tuple[Callable[[Path], object], ...] = (
    lambda file: file.write_bytes(b""),
    lambda file: file.write_bytes(file.read_bytes()[:600]),
    lambda file: file.write_bytes(b"\xff" * 9000),
    lambda file: file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 4096),
    a_folder,
    of_an_older_schema,
)


@pytest.mark.parametrize("is_precious", [False, True])
@pytest.mark.parametrize("spoil", SPOILT)
def test_a_damaged_file_is_replaced_and_a_precious_one_set_aside(
    tmp_path: Path, spoil: Callable[[Path], object], is_precious: bool
) -> None:
    file = tmp_path / "kept.sqlite"
    written(file, is_precious=is_precious)
    spoil(file)
    was_empty = file.is_file() and not file.read_bytes()
    store = Store(file, SCHEMA, None, is_precious=is_precious)
    assert store.guarded(notes) == []
    store.guarded(lambda opened: opened.execute("INSERT INTO notes VALUES ('c', 'd')"))
    store.close()
    assert Store(file, SCHEMA).guarded(notes) == [("c", "d")]
    assert (tmp_path / "kept.sqlite.damaged").exists() == (is_precious and not was_empty)


def test_what_cannot_be_unpacked_is_damage(tmp_path: Path) -> None:
    store = written(tmp_path / "kept.sqlite")
    asked: list[int] = []

    def read(opened: sqlite3.Connection) -> list[object]:
        asked.append(1)
        return [decompress_json(text) for _, text in notes(opened)]

    assert store.guarded(read) == []
    assert len(asked) == 2
    with pytest.raises(CacheError):
        decompress_json(zlib.compress(b"{"))


def test_work_that_fails_by_itself_is_not_taken_for_damage(tmp_path: Path) -> None:
    store = written(tmp_path / "kept.sqlite")
    with pytest.raises(sqlite3.IntegrityError):
        store.guarded(lambda opened: opened.execute("INSERT INTO notes VALUES ('a', 'again')"))
    assert store.guarded(notes) == [("a", "b")]


def test_a_file_somebody_else_writes_is_waited_for_and_never_replaced(tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite"
    written(file)
    with sqlite3.connect(file) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            Store(file, SCHEMA, "1", wait=0).guarded(notes)
        other.rollback()
    assert Store(file, SCHEMA, "1").guarded(notes) == [("a", "b")]


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("refused", ["kept.sqlite", ""])
def test_a_disk_that_takes_nothing_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, refused: str
) -> None:
    """Neither the file, nor the folder where SQLite puts its journal; whether there is something to drop or not."""
    file = tmp_path / "kept.sqlite"
    written(file)
    before = file.read_bytes()
    real = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != tmp_path / refused and real(path, mode))
    store = Store(file, SCHEMA, version)
    store.guarded(lambda opened: opened.execute("INSERT OR REPLACE INTO notes VALUES ('c', 'd')"))
    assert store.guarded(notes) == [("c", "d")]
    assert file.read_bytes() == before


def test_where_a_folder_should_be_stands_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    store = Store(tmp_path / "a" / "kept.sqlite", SCHEMA, "1")
    store.guarded(lambda opened: opened.execute("INSERT INTO notes VALUES ('a', 'b')"))
    assert store.guarded(notes) == [("a", "b")]


@pytest.mark.skipif(not can_fork(), reason="workers are forked")
def test_a_forked_worker_has_a_connection_of_its_own(tmp_path: Path) -> None:
    store = Store(tmp_path / "kept.sqlite", SCHEMA, "1")
    mine = store.connection()
    with mine:
        mine.execute("INSERT INTO notes VALUES ('a', 'b')")
    assert start_background(lambda: (store.connection() is mine, store.guarded(notes)))() == (False, [("a", "b")])


def test_what_another_process_put_in_its_place_is_used_and_stays(tmp_path: Path) -> None:
    file = tmp_path / "kept.sqlite"
    ours = Store(file, SCHEMA, "1")
    assert ours.guarded(notes) == []
    file.unlink()
    written(file)
    ours.guarded(lambda opened: opened.execute("INSERT INTO notes VALUES ('c', 'd')"))
    assert ours.guarded(notes) == [("a", "b"), ("c", "d")]


def fills_a_disk(file: Path) -> None:
    with Store(file, SCHEMA).connection() as opened:
        opened.execute("PRAGMA max_page_count = 4")
        opened.execute("INSERT INTO notes VALUES ('x', ?)", (os.urandom(2**20),))


def writes_where_it_may_not(file: Path) -> None:
    written(file)
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as opened:
        opened.execute("DELETE FROM notes")


def writes_while_another_does(file: Path) -> None:
    written(file)
    with sqlite3.connect(file) as other, Store(file, SCHEMA, wait=0).connection() as opened:
        other.execute("DELETE FROM notes")
        opened.execute("DELETE FROM notes")


@pytest.mark.parametrize("fails", [fills_a_disk, writes_where_it_may_not, writes_while_another_does])
def test_what_sqlite_could_not_do_is_said_in_words(fails: Callable[[Path], None], tmp_path: Path) -> None:
    """As whatever else the machine could not do, also where another process met it."""
    with pytest.raises(sqlite3.OperationalError) as here:
        fails(tmp_path / "here.sqlite")
    words = language()
    said = words.reason(here.value)
    assert said in {words.translate(f"machine.{name}", path="…") for name in ("ENOSPC", "EROFS", "EBUSY")}
    with pytest.raises(OSError, match=str(here.value)) as there:
        start_background(partial(fails, tmp_path / "there.sqlite"))()
    assert words.reason(there.value) == said
