"""Hints are true: a code they name exists, a date they write is one, a slip is called by its name at its line."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.archive.ledger import write_ledger
from generator.archive.loader import load
from generator.cli.main import main
from generator.config.i18n import language
from generator.core.dates import likely_date, parse_date
from generator.core.problem import Problem
from generator.core.text import is_hidden
from generator.engine.project import read_project
from generator.publish.hints import suggest
from generator.source.yaml_source import Source, read_source
from generator.staff.mending.letters import mended_bytes
from generator.staff.rename import rename
from tests.making import copy_sample, sample

STORY = "stories/2025/nguyen-van-mot.yml"
CODE = re.compile(r"→ ([a-z0-9-]+)")


def edit(root: Path, old: str, new: str, path: str = STORY) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text, old
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def told(root: Path) -> list[str]:
    return [language().format_problem(p) for p in read_project(root).problems if p.is_error]


WANTED = (
    ("fields: [an-ninh,", 'fields: ["An ninh trật tự",', "fields", "an-ninh"),
    ("award: bang-khen-thanh-pho", 'award: "Bằng khen của Chủ tịch UBND thành phố"', "awards", "bang-khen-thanh-pho"),
    ("level: thanh-pho", 'level: "cấp thành phố"', "levels", "thanh-pho"),
    ("campaigns: [thi-dua-mau]", 'campaigns: ["Thi đua mẫu"]', "campaigns", "thi-dua-mau"),
    ("decision: qd-12-2025,", 'decision: "12/QĐ-UBND",', "decisions", "qd-12-2025"),
    ("locality: phuong-dong}", 'locality: "Phường Đông"}', "localities", "phuong-dong"),
    ("fields: [an-ninh,", "fields: [trung-uong,", "fields", ""),
    ("level: thanh-pho", 'level: "trung ương"', "levels", ""),
    ("award: bang-khen-thanh-pho", "award: bang-khen-thanh-phoo", "awards", "bang-khen-thanh-pho"),
)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("CSTĐ CS", "chien-si-thi-dua-co-so"),
        ("cstd-cs", "chien-si-thi-dua-co-so"),
        ("TTLĐ XS", "tap-the-lao-dong-xuat-sac"),
        ("HC LĐ", "huan-chuong-lao-dong"),
        ("GK UBND X.", "giay-khen-phuong-xa"),
    ],
)
def test_the_first_hint_knows_how_offices_shorten_the_names_of_awards(tmp_path: Path, typed: str, code: str) -> None:
    root = copy_sample(tmp_path)
    for name in ("awards", "abbreviations"):
        (root / f"stories/reference/{name}.yml").unlink()
    assert suggest(load(root).archive, "awards", typed)[0][1] == code


@pytest.mark.parametrize(("old", "new", "collection", "meant"), WANTED)
def test_a_hint_names_codes_that_exist_and_the_one_that_was_meant(
    tmp_path: Path, old: str, new: str, collection: str, meant: str
) -> None:
    root = copy_sample(tmp_path)
    edit(root, old, new)
    (line,) = told(root)
    archive = sample()
    named = CODE.findall(line)
    assert set(named) <= set(archive.collection(collection)), line
    assert not meant or meant in named, line


@given(st.text("abcdefghiklmnopqrstuvxyđăâêôơư -", min_size=1, max_size=40))
def test_no_suggestion_is_invented(typed: str) -> None:
    archive = _ARCHIVE
    for collection in ("awards", "localities", "units", "fields", "levels", "campaigns"):
        for _, code in suggest(archive, collection, typed):
            assert code in archive.collection(collection)


_ARCHIVE = sample()


def test_a_code_that_was_renamed_is_followed(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    write_ledger(root, read_project(root).ledger)
    rename(root, "htx-mau", "htx-doi-ten").apply(root)
    edit(root, "honorific: ông", "honorific: ông\nunit: htx-mau")
    (line,) = told(root)
    assert "có phải ý là: htx-doi-ten?" in line


@pytest.mark.parametrize(
    ("old", "new", "meant"),
    [
        ("kind: individual", "kind: cá nhân", "individual"),
        ("kind: individual", "kind: Tập thể", "collective"),
        ("role: act", 'role: "Nơi ở"', "residence"),
        ("basis: {kind: decision, decision: qd-12-2025}", "basis: {kind: báo chí}", "press"),
        ("level: thanh-pho,", "level: thanh-pho, rank: Ba,", "ba"),
    ],
)
def test_what_is_typed_in_vietnamese_is_understood_and_every_choice_is_explained(
    tmp_path: Path, old: str, new: str, meant: str
) -> None:
    root = copy_sample(tmp_path)
    edit(root, old, new)
    line = next(line for line in told(root) if "danh mục" in line)
    assert f"có phải ý là «{meant}»" in line
    assert f"{meant} (" in line


@pytest.mark.parametrize(("typed", "field"), [("tóm tắt", "summary"), ("khen thưởng", "awards"), ("tieu_de", "title")])
def test_a_field_in_vietnamese_is_understood(tmp_path: Path, typed: str, field: str) -> None:
    root = copy_sample(tmp_path)
    edit(root, "context:", f"{typed}: x\ncontext:")
    assert f"có phải ý là «{field}»" in told(root)[0]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("05-08-2022", "05/8/2022"),
        ("14-01-2018", "14/01/2018"),
        ("5.8.2022", "05/8/2022"),
        ("5/8/22", "05/8/2022"),
        ("ngày 05 tháng 8 năm 2022", "05/8/2022"),
        ("Ngày 5 tháng 8, năm 2022", "05/8/2022"),
        ("tháng 8 năm 2022", "8/2022"),
        ("8-2022", "8/2022"),
        ("31-6-2022", None),
        ("8-25-2022", None),
        ("cuối năm 2013", None),
        ("2021/2022", None),
    ],
)
def test_a_date_that_can_mean_one_day_only_is_shown_mended(typed: str, meant: str | None) -> None:
    assert parse_date(typed) is None
    assert likely_date(typed) == meant
    assert meant is None or parse_date(meant) is not None


@given(st.integers(1, 31), st.integers(1, 12), st.integers(1900, 2100), st.sampled_from("-. /"))
def test_every_mended_date_is_the_day_that_was_typed(day: int, month: int, year: int, mark: str) -> None:
    found = likely_date(f"{day}{mark}{month}{mark}{year}")
    if found is not None:
        meant = parse_date(found)
        assert meant is not None
        assert (meant.day, meant.month, meant.year) == (day, month, year)


def test_a_day_of_no_calendar_is_said_to_be_one(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    edit(root, "act_from: 10/9/2025", "act_from: 31/9/2025")
    assert "«31/9/2025» không có trong lịch" in told(root)[0]


def test_who_was_not_commended_is_not_led_to_invent_an_award(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    text = (root / STORY).read_text("utf-8")
    for without in ("", "awards: []\n"):
        (root / STORY).write_text(re.sub(r"awards:\n(?:  .*\n)+", without, text), "utf-8")
        (line,) = (line for line in told(root) if "awards" in line)
        assert "đừng đặt ra khen thưởng" in line
        assert "kind: practice" in line


SLIPS = (
    ('a: 1\nb: "Bằng khen" của Chủ tịch\n', "quote-first", 2),
    ("a: 1\nb: 'Bằng khen' của Chủ tịch\n", "quote-first", 2),
    ('a: 1\nb: "Ông "Ba Vá" ở xã"\nc: 2\n', "quote-first", 2),
    ('a: 1\nb: "Chiến sĩ thi đua" cơ sở: 2024\n', "quote-first", 2),
    ("a: 1\nb: “Tổ 5: an toàn”\n", "curly-quotes", 2),
    ("a: Ngày: 5\n", "colon-inside", 1),
    ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n", "conflict", 2),
    ("a: 1\nb: [x]\n=======\n", "conflict", 3),
    ("a: 1\nb: NguyÔn V¨n ­u\n", "old-encoding", 2),
    ("a:\n  - b: 1\n   c: 2\n", "indent", 3),
)


@pytest.mark.parametrize(("content", "code", "line"), SLIPS)
def test_a_slip_is_called_by_its_name_and_what_is_shown_mends_it(content: str, code: str, line: int) -> None:
    found = read_source("x.yml", content.encode())
    assert isinstance(found, Problem)
    assert (found.code, found.line) == (f"source.{code}", line)
    if code != "indent" and (right := dict(found.values).get("right")):
        rows = content.split("\n")
        rows[line - 1] = rows[line - 1].split(":", 1)[0] + f": {right}"
        again = read_source("x.yml", "\n".join(rows).encode())
        assert isinstance(again, Source), rows[line - 1]
        typed = content.split("\n")[line - 1].split(":", 1)[1].strip()
        kept = str(next(reversed([v for v in again.data.values() if v != "2"])))
        assert kept in {typed, typed.strip('"'), typed.strip("“”")}


HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u180b\u180e\u200b\u200e\u202e\u2060\u206a\u206f"
    "\u2800\u3000\u3164\ufe0f\uffa0\ue000\U000e0041\U000e0100\u1680\u205f\u0378\ufff9\U000f0000"
)


@pytest.mark.parametrize("char", HIDDEN, ids=lambda c: f"U+{ord(c):04X}")
@pytest.mark.parametrize(
    "written", ["name: Phạm{} Thử", 'name: "Phạm{} Thử"', "Phạm{}: 1", "# chú{} thích", "a: |-\n  x{}"]
)
def test_no_character_that_nobody_sees_passes(char: str, written: str) -> None:
    found = read_source("x.yml", f"a0: 1\n{written.format(char)}\n".encode())
    assert isinstance(found, Problem)
    assert found.code == "source.invisible"
    assert dict(found.values)["character"].startswith(f"U+{ord(char):04X}")
    escaped = read_source("x.yml", f'a: "\\U{ord(char):08x}"\n'.encode())
    assert isinstance(escaped, Problem)


@given(st.characters())
def test_what_is_seen_passes_and_what_is_not_does_not(char: str) -> None:
    found = read_source("x.yml", f'a: "x{char}y"\n'.encode("utf-8", "surrogatepass"))
    if is_hidden(char):
        assert isinstance(found, Problem)


def test_check_fix_mends_what_nobody_sees_and_loses_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    rng = random.Random(1)
    before = {p: p.read_text("utf-8") for p in (root / "stories").rglob("*.yml")}
    for path, text in before.items():
        odd = text.replace("\n", "\r\n").replace(" ", lambda_space(rng), 1) if path.name != "ledger.txt" else text
        odd = odd.replace("Đ", "Ð").replace("ế", "ê\u0301").replace("ông", "ô\u200bng")
        path.write_bytes(b"\xef\xbb\xbf" + odd.encode())
    with pytest.raises(SystemExit) as ended:
        main(["--project", str(root), "check", "--fix"])
    assert ended.value.code == 0, capsys.readouterr().out
    for path, text in before.items():
        assert path.read_text("utf-8") == text, path
    assert capsys.readouterr().out.count("mắt thường không thấy") == len(before)


def lambda_space(rng: random.Random) -> str:
    return rng.choice(["\u00a0", "\u2009", "\u202f"])


@given(st.binary(max_size=200) | st.text(max_size=80).map(str.encode))
def test_mending_twice_is_mending_once(content: bytes) -> None:
    once = mended_bytes(content)
    assert mended_bytes(once) == once


def test_check_of_one_file_tells_of_that_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    edit(root, "kind: individual", "kind: x")
    edit(root, "kind: household", "kind: y", "stories/2024/le-thi-hai.yml")
    for named in (STORY, str(root / STORY)):
        with pytest.raises(SystemExit) as ended:
            main(["--project", str(root), "check", named])
        said = capsys.readouterr().out
        assert ended.value.code == 1
        assert STORY in said
        assert "le-thi-hai.yml" not in said
        assert "và 1 lỗi, cảnh báo ở tệp khác" in said
    with pytest.raises(SystemExit) as ended:
        main(["--project", str(root), "check", "stories/2025/to-va-duong.yml"])
    assert ended.value.code == 0
