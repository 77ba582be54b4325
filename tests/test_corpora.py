"""Hostile inputs of other people and of chance: nothing crashes, nothing hangs (long forms: `make torture`)."""

import json

from generator.source.yaml_source import Source, read_source
from tests.making import SAMPLE, naughty_strings
from tests.torture import gate


def test_the_yaml_test_suite_gives_sources_or_problems() -> None:
    codes = gate.run_limited(gate.suite())
    assert {"source.anchor", "source.tag", "source.syntax", "source.several-documents", "fine"} <= set(codes)


def test_naughty_strings_come_back_or_are_refused_by_name() -> None:
    refused = set()
    for text in naughty_strings():
        found = read_source("x.yml", f"a: {json.dumps(text, ensure_ascii=False)}\n".encode("utf-8", "surrogatepass"))
        if isinstance(found, Source):
            assert found.data == {"a": text}
        else:
            refused.add(found.code)
    assert refused <= {"source.control", "source.invisible", "source.not-nfc", "source.not-utf8", "source.tab"}


def test_truncations_and_changes_of_a_record() -> None:
    content = (SAMPLE / "stories" / "2025" / "nguyen-van-mot.yml").read_bytes()
    codes = gate.run_limited([*gate.truncations(content, 3), *gate.changes([content], 3000)])
    assert codes["fine"] > 100
    assert codes["record"] > 100
    assert codes["source.not-utf8"] > 100


def test_what_hypothesis_thinks_of() -> None:
    assert gate.examples(1500) >= 1500
