"""The zip for Windows machines: what lies where, that Python finds the packages, that cmd.exe reads what is clicked."""

import zipfile
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

DEPLOY = Path(__file__).parents[1] / "deploy" / "windows"


def pack() -> ModuleType:
    spec = util.spec_from_file_location("pack", DEPLOY / "pack.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def zip_of(path: Path, **files: str) -> Path:
    with zipfile.ZipFile(path, "w") as zipped:
        for name, text in files.items():
            zipped.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return path


@pytest.fixture
def made(tmp_path: Path) -> Path:
    embeddable = zip_of(
        tmp_path / "python-3.11.9-embed-amd64.zip",
        **{"python.exe": "MZ", "python311._pth": "python311.zip\n.\n#import site\n", "python311.zip": "PK"},
    )
    git = zip_of(tmp_path / "MinGit.zip", **{"cmd/git.exe": "MZ"})
    package = tmp_path / "packages" / "generator"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", "utf-8")
    library = tmp_path / "msvcp140.dll"
    library.write_bytes(b"MZ")
    output = tmp_path / "out.zip"
    given = ["--python", embeddable, "--git", git, "--packages", package.parent, "--runtime", library]
    pack().main([*map(str, given), "--output", str(output)])
    return output


def test_everything_lies_where_it_is_looked_for(made: Path) -> None:
    with zipfile.ZipFile(made) as zipped:
        names = set(zipped.namelist())
        settings = zipped.read("dien-hinh/python/python311._pth").decode()
    assert {
        "dien-hinh/python/python.exe",
        "dien-hinh/python/msvcp140.dll",
        "dien-hinh/python/Lib/site-packages/generator/__init__.py",
        "dien-hinh/git/cmd/git.exe",
        "dien-hinh/Ban lam viec.cmd",
        "dien-hinh/Doc truoc.txt",
    } <= names
    assert settings.split("\n") == ["python311.zip", ".", "Lib\\site-packages", "import site", ""]
    assert all(name.isascii() for name in names), "no program that unzips may spoil a name"


def test_what_is_clicked_leads_to_files_that_are_there(made: Path) -> None:
    with zipfile.ZipFile(made) as zipped:
        names = {name.removeprefix("dien-hinh/") for name in zipped.namelist()}
        for name in names:
            if not name.endswith((".cmd", ".txt")):
                continue
            content = zipped.read(f"dien-hinh/{name}")
            assert content.count(b"\n") == content.count(b"\r\n") > 0, name
            assert not content.startswith(b"\xef\xbb\xbf"), "cmd.exe would take the mark for a command"
            text = content.decode()
            called = [part.split('"')[0] for part in text.split("%~dp0")[1:]]
            for path in (each.split(";")[0].replace("\\", "/") for each in called):
                assert path.startswith("du-an") or any(known == path or known.startswith(f"{path}/") for known in names)
            if name.endswith(".cmd") and "python.exe" in text:
                assert "-X utf8" in text, "an embeddable Python reads no PYTHONUTF8"
                assert "chcp 65001" in text


def test_the_same_files_make_the_same_zip(made: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(made) as zipped:
        zipped.extractall(tmp_path / "a")
    for name in ("x.zip", "y.zip"):
        pack().pack(tmp_path / "a" / "dien-hinh", tmp_path / name)
    assert (tmp_path / "x.zip").read_bytes() == (tmp_path / "y.zip").read_bytes() == made.read_bytes()


@pytest.mark.parametrize("name", ["python-3.11.9-amd64.exe", "python-3.11.9-embed-win32.zip", "x.zip"])
def test_another_python_is_refused(name: str) -> None:
    with pytest.raises(SystemExit, match="embed-amd64"):
        pack().python_version(Path(name))
