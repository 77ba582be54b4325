"""Tables that take over the rows of what did not change are those that are made anew, byte for byte."""

import io
import json
import random
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from generator.attachments.store import Attachment
from generator.core.store import CacheError, add_checksum, strip_checksum
from generator.engine.project import read_project
from generator.publish.context import SiteContext
from generator.publish.opendata import last_tables
from generator.publish.opendata.columns import Table, walks
from generator.publish.opendata.data_files import data_files, row_counts
from generator.publish.opendata.last_tables import copy_range
from generator.publish.opendata.tables import TABLES, file_of
from tests.making import copy_sample
from tests.repository import commit, make_repository

STATE = b"state"
DECISION = "stories/decisions/2025/qd-12-2025.yml"
MODEL = "stories/models/va-duong.yml"
MOT, HAI = "stories/2025/nguyen-van-mot.yml", "stories/2024/le-thi-hai.yml"


def rewritten(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / file).read_text("utf-8")
        assert old in text, (file, old)
        (root / file).write_text(text.replace(old, new, 1), "utf-8")

    return change


def put(file: str, like: str, **names: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / like).read_text("utf-8")
        for old, new in names.items():
            text = text.replace(old, new)
        (root / file).write_text(text, "utf-8")

    return change


def removed(file: str) -> Callable[[Path], None]:
    return lambda root: (root / file).unlink()


def committed(root: Path) -> None:
    commit(root, "2026-03-01")


def contents(site: SiteContext) -> dict[str, bytes]:
    """Return what the files of the open data hold, by name."""
    names = ("dien-hinh.sqlite", *(file_of(table) for table in TABLES))
    found = {}
    for name, file in zip(names, data_files(site, STATE), strict=True):
        with file:
            file.seek(0)
            found[name] = file.read()
    return found


def differing(site: SiteContext) -> list[str]:
    """Return which files are others when they are made anew."""
    told, anew = contents(site), contents(replace(site, cache_dir=None))
    return [name for name in anew if told[name] != anew[name]]


CHANGES: tuple[tuple[str, Callable[[Path], None]], ...] = (
    ("prose of a story", rewritten(MOT, "Ông Một nghe tiếng kêu", "Ông Một vừa nghe tiếng kêu")),
    ("summary, which is indexed", rewritten(MOT, "bơi ra sông", "nhảy xuống sông")),
    ("one source more", rewritten(HAI, "sources: [", 'sources: [{id: b, publisher: "Báo"}, ')),
    ("one source less", rewritten(HAI, '{id: b, publisher: "Báo"}, ', "")),
    ("a name that needs quotes in CSV", rewritten(HAI, "Hộ bà Lê Thị Hai\n", "'Hộ \"bà\", Lê; Hai'\n")),
    ("a new story before all others", put("stories/2025/a-moi.yml", MOT, **{"Nguyễn Văn Một": "A Mới"})),
    (
        "a new story amid the others",
        put("stories/2024/m-moi.yml", HAI, **{"Hộ bà Hai": "Hộ Mới"}),
    ),
    ("a story gone", removed("stories/2024/m-moi.yml")),
    ("the date of its decision", rewritten(DECISION, "date: 12/9/2025", "date: 11/9/2025")),
    ("a story paused, whose rows must go", rewritten(HAI, "published_on", "hold: true\npublished_on")),
    ("a story of a decision paused", rewritten(MOT, "published_on", "hold: true\npublished_on")),
    ("and back", rewritten(MOT, "hold: true\n", "")),
    ("a story put back among the others", rewritten(HAI, "hold: true\n", "")),
    ("another order: a story becomes the newest", rewritten(HAI, "11/2024", "11/2025")),
    (
        "a correction",
        rewritten(
            HAI, "published_on: 2025-01-05", "published_on: 2025-01-05\ncorrections: [{date: 2025-05-01, text: x}]"
        ),
    ),
    (
        "an adopter of a model",
        rewritten(MODEL, "adopters:\n", "adopters:\n  - {name: Xóm Mới, source: bao}\n"),
    ),
    ("a term", rewritten("stories/reference/units.yml", "Hợp tác xã Mẫu", "Hợp tác xã Kiểu Mẫu")),
    ("a commit, and so versions", committed),
    ("what changed since the commit", rewritten(MOT, "nhảy xuống sông", "bơi ra giữa sông")),
    ("a second commit", committed),
    ("versions held back", rewritten(MOT, "published_on", "versions_from: 2026-02-01\npublished_on")),
    ("the address of the site", rewritten("mkdocs.yml", "https://dienhinh.example/", "https://khac.example/")),
)


def test_what_is_taken_over_is_what_would_be_made(tmp_path: Path) -> None:
    """After each of many changes, one upon the other: rows that come, go, change, move; all that they hang on."""
    root = make_repository(copy_sample(tmp_path))
    assert differing(read_project(root).site()) == []
    before = contents(read_project(root).site())
    for name, change in CHANGES:
        change(root)
        project = read_project(root)
        assert all(fault.code.startswith("rule.") for fault in project.errors), name
        assert differing(project.site()) == [], name
        counted = {table.name: table.count(project.site()) for table in TABLES}
        assert row_counts(project.site(), STATE) == row_counts(project.site(), b"another") == counted, name
    assert contents(project.site()).keys() == before.keys()


