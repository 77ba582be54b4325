"""Entries parted into buckets on the disk, by several processes: what is sorted need not fit into memory."""

import marshal
from pathlib import Path
from typing import Any


class Spill:
    """The buckets one process fills, in a folder it shares with others."""

    def __init__(self, folder: Path, buckets: int) -> None:
        self.folder = folder
        self.entries: list[list[Any]] = [[] for _ in range(buckets)]
        """What is not written yet, by bucket."""

    def write_out(self, name: int) -> None:
        """Write what there is; no other process, and no other time, has this name."""
        for bucket, entries in enumerate(self.entries):
            (self.folder / f"{bucket}-{name}").write_bytes(marshal.dumps(entries))
            entries.clear()


def read_bucket(folder: Path, bucket: int) -> list[Any]:
    """Return the entries of a bucket, in no order; they were written by this program a moment ago."""
    return [entry for part in folder.glob(f"{bucket}-*") for entry in marshal.loads(part.read_bytes())]
