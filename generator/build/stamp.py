"""What a build is made with besides the records: a stamp that changes when any of it does."""

import hashlib
import platform
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from generator.settings import read_config

_PACKAGE = Path(__file__).parents[1]
_READ_WITH = ("pydantic", "pydantic-core", "PyYAML")
_RENDERED_WITH = ("mkdocs", "mkdocs-material", "Markdown", "Jinja2", "MarkupSafe", "babel", "nh3", "pymdown-extensions")


@cache
def reading_stamp() -> str:
    """Return what records are read and checked with: our code, Python and the libraries that parse."""
    return _stamp(_READ_WITH, _PACKAGE.rglob("*.py"))


def site_stamp(root: Path) -> str:
    """Return what pages are made and rendered with: code, words, templates, theme, settings, hand-written pages."""
    files = [f for f in _PACKAGE.rglob("*") if f.is_file() and "__pycache__" not in f.parts]
    config = read_config(root / "mkdocs.yml")
    theme = config.get("theme") if isinstance(config, dict) else None
    custom = theme.get("custom_dir") if isinstance(theme, dict) else None
    for folder in {root / "docs", root / str(custom or "docs")} - {_PACKAGE / "theme"}:
        files += [f for f in folder.rglob("*") if f.is_file()]
    return _stamp((*_READ_WITH, *_RENDERED_WITH), [*files, root / "mkdocs.yml"])


def _stamp(libraries: Iterable[str], files: Iterable[Path]) -> str:
    hashed = hashlib.sha256(f"{platform.python_implementation()} {platform.python_version()}".encode())
    for name in libraries:
        hashed.update(f"{name} {version(name)}\n".encode())
    for file in sorted(files):
        hashed.update(file.name.encode() + hashlib.sha256(file.read_bytes()).digest())
    return hashed.hexdigest()
