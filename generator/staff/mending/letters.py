"""Mends what nobody can see in a record's file and nobody means: line ends, byte order marks, spaces, joiners.

Only what loses nothing: letters, digits and marks stay what they are.
"""

import re
import unicodedata

from generator.core.text import CONFUSABLES, detect_legacy_encoding, is_hidden

_OF_WORD = {"\x0b": " ", "\x0c": " ", "\x07": " ", "\x85": " ", "\x1e": "-", "\u2028": " ", "\u2029": " "}
"""What Word writes for the ends of lines, pages and cells, and for a hyphen that does not break."""
_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([tr_NLPbae0vf]))")
_SHORT_ESCAPES = {"_": "\xa0", "N": "\x85", "L": "\u2028", "P": "\u2029", "t": "\t", "v": "\x0b", "f": "\x0c"}


def mended_bytes(content: bytes) -> bytes:
    """Return the bytes of a file mended; the same bytes where nothing is to mend, or it is no UTF-8."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(map(_row, rows)).encode()


def mended_escapes(row: str) -> str:
    """Return a row whose value in double quotes holds no more escapes of what nobody sees, such as `\\u200b`."""
    return _ESCAPE.sub(_unescaped, row)


def _unescaped(found: re.Match[str]) -> str:
    code = found[2] or found[3] or found[4]
    char = chr(int(code, 16)) if code and int(code, 16) < 0x110000 else _SHORT_ESCAPES.get(found[5] or "", "")
    if code and not (is_hidden(char) or unicodedata.category(char) in {"Cc", "Mn"}):
        return found[0]
    return found[1] + (_letter(char) if char else "")


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
    if char in _OF_WORD:
        return _OF_WORD[char]
    if char == "\t" or (unicodedata.category(char) == "Zs" and char != " "):
        return " "
    if "\0" < char < " ":
        return ""
    return "" if is_hidden(char) and unicodedata.category(char) in {"Cf", "Mn"} else char
