"""What a build is made with besides the records: a stamp that changes when any of it does."""

import hashlib
import os
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from generator.config.settings import load_config
from generator.core.build_terms import is_draft

_PACKAGE = Path(__file__).parents[1]
_READ_WITH = ("pydantic", "pydantic-core", "PyYAML")
_RENDERED_WITH = ("mkdocs", "mkdocs-material", "Markdown", "Jinja2", "MarkupSafe", "babel", "nh3", "pymdown-extensions")


@cache
def parser_version() -> str:
    """Return what records are read and checked with: our code, Python and the libraries that parse."""
    return _version(_READ_WITH, _PACKAGE, _PACKAGE.rglob("*.py"))


@cache
def generator_version() -> str:
    """Return what any site is made and rendered with: code, words, templates, theme, libraries."""
    return _version((*_READ_WITH, *_RENDERED_WITH), _PACKAGE, _in(_PACKAGE))


def site_version(root: Path) -> str:
    """Return what the pages of a project are made with besides its records: the program, settings, pages by hand."""
    folders = [root / "docs", *filter(None, [theme_folder(root)])]
    own = _version((), root, [root / "mkdocs.yml", *(file for folder in folders for file in _in(folder))])
    return f"{generator_version()} {own}{' draft' if is_draft() else ''}"


def theme_folder(root: Path) -> Path | None:
    """Return the folder of a project's own theme; None if it is ours."""
    config = load_config(root / "mkdocs.yml")
    theme = config.get("theme") if isinstance(config, dict) else None
    custom = theme.get("custom_dir") if isinstance(theme, dict) else None
    folder = (root / str(custom)).resolve() if custom else None
    return None if folder == _PACKAGE / "theme" else folder


def _in(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts]


def _version(libraries: Iterable[str], root: Path, files: Iterable[Path]) -> str:
    """Hash versions and files, each named by its way from the root: the same wherever that stands."""
    hashed = hashlib.sha256(f"{platform.python_implementation()} {platform.python_version()}".encode())
    for name in libraries:
        hashed.update(f"{name} {version(name)}\n".encode())
    for way, file in sorted((Path(os.path.relpath(file, root)).as_posix(), file) for file in files):
        hashed.update(way.encode() + hashlib.sha256(file.read_bytes()).digest())
    return hashed.hexdigest()
