"""Packs the program for an office's Windows machines: a zip that is unpacked and run, no installer, no admin rights.

    python deploy/windows/pack.py --python python-3.11.9-embed-amd64.zip --git MinGit-64-bit.zip --output dien-hinh.zip

The two zips are the "Windows embeddable package" of python.org and MinGit of Git for Windows; whoever packs fetches
them and compares their hashes. The packages are those of requirements.txt, by hash, for Windows. `--runtime` takes
DLLs of the Visual C++ Redistributable (msvcp140.dll) for machines that lack them.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_DAY = (1980, 1, 1, 0, 0, 0)
"""The same files make the same zip."""


def python_version(embeddable: Path) -> str:
    """Return the version of an embeddable Python, by the name of its zip; SystemExit if it is none for 64 bit."""
    found = re.fullmatch(r"python-(3\.\d+\.\d+)-embed-amd64", embeddable.stem)
    if not found:
        raise SystemExit(f"{embeddable.name}: wanted python-3.x.y-embed-amd64.zip of python.org")
    return found[1]


def install_packages(version: str, target: Path) -> None:
    """Put the packages of requirements.txt and the program itself into a folder, as Windows needs them."""
    short = version.rpartition(".")[0].replace(".", "")
    windows = ["--platform", "win_amd64", "--python-version", version, "--implementation", "cp", "--abi", f"cp{short}"]
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check"]
    into = ["install", "--target", str(target), "--no-compile", "--only-binary=:all:", *windows]
    subprocess.run([*pip, *into, "--require-hashes", "-r", str(ROOT / "requirements.txt")], check=True)
    with tempfile.TemporaryDirectory() as wheels:
        build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", wheels, str(ROOT)]
        subprocess.run(build, check=True)
        (wheel,) = Path(wheels).glob("*.whl")
        subprocess.run([*pip, *into, "--no-deps", str(wheel)], check=True)


def lay_out(folder: Path, embeddable: Path, packages: Path, git: Path | None, runtime: Sequence[Path]) -> None:
    """Make the folder a clerk gets: Python with the packages, git, and what is clicked on."""
    python = folder / "python"
    with zipfile.ZipFile(embeddable) as zipped:
        zipped.extractall(python)
    shutil.copytree(packages, python / "Lib" / "site-packages")
    (settings,) = python.glob("python3*._pth")
    settings.write_text(f"{settings.stem}.zip\n.\nLib\\site-packages\nimport site\n", "ascii")
    for library in runtime:
        shutil.copy(library, python)
    if git is not None:
        with zipfile.ZipFile(git) as zipped:
            zipped.extractall(folder / "git")
    for file in sorted((HERE / "files").iterdir()):
        text = file.read_text("utf-8").replace("\n", "\r\n")  # cmd.exe loses its way in files without CR
        (folder / file.name).write_bytes(text.encode())


def pack(folder: Path, output: Path) -> None:
    """Zip a folder, its name first in every path; the same files make the same bytes."""
    aside = output.with_name(f"{output.name}.new")
    with zipfile.ZipFile(aside, "w", zipfile.ZIP_DEFLATED) as zipped:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{folder.name}/{file.relative_to(folder).as_posix()}", _DAY)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            zipped.writestr(entry, file.read_bytes())
    aside.replace(output)


def main(arguments: Sequence[str] | None = None) -> None:
    """Pack as told on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", type=Path, required=True, help="python-3.x.y-embed-amd64.zip of python.org")
    parser.add_argument("--git", type=Path, help="MinGit of Git for Windows; without it the machine's own git is used")
    parser.add_argument("--runtime", type=Path, nargs="*", default=[], help="DLLs to lay beside Python")
    parser.add_argument("--packages", type=Path, help="a folder of packages made before, instead of installing them")
    parser.add_argument("--output", type=Path, required=True, help="the zip to write")
    given = parser.parse_args(arguments)
    version = python_version(given.python)
    with tempfile.TemporaryDirectory() as aside:
        packages = given.packages or Path(aside) / "packages"
        if given.packages is None:
            install_packages(version, packages)
        folder = Path(aside) / "dien-hinh"
        lay_out(folder, given.python, packages, given.git, given.runtime)
        pack(folder, given.output)
    print(f"{given.output}: {given.output.stat().st_size / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()
