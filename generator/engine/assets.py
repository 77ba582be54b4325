"""Styles and scripts of the theme, named by what they hold.

A page a reader has open never meets those of another release. A script that imports another names it by its new name,
so that a change reaches all that rest on it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

_IMPORT = re.compile(r'(?P<how>\bfrom |\bimport |\bimport\()"\./(?P<name>[a-z_]+\.js)"')
_DYNAMIC = "import("
_DIGITS = 10


@dataclass(frozen=True)
class Asset:
    """A file as it is published: its name, what it holds, and the scripts it cannot run without, by their own paths."""

    name: str
    content: bytes
    imports: tuple[str, ...] = ()


def named_by_content(sources: Mapping[str, bytes]) -> dict[str, Asset]:
    """Return the assets by the path of their source.

    Raises ValueError where a script imports what is not there, or scripts import one another in a circle.
    """
    made: dict[str, Asset] = {}
    for path in sources:
        _make(path, sources, made, ())
    return made


def _make(path: str, sources: Mapping[str, bytes], made: dict[str, Asset], above: tuple[str, ...]) -> Asset:
    if path in made:
        return made[path]
    if path not in sources or path in above:
        raise ValueError(f"{above[-1] if above else path}: {path}")
    stem, _, ending = path.rpartition(".")
    folder = path.rpartition("/")[0]
    imports: dict[str, None] = {}

    def renamed(found: re.Match[str]) -> str:
        other = f"{folder}/{found['name']}"
        asset = _make(other, sources, made, (*above, path))
        if found["how"] != _DYNAMIC:
            imports.update(dict.fromkeys((other, *asset.imports)))
        return f'{found["how"]}"./{asset.name.rpartition("/")[2]}"'

    content = sources[path]
    if ending == "js":
        content = _IMPORT.sub(renamed, content.decode()).encode()
    digest = hashlib.sha256(content).hexdigest()[:_DIGITS]
    made[path] = Asset(f"{stem}.{digest}.{ending}", content, tuple(imports))
    return made[path]
