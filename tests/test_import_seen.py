"""Lists as people see them: what is struck, hidden, deleted or lost is said; no file ends in a crash or a hang."""

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import openpyxl
import pytest

from generator.cli.main import main
from generator.core.problem import UsageError
from generator.staff.list_import.choices import Choices
from generator.staff.list_import.importer import read_list, write_rows
from generator.staff.list_import.text_table import read_csv
from tests.list_files import HEAD, PEOPLE, names, reasons, refused, said, struck_ods, struck_xls, struck_xlsx
from tests.making import copy_sample
from tests.test_import import chosen


@pytest.mark.parametrize("make", [struck_xlsx, struck_xls, struck_ods])
def test_what_a_spreadsheet_hides_or_strikes_is_no_commended_person(
    make: Callable[[Path], Path], tmp_path: Path
) -> None:
    path = make(tmp_path / f"a.{make.__name__.split('_')[1]}")
    found = said(path)
    half = ["Võ Văn Em"] if make is not struck_xlsx else []
    assert names(found) == ["Nguyễn Văn An", "Phạm Thị Dung", *half]
    assert reasons(found)[:2] == [(3, "hidden"), (4, "struck")]
    assert reasons(found)[2:] == ([(6, "unclear")] if not half else [])
    assert found.gaps == []
    assert found.hidden_sheets == ([("Ẩn", 1)] if make is not struck_ods else [])
    kept = said(path, keep_hidden=True)
    assert "Trần Hàng Ẩn" in names(kept)
    assert found.read == len(found.recipients) + len(found.skipped)


def test_people_under_no_heading_are_a_doubt_and_no_title(tmp_path: Path) -> None:
    rows = "".join(f"{n};{name};Sở;x;y\n" for n, name in enumerate(PEOPLE, 1))
    (tmp_path / "a.csv").write_text(rows, "utf-8")
    found = said(tmp_path / "a.csv")
    assert [why for _, why in reasons(found)] == ["unclear"] * len(PEOPLE)


CSV = "STT,Họ và tên,Đơn vị\n1,Nguyễn Văn An,x\n2,Trần Văn Bình,y\n3,Lê Văn Cường,z\n4,Phạm Văn Dũng,t\n5,Võ Văn Em,u\n"


@pytest.mark.parametrize("mark", ",;\t")
@pytest.mark.parametrize("row", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("where", ["before a name", "before a unit", "in a name", "closed later"])
def test_a_quote_swallows_nobody(tmp_path: Path, mark: str, row: int, where: str) -> None:
    """A row each way: every person is there, or the file is refused with the line of the quote."""
    lines = CSV.replace(",", mark).split("\n")
    cells = lines[row - 1].split(mark)
    if where == "before a name":
        cells[1] = f'"{cells[1]}'
    elif where == "before a unit":
        cells[2] = f'"{cells[2]}'
    elif where == "in a name":
        cells[1] = cells[1].replace(" ", ' "', 1)
    else:
        cells[1] = f'"{cells[1]}'
        lines[-2] += '"'
    lines[row - 1] = mark.join(cells)
    (tmp_path / "a.csv").write_text("\n".join(lines), "utf-8")
    found = refused(tmp_path / "a.csv")
    if isinstance(found, UsageError):
        assert (found.key, found.values["line"]) == ("list-quote", row)
    else:
        assert len(names(found)) == 5, "whoever reads on must have them all"


@pytest.mark.parametrize("ending", ["\r", "\r\n", "\n"])
def test_line_ends_of_every_office_are_read(tmp_path: Path, ending: str) -> None:
    (tmp_path / "a.csv").write_bytes(CSV.replace("\n", ending).encode("utf-8-sig"))
    assert len(names(said(tmp_path / "a.csv"))) == 5
    (tmp_path / "a.txt").write_bytes(CSV.replace(",", "\t").replace("\n", ending).encode("utf-16"))
    assert len(names(said(tmp_path / "a.txt"))) == 5


def as_cp1258(text: str) -> bytes:
    """Return text as Vietnamese Windows saves «CSV (Comma delimited)»: letters whole where they can, tones behind."""
    import unicodedata  # only for this

    out = b""
    for letter in text:
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", letter)
            marks = "\u0300\u0301\u0303\u0309\u0323"
            base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in marks))
            out += (base + "".join(p for p in parts if p in marks)).encode("cp1258")
    return out


