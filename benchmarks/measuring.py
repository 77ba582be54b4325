"""Whole processes, measured with all they start: seconds of wall clock and CPU, memory, and what they made."""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

TIMES, MINUTE = 3, 60.0
"""How often what takes less than a minute is measured."""


@dataclass(frozen=True)
class Run:
    """One whole process with its children: seconds of wall clock and CPU, peak MiB of the largest process."""

    wall: float
    cpu: float
    memory: float


@dataclass
class Bench:
    """What was measured at one size: runs by who and what."""

    size: int
    runs: dict[tuple[str, str], list[Run]] = field(default_factory=dict)
    edit_to_page: float = 0.0
    """Seconds from a saved story to its page in the preview."""
    pictures: int = 0
    """How many share pictures our site has."""
    help: float = 0.0
    """Seconds of CPU of `dienhinh --help`."""

    def add(self, who: str, what: str, run: Run, rest: str = "") -> None:
        """Keep a run and print it."""
        self.runs.setdefault((who, what), []).append(run)
        print(
            f"| {self.size} | {who} | {what} | {run.wall:.2f} | {run.cpu:.2f} | {run.memory:.0f} | {rest} |", flush=True
        )

    def measured(self, who: str, what: str, run: Callable[[], Run], site: Path, before: Callable[[int], None]) -> None:
        """Measure and keep something, three times where it takes less than a minute; `before` each, its number."""
        for number in range(TIMES):
            before(number)
            took = run()
            self.add(who, what, took, weight(site) if number == 0 else "")
            if took.wall >= MINUTE:
                break

    def median(self, who: str, what: str) -> float:
        """Return the median wall time of some runs."""
        return statistics.median(run.wall for run in self.runs[(who, what)])


class ProcessFailedError(Exception):
    """A measured process ended badly; the message is the end of what it said."""


_MEASURING = """
import json, os, resource, subprocess, sys, time
started = time.perf_counter()
code = subprocess.call(sys.argv[2:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
told = {"code": code, "wall": time.perf_counter() - started, "cpu": used.ru_utime + used.ru_stime}
with open(sys.argv[1], "w") as file:
    json.dump({**told, "memory": used.ru_maxrss / 1024}, file)
"""
"""Run by a small process of its own: a process begins with the memory of the one it was forked from, and this one
holds the records of a whole country."""


def measure(command: list[str], cwd: Path) -> Run:
    """Run a process to its end and return what it and its children took."""
    with tempfile.TemporaryFile() as said, tempfile.NamedTemporaryFile("r") as told:
        between = [sys.executable, "-S", "-c", _MEASURING, told.name, *command]
        process = subprocess.Popen(between, cwd=cwd, stdout=said, stderr=subprocess.STDOUT)
        found = {"code": 1} if process.wait() else json.load(told)  # 1: there is no such program
        if found["code"]:
            said.seek(0)
            raise ProcessFailedError(said.read().decode("utf-8", "replace").strip()[-300:])
    return Run(found["wall"], found["cpu"], found["memory"])


def both(first: Run, second: Run) -> Run:
    """Return two processes one after the other as one run."""
    return Run(first.wall + second.wall, first.cpu + second.cpu, max(first.memory, second.memory))


def weight(site: Path) -> str:
    """Return how many pages and files a site has and how large they are together."""
    sizes = {path: path.stat().st_size for path in site.rglob("*") if path.is_file()}
    pages = sum(1 for path in sizes if path.suffix == ".html")
    return f"{pages} pages of HTML, {len(sizes)} files, {sum(sizes.values()) / 2**20:.0f} MiB"
