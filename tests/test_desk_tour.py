"""The clerk's six tasks, gone through whole: two desks in a real Chromium, the server with its hooks, the page.

New by a form, new from Word, a list from Excel, a correction, review and approval, a withdrawal. `make desk-tour`
shows it: pictures of every step, and one line of figures.
"""

import difflib
import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from generator.engine.project import read_project
from tests.desk_client import FILE, STORY, TOKEN, running_desk
from tests.mending import mended_share
from tests.repository import git
from tests.serving import served
from tests.test_access import faults_here, opened
from tests.test_achievement import PERSON, report, saved
from tests.test_desk_lists import PEOPLE, book
from tests.test_hosting import CHECKER, CLERK, Server, first, server

pytestmark = pytest.mark.browser
__all__ = ["first", "server"]
PICTURES = os.environ.get("DESK_TOUR", "")
"""A folder for pictures of every step."""


@dataclass
class Desk:
    """A desk in a browser, and whoever sits at it."""

    root: Path
    page: Page
    address: str
    who: tuple[str, str]
    steps: int = 0
    axe: list[str] = field(default_factory=list)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)

    def fill(self, **values: str) -> None:
        """Fill fields of a form by their names: `awards__0__date` is awards.0.date."""
        for name, value in values.items():
            control = self.page.locator(f"#f-{name.replace('__', '-')}")
            for part in control.locator("xpath=ancestor-or-self::details[not(@open)]").all():
                part.locator("> summary").press("Enter")
            if control.get_attribute("role") == "combobox":
                control.fill(value)
                expect(control).to_have_attribute("aria-expanded", "true")
                control.press("Enter")
                expect(control).not_to_have_value(value)  # its name stands there now, not what was typed
            elif control.evaluate("e => e.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)

    def submit(self, button: Locator) -> None:
        """Press a button of a page that is all there, and wait for the whole page that comes."""
        self.page.wait_for_load_state("domcontentloaded")
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            button.press("Enter")

    def add(self, collection: str) -> None:
        self.submit(self.page.locator(f"button[value='add:{collection}']"))
        expect(self.page.locator(f"#f-{collection}-0")).to_be_visible()

    def tick(self, name: str, value: str) -> None:
        self.page.locator(f"input[name='{name}'][value='{value}']").check()

    def press(self, name: str) -> None:
        self.submit(self.page.get_by_role("button", name=name).first)

    def save(self) -> None:
        self.submit(self.page.locator("button[value=save]").first)
        expect(self.page.get_by_role("status").first).to_have_text("Đã lưu.")

    def add_correction(self, text: str) -> None:
        """Say in a correction what was wrong, as the rules ask, and save."""
        self.submit(self.page.locator("button[value='add:corrections']"))
        entries = self.page.locator("fieldset#f-corrections > details.item")
        expect(entries.last).to_be_visible()
        at = entries.count() - 1
        self.fill(**{f"corrections__{at}__date": "26/11/2026", f"corrections__{at}__text": text})
        self.save()

    def send(self, why: str) -> None:
        """Send what was changed to be approved."""
        self.go("/gui/")
        self.page.fill("#who", self.who[0])
        self.page.fill("#mail", self.who[1])
        self.page.fill("#why", why)
        self.picture("gui")
        self.press("Gửi duyệt")
        expect(self.page.get_by_role("status").first).to_contain_text("Đã gửi duyệt.")

    def approve(self, why: str) -> None:
        """Look at what waits, and approve it."""
        self.go("/duyet/")
        self.page.get_by_role("link", name=why).press("Enter")
        expect(self.page.frame_locator("iframe").first.locator("h1")).to_be_visible(timeout=30_000)
        self.page.fill("#who", self.who[0])
        self.page.fill("#mail", self.who[1])
        self.picture("duyet")
        self.press("Duyệt và đăng")
        expect(self.page.get_by_role("status").first).to_contain_text("Đã duyệt.")
        expect(self.page.get_by_role("status").first).to_contain_text("Đã công bố bản")

    def picture(self, name: str) -> None:
        """Take a picture of where we are, and let axe look at it."""
        self.steps += 1
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self.page.bring_to_front()  # the other desk's window may lie over it, and nothing is painted there
            self.page.wait_for_load_state("networkidle")
            self.page.screenshot(path=f"{PICTURES}/{self.who[0].split()[-1]}-{self.steps:02d}-{name}.png")
            self.axe += faults_here(self.page, in_frames=False)


@contextmanager
def desk(browser: Browser, root: Path, folder: Path, who: tuple[str, str]) -> Iterator[Desk]:
    with running_desk(root, folder) as address:
        page = opened(browser, 1280, "light")
        page.goto(f"{address}/?token={TOKEN}")
        yield Desk(root, page, address, who)
        page.context.close()


def new_by_form(clerk: Desk) -> None:
    clerk.go("/story/moi/")
    clerk.page.fill("#name", "Phạm Văn Mẫu")
    clerk.page.fill("#year", "2025")
    clerk.press("Bắt đầu")
    clerk.fill(kind="individual", title="Ông Mẫu dựng cầu qua rạch", summary="Một cây cầu.", published_on="25/9/2025")
    clerk.fill(deeds="Dựng một cây cầu qua rạch.", basis__kind="press")
    clerk.tick("fields", "nong-nghiep")
    clerk.add("sources")
    clerk.fill(sources__0__publisher="Báo Mẫu", sources__0__url="https://bao.example/cau")
    for collection in ("places", "awards", "stages"):
        clerk.add(collection)
    clerk.fill(places__0__role="act", places__0__as_printed="phường Đông", places__0__locality="phuong-dong")
    clerk.fill(awards__0__award="bang-khen-thanh-pho", awards__0__as_printed="Bằng khen")
    clerk.fill(awards__0__source="bao-mau")
    clerk.fill(awards__0__level="thanh-pho", awards__0__presented_on="20/9/2025")
    clerk.fill(stages__0__stage="tong-ket", stages__0__text="Được tặng Bằng khen.", stages__0__source="bao-mau")
    clerk.save()
    clerk.picture("tu-bieu-mau")


def new_from_word(clerk: Desk, file: Path) -> None:
    clerk.go("/story/moi/")
    clerk.page.set_input_files("#file", file)
    clerk.page.fill("#word-year", "2024")
    clerk.press("Đọc tệp")
    clerk.picture("tu-word")
    clerk.page.get_by_role("link", name="Mở bản nháp").press("Enter")
    clerk.fill(title="Cô Thử mở lớp tình thương", summary="Một lớp học ban đêm.", basis__kind="press")
    clerk.fill(published_on="25/9/2025", sources__0__url="https://bao.example/lop")
    clerk.tick("fields", "y-te")
    clerk.add("places")
    clerk.fill(places__0__role="workplace", places__0__as_printed="phường Đông", places__0__locality="phuong-dong")
    clerk.fill(awards__0__as_printed="Giấy khen của Chủ tịch UBND quận Trung", awards__0__level="quan-huyen")
    clerk.add("stages")
    clerk.fill(stages__0__stage="tong-ket", stages__0__text="Được tặng Giấy khen.", stages__0__source="bao-cao")
    while (waiting := clerk.page.locator("button[value^=confirm]")).count():
        left = waiting.count()
        clerk.submit(waiting.first)
        expect(waiting).to_have_count(left - 1)
    clerk.save()
    clerk.picture("da-xac-nhan")


def list_from_excel(clerk: Desk, file: Path) -> None:
    clerk.go("/danh-sach/?quyet-dinh=qd-12-2025")
    clerk.page.set_input_files("#file", file)
    clerk.press("Đọc danh sách")
    clerk.page.locator("fieldset.put-right").get_by_label("Tên").fill("Lê Văn Ba; Phạm Thị Bốn")
    clerk.page.get_by_label("Tôi đã xem, danh sách không sót ai").check()
    clerk.page.get_by_label("«BK của sở» (1 dòng) là hình thức nào?").select_option("huan-chuong-lao-dong")
    clerk.page.get_by_label("Nguyễn Văn Một có phải người trong câu chuyện").select_option("nguyen-van-mot")
    clerk.picture("danh-sach")
    clerk.press("Xem lại theo lựa chọn")
    clerk.press("Ghi 5 dòng vào quyết định")
    expect(clerk.page.get_by_role("status").first).to_have_text("Đã lưu.")
    clerk.add_correction("Ghi lại danh sách theo bản ký.")


def correct(clerk: Desk) -> float:
    """Mend a figure and say so; return what part of the file's lines stayed as they were, but for the new ones."""
    before = (clerk.root / FILE).read_text("utf-8").splitlines()
    clerk.go(STORY)
    clerk.fill(results__0__after="khoảng 25")
    clerk.add_correction("Sửa quãng bơi từ khoảng 20 thành khoảng 25.")
    after = (clerk.root / FILE).read_text("utf-8").splitlines()
    gone = [line for line in difflib.ndiff(before, after) if line.startswith("- ")]
    return 1 - (len(gone) - 1) / len(before)


def withdraw(clerk: Desk) -> None:
    clerk.go("/story/le-thi-hai/go/")
    clerk.page.fill("#reason", "Theo đề nghị của người trong bài.")
    clerk.press("Xem sẽ đổi những gì")
    clerk.picture("go-bai")
    clerk.press("Gỡ bài")
    clerk.page.wait_for_url("**/gui/")


def page_of(public: Path, path: str) -> str:
    with served(public / "current") as address, urllib.request.urlopen(f"{address}{path}") as answer:
        return str(answer.read().decode())


def test_six_tasks_from_the_clerks_table_to_the_public_page(
    server: Server, chromium: Browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "checker"
    subprocess.run(["git", "clone", "-q", str(server.bare), str(other)], check=True)
    lines = tuple(line for line in PERSON if "Quyết định số" not in line)
    word = saved(report((*lines[:14], "- Giấy khen của Chủ tịch UBND quận Trung năm 2023.")), tmp_path / "bao-cao.docx")
    (tmp_path / "ds.xlsx").write_bytes(book(PEOPLE))
    with (
        desk(chromium, server.clone, tmp_path / "a", CLERK) as clerk,
        desk(chromium, other, tmp_path / "b", CHECKER) as chief,
    ):
        new_by_form(clerk)
        new_from_word(clerk, word)
        list_from_excel(clerk, tmp_path / "ds.xlsx")
        bytes_kept = correct(clerk)
        errors = [problem for problem in read_project(server.clone).problems if problem.is_error]
        assert errors == []
        clerk.send("Bài mới và đính chính")
        chief.approve("Bài mới và đính chính")
        assert "dựng cầu qua rạch" in page_of(server.public, "/dien-hinh/pham-van-mau/")
        assert "lớp tình thương" in page_of(server.public, "/dien-hinh/pham-thi-thu/")
        assert "Phạm Thị Bốn" in page_of(server.public, "/quyet-dinh/qd-12-2025/")
        assert "khoảng 25" in page_of(server.public, "/dien-hinh/nguyen-van-mot/")
        clerk.go("/gui/")
        clerk.press("Lấy bản mới")
        withdraw(clerk)
        clerk.send("Gỡ theo đề nghị")
        chief.approve("Gỡ theo đề nghị")
        assert "Theo đề nghị của người trong bài." in page_of(server.public, "/dien-hinh/le-thi-hai/")
        assert re.search(
            r"^/dien-hinh/le-thi-hai/ withdrawn", git(server.bare, "show", "main:stories/ledger.txt"), re.MULTILINE
        )
        axe = len(clerk.axe) + len(chief.axe)
    assert bytes_kept == 1
    with capsys.disabled():
        if PICTURES:
            mended = mended_share(tmp_path)
            print(
                f"\nDESK tasks=6 silent_errors={len(errors)} bytes_kept={bytes_kept:.2f} mended={mended:.2f} axe={axe}"
            )
