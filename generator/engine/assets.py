"""Styles and scripts of the theme, named by what they hold.

A page a reader has open never meets those of another release. A script that imports another names it by its new name,
so that a change reaches all that rest on it.
"""

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

_IMPORT = re.compile(r"""(?P<how>\b(?:from|import)\s*)(?P<mark>["'])\./(?P<name>[\w.-]+\.js)(?P=mark)""")
_LATER = re.compile(r"""\bimport\s*\(\s*["'`]\.""")
_DIGITS = 10


@dataclass(frozen=True)
class Asset:
    """A file as it is published: its name, what it holds, and the scripts it cannot run without, by their own paths."""

    name: str
    content: bytes
    imports: tuple[str, ...] = ()


class AssetError(Exception):
    """A script of the theme, or one in its place, can never run; `script` is its path, `reason` names the words."""

    def __init__(self, script: str, reason: str, imported: str = "") -> None:
        super().__init__(f"{script}: {reason} {imported}")
        self.script, self.reason, self.imported = script, reason, imported


def named_by_content(sources: Mapping[str, bytes], modules: Collection[str]) -> dict[str, Asset]:
    """Return the assets by the path of their source; of the `modules` among them, what they import is named anew.

    Raises AssetError where a module imports what is not there, or later, or where modules import one another in a
    circle; and where it is no text.
    """
    made: dict[str, Asset] = {}
    for path in sources:
        _make(path, sources, modules, made, ())
    return made


def _make(
    path: str, sources: Mapping[str, bytes], modules: Collection[str], made: dict[str, Asset], above: tuple[str, ...]
) -> Asset:
    if path in made:
        return made[path]
    folder, imports = path.rpartition("/")[0], dict[str, None]()

    def renamed(found: re.Match[str]) -> str:
        other = f"{folder}/{found['name']}"
        if other not in sources:
            raise AssetError(path, "missing", found["name"])
        if other in (*above, path):
            raise AssetError(path, "circle", found["name"])
        asset = _make(other, sources, modules, made, (*above, path))
        imports.update(dict.fromkeys((other, *asset.imports)))
        return f"{found['how']}{found['mark']}./{asset.name.rpartition('/')[2]}{found['mark']}"

    content = sources[path]
    if path in modules:
        try:
            text = content.decode()
        except UnicodeDecodeError:
            raise AssetError(path, "no-text") from None
        if _LATER.search(text):
            raise AssetError(path, "later")
        content = _IMPORT.sub(renamed, text).encode()
    stem, _, ending = path.rpartition(".")
    digest = hashlib.sha256(content).hexdigest()[:_DIGITS]
    made[path] = Asset(f"{stem}.{digest}.{ending}", content, tuple(imports))
    return made[path]
