"""The code to scan on a printed page: its address as a QR code."""

import re
from dataclasses import dataclass
from functools import lru_cache

import zxingcpp

_SIZE = re.compile(r'<svg width="(\d+)"')
_PATH = re.compile(r'<path d="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code as an SVG path of squares one unit wide, with its quiet zone, in a square of `size` units."""

    size: int
    path: str

    @property
    def svg(self) -> str:
        """The code as a file of its own."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.size} {self.size}" width="400" height="400">'
            f'<rect width="{self.size}" height="{self.size}" fill="#fff"/><path d="{self.path}"/></svg>\n'
        )


@lru_cache(maxsize=8)
def code_of(address: str) -> Code:
    """Return an address as a QR code that can be read with a part of it (15 %) spoilt."""
    barcode = zxingcpp.create_barcode(address, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    svg = barcode.to_svg(add_quiet_zones=True)
    size, path = _SIZE.search(svg), _PATH.search(svg)
    assert size is not None, svg[:200]
    assert path is not None, svg[:200]
    return Code(int(size[1]), path[1])
