"""A record's file in its canonical form says the same, loses no line, and is left alone the second time."""

import random
from pathlib import Path

import pytest

from generator.cli.main import main
from generator.records.fields import fields_of
from generator.records.story import Story
from generator.source.yaml_nodes import read_nodes
from generator.source.yaml_source import Source, read_source
from generator.staff.ordering import canonical
from tests.making import SAMPLE, copy_sample
from tests.seeded_mistakes import PATH, RECORD

ROOT = Path(__file__).parents[1]
FILES = sorted(file for root in (ROOT, SAMPLE) for file in (root / "stories").rglob("*.yml"))


def said(path: str, content: bytes) -> object:
    read = read_source(path, content)
    assert isinstance(read, Source)
    return read.data


def test_every_record_says_the_same_and_keeps_its_lines() -> None:
    assert FILES
    for file in FILES:
        path = file.relative_to(file.parents[len(file.parts) - file.parts.index("stories") - 1]).as_posix()
        before = file.read_bytes()
        after = canonical(path, before)
        assert said(path, after) == said(path, before), path
        assert sorted(after.split(b"\n")) == sorted([*before.rstrip(b"\n").split(b"\n"), b""]), path
        assert canonical(path, after) == after, path


def blocks(text: str) -> list[str]:
    """Return the fields of a record as they are written, each with its lines."""
    rows = text.rstrip("\n").split("\n")
    starts = [spot[0] for _, spot in read_nodes(rows).keys]
    return ["\n".join(rows[a:b]) for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]


@pytest.mark.parametrize("number", range(5))
def test_a_shuffled_record_comes_back_in_order_with_its_remarks(number: int) -> None:
    rng = random.Random(number)
    parts = [f"# ghi chú {n}\n{part}" for n, part in enumerate(blocks(canonical(PATH, RECORD.encode()).decode()))]
    mixed = rng.sample(parts, len(parts))
    head = mixed[0].split("\n", 1)[0]  # what stands above the first field stays at the top
    text = "\n".join(mixed) + "\n# cuối tệp\n"
    made = canonical(PATH, text.encode()).decode()
    assert sorted(made.split("\n")) == sorted(text.split("\n"))
    names = [name for name, _ in read_nodes(made.split("\n")).keys]
    assert names == [name for name in fields_of(Story) if name in names]
    assert made.startswith(head)
    assert made.endswith("# cuối tệp\n")
    for part in parts:
        assert part in made or part.startswith(head)


@pytest.mark.parametrize(
    "content",
    [b"", b"a: [", b"- a\n", b"\xff", b"{name: x, kind: y}\n", b"name: |+\n  x  \n\n\n", b"name: x\nname: y\n"],
)
def test_what_it_cannot_put_in_order_it_leaves_alone(content: bytes) -> None:
    assert canonical(PATH, content) == content


def test_the_command_says_what_it_would_do_and_does_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    (root / PATH).write_text("published_on: 2025-09-20\n" + RECORD.replace("published_on: 2025-09-20\n", ""), "utf-8")

    def run(*words: str) -> int:
        with pytest.raises(SystemExit) as ended:
            main(["--project", str(root), "fmt", *words])
        assert isinstance(ended.value.code, int)
        return ended.value.code

    before = (root / PATH).read_bytes()
    assert run("--check", PATH) == 1
    assert f"chưa theo thứ tự: {PATH}" in capsys.readouterr().out
    assert (root / PATH).read_bytes() == before
    assert run(PATH) == 0
    assert f"đã xếp lại: {PATH}" in capsys.readouterr().out
    assert run("--check", PATH) == 0
