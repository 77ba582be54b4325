"""The code to scan on a printed page: its address as a QR code."""

import base64
import io
from functools import lru_cache

import zxingcpp
from PIL import Image

_QUIET = 4
"""Modules of white around a code (ISO/IEC 18004, 9.1)."""


@lru_cache(maxsize=8)
def _drawn(address: str) -> Image.Image:
    """Return an address as a QR code, a dot a module, that can be read with a part of it (15 %) spoilt."""
    barcode = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    dots = Image.fromarray(barcode.to_image(add_quiet_zones=False)).convert("1")
    framed = Image.new("1", (dots.width + 2 * _QUIET, dots.height + 2 * _QUIET), 1)
    framed.paste(dots, (_QUIET, _QUIET))
    return framed


def code_png(address: str, scale: int = 1) -> bytes:
    """Return an address as a QR code in a PNG of two colours, `scale` pixels a module."""
    dots, out = _drawn(address), io.BytesIO()
    if scale > 1:
        dots = dots.resize((dots.width * scale, dots.height * scale), Image.Resampling.NEAREST)
    dots.save(out, "PNG", compress_level=1 if scale > 1 else 9)
    return out.getvalue()


def code_inline(address: str) -> str:
    """Return a QR code as the source of an image inside a page: some 300 bytes, drawn large by the style."""
    return f"data:image/png;base64,{base64.b64encode(code_png(address)).decode()}"
