"""The manifest of a release: every file with its SHA-256 and size, sorted, and where it comes from.

dienhinh manifest 1
release 000002
commit 4be4…            (empty when the records are in no repository)
previous 9f86…          (SHA-256 of the manifest before, empty for the first release)
<sha256> <size> <path>
carried <sha256> <size> <path>   (a style or script of the release before)
"""

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple, TextIO

MANIFEST = "manifest.txt"
SIGNATURE = "manifest.txt.sig"
_KIND = "dienhinh manifest 1"
_HEAD_ROWS = 4
_RUN = 50_000
"""Rows held in memory at once."""

Files = dict[str, tuple[str, int]]
_NO_FILE = ("", -1)


class ManifestRow(NamedTuple):
    """What a manifest says of a file; one that is `carried` is of the release before, for pages still open."""

    path: str
    sha256: str
    size: int
    is_carried: bool = False

    def __str__(self) -> str:
        return f"{'carried ' if self.is_carried else ''}{self.sha256} {self.size} {self.path}"


@dataclass(frozen=True)
class Manifest:
    """What a release holds: path to (SHA-256, size in bytes)."""

    release: str
    commit: str
    previous: str
    files: Files
    carried: Files = field(default_factory=dict)

    def is_older_than(self, seen: "Manifest") -> bool:
        """Tell whether this is an earlier release than one seen before: somebody rolled it back."""
        return self.release < seen.release

    def compare(self, found: Files) -> list[str]:
        """Return the paths that are missing, were added, or are not what the manifest says, sorted."""
        listed = {**self.files, **self.carried}
        return sorted(path for path in listed.keys() | found.keys() if listed.get(path) != found.get(path))


def sha256_file(file: Path) -> str:
    """Return a file's SHA-256, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def scan_files(site: Path) -> Files:
    """Return what a folder holds, but for its manifest and the signature over it.

    A link, a pipe or a device is never read: it stands in the answer as a file of no manifest.
    """
    found = {}
    for path, is_plain in _files(site):
        name = path.relative_to(site).as_posix()
        if name not in {MANIFEST, SIGNATURE} or not is_plain:
            found[name] = (sha256_file(path), path.stat().st_size) if is_plain else _NO_FILE
    return found


def _files(folder: Path) -> Iterator[tuple[Path, bool]]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        else:
            yield Path(entry.path), entry.is_file(follow_symlinks=False)


def write_manifest(site: Path, release: str, commit: str, previous: str, rows: Iterable[ManifestRow]) -> None:
    """Write the manifest of a release; its own files come in order, then those it carries."""
    with (site / MANIFEST).open("w", encoding="utf-8", newline="\n") as out:
        out.write(f"{_KIND}\nrelease {release}\ncommit {commit}\nprevious {previous}\n")
        out.writelines(f"{row}\n" for row in rows)


def write_site_manifest(site: Path, commit: str, files: Iterable[tuple[str, str, int]]) -> None:
    """Write the manifest of a site that is no release: path, SHA-256 and size of each file, in any order."""
    with (site / MANIFEST).open("w", encoding="utf-8", newline="\n") as out:
        out.write(_listed_head(commit))
        for row in _in_order(f"{path}\0{digest} {size}\n" for path, digest, size in files):
            path, _, told = row[:-1].partition("\0")
            out.write(f"{told} {path}\n")


def update_site_manifest(
    site: Path, commit: str, before: Path, put: Iterable[tuple[str, str, int]], gone: Collection[str]
) -> None:
    """Write the manifest of a site from that of the `before`: with other files put there, and some gone.

    Of a million rows those are looked for that become others; what stands between them is copied as it stands.
    """
    fresh = {path: f"{digest} {size} {path}\n".encode() for path, digest, size in put}
    with (before / MANIFEST).open("rb") as file, (site / MANIFEST).open("wb") as out:
        out.write(_listed_head(commit).encode())
        with mmap(file.fileno(), 0, access=ACCESS_READ) as listed:
            at = 0
            for _ in range(_HEAD_ROWS):
                at = listed.find(b"\n", at) + 1
            for path in sorted(fresh.keys() | set(gone)):
                begin, end = _row_of(listed, at, path.encode())
                out.write(listed[at:begin])
                out.write(fresh.get(path, b""))
                at = end
            out.write(listed[at:])


def _row_of(listed: mmap, first: int, path: bytes) -> tuple[int, int]:
    """Return where the row of a path stands among rows in order, from a row's begin on; twice the place of none."""
    last = len(listed)
    while first < last:
        begin = max(first, listed.rfind(b"\n", first, (first + last) // 2) + 1)
        end = listed.find(b"\n", begin) + 1
        found = listed[begin : end - 1].split(b" ", 2)[2]
        if found == path:
            return begin, end
        if found < path:
            first = end
        else:
            last = begin
    return first, first


def is_listed_for(site: Path, commit: str) -> bool:
    """Tell whether the manifest of a site that is no release names this commit."""
    head = _listed_head(commit)
    with (site / MANIFEST).open(encoding="utf-8", newline="\n") as file:
        return file.read(len(head)) == head


def _listed_head(commit: str) -> str:
    return f"{_KIND}\nrelease \ncommit {commit}\nprevious \n"


def _in_order(rows: Iterator[str]) -> Iterator[str]:
    """Yield rows in their order; of a million, most wait on the disk meanwhile."""
    with ExitStack() as opened:
        runs: list[Iterable[str]] = []
        while run := sorted(islice(rows, _RUN)):
            if len(run) == _RUN:
                kept = opened.enter_context(TemporaryFile("w+", encoding="utf-8", newline="\n"))
                kept.writelines(run)
                kept.seek(0)
                runs.append(kept)
            else:
                runs.append(run)
        yield from merge(*runs)


def read_manifest(site: Path) -> Manifest:
    """Return the manifest of a site; ValueError if it is none of ours, OSError if there is none."""
    with (site / MANIFEST).open(encoding="utf-8") as file:
        release, commit, previous = _head(site, file)
        found = Manifest(_said(release), _said(commit), _said(previous), {})
        for row in _rows(file):
            (found.carried if row.is_carried else found.files)[row.path] = (row.sha256, row.size)
    return found


def manifest_rows(site: Path) -> Iterator[ManifestRow]:
    """Yield what the manifest of a site says of each file, one after the other; raise as `read_manifest` does."""
    with (site / MANIFEST).open(encoding="utf-8") as file:
        _head(site, file)
        yield from _rows(file)


def _head(site: Path, file: TextIO) -> list[str]:
    kind, *told = (row.rstrip("\n") for row in islice(file, _HEAD_ROWS))
    if kind != _KIND:
        raise ValueError(f"{site / MANIFEST}: {kind[:40]}")
    return told


def _rows(file: TextIO) -> Iterator[ManifestRow]:
    for row in filter(None, (row.rstrip("\n") for row in file)):
        listed = row.removeprefix("carried ")
        digest, size, path = listed.split(" ", 2)
        yield ManifestRow(path, digest, int(size), listed != row)


def _said(line: str) -> str:
    return line.partition(" ")[2]
