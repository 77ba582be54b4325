"""Publishers that are killed, that run out of disk, that meet each other, with readers all the while."""

import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from generator.core.problem import PublishError
from generator.engine import releases
from generator.engine.manifest import read_manifest, scan_files
from generator.engine.project import Publication, publish, read_project
from generator.engine.releases import current, publish_site
from generator.engine.render import render_plan
from tests.making import copy_sample

READER = """
import json, pathlib, random, sys, time
folder, stop = pathlib.Path(sys.argv[1]) / "current", pathlib.Path(sys.argv[2])
pages = sys.argv[3].split()
reads = missing = halves = 0
rng = random.Random(7)
while not stop.exists():
    for _ in range(50):
        try:
            content = (folder / rng.choice(pages)).read_bytes()
        except OSError:
            missing += 1
        else:
            halves += not content.rstrip().endswith(b"</html>")
        reads += 1
    time.sleep(0.01)  # thousands of reads a second are enough, and the publishers need the machine
print(json.dumps({"reads": reads, "missing": missing, "halves": halves}))
"""


def two_publications(folder: Path) -> tuple[Publication, Publication]:
    """Return the sample as it is, and with another title: releases of different bytes."""
    one, two = copy_sample(folder / "one"), copy_sample(folder / "two")
    record = two / "stories" / "2025" / "nguyen-van-mot.yml"
    record.write_text(record.read_text("utf-8").replace("cứu người", "đã cứu người"), "utf-8")
    return publish(read_project(one)), publish(read_project(two))


def pages_of(release: Path) -> list[str]:
    return sorted(p.relative_to(release).as_posix() for p in release.rglob("index.html"))


@contextmanager
def readers(folder: Path, said: dict[str, int], count: int = 2) -> Iterator[None]:
    """Fetch pages through `current` in processes of their own until the block is left."""
    shown = current(folder)
    assert shown is not None
    stop = folder.parent / f"{folder.name}.stop"
    command = [sys.executable, "-c", READER, str(folder), str(stop), " ".join(pages_of(shown.path))]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(count)]
    try:
        yield
    finally:
        stop.touch()
        for reader in running:
            for key, value in json.loads(reader.communicate()[0]).items():
                said[key] = said.get(key, 0) + value
        stop.unlink()


def in_child(run: Callable[[], object]) -> int:
    """Run in a forked child, which then ends at once: 0 fine, 3 busy or out of room, 4 what the machine could not do.

    A full disk may be met by SQLite: for the command it is the same.
    """
    child = os.fork()
    if child:
        return child
    code = 9
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        run()
        code = 0
    except PublishError:
        code = 3
    except (OSError, sqlite3.OperationalError):
        code = 4
    finally:
        os._exit(code)


def exit_code(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def is_whole(folder: Path) -> bool:
    """Tell whether what the public sees is one release, byte for byte."""
    shown = current(folder)
    return shown is not None and read_manifest(shown.path).compare(scan_files(shown.path)) == []


def killed(folder: Path, rounds: int, seed: int = 1) -> dict[str, Any]:
    """Kill a publisher `rounds` times at random moments; return what readers and checks found.

    Who ends before it is killed counts for nothing: the next is given less time, so that a quick machine kills as many.
    """
    first, second = two_publications(folder)
    target, rng = folder / "public", random.Random(seed)
    started = time.monotonic()
    publish_site(first, target)
    usual = time.monotonic() - started
    said: dict[str, Any] = {"rounds": rounds, "half_releases": 0, "killed": 0, "finished": 0}
    with readers(target, said):
        while said["killed"] < rounds:
            number = said["killed"] + said["finished"]
            publication = second if number % 2 else first
            processes = 2 if number % 5 == 4 else 1
            render = partial(render_plan, processes=processes)
            clean = number % 4 != 3  # else the release links what did not change, and is soon done
            child = in_child(partial(publish_site, publication, target, keep=3, render=render, clean=clean))
            time.sleep(rng.uniform(0, usual * 1.3))
            os.kill(child, signal.SIGKILL)
            code = exit_code(child)
            assert code in {0, 3, -signal.SIGKILL}, f"a publisher ended in exit code {code}"
            said["killed" if code < 0 else "finished"] += 1
            usual *= 1.1 if code < 0 else 0.8
            said["half_releases"] += not is_whole(target)
        patience = time.monotonic() + 60
        # workers a dead publisher left behind may hold the lock, but only as long as their share takes
        while exit_code(in_child(lambda: publish_site(second, target, keep=3))) != 0:
            assert time.monotonic() < patience, "the lock of a dead publisher is never let go"
            time.sleep(0.2)
    said["half_releases"] += not is_whole(target)
    said["left_over"] = len([p for p in (target / "releases").iterdir() if p.name.startswith(".")])
    said["releases"] = len(releases.releases(target))
    return said


def filled(folder: Path, rounds: int, seed: int = 2) -> dict[str, Any]:
    """Publish onto a disk that fills at a random point; a limit on file sizes where none can be mounted."""
    first, second = two_publications(folder)
    small = folder / "small"
    small.mkdir()
    mounted = _mount(small, 8)
    target, rng = small / "public", random.Random(seed)
    said: dict[str, Any] = {"rounds": rounds, "half_releases": 0, "failed": 0, "published": 0, "disk": mounted}
    try:
        assert exit_code(in_child(lambda: _publish_unasked(first, target, 0))) == 0
        with readers(target, said):
            for number in range(rounds):
                if mounted:
                    used = sum(p.stat().st_size for p in small.rglob("*") if p.is_file())
                    size = used + rng.randrange(6 * 2**20)
                    subprocess.run(["mount", "-o", f"remount,size={size}", str(small)], check=False)
                publication = second if number % 2 else first
                ceiling = 0 if mounted else rng.randrange(2_000, 120_000)
                clean = number % 3 != 2
                code = exit_code(in_child(partial(_publish_unasked, publication, target, ceiling, clean=clean)))
                assert code in {0, 4}, f"a full disk ended in exit code {code}"
                said["published" if code == 0 else "failed"] += 1
                said["half_releases"] += not is_whole(target)
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(small)], check=False)
    return said


def _publish_unasked(publication: Publication, target: Path, ceiling: int, clean: bool = True) -> None:
    """Publish without asking for room first: the disk itself must be the one to refuse."""
    releases._require_space = lambda *_: None
    if ceiling:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (ceiling, ceiling))
    publish_site(publication, target, keep=2, render=partial(render_plan, processes=1), clean=clean)


def _mount(folder: Path, megabytes: int) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def racing(folder: Path, rounds: int) -> dict[str, Any]:
    """Let three publishers start at once, `rounds` times."""
    first, second = two_publications(folder)
    target = folder / "public"
    publish_site(first, target)
    said: dict[str, Any] = {"rounds": rounds, "half_releases": 0, "published": 0, "busy": 0}
    with readers(target, said):
        for _ in range(rounds):
            children = [in_child(partial(publish_site, p, target, keep=3)) for p in (first, second, first)]
            codes = [exit_code(child) for child in children]
            assert set(codes) <= {0, 3}, codes
            assert 0 in codes
            said["published"] += codes.count(0)
            said["busy"] += codes.count(3)
            said["half_releases"] += not is_whole(target)
    return said
