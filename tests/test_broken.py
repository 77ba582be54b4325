"""Every class of mistake has a broken record; each is reported at its line, and nothing else is."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from generator.archive.loader import load
from generator.config.i18n import language
from generator.core.problem import Problem
from generator.engine.project import read_project
from generator.rules import check
from tests.making import SAMPLE, copy_sample, sample_with, story
from tests.test_plausible import ODD

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yml"))
EXPECT = re.compile(r"\s*# expect: ([\w.,-]+)")


@pytest.fixture(scope="module")
def sample_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_sample(tmp_path_factory.mktemp("sample"))


@contextmanager
def laid(root: Path, fixture: Path) -> Iterator[tuple[str, set[tuple[int, str]]]]:
    """Put a fixture into a project that many share, and take it away again; yield what `lay` returns."""
    path = root / place_of(fixture)
    stood = path.read_bytes() if path.is_file() else None
    try:
        yield lay(root, fixture)
    finally:
        if stood is None:
            path.unlink()
            for folder in path.parents:
                if any(folder.iterdir()):
                    break
                folder.rmdir()
        else:
            path.write_bytes(stood)


def place_of(fixture: Path) -> str:
    """Return where a fixture is put, as its first row says."""
    first = fixture.read_text("utf-8").split("\n", 1)[0]
    return EXPECT.sub("", first).removeprefix("# at: ").strip()


def lay(root: Path, fixture: Path) -> tuple[str, set[tuple[int, str]]]:
    """Put a fixture into a project; return its path there and what must be reported, by line."""
    expected: set[tuple[int, str]] = set()
    first, *rows = fixture.read_text("utf-8").split("\n")
    clean = []
    for number, row in enumerate(rows, 1):
        if mark := EXPECT.search(row):
            expected |= {(number, code) for code in mark[1].split(",")}
        clean.append(EXPECT.sub("", row))
    if mark := EXPECT.search(first):
        expected |= {(1, code) for code in mark[1].split(",")}
    path = place_of(fixture)
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(clean), "utf-8")
    return path, expected


@pytest.mark.parametrize("fixture", BROKEN, ids=lambda p: p.stem)
def test_a_broken_record_is_reported_at_its_line(sample_root: Path, fixture: Path) -> None:
    with laid(sample_root, fixture) as (path, expected):
        project = read_project(sample_root)
    found = {(p.line, p.code) for p in project.problems if p.path == path}
    assert found == expected
    for problem in project.problems:
        for code in ("vi", "en"):
            message, hint = language(code).message_and_hint(problem)
            assert message
            assert hint
            assert not re.search(r"\{\w*\}", message + hint), "a value nobody gave"


def test_the_sample_itself_has_no_problem() -> None:
    assert read_project(SAMPLE).problems == ()


def test_all_mistakes_of_all_files_are_reported_in_one_run(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    names = [f for f in BROKEN if f.stem.startswith(("record-", "source-"))]
    wanted: set[tuple[str, int, str]] = set()
    for number, fixture in enumerate(names):
        text = fixture.read_text("utf-8").replace("pham-thu.yml", f"pham-thu-{number}.yml", 1)
        copied = tmp_path / f"{fixture.stem}.yml"
        copied.write_text(text, "utf-8")
        path, expected = lay(root, copied)
        wanted |= {(path, line, code) for line, code in expected}
    found = {(p.path, p.line, p.code) for p in read_project(root).problems}
    assert wanted <= found
    assert len(wanted) >= 20


def test_every_rule_and_every_message_has_a_broken_record() -> None:
    covered = {c for f in BROKEN for m in EXPECT.findall(f.read_text("utf-8")) for c in m.split(",")}
    words = language().messages["problem"]
    known = {f"{section}.{name}" for section in words for name in words[section]}
    elsewhere = {
        "source.too-large",
        "source.not-utf8",
        "source.lone-cr",
        "source.too-many-events",
        "source.too-deep",
        "source.value-too-long",
        "source.directive",
        "source.empty-key",
        "source.complex-key",
        "source.bom",
        "source.crlf",  # test_source.py
        "source.quote-first",
        "source.curly-quotes",
        "source.old-encoding",
        # test_hints.py
        "rule.twice",
        "rule.award-printed",
        "rule.bare",
        "rule.undrawn",
        "rule.lost-letters",
        "rule.name-honorific",
        "rule.name-short",
        "rule.place-printed",
        "rule.place-code",
        "rule.figure-letter",
        "rule.figure-comma",
        "rule.row-story",
        "rule.stage-before-act",
        "rule.far-day",  # test_plausible.py
        *(
            "rule.level-then",
            "rule.two-forms",
            "rule.kind-recipient",
            "rule.posthumous",
            "rule.status-title",
        ),
        *(
            "rule.award-name",
            "rule.status-level",
            "rule.names-waiting",
            "rule.basis-text",
            "rule.basis-ended",
            "rule.act-ends",
        ),  # test_law.py
        "record.empty",
        "record.too-many",
        "record.not-a-mapping",
        "record.year",
        "record.invalid",  # test_records.py
        "archive.no-folder",
        "archive.symlink",
        "archive.odd-file",
        "archive.odd-name",
        "archive.device-name",  # test_archive.py
        "rule.publish-collision",  # test_publish.py
        "rule.publish-lost",  # test_keeping.py
        "rule.address-lost",
        "ledger.not-an-address",
        "ledger.conflict",
        "ledger.loop",  # test_ledger.py
        "rule.address-moved",
        "rule.address-gone",
        "rule.address-of-another",
        "rule.put-back",  # test_identity.py
        "rule.unexplained",  # test_history.py
        "record.whole-number",  # test_deadlines.py
        "rule.calendar-missing",
        "rule.calendar-year",
        "rule.late",
        "rule.limit-basis",
        "rule.limit-twice",
        "setting.missing",  # test_settings.py
        "archive.parent",  # test_build.py
        "archive.front-matter-open",  # test_build.py
        "archive.front-matter-bare",
        "archive.address-taken",
        "archive.address-of-record",
        "archive.address-of-program",  # test_hand_written.py
        "setting.renamed",  # test_settings.py
        "setting.registers-inside",  # test_requests.py
        *(f"register.{name}" for name in words["register"]),  # test_requests.py
        *(f"picture.{name}" for name in words["picture"]),  # test_pictures.py
        *(f"attachment.{name}" for name in words["attachment"]),  # test_attachments.py
    }
    assert known - covered - elsewhere == set()


def test_records_in_are_records_held_or_named_problems(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    lay(root, next(f for f in BROKEN if f.stem == "record-date"))
    loaded = load(root)
    held = {o.path for o in loaded.archive.origins.values()}
    faulty = {p.path for p in loaded.problems}
    files = {p.relative_to(root).as_posix() for p in (root / "stories").rglob("*.yml")}
    assert held | faulty == files
    assert len(files) == loaded.files


MESSAGES = Path(__file__).parent / "golden" / "problems.txt"


def test_every_problem_reads_as_recorded(sample_root: Path) -> None:
    """Level, line, field and words of every problem, in both languages: `UPDATE_GOLDEN=1` records them anew."""
    lines = []
    for fixture in BROKEN:
        with laid(sample_root, fixture):
            lines += told(fixture.stem, read_project(sample_root).problems)
    for number, (code, changes) in enumerate(ODD):
        given = {"places": [{"role": "act", "as_printed": "phường Đông", "locality": "phuong-dong"}], **changes}
        found = sorted(fault for fault in check(sample_with(story(**given))) if fault.code == code)
        lines += told(f"{code} {number}", found)
    text = "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        MESSAGES.write_text(text, "utf-8")
    assert text == MESSAGES.read_text("utf-8")


def told(name: str, problems: Iterable[Problem]) -> list[str]:
    """Return problems in full, a line for each language."""
    return [
        f"{name}: {fault.level.value} {fault.code} {language(code).format_problem(fault)}"
        for fault in sorted(problems)
        for code in ("vi", "en")
    ]
