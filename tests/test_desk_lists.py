"""Lists on the desk: seen as they will be published, put right by choosing, written when somebody says so."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from generator.desk.list_drafts import ListDrafts
from generator.staff.list_import.readers import MOST_BYTES
from tests.desk_client import client, sent_by

DECISION = "stories/decisions/2025/qd-12-2025.yml"
HEAD: list[Any] = ["STT", "Họ và tên", "Chức vụ", "Đơn vị", "Hình thức"]
PEOPLE: list[list[Any]] = [
    ["DANH SÁCH CÁ NHÂN ĐƯỢC TẶNG BẰNG KHEN"],
    HEAD,
    [1, "Ông Nguyễn Văn Một", "Nông dân", "Hợp tác xã Mẫu", "Bằng khen"],
    [2, "Bà Trần Thị Hai", "Giáo viên", "Trường THPT Mẫu", "BK của sở"],
    [3, "Lê Văn Ba; Phạm Thị Bốn", "", "Phường Đông", "Bằng khen"],
    [5, "Tổ vá đường tự nguyện", "", "Phường Đông", "Bằng khen"],
    ["", "Tổng cộng: 5"],
]


def book(rows: list[list[Any]], hidden: tuple[int, ...] = ()) -> bytes:
    """Return a spreadsheet with these rows, some of them hidden."""
    made, out = openpyxl.Workbook(), io.BytesIO()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for number in hidden:
        sheet.row_dimensions[number].hidden = True
    made.save(out)
    return out.getvalue()


class Listing:
    """A list on the desk, as a clerk's browser has it."""

    def __init__(
        self, browser: TestClient, content: bytes, name: str = "ds.xlsx", decision: str = "qd-12-2025"
    ) -> None:
        self.browser = browser
        answer = browser.post("/danh-sach/", data={"decision": decision}, files={"file": (name, content)})
        self.url, self.text = str(answer.url).removeprefix("http://127.0.0.1:8765"), answer.text

    @property
    def page(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.text)

    def post(self, do: str = "look", **changes: str | list[str]) -> str:
        """Send the form as it stands but for some fields: `row__0__name` is `row.0.name`."""
        sent: dict[str, Any] = dict(sent_by(self.text, "form.list"))
        sent |= {name.replace("__", "."): value for name, value in changes.items()}
        answer = self.browser.post(self.url, data={**sent, "do": do})
        self.text, here = answer.text, str(answer.url)
        return here

    def names(self) -> list[str]:
        return [each.text() for each in self.page.css(".as-published td:nth-child(2) > b")]

    def at(self, name: str) -> int:
        """Return the number on the form of the row that is published under a name."""
        return self.names().index(name)

    def field_of_unclear(self, field: str) -> str:
        (found,) = self.page.css(f"fieldset.put-right [name$={field}]")
        return (found.attributes["name"] or "").replace(".", "__")


@pytest.fixture
def listing(desk: tuple[Path, TestClient]) -> Listing:
    return Listing(desk[1], book(PEOPLE))


def test_a_list_is_seen_as_it_will_be_published_and_nothing_is_written(
    desk: tuple[Path, TestClient], listing: Listing
) -> None:
    root, _ = desk
    before = (root / DECISION).read_bytes()
    assert listing.names() == ["Nguyễn Văn Một", "Trần Thị Hai", "Tổ vá đường tự nguyện"]
    row = listing.page.css(".as-published tbody tr")[0]
    assert "Nông dân, Hợp tác xã Mẫu" in row.text()
    assert "1 | Ông Nguyễn Văn Một | Nông dân | Hợp tác xã Mẫu | Bằng khen" in row.css("td")[2].text()
    chosen = [each.attributes["value"] for each in listing.page.css("[name^=role] option[selected]")]
    assert chosen == ["number", "name", "position", "unit", "award"]
    assert "in 5, đếm được 3: KHÁC NHAU" in listing.text
    assert "số thứ tự nhảy từ 3 sang 5" in listing.text
    assert "Ghi 3 dòng" not in listing.text
    assert "Dòng 5: 3 | Lê Văn Ba; Phạm Thị Bốn" in listing.text
    assert (root / DECISION).read_bytes() == before


