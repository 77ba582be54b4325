"""Cold builds at growing sizes, against Zensical on the same Markdown in the same run.

    python -m benchmarks.build [sizes …]        default: 1000 10000

Prints wall and CPU seconds, peak memory, pages, and the largest story page; then how time per page
grows from the smallest size to the largest, and our time as a ratio of the peer's.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.records import write_project
from generator.build.project import publish, read_project
from generator.build.release import write_markdown

REAL = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
PEER_MOST = 1000
"""Zensical 0.0.73 refuses our long list pages at 4 000 stories: its search index has a limit."""


@dataclass(frozen=True)
class Run:
    """One whole process: seconds of wall clock and CPU, peak memory in MiB."""

    wall: float
    cpu: float
    memory: float


class ProcessFailedError(Exception):
    """A measured process ended badly; the message is its last line."""


def measure(command: list[str], cwd: Path) -> Run:
    """Run a process to its end and return what it took."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read() if process.stdout else b""
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise ProcessFailedError(output.decode().strip().splitlines()[-1])
    return Run(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, _mebibytes(usage))


def _mebibytes(usage: resource.struct_rusage) -> float:
    return usage.ru_maxrss / 1024


def ours(project: Path) -> Run:
    return measure([str(BIN / "dienhinh"), "build"], project)


def zensical(project: Path, folder: Path) -> Run:
    """Let Zensical render the Markdown we publish, with its own shell and no search of ours."""
    write_markdown(publish(read_project(project)), folder / "docs")
    config = {
        "site_name": "x",
        "site_url": "https://x.example/",
        "docs_dir": "docs",
        "site_dir": "site",
        "plugins": [],
        "theme": {"variant": "classic"},
        "nav": [{"Trang chủ": "index.md"}, {"Điển hình": "dien-hinh/index.md"}],
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, allow_unicode=True), "utf-8")
    return measure([str(BIN / "zensical"), "build"], folder)


def _row(size: int, who: str, run: Run, rest: str) -> str:
    return f"| {size} | {who} | {run.wall:.1f} | {run.cpu:.1f} | {run.memory:.0f} | {rest} |"


def _print_peer(size: int, mine: Run, project: Path, folder: Path) -> None:
    try:
        peer = zensical(project, folder)
    except ProcessFailedError as failure:
        print(f"| {size} | Zensical, same Markdown | failed: {failure} | | | | |\n", flush=True)
        return
    print(_row(size, "Zensical, same Markdown", peer, " | "))
    print(f"\ndienhinh / Zensical at {size}: wall {mine.wall / peer.wall:.2f}\n", flush=True)


def main() -> None:
    sizes = [int(a) for a in sys.argv[1:]] or [1000, 10000]
    per_page: list[float] = []
    print("| stories | who | wall s | CPU s | peak MiB | pages | largest story page KB |")
    print("|---|---|---|---|---|---|---|")
    for size in sizes:
        with tempfile.TemporaryDirectory() as temporary:
            project = Path(temporary, "project")
            project.mkdir()
            write_project(REAL, project, size)
            mine = ours(project)
            pages = sum(1 for _ in (project / "site").rglob("index.html"))
            largest = max(p.stat().st_size for p in (project / "site" / "dien-hinh").glob("thu-*/index.html")) / 1000
            print(_row(size, "dienhinh", mine, f"{pages} | {largest:.1f}"), flush=True)
            if size <= PEER_MOST:
                folder = Path(temporary, "peer")
                folder.mkdir()
                _print_peer(size, mine, project, folder)
            per_page.append(mine.wall / pages)
    print(
        f"time per page, {sizes[-1]} against {sizes[0]} stories: ratio {per_page[-1] / per_page[0]:.2f} (1 is linear)"
    )


if __name__ == "__main__":
    main()
