"""Writing what was made: contents to files, with the digests by which they are known again."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
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
    """Contents that wait in open files, with the SHA-256 of each, taken when they were written."""

    def __init__(self, files: Iterable[BinaryIO], sha256: tuple[str, ...]) -> None:
        super().__init__(files)
        self.sha256 = sha256


def sha256_of_each(contents: Iterable[bytes | BinaryIO]) -> tuple[str, ...]:
    """Return the SHA-256 of each of some contents, in hexadecimal."""
    return contents.sha256 if isinstance(contents, WrittenContents) else tuple(map(sha256_of, contents))


def content_digest(sha256: Iterable[str]) -> bytes:
    """Return the digest by which an artifact's contents are known again, by the SHA-256 of each."""
    return hashlib.blake2b(" ".join(sha256).encode(), digest_size=16).digest()


def write_content(content: bytes | BinaryIO, file: str) -> None:
    """Write a content to a file."""
    with _opened(file) as out:
        if isinstance(content, bytes):
            out.write(content)
        else:
            content.seek(0)
            copyfileobj(content, out, _PIECE)


def sha256_of(content: bytes | BinaryIO) -> str:
    """Return the SHA-256 of a content that may wait in an open file, in hexadecimal."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    content.seek(0)
    hashed = hashlib.sha256()
    while piece := content.read(_PIECE):
        hashed.update(piece)
    return hashed.hexdigest()


def _opened(file: str) -> BinaryIO:
    """Open a new file; its folder is mostly there, since what is made of one record is written together."""
    try:
        return open(file, "wb")
    except FileNotFoundError:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        return open(file, "wb")


def whole(content: bytes | BinaryIO) -> bytes:
    """Return a content that may wait in an open file."""
    if isinstance(content, bytes):
        return content
    content.seek(0)
    return content.read()
