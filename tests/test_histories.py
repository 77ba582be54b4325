"""Fast is not wrong: after every step of a random history the site is what a clean build would be."""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from generator.engine.build_state import SiteSnapshot
from generator.engine.install import build_site, snapshot_site
from generator.engine.project import Publication, publish, read_project
from generator.engine.releases import current, newest_release, publish_site
from generator.engine.render import render_plan
from generator.publish.tally import RecordTally
from tests.histories import STEPS, History
from tests.test_build import hashes

LONG = int(os.environ.get("HISTORIES", "6"))
"""How many histories to go through; more in the long form."""


def clean_build(root: Path, folder: Path) -> tuple[dict[str, str], list[str], RecordTally | None]:
    """Build a copy that knows nothing of before; return its files, what is wrong with it, and where records went."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root, folder, ignore=shutil.ignore_patterns(".dienhinh", "site"))
    publication = publish(read_project(folder))
    found = [str(problem) for problem in sorted({*publication.project.problems, *publication.blocking_problems})]
    if not publication.blocking_problems:
        build_site(publication, folder / "site", partial(render_plan, processes=1))
    return hashes(folder / "site"), found, publication.tally


def as_the_command(root: Path, looked: Callable[[], SiteSnapshot | None]) -> tuple[Publication, SiteSnapshot | None]:
    """Lay a site out as the command does: only what is not as it was when what stands was made."""
    project, stood = read_project(root), looked()
    return publish(project, stood.state if stood else None), stood


@pytest.mark.parametrize("seed", range(LONG))
def test_an_incremental_build_is_a_clean_build(seed: int, tmp_path: Path) -> None:
    history = History(tmp_path / "here", seed)
    site, public, steps = history.root / "site", tmp_path / "public", list[str]()
    good = tmp_path / "good"
    shutil.copytree(history.root / "stories", good)
    for number in range(9):
        if number:
            steps.append(history.step())
        publication, stood = as_the_command(history.root, snapshot_site(history.root, site))
        said = [str(problem) for problem in sorted({*publication.project.problems, *publication.blocking_problems})]
        wanted, found, tally = clean_build(history.root, tmp_path / "there")
        assert said == found, steps
        if publication.blocking_problems:  # nothing is built; the clerk takes it back
            shutil.rmtree(history.root / "stories")
            shutil.copytree(good, history.root / "stories")
            continue
        assert publication.tally == tally, steps
        build_site(publication, site, partial(render_plan, processes=1 + number % 2), stood=stood)
        assert hashes(site) == wanted, steps
        shutil.rmtree(good)
        shutil.copytree(history.root / "stories", good)
        if number % 4 == 3:
            (public / "ledger.txt").unlink(missing_ok=True)  # steps delete by hand; test_ledger.py guards addresses
            publication, stood = as_the_command(history.root, newest_release(public, history.root))
            publish_site(publication, public, stood=stood)
            release = current(public)
            assert release is not None
            files = hashes(release.path)
            assert files.pop("manifest.txt") != wanted.pop("manifest.txt"), "one names a release, the other none"
            assert files.keys() >= wanted.keys(), steps
            assert {name: digest for name, digest in files.items() if name in wanted} == wanted, steps
            more = files.keys() - wanted.keys()
            assert all(name.startswith("assets/") for name in more), steps


def build(root: Path) -> None:
    publication, stood = as_the_command(root, snapshot_site(root, root / "site"))
    build_site(publication, root / "site", stood=stood)


def in_child(work: Callable[[Path], None], root: Path) -> int:
    child = os.fork()
    if child == 0:
        work(root)
        os._exit(0)
    return child


def test_a_build_killed_at_any_moment_leaves_a_state_from_which_the_next_is_right(tmp_path: Path) -> None:
    history, rng = History(tmp_path / "here", 77), random.Random(5)
    build(history.root)
    killed, longest = 0, 0.5
    while killed < 7:
        for step in ("add_story", "edit_card", "delete", "rename_unit"):
            next(each for each in STEPS if each.__name__ == step)(history)
        child = in_child(build, history.root)
        time.sleep(rng.random() * longest)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        killed += os.WIFSIGNALED(status)
        longest *= 1.1 if os.WIFSIGNALED(status) else 0.8  # however quick the machine, it is killed at last
        build(history.root)
        wanted, _, _ = clean_build(history.root, tmp_path / "there")
        assert hashes(history.root / "site") == wanted
    assert [p.name for p in history.root.iterdir() if p.name.startswith(".site-")] == []
