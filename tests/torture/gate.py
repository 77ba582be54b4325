"""The gate and the reader of records under other people's inputs, damage and Hypothesis, in limited processes."""

import base64
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.corpora.strings import SOURCES
from tests.making import SHARED

ROOT = Path(__file__).parents[2]
LIMITED = """
import json, resource, signal, sys
resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20, 512 * 2**20))
from generator.core.problem import Problem
from generator.records.reading import read_record
from generator.records.story import Story
from generator.source.yaml_source import Source, read_source
codes = {}
for line in sys.stdin:
    content = bytes.fromhex(line.strip())
    signal.alarm(5)
    found = read_source("x.yml", content)
    code = found.code if isinstance(found, Problem) else "fine"
    if isinstance(found, Source):
        record = read_record(Story, found, record_id="x")
        assert isinstance(record, Story) or all(isinstance(p, Problem) for p in record)
        code = "record" if isinstance(record, Story) else "fine"
    signal.alarm(0)
    codes[code] = codes.get(code, 0) + 1
print(json.dumps(codes))
"""
EXAMPLES = """
import resource, signal, sys
resource.setrlimit(resource.RLIMIT_AS, (512 * 2**20, 512 * 2**20))
import yaml
from hypothesis import HealthCheck, given, settings, strategies as st
from generator.core.problem import Problem
from generator.records.reading import read_record
from generator.records.story import Story
from generator.source.yaml_source import Source, read_source
words = st.sampled_from([": ", "- ", "\\n", "  ", "#", "&a", "*a", "!!x", "<<", "---", "|-", ">", "[", "]", "{", "}",
                         "'", '"', "\\t", "\\r", "kind", "name", "id", "đ", "\\u0301", "\\u200b", "%", "?", ","])
pieces = st.lists(words | st.text(max_size=3), max_size=60).map("".join).map(lambda t: t.encode("utf-8", "replace"))
leaf = st.text(max_size=30) | st.none()
trees = st.recursive(leaf, lambda t: st.lists(t, max_size=4) | st.dictionaries(
    st.sampled_from(sorted(Story.model_fields)) | st.text(max_size=8), t, max_size=6), max_leaves=25)
dumped = trees.map(lambda t: yaml.safe_dump(t, allow_unicode=True).encode("utf-8", "replace"))
count = 0
@settings(max_examples=int(sys.argv[1]), deadline=None, database=None, derandomize=True,
          suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=400) | pieces | dumped)
def check(content):
    global count
    count += 1
    signal.alarm(5)
    found = read_source("x.yml", content)
    assert isinstance(found, Source | Problem)
    if isinstance(found, Source):
        record = read_record(Story, found, record_id="x")
        assert isinstance(record, Story) or (record and all(isinstance(p, Problem) for p in record))
    signal.alarm(0)
check()
print(count)
"""


def run_limited(inputs: list[bytes]) -> dict[str, int]:
    """Read every input in one limited process; return how often each answer was given."""
    text = "\n".join(content.hex() for content in inputs)
    done = subprocess.run(
        [sys.executable, "-c", LIMITED], input=text, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-2000:]
    codes: dict[str, int] = json.loads(done.stdout)
    assert sum(codes.values()) == len(inputs)
    return codes


def examples(count: int) -> int:
    """Run Hypothesis over bytes, YAML-like pieces and dumped trees; return how many were tried."""
    done = subprocess.run(
        [sys.executable, "-c", EXAMPLES, str(count)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return int(done.stdout)


def suite() -> list[bytes]:
    """Return our own cases, and those of the YAML test suite where it is beside the checkout."""
    path = SHARED / "corpora" / "yaml-test-suite.json"
    if not path.is_file():
        return list(SOURCES)
    return [*SOURCES, *(base64.b64decode(case["base64"]) for case in json.loads(path.read_text("utf-8")).values())]


def truncations(content: bytes, step: int = 1) -> Iterator[bytes]:
    """Yield every beginning of a record."""
    return (content[:end] for end in range(0, len(content), step))


def changes(contents: list[bytes], count: int, seed: int = 4) -> Iterator[bytes]:
    """Yield records with one byte changed, at seeded places."""
    rng = random.Random(seed)
    for _ in range(count):
        content = rng.choice(contents)
        place = rng.randrange(len(content))
        yield content[:place] + bytes([rng.randrange(256)]) + content[place + 1 :]


def real_records() -> list[bytes]:
    """Return the project's own story files."""
    found = sorted((ROOT / "stories").glob("[0-9]*/*.yml"))
    return [path.read_bytes() for path in found]


def cores() -> int:
    """Return how many processes to run at once."""
    return os.cpu_count() or 1