def test_a_csv_of_vietnamese_windows_is_asked_about_and_read(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    path = tmp_path / "a.csv"
    path.write_bytes(as_cp1258(CSV))
    asked = read_list(root, path, "qd-12-2025", chosen(["name=B", "unit=C", "number=A"]))
    assert asked.encoding == "CP1258"
    with pytest.raises(UsageError, match="old-encoding"):
        write_rows(root, asked, ["unclear"])
    done = read_list(root, path, "qd-12-2025", Choices(convert="CP1258"))
    assert names(done.interpretation) == [
        "Nguyễn Văn An",
        "Trần Văn Bình",
        "Lê Văn Cường",
        "Phạm Văn Dũng",
        "Võ Văn Em",
    ]


def test_letters_that_were_lost_are_never_written(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    path = tmp_path / "a.csv"
    path.write_text("STT,Ho ten,Don vi\n1,Nguy?n V?n An,S?\n2,Tr\ufffdn V\ufffdn B,x\n3,Lê Văn Cường,y\n", "utf-8")
    done = read_list(root, path, "qd-12-2025")
    assert names(done.interpretation) == ["Lê Văn Cường"]
    assert [why for _, why in reasons(done.interpretation)] == ["lost", "lost"]
    with pytest.raises(UsageError, match="list-questions"):
        write_rows(root, done)


def test_a_cell_is_what_is_shown(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*HEAD, "Ghi chú"])
    for number, (value, form) in enumerate(
        ((12, "00000"), (7, '"QĐ-"000'), (1234, "#,##0"), (0.5, "0%"), (7.5, "0.0")), 1
    ):
        sheet.append([number, f"Nguyễn Văn {'ABCDE'[number - 1]}n", "Sở", value])
        sheet.cell(number + 1, 4).number_format = form
    book.save(tmp_path / "a.xlsx")
    assert [each.note for each in said(tmp_path / "a.xlsx").recipients] == ["00012", "QĐ-007", "1.234", "50%", "7,5"]


TRADE = [
    "STT",
    "Tên gọi (Ông/Bà/Chức danh)",
    "Tên tập thể/cá nhân/hộ gia đình",
    "Chức vụ",
    "Đơn vị công tác",
    "Phân loại khen thưởng",
    "Danh hiệu thi đua/Hình thức khen thưởng",
    "Phân loại đối tượng",
    "Lĩnh vực hoạt động",
]


def trade(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        TRADE,
        [1, "Ông", "Nguyễn Văn An", "Trưởng phòng", "Sở Mẫu", "Khen thưởng cá nhân", "Bằng khen", "Lãnh đạo", "Nội vụ"],
        [
            2,
            "Thượng tá",
            "Trần Thị Bé",
            "Phó đội",
            "Công an",
            "Khen thưởng cá nhân",
            "Bằng khen",
            "Trực tiếp",
            "An ninh",
        ],
        [3, "", "Phòng Mẫu", "", "Sở Mẫu", "Khen thưởng tập thể", "Bằng khen", "", "Nội vụ"],
        [4, "Bà", "Lê Thị Út", "", "xã Mẫu", "Khen thưởng hộ gia đình", "Bằng khen", "", ""],
    ):
        sheet.append(row)
    book.save(path)
    return path


def test_the_template_of_the_trade_is_read(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    done = read_list(root, trade(tmp_path / "a.xlsx"), "qd-12-2025")
    assert [(t.name, t.kind, t.unit) for t in done.interpretation.recipients] == [
        ("Nguyễn Văn An", "individual", "Trưởng phòng, Sở Mẫu"),
        ("Trần Thị Bé", "individual", "Thượng tá, Phó đội, Công an"),
        ("Phòng Mẫu", "collective", "Sở Mẫu"),
        ("Lê Thị Út", "household", "xã Mẫu"),
    ]
    assert done.merge.unknown_awards == {}, "a bare «Bằng khen» is the decision's own award"


def test_a_column_named_by_hand_overrides_what_was_guessed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["STT", "Tên đơn vị", "Họ tên", "Nơi công tác"])
    sheet.append([1, "Sở Mẫu", "Nguyễn Văn An", "Phòng A"])
    book.save(tmp_path / "a.xlsx")
    given = {"": {2: "name", 3: "unit"}}
    assert [(t.name, t.unit) for t in said(tmp_path / "a.xlsx", given=given).recipients] == [
        ("Nguyễn Văn An", "Phòng A")
    ]
    root = copy_sample(tmp_path)
    assert names(read_list(root, tmp_path / "a.xlsx", "qd-12-2025", chosen(["name=C", "unit=D"])).interpretation) == [
        "Nguyễn Văn An"
    ]
    with pytest.raises(UsageError, match="bad-column"):
        read_list(root, tmp_path / "a.xlsx", "qd-12-2025", chosen(["name=³"]))


@pytest.mark.parametrize(
    ("family", "given"),
    [("Họ và chữ lót", "Tên"), ("Họ và tên lót", "Tên"), ("Họ lót", "Tên"), ("Họ và đệm", "Tên"), ("Họ", "Tên")],
)
def test_a_name_in_two_columns_is_one_name(tmp_path: Path, family: str, given: str) -> None:
    (tmp_path / "a.csv").write_text(f"STT;{family};{given};Đơn vị\n1;Nguyễn Văn;An;x\n2;Trần Thị;Bé;y\n", "utf-8")
    assert names(said(tmp_path / "a.csv")) == ["Nguyễn Văn An", "Trần Thị Bé"]


@pytest.mark.parametrize(
    "ditto", ["nt", "-nt-", '"', "″", "-//-", "//", "''", "〃", "như trên", "Như dòng trên", "n/t", "”"]
)
def test_a_ditto_is_what_stands_above_and_a_dash_is_nothing(tmp_path: Path, ditto: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEAD, [1, "Nguyễn Văn An", "Sở Mẫu"], [2, "Trần Thị Bé", ditto], [3, "Lê Văn Ba", "-"]):
        sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    assert [each.unit for each in said(tmp_path / "a.xlsx").recipients] == ["Sở Mẫu", "Sở Mẫu", ""]


@pytest.mark.parametrize(
    ("typed", "name", "unit", "note"),
    [
        ("Bs.CKII Lê Hoàng Chi, Trưởng khoa Nội", "Lê Hoàng Chi", "Bs CKII, Trưởng khoa Nội", ""),
        ("Phạm Ngọc Dũng (nông dân ấp 3)", "Phạm Ngọc Dũng", "nông dân ấp 3", ""),
        ("Võ Thị Sáu (truy tặng)", "Võ Thị Sáu", "", "truy tặng"),
        ("*Phạm Văn Hai", "Phạm Văn Hai", "", ""),
        ("Cố Nguyễn Văn Tư", "Nguyễn Văn Tư", "", "Cố"),
        ("Cổ Văn Tư", "Cổ Văn Tư", "", ""),
        ("Đại tá Trần Văn Năm", "Trần Văn Năm", "Đại tá", ""),
        ("Robert J.", "Robert J.", "", ""),
    ],
)
def test_a_name_stands_bare_and_what_stood_with_it_is_kept(
    tmp_path: Path, typed: str, name: str, unit: str, note: str
) -> None:
    (tmp_path / "a.csv").write_text(f"STT;Họ tên;Ghi chú\n1;Nguyễn Văn An;x\n2;{typed};\n", "utf-8")
    (_, found) = said(tmp_path / "a.csv").recipients
    assert (found.name, found.unit, found.note) == (name, unit, note)


def test_numbers_that_jump_bare_names_and_single_words_are_asked_about(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (tmp_path / "gap.csv").write_text("STT;Họ tên;Đơn vị\n1;Nguyễn Văn An;x\n2;Trần Bé;y\n4;Lê Ba;z\n", "utf-8")
    (tmp_path / "bare.csv").write_text("STT;Ho ten;Don vi\n1;NGUYEN VAN AN;x\n2;TRAN BE;y\n3;HO THI LIEN;z\n", "utf-8")
    (tmp_path / "short.csv").write_text("STT;Họ tên;Đơn vị\n1;An;x\n2;Bé;y\n3;Lê Ba;z\n", "utf-8")
    (tmp_path / "total.csv").write_text("STT;Họ tên;Đơn vị\n1;Nguyễn Văn An;x\nTổng số: 3 cá nhân;;\n", "utf-8")
    before = (root / "stories/decisions/2025/qd-12-2025.yml").read_bytes()
    for name, asked in (("gap", "gaps"), ("bare", "bare"), ("short", "short"), ("total", "totals")):
        done = read_list(root, tmp_path / f"{name}.csv", "qd-12-2025")
        assert done.questions == [asked]
        with pytest.raises(UsageError, match="list-questions"):
            write_rows(root, done)
        assert (root / "stories/decisions/2025/qd-12-2025.yml").read_bytes() == before
        with pytest.raises(SystemExit) as ended:
            main(["--project", str(root), "import", str(tmp_path / f"{name}.csv"), "--decision", "qd-12-2025"])
        assert ended.value.code == 1
    write_rows(root, read_list(root, tmp_path / "gap.csv", "qd-12-2025"), ["gaps"])
    assert b"Nguy" in (root / "stories/decisions/2025/qd-12-2025.yml").read_bytes()


def test_a_row_that_the_record_refuses_is_refused_before_it_is_written(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    (tmp_path / "a.csv").write_text(f"STT;Họ tên;Ghi chú\n1;Nguyễn Văn An;{'x' * 401}\n", "utf-8")
    done = read_list(root, tmp_path / "a.csv", "qd-12-2025")
    assert done.faulty == ((2, "note"),)
    with pytest.raises(UsageError, match="list-faulty"):
        write_rows(root, done)


def test_a_remembered_layout_that_is_spoilt_is_one_line(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    path = trade(tmp_path / "a.xlsx")
    for damage in (b"a: [", b"\xff\xfe\x00", b"- x\n"):
        (root / "import-columns.yml").write_bytes(damage)
        with pytest.raises(UsageError, match="columns-unreadable") if damage != b"- x\n" else nullcontext():
            read_list(root, path, "qd-12-2025")
    (root / "import-columns.yml").write_text("x: {name: B, unit: -3, nobody: 1}\n", "utf-8")
    read_list(root, path, "qd-12-2025")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_other_signs_in_notes_do_not_part_the_columns(mark: str) -> None:
    """A note such as «Chả cá, tươi; 4 sao» stands in every row, quoted or not: columns part where the heading does."""
    other = ";" if mark == "," else ","
    notes = [f"Chả cá{other} 4 sao", f'"Chả{mark} nem{mark} khô{other} 4 sao"', f'"Cá{mark} tôm{other} 3 sao"']
    rows = [mark.join(["STT", "Họ tên", "Ghi chú"])]
    rows += [mark.join([str(n), f"Nguyễn Văn {n * 'A'}", note]) for n, note in enumerate(notes, 1)]
    (table,) = read_csv(("\n".join(rows) + "\n").encode())
    assert {len(row) for row in table["rows"]} == {3}
    assert [row[2] for row in table["rows"][1:]] == [note.strip('"').replace("\t ", " ") for note in notes]
