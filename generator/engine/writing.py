"""Writing what was made: contents to files, with the digests by which they are known again."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from shutil import copyfileobj
from typing import BinaryIO

_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class RenderResult:
    """What became of an artifact: the digest of its content, and the files written; none if it was as before.

    `sha256` of each file, where its bytes were at hand.
    """

    path: str
    digest: bytes
    files: tuple[str, ...]
    sha256: tuple[str, ...] = ()


class WrittenContents(list[BinaryIO]):
    """Contents that wait in open files, with the digests that were taken when they were written."""

    def __init__(self, files: Iterable[BinaryIO], digest: bytes, sha256: tuple[str, ...]) -> None:
        super().__init__(files)
        self.digest, self.sha256 = digest, sha256


def content_digest(contents: Iterable[bytes | BinaryIO]) -> bytes:
    """Return the digest by which an artifact's contents are known again."""
    if isinstance(contents, WrittenContents):
        return contents.digest
    hashed = hashlib.blake2b(digest_size=16)
    for content in contents:
        if isinstance(content, bytes):
            hashed.update(b"%d " % len(content))
            hashed.update(content)
        else:
            hashed.update(b"%d " % content.seek(0, os.SEEK_END))
            for piece in _pieces(content):
                hashed.update(piece)
    return hashed.digest()


def write_contents(contents: Sequence[bytes | BinaryIO], files: Sequence[str]) -> tuple[str, ...]:
    """Write contents to as many files; return the SHA-256 of each."""
    if isinstance(contents, WrittenContents):
        for content, file in zip(contents, files, strict=True):
            content.seek(0)
            with _opened(file) as out:
                copyfileobj(content, out, _PIECE)
        return contents.sha256
    return tuple(write_content(content, file) for content, file in zip(contents, files, strict=True))


def write_content(content: bytes | BinaryIO, file: str) -> str:
    """Write a content to a file; return its SHA-256."""
    hashed = hashlib.sha256()
    with _opened(file) as out:
        for piece in (content,) if isinstance(content, bytes) else _pieces(content):
            hashed.update(piece)
            out.write(piece)
    return hashed.hexdigest()


def sha256_of(content: BinaryIO) -> str:
    """Return the SHA-256 of a content that waits in an open file."""
    hashed = hashlib.sha256()
    for piece in _pieces(content):
        hashed.update(piece)
    return hashed.hexdigest()


def _opened(file: str) -> BinaryIO:
    """Open a new file; its folder is mostly there, since what is made of one record is written together."""
    try:
        return open(file, "wb")
    except FileNotFoundError:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        return open(file, "wb")


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    return iter(partial(content.read, _PIECE), b"")


def whole(content: bytes | BinaryIO) -> bytes:
    """Return a content that may wait in an open file."""
    return content if isinstance(content, bytes) else b"".join(_pieces(content))
