"""The files of the open data: the database and each table as CSV, made in one walk over the records.

Of what was made the last time the rows of every record that is as it was are taken over as they stand.
"""

import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from itertools import accumulate
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryDirectory, TemporaryFile
from typing import BinaryIO

from generator.publish.context import SiteContext
from generator.publish.opendata.columns import Walk, walks
from generator.publish.opendata.database import Database
from generator.publish.opendata.last_tables import LastTables, MadeTables, TableCache, WalkRows, copy_range
from generator.publish.opendata.tables import TABLES, CsvWriter
from generator.records.base import Record

_FOLDER = "tables"
_STORIES = "stories"
_EVERYTHING = "*"
"""The key of rows that are not made record by record."""
_NEVER_THE_SAME = bytes(16)
"""The digest of what nobody can tell."""


def data_files(site: SiteContext, state: bytes) -> list[BinaryIO]:
    """Return the database, then each of TABLES as CSV, open; whoever asked for them closes them.

    They are the same whatever is kept of the last time. `state` is a digest of all records they are made of.
    """
    cache, over = _cache(site), walks(TABLES)
    csv: dict[str, BinaryIO] = {table.name: TemporaryFile() for table in TABLES}  # noqa: SIM115 - as said
    with TemporaryDirectory(prefix="dienhinh-") as folder:
        working, done = Path(folder, "working.sqlite"), Path(folder, "done.sqlite")
        last = cache.read(over, working)
        with Database(working, TABLES) as database:
            making = _Making(site, database, csv, last)
            made = {walk.name: making.take(walk) for walk in over}
            database.write_out(done, making.changed_stories)
            if last is not None:
                last.close()
            cache.keep(MadeTables(state, made, csv, done, database.counts()))
        return [_opened_alone(done), *csv.values()]


def row_counts(site: SiteContext, state: bytes) -> dict[str, int]:
    """Return how many rows each of TABLES has: as they were counted when they were made, else counted now."""
    return _cache(site).rows(state) or {table.name: table.count(site) for table in TABLES}


def _opened_alone(file: Path) -> BinaryIO:
    """Open a file nobody finds any more; where an open file keeps its folder from going (Windows), a copy of it."""
    if os.name != "nt":
        return file.open("rb")
    found = TemporaryFile()  # noqa: SIM115 - whoever asked for it closes it
    with file.open("rb") as opened:
        copyfileobj(opened, found)
    return found


def _cache(site: SiteContext) -> TableCache:
    return TableCache(site.cache_dir and site.cache_dir / _FOLDER, _stamp(site))


def _stamp(site: SiteContext) -> str:
    """Return what stands for all that rows are made of besides what `Walk.made_of` tells."""
    told = f"{site.tool_version} {site.archive.reference_digest.hex()} {site.settings!r}"
    return blake2b(told.encode(), digest_size=16).hexdigest()


class _Making:
    """The tables while they are made, walk by walk, beside those of the last time."""

    def __init__(
        self, site: SiteContext, database: Database, csv: Mapping[str, BinaryIO], last: LastTables | None
    ) -> None:
        self.site, self.database, self.last = site, database, last
        self.writers = {table.name: CsvWriter(table, csv[table.name]) for table in TABLES}
        self.positions = {name: file.tell() for name, file in csv.items()}
        """Where in each table of the last time the rows of the next walk begin."""
        self.changed_stories: set[str] | None = None if last is None else set()

    def take(self, walk: Walk) -> WalkRows:
        """Write the rows of a walk; return what they were made of."""
        before = self.last.walks[walk.name] if self.last is not None else WalkRows.of(walk.tables)
        made, places = WalkRows.of(walk.tables), {key: place for place, key in enumerate(before.keys)}
        taken = _Run(self, walk, before, made)
        for key, digest, records in self._entries(walk):
            place = places.pop(key, None)
            if place is not None and before.digests[place] == digest != _NEVER_THE_SAME:
                taken.lengthen(place)
            else:
                taken.end()
                self._forget(walk, key, place is not None)
                self._make(walk, records, made)
            made.keys.append(key)
            made.digests.append(digest)
        taken.end()
        for key in places:
            self._forget(walk, key, True)
        for table in walk.tables:
            self.positions[table.name] += sum(before.sizes[table.name])
        return made

    def _make(self, walk: Walk, records: Iterable[Record], made: WalkRows) -> None:
        """Make the rows of some records, which are told of as one."""
        sizes = dict.fromkeys(made.sizes, 0)
        for record in records:
            for table in walk.tables:
                rows = [*table.rows_of(self.site, record)]
                self.database.add(table, rows)
                sizes[table.name] += self.writers[table.name].write_rows(rows)
        for name, size in sizes.items():
            made.sizes[name].append(size)

    def _entries(self, walk: Walk) -> Iterator[tuple[str, bytes, Iterable[Record]]]:
        """Yield what rows are made of at once: its key, the digest of all that goes into it, the records."""
        records = walk.records(self.site)
        if walk.besides is not None:
            for record in records:
                yield f"{record.collection}/{record.id}", walk.made_of(self.site, record), (record,)
        else:
            whole = walk.tables[0].whole
            yield _EVERYTHING, whole(self.site) if whole else _NEVER_THE_SAME, records

    def _forget(self, walk: Walk, key: str, was_there: bool) -> None:
        """Take what was made of a key out of the database: its rows will be others, or none."""
        name = () if key == _EVERYTHING else tuple(key.split("/", 1))
        for table in walk.tables:
            if was_there:
                self.database.remove(table, name[-table.record_key :])
            if table.name == _STORIES and self.changed_stories is not None:
                self.changed_stories.add(name[-1])


class _Run:
    """Records one after another whose rows are taken over as they stood."""

    def __init__(self, making: _Making, walk: Walk, before: WalkRows, made: WalkRows) -> None:
        self.before, self.made, self.first, self.last = before, made, 0, 0
        self.parts = []
        stood = making.last.tables if making.last is not None else {}
        for name in [table.name for table in walk.tables if table.name in stood]:
            begins = array("Q", accumulate(before.sizes[name], initial=making.positions[name]))
            self.parts.append((name, begins, stood[name], making.writers[name].content))

    def lengthen(self, place: int) -> None:
        """Take over one record more, by its place among those of the last time."""
        if place != self.last:
            self.end()
            self.first = place
        self.last = place + 1

    def end(self) -> None:
        """Write what was taken over so far."""
        if self.first < self.last:
            for name, begins, content, out in self.parts:
                copy_range(content, begins[self.first], begins[self.last], out)
                self.made.sizes[name].extend(self.before.sizes[name][self.first : self.last])
        self.first = self.last
