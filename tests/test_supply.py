"""What we build with and what we ship: locked by hash, listed, and enough without a network."""

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.making import copy_sample

ROOT = Path(__file__).parents[1]
FONTS = ROOT / "generator" / "theme" / "assets" / "fonts"
BOOK_FONTS = ROOT / "generator" / "publish" / "reports" / "fonts"
HANDOUT_FONTS = ROOT / "generator" / "publish" / "handouts" / "fonts"


@pytest.mark.parametrize("name", [f"requirements{which}.txt" for which in ("", "-dev", "-mutants", "-bench")])
def test_every_dependency_is_locked_by_hash(name: str) -> None:
    entries = re.split(r"\n(?=[a-z])", (ROOT / name).read_text("utf-8").strip())
    assert len(entries) > 2
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+", entry, re.IGNORECASE), entry
        assert "--hash=sha256:" in entry, entry
    assert not re.search(r"index-url|https?://", "".join(entries))


def test_the_lock_holds_what_is_asked_for() -> None:
    for source, lock in ((f"requirements{which}.in", f"requirements{which}.txt") for which in ("", "-dev", "-bench")):
        asked = re.findall(r"^([a-z0-9-]+)==(\S+)$", (ROOT / source).read_text("utf-8"), re.MULTILINE | re.IGNORECASE)
        locked = (ROOT / lock).read_text("utf-8").lower()
        assert asked
        for name, version in asked:
            assert f"{name.lower()}=={version}" in locked, name


def test_every_font_is_listed_with_its_version_licence_and_hash() -> None:
    for folder, kind in ((FONTS, "woff2"), (BOOK_FONTS, "ttf"), (HANDOUT_FONTS, "ttf")):
        listed = [line.split("  ") for line in (folder / "VENDORED.txt").read_text("utf-8").splitlines()]
        assert {row[1] for row in listed} == {p.name for p in folder.glob(f"*.{kind}")}
        for digest, name, version, licence in listed:
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
            assert re.match(r"(@fontsource/[a-z0-9-]+ \d+\.\d+\.\d+|[a-z-]+ \d{8} \(Debian\))", version)
            assert licence == "OFL-1.1"


def cut_off(*command: str) -> list[str] | None:
    """Return a command that runs in a network namespace without routes, or None where none can be made."""
    try:
        works = subprocess.run(["unshare", "-rn", "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return None
    return ["unshare", "-rn", *command] if works else None


def test_a_build_needs_no_network(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    command = cut_off(str(Path(sys.executable).parent / "dienhinh"), "build")
    if command is None:
        pytest.skip("this machine makes no network namespaces (unshare -rn)")
    reach = "import socket; socket.create_connection(('1.1.1.1', 53), 2)"
    assert subprocess.run([*command[:2], sys.executable, "-c", reach], capture_output=True, check=False).returncode != 0
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    assert (root / "site" / "dien-hinh" / "nguyen-van-mot" / "index.html").is_file()


FORGES = (".github/workflows/ci.yml", ".forgejo/workflows/ci.yml", ".gitlab-ci.yml")


@pytest.mark.parametrize("name", FORGES)
def test_every_forge_runs_the_commands_of_the_makefile(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert yaml.safe_load(text)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    asked = set(re.findall(r"\bmake ((?:(?!install)[a-z])[a-z-]+)$", text, re.MULTILINE))
    assert {"lint", "test", "site"} <= asked <= targets
    for path in re.findall(r"tests/test_\w+\.py", text):
        assert (ROOT / path).is_file(), path
