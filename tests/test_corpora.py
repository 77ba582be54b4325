"""Hostile inputs of other people, read from beside the checkout: nothing crashes, nothing hangs.

Each corpus runs in a process of its own under limits of memory and time.
"""

import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.source import Source, read
from tests.making import SAMPLE, SHARED

CORPORA = SHARED / "corpora"
LIMITED = """
import json, resource, signal, sys
resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20, 512 * 2**20))
from generator.problem import Problem
from generator.source import Source, read
codes = {}
for line in sys.stdin:
    content = bytes.fromhex(line.strip())
    signal.alarm(5)
    found = read("x.yml", content)
    signal.alarm(0)
    assert isinstance(found, Source | Problem)
    code = found.code if isinstance(found, Problem) else "fine"
    codes[code] = codes.get(code, 0) + 1
print(json.dumps({"codes": codes}))
"""


def run_limited(inputs: list[bytes]) -> dict[str, int]:
    """Read every input in one limited process; return how often each answer was given."""
    text = "\n".join(content.hex() for content in inputs)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED],
        input=text,
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[1],
    )
    assert done.returncode == 0, done.stderr[-2000:]
    codes: dict[str, int] = json.loads(done.stdout)["codes"]
    assert sum(codes.values()) == len(inputs)
    return codes


def corpus(name: str) -> Any:
    path = CORPORA / name
    if not path.is_file():
        pytest.skip(f"{name} is not beside this checkout (../shared/corpora)")
    return json.loads(path.read_text("utf-8"))


def test_the_yaml_test_suite_gives_sources_or_problems() -> None:
    cases = corpus("yaml-test-suite.json").values()
    codes = run_limited([base64.b64decode(case["base64"]) for case in cases])
    assert {"source.anchor", "source.tag", "source.syntax", "source.several-documents", "fine"} <= set(codes)


def test_naughty_strings_come_back_or_are_refused_by_name() -> None:
    refused = set()
    for text in corpus("blns.json"):
        found = read("x.yml", f"a: {json.dumps(text, ensure_ascii=False)}\n".encode("utf-8", "surrogatepass"))
        if isinstance(found, Source):
            assert found.data == {"a": text}
        else:
            refused.add(found.code)
    assert refused <= {"source.control", "source.invisible", "source.not-nfc", "source.not-utf8", "source.tab"}


def test_every_truncation_and_many_changes_of_a_record() -> None:
    content = (SAMPLE / "stories" / "2025" / "nguyen-van-mot.yml").read_bytes()
    cut = [content[:n] for n in range(0, len(content), 3)]
    changed = []
    for number in range(3000):  # a fixed walk over places and values, the same every time
        place, value = (number * 7919) % len(content), (number * 104729) % 256
        changed.append(content[:place] + bytes([value]) + content[place + 1 :])
    codes = run_limited(cut + changed)
    assert codes["fine"] > 100
    assert codes["source.not-utf8"] > 100
