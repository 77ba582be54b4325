"""Runs as a process of its own under limits: one untrusted picture in, clean ones out.

In: the header `{"xmp", "widths"}` and the picture.
Out: one line of JSON, either `{"refused": reason, …}` or `{"files": [{"format", "width",
"height", "size"}]}` followed by the files. Nothing of the original but its pixels goes on:
no EXIF, no position, no comment, no colour profile, no tail.
"""

import io
import warnings
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageCms, ImageFile, ImageOps, UnidentifiedImageError

from generator.core.sandbox import serve_sandboxed

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 25_000_000
MOST_HEIGHT = 16_383
"""Rows a WebP picture can have."""
MEMORY = 1024 * 2**20
SECONDS = 20
_SAVING: dict[str, dict[str, Any]] = {
    "webp": {"quality": 80, "method": 4},
    "jpeg": {"quality": 82, "optimize": True, "progressive": True},
}
_WHOLE = {"quality": 92, "optimize": True}


def decode(content: bytes, xmp: bytes, widths: list[int]) -> tuple[dict[str, Any], list[bytes]]:
    """Return the answer's first line and the files: WebP and JPEG at each width, never enlarged, and one whole."""
    try:
        original = Image.open(io.BytesIO(content), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return {"refused": "not-a-picture"}, []
    width, height = original.size
    if width * height > MOST_PIXELS:
        return {"refused": "too-many-pixels", "width": width, "height": height}, []
    if getattr(original, "is_animated", False) and original.format != "MPO":  # MPO: a phone's second view
        return {"refused": "animated"}, []
    try:
        clean = _pixels(original)
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, ZeroDivisionError):
        return {"refused": "broken"}, []
    files, data = [], []
    for wide in sorted({min(w, clean.width) for w in widths}):
        size = (wide, max(1, round(clean.height * wide / clean.width)))
        if size[1] > MOST_HEIGHT:
            return {"refused": "too-tall", "width": width, "height": height}, []
        sized = clean if size == clean.size else clean.resize(size, Image.Resampling.LANCZOS)
        for name, how in _SAVING.items():
            out = io.BytesIO()
            sized.save(out, name, xmp=xmp, **how)
            files.append({"format": name, "width": size[0], "height": size[1], "size": len(out.getvalue())})
            data.append(out.getvalue())
    out = io.BytesIO()
    clean.save(out, "JPEG", xmp=xmp, **_WHOLE)
    files.append({"format": "whole", "width": clean.width, "height": clean.height, "size": len(out.getvalue())})
    return {"files": files}, [*data, out.getvalue()]


def _pixels(original: Image.Image) -> Image.Image:
    """Return the picture upright, in sRGB, on white, with nothing but its pixels."""
    profile = original.info.get("icc_profile")
    original.load()
    upright = ImageOps.exif_transpose(original)
    if upright.mode in {"I", "I;16", "I;16B", "I;16L", "F"}:
        upright = upright.point(lambda value: value / 256).convert("L")
    if upright.mode not in {"RGB", "CMYK", "L"} or "transparency" in upright.info:
        upright = upright.convert("RGBA")
    if profile and upright.mode in {"RGB", "CMYK", "L"}:
        upright = _in_srgb(upright, profile)
    clean = Image.new("RGB", upright.size, "white")
    clean.paste(upright.convert("RGB"), mask=upright if upright.mode == "RGBA" else None)
    return clean


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    """Convert from the picture's own colours; a profile that cannot be read is passed over."""
    try:
        found = ImageCms.profileToProfile(
            picture, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return found or picture


def _answer(header: Mapping[str, Any], content: bytes) -> tuple[dict[str, Any], list[bytes]]:
    return decode(content, header["xmp"].encode(), header["widths"])


def main() -> None:
    """Answer one request."""
    warnings.simplefilter("ignore")
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    Image.MAX_IMAGE_PIXELS = None  # our own limit is stricter and is asked first
    serve_sandboxed(_answer, MEMORY, SECONDS)


if __name__ == "__main__":
    main()
