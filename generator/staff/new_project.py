"""A new project in an empty folder: what another province begins with."""

import json
from collections.abc import Iterator
from pathlib import Path

from generator.core.atomic_change import apply_files
from generator.core.problem import UsageError
from generator.core.text import slugify

_SKELETON = Path(__file__).parent / "skeleton"
_DOTTED = {"gitignore.txt": ".gitignore", "gitattributes.txt": ".gitattributes"}
"""Files whose names would hide them in the package, and what they are called in a project."""
_CITY, _PROVINCE = "Thành phố ", "Tỉnh "


def begin_project(root: Path, name: str, url: str, place: str, description: str, contact: str) -> list[str]:
    """Write a project that checks and builds; return its files. UsageError, with nothing written, if one is there.

    `place` is the province or city with what it is, such as «Tỉnh An Giang»; "" leaves the localities empty.
    """
    words = {
        "@TITLE@": name,
        "@NAME@": _quoted(name),
        "@URL@": _quoted(_checked_url(url)),
        "@DESCRIPTION@": _quoted(description),
        "@CONTACT@": _quoted(contact),
        "@PLACES@": _places(place),
    }
    files = dict(_files(words))
    there = sorted(path for path in files if (root / path).exists())
    if there:
        raise UsageError("project-exists", path=there[0])
    root.mkdir(parents=True, exist_ok=True)
    apply_files(root, files, {})
    return sorted(files)


def _files(words: dict[str, str]) -> Iterator[tuple[str, bytes]]:
    for file in sorted(_SKELETON.rglob("*")):
        if file.is_file():
            text = file.read_text("utf-8")
            for mark, word in words.items():
                text = text.replace(mark, word)
            path = file.relative_to(_SKELETON).as_posix()
            yield _DOTTED.get(path, path), text.encode()


def _quoted(text: str) -> str:
    """Return text as JSON, which YAML reads as it stands."""
    return json.dumps(text, ensure_ascii=False)


def _checked_url(url: str) -> str:
    if not url.startswith(("https://", "http://")) or any(letter.isspace() for letter in url):
        raise UsageError("bad-url", url=url)
    return url.rstrip("/") + "/"


def _places(place: str) -> str:
    if not place:
        return "[]"
    if not place.startswith((_CITY, _PROVINCE)):
        raise UsageError("bad-place", place=place)
    kind = "tinh" if place.startswith(_PROVINCE) else "thanh-pho-truc-thuoc"
    return f"\n  - {{id: {slugify(place)}, name: {_quoted(place)}, type: {kind}}}"
