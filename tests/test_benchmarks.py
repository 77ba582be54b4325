"""What benchmarks write in strings still names what the program has."""

import subprocess
import sys
from pathlib import Path

from benchmarks.faces import WITHOUT
from generator.publish.pages import PAGE_MAKERS


def test_what_the_benchmark_of_faces_leaves_out_is_there_to_leave_out() -> None:
    script = f"{WITHOUT}\nassert callable(exemplars._story)\nprint(len(dropped), len(pages.PAGE_MAKERS))"
    root = Path(__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    dropped, left = map(int, done.stdout.split())
    assert (dropped, left) == (5, len(PAGE_MAKERS) - 5)
