"""The open data as one SQLite file, with a full-text index, that opens as it is in Datasette or any tool.

The same rows are the same bytes, in whatever order they came: a table lies in the order of its key, and the file is
written out whole at the end (`VACUUM INTO`).
"""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from generator.core.text import fold
from generator.publish.opendata.columns import Column, Row, Table
from generator.publish.opendata.tables import referred_table

NAME = "dien-hinh.sqlite"
_TYPES = {"string": "TEXT", "integer": "INTEGER", "date": "TEXT", "list": "TEXT"}
_SET_UP = """
PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
"""
_COUNTED = {24: 1, 40: 1, 92: 1, 96: 3_040_000}
"""Where SQLite notes how often the file and its tables changed, and its own version; nobody reads more in them than
that they are others: the same for all make the bytes the same."""
_WHILE_INDEXING, _LATER = 2**24, 2**20
"""Bytes of words the index holds before it writes them out; the second is SQLite's own choice."""
_AT_ONCE = 500
_NO_MORE = ("\U0010ffff", "")
_SHOWN = ("id", "name", "title", "summary", "places", "unit_as_printed")


class Database:
    """The database being made, in a file of its own: anew, or from one made before whose rows are brought up to date.

    In it stands each table, and `stories_fts` over the stories: a search without accents finds what is written with
    them through its column `folded`.
    """

    def __init__(self, file: Path, tables: Sequence[Table]) -> None:
        """Open a copy of one made before; where there is no file, make the tables."""
        is_new = not file.exists()
        self._made = sqlite3.connect(file)
        self._made.executescript(_SET_UP)
        self._rows: dict[str, list[Row]] = {table.name: [] for table in tables}
        self._tables = {table.name: table for table in tables}
        if is_new:
            for table in tables:
                self._made.execute(_create(table))

    def __enter__(self) -> Self:
        """Return itself; it is closed when it is left."""
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        """Close the file."""
        self._made.close()

    def add(self, table: Table, rows: Iterable[Row]) -> None:
        """Put rows into a table; they may wait until others came."""
        waiting = self._rows[table.name]
        waiting.extend(rows)
        if len(waiting) >= _AT_ONCE:
            self._write(table)

    def remove(self, table: Table, record: tuple[str, ...] = ()) -> None:
        """Take the rows of a record out of a table, by the columns that name it; of none, all rows."""
        named = " AND ".join(f'"{name}" = ?' for name in table.key[: len(record)])
        self._made.execute(f'DELETE FROM "{_name(table)}"' + (f" WHERE {named}" if named else ""), record)

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has that was written out."""
        named = ((name, f'SELECT count(*) FROM "{_name(table)}"') for name, table in self._tables.items())
        return {name: self._made.execute(question).fetchone()[0] for name, question in named}

    def write_out(self, file: Path, changed: Collection[str] | None = None) -> None:
        """Write the database into a new file; `changed` are the ids of the stories not as before, None for all."""
        for table in self._tables.values():
            self._write(table)
        if changed is None or changed:
            self._index_words(changed)
        self._made.commit()
        self._made.execute("VACUUM INTO ?", (str(file),))
        with file.open("r+b") as made:
            for place, number in _COUNTED.items():
                made.seek(place)
                made.write(number.to_bytes(4, "big"))

    def _write(self, table: Table) -> None:
        marks = ", ".join("?" * len(table.columns))
        self._made.executemany(f'INSERT INTO "{_name(table)}" VALUES ({marks})', self._rows[table.name])
        self._rows[table.name].clear()

    def _index_words(self, changed: Collection[str] | None) -> None:
        made, marks = self._made, ", ".join("?" * (len(_SHOWN) + 1))
        if changed is not None:
            made.execute("ALTER TABLE stories_fts RENAME TO words_before")
        made.execute(
            f"CREATE VIRTUAL TABLE stories_fts USING fts5(id UNINDEXED, {', '.join(_SHOWN[1:])}, folded, "
            "tokenize = 'unicode61 remove_diacritics 0')"
        )
        made.execute("INSERT INTO stories_fts (stories_fts, rank) VALUES ('hashsize', ?)", (_WHILE_INDEXING,))
        made.executemany(f"INSERT INTO stories_fts VALUES ({marks})", self._words(changed))
        made.execute("INSERT INTO stories_fts (stories_fts) VALUES ('optimize')")
        made.execute("INSERT INTO stories_fts (stories_fts, rank) VALUES ('hashsize', ?)", (_LATER,))
        if changed is not None:
            made.execute("DROP TABLE words_before")

    def _words(self, changed: Collection[str] | None) -> Iterator[tuple[str, ...]]:
        """Yield what is indexed of each story, in the order of ids; of one that is as before nothing is folded anew."""
        before: Iterator[tuple[str, str]] = iter(())
        if changed is not None:
            found = self._made.execute("SELECT id, folded FROM words_before ORDER BY rowid")
            before = (each for each in found if each[0] not in changed)
        last, folded = next(before, _NO_MORE)
        for row in self._made.execute(f"SELECT {', '.join(_SHOWN)} FROM stories ORDER BY id"):
            while last < row[0]:
                last, folded = next(before, _NO_MORE)
            yield (*row, folded if last == row[0] else fold(" ".join(filter(None, row[1:]))))


def _name(table: Table) -> str:
    return table.name.replace("-", "_")


def _create(table: Table) -> str:
    columns = [f'"{column.name}" {_TYPES[column.type]}{_reference(column)}' for column in table.columns]
    key = ", ".join(f'"{name}"' for name in table.key)
    return f'CREATE TABLE "{_name(table)}" ({", ".join(columns)}, PRIMARY KEY ({key})) WITHOUT ROWID'


def _reference(column: Column) -> str:
    table = referred_table(column)
    return f' REFERENCES "{table}" ("id")' if table and column.type != "list" else ""
