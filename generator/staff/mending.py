"""Mends what nobody can see in a record's file and nobody means: line ends, byte order marks, spaces, joiners.

Only what loses nothing: letters, digits and marks stay what they are.
"""

import unicodedata
from pathlib import Path

from generator.core.text import CONFUSABLES, detect_legacy_encoding, is_hidden


def mended_bytes(content: bytes) -> bytes:
    """Return the bytes of a file mended; the same bytes where nothing is to mend, or it is no UTF-8."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(map(_row, rows)).encode()


def _row(row: str) -> str:
    if detect_legacy_encoding(row) is not None:  # a soft hyphen is a letter there
        return row
    indent = row[: len(row) - len(row.lstrip(" \t"))]
    told = unicodedata.normalize("NFC", row)
    kept = "".join(_letter(char) for char in told[len(indent) :])
    return indent.replace("\t", "  ") + kept


def _letter(char: str) -> str:
    if char in CONFUSABLES:
        return CONFUSABLES[char]
    if char == "\t" or (unicodedata.category(char) == "Zs" and char != " "):
        return " "
    return "" if is_hidden(char) and unicodedata.category(char) in {"Cf", "Mn"} else char


def mend(root: Path, files: list[str]) -> list[str]:
    """Mend files of a project; return those that changed."""
    changed = []
    for name in files:
        path = root / name
        before = path.read_bytes()
        after = mended_bytes(before)
        if after != before:
            aside = path.with_name(f".{path.name}.new")
            aside.write_bytes(after)
            aside.replace(path)
            changed.append(name)
    return changed
