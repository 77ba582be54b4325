"""Changes the program a thousand times over, in two parts of it, and prints which share of the changes tests notice.

Each part is copied aside with the tests that are its own, so that a change that lives on does not wait for the slow
ones. `python -m tests.torture.mutants [PART …] [--sample N]`: with a sample, so many changes of each part, drawn by a
fixed seed, and the figure is an estimate.
"""

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ASIDE = ROOT / "mutants"
_COPIED = ("generator", "tests", "stories", "docs", "benchmarks", "mkdocs.yml", "pyproject.toml", "README.md")


@dataclass(frozen=True)
class Part:
    """A part of the program: the files that are changed, and the test files that must notice."""

    changed: tuple[str, ...]
    tests: tuple[str, ...]


PARTS = {
    "gate": Part(
        ("source/*.py", "core/escape.py", "rules/*.py"),
        (
            "source",
            "slips",
            "escape",
            "rules",
            "hints",
            "plausible",
            "broken",
            "archive",
            "exact",
            "law",
            "deadlines",
            "tree_edit",
            "ordering",
        ),
    ),
    "publishing": Part(
        ("staff/rename.py", "engine/releases.py"),
        ("publishing", "ledger", "redirects", "identity", "takedown", "archive", "refusals"),
    ),
}
_NOT = "not killed and not full_disk and not at_once and not every_rule_that_is_written"
"""Tests of what mutmut does to a program, or that time it."""


def settings(part: Part) -> str:
    """Return what mutmut is told of a part."""
    return f"""[tool.mutmut]
source_paths = ["generator"]
only_mutate = {json.dumps([f"generator/{name}" for name in part.changed])}
also_copy = {json.dumps([name for name in _COPIED if name not in {"generator", "pyproject.toml"}])}
pytest_add_cli_args_test_selection = {
        json.dumps([*(f"tests/test_{name}.py" for name in part.tests), "-k", _NOT, "-p", "no:xdist"])
    }
"""


def run(name: str, sample: int = 0) -> Counter[str]:
    """Change one part of the program, all of it or a sample; return how many changes came to what end."""
    folder = ASIDE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for each in _COPIED:
        origin = ROOT / each
        if origin.is_dir():
            shutil.copytree(origin, folder / each, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(origin, folder / each)
    file = folder / "pyproject.toml"
    kept = re.sub(r"^\[tool\.mutmut\]\n(?:(?!\[tool).*\n)*", "", file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(f"{kept}\n{settings(PARTS[name])}", "utf-8")
    mutmut = [sys.executable, "-m", "mutmut"]
    if sample:
        subprocess.run([*mutmut, "run", "nothing.x_is_called_this__mutmut_1"], cwd=folder, check=False)
        metas = [json.loads(meta.read_text("utf-8")) for meta in sorted((folder / "mutants").rglob("*.meta"))]
        every = sorted(key for meta in metas for key in meta["exit_code_by_key"])
        chosen = random.Random(name).sample(every, min(sample, len(every)))
        print(f"{name}: {len(chosen)} of {len(every)} changes", file=sys.stderr)
        subprocess.run([*mutmut, "run", *chosen], cwd=folder, check=True)
    else:
        subprocess.run([*mutmut, "run"], cwd=folder, check=True)
    subprocess.run([*mutmut, "export-cicd-stats"], cwd=folder, check=True)
    stats = json.loads((folder / "mutants" / "mutmut-cicd-stats.json").read_text("utf-8"))
    return Counter({end: count for end, count in stats.items() if isinstance(count, int) and end != "total"})


def killed_share(stats: Counter[str]) -> float:
    """Return killed mutants (a time-out counts) of all that were tried."""
    dead = stats["killed"] + stats["timeout"] + stats["segfault"]
    tried = dead + stats["survived"] + stats["no_tests"] + stats["suspicious"]
    return dead / tried if tried else 0.0


def main(arguments: list[str]) -> None:
    """Change the parts and print the figures, one line each and one of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[[], *PARTS])
    parser.add_argument("--sample", type=int, default=0)
    given = parser.parse_args(arguments)
    whole: Counter[str] = Counter()
    for name in given.parts or PARTS:
        stats = run(name, given.sample)
        whole += stats
        print(f"{name}: {killed_share(stats):.3f} {dict(stats)}", file=sys.stderr)
    print(f"{killed_share(whole):.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