@pytest.mark.parametrize("seed", range(3))
def test_in_any_order(tmp_path: Path, seed: int) -> None:
    """Changes undone and done again, in an order drawn by lot, with several between two builds."""
    root, rng = make_repository(copy_sample(tmp_path)), random.Random(seed)
    pairs = [(HAI, "11/2024", "11/2025"), (MOT, "act_from: 10/9/2025", "act_from: 10/9/2024")]
    pairs += [(file, "published_on", "hold: true\npublished_on") for file in (MOT, HAI, "stories/2025/to-va-duong.yml")]
    pairs += [(DECISION, "kind: individual, unit", "kind: collective, unit"), (HAI, "Hộ bà Hai", "Bà Hai")]
    done: set[int] = set()
    for _ in range(12):
        for number in rng.sample(range(len(pairs)), rng.randrange(1, 4)):
            file, old, new = pairs[number]
            rewritten(file, *((new, old) if number in done else (old, new)))(root)
            done ^= {number}
        project = read_project(root)
        assert all(fault.code.startswith("rule.") for fault in project.errors)
        assert differing(project.site()) == []


def test_only_what_changed_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_sample(tmp_path)
    contents(read_project(root).site())
    rewritten(HAI, "Hộ bà Hai", "Bà Hai")(root)
    made: list[tuple[str, str]] = []
    rows_of = Table.rows_of

    def noting(table: Table, site: SiteContext, record: object) -> Iterator[tuple[str | int | None, ...]]:
        made.append((table.name, getattr(record, "id", "")))
        return rows_of(table, site, record)

    monkeypatch.setattr(Table, "rows_of", noting)
    contents(read_project(root).site())
    by_record = {table.name for walk in walks(TABLES) if walk.besides is not None for table in walk.tables}
    assert {"stories", "awards-given", "sources", "decision-rows", "versions", "models"} <= by_record
    assert {record for name, record in made if name in by_record} == {"le-thi-hai"}
    assert not [name for name, _ in made if name.startswith("coverage")], "no fact changed"


def test_a_document_of_a_decision_counts(tmp_path: Path) -> None:
    """Its file is no part of the record that names it."""
    root = copy_sample(tmp_path)
    for row in ('  - {name: "Trần Đã Gỡ", kind: individual, story: tran-da-go}\n', ", withdrawn: 2025-10-01"):
        rewritten(DECISION, row, "")(root)
    site = read_project(root).site()
    contents(site)
    paper = Attachment(root / "x.pdf", "x.pdf", 1, "ab" * 32, 1)
    attached = replace(site, attachments={"qd-12-2025": paper})
    told = contents(attached)
    assert told["decisions.csv"] != contents(site)["decisions.csv"]
    assert differing(attached) == []


def test_what_was_kept_of_other_tables_is_not_used(tmp_path: Path) -> None:
    """Nor what names a file elsewhere: only the files of the tables there are, are opened."""
    site = read_project(copy_sample(tmp_path)).site()
    told = contents(site)
    assert site.cache_dir is not None
    index = site.cache_dir / "tables" / "index.sqlite"
    with closing(sqlite3.connect(index)) as opened:
        kept = opened.execute("SELECT content FROM kept WHERE name = 'head'").fetchone()[0]
    head = json.loads((strip_checksum(kept) or b"").removeprefix(b"head"))
    (tmp_path / "secret").write_bytes(b"secret")
    elsewhere = {**head, "files": {**head["files"], "../../secret": [6, zlib.crc32(b"secret")]}}
    fewer = {**head, "walks": {name: of for name, of in head["walks"].items() if "stories" not in of}}
    for spoilt in (elsewhere, fewer, {**head, "walks": {**head["walks"], "x 0": ["x"]}}):
        with closing(sqlite3.connect(index)) as opened, opened:
            content = add_checksum(b"head" + json.dumps(spoilt).encode())
            opened.execute("UPDATE kept SET content = ? WHERE name = 'head'", (content,))
        assert contents(site) == told


def test_what_another_build_keeps_meanwhile_is_not_mixed_with_what_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_sample(tmp_path)
    contents(read_project(root).site())
    rewritten(HAI, "Hộ bà Hai", "Bà Hai")(root)
    one = read_project(root).site()
    rewritten(MOT, "bơi ra sông", "nhảy xuống sông")(root)
    other = Thread(target=contents, args=(read_project(root).site(),))
    found = last_tables._walk

    def meanwhile(opened: sqlite3.Connection, name: str, tables: Sequence[str]) -> last_tables.WalkRows:
        if not other.ident:
            other.start()
            other.join(0.5)  # it ends now, or waits until this one has read
        return found(opened, name, tables)

    monkeypatch.setattr(last_tables, "_walk", meanwhile)
    told = contents(one)
    other.join()
    monkeypatch.undo()
    assert told == contents(replace(one, cache_dir=None))
    assert differing(read_project(root).site()) == []


def test_a_table_that_is_shorter_than_it_was_is_spoilt_and_not_silently_less() -> None:
    out = io.BytesIO()
    copy_range(io.BytesIO(b"abcdef"), 2, 5, out)
    assert out.getvalue() == b"cde"
    with pytest.raises(CacheError):
        copy_range(io.BytesIO(b"abcdef"), 2, 7, out)
