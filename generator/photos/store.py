"""The photos of all records: checked, prepared once, kept by content, and ready for the pages.

As CONTRIBUTING/promises.md#photos says: JPEG, PNG and WebP only, at most 10 MB and 25 megapixels; decoded in a
limited process; credit and licence written back as XMP.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from generator.archive.archive import Archive
from generator.core import escape
from generator.core.problem import Level, Problem, make_problem
from generator.core.sandbox import run_sandboxed
from generator.records.base import MEDIA, PDF_NAME, PICTURE_NAME, is_file_name
from generator.records.shared import Exemplar, Image

MOST_BYTES = 10 * 2**20
WIDTHS = (480, 960, 1600)
_SECONDS = 60
_KIND = "2"
"""Part of every key: raised when what is made of a picture changes."""
_MAGIC = {"webp": b"RIFF", "jpeg": b"\xff\xd8\xff", "whole": b"\xff\xd8\xff"}
_OF_THE_SYSTEM = frozenset({"Thumbs.db", "desktop.ini"})

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rendition:
    """One prepared file: `webp`, `jpeg`, or `whole` for the press (a JPEG as large as the original);
    pixels, and its name, which is its content's hash."""

    format: str
    width: int
    height: int
    name: str
    file: Path


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo with its words and its renditions, smallest first."""

    image: Image
    renditions: tuple[Rendition, ...]

    @property
    def shown(self) -> tuple[Rendition, ...]:
        """The renditions pages show."""
        return tuple(r for r in self.renditions if r.format != "whole")

    @property
    def original_size(self) -> Rendition:
        """The photo as large as it was given, for the press."""
        return self.of("whole")[0]

    def of(self, form: str) -> tuple[Rendition, ...]:
        """Return the renditions of one format, smallest first."""
        return tuple(r for r in self.renditions if r.format == form)


@dataclass(frozen=True, slots=True)
class PreparedPhotos:
    """What `prepare` found: the photos by record, in order, and what is wrong with others."""

    pictures: Mapping[Key, tuple[Picture, ...]]
    problems: tuple[Problem, ...]
    tolerated: frozenset[Problem]


def prepare(archive: Archive, cache: Path, keeping: bool = False) -> PreparedPhotos:
    """Prepare every photo of every story and model; those prepared before come from `cache`.

    With `keeping`, a photo that cannot be had shows as it was when it last could; its problem is
    among `problems` all the same, and in `bridged`.
    """
    pictured = filter(attrgetter("images"), archive.all_exemplars())
    wanted = [(record, n, image) for record in pictured for n, image in enumerate(record.images)]
    found: defaultdict[Key, list[Picture]] = defaultdict(list)
    problems, bridged = list(_unreferenced_files(archive)), set()
    if wanted:
        from concurrent.futures import ThreadPoolExecutor  # most builds have no photo to look at

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            answers = pool.map(lambda each: _prepared(archive, each[0], each[2], cache), wanted)
            for (record, number, image), answer in zip(wanted, answers, strict=True):
                if isinstance(answer, _Refused):
                    at = ("images", number, "file")
                    code = f"picture.{answer.reason}"
                    problems.append(archive.problem(record, at, code, file=image.file, **answer.values))
                    former = _last_good(cache, record, image) if keeping else None
                    if former is not None:
                        bridged.add(problems[-1])
                        found[(record.collection, record.id)].append(Picture(image, former))
                else:
                    problems += _check_appearance(archive, record, number, image, answer)
                    _save_last_good(cache, record, image, answer)
                    found[(record.collection, record.id)].append(Picture(image, answer))
    return PreparedPhotos(
        {key: tuple(pictures) for key, pictures in found.items()}, tuple(problems), frozenset(bridged)
    )


@dataclass(frozen=True, slots=True)
class _Refused:
    reason: str
    values: Mapping[str, object]


def _prepared(archive: Archive, record: Exemplar, image: Image, cache: Path) -> tuple[Rendition, ...] | _Refused:
    path = archive.root / MEDIA / record.id / image.file
    if path.is_symlink() or path.parent.is_symlink():
        return _Refused("link", {})
    if not path.is_file():
        return _Refused("missing", {"folder": f"{MEDIA}/{record.id}/"})
    if path.stat().st_size > MOST_BYTES:
        return _Refused("too-large", {"limit": MOST_BYTES // 2**20})
    content = path.read_bytes()
    xmp = metadata(image)
    key = hashlib.sha256(f"{_KIND} {WIDTHS} {len(xmp)} {xmp}".encode() + content).hexdigest()
    kept = cache / key[:2] / key
    return _stored(kept) or _decoded(content, xmp, kept)


def why_refused(content: bytes) -> tuple[str, Mapping[str, object]] | None:
    """Return why a file would not do as a photo, as in `picture.<reason>`, and what to say with it; None if it does."""
    if len(content) > MOST_BYTES:
        return "too-large", {"limit": MOST_BYTES // 2**20}
    with tempfile.TemporaryDirectory(prefix="dienhinh-photo-") as aside:
        made = _decoded(content, "", Path(aside) / "one")
    return (made.reason, made.values) if isinstance(made, _Refused) else None


_DECODER = "generator.photos.sandbox_decoder"
_LEAST = 300
"""Pixels of the short side below which a picture is blurred on a page."""


def _check_appearance(
    archive: Archive, record: Exemplar, number: int, image: Image, found: Sequence[Rendition]
) -> Iterator[Problem]:
    """Yield a warning for a picture that is too small, or too long, to be looked at."""
    whole = max(found, key=lambda rendition: rendition.width)
    short, long = sorted((whole.width, whole.height))
    if short < _LEAST or long > 4 * short:
        values = {"file": image.file, "width": whole.width, "height": whole.height, "least": _LEAST}
        yield archive.problem(record, ("images", number, "file"), "picture.too-small", Level.WARNING, **values)


def _save_last_good(cache: Path, record: Exemplar, image: Image, good: tuple[Rendition, ...]) -> None:
    """Write down where a photo's good renditions are, for the day its file is spoilt."""
    mark, name = cache / "last" / record.id / image.file, good[0].file.parent.name
    if not mark.is_file() or mark.read_text("utf-8") != name:
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.write_text(name, "utf-8")


