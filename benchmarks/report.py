"""What the report that is due costs: 10 000 stories and 100 000 rows of decisions, in each of its forms.

`python -m benchmarks.report [stories] [rows]` prints seconds and the largest memory of each command, and the ratio to
`dienhinh check` of the same records in the same run: what is left is the report itself.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.records import write_decisions, write_project

REAL = Path(__file__).parents[1]


def run(root: Path, *arguments: str) -> tuple[float, int]:
    """Run a command of the program in a process of its own; return its seconds and its largest memory in MiB."""
    script = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-m', 'generator', *sys.argv[1:]], stdout=subprocess.DEVNULL)\n"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", script, "--project", str(root), *arguments],
        cwd=REAL,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - begin
    code, memory = map(int, done.stdout.split())
    if code not in {0, 1}:
        raise RuntimeError(f"{arguments}: exit code {code}\n{done.stderr}")
    return seconds, memory // 1024


def main(stories: int, rows: int) -> None:
    """Measure each form, after the records were read once."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        write_project(REAL, root, stories)
        write_decisions(root, rows, (2025,))
        first, _ = run(root, "check", "--quiet")
        read, memory = run(root, "check", "--quiet")
        print(f"{stories} stories, {rows} rows; first check {first:.1f} s, again {read:.1f} s, {memory} MiB")
        for form in ("docx", "xlsx", "html"):
            seconds, memory = run(root, "report", "2025", "--output", str(Path(folder) / f"bc.{form}"))
            size = (Path(folder) / f"bc.{form}").stat().st_size // 1024
            print(f"report .{form}: {seconds:.1f} s, {seconds / read:.2f} x check, {memory} MiB, file {size} KB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, int(sys.argv[2]) if len(sys.argv) > 2 else 100_000)
