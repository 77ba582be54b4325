"""A changed tree goes back into its file, and every byte of what did not change stays."""

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.core.text import is_hidden
from generator.source.yaml_source import Limits, Source, read_source
from generator.staff.tree_edit import EditRefused, edit_tree
from tests.making import SAMPLE

ROOT = Path(__file__).parents[1]
FILES = sorted(
    file
    for root in (SAMPLE, ROOT)
    for file in (root / "stories").rglob("*.yml")
    if file.parent.name != "reference" and file.stat().st_size < 40_000
)


def tree_of(content: bytes) -> dict[str, Any]:
    found = read_source("x.yml", content, Limits(size=2**24, events=10**7))
    assert isinstance(found, Source), found
    return copy.deepcopy(found.data)


def leaves(tree: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(tree, dict):
        return [each for key, value in tree.items() for each in leaves(value, (*place, key))]
    if isinstance(tree, list):
        return [each for number, value in enumerate(tree) for each in leaves(value, (*place, number))]
    return [place]


def at(tree: Any, place: tuple[Any, ...]) -> Any:
    for step in place:
        tree = tree[step]
    return tree


@pytest.mark.parametrize("file", FILES[:: max(1, len(FILES) // 40)], ids=lambda f: f.stem)
def test_every_value_can_be_replaced_and_nothing_else_moves(file: Path) -> None:
    content = file.read_bytes()
    data = tree_of(content)
    for place in leaves(data):
        new = copy.deepcopy(data)
        at(new, place[:-1])[place[-1]] = 'Chữ mới: "nháy" # không phải ghi chú'
        made = edit_tree("x.yml", content, new)
        assert tree_of(made) == new
        old_rows, new_rows = content.split(b"\n"), made.split(b"\n")
        common = next((n for n, (a, b) in enumerate(zip(old_rows, new_rows, strict=False)) if a != b), 0)
        tail = next((n for n, (a, b) in enumerate(zip(old_rows[::-1], new_rows[::-1], strict=False)) if a != b), 0)
        assert len(new_rows) - common - tail <= 2, place  # a text stands under its key


TEXT = """# đầu tệp
name: "Một"   # tên
fields: [y-te, nong-nghiep]  # lĩnh vực
awards:
  # khen thứ nhất
  - award: "a"   # mã
    date: 05/8/2021

  # khen thứ hai
  - award: b
    note: >-
      Dòng một
      dòng hai
  - {award: c, level: thanh-pho}
text: |-
  Đoạn một.

  Đoạn hai.
last: "1.790"
# cuối tệp
"""


def edited(change: Any, text: str = TEXT) -> str:
    new = tree_of(text.encode())
    change(new)
    made = edit_tree("x.yml", text.encode(), new, ("name", "title", "fields", "awards", "text", "last"))
    assert tree_of(made) == new
    return made.decode()


def test_an_entry_moves_with_its_own_bytes_and_comments() -> None:
    def change(tree: Any) -> None:
        tree["awards"].insert(0, tree["awards"].pop(1))

    made = edited(change)
    assert sorted(made.split("\n")) == sorted(TEXT.split("\n"))
    assert made.index("# khen thứ hai") < made.index('award: "a"   # mã')


def test_an_entry_goes_and_the_others_stay() -> None:
    made = edited(lambda tree: tree["awards"].pop(1))
    gone = ["  # khen thứ hai", "  - award: b", "    note: >-", "      Dòng một", "      dòng hai"]
    kept = TEXT.split("\n")
    for row in gone:
        kept.remove(row)
    assert [row for row in made.split("\n") if row] == [row for row in kept if row]


def test_an_entry_comes_in_between() -> None:
    made = edited(lambda tree: tree["awards"].insert(1, {"award": "moi", "note": "Hai\ndòng"}))
    rows = made.split("\n")
    assert [row for row in TEXT.split("\n") if row not in rows] == []
    assert "  - award: moi" in rows


def test_a_new_field_stands_where_the_record_declares_it() -> None:
    rows = edited(lambda tree: tree.update(title="Tiêu đề")).split("\n")
    assert rows[1:3] == ['name: "Một"   # tên', 'title: "Tiêu đề"']


def test_a_field_goes_with_its_lines() -> None:
    made = edited(lambda tree: tree.pop("text"))
    assert "Đoạn" not in made
    assert made.endswith('last: "1.790"\n# cuối tệp\n')


def test_lists_in_brackets_change_in_their_line() -> None:
    made = edited(lambda tree: tree["fields"].append("moi"))
    assert "fields: [y-te, nong-nghiep, moi]  # lĩnh vực" in made


def test_line_ends_and_the_mark_of_windows_stay() -> None:
    content = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    new = tree_of(content)
    new["name"] = "Hai"
    made = edit_tree("x.yml", content, new)
    assert made == content.replace("Một".encode(), b"Hai", 1)


SEEN = st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")).filter(lambda c: not is_hidden(c))
WORDS = st.text(SEEN, min_size=1, max_size=20)


@st.composite
def mutations(draw: st.DrawFn) -> tuple[bytes, dict[str, Any]]:
    """Return a real file and its tree with a few changes: values, entries that come, go or move, fields."""
    import unicodedata  # as the gate asks it

    content = draw(st.sampled_from(FILES)).read_bytes()
    tree = tree_of(content)
    for _ in range(draw(st.integers(1, 4))):
        places = [place for place in leaves(tree) if place]
        place = draw(st.sampled_from(places))
        word = unicodedata.normalize("NFC", draw(WORDS)).strip() or "x"
        lists = sorted(
            {place[:n] for place in places for n in range(1, len(place)) if isinstance(place[n], int)}, key=str
        )
        kind = draw(st.sampled_from(["put", "remove", "insert", "move"])) if lists else "put"
        if kind == "put":
            at(tree, place[:-1])[place[-1]] = word
            continue
        held = at(tree, draw(st.sampled_from(lists)))
        if kind == "remove" and len(held) > 1:
            held.pop(draw(st.integers(0, len(held) - 1)))
        elif kind == "insert":
            held.insert(draw(st.integers(0, len(held))), copy.deepcopy(draw(st.sampled_from(held))))
        elif kind == "move" and len(held) > 1:
            held.insert(draw(st.integers(0, len(held) - 1)), held.pop(draw(st.integers(0, len(held) - 1))))
    return content, tree


@settings(max_examples=150)
@given(mutations())
def test_whatever_changes_the_file_says_it_and_other_fields_keep_their_bytes(
    mutated: tuple[bytes, dict[str, Any]],
) -> None:
    content, new = mutated
    old = tree_of(content)
    made = edit_tree("x.yml", content, new)
    assert tree_of(made) == new
    same = [key for key in old if old[key] == new.get(key)]
    rows = made.decode().split("\n")
    text = content.decode()
    for key in same:
        start = text.index(f"{key}:") if text.startswith(f"{key}:") else text.index(f"\n{key}:") + 1
        row = text[start:].split("\n")[0]
        assert row in rows, f"{key}: its line changed"


@pytest.mark.parametrize(
    ("text", "code"),
    [("chuông\x07", "source.control"), ("a\u2028b", "source.control"), ("a\ufe0f", "source.invisible")],
)
def test_what_no_file_may_say_is_refused_with_its_reason(text: str, code: str) -> None:
    new = tree_of(TEXT.encode())
    new["awards"][1]["note"] = text
    with pytest.raises(EditRefused) as refused:
        edit_tree("x.yml", TEXT.encode(), new)
    assert [(place, problem.code) for place, problem in refused.value.reasons] == [(("awards", 1, "note"), code)]


REMARKED = """# danh mục
items:
  # thứ nhất
  - id: "mot"   # mã
    name: "Một"
  # thứ hai
  - {id: hai, name: Hai}   # trong ngoặc
"""


def test_remarks_of_other_entries_stay_where_an_entry_can_only_be_written_whole() -> None:
    made = edited(lambda tree: tree["items"][1].update(note="Ghi"), REMARKED)
    assert made.startswith(REMARKED[: REMARKED.index("  # thứ hai")])
    made = edited(lambda tree: tree["items"].append({"id": "ba", "name": "Ba"}), REMARKED)
    assert made.startswith(REMARKED)


def test_the_first_field_of_an_entry_goes_and_the_next_gets_its_dash() -> None:
    made = edited(lambda tree: tree["awards"][0].pop("award"))
    assert "  # khen thứ nhất\n  - date: 05/8/2021\n" in made
    assert made.replace("  - date: 05/8/2021\n", '  - award: "a"   # mã\n    date: 05/8/2021\n') == TEXT


@pytest.mark.parametrize("empty", ["items:", "items: []", "items:  # chưa có", "note: x"])
def test_a_list_without_entries_gets_its_first(empty: str) -> None:
    made = edit_tree("x.yml", f"# đầu\n{empty}\n".encode(), {"items": [{"id": "mot", "name": "Một"}]}, ("items",))
    assert tree_of(made) == {"items": [{"id": "mot", "name": "Một"}]}
    assert made.startswith("# đầu\n".encode())
