"""Lists as offices make them: every row taken or reported, none lost, none invented."""

import io
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import docx
import pytest

from generator.core.legacy_encodings import decode_tcvn3, decode_vni
from generator.core.problem import UsageError
from generator.engine.project import read_project
from generator.staff.list_import.choices import EVERY_SHEET, Choices
from generator.staff.list_import.importer import COLUMNS, columns_of, read_list, remember_columns, write_rows
from generator.staff.list_import.interpret import interpret
from generator.staff.list_import.readers import read_tables
from tests.commands import dienhinh
from tests.list_layouts import LAYOUTS, Expected, Rows, nasty, plain, split_names, xlsx
from tests.making import copy_sample


def chosen(columns: list[str]) -> Choices:
    """Return the choice of columns that the command's options make."""
    return Choices({EVERY_SHEET: columns_of(columns)})


@pytest.mark.parametrize(("make", "expected", "unclear"), LAYOUTS, ids=lambda v: getattr(v, "__name__", None))
def test_no_row_is_lost_and_none_invented(
    tmp_path: Path, make: Callable[[Path], Path], expected: Expected, unclear: int
) -> None:
    sheets = read_tables(make(tmp_path))
    said = interpret(sheets)
    assert [(t.name, t.kind, t.unit, t.award) for t in said.recipients] == expected
    assert len(said.unclear) == unclear
    filled = sum(1 for sheet in sheets for row in sheet.rows if any(row))
    assert said.read == filled == len(said.recipients) + len(said.skipped)


def test_what_is_not_a_person_is_reported_with_its_row(tmp_path: Path) -> None:
    said = interpret(read_tables(nasty(tmp_path)))
    by_row = {r.row: r.reason for r in said.skipped}
    assert [by_row[n] for n in (1, 7, 8, 9, 10)] == ["title", "heading", "heading", "heading", "section"]
    (unclear,) = said.unclear
    assert unclear.text == "3 | Sở Mẫu"
    assert [(t.printed, t.counted) for t in said.totals] == [(5, 5)]
    assert [(a.row, b.row) for a, b in said.duplicates] == [(15, 20)]
    assert said.skipped[-2].reason == said.skipped[-1].reason == "note"


def test_private_columns_stay_out(tmp_path: Path) -> None:
    said = interpret(read_tables(split_names(tmp_path)))
    assert "0912345678" not in repr(said.recipients)
    assert "1/2/1980" not in repr(said.recipients)
    assert said.columns["x"]["Ngày sinh"] == said.columns["x"]["Số điện thoại"] == "private"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_sample(tmp_path / "root")


def decision_file(root: Path) -> Path:
    return next((root / "stories" / "decisions").rglob("qd-12-2025.yml"))


def test_a_list_is_written_checked_and_written_again_without_a_change(root: Path, tmp_path: Path) -> None:
    before = decision_file(root).read_text("utf-8")
    done = read_list(root, plain(tmp_path), "qd-12-2025")
    assert decision_file(root).read_text("utf-8") == before, "reading writes nothing"
    write_rows(root, done)
    text = decision_file(root).read_text("utf-8")
    rest = [line for line in text.split("\n") if not line.startswith(("  - {name:", "rows"))]
    assert all(line in before for line in rest)
    project = read_project(root)
    assert [p for p in project.problems if p.path.endswith("qd-12-2025.yml")] == []
    assert [r.name for r in project.archive.decisions["qd-12-2025"].rows] == [
        "Nguyễn Văn An",
        "Trần Thị Bé",
        "Người Đã Rút",
    ], "who was taken down stays down"
    again = read_list(root, plain(tmp_path), "qd-12-2025")
    assert (again.merge.added, again.merge.changed, again.merge.gone) == (0, (), ())
    write_rows(root, again)
    assert decision_file(root).read_text("utf-8") == text


