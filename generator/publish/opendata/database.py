"""The open data as one SQLite file, with a full-text index, that opens as it is in Datasette or any tool."""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory, TemporaryFile
from typing import BinaryIO

from generator.core.text import fold
from generator.publish.context import SiteContext
from generator.publish.opendata.columns import Column, Row, Table, walks
from generator.publish.opendata.tables import TABLES, CsvWriter, referred_table

NAME = "dien-hinh.sqlite"
_TYPES = {"string": "TEXT", "integer": "INTEGER", "date": "TEXT", "list": "TEXT"}
_SET_UP = """
PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
"""
_VERSION_AT = 96
_VERSION = (3_040_000).to_bytes(4, "big")
"""SQLite writes its own version there, and reads it nowhere: one for all makes the bytes the same."""
_WHILE_INDEXING, _LATER = 2**24, 2**20
"""Bytes of words the index holds before it writes them out; the second is SQLite's own choice."""
_AT_ONCE = 500
_INDEXED = ("name", "title", "summary", "places", "unit_as_printed", "folded")


def data_files(site: SiteContext) -> list[BinaryIO]:
    """Return the database, then each of TABLES as CSV, open, made in one walk over the records.

    In the database stands each table, and `stories_fts` over the stories: a search without accents finds what is
    written with them through its column `folded`.
    """
    tables: list[BinaryIO] = [TemporaryFile() for _ in TABLES]  # noqa: SIM115 - whoever asked for them closes them
    with TemporaryDirectory(prefix="dienhinh-") as folder:
        database = Path(folder, NAME)
        with closing(sqlite3.connect(database)) as made:
            made.executescript(_SET_UP)
            writers = {table.name: _Writer(made, table, file) for table, file in zip(TABLES, tables, strict=True)}
            for record, of_it in walks(site, TABLES):
                for table in of_it:
                    writers[table.name].add(table.rows_of(site, record))
            for writer in writers.values():
                writer.end()
            _index(made)
            made.commit()
        found = TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
        with database.open("rb") as opened:
            copyfileobj(opened, found)
    found.seek(_VERSION_AT)
    found.write(_VERSION)
    return [found, *tables]


class _Writer:
    """Writes the rows of a table into the database and as CSV, some at a time."""

    def __init__(self, made: sqlite3.Connection, table: Table, content: BinaryIO) -> None:
        self._made, self._csv, self._rows = made, CsvWriter(table, content), list[Row]()
        made.execute(_create(table))
        self._insert = f'INSERT INTO "{_name(table)}" VALUES ({", ".join("?" * len(table.columns))})'

    def add(self, rows: Iterable[Row]) -> None:
        self._rows.extend(rows)
        if len(self._rows) >= _AT_ONCE:
            self._write()

    def end(self) -> None:
        self._write()
        self._csv.detach()

    def _write(self) -> None:
        self._made.executemany(self._insert, self._rows)
        self._csv.write(self._rows)
        self._rows.clear()


def _name(table: Table) -> str:
    return table.name.replace("-", "_")


def _create(table: Table) -> str:
    columns = [f'"{column.name}" {_TYPES[column.type]}{_reference(column)}' for column in table.columns]
    key = ", ".join(f'"{name}"' for name in table.key)
    return f'CREATE TABLE "{_name(table)}" ({", ".join(columns)}, PRIMARY KEY ({key}))'


def _reference(column: Column) -> str:
    table = referred_table(column)
    return f' REFERENCES "{table}" ("id")' if table and column.type != "list" else ""


def _index(made: sqlite3.Connection) -> None:
    made.execute(
        f"CREATE VIRTUAL TABLE stories_fts USING fts5(id UNINDEXED, {', '.join(_INDEXED)}, "
        "tokenize = 'unicode61 remove_diacritics 0')"
    )
    shown = "id, name, title, summary, places, unit_as_printed"
    rows = made.execute(f"SELECT {shown} FROM stories ORDER BY rowid")
    made.execute("INSERT INTO stories_fts (stories_fts, rank) VALUES ('hashsize', ?)", (_WHILE_INDEXING,))
    marks = ", ".join("?" * (len(_INDEXED) + 1))
    words = ((*row, fold(" ".join(cell for cell in row[1:] if cell))) for row in rows)
    made.executemany(f"INSERT INTO stories_fts VALUES ({marks})", words)
    made.execute("INSERT INTO stories_fts (stories_fts) VALUES ('optimize')")
    made.execute("INSERT INTO stories_fts (stories_fts, rank) VALUES ('hashsize', ?)", (_LATER,))
