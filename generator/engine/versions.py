"""What a build is made with besides the records: a stamp that changes when any of it does."""

import hashlib
import os
import platform
import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import distribution, version
from pathlib import Path

from generator.config.settings import load_config
from generator.core.build_terms import is_draft

_PACKAGE = Path(__file__).parents[1]
_READ_WITH = ("pydantic", "pydantic-core", "PyYAML")
_RENDERED_WITH = ("mkdocs", "mkdocs-material", "Markdown", "Jinja2", "MarkupSafe", "babel", "nh3", "pymdown-extensions")

_VERSION_LINE = re.compile(r"^Version: (.+)$", re.MULTILINE)


@cache
def parser_version() -> str:
    """Return what records are read and checked with: our code, Python and the libraries that parse."""
    return _version(_READ_WITH, {way: digest for way, digest in _program().items() if way.endswith(".py")})


@cache
def generator_version() -> str:
    """Return what any site is made and rendered with: code, words, templates, theme, libraries."""
    return _version((*_READ_WITH, *_RENDERED_WITH), _program())


def site_version(root: Path) -> str:
    """Return what the pages of a project are made with besides its records: the program, settings, pages by hand."""
    folders = [root / "docs", *filter(None, [theme_folder(root)])]
    own = {"mkdocs.yml": _digest(root / "mkdocs.yml")}
    for folder in folders:
        own |= {os.path.relpath(folder / way, root): digest for way, digest in _digests(folder).items()}
    return f"{generator_version()} {_version((), own)}{' draft' if is_draft() else ''}"


def theme_folder(root: Path) -> Path | None:
    """Return the folder of a project's own theme; None if it is ours."""
    config = load_config(root / "mkdocs.yml")
    theme = config.get("theme") if isinstance(config, dict) else None
    custom = theme.get("custom_dir") if isinstance(theme, dict) else None
    folder = (root / str(custom)).resolve() if custom else None
    return None if folder == _PACKAGE / "theme" else folder


@cache
def _program() -> Mapping[str, bytes]:
    """Return the digests of the program's own files."""
    return _digests(_PACKAGE)


def _digests(folder: Path) -> dict[str, bytes]:
    """Return the digest of each file of a folder and of those inside it, by its way from there."""
    found: dict[str, bytes] = {}
    for inside, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        way = os.path.relpath(inside, folder)
        for name in files:
            if os.path.isfile(file := f"{inside}/{name}"):
                found[name if way == "." else f"{way}/{name}"] = _digest(file)
    return found


def _digest(file: Path | str) -> bytes:
    with open(file, "rb", buffering=0) as opened:
        return hashlib.sha256(opened.read()).digest()


def _installed(library: str) -> str:
    """Return the version of a library; to parse all that its metadata say would take three times as long."""
    found = _VERSION_LINE.search(distribution(library).read_text("METADATA") or "")
    return found[1] if found else version(library)


def _version(libraries: Iterable[str], files: Mapping[str, bytes]) -> str:
    """Hash versions and files, each named by its way: the same wherever the folder stands."""
    hashed = hashlib.sha256(f"{platform.python_implementation()} {platform.python_version()}".encode())
    for name in libraries:
        hashed.update(f"{name} {_installed(name)}\n".encode())
    for way, digest in sorted((way.replace(os.sep, "/"), digest) for way, digest in files.items()):
        hashed.update(way.encode() + digest)
    return hashed.hexdigest()