def test_an_updated_list_changes_only_what_changed(root: Path, tmp_path: Path) -> None:
    write_rows(root, read_list(root, plain(tmp_path), "qd-12-2025"))
    file = decision_file(root)
    linked = file.read_text("utf-8").replace('"Sở Nội vụ"}', '"Sở Nội vụ", story: nguyen-van-mot}')
    file.write_text(linked, "utf-8")
    rows: Rows = [["STT", "Họ và tên", "Đơn vị"], [1, "Nguyễn Văn An", "Sở Nội vụ"], [2, "Lê Mới", "Sở"]]
    done = read_list(root, xlsx(tmp_path / "new.xlsx", ("x", rows)), "qd-12-2025")
    assert (done.merge.added, [r.name for r in done.merge.gone]) == (1, ["Trần Thị Bé"])
    write_rows(root, done)
    after = file.read_text("utf-8").split("\n")
    assert [line for line in after if line not in linked.split("\n")] == [
        '  - {name: "Lê Mới", kind: individual, unit: "Sở"}'
    ]


def test_awards_are_mapped_and_unknown_ones_kept_in_words(root: Path, tmp_path: Path) -> None:
    rows: Rows = [["STT", "Họ và tên", "Hình thức"], [1, "HỘ BÀ LÊ THỊ HAI", "Giải thưởng Lạ"]]
    done = read_list(root, xlsx(tmp_path / "x.xlsx", ("x", rows)), "qd-12-2025")
    assert done.merge.unknown_awards == {"Giải thưởng Lạ": 1}
    assert done.merge.rows[0]["note"] == "Giải thưởng Lạ"
    assert done.decision.award
    with pytest.raises(UsageError, match="list-awards"):
        write_rows(root, done)
    assert [story for _, story in done.merge.stories] == ["le-thi-hai"]


def test_columns_named_by_hand_are_remembered(root: Path, tmp_path: Path) -> None:
    rows: Rows = [["x", "y", "z"], [1, "Sở", "Nguyễn Văn An"]]
    file = xlsx(tmp_path / "x.xlsx", ("x", rows))
    assert read_list(root, file, "qd-12-2025").interpretation.recipients == []
    done = read_list(root, file, "qd-12-2025", chosen(["name=C", "unit=2"]))
    assert [(t.name, t.unit) for t in done.interpretation.recipients] == [("Nguyễn Văn An", "Sở")]
    remember_columns(root, done)
    assert (root / COLUMNS).is_file()
    assert read_list(root, file, "qd-12-2025").interpretation.recipients == done.interpretation.recipients
    for bad in ("nobody=B", "name", "name=AAA"):
        with pytest.raises(UsageError, match="bad-column"):
            read_list(root, file, "qd-12-2025", chosen([bad]))


def test_old_encodings_are_put_back() -> None:
    assert decode_tcvn3("NguyÔn V¨n §Æng, ®­êng Ninh KiÒu, tæ tr­ëng") == "Nguyễn Văn Đặng, đường Ninh Kiều, tổ trưởng"
    assert (
        decode_vni("Nguyeãn Vaên Ñaëng, ñöôøng Ninh Kieàu, toå tröôûng")
        == "Nguyễn Văn Đặng, đường Ninh Kiều, tổ trưởng"
    )
    assert decode_vni("Traàn Thò Myõ, Ủy ban") == "Trần Thị Mỹ, Ủy ban"


@pytest.mark.parametrize(("encoding", "name"), [("TCVN3", "NguyÔn V¨n §Æng"), ("VNI", "Nguyeãn Vaên Ñaëng")])
def test_old_encodings_wait_for_approval(root: Path, tmp_path: Path, encoding: str, name: str) -> None:
    rows: Rows = [["STT", "Họ và tên", "Đơn vị"], [1, name, "Sở"]]
    file = xlsx(tmp_path / "x.xlsx", ("x", rows))
    done = read_list(root, file, "qd-12-2025")
    assert done.encoding == encoding
    with pytest.raises(UsageError, match="old-encoding"):
        write_rows(root, done)
    converted = read_list(root, file, "qd-12-2025", Choices(convert=encoding))
    assert [t.name for t in converted.interpretation.recipients] == ["Nguyễn Văn Đặng"]
    assert read_list(root, file, "qd-12-2025", Choices(convert="none")).encoding is None


