"""What is made once for many tests: a browser for each file, the built sample, the faces of three sites."""

import ctypes
import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright
from starlette.testclient import TestClient

from generator.archive.archive import Archive
from generator.core.problem import Problem
from generator.engine.install import build_site
from generator.engine.project import publish, read_project
from generator.records.base import Record, Struct
from generator.source.yaml_source import NodePath
from tests.chromium import FLAGS, browser_path
from tests.desk_client import client
from tests.faces import Faces, hostile, real, small
from tests.making import SHARED, copy_sample
from tests.offices import Office, two_offices

settings.register_profile("gate", derandomize=True, database=None, deadline=None)
settings.load_profile("gate")  # the same examples for everybody; `--hypothesis-profile=default` looks for new ones

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong


@pytest.fixture(scope="session", autouse=True)
def faults_name_fields() -> Iterator[None]:
    """See that every fault found in any test names fields there are: a field nobody has leads to no line."""
    named = Archive.problem

    def problem(archive: Archive, record: Record, at: NodePath, /, *rest: Any, **values: object) -> Problem:
        assert all(isinstance(step, int) or step in FIELDS for step in at), (rest, at)
        return named(archive, record, at, *rest, **values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Archive, "problem", problem)
        yield


def field_names(part: type[Struct]) -> set[str]:
    """Return the names of the fields of a part of a record, and of all parts that are like it and more."""
    return {*part.model_fields}.union(*(field_names(each) for each in part.__subclasses__()))


FIELDS = field_names(Struct)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Open a browser for the tests of one file: while it is open, nothing else in the process may run a loop."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the root of the sample, built; whoever changes it copies it first."""
    root = copy_sample(tmp_path_factory.mktemp("built"))
    build_site(publish(read_project(root)), root / "site")
    return root


@pytest.fixture(scope="session")
def faces_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Faces]:
    """Return what makes the faces of the `real` site, of the `sample` or of the `hostile` world, each once."""
    made: dict[str, Faces] = {}

    def faces(name: str) -> Faces:
        if name not in made:
            makers = {"sample": small, "hostile": hostile}
            made[name] = real() if name == "real" else makers[name](tmp_path_factory.mktemp(name))
        return made[name]

    return faces


@pytest.fixture(scope="module", params=["real", "hostile"])
def faces(request: pytest.FixtureRequest, faces_of: Callable[[str], Faces]) -> Faces:
    """Return the faces of the real site, and then of the hostile world."""
    return faces_of(request.param)


@pytest.fixture(scope="module")
def sample_faces(faces_of: Callable[[str], Faces]) -> Faces:
    """Return the faces of the sample."""
    return faces_of("sample")


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, TestClient]:
    """Return a copy of the sample, and a browser at its desk."""
    root = copy_sample(tmp_path)
    (tmp_path / "pages").mkdir()
    return root, client(root, tmp_path / "pages")


@pytest.fixture
def offices(tmp_path: Path) -> tuple[Office, Office, Path]:
    """Return a clerk's machine, a colleague's, and the repository both know."""
    return two_offices(tmp_path)


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among what was imported: a worker ends with a gigabyte that it needs."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


_ROOM = 32 * 2**20
"""Bytes a worker may take more before it gives back what it does not need: a fork costs more the more one holds."""


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Give back the memory that is taken for nothing; what is held for all tests is not looked through again."""
    global _held
    if sys.platform == "linux" and _resident() > _held + _ROOM:
        gc.collect()
        gc.freeze()
        getattr(ctypes.CDLL(None), "malloc_trim", int)(0)  # glibc would hold what pictures took
        _held = _resident()


_held = 0


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what a checkout without its neighbour was not tried with."""
    if not SHARED.is_dir():
        terminalreporter.section("../shared is absent", sep="!", red=True)
        terminalreporter.line("Naughty strings, payloads, the YAML test suite and the source documents lie there.")
        terminalreporter.line("The small cases of tests/corpora/ were tried in their place; what has none was skipped.")
