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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

MANIFEST = "manifest.txt"
SIGNATURE = "manifest.txt.sig"
_KIND = "dienhinh manifest 1"

Files = dict[str, tuple[str, int]]


@dataclass(frozen=True)
class Manifest:
    """What a release holds: path to (SHA-256, size in bytes)."""

    release: str
    commit: str
    previous: str
    files: Files
    carried: Files = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The bytes of all files together."""
        return sum(size for found in (self.files, self.carried) for _, size in found.values())

    def is_older_than(self, seen: "Manifest") -> bool:
        """Tell whether this is an earlier release than one seen before: somebody rolled it back."""
        return self.release < seen.release

    def compare(self, found: Files) -> list[str]:
        """Return the paths that are missing, were added, or are not what the manifest says, sorted."""
        listed = {**self.files, **self.carried}
        return sorted(path for path in listed.keys() | found.keys() if listed.get(path) != found.get(path))


def fingerprint(file: Path) -> str:
    """Return a file's SHA-256, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def survey(site: Path) -> Files:
    """Return what a folder holds, but for its manifest and the signature over it."""
    found = {}
    for path in _files(site):
        name = path.relative_to(site).as_posix()
        if name not in {MANIFEST, SIGNATURE}:
            found[name] = (fingerprint(path), path.stat().st_size)
    return found


def _files(folder: Path) -> Iterator[Path]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        else:
            yield Path(entry.path)


def write_manifest(site: Path, manifest: Manifest) -> None:
    """Write the manifest into a site."""
    head = [_KIND, f"release {manifest.release}", f"commit {manifest.commit}", f"previous {manifest.previous}"]
    rows = [f"{digest} {size} {path}" for path, (digest, size) in sorted(manifest.files.items())]
    rows += [f"carried {digest} {size} {path}" for path, (digest, size) in sorted(manifest.carried.items())]
    (site / MANIFEST).write_text("\n".join([*head, *rows]) + "\n", "utf-8", newline="\n")


def write_listed(site: Path, commit: str, files: Iterable[tuple[str, str, int]]) -> None:
    """Write the manifest of a site that is no release: path, SHA-256 and size of each file, in any order."""
    rows = sorted(f"{path}\0{digest} {size}" for path, digest, size in files)
    with (site / MANIFEST).open("w", encoding="utf-8", newline="\n") as out:
        out.write(f"{_KIND}\nrelease \ncommit {commit}\nprevious \n")
        for row in rows:
            path, _, told = row.partition("\0")
            out.write(f"{told} {path}\n")


def read_manifest(site: Path) -> Manifest:
    """Return the manifest of a site; ValueError if it is none of ours, OSError if there is none."""
    kind, release, commit, previous, *rows = (site / MANIFEST).read_text("utf-8").split("\n")
    if kind != _KIND:
        raise ValueError(f"{site / MANIFEST}: {kind[:40]}")
    files: Files = {}
    carried: Files = {}
    for row in filter(None, rows):
        into, listed = (carried, row.removeprefix("carried ")) if row.startswith("carried ") else (files, row)
        digest, size, path = listed.split(" ", 2)
        into[path] = (digest, int(size))
    return Manifest(_said(release), _said(commit), _said(previous), files, carried)


def _said(line: str) -> str:
    return line.partition(" ")[2]