def bomb(path: Path, members: int, size: int) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(members):
            package.writestr(f"xl/{number}.xml", b"0" * size)
    return path


def test_what_is_no_list_is_refused_by_name(tmp_path: Path) -> None:
    cases = {
        "list-missing": tmp_path / "nobody.xlsx",
        "list-kind": tmp_path / "x.pdf",
        "list-damaged": tmp_path / "broken.xlsx",
        "list-bomb": bomb(tmp_path / "bomb.xlsx", 3, 90 * 2**20),
        "list-too-large": tmp_path / "large.csv",
    }
    (tmp_path / "x.pdf").write_bytes(b"%PDF")
    (tmp_path / "broken.xlsx").write_bytes(plain(tmp_path).read_bytes()[:900])
    (tmp_path / "large.csv").write_bytes(b"x" * (20 * 2**20 + 1))
    for key, path in cases.items():
        with pytest.raises(UsageError) as caught:
            read_tables(path)
        assert caught.value.key == key, path
    for name, content in (
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        ("a.ods", b"PK"),
        ("a.docx", b"PK\3\4junk"),
        ("b.xlsx", b""),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UsageError, match="list-damaged"):
            read_tables(tmp_path / name)
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    (tmp_path / "empty.docx").write_bytes(empty.getvalue())
    with pytest.raises(UsageError, match="list-damaged"):
        read_tables(tmp_path / "empty.docx")


def test_the_command_tells_everything_and_writes_only_when_told(root: Path, tmp_path: Path) -> None:
    run = partial(dienhinh, root)
    before = decision_file(root).read_text("utf-8")
    done = run("import", str(nasty(tmp_path)), "--decision", "qd-12-2025")
    assert done.returncode == 1
    assert "5 dòng vào danh sách" in done.stdout
    assert "bảng «x» dòng 19: KHÔNG RÕ, xin xem lại: 3 | Sở Mẫu" in done.stdout
    assert "Trùng: «Nguyễn Văn An» ở dòng 20" in done.stdout
    assert "Chưa ghi gì" in done.stdout
    assert decision_file(root).read_text("utf-8") == before
    done = run("import", str(plain(tmp_path)), "--decision", "qd-12-2025", "--apply")
    assert done.returncode == 0, done.stderr
    assert "Đã ghi vào stories/decisions/" in done.stdout
    assert run("check").returncode == 0
    done = run("import", str(plain(tmp_path)), "--decision", "nobody")
    assert (done.returncode, "không có quyết định «nobody»" in done.stderr) == (2, True)


PEOPLE_WITH_NAMES_LIKE_UNITS = (
    "Hồ Quang Cua",
    "Tô Thị Lan",
    "Phương Thị Bé",
    "Đoàn Văn Hội",
    "Đại Văn An",
    "Bảo Quốc Nam",
    "Lưu Văn An",
    "Tăng Thị Hoa",
    "Trương Công Định",
)
UNITS = (
    "Công an xã Bắc",
    "Công ty TNHH Mẫu",
    "Tổng công ty Mẫu",
    "Chùa Mẫu",
    "Đồn Biên phòng Mẫu",
    "Cán bộ và nhân dân xã Bắc",
    "Quỹ từ thiện Mẫu",
    "Đoàn Thanh niên xã Bắc",
    "Mầm non Mẫu",
    "Cơ sở sản xuất bánh Mẫu",
    "Cửa hàng nông sản Mẫu",
    "Thư viện thành phố",
    "Xí nghiệp may Mẫu",
    "Nhà hát Mẫu",
)


