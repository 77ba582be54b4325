"""Lists in the columns of the program that provinces use for commendation: what statistics count apart is read."""

from pathlib import Path
from typing import Any

from generator.staff.list_import.importer import read_list, write_rows
from tests.list_layouts import xlsx
from tests.making import copy_sample

ACCEPT = ("unclear", "hidden", "gaps", "totals", "bare", "short")


TRADE_HEAD = [
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


def trade_list(folder: Path, *rows: list[Any], head: list[str] = TRADE_HEAD) -> Path:
    """Return a list as the program that provinces use for commendation writes it."""
    return xlsx(folder / "trade.xlsx", ("DS", [head, *rows]))


def test_the_columns_of_the_trade_fill_what_statistics_count_apart(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    file = trade_list(
        tmp_path,
        [
            1,
            "Ông",
            "Nguyễn Văn An",
            "Giám đốc",
            "Sở Mẫu",
            "Khen thưởng cá nhân",
            "Bằng khen",
            "Lãnh đạo cấp sở",
            "Y tế",
        ],
        [2, "Bà", "Trần Thị Bé", "Công nhân", "Công ty Mẫu", "Cá nhân", "Bằng khen", "Người lao động trực tiếp", ""],
        [3, "Ông/Bà", "Lê Ba", "", "Ấp 3", "Đột xuất", "Bằng khen", "Cá nhân (nông dân)", "Nghề lạ"],
        [4, "", "Công ty TNHH Mẫu", "", "", "Khen thưởng tập thể", "Bằng khen", "Doanh nghiệp", ""],
        [5, "", "Hộ ông Võ Năm", "", "Ấp 5", "Khen thưởng hộ gia đình", "Bằng khen", "Đại biểu lạ", ""],
    )
    done = read_list(root, file, "qd-12-2025")
    own = ("kind", "award_kind", "position_group", "is_enterprise", "field", "sex")
    said = [
        {name: row[name] for name in own if name in row} for row in done.merge.rows[:5]
    ]  # who was withdrawn stays behind them
    assert said == [
        {"kind": "individual", "position_group": "lanh-dao-so", "field": "y-te", "sex": "male"},
        {"kind": "individual", "position_group": "truc-tiep", "sex": "female"},
        {"kind": "individual", "award_kind": "dot-xuat", "position_group": "truc-tiep"},
        {"kind": "collective", "is_enterprise": "true"},
        {"kind": "household"},
    ]
    assert next(each.name for each in done.interpretation.recipients) == "Nguyễn Văn An"
    assert set(done.merge.unknown_classes) == {"Nghề lạ", "Đại biểu lạ"}


def test_what_a_list_does_not_say_of_a_row_stays_and_the_written_list_reads_the_same(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    full = trade_list(
        tmp_path, [1, "Ông", "Nguyễn Văn An", "", "Sở Mẫu", "Cá nhân", "Bằng khen", "Lãnh đạo cấp sở", ""]
    )
    first = read_list(root, full, "qd-12-2025")
    write_rows(root, first, ACCEPT)
    again = read_list(root, full, "qd-12-2025")
    assert again.merge.rows == first.merge.rows
    assert not again.merge.changed
    (tmp_path / "b").mkdir()
    bare = xlsx(tmp_path / "b" / "bare.xlsx", ("DS", [["STT", "Họ và tên", "Đơn vị"], [1, "Nguyễn Văn An", "Sở Mẫu"]]))
    without = read_list(root, bare, "qd-12-2025")
    assert {"position_group": "lanh-dao-so", "sex": "male"}.items() <= without.merge.rows[0].items()
