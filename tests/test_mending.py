"""Mistakes are named where they are, and mended where only one thing can be meant; nothing else is touched."""

import random
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from generator.core.legacy_encodings import decode_vni
from generator.engine.project import read_project
from generator.source.yaml_source import Source, read_source
from generator.staff.mending.numbers import right_number, whole_number
from generator.staff.tree_edit import without_blanks
from tests.making import copy_sample
from tests.mending import mended, project_with_record, run
from tests.seeded_mistakes import PATH, RECORD, SEEDS, Seed

ABOVE = ["places", "awards"]
"""What holds the line that is missing."""


ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_with_record(tmp_path_factory.mktemp("mending"))


def tree(content: bytes) -> object:
    read = read_source(PATH, content)
    assert isinstance(read, Source), read
    return without_blanks(read.data)


def test_the_record_that_is_spoilt_has_no_fault_itself(held: Path) -> None:
    (held / PATH).write_text(RECORD, "utf-8")
    assert [fault for fault in read_project(held).problems if fault.path == PATH] == []


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_a_mistake_is_named_and_mended(held: Path, seed: Seed) -> None:
    assert seed.old in RECORD
    spoilt = RECORD.replace(seed.old, seed.new, 1)
    (held / PATH).write_bytes(spoilt.encode())
    found = {fault.code: fault for fault in read_project(held).problems if fault.path == PATH}
    assert seed.code in found
    first = RECORD[: RECORD.index(seed.old)].count("\n") + 1
    last = first + max(seed.new.count("\n"), seed.old.count("\n"))
    field = found[seed.code].field.split(".")[0]
    assert first - 1 <= found[seed.code].line <= last or field in (seed.old + seed.new).replace(":", "").split() + ABOVE
    timid, bold = mended(held, [PATH]), mended(held, [PATH], is_bold=True)
    assert (PATH in timid.change.files) is seed.is_sure, timid.done
    assert (PATH in bold.change.files) is seed.is_mended
    after = bold.change.files.get(PATH)
    if after is not None:
        left = [p for p in read_project(held, None, {PATH: after}).problems if p.path == PATH]
        assert left == []
        assert tree(after) == tree(RECORD.replace(*seed.right, 1).encode())


def test_of_a_hundred_mistakes_nearly_all_are_mended() -> None:
    assert len(SEEDS) >= 100
    assert sum(seed.is_mended for seed in SEEDS) >= 0.95 * len(SEEDS)
    assert len({(seed.old, seed.new) for seed in SEEDS}) == len(SEEDS)


def apart(seeds: Sequence[Seed], rng: random.Random, most: int) -> list[Seed]:
    """Return some mistakes no two of which touch the same field at the root of the record."""
    found: list[Seed] = []
    taken: set[str] = set()
    for seed in rng.sample(seeds, len(seeds)):
        start = RECORD.index(seed.old)
        rows = RECORD[: start + len(seed.old)].split("\n")
        first = RECORD[:start].count("\n")
        fields = {row.split(":")[0] for row in (*rows[first:], *heads(rows)) if not row.startswith((" ", "-"))}
        if not fields & taken and RECORD.count(seed.old) == 1 and len(seed.old) < 200:
            found.append(seed)
            taken |= fields
    return found[:most]


def heads(rows: Sequence[str]) -> list[str]:
    return [row for row in rows if row and not row.startswith((" ", "-"))][-1:]


@pytest.mark.parametrize("number", range(8))
def test_many_mistakes_in_one_record_are_mended_at_once(held: Path, number: int) -> None:
    rng = random.Random(number)
    sure = [seed for seed in SEEDS if seed.is_sure and seed.name != "a second part"]
    chosen = apart(sure, rng, 6)
    assert len(chosen) == 6
    spoilt, right = RECORD, RECORD
    for seed in chosen:
        spoilt = spoilt.replace(seed.old, seed.new, 1)
        right = right.replace(*seed.right, 1)
    (held / PATH).write_bytes(spoilt.encode())
    made = mended(held, [PATH]).change.files[PATH]
    assert made is not None
    assert tree(made) == tree(right.encode()), [seed.name for seed in chosen]