def test_a_surname_is_no_unit_and_a_unit_no_person_nor_a_total(tmp_path: Path) -> None:
    rows: Rows = [
        ["Họ và tên", "Nơi công tác"],
        *([name, "Sở Mẫu"] for name in (*PEOPLE_WITH_NAMES_LIKE_UNITS, *UNITS)),
    ]
    said = interpret(read_tables(xlsx(tmp_path / "x.xlsx", ("x", rows))))
    assert {t.name: t.kind for t in said.recipients} == {
        **dict.fromkeys(PEOPLE_WITH_NAMES_LIKE_UNITS, "individual"),
        **dict.fromkeys(UNITS, "collective"),
    }


def taken(tmp_path: Path, rows: Rows) -> list[tuple[str, str, str, str]]:
    said = interpret(read_tables(xlsx(tmp_path / "x.xlsx", ("x", rows))))
    return [(t.name, t.kind, t.unit, t.award) for t in said.recipients]


def test_sections_inside_sections_and_units_as_headings(tmp_path: Path) -> None:
    rows: Rows = [["STT", "Họ và tên", "Chức vụ"], ["I. BẰNG KHEN"], ["1. Tập thể"], [1, "Phòng A", None]]
    rows += [["2. Cá nhân"], [1, "Lê Ba", "Bác sĩ"], ["II. KỶ NIỆM CHƯƠNG"], [1, "Lê Tư", None]]
    rows += [
        ["III. TẶNG DANH HIỆU TẬP THỂ LAO ĐỘNG XUẤT SẮC"],
        [1, "Khoa B", None],
        ["IV", "SỞ TÀI CHÍNH"],
        [1, "Lê Năm", None],
    ]
    assert taken(tmp_path, rows) == [
        ("Phòng A", "collective", "", "BẰNG KHEN"),
        ("Lê Ba", "individual", "Bác sĩ", "BẰNG KHEN"),
        ("Lê Tư", "individual", "", "KỶ NIỆM CHƯƠNG"),
        ("Khoa B", "collective", "", "TẶNG DANH HIỆU TẬP THỂ LAO ĐỘNG XUẤT SẮC"),
        ("Lê Năm", "individual", "SỞ TÀI CHÍNH", "TẶNG DANH HIỆU TẬP THỂ LAO ĐỘNG XUẤT SẮC"),
    ]


def test_two_lists_side_by_side_are_two_lists(tmp_path: Path) -> None:
    rows: Rows = [["STT", "Họ và tên", "Đơn vị", "STT", "Họ và tên", "Đơn vị"]]
    rows += [[1, "Nguyễn An", "Sở A", 3, "Phan Tư", "Sở D"], [2, "Trần Bé", "Sở B", None, None, None]]
    assert [t[:3] for t in taken(tmp_path, rows)] == [
        ("Nguyễn An", "individual", "Sở A"),
        ("Phan Tư", "individual", "Sở D"),
        ("Trần Bé", "individual", "Sở B"),
    ]


def test_what_may_be_two_people_or_a_signature_is_left_to_somebody(tmp_path: Path) -> None:
    rows: Rows = [["STT", "Họ và tên", "Đơn vị"], [1, "Nguyễn An\nTrần Thị Bé", "A"], [2, "Lê Ba và Lê Tư", "A"]]
    rows += [[3, "Lê Năm, Trưởng phòng, Sở Mẫu", None], [4, "Bà mẹ VNAH Lê Thị F", "nt"], [5, "Võ Sáu", '"']]
    rows += [[None, "Người Ký Tên", None]]
    said = interpret(read_tables(xlsx(tmp_path / "x.xlsx", ("x", rows))))
    assert [(t.name, t.unit) for t in said.recipients] == [
        ("Lê Năm", "Trưởng phòng, Sở Mẫu"),
        ("Lê Thị F", ""),
        ("Võ Sáu", ""),
    ]
    assert [r.text for r in said.unclear] == ["1 | Nguyễn An Trần Thị Bé | A", "2 | Lê Ba và Lê Tư | A", "Người Ký Tên"]


