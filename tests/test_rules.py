"""The table of rules: each stands in it, is asked once of every record it is for, and of no other."""

import inspect
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from generator import rules
from generator.archive.archive import Archive
from generator.archive.loader import load
from generator.core.dates import PartialDate
from generator.core.problem import Problem
from generator.engine.project import read_project
from generator.records.base import Record
from generator.records.kinds import KINDS, kind_of
from generator.records.traversal import iter_references
from generator.rules import ARCHIVE_RULES, RECORD_RULES, check, check_archive, check_records, rules_of
from generator.rules.finding import Finding, finding
from tests.making import copy_sample, sample, sample_with, story

MODULES = [
    module for module in vars(rules).values() if inspect.ismodule(module) and not module.__name__.endswith("runner")
]
WRITTEN = {
    function
    for module in MODULES
    for name, function in inspect.getmembers(module, inspect.isgeneratorfunction)
    if function.__module__ == module.__name__ and not name.startswith("_")
}
RECORDS = tuple(kind.record for kind in KINDS)


def test_every_rule_that_is_written_is_asked() -> None:
    assert {rule for found in RECORD_RULES.values() for rule in found} | {*ARCHIVE_RULES} == WRITTEN


@pytest.mark.parametrize("kind", RECORDS)
def test_a_record_obeys_each_rule_for_its_class_once(kind: type[Record]) -> None:
    found = rules_of(kind)
    assert len(found) == len(set(found))
    assert set(RECORD_RULES[Record]) <= set(found)
    for rule in found:
        wanted = next(hint for name, hint in get_type_hints(rule).items() if name not in {"archive", "return"})
        assert issubclass(kind, get_args(wanted) or wanted), rule.__name__


def test_all_rules_together_find_what_the_two_ways_find() -> None:
    archive = sample_with(story(), story(id="pham-thu-hai", minor="có"))
    chosen = [(record.collection, record.id) for record in archive.records()]
    apart: set[Problem] = {*check_archive(archive), *check_records(archive, chosen)}
    assert apart == {*check(archive)}
    assert {problem.code for problem in apart} >= {"rule.twice", "rule.minor-consent"}


def test_only_the_chosen_records_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    archive = sample()
    asked: list[str] = []

    def rule(record: Record, archive: object) -> list[Finding]:
        asked.append(record.id)
        return [finding((), "rule.bare", text=record.id)]

    monkeypatch.setattr(rules, "rules_of", lambda kind: (rule,))
    wanted = [("stories", record_id) for record_id in list(archive.stories)[:2]]
    assert [dict(problem.values)["text"] for problem in check_records(archive, wanted)] == asked
    assert asked == [record_id for _, record_id in wanted]


class Alone(Archive):
    """What a rule of one record may ask: the record, what it names, and lists of terms; what it finds of it is kept."""

    @classmethod
    def with_what_is_named(cls, archive: Archive, record: Record) -> "Alone":
        """Return the part of an archive that a record's findings may rest on."""
        named = {(record.collection, record.id)} | {(held, wanted) for _, held, wanted in iter_references(record)}
        held = {
            name: {id_: each for id_, each in records.items() if not kind_of(name).is_named or (name, id_) in named}
            for name, records in archive.collections.items()
        }
        return cls(**{field.name: getattr(archive, field.name) for field in fields(Archive)} | {"collections": held})

    @property
    def as_of(self) -> PartialDate:
        """Nobody may ask."""
        raise AssertionError("a rule of one record asked for the newest day")

    def records(self) -> Iterator[Record]:
        """Nobody may ask."""
        raise AssertionError("a rule of one record asked for all records")


def test_a_rule_of_one_record_finds_the_same_where_nothing_else_is() -> None:
    real = load(Path(__file__).parents[1]).archive
    seen = 0
    for archive in (sample(), real):
        for record in archive.records():
            alone = Alone.with_what_is_named(archive, record)
            for rule in rules_of(type(record)):
                found = list(rule(record, archive))
                assert list(rule(record, alone)) == found, (rule.__name__, record.collection, record.id)
                seen += len(found)
    assert seen, "rules that find nothing are compared in vain"


def test_what_is_kept_of_a_record_is_what_is_found_anew_when_another_is_newer(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    read_project(root)
    story_file = root / "stories" / "2025" / "nguyen-van-mot.yml"
    text = re.sub(r"(updated_on: ).*", r"\g<1>11/12/2025", story_file.read_text("utf-8"))
    story_file.write_text(text, "utf-8")
    kept = set(read_project(root).problems)
    shutil.rmtree(root / ".dienhinh")
    assert kept == set(read_project(root).problems)
    assert "rule.visit-overdue" in {problem.code for problem in kept}


def test_what_is_kept_is_told_again_and_what_has_a_fault_is_asked_anew(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    story_file = root / "stories" / "2025" / "nguyen-van-mot.yml"
    text = re.sub(r"(title: ).*", r"\g<1>Trao máu 🏅 cứu người", story_file.read_text("utf-8"), count=1)
    story_file.write_text(text, "utf-8")
    model_file = root / "stories" / "models" / "va-duong.yml"
    model_file.write_text(model_file.read_text("utf-8").replace("fields: [", "fields: [khong-co, "), "utf-8")
    first = read_project(root).problems
    assert {problem.code for problem in first} == {"rule.undrawn", "rule.dead-reference"}
    with closing(sqlite3.connect(root / ".dienhinh" / "records.sqlite")) as opened:
        held = dict(opened.execute("SELECT path, problems FROM checked"))
    assert "rule.undrawn" in held["stories/2025/nguyen-van-mot.yml"]
    assert "stories/models/va-duong.yml" not in held
    assert held["stories/campaigns/thi-dua-mau.yml"] == "[]"
    assert read_project(root).problems == first