def test_what_is_right_is_left_alone(held: Path) -> None:
    (held / PATH).write_text(RECORD, "utf-8")
    for root in (held, Path(__file__).parents[1]):
        assert mended(root).change.files == {}


def test_the_mended_file_keeps_every_other_byte(held: Path) -> None:
    spoilt = "# Ghi chú đầu tệp\n" + RECORD.replace("act_from: 14/01/2005", "act_from:   14-01-2005")
    spoilt = spoilt.replace("kind: press", "kind: báo chí").replace('title: "Bà', '# nhớ hỏi lại\ntitle: "Bà')
    (held / PATH).write_text(spoilt, "utf-8")
    made = mended(held, [PATH]).change.files[PATH]
    assert made is not None
    rows, now = spoilt.split("\n"), made.decode().split("\n")
    changed = [(old, new) for old, new in zip(rows, now, strict=True) if old != new]
    assert changed == [("act_from:   14-01-2005", "act_from:   14/01/2005"), ("  kind: báo chí", "  kind: press")]


UNGUESSED = (
    ("published_on: 2025-09-20", "published_on: tháng 9/2025"),  # a month is no day
    ("date: 10/9/2025", "date: 9-9-2025-10"),
    ("kind: individual", "kind: người"),
    ("minor: false", "minor: chưa rõ"),
    ("url: https://bao.example/do", "url: báo giấy"),
    ("models: [va-duong]", "models: [mo-hinh-nao-do]"),
    ("file: ba-thu.jpg", "file: mot-anh-khac.jpg"),
    ("name: Phạm Thị Thử", "name: Ông Phạm Thị Thử"),  # the field says another
    ("minor: false", "minor: false\nsort_name: Thử\nsort_name: Thu"),
)


@pytest.mark.parametrize(("old", "new"), UNGUESSED)
def test_what_nobody_can_tell_is_not_guessed(held: Path, old: str, new: str) -> None:
    assert old in RECORD
    (held / PATH).write_text(RECORD.replace(old, new, 1), "utf-8")
    assert any(fault.path == PATH for fault in read_project(held).problems)
    for is_bold in (False, True):
        assert mended(held, [PATH], is_bold=is_bold).change.files == {}


STRAYED = (
    # a line of a part that slipped out among the fields of the record
    ("role: nông dân\n", "role: nông dân\n   as_printed: phường Đông\n"),
    ("minor: false\n", "minor: false\n      unit: lượt\n"),
    # and one that would be another's twin there
    ("  - text: Thấy", "     source: bao\n  - text: Thấy"),
    ("    speaker: Bà Thử\n", "    speaker: Bà Thử\n     source: bao\n"),
    # a line that would become more of the text above it
    ("published_on: 2025-09-20\n", "published_on: 2025-09-20\nghi chú thêm\n"),
    ("    event: Lễ trao Bằng khen\n", "    event: Lễ trao Bằng khen\nvà Giấy khen\n"),
    ("  - Đưa người bệnh đi trạm xá.\n", "  - Đưa người bệnh đi trạm xá.\n Nay: có cầu rồi.\n"),
)


@pytest.mark.parametrize(("old", "new"), STRAYED)
def test_a_line_that_strayed_is_not_put_where_it_does_not_belong(held: Path, old: str, new: str) -> None:
    assert old in RECORD
    (held / PATH).write_text(RECORD.replace(old, new, 1), "utf-8")
    made = mended(held, [PATH])
    assert made.change.files == {}
    assert made.done == []


