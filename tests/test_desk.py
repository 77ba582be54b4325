"""The desk: who may use it, forms that say what the files say, saving that keeps every other byte, sending by git."""

import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
import uvicorn
from playwright.sync_api import Browser, expect
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from generator.config.i18n import language
from generator.core.problem import UsageError
from generator.desk.app import make_app
from generator.desk.changes import Changes, GitMissing
from generator.desk.form import Field, FormMaker, do, tree_of
from generator.desk.workspace import Workspace, merge
from generator.engine.project import read_project
from generator.source.yaml_source import Limits, Source, read_source
from generator.staff.schema import WRITABLE
from tests.making import SAMPLE, copy_sample
from tests.repository import git, make_repository
from tests.test_access import faults, opened

ROOT = Path(__file__).parents[1]
TOKEN, PORT = "t0ken", 8765
HERE = f"http://127.0.0.1:{PORT}"
STORY = "/story/nguyen-van-mot/"
FILE = "stories/2025/nguyen-van-mot.yml"


def client(root: Path, folder: Path) -> TestClient:
    """Return a browser that was opened with the token."""
    found = TestClient(make_app(root, folder, TOKEN, PORT), base_url=HERE, headers={"origin": HERE})
    found.cookies.set("dienhinh-desk", TOKEN)
    return found


@pytest.fixture
def desk(tmp_path: Path) -> tuple[Path, TestClient]:
    root = copy_sample(tmp_path)
    (tmp_path / "pages").mkdir()
    return root, client(root, tmp_path / "pages")


def sent_by(html: str) -> dict[str, list[str]]:
    """Return what a browser would send of the record's form, as it stands."""
    tree = LexborHTMLParser(html)
    found: dict[str, list[str]] = {}
    form = tree.css_first("#ban-ghi")
    assert form is not None
    for each in form.css("input, select, textarea"):
        name, kind = each.attributes.get("name") or "", each.attributes.get("type")
        if each.tag == "select":
            for option in each.css("option[selected]"):
                found.setdefault(name, []).append(option.attributes["value"] or "")
        elif kind == "checkbox":
            if "checked" in each.attributes:
                found.setdefault(name, []).append(each.attributes["value"] or "")
        else:
            value = each.text().removeprefix("\n") if each.tag == "textarea" else each.attributes.get("value") or ""
            found.setdefault(name, []).append(value)
    return found


def filled(fields: list[Field]) -> dict[str, list[str]]:
    """Return what a form sends, without a browser."""
    found: dict[str, list[str]] = {}
    for each in fields:
        found |= filled(each.fields) | filled(each.items)
        if each.kind in {"boxes", "several"}:
            found |= {each.name: list(each.values)} if each.values else {}
        elif each.kind == "lines":
            found[each.name] = ["\n".join(each.values)]
        elif each.kind not in {"group", "list"}:
            found[each.name] = [each.value]
    return found


def blankless(tree: Any) -> Any:
    if isinstance(tree, dict):
        found = {key: blankless(value) for key, value in tree.items()}
        return {key: value for key, value in found.items() if value not in (None, "", [], {})}
    if isinstance(tree, list):
        return [blankless(each) for each in tree]
    return tree.strip() if isinstance(tree, str) else tree


@pytest.mark.parametrize("root", [SAMPLE, ROOT], ids=["sample", "real"])
def test_a_form_sends_back_what_the_file_says(root: Path) -> None:
    archive = read_project(root).archive
    maker = FormMaker(archive, language())
    for kind, spec in WRITABLE.items():
        for record in archive.collection(spec.collection).values():
            file = root / archive.origin(record).path
            source = read_source(file.name, file.read_bytes(), Limits(size=2**24, events=10**7))
            assert isinstance(source, Source)
            again = tree_of(spec.record, filled(maker.fields(spec.record, source.data)))
            assert blankless(again) == blankless(source.data), f"{kind} {record.id}"


