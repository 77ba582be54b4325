"""Two people's work on one file comes together by its fields; what both changed is told, and nothing is made up."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.archive.ledger import FILE, parse_ledger
from generator.source.yaml_source import Source, read_source
from generator.staff.merging import Conflict, merge, merge_files
from generator.staff.tree_edit import without_blanks
from tests.making import SAMPLE

UNITS = "stories/reference/units.yml"
STORY = "stories/2025/nguyen-van-mot.yml"


def said(content: bytes | None) -> dict[str, Any]:
    source = read_source("x.yml", content or b"{}")
    assert isinstance(source, Source)
    return dict(source.data)


def test_two_people_add_different_entries_to_one_list() -> None:
    base = (SAMPLE / UNITS).read_bytes()
    entries = [f"  - id: don-vi-{n}\n    names:\n      - name: Đơn vị {n}\n    type: so-nganh\n" for n in ("a", "b")]
    ours, theirs = ((base.rstrip(b"\n") + b"\n" + each.encode()) for each in entries)
    made = merge_files(UNITS, base, ours, theirs)
    assert made.conflicts == ()
    ids = [each["id"] for each in said(made.content)["items"]]
    assert ids == [*(each["id"] for each in said(base)["items"]), *ids[-2:]]
    assert set(ids[-2:]) == {"don-vi-a", "don-vi-b"}
    assert all(each["type"] for each in said(made.content)["items"][-2:])


def test_different_fields_come_together_with_the_comments_of_both() -> None:
    base = b"# head\nname: A\n\n\n\nsummary: s\n\n\n\ndeeds: d\n"
    ours, theirs = base.replace(b"name: A\n", b"# ours\nname: B\n"), base + b"# theirs\ntitle: t\n"
    made = merge_files(STORY, base, ours, theirs)
    assert made.conflicts == ()
    assert said(made.content) == {"name": "B", "summary": "s", "deeds": "d", "title": "t"}
    assert b"# ours" in (made.content or b"")
    assert b"# theirs" in (made.content or b"")


def test_neighbouring_lines_are_no_conflict_if_the_fields_are_others() -> None:
    base = b"name: A\nsummary: s\n"
    made = merge_files(STORY, base, b"name: B\nsummary: s\n", b"name: A\nsummary: t\n")
    assert (said(made.content), made.conflicts) == ({"name": "B", "summary": "t"}, ())


def test_the_same_field_twice_is_told_and_ours_stands() -> None:
    base = b"name: A\nsummary: s\n"
    made = merge_files(STORY, base, b"name: B\nsummary: s\n", b"name: C\nsummary: t\n")
    assert said(made.content) == {"name": "B", "summary": "t"}
    assert made.conflicts == (Conflict("name", "B", "C"),)


def test_where_nothing_of_one_side_stands_the_file_is_the_others_byte_for_byte() -> None:
    made = merge_files(STORY, b"name: A\n", b"name: B\n", b'name: "C"  \n')
    assert (made.content, len(made.conflicts)) == (b"name: B\n", 1)
    made = merge_files(STORY, b"name: A\nsummary: s\n", b"name: B\nsummary: s\n", b'name: "B"\nsummary: t\n')
    assert (made.content, made.conflicts) == (b'name: "B"\nsummary: t\n', ())


def test_rows_two_people_mended_come_together_and_halves_of_rows_never_do() -> None:
    rows: list[Any] = [{"name": "An", "unit": "x"}, {"name": "Bình", "unit": "x"}]
    ours: list[Any] = [{"name": "An", "unit": "y"}, rows[1]]
    made = merge({"rows": rows}, {"rows": ours}, {"rows": [rows[0], {"name": "Bình", "unit": "z"}]})
    assert made.tree == {"rows": [ours[0], {"name": "Bình", "unit": "z"}]}
    assert made.conflicts == ()
    swapped = merge({"rows": rows}, {"rows": ours}, {"rows": rows[::-1]})
    assert swapped.conflicts
    assert all(row in (*rows, *ours) for row in _rows(swapped.tree))


@pytest.mark.parametrize("path", [STORY, "docs/gioi-thieu/index.md", "stories/media/a.jpg"])
def test_who_takes_away_what_another_changed_is_told(path: str) -> None:
    made = merge_files(path, b"name: A\n", None, b"name: B\n")
    assert made.conflicts == (Conflict(""),)
    assert merge_files(path, b"name: A\n", None, b"name: A\n").content is None
    assert merge_files(path, b"name: A\n", b"name: B\n", None).content == b"name: B\n"


def test_pictures_both_changed_are_a_conflict_and_texts_are_merged_as_git_does() -> None:
    assert merge_files("stories/media/a.jpg", b"\0a", b"\0b", b"\0c").conflicts == (Conflict(""),)
    base = b"one\n\n\n\ntwo\n"
    made = merge_files("docs/a.md", base, base.replace(b"one", b"1"), base.replace(b"two", b"2"))
    assert made.content == b"1\n\n\n\n2\n"


def test_a_record_both_added_in_the_same_words_is_one() -> None:
    assert merge_files(STORY, None, b"name: A\n", b"# said\nname: A\n").conflicts == ()
    assert merge_files(STORY, None, b"name: A\n", b"name: B\n").conflicts == (Conflict("name", "A", "B"),)


def test_ledgers_hold_what_either_holds_and_gone_stays_gone() -> None:
    base = (SAMPLE / FILE).read_bytes() if (SAMPLE / FILE).is_file() else b"/\n"
    ours, theirs = base + b"/dien-hinh/a/\n", base + b"/dien-hinh/b/\n"
    made = merge_files(FILE, base, ours, theirs)
    ledger, problems = parse_ledger((made.content or b"").decode())
    assert problems == []
    assert {"/dien-hinh/a/", "/dien-hinh/b/"} <= ledger.addresses
    assert merge_files(FILE, base, b"<<<<<<< a\n", theirs).conflicts == (Conflict(""),)


def test_git_alone_merges_the_ledger_without_conflict(tmp_path: Path) -> None:
    """Who merges by hand is helped by .gitattributes."""
    line = next(
        row for row in (SAMPLE.parents[1] / ".gitattributes").read_text("utf-8").splitlines() if "ledger" in row
    )
    (tmp_path / "stories").mkdir()
    (tmp_path / ".gitattributes").write_text(line + "\n", "utf-8")

    def git(*given: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=x", "-c", "user.email=x@x.vn", *given],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )

    def write(*rows: str) -> None:
        (tmp_path / FILE).write_text("".join(f"{row}\n" for row in rows), "utf-8")
        git("add", "-A")
        git("commit", "-qm", rows[-1])

    git("init", "-qb", "main")
    write("/", "/dien-hinh/m/")
    git("checkout", "-qb", "one")
    write("/", "/dien-hinh/a/", "/dien-hinh/m/ of 0123456789abcdef")
    git("checkout", "-q", "main")
    write("/", "/dien-hinh/b/", "/dien-hinh/m/ withdrawn 2026-01-01")
    git("merge", "-q", "one")
    ledger, problems = parse_ledger((tmp_path / FILE).read_text("utf-8"))
    assert problems == []
    assert {"/dien-hinh/a/", "/dien-hinh/b/", "/dien-hinh/m/"} <= ledger.addresses
    assert ledger.withdrawn == {"/dien-hinh/m/": "2026-01-01"}


TEXT = st.sampled_from(["a", "b", "c", "d"])
PART = st.dictionaries(st.sampled_from(["name", "unit"]), TEXT, min_size=1)
TREE = st.dictionaries(
    st.sampled_from(["name", "summary", "rows", "inner"]), TEXT | st.lists(PART, max_size=3) | PART, max_size=4
)


@given(TREE, TREE, TREE)
def test_merging_is_fair_and_makes_nothing_up(base: Any, ours: Any, theirs: Any) -> None:
    base, ours, theirs = (without_blanks(each) for each in (base, ours, theirs))
    assert merge(base, ours, base).tree == ours
    assert merge(base, base, theirs).tree == theirs
    assert merge(base, ours, ours).tree == ours
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert {each.field for each in one.conflicts} == {each.field for each in other.conflicts}
    if not one.conflicts:
        assert one.tree == other.tree
    rows = [row for side in (base, ours, theirs) for row in _rows(side)]
    assert all(row in rows for row in _rows(one.tree))


def _rows(tree: dict[str, Any]) -> list[Any]:
    return [row for value in tree.values() if isinstance(value, list) for row in value]
