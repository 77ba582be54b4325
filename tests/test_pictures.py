"""Photos: what comes in bad is named, what goes out is upright, small, credited and tells nothing else."""

import io
import json
import os
import shutil
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageCms

from generator.config.i18n import language
from generator.engine.install import build_site
from generator.engine.project import publish, read_project
from generator.photos import sandbox_decoder, store
from tests.making import copy_sample, lay_photo, photo

ORIENTATION, GPS, CAMERA = 0x0112, 0x8825, 0x010F


def telling_photo() -> bytes:
    """Return a photo lying on its side that tells where, by whom and with what it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # the camera was turned: shown rotated by 90°
    exif[CAMERA] = "SECRET-CAMERA"
    exif.get_ifd(GPS)[2] = (10.0, 1.0, 58.7)
    content = photo(exif=exif, comment=b"SECRET-COMMENT", xmp=b"<x>SECRET-XMP</x>")
    return content + b"SECRET-TAIL<script>"


def made(root: Path) -> dict[str, bytes]:
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    photos = (o for o in publication.artifacts if Path(o.path).suffix in {".webp", ".jpg"})
    return {name: o.content for o in photos if (name := Path(o.path).name) != "chia-se.jpg"}


def test_a_photo_goes_out_upright_small_credited_and_silent(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    lay_photo(root, telling_photo())
    files = made(root)
    assert len(files) == 6  # the one for the press is not on the site
    sizes = set()
    for name, content in files.items():
        picture = Image.open(io.BytesIO(content))
        sizes.add((picture.format, picture.size))
        assert store._name(content, picture.format.lower() if picture.format else "") == name
        red, _, blue = picture.convert("RGB").getpixel((picture.width // 2, picture.height // 10))  # type: ignore[misc]
        assert red > 150 > blue, "the left of the sensor is the top of the picture"
        assert "exif" not in picture.info
        assert "comment" not in picture.info
        assert not any(word in content for word in (b"SECRET", b"<script", b"Exif"))
        assert "Trần Ảnh".encode() in content
        assert b"CC BY 4.0" in content
    assert sizes == {(f, s) for f in ("WEBP", "JPEG") for s in ((480, 800), (960, 1600), (1200, 2000))}


def test_the_page_shows_the_photo_in_every_size_with_its_words(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    lay_photo(root, photo())
    build_site(publish(read_project(root)), root / "site")
    page = (root / "site" / "dien-hinh" / "nguyen-van-mot" / "index.html").read_text("utf-8")
    start = page.index("<picture>")
    shown = page[start : page.index("</figure>", start)]
    assert shown.count("480w") == shown.count("960w") == shown.count("1600w") == 2
    assert 'width="1600" height="960"' in shown
    assert 'alt="Ông Một bên bờ sông"' in shown
    assert "Ảnh: Trần Ảnh · CC BY 4.0" in shown
    assert not (root / "site" / "dien-hinh" / "nguyen-van-mot" / "bia.svg").exists()
    listed = (root / "site" / "dien-hinh" / "index.html").read_text("utf-8")
    assert 'loading="lazy"></picture>' in listed


def test_a_second_build_decodes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_sample(tmp_path)
    lay_photo(root, photo())
    first = made(root)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("a prepared picture was decoded again")

    monkeypatch.setattr(store, "_decoded", never)
    assert made(root) == first


def test_a_spoilt_cache_is_made_anew(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    lay_photo(root, photo())
    first = made(root)
    kept = next((root / ".dienhinh").rglob("*.webp"))
    kept.write_bytes(kept.read_bytes()[:-9])
    assert made(root) == first


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG that unpacks to width × height × 3 bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0" * (height * (width * 3 + 1)), 9)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def animation() -> bytes:
    out = io.BytesIO()
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "picture.not-a-picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "picture.not-a-picture"),
        (b"GIF89a" + b"\0" * 50, "picture.not-a-picture"),
        (photo()[:3000], "picture.broken"),
        (animation(), "picture.animated"),
        (photo() + b"\0" * 11_000_000, "picture.too-large"),
    ],
    ids=["empty", "svg", "gif", "cut", "animation", "heavy"],
)
def test_a_bad_picture_is_a_problem_of_its_record(tmp_path: Path, content: bytes, code: str) -> None:
    bad_picture(tmp_path, content, code)


def test_a_picture_that_unpacks_to_a_heap_is_a_problem_of_its_record(tmp_path: Path) -> None:
    bad_picture(tmp_path, bomb(12_000, 12_000), "picture.too-many-pixels")


def bad_picture(tmp_path: Path, content: bytes, code: str) -> None:
    """See that a picture is refused by a code, at the line that names it."""
    root = copy_sample(tmp_path)
    lay_photo(root, content)
    problem = next(p for p in read_project(root).problems if p.is_error)
    assert (problem.code, problem.path, problem.field) == (code, "stories/2025/nguyen-van-mot.yml", "images.0.file")
    line = (root / problem.path).read_text("utf-8").split("\n")[problem.line - 1]
    assert "anh-1.jpg" in line


def test_a_decoder_that_dies_or_hangs_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_sample(tmp_path)
    lay_photo(root, photo())
    hostile = tmp_path / "python"
    monkeypatch.setattr(sys, "executable", str(hostile))
    for script in ("kill -SEGV $$", "exec sleep 60"):
        hostile.write_text(f"#!/bin/sh\n{script}\n")
        hostile.chmod(0o755)
        monkeypatch.setattr(store, "_SECONDS", 1)
        assert [p.code for p in read_project(root).problems] == ["picture.too-much-work"]


def test_links_and_odd_files_under_media_are_refused_and_unused_photos_told(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    path = lay_photo(root, photo((500, 500)))
    (path.parent / "notes.txt").write_text("x")
    (path.parent / "spare.png").write_bytes(photo((9, 9), "PNG"))
    os.symlink("/etc/passwd", path.parent / "etc.jpg")
    found = {(p.code, p.path.rsplit("/", 1)[1], p.is_error) for p in read_project(root).problems}
    assert found == {
        ("picture.odd-file", "notes.txt", True),
        ("picture.unused", "spare.png", False),
        ("picture.link", "etc.jpg", True),
    }


def test_a_linked_photo_is_not_followed(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    path = lay_photo(root, photo((50, 50)))
    path.rename(tmp_path / "elsewhere.jpg")
    path.symlink_to(tmp_path / "elsewhere.jpg")
    assert {p.code for p in read_project(root).problems} == {"picture.link"}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixel_becomes_a_picture(tmp_path: Path, mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    out = io.BytesIO()
    Image.new(mode, (600, 300)).save(out, form)
    root = copy_sample(tmp_path)
    lay_photo(root, out.getvalue(), "anh.jpg" if form == "JPEG" else "anh.png")
    for content in made(root).values():
        assert Image.open(io.BytesIO(content)).mode == "RGB"


def test_colours_come_out_in_srgb_and_a_bad_profile_does_no_harm(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for given in (profile, b"SECRET not a profile"):
        root = copy_sample(tmp_path / str(len(given)))
        lay_photo(root, photo((500, 300), icc_profile=given))
        for content in made(root).values():
            assert "icc_profile" not in Image.open(io.BytesIO(content)).info
            assert b"SECRET" not in content


def test_hostile_words_stay_words_in_the_metadata(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    lay_photo(root, photo((50, 50)))
    record = root / "stories" / "2025" / "nguyen-van-mot.yml"
    text = record.read_text("utf-8").replace("Trần Ảnh", "</rdf:li><evil a='&amp;'> ]]> ")
    record.write_text(text, "utf-8")
    for content in made(root).values():
        start = content.index(b"<x:xmpmeta")
        packet = content[start : content.index(b"</x:xmpmeta>") + 12].decode()
        creators = [e.text for e in ElementTree.fromstring(packet).iter() if e.tag.endswith("li")]
        assert "</rdf:li><evil a='&amp;'> ]]>" in creators


def test_damaged_photos_end_in_answers_not_in_crashes() -> None:
    """Each is fed to the decoder in one limited process; it must always answer with its one line."""
    script = (
        "import json, sys\n"
        "from generator.core.sandbox import limit_resources\n"
        "from generator.photos.sandbox_decoder import MEMORY, SECONDS, decode\n"
        "limit_resources(MEMORY, SECONDS)\n"
        "from tests.making import photo\n"
        "said = {}\n"
        "for form in ('JPEG', 'PNG', 'WEBP'):\n"
        "    good = photo((60, 40), form)\n"
        "    for n in range(150):\n"
        "        at = (n * 7919) % len(good)\n"
        "        bad = good[:at] + bytes([(n * 31) % 256]) + good[at + 1:] if n % 3 else good[:at]\n"
        "        answer, _ = decode(bad, b'', [480])\n"
        "        key = answer.get('refused', 'fine')\n"
        "        said[key] = said.get(key, 0) + 1\n"
        "print(json.dumps(said))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-1500:]
    said = json.loads(done.stdout)
    assert sum(said.values()) == 450
    assert {"fine", "broken", "not-a-picture"} <= set(said)


def test_what_is_transparent_by_a_colour_is_white(tmp_path: Path) -> None:
    for mode, hidden in (("RGB", (255, 0, 0)), ("L", 40), ("P", 0)):
        picture = Image.new(mode, (400, 400), hidden)
        out = io.BytesIO()
        picture.save(out, "PNG", transparency=hidden)
        answer, files = sandbox_decoder.decode(out.getvalue(), b"", [400])
        assert "files" in answer
        with Image.open(io.BytesIO(files[-1])) as clean:
            assert clean.getpixel((5, 5)) == (255, 255, 255), mode


@pytest.mark.parametrize(
    ("size", "code"),
    [((60, 17_000), "picture.too-tall"), ((20, 15), "picture.too-small"), ((3000, 400), "picture.too-small")],
)
def test_a_picture_nobody_can_look_at_is_named(tmp_path: Path, size: tuple[int, int], code: str) -> None:
    root = copy_sample(tmp_path)
    lay_photo(root, photo(size))
    found = {p.code: p for p in read_project(root).problems}
    assert code in found
    words = language().format_problem(found[code])
    assert f"{size[0]} × {size[1]}" in words


def test_two_photos_that_differ_in_capitals_only_are_named(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    path = lay_photo(root, photo())
    shutil.copy(path, path.with_name(path.name.upper()))
    assert "picture.same-name" in {p.code for p in read_project(root).problems}