def test_doubts_are_settled_one_by_one_and_then_it_is_written(desk: tuple[Path, TestClient], listing: Listing) -> None:
    root, browser = desk
    listing.post("write")
    assert [each.text().strip() for each in listing.page.css("[role=alert]")] == ["Chưa ghi: còn chỗ phải xem."]
    two = {listing.field_of_unclear("name"): "Lê Văn Ba; Phạm Thị Bốn", listing.field_of_unclear("unit"): "Phường Đông"}
    listing.post(**two)
    assert listing.names() == ["Nguyễn Văn Một", "Trần Thị Hai", "Lê Văn Ba", "Phạm Thị Bốn", "Tổ vá đường tự nguyện"]
    assert "in 5, đếm được 5: khớp" in listing.text
    listing.post(**{f"story__{listing.at('Nguyễn Văn Một')}": "nguyen-van-mot", "award__0": "huan-chuong-lao-dong"})
    assert "Ghi 5 dòng vào quyết định" not in listing.text
    listing.post(accept=["gaps"])
    assert "Ghi 5 dòng vào quyết định" in listing.text
    before = (root / DECISION).read_text("utf-8")
    assert listing.post("write", accept=["gaps"]).endswith("/decision/qd-12-2025/?xong=1")
    after = (root / DECISION).read_text("utf-8")
    block = re.compile(r"^rows:.*?(?=^\w)", re.MULTILINE | re.DOTALL)
    assert block.sub("", after) == block.sub("", before)
    assert re.search(r'name: "Nguyễn Văn Một", .*unit: "Nông dân, Hợp tác xã Mẫu", .*story: nguyen-van-mot', after)
    assert re.search(r'name: "Trần Thị Hai".*award: huan-chuong-lao-dong', after)
    assert browser.get(listing.url).status_code == 404, "a list that was written is gone"


def test_a_choice_of_a_column_replaces_the_guess(listing: Listing) -> None:
    listing.post(role__0__2="", role__0__3="note")
    row = listing.page.css(".as-published tbody tr")[0].css("td")[1].text()
    assert "Nông dân" not in row
    assert "Hợp tác xã Mẫu" in row
    assert listing.names()[0] == "Nguyễn Văn Một"
    chosen = [each.attributes["value"] for each in listing.page.css("[name^=role] option[selected]")]
    assert chosen == ["number", "name", "", "note", "award"]


def test_a_row_is_put_right_left_out_and_brought_back(listing: Listing) -> None:
    number = listing.at("Trần Thị Hai")
    listing.post(**{f"row__{number}__name": "Trần Thị Hải", f"row__{number}__unit": "Trường Mẫu"})
    assert "Trần Thị Hải" in listing.names()
    listing.post(**{f"row__{listing.at('Trần Thị Hải')}__drop": "1"})
    assert "Trần Thị Hải" not in listing.names()
    (back,) = listing.page.css("button[value^=back]")
    listing.post(back.attributes["value"] or "")
    assert "Trần Thị Hai" in listing.names(), "as it stands in the file"


def test_what_was_chosen_outlives_the_desk(desk: tuple[Path, TestClient], listing: Listing) -> None:
    root, _ = desk
    listing.post(**{f"row__{listing.at('Trần Thị Hai')}__name": "Trần Thị Hải"})
    later = client(root, root.parent / "pages")
    assert "Trần Thị Hải" in later.get(listing.url).text


@pytest.mark.parametrize(("choice", "names"), [("drop", ["Lê Văn An"]), ("keep", ["Lê Văn An", "Lê Văn Ẩn"])])
def test_hidden_rows_wait_for_a_choice(desk: tuple[Path, TestClient], choice: str, names: list[str]) -> None:
    content = book([HEAD[:2], [1, "Lê Văn An"], [2, "Lê Văn Ẩn"]], hidden=(3,))
    hidden = Listing(desk[1], content)
    assert hidden.names() == ["Lê Văn An"]
    assert "Ghi 1 dòng" not in hidden.text
    hidden.post(hidden=choice)
    assert hidden.names() == names
    assert f"Ghi {len(names)} dòng" in hidden.text


