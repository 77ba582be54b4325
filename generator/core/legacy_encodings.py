"""TCVN3 (ABC) and VNI, the encodings of before Unicode, put back into Unicode.

Both are tables: TCVN3 one code for a letter with its tone, VNI the bare letter and a mark behind.
"""

import re
import unicodedata
from collections.abc import Callable

_TONES = {"1": "\u0300", "2": "\u0309", "3": "\u0303", "4": "\u0301", "5": "\u0323"}
_TCVN3_ROWS = {
    "a": "µ¶·¸¹",
    "ă": "»¼½¾Æ",
    "â": "ÇÈÉÊË",
    "e": "ÌÎÏÐÑ",
    "ê": "ÒÓÔÕÖ",
    "i": "×ØÜÝÞ",
    "o": "ßáâãä",
    "ô": "åæçèé",
    "ơ": "êëìíî",
    "u": "ïñòóô",
    "ư": "õö÷øù",
    "y": "úûüýþ",
}
_TCVN3_PLAIN = dict(zip("¨©®ª«¬\u00ad¡¢§£¤¥¦", "ăâđêôơưĂÂĐÊÔƠƯ", strict=True))
_TCVN3 = {
    **_TCVN3_PLAIN,
    **{
        code: unicodedata.normalize("NFC", letter + _TONES[str(tone)])
        for letter, codes in _TCVN3_ROWS.items()
        for tone, code in enumerate(codes, 1)
    },
}
_VNI_TONES = {"ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ù": "\u0301", "ï": "\u0323"}
_VNI_HATS = {"â": "\u0302", "à": "\u0302\u0300", "å": "\u0302\u0309", "ã": "\u0302\u0303", "á": "\u0302\u0301"}
_VNI_HATS |= {"ä": "\u0302\u0323", "ê": "\u0306", "è": "\u0306\u0300", "ú": "\u0306\u0309", "ü": "\u0306\u0303"}
_VNI_HATS |= {"é": "\u0306\u0301", "ë": "\u0306\u0323"}
_VNI_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def decode_tcvn3(text: str) -> str:
    """Return text typed with a TCVN3 font; with an upper-case font its capitals stay small letters."""
    return "".join(_TCVN3.get(char, char) for char in text)


def decode_vni(text: str) -> str:
    """Return text typed with a VNI font."""
    letters: list[str] = []
    for char in text:
        low = char.lower()
        before = letters[-1].lower() if letters else ""
        bare = unicodedata.normalize("NFD", before)[:1]
        if low in _VNI_TONES and bare and bare in "aeouy":
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + _VNI_TONES[low])
        elif low in _VNI_HATS and before and before in "aeo":
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + _VNI_HATS[low])
        elif low in _VNI_ALONE:
            letters.append(_VNI_ALONE[low].upper() if char.isupper() else _VNI_ALONE[low])
        else:
            letters.append(char)
    return "".join(letters)


_UNICODE = re.compile("[\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")


def _skip_unicode(convert: Callable[[str], str]) -> Callable[[str], str]:
    """Leave alone what holds letters only Unicode has: a list may be typed half and half."""
    return lambda text: text if _UNICODE.search(text) else convert(text)


def decode_cp1258(text: str) -> str:
    """Return text in the code page of Vietnamese Windows that was read as the western one: its tones stand behind."""
    codes = (_CP1252.get(char) or (ord(char) if ord(char) < 256 else None) for char in text)
    known = [code for code in codes if code is not None]
    if len(known) < len(text):
        return text
    return unicodedata.normalize("NFC", "".join(bytes([code]).decode("cp1258", "replace") for code in known))


_UNDEFINED = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
_CP1252 = {bytes([code]).decode("cp1252"): code for code in range(0x80, 0x100) if code not in _UNDEFINED}

CONVERSIONS = {
    "TCVN3": _skip_unicode(decode_tcvn3),
    "VNI": _skip_unicode(decode_vni),
    "CP1258": _skip_unicode(decode_cp1258),
}
