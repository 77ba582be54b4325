"""The code to scan on a printed page: its address as a QR code."""

import base64
import struct
import zlib
from functools import lru_cache

QUIET_ZONE = 4
"""Modules of white around a code (ISO/IEC 18004, 9.1)."""
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DIGITS = bytes(48 + (dot > 0) for dot in range(256))
"""Turns a dot, black 0 or white 255, into the digit of its bit."""
_BYTES = bytes(255 if digit == 49 else 0 for digit in range(256))
"""Turns such a digit into eight bits."""


@lru_cache(maxsize=8)
def _rows(address: str) -> list[str]:
    """Return the rows of a code as binary digits, 1 for white, that can be read with a part (15 %) spoilt."""
    import zxingcpp  # a build that changes nothing draws none

    barcode = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image = barcode.to_image(add_quiet_zones=False)
    high, wide = image.shape[:2]
    digits = memoryview(image).tobytes().translate(_DIGITS).decode()  # type: ignore[arg-type]
    side, white = "1" * QUIET_ZONE, ["1" * (wide + 2 * QUIET_ZONE)] * QUIET_ZONE
    return [*white, *(f"{side}{digits[row * wide : (row + 1) * wide]}{side}" for row in range(high)), *white]


def qr_png(address: str, large: bool = False) -> bytes:
    """Return an address as a QR code in a PNG of one bit a pixel: a pixel a module, or eight for print.

    Written here, after the PNG specification (ISO/IEC 15948): a library for pictures takes ten times as
    long for so small a one, and there is one for every page.
    """
    rows = _rows(address)
    if large:  # eight pixels are one byte
        scale, packed = 8, b"".join((b"\0" + row.encode().translate(_BYTES)) * 8 for row in rows)
    else:
        wide = len(rows) + -len(rows) % 8
        scale, packed = 1, b"".join(b"\0" + int(row.ljust(wide, "0"), 2).to_bytes(wide // 8, "big") for row in rows)
    head = struct.pack(">IIBBBBB", len(rows) * scale, len(rows) * scale, 1, 0, 0, 0, 0)
    squeezed = zlib.compressobj(1, zlib.DEFLATED, 12, 9) if large else zlib.compressobj(6, zlib.DEFLATED, 9, 1)
    data = squeezed.compress(packed) + squeezed.flush()
    parts = ((b"IHDR", head), (b"IDAT", data), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def qr_data_uri(address: str) -> str:
    """Return a QR code as the source of an image inside a page: some 300 bytes, drawn large by the style."""
    return f"data:image/png;base64,{base64.b64encode(qr_png(address)).decode()}"
