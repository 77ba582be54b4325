"""The manifest: brought up to date it is one written anew, however long."""

import random
from pathlib import Path

import pytest

from generator.engine import manifest


def test_a_manifest_brought_up_to_date_is_one_written_anew(tmp_path: Path) -> None:
    before = {f"{name}/{number}.html": (f"{number:064x}", number) for name in ("b", "a-c", "a") for number in range(5)}
    put = {"a/2.html": ("f" * 64, 7), "a-b/1.html": ("e" * 64, 8), "zz.txt": ("d" * 64, 9)}
    gone = {"b/0.html", "a-c/4.html", "never/there.html"}
    after = {path: told for path, told in (before | put).items() if path not in gone}
    for name, files in (("before", before), ("after", after)):
        (tmp_path / name).mkdir()
        manifest.write_site_manifest(tmp_path / name, name, ((path, *told) for path, told in files.items()))
    (tmp_path / "fresh").mkdir()
    rows = ((path, *told) for path, told in put.items())
    manifest.update_site_manifest(tmp_path / "fresh", "after", tmp_path / "before", rows, gone)
    assert (tmp_path / "fresh" / "manifest.txt").read_bytes() == (tmp_path / "after" / "manifest.txt").read_bytes()


def test_a_manifest_too_long_to_hold_is_sorted_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [(f"{name}/{number}.html", f"{number:064x}", number) for name in ("b", "a-c", "a") for number in range(9)]
    for name, run in (("one", 10**6), ("some", 4), ("even", 9)):
        monkeypatch.setattr(manifest, "_RUN", run)
        (tmp_path / name).mkdir()
        manifest.write_site_manifest(tmp_path / name, "", files)
    one, *others = ((tmp_path / name / "manifest.txt").read_bytes() for name in ("one", "some", "even"))
    assert others == [one, one]
    assert manifest.read_manifest(tmp_path / "some").files == {path: (digest, size) for path, digest, size in files}
    assert list(manifest.read_manifest(tmp_path / "some").files) == sorted(path for path, _, _ in files)


def test_rows_are_found_among_many(tmp_path: Path) -> None:
    """Files put, replaced and gone at every place of a list, by lot."""
    rng = random.Random(0)
    names = [f"{a}/{b}{c}" for a in ("a", "á", "b-c", "b") for b in range(12) for c in (".html", "/x.json")]
    for number in range(60):
        before = {path: (f"{rng.randrange(16**64):064x}", rng.randrange(10**6)) for path in rng.sample(names, number)}
        put = {path: ("f" * 64, rng.randrange(9)) for path in rng.sample(names, rng.randrange(6))}
        gone = {path for path in rng.sample(names, rng.randrange(6)) if path not in put}
        folders = [tmp_path / f"{number}-{part}" for part in ("before", "fresh", "after")]
        after = {path: told for path, told in (before | put).items() if path not in gone}
        for folder, files in zip(folders, (before, {}, after), strict=True):
            folder.mkdir()
            manifest.write_site_manifest(folder, "x", ((path, *told) for path, told in files.items()))
        manifest.update_site_manifest(folders[1], "x", folders[0], ((path, *told) for path, told in put.items()), gone)
        assert (folders[1] / "manifest.txt").read_bytes() == (folders[2] / "manifest.txt").read_bytes()
