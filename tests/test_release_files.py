"""The files of a release, kept on the disk while it is made."""

from pathlib import Path

import pytest

from generator.engine import release_files
from generator.engine.build_state import InstalledFile
from generator.engine.manifest import ManifestRow, manifest_rows, read_manifest, write_manifest
from generator.engine.release_files import ReleaseFiles


def laid(site: Path, *names: str) -> list[InstalledFile]:
    for name in names:
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(name, "utf-8")
    return [InstalledFile.of(site, name) for name in names]


@pytest.mark.parametrize("least", [1, 1000], ids=["several hands", "one hand"])
def test_what_stays_is_linked_and_all_is_listed_in_order(
    least: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_files, "_MIN_ITEMS_TO_FORK", least)
    base, fresh = tmp_path / "base", tmp_path / "fresh"
    staying = laid(base, "b/2.html", "á.html", "Z.html", "b/10.html", "a-b.txt", "a/b.txt", "b.html")
    new = laid(fresh, "m.html", "B.html", "b/1.html")
    files = ReleaseFiles(tmp_path / "files.sqlite")
    files.add(new)
    files.add(staying, stays=True)
    files.link(base, fresh)
    assert list(files) == sorted(each.file for each in (*new, *staying))
    assert list(files.rows) == sorted(ManifestRow(each.file, each.sha256, each.size) for each in (*new, *staying))
    assert "á.html" in files
    assert "á" not in files
    assert {(fresh / each.file).stat().st_ino for each in staying} == {each.inode for each in staying}
    assert {p.relative_to(fresh).as_posix() for p in fresh.rglob("*") if p.is_file()} == set(files)
    carried = ManifestRow("assets/a.0123456789.css", "00" * 32, 3, True)
    write_manifest(fresh, "000007", "one", "ff", [*files.rows, carried])
    assert list(manifest_rows(fresh)) == [*files.rows, carried]
    whole = read_manifest(fresh)
    assert (whole.release, whole.commit, whole.previous) == ("000007", "one", "ff")
    assert whole.files == {row.path: (row.sha256, row.size) for row in files.rows}
    assert whole.carried == {carried.path: (carried.sha256, carried.size)}
    files.close()
    (fresh / "manifest.txt").write_text("another kind\nrelease \n", "utf-8")
    with pytest.raises(ValueError, match="another kind"):
        list(manifest_rows(fresh))