def test_a_corrected_list_is_merged_and_its_differences_are_shown(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    head = HEAD[:2] + HEAD[3:4]
    first = Listing(browser, book([head, [1, "Lê Văn An", "Phường Đông"], [2, "Lê Văn Bình", "Phường Đông"]]))
    first.post("write")
    text = (root / DECISION).read_text("utf-8")
    (root / DECISION).write_text(text.replace('name: "Lê Văn An"', 'name: "Lê Văn An", field: y-te'), "utf-8")
    again = client(root, root.parent / "pages")
    second = Listing(again, book([head, [1, "Lê Văn An", "Phường Đông"], [2, "Lê Văn Cường", "Phường Đông"]]))
    assert "2 dòng sẽ đăng: thêm 1, đổi 0, bỏ 1" in second.text
    assert "Lê Văn Bình" in [each.text() for each in second.page.css("h2 + ul li")]
    second.post("write")
    assert "y-te" in (root / DECISION).read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("ds.exe", b"MZ", "ds.exe"),
        ("ds.xlsx", b"<html><body>Dang nhap</body></html>", "ds.xlsx"),
        ("ds.xlsx", b"\xd0\xcf\x11\xe0" + b"0" * 600, "ds.xlsx"),
        ("ds.csv", b"x" * (MOST_BYTES + 1), "20 MB"),
        ("../../../ds.xlsx", b"", "ds.xlsx"),
        ("", b"", "Chưa chọn tệp"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_sentence(
    desk: tuple[Path, TestClient], name: str, content: bytes, told: str
) -> None:
    root, browser = desk
    refused = Listing(browser, content, name)
    (said,) = refused.page.css("[role=alert]")
    assert told in said.text()
    assert "Traceback" not in refused.text
    assert not list(root.rglob("*.exe"))


def test_a_bomb_is_refused(desk: tuple[Path, TestClient]) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b"0" * 300_000_000)
    assert len(Listing(desk[1], out.getvalue()).page.css("[role=alert]")) == 1


def test_without_a_decision_there_is_no_list(desk: tuple[Path, TestClient]) -> None:
    assert "Chưa chọn quyết định" in Listing(desk[1], book(PEOPLE), decision="khong-co").text


@pytest.mark.parametrize("list_id", ["..", "%2e%2e", "0" * 20, "x" * 20])
def test_no_address_leads_out_of_the_lists(desk: tuple[Path, TestClient], list_id: str) -> None:
    assert not LexborHTMLParser(desk[1].get(f"/danh-sach/{list_id}/").text).css("form.list")
    assert ListDrafts(desk[0]).get(list_id) is None


def test_html_in_every_cell_is_text(desk: tuple[Path, TestClient]) -> None:
    bad = "<img src=x onerror=alert(1)>"
    hostile = Listing(desk[1], book([[f"{cell} {bad}" for cell in HEAD], HEAD, [1, f"Lê Văn {bad}", bad, bad, bad]]))
    assert not hostile.page.css("img")
    assert bad in hostile.page.css(".as-published")[0].text()


def test_choices_nobody_offered_are_ignored(listing: Listing) -> None:
    before = listing.names()
    listing.post(role__0__1="evil", convert="rot13", hidden="maybe", at__0="9.9.9", story__1="../x")
    assert listing.names() == before


def test_a_decision_that_is_gone_meanwhile(desk: tuple[Path, TestClient], listing: Listing) -> None:
    root, _ = desk
    (root / DECISION).unlink()
    assert client(root, root.parent / "pages").get(listing.url).status_code == 404


def put_two_right(listing: Listing, names: str = "Nguyễn Văn Một; Lê Văn Ba") -> None:
    """Say that the row nobody understood holds two people."""
    listing.post(**{listing.field_of_unclear("name"): names, listing.field_of_unclear("unit"): "Phường Đông"})


def test_who_goes_from_a_row_of_two_leaves_the_other_as_they_were(desk: tuple[Path, TestClient]) -> None:
    """A choice is of a person, not of whoever comes to stand in the place."""
    root, browser = desk
    listing = Listing(browser, book([HEAD, [1, "Nguyễn Văn Một; Lê Văn Ba", "", "Phường Đông", "Bằng khen"]]))
    put_two_right(listing)
    listing.post(**{f"story__{listing.at('Nguyễn Văn Một')}": "nguyen-van-mot"})
    listing.post(**{f"row__{listing.at('Nguyễn Văn Một')}__drop": "1"})
    assert listing.names() == ["Lê Văn Ba"]
    listing.post(**{f"row__{listing.at('Lê Văn Ba')}__unit": "Phường Tây"})
    assert "Phường Tây" in listing.page.css(".as-published")[0].text()
    listing.post("write")
    rows = re.findall(r"^  - (\{name.*)$", (root / DECISION).read_text("utf-8"), re.MULTILINE)
    assert rows[0] == '{name: "Lê Văn Ba", kind: individual, unit: "Phường Tây"}'


def test_a_story_leaves_the_row_whose_name_is_mended_to_somebody_else(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    listing = Listing(browser, book([HEAD[:2], [1, "Nguyễn Văn Một"]]))
    listing.post(story__0="nguyen-van-mot")
    listing.post(row__0__name="Trần Văn Khác")
    listing.post("write")
    row = next(line for line in (root / DECISION).read_text("utf-8").splitlines() if "Trần Văn Khác" in line)
    assert "story" not in row


def test_choices_are_taken_back_and_the_same_file_keeps_them(desk: tuple[Path, TestClient]) -> None:
    content = book(PEOPLE)
    listing = Listing(desk[1], content)
    number = listing.at("Nguyễn Văn Một")
    listing.post(**{f"story__{number}": "nguyen-van-mot", "award__0": "huan-chuong-lao-dong"})
    assert "Huân chương Lao động" in listing.page.css(".as-published")[0].text()
    again = Listing(desk[1], content)
    assert "Huân chương Lao động" in again.page.css(".as-published")[0].text()
    again.post(**{f"story__{number}": "", "award__0": ""})
    assert "Huân chương Lao động" not in again.page.css(".as-published")[0].text()
    assert not again.page.css(f"[name='story.{number}'] option[value=nguyen-van-mot][selected]")


def test_odd_digits_in_an_address_are_no_page(listing: Listing) -> None:
    assert listing.browser.get(f"{listing.url}?trang=²").status_code == 200
    listing.post(at__0="².1.0")
    assert len(listing.names()) == 3