def test_ditto_marks_repeat_the_cell_above(tmp_path: Path) -> None:
    rows: Rows = [
        ["STT", "Họ và tên", "Đơn vị"],
        [1, "Lê Ba", "Sở Mẫu"],
        [2, "Lê Tư", "nt"],
        [3, "Lê Năm", '"'],
        [4, "Võ Sáu", "-nt-"],
    ]
    assert {t[2] for t in taken(tmp_path, rows)} == {"Sở Mẫu"}


def test_totals_add_their_kinds_and_a_year_in_a_title_is_none(tmp_path: Path) -> None:
    rows: Rows = [
        ["DANH SÁCH KHEN THƯỞNG NĂM 2025"],
        ["STT", "Họ và tên", "Đơn vị"],
        [1, "Lê Ba", "A"],
        [2, "Phòng B", "A"],
    ]
    rows += [["Tổng cộng: 01 tập thể, 01 cá nhân"]]
    (total,) = interpret(read_tables(xlsx(tmp_path / "x.xlsx", ("x", rows)))).totals
    assert (total.printed, total.counted, total.differs) == (2, 2, False)


def test_headings_between_word_tables_count_and_a_list_without_a_table_is_refused(tmp_path: Path) -> None:
    document = docx.Document()
    for heading, name in (("I. CÁ NHÂN", "Đội Văn Tổ"), ("II. HỘ GIA ĐÌNH", "Lê Văn Tư")):
        document.add_paragraph(heading)
        table = document.add_table(rows=2, cols=2)
        for cell, text in zip(
            [c for row in table.rows for c in row.cells], ["STT", "Họ và tên", "1", name], strict=True
        ):
            cell.text = text
    document.save(str(tmp_path / "x.docx"))
    said = interpret(read_tables(tmp_path / "x.docx"))
    assert [(t.name, t.kind) for t in said.recipients] == [("Đội Văn Tổ", "individual"), ("Lê Văn Tư", "household")]
    plain_text = docx.Document()
    plain_text.add_paragraph("1. Nguyễn Văn An")
    plain_text.save(str(tmp_path / "y.docx"))
    with pytest.raises(UsageError, match="list-no-table"):
        read_tables(tmp_path / "y.docx")


def test_nothing_understood_writes_nothing(root: Path, tmp_path: Path) -> None:
    before = decision_file(root).read_text("utf-8")
    done = read_list(root, xlsx(tmp_path / "x.xlsx", ("x", [["a", "b"], ["c", "d"]])), "qd-12-2025")
    with pytest.raises(UsageError, match="list-empty"):
        write_rows(root, done)
    assert decision_file(root).read_text("utf-8") == before


def test_who_was_taken_down_stays_down_and_a_namesake_inherits_nothing(root: Path, tmp_path: Path) -> None:
    rows: Rows = [["STT", "Họ và tên", "Đơn vị"], [1, "Nguyễn Văn Một", "phường Tây"], [2, "Người Đã Rút", "Sở"]]
    done = read_list(root, xlsx(tmp_path / "x.xlsx", ("x", rows)), "qd-12-2025")
    one, down = done.merge.rows[0], [r for r in done.merge.rows if r["name"] == "Người Đã Rút"]
    assert "story" not in one
    assert [r.get("withdrawn") for r in down] == ["2025-10-01"]
    write_rows(root, done)
    without = read_list(root, plain(tmp_path), "qd-12-2025")
    write_rows(root, without)
    again = read_list(root, xlsx(tmp_path / "y.xlsx", ("x", rows)), "qd-12-2025")
    assert [r.get("withdrawn") for r in again.merge.rows if r["name"] == "Người Đã Rút"] == ["2025-10-01"]
