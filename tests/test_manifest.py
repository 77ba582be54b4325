"""The manifest: brought up to date it is one written anew, however long."""

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
