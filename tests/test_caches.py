"""What is kept may be spoilt in any way: the site is the same, and nobody has to delete anything by hand."""

import ast
import os
import random
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.core.store import (
    CacheError,
    add_checksum,
    compress,
    compress_json,
    decompress_json,
    pack_json,
    strip_checksum,
    unpack_json,
)
from tests.commands import dienhinh
from tests.making import copy_sample, lay_photo, photo
from tests.repository import commit, make_repository
from tests.test_build import hashes

PACKAGE = Path(__file__).parents[1] / "generator"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in git with a photo and two versions of a record, built once, all kinds of kept files there."""
    root = make_repository(copy_sample(tmp_path_factory.mktemp("built")))
    lay_photo(root, photo())
    commit(root, "2026-01-02")
    assert dienhinh(root, "build").returncode == 0
    return root


Damage = Callable[[Path, random.Random], None]


def _emptied(file: Path, rng: random.Random) -> None:
    file.write_bytes(b"")


def _halved(file: Path, rng: random.Random) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _short_of_ten(file: Path, rng: random.Random) -> None:
    file.write_bytes(file.read_bytes()[:-10])


def _noise(file: Path, rng: random.Random) -> None:
    file.write_bytes(rng.randbytes(file.stat().st_size))


def _noise_inside(file: Path, rng: random.Random) -> None:
    content = bytearray(file.read_bytes())
    at = len(content) // 3
    content[at : at + len(content) // 3] = rng.randbytes(len(content) // 3)
    file.write_bytes(bytes(content))


def _noise_after_the_first_page(file: Path, rng: random.Random) -> None:
    content = file.read_bytes()
    file.write_bytes(content[:4096] + rng.randbytes(max(0, len(content) - 4096)))


def _one_bit(file: Path, rng: random.Random) -> None:
    content = bytearray(file.read_bytes())
    content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)
    file.write_bytes(bytes(content))


def _folder(file: Path, rng: random.Random) -> None:
    file.unlink()
    file.mkdir()
    (file / "x").write_text("x")


def _conflict(file: Path, rng: random.Random) -> None:
    file.write_text("<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> b\n")


DAMAGES = (
    _emptied,
    _halved,
    _short_of_ten,
    _noise,
    _noise_inside,
    _noise_after_the_first_page,
    _one_bit,
    _folder,
    _conflict,
)
KEPT = (
    *("records.sqlite", "history.sqlite", "words.sqlite", "names.sqlite", "good.sqlite"),
    *("tables/*", "sites/*.sqlite", "cards/*/*"),
)


SPOILT = [
    (name, damage)
    for i, name in enumerate(KEPT)
    for j, damage in enumerate(DAMAGES)
    if i % 3 == j % 3 or os.environ.get("CACHES") == "all"
]
"""One pair in three, each damage and each kind of file among them; `CACHES=all` tries every one."""
STORY = Path("stories/2025/to-va-duong.yml")


def changed(built: Path, root: Path) -> Path:
    """Copy the project with one story changed, so that a build has to look at all that is kept."""
    shutil.copytree(built, root)
    text = (root / STORY).read_text("utf-8")
    (root / STORY).write_text(text.replace("mỗi cuối tuần", "mỗi tuần"), "utf-8")
    return root


@pytest.fixture(scope="module")
def wanted(built: Path, tmp_path_factory: pytest.TempPathFactory) -> object:
    """The site of the changed project where nothing is spoilt."""
    root = changed(built, tmp_path_factory.mktemp("whole") / "project")
    assert dienhinh(root, "build").returncode == 0
    return hashes(root / "site")


def test_every_damage_and_every_kind_of_kept_file_is_tried() -> None:
    assert {name for name, _ in SPOILT} == set(KEPT)
    assert {damage for _, damage in SPOILT} == set(DAMAGES)


@pytest.mark.parametrize(("name", "damage"), SPOILT, ids=lambda v: getattr(v, "__name__", v))
def test_whatever_is_spoilt_the_site_is_the_same(
    built: Path, wanted: object, tmp_path: Path, name: str, damage: Damage
) -> None:
    root = changed(built, tmp_path / "project")
    rng = random.Random(f"{name} {damage.__name__}")
    files = sorted((root / ".dienhinh").glob(name))
    assert files
    for file in files:
        damage(file, rng)
    done = dienhinh(root, "build")
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert hashes(root / "site") == wanted
    again = dienhinh(root, "build", "--keep-going")
    assert again.returncode == 0, (again.stdout, again.stderr)
    assert hashes(root / "site") == wanted


def test_a_clean_build_believes_nothing_that_was_kept(built: Path, tmp_path: Path) -> None:
    """Not even what is whole but says something else, as a cache from elsewhere may."""
    root = tmp_path / "project"
    shutil.copytree(built, root)
    want = hashes(root / "site")
    cards = sorted((root / ".dienhinh/cards").glob("*/*"))
    cards[0].write_bytes(add_checksum(strip_checksum(cards[1].read_bytes()) or b""))
    assert dienhinh(root, "build", "--clean").returncode == 0
    assert hashes(root / "site") == want


def test_nothing_kept_is_code(built: Path, tmp_path: Path) -> None:
    """Compiled templates that ran a command when they were poisoned are read no more; pickle is nowhere."""
    root = tmp_path / "project"
    shutil.copytree(built, root)
    assert not (root / ".dienhinh/templates").exists()
    loads = {
        ("generator/engine/build_state.py", "marshal.load"),
        ("generator/publish/search/spill.py", "marshal.loads"),
    }
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
                assert not {"pickle", "shelve", "dill", "cloudpickle"} & set(names), path
            if isinstance(node, ast.Attribute) and ast.unparse(node) in {"marshal.load", "marshal.loads"}:
                found.add((path.relative_to(PACKAGE.parent).as_posix(), ast.unparse(node)))
    assert found == loads, "only from files without a name, and from a folder of this process alone"


def test_a_good_file_that_is_damaged_is_put_aside_and_said(built: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(built, root)
    (root / ".dienhinh/good.sqlite").write_bytes(b"spoilt")
    assert dienhinh(root, "build").returncode == 0
    assert (root / ".dienhinh/good.sqlite.damaged").read_bytes() == b"spoilt"
    text = (root / "stories/2025/to-va-duong.yml").read_text("utf-8")
    (root / "stories/2025/to-va-duong.yml").write_text(text.replace("kind: collective", "kind: x"), "utf-8")
    kept = dienhinh(root, "build", "--keep-going")
    assert "giữ bản tốt gần nhất: stories/2025/to-va-duong.yml" in kept.stdout


@pytest.mark.skipif(not shutil.which("mount") or os.geteuid() != 0, reason="needs to mount a small disk")
def test_a_full_disk_is_one_line_and_leaves_the_site(built: Path, tmp_path: Path) -> None:
    root, small = tmp_path / "project", tmp_path / "small"
    shutil.copytree(built, root)
    want = hashes(root / "site")
    shutil.rmtree(root / ".dienhinh")
    (root / ".dienhinh").symlink_to(small)
    small.mkdir()
    codes = []
    for size in ("8k", "48k", "120k", "300k"):
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "x", small], check=False).returncode != 0:
            pytest.skip("this machine mounts nothing")
        try:
            for command in ("check", "build"):
                done = dienhinh(root, command)
                codes.append(done.returncode)
                assert done.returncode in {0, 3}, (done.stdout, done.stderr)
                assert "Traceback" not in done.stderr
                assert len(done.stderr.strip().split("\n")) <= 3, "what failed, and that it did"
        finally:
            subprocess.run(["umount", small], check=False)
    assert 3 in codes
    assert hashes(root / "site") == want


@pytest.mark.parametrize(
    ("pack", "unpack"), [(compress_json, decompress_json), (pack_json, unpack_json)], ids=["compressed", "as it stands"]
)
def test_what_is_kept_as_json_is_whole_or_refused(
    pack: Callable[[object], bytes], unpack: Callable[[object], object]
) -> None:
    value = {"a": [1, None, "chữ", 1.5], "b": True}
    kept = pack(value)
    assert unpack(kept) == value
    assert unpack(pack(None)) is None
    turned = [kept[:at] + bytes([kept[at] ^ 1]) + kept[at + 1 :] for at in range(2, len(kept))]
    for spoilt in (b"", b"\0" * 4, kept[:-3], b"x" + kept, None, "text", *turned):
        with pytest.raises(CacheError):
            unpack(spoilt)


@pytest.mark.parametrize("size", [0, 1, 255, 256, 511, 512, 4095, 4096, 32767, 32768, 300_000])
def test_what_is_compressed_is_as_small_as_the_library_makes_it(size: int) -> None:
    words = " ".join(f"chữ thứ {number}" for number in range(size // 8 + 1)).encode()[:size]
    assert zlib.decompress(compress(words)) == words
    assert len(compress(words)) <= len(zlib.compress(words, 1)) * 1.05 + 8


def test_what_is_sealed_is_whole_or_refused() -> None:
    assert strip_checksum(add_checksum(b"picture")) == b"picture"
    for at in range(len(add_checksum(b"picture"))):
        content = bytearray(add_checksum(b"picture"))
        content[at] ^= 1
        assert strip_checksum(bytes(content)) is None
    assert strip_checksum(b"") is None
