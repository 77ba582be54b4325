"""`make torture`: the long forms of the hostile tests. Prints every figure and ends with one line of them."""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.chromium import FLAGS, browser_path
from tests.test_hostile import HARMLESS, caught_in_browser
from tests.torture import gate, publishers
from tests.torture.attacks import foreign_attacks, own_attacks
from tests.torture.judge import KNOWN_BAD, Judge
from tests.torture.worlds import pages_of, world, world_of_stages

CHUNK = 100


def uncaught() -> int:
    """Return how many inputs ended in anything but a record or named problems."""
    records = gate.real_records()
    suite = gate.suite() or []
    cut = [c for content in records for c in gate.truncations(content)]
    batches = [suite, *(cut[i : i + 20_000] for i in range(0, len(cut), 20_000)), list(gate.changes(records, 10_000))]
    failed, answers = 0, Counter[str]()
    with ThreadPoolExecutor(gate.cores()) as pool:
        for batch, future in [(b, pool.submit(gate.run_limited, b)) for b in batches if b]:
            try:
                answers.update(future.result())
            except AssertionError as fault:
                failed += 1
                print(f"  a batch of {len(batch)} failed: {str(fault)[-300:]}")
    print(
        f"gate: {len(suite)} suite cases, {len(cut)} truncations, 10000 changes; answers {dict(answers.most_common(8))}"
    )
    try:
        print(f"gate: {gate.examples(100_000)} Hypothesis examples")
    except AssertionError as fault:
        failed += 1
        print(f"  Hypothesis: {str(fault)[-600:]}")
    return failed


def judged(number: int) -> tuple[int, int, list[str]]:
    """Judge one chunk of attacks; return attacks, pages, faults. Runs in a process of its own."""
    attacks = own_attacks() + (foreign_attacks() or [])
    part = attacks[number * CHUNK : (number + 1) * CHUNK]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        harmless = pages_of(folder, HARMLESS) | pages_of(folder, HARMLESS, world_of_stages)
        judge = Judge().learn(text for path, text in harmless.items() if path.endswith(".html"))
        missed = [bad for bad in KNOWN_BAD if not judge.faults(harmless["index.html"].replace("</h1>", f"</h1>{bad}"))]
        assert missed == [], missed
        found, pages = [], 0
        for make in (world, world_of_stages):
            made = pages_of(folder, part, make)
            pages += len(made)
            found += [
                f"{path}: {f}" for path, text in made.items() if path.endswith(".html") for f in judge.faults(text)
            ]
    return len(part), pages, found


def executable() -> int:
    """Return how many executable constructs a judge finds when every attack goes through every field."""
    total = len(own_attacks()) + len(foreign_attacks() or [])
    numbers = range(-(-total // CHUNK))
    command = "import json, sys; from tests.torture.__main__ import judged; print(json.dumps(judged(int(sys.argv[1]))))"

    def one(number: int) -> Any:
        done = subprocess.run(
            [sys.executable, "-c", command, str(number)], capture_output=True, text=True, check=False, cwd=gate.ROOT
        )
        return json.loads(done.stdout) if done.returncode == 0 else [0, 0, [f"chunk {number}: {done.stderr[-500:]}"]]

    with ThreadPoolExecutor(gate.cores()) as pool:
        answers = list(pool.map(one, numbers))
    faults = [fault for answer in answers for fault in answer[2]]
    print(f"judge: {sum(a[0] for a in answers)} attacks on {sum(a[1] for a in answers)} pages; faults {faults[:5]}")
    return len(faults)


def csp_reports() -> int:
    """Return how many dialogs, errors and policy reports Chromium gives on pages full of attacks."""
    attacks = own_attacks() + (foreign_attacks() or [])
    random.Random(5).shuffle(attacks)
    found: list[str] = []
    opened = 0
    collections = ("dien-hinh", "mo-hinh", "phong-trao", "don-vi", "quyet-dinh", "van-ban", "hinh-thuc", "dia-phuong")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as name:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        for start in range(0, len(attacks), 500):
            paths = ["", "thong-ke/", *(f"{collection}/" for collection in collections)]
            paths += [
                f"{collection}/w{n}/"
                for n in range(0, 500, 100)
                for collection in collections
                if start + n < len(attacks)
            ]
            pages_of(Path(name), attacks[start : start + 500], opened=paths)
            found += caught_in_browser(browser, Path(name) / "site", paths)
            opened += len(paths)
        browser.close()
    print(f"browser: {opened} pages with {len(attacks)} attacks; reports {found[:5]}")
    return len(found)


def missing_reads(kills: int, disks: int, races: int) -> int:
    """Return how many reads found no page or half of one, and how many releases were not whole."""
    bad = 0
    runs: list[tuple[str, Callable[[Path], dict[str, Any]]]] = [
        ("kill -9", lambda folder: publishers.killed(folder, kills)),
        ("full disk", lambda folder: publishers.filled(folder, disks)),
        ("three at once", lambda folder: publishers.racing(folder, races)),
    ]
    for name, run in runs:
        with tempfile.TemporaryDirectory() as folder:
            said = run(Path(folder))
        print(f"publish, {name}: {said}")
        bad += said["missing"] + said["halves"] + said["half_releases"]
    return bad


def main() -> None:
    """Run all of it, or a part; the mutants are counted by `make mutants`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--mutants", default="", help="file with the figure `make mutants` wrote")
    given = parser.parse_args()
    figures = {
        "uncaught": uncaught(),
        "executable": executable(),
        "csp_reports": csp_reports(),
        "missing_reads": missing_reads(given.kills, max(1, given.kills // 5), max(1, given.kills // 10)),
    }
    mutants = Path(given.mutants)
    killed = mutants.read_text("utf-8").strip() if given.mutants and mutants.is_file() else "not-run"
    print("TORTURE " + " ".join(f"{k}={v}" for k, v in figures.items()) + f" mutants_killed={killed}")
    sys.exit(any(figures.values()))


if __name__ == "__main__":
    main()
