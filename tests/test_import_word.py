"""Lists of Word: read in its final view, over the page, whatever was tracked."""

from pathlib import Path
from typing import Any

import docx
import pytest
from lxml import etree

from tests.list_files import HEAD, PEOPLE, W, deleted, inserted, names, reasons, run, said, word

CELLS = {
    "a whole insertion": (inserted(run("Trần Văn Bình")), "Trần Văn Bình", ""),
    "half an insertion": (run("Lê ") + inserted(run("Văn Cường")), "Lê Văn Cường", ""),
    "an insertion for a deletion": (run("Lê ") + deleted("Thị") + inserted(run("Văn Cường")), "Lê Văn Cường", ""),
    "a content control": (
        f'<w:sdt xmlns:w="{W}"><w:sdtContent>{run("Phạm Văn Dũng")}</w:sdtContent></w:sdt>',
        "Phạm Văn Dũng",
        "",
    ),
    "a link": (f'<w:hyperlink xmlns:w="{W}">{run("Võ Thị Em")}</w:hyperlink>', "Võ Thị Em", ""),
    "struck": (run("Đỗ Văn Gạch", "<w:strike/>"), "", "struck"),
    "struck twice": (run("Đỗ Văn Gạch", '<w:dstrike w:val="true"/>'), "", "struck"),
    "not struck": (run("Đỗ Văn Giữ", '<w:strike w:val="0"/>'), "Đỗ Văn Giữ", ""),
    "struck in part": (run("Đỗ ") + run("Văn", "<w:strike/>") + run(" Bảy"), "", "unclear"),
    "hidden": (run("Hồ Văn Ẩn", "<w:vanish/>"), "", "hidden"),
    "deleted": (deleted("Ngô Văn Xóa"), "", "deleted"),
    "moved away": (f'<w:moveFrom xmlns:w="{W}">{run("Ngô Văn Dời")}</w:moveFrom>', "", "deleted"),
    "moved here": (f'<w:moveTo xmlns:w="{W}">{run("Ngô Văn Dời")}</w:moveTo>', "Ngô Văn Dời", ""),
}


@pytest.mark.parametrize("kind", CELLS)
def test_word_is_read_in_its_final_view(kind: str, tmp_path: Path) -> None:
    content, name, reason = CELLS[kind]
    found = said(word(tmp_path / "a.docx", [run("Nguyễn Văn An"), content, run("Lý Văn Cuối")]))
    assert names(found) == ["Nguyễn Văn An", *([name] if name else []), "Lý Văn Cuối"]
    assert [why for _, why in reasons(found)] == ([reason] if reason else [])
    assert found.gaps == []


def test_a_row_deleted_with_track_changes_is_nobody_and_one_inserted_is(tmp_path: Path) -> None:
    def mark(table: Any) -> None:
        for number, tag in ((2, "del"), (3, "ins")):
            properties = table.rows[number]._tr.get_or_add_trPr()
            properties.append(etree.fromstring(f'<w:{tag} xmlns:w="{W}" w:id="9" w:author="x"/>'))

    found = said(word(tmp_path / "a.docx", [run(name) for name in PEOPLE], mark))
    assert names(found) == [PEOPLE[0], *PEOPLE[2:]]
    assert reasons(found) == [(3, "deleted")]


@pytest.mark.parametrize("headed", [True, False])
def test_a_table_goes_on_over_the_page(tmp_path: Path, headed: bool) -> None:
    document = docx.Document()
    for first, part in ((0, PEOPLE[:2]), (2, PEOPLE[2:])):
        rows = [HEAD] if first == 0 or headed else []
        rows += [[str(first + n), name, "nt" if n > 1 else "Sở Mẫu"] for n, name in enumerate(part, 1)]
        table = document.add_table(rows=0, cols=3)
        for cells in rows:
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
        document.add_paragraph("")
    document.save(str(tmp_path / "a.docx"))
    found = said(tmp_path / "a.docx")
    assert names(found) == PEOPLE
    assert {each.unit for each in found.recipients} == {"Sở Mẫu"}