def test_a_name_with_a_comma_stays_one(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    fields = root / "stories/reference/fields.yml"
    entry = '  - {id: tam-nong, name: "Nông nghiệp, nông dân", short_name: "Tam nông", motif: field}\n'
    fields.write_text(fields.read_text("utf-8") + entry, "utf-8")
    text = RECORD[: RECORD.index("images:")] + RECORD[RECORD.index("basis:\n") :]
    for written, right in (("Nông nghiệp, nông dân", "tam-nong"), ("y-te, An ninh", "y-te"), ("Lạ, y-te", "Lạ, y-te")):
        (root / PATH).write_text(text.replace("fields:\n  - an-ninh\n  - y-te", f"fields: {written}"), "utf-8")
        made = mended(root, [PATH]).change.files[PATH]
        read = read_source(PATH, made or b"")
        assert isinstance(read, Source)
        listed = read.data["fields"]
        assert isinstance(listed, list)
        assert listed[0] == right


@pytest.mark.parametrize("name", ["Anh Thơ", "Bà Huyện Thanh Quan"])
def test_a_word_that_may_be_part_of_a_name_stays_unasked(held: Path, name: str) -> None:
    text = RECORD.replace("honorific: bà\n", "").replace("Phạm Thị Thử", name)
    (held / PATH).write_text(text, "utf-8")
    assert mended(held, [PATH]).change.files == {}


@pytest.mark.parametrize("byte", [b"\xff", b"\xe1", b"\xc3", b"\x80"])
def test_a_file_with_one_broken_letter_is_not_read_as_another_code(held: Path, byte: bytes) -> None:
    content = RECORD.encode()
    (held / PATH).write_bytes(content.replace("lấy".encode(), byte + "lấy".encode(), 1))
    assert mended(held, [PATH], is_bold=True).change.files == {}


def test_a_file_in_the_code_of_vietnamese_windows_is_offered(held: Path) -> None:
    typed = "context: Xóm bên kia sông không có câ\u0300u."
    content = RECORD.replace("context: Xóm bên kia sông không có cầu.", typed)
    lines = [line for line in content.split("\n") if line.isascii() or line == typed]
    (held / PATH).write_bytes("\n".join(lines).encode("cp1258"))
    made = mended(held, [PATH], is_bold=True).change.files[PATH]
    assert made is not None
    assert "context: Xóm bên kia sông không có cầu." in made.decode()
    assert mended(held, [PATH]).change.files == {}


ENCODED = (
    ("utf-16", RECORD.encode("utf-16"), True),
    ("utf-16-be", b"\xfe\xff" + RECORD.encode("utf-16-be"), True),
    ("with a mark and Windows ends", b"\xef\xbb\xbf" + RECORD.replace("\n", "\r\n").encode(), True),
)


@pytest.mark.parametrize(("content", "is_sure"), [each[1:] for each in ENCODED], ids=[each[0] for each in ENCODED])
def test_a_file_windows_saved_is_read(held: Path, content: bytes, is_sure: bool) -> None:
    (held / PATH).write_bytes(content)
    made = mended(held, [PATH], is_bold=not is_sure).change.files[PATH]
    assert made == RECORD.encode()


def test_a_line_typed_with_an_old_font_is_offered_in_unicode(held: Path) -> None:
    typed = "Em Nguyeãn Thò Hoàng beân soâng"
    (held / PATH).write_text(RECORD.replace("Xóm bên kia sông không có cầu.", typed), "utf-8")
    assert mended(held, [PATH]).change.files == {}
    made = mended(held, [PATH], is_bold=True).change.files[PATH]
    assert made is not None
    assert f"context: {decode_vni(typed)}" in made.decode()
    assert "Nguyễn" in decode_vni(typed)


def test_a_list_without_its_head_gets_it(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    file = root / "stories/reference/fields.yml"
    right = file.read_text("utf-8").replace("base: none\n", "")
    file.write_text(re.sub(r"^ {2}", "", right.removeprefix("items:\n"), flags=re.MULTILINE), "utf-8")
    made = mended(root, ["stories/reference/fields.yml"]).change.files["stories/reference/fields.yml"]
    assert made is not None
    assert tree(made) == tree(right.encode())


def test_check_shows_the_line_and_mend_writes_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    path = "stories/2025/nguyen-van-mot.yml"
    text = (root / path).read_text("utf-8")
    spoilt = text.replace("act_from: 10/9/2025", "act_from: 10-9-2025").replace("honorific: ông", "honorific: *ông")
    spoilt = spoilt.replace("groups: [cuu-nguoi]", "groups: [cuu-nguoi")
    (root / path).write_text(spoilt, "utf-8")
    assert run(root, "check") == 1
    said = capsys.readouterr().out
    assert '    → 2: honorific: "*ông"' in said
    assert run(root, "mend", "--dry-run") == 0
    said = capsys.readouterr().out
    assert "→ 10: act_from: 10/9/2025" in said
    assert "→ 12: groups: [cuu-nguoi]" in said
    assert (root / path).read_text("utf-8") == spoilt
    assert run(root, "mend", path) == 0
    assert (root / path).read_text("utf-8") == text.replace("honorific: ông", 'honorific: "*ông"')
    assert run(root, "check") == 0


def test_of_a_thousand_faults_in_one_list_a_few_show_their_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_sample(tmp_path)
    rows = "".join(f'  - {{name: "Người Thứ {n}", kind: cá nhân}}\n' for n in range(300))
    decision = root / "stories/decisions/2025/qd-12-2025.yml"
    decision.write_text(decision.read_text("utf-8").replace("rows:\n", f"rows:\n{rows}"), "utf-8")
    assert run(root, "check") == 1
    said = capsys.readouterr().out
    assert said.count("«cá nhân»") == 300
    assert said.count("    → ") == 20


def test_what_is_only_likely_waits_until_somebody_asks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    path = "stories/2025/nguyen-van-mot.yml"
    text = (root / path).read_text("utf-8")
    (root / path).write_text(text.replace("10/9/2025", "10/9/25"), "utf-8")
    assert run(root, "mend") == 1
    assert "1 chỗ máy có thể sửa nhưng cần người xem lại" in capsys.readouterr().out
    assert run(root, "check", "--fix") == 1
    assert run(root, "mend", "--offered") == 0
    assert (root / path).read_text("utf-8") == text


@pytest.mark.parametrize(
    ("written", "number", "day", "is_sure"),
    [
        ("34/QĐ-UBND", "34/QĐ-UBND", "", True),
        ("Số: 34 / QĐ – UBND", "34/QĐ-UBND", "", True),
        ("Quyết định số 3456/QĐ-UBND ký ngày 05 tháng 8 năm 2022", "3456/QĐ-UBND", "05/8/2022", True),
        ("34/QĐ-UBND, 05-8-2022", "34/QĐ-UBND", "05/8/2022", True),
        ("34/QĐ-UBND (ngày 05/8/2022)", "34/QĐ-UBND", "05/8/2022", True),
        ("34/qđ-ubnd", "34/QĐ-UBND", "", False),
        ("34/QD-UBND", "34/QD-UBND", "", True),  # a form of paper may be called so; another rule asks
        ("34-ct/tw", "34-CT/TW", "", False),
    ],
)
def test_the_number_of_a_decision_is_found_in_what_stands_around_it(
    written: str, number: str, day: str, is_sure: bool
) -> None:
    found = right_number(written)
    assert found is not None
    assert (found.number, found.day, found.is_sure) == (number, day, is_sure)


@pytest.mark.parametrize("written", ["", "QĐ", "không số", "34/QĐ-UBND và 35/QĐ-UBND", "ngày 05/8/2022"])
def test_what_is_no_number_of_a_decision_is_none(written: str) -> None:
    assert right_number(written) is None


@pytest.mark.parametrize(
    ("written", "number"),
    [("25", ("25", True)), ("025", ("25", True)), ("1.250", ("1250", True)), ("25 người", ("25", False))]
    + [(odd, None) for odd in ("", "0", "-5", "12,5", "99999", "25 người, 3 hộ", "hai mươi")],
)
def test_a_whole_number_is_found_or_not(written: str, number: tuple[str, bool] | None) -> None:
    assert whole_number(written) == number