def test_what_a_browser_sends_is_what_the_file_says_in_its_order(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    file = root / FILE
    text = file.read_text("utf-8")
    fields = next(row for row in text.split("\n") if row.startswith("fields:"))
    file.write_text(text.replace(fields, "fields: [y-te, nong-nghiep]"), "utf-8")
    for path, address, kind in ((FILE, STORY, "story"), ("stories/models/va-duong.yml", "/model/va-duong/", "model")):
        source = read_source(path, (root / path).read_bytes())
        assert isinstance(source, Source)
        sent = sent_by(browser.get(address).text)
        assert blankless(tree_of(WRITABLE[kind].record, sent)) == blankless(source.data)


@pytest.mark.parametrize(
    ("headers", "cookie", "method", "status"),
    [
        ({}, "", "GET", 401),
        ({}, "dienhinh-desk=other", "GET", 401),
        ({"host": "boi.example:8765"}, f"dienhinh-desk={TOKEN}", "GET", 421),
        ({"host": "127.0.0.1:9999"}, f"dienhinh-desk={TOKEN}", "GET", 421),
        ({}, f"dienhinh-desk={TOKEN}", "POST", 403),
        ({"origin": "http://boi.example"}, f"dienhinh-desk={TOKEN}", "POST", 403),
        ({"origin": "null"}, f"dienhinh-desk={TOKEN}", "POST", 403),
        ({"origin": HERE}, "", "POST", 401),
        ({"origin": HERE}, f"dienhinh-desk={TOKEN}", "DELETE", 405),
        ({}, f"dienhinh-desk={TOKEN}", "GET", 200),
    ],
)
def test_nobody_else_uses_the_desk(
    tmp_path: Path, headers: dict[str, str], cookie: str, method: str, status: int
) -> None:
    root = copy_sample(tmp_path)
    before = (root / FILE).read_bytes()
    browser = TestClient(make_app(root, tmp_path, TOKEN, PORT), base_url=HERE)
    given = headers | ({"cookie": cookie} if cookie else {})
    answer = browser.request(method, STORY, headers=given, follow_redirects=False)
    assert answer.status_code == status
    assert (root / FILE).read_bytes() == before


def test_the_token_becomes_a_cookie_and_leaves_the_address(tmp_path: Path) -> None:
    app = make_app(copy_sample(tmp_path), tmp_path, TOKEN, PORT)
    browser = TestClient(app, base_url=HERE)
    answer = browser.get(f"/?token={TOKEN}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=Strict" in answer.headers["set-cookie"]
    assert TestClient(app, base_url=HERE).get("/?token=other").status_code == 401


def test_one_changed_value_changes_one_line(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    before = (root / FILE).read_text("utf-8").split("\n")
    sent = sent_by(browser.get(STORY).text)
    sent["summary"] = ["Tóm tắt mới của câu chuyện."]
    answer = browser.post(STORY, data=sent | {"do": "save"}, follow_redirects=False)
    assert answer.status_code == 303
    after = (root / FILE).read_text("utf-8").split("\n")
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert [b for _, b in changed] == ['summary: "Tóm tắt mới của câu chuyện."']


def test_what_is_wrong_stands_at_its_field(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    before = (root / FILE).read_bytes()
    sent = sent_by(browser.get(STORY).text)
    sent["awards.0.presented_on"] = ["31/02/2025"]
    faults = browser.post(f"{STORY}?as=json", data=sent | {"do": "check"}).json()
    assert [name for name in faults if "awards.0.presented_on" in name]
    page = LexborHTMLParser(browser.post(STORY, data=sent | {"do": "check"}).text)
    assert page.css_first('[data-said="awards.0.presented_on"] li')
    assert (root / FILE).read_bytes() == before, "checking writes nothing"


def test_lists_grow_shrink_and_move_without_script(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk

    def stages(html: str) -> list[str]:
        sent = sent_by(html)
        return [
            value[0] for name, value in sorted(sent.items()) if name.startswith("stages.") and name.endswith(".text")
        ]

    html = browser.get(STORY).text
    first = stages(html)
    html = browser.post(STORY, data=sent_by(html) | {"do": "add:stages"}).text
    assert len(stages(html)) == len(first) + 1
    html = browser.post(STORY, data=sent_by(html) | {"stages.0.text": ["Đổi"], "do": "down:stages.0"}).text
    assert stages(html)[1] == "Đổi"
    html = browser.post(STORY, data=sent_by(html) | {"do": "remove:stages.1"}).text
    assert "Đổi" not in stages(html)


@pytest.mark.parametrize("place", ["", "x", "stages.99", "__class__.0", "stages.0.text.y", "9.9", "stages"])
def test_odd_places_are_left_alone(place: str) -> None:
    tree: dict[str, Any] = {"stages": [{"text": "a"}]}
    for deed in ("remove", "up", "down", "explode"):
        do(tree, deed, place)
    assert tree["stages"] == [{"text": "a"}]


def test_what_word_leaves_is_cleaned(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    sent = sent_by(browser.get(STORY).text)
    sent["summary"] = ["Tóm\u00a0tắt\u200b từ\tWord. \r\n"]
    browser.post(STORY, data=sent | {"do": "save"})
    assert 'summary: "Tóm tắt từ Word."' in (root / FILE).read_text("utf-8")


def test_html_in_every_field_stays_text(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    evil = '"><script>alert(1)</script>'
    sent = {name: [evil] for name in sent_by(browser.get(STORY).text) if name != "mark"}
    html = browser.post(STORY, data=sent | {"do": "check"}).text
    assert "<script>alert" not in html
    assert "default-src 'none'" in browser.get(STORY).headers["content-security-policy"]


def test_two_people_keep_what_each_changed_and_are_told_of_the_same_field(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    sent = sent_by(browser.get(STORY).text)
    browser.post(STORY, data=sent | {"do": "draft"})
    file = root / FILE
    theirs = file.read_text("utf-8").replace("role: ", "role: Người khác sửa, ", 1)
    assert theirs != file.read_text("utf-8")
    file.write_text(theirs, "utf-8")
    mine = sent | {"summary": ["Của tôi."]}
    assert browser.post(STORY, data=mine | {"do": "save"}, follow_redirects=False).status_code == 303
    text = file.read_text("utf-8")
    assert "Người khác sửa" in text
    assert '"Của tôi."' in text
    assert merge({"a": "1"}, {"a": "2"}, {"a": "3"})[1][0].theirs == "3"


def test_the_same_field_twice_is_shown_and_nothing_is_written(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    sent = sent_by(browser.get(STORY).text)
    browser.post(STORY, data=sent | {"do": "draft"})
    file = root / FILE
    file.write_text(file.read_text("utf-8").replace("summary: ", "summary: Họ viết. ", 1), "utf-8")
    before = file.read_bytes()
    answer = browser.post(STORY, data=sent | {"summary": ["Của tôi."], "do": "save"})
    assert "Có người vừa sửa cùng mục" in answer.text
    assert "Họ viết." in answer.text
    assert file.read_bytes() == before


def test_what_was_typed_outlives_the_machine(desk: tuple[Path, TestClient], tmp_path: Path) -> None:
    root, browser = desk
    sent = sent_by(browser.get(STORY).text)
    browser.post(STORY, data=sent | {"summary": ["Chưa lưu."], "do": "draft"})
    again = client(root, tmp_path / "pages")
    assert "Có bản nháp chưa lưu" in again.get(STORY).text
    assert "Chưa lưu." in again.get(f"{STORY}?nhap=1").text
    again.post(STORY, data=sent | {"do": "drop"})
    assert "Có bản nháp chưa lưu" not in again.get(STORY).text


@pytest.mark.parametrize("kind", sorted(WRITABLE))
def test_a_record_of_every_kind_is_begun_and_opened(desk: tuple[Path, TestClient], kind: str) -> None:
    root, browser = desk
    sent = {
        "name": "Bản ghi mới thứ nhất",
        "id": "ban-ghi-moi",
        "year": "2025" if kind in {"story", "decision"} else "",
    }
    answer = browser.post(f"/{kind}/moi/", data=sent, follow_redirects=False)
    assert answer.status_code == 303
    assert browser.get(answer.headers["location"]).status_code == 200
    assert len(list((root / "stories").rglob("ban-ghi-moi.yml"))) == 1
    assert browser.post(f"/{kind}/moi/", data=sent).status_code == 400, "there is one already"


@pytest.mark.parametrize("record_id", ["../../x", "con", "A b", ""])
def test_an_id_nobody_may_have_is_refused_in_words(desk: tuple[Path, TestClient], record_id: str) -> None:
    root, browser = desk
    before = sorted(root.rglob("*.yml"))
    answer = browser.post("/model/moi/", data={"name": "" if not record_id else "Tên", "id": record_id})
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert sorted(root.rglob("*.yml")) == before


def test_the_list_finds_without_accents(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    assert STORY in browser.get("/story/?q=nguyen+van+mot").text
    assert STORY not in browser.get("/story/?q=khong+co").text


@pytest.mark.parametrize(
    "path", ["../../../etc/passwd", "%2e%2e/%2e%2e/mkdocs.yml", "..%2f..%2fmkdocs.yml", "stories/x"]
)
def test_the_preview_shows_pages_and_nothing_else(desk: tuple[Path, TestClient], path: str) -> None:
    _, browser = desk
    assert browser.get(f"/xem/{path}").status_code == 404


def test_the_real_page_stands_beside_the_form_and_follows_it(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    page = "/xem/dien-hinh/nguyen-van-mot/"
    assert f'src="{page}"' in browser.get(STORY).text
    assert "Tóm tắt khác hẳn." not in browser.get(page).text
    sent = sent_by(browser.get(STORY).text)
    browser.post(STORY, data=sent | {"summary": ["Tóm tắt khác hẳn."], "do": "save"})
    assert "Tóm tắt khác hẳn." in browser.get(page).text


def test_what_changed_is_told_by_field_and_sent_in_the_clerks_name(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    make_repository(root)
    office = tmp_path / "office.git"
    subprocess.run(["git", "init", "-q", "--bare", str(office)], check=True)
    git(root, "remote", "add", "origin", str(office))
    (tmp_path / "pages").mkdir()
    browser = client(root, tmp_path / "pages")
    sent = sent_by(browser.get(STORY).text)
    browser.post(STORY, data=sent | {"summary": ["Đã sửa ở bàn."], "do": "save"})
    page = browser.get("/gui/").text
    assert "Tóm tắt một, hai câu" in page
    assert "Đã sửa ở bàn." in page
    answer = browser.post("/gui/", data={"who": "Lê Thị Thư", "mail": "thu@co-quan.example", "why": "Sửa tóm tắt"})
    assert "Đã gửi." in answer.text
    told = subprocess.run(
        ["git", "-C", str(office), "log", "-1", "--format=%an|%ae|%s", "--all"], capture_output=True, check=True
    ).stdout.decode()
    assert told.strip() == "Lê Thị Thư|thu@co-quan.example|Sửa tóm tắt"
    assert Changes(root).pending() == []


def test_without_git_or_an_office_it_says_so_and_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = copy_sample(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    (tmp_path / "pages").mkdir()
    browser = client(root, tmp_path / "pages")
    assert "chưa phải kho git" in browser.get("/gui/").text
    make_repository(root)
    git(root, "remote", "add", "origin", str(tmp_path / "nowhere.git"))
    sent = sent_by(browser.get(STORY).text)
    browser.post(STORY, data=sent | {"summary": ["Đã sửa."], "do": "save"})
    assert "chưa gửi đi được" in browser.post("/gui/", data={"who": "A", "mail": "a@b.vn", "why": ""}).text
    assert "Đã sửa." in git(root, "show", f"HEAD:{FILE}")
    with pytest.raises(GitMissing):
        Changes(root).send("", "", "")


def test_a_file_that_cannot_be_read_is_told_with_its_line(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    (root / FILE).write_text("name: Một\nname: Hai\n", "utf-8")
    answer = browser.get(STORY)
    assert answer.status_code == 400
    assert "dòng 2" in answer.text
    with pytest.raises(UsageError):
        Workspace(root).open("story", FILE)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Run the desk as the command does, and return its first address."""
    root = copy_sample(tmp_path)
    (tmp_path / "pages").mkdir()
    port = _free_port()
    server = uvicorn.Server(
        uvicorn.Config(make_app(root, tmp_path / "pages", TOKEN, port), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}/?token={TOKEN}", root
    server.should_exit = True
    thread.join(10)


def _free_port() -> int:
    import socket  # only to find a port

    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
    return port


@pytest.mark.browser
@pytest.mark.xdist_group("desk")
def test_a_clerk_types_sees_what_is_wrong_mends_it_and_saves_by_keyboard(
    running: tuple[str, Path], chromium: Browser
) -> None:
    address, root = running
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(address)
    page.get_by_role("link", name="Câu chuyện").first.click()
    page.fill("#q", "nguyen van mot")
    page.keyboard.press("Enter")
    page.locator(f"a[href='{STORY}']").click()
    field = page.locator("#f-awards-0-presented_on")
    field.fill("31/02/2025")
    expect(page.locator("[data-said='awards.0.presented_on'] li").first).to_be_visible()
    field.fill("01/10/2025")
    expect(page.locator("[data-said='awards.0.presented_on'] li")).to_have_count(0)
    page.fill("#f-summary", "Tóm tắt gõ ở bàn.")
    page.locator("#f-summary").press("Enter") if page.locator("input#f-summary").count() else None
    if "Tóm tắt gõ ở bàn." not in (root / FILE).read_text("utf-8"):
        page.locator("button[value=save]").first.focus()
        page.keyboard.press("Enter")
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("Tóm tắt gõ ở bàn.")
    assert "Tóm tắt gõ ở bàn." in (root / FILE).read_text("utf-8")
    assert faults == []
    context.close()


@pytest.mark.browser
@pytest.mark.xdist_group("desk")
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
def test_axe_finds_nothing_on_the_desk(
    running: tuple[str, Path], chromium: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    address, root = running
    make_repository(root)
    page = opened(chromium, width, scheme)
    page.goto(address)
    here = page.url.rstrip("/")
    file = root / FILE
    file.write_text(file.read_text("utf-8").replace("summary: ", "summary: Mới. ", 1), "utf-8")
    paths = (
        "/",
        "/story/?q=x",
        "/story/moi/",
        STORY,
        "/model/va-duong/",
        "/decision/qd-12-2025/",
        "/gui/",
        "/khong-co/",
    )
    told = {path: found for path in paths if (found := faults(page, here + path))}
    page.context.close()
    assert told == {}