def _last_good(cache: Path, record: Exemplar, image: Image) -> tuple[Rendition, ...] | None:
    mark = cache / "last" / record.id / image.file
    key = mark.read_text("utf-8") if mark.is_file() else ""
    return _stored(cache / key[:2] / key) if key else None


def _stored(folder: Path) -> tuple[Rendition, ...] | None:
    """Return what was prepared before, if every byte of it is still there."""
    try:
        listed = json.loads((folder / "picture.json").read_text("utf-8"))
        found = tuple(Rendition(**each, file=folder / each["name"]) for each in listed)
        whole = all(_name(r.file.read_bytes(), r.format) == r.name for r in found)
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return found if whole and found else None


def _name(content: bytes, form: str) -> str:
    return f"{hashlib.sha256(content).hexdigest()[:20]}.{'webp' if form == 'webp' else 'jpg'}"


def _decoded(content: bytes, xmp: str, kept: Path) -> tuple[Rendition, ...] | _Refused:
    came = run_sandboxed(_DECODER, {"xmp": xmp, "widths": list(WIDTHS)}, content, _SECONDS)
    if came.answer is None:
        return _Refused("too-much-work" if came.hit_limit else "broken", {})
    if "refused" in came.answer:
        return _refusal(dict(came.answer))
    return _store(came.answer["files"], came.data, kept)


def _refusal(answer: dict[str, Any]) -> _Refused:
    reason = answer.pop("refused")
    if reason == "too-many-pixels":
        from generator.photos.sandbox_decoder import MOST_PIXELS  # it loads Pillow, for which few builds have a use

        answer["limit"] = MOST_PIXELS // 1_000_000
    return _Refused(reason, answer)


def _store(files: Sequence[Mapping[str, Any]], data: bytes, kept: Path) -> tuple[Rendition, ...]:
    """Write the files aside and put them in their place at once: a cache is never half there."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".new-", dir=kept.parent))
    found, start = [], 0
    try:
        for each in files:
            content = data[start : start + each["size"]]
            start += each["size"]
            assert content.startswith(_MAGIC[each["format"]]), "the decoder answers with pictures"
            name = _name(content, each["format"])
            (aside / name).write_bytes(content)
            found.append(Rendition(each["format"], each["width"], each["height"], name, kept / name))
        listed = [{"format": r.format, "width": r.width, "height": r.height, "name": r.name} for r in found]
        (aside / "picture.json").write_text(json.dumps(listed), "utf-8")
        if kept.exists():
            shutil.rmtree(kept)
        aside.rename(kept)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return tuple(found)


def metadata(image: Image) -> str:
    """Return the XMP packet that travels inside a photo: who took it, and what may be done with it."""
    said = (
        ("dc:creator", f"<rdf:Seq><rdf:li>{escape.xml_text(image.credit or '')}</rdf:li></rdf:Seq>", image.credit),
        ("dc:rights", _in_vietnamese(image.licence), image.licence),
        ("dc:description", _in_vietnamese(image.caption or image.alt), image.caption or image.alt),
        ("photoshop:Credit", escape.xml_text(image.credit or ""), image.credit),
        ("xmpRights:UsageTerms", _in_vietnamese(image.licence), image.licence),
    )
    properties = "".join(f"<{name}>{value}</{name}>" for name, value, given in said if given)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">'
        f'{properties}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )


def _in_vietnamese(text: str | None) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape.xml_text(text or "")}</rdf:li></rdf:Alt>'


def _unreferenced_files(archive: Archive) -> Iterator[Problem]:
    """Yield a problem for each link and odd file under media/, a warning for each photo nobody shows."""
    media = archive.root / MEDIA
    shown = {f"{MEDIA}/{r.id}/{image.file}" for r in archive.all_exemplars() for image in r.images}
    shown |= {f"{MEDIA}/{decision.id}/{decision.file}" for decision in archive.decisions.values() if decision.file}
    seen: dict[str, str] = {}
    for path in sorted(media.rglob("*")) if media.is_dir() else ():
        name = path.relative_to(archive.root).as_posix()
        if (other := seen.setdefault(name.casefold(), path.name)) != path.name:
            yield make_problem(name, 1, "", "picture.same-name", file=path.name, other=other)
        if path.is_symlink():
            yield make_problem(name, 1, "", "picture.link", file=path.name)
        elif path.name.startswith(".") or path.name in _OF_THE_SYSTEM or path.is_dir():
            continue
        elif not any(is_file_name(pattern, path.name) for pattern in (PICTURE_NAME, PDF_NAME)):
            yield make_problem(name, 1, "", "picture.odd-file", file=path.name)
        elif name not in shown:
            yield make_problem(name, 1, "", "picture.unused", Level.WARNING, file=path.name)
