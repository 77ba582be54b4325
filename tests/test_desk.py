"""The desk: who may use it, forms that say what the files say, records begun and found, the page beside the form."""

import mimetypes
import re
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from generator.archive.archive import is_national
from generator.config.i18n import language
from generator.core.problem import UsageError
from generator.desk.app import make_app
from generator.desk.choices import Choices
from generator.desk.entries import EDITABLE, entry_of
from generator.desk.form import Field, FormMaker
from generator.desk.sent import do, tree_of, unshown
from generator.desk.workspace import Workspace
from generator.engine.project import read_project
from generator.source.yaml_source import Limits, Source, read_source
from generator.staff.schema import WRITABLE
from tests.desk_client import FILE, HERE, PORT, STORY, TOKEN, client, sent_by
from tests.making import SAMPLE, copy_sample

ROOT = Path(__file__).parents[1]


DEEP = "stages." * 3000 + "0"


def filled(fields: list[Field]) -> dict[str, list[str]]:
    """Return what a form sends, without a browser."""
    found: dict[str, list[str]] = {}
    for each in fields:
        found |= filled(each.fields) | filled(each.items)
        if each.kind == "boxes":
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
    maker = FormMaker(Choices(archive, language()), language())
    for kind, spec in EDITABLE.items():
        for record in archive.collection(spec.collection).values():
            origin = archive.origin(record)
            if is_national(origin.path):
                continue
            file = root / origin.path
            source = read_source(file.name, file.read_bytes(), Limits(size=2**24, events=10**7))
            assert isinstance(source, Source)
            tree = entry_of(source.data, record.id) if spec.files else source.data
            assert tree is not None
            again = tree_of(spec.record, filled(maker.fields(spec.record, tree)))
            said = {name: value for name, value in tree.items() if name != "id"}
            assert blankless(again) == blankless(said), f"{kind} {record.id}"
            assert list(unshown(spec.record, tree)) == [], f"{kind} {record.id}"


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


def test_a_script_is_one_whatever_other_programs_told_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser runs no module that comes as text; the registry of Windows may call it so."""
    monkeypatch.setitem(mimetypes.types_map, ".js", "text/plain")
    answer = client(copy_sample(tmp_path), tmp_path / "pages").get("/desk/desk.js")
    assert answer.headers["content-type"].startswith("text/javascript")


def test_the_token_becomes_a_cookie_and_leaves_the_address(tmp_path: Path) -> None:
    app = make_app(copy_sample(tmp_path), tmp_path, TOKEN, PORT)
    browser = TestClient(app, base_url=HERE)
    answer = browser.get(f"/?token={TOKEN}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "SameSite=Strict" in answer.headers["set-cookie"]
    assert TestClient(app, base_url=HERE).get("/?token=other").status_code == 401


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


@pytest.mark.parametrize(
    "place", ["", "x", "stages.99", "__class__.0", "stages.0.text.y", "9.9", "stages", "stages.²", "a." * 2000 + "0"]
)
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
    assert "summary: Tóm tắt từ Word.\n" in (root / FILE).read_text("utf-8")


def test_html_in_every_field_stays_text(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    evil = '"><script>alert(1)</script>'
    sent = {name: [evil] for name in sent_by(browser.get(STORY).text) if name != "mark"}
    html = browser.post(STORY, data=sent | {"do": "check"}).text
    assert "<script>alert" not in html
    assert "default-src 'none'" in browser.get(STORY).headers["content-security-policy"]


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


@pytest.mark.parametrize("record_id", ["*", "nguyen-van-*", "%5b%61-z%5d*", "%2e%2e%2fxa"])
def test_an_address_is_a_record_and_no_pattern(desk: tuple[Path, TestClient], record_id: str) -> None:
    _, browser = desk
    for address in (f"/story/{record_id}/", f"/units/{record_id}/", f"/model/{record_id}/"):
        assert browser.get(address).status_code == 404
        assert browser.post(address, data={"do": "save"}).status_code == 404


@pytest.mark.parametrize("sent", ["remove:awards.²", f"up:{DEEP}", "add:", "check:x", "mend:9", "x:y:z"])
def test_odd_deeds_do_nothing(desk: tuple[Path, TestClient], sent: str) -> None:
    root, browser = desk
    before = (root / FILE).read_bytes()
    answer = browser.post(STORY, data=sent_by(browser.get(STORY).text) | {"do": sent}, follow_redirects=False)
    assert answer.status_code < 500
    assert (root / FILE).read_bytes() == before


def test_what_no_file_may_hold_is_refused_at_its_field_and_stays_typed(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    before = (root / FILE).read_bytes()
    sent = sent_by(browser.get(STORY).text) | {"summary": ["\uf0b7 Gạch đầu dòng từ Word"], "do": ["save"]}
    page = LexborHTMLParser(browser.post(STORY, data=sent).text)
    told = page.css_first('[data-said="summary"] li')
    assert told is not None
    field = page.css_first("#f-summary")
    assert field is not None
    assert "Gạch đầu dòng từ Word" in (field.attributes.get("value") or field.text())
    assert (root / FILE).read_bytes() == before


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


def test_a_file_that_cannot_be_read_is_told_with_its_line(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    (root / FILE).write_text("name: Một\nname: Hai\n", "utf-8")
    assert "Dòng 2" in browser.get(STORY).text
    with pytest.raises(UsageError):
        Workspace(root).open("story", FILE)


def test_a_record_that_is_not_all_filled_in_is_found_in_its_list(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    browser.post("/model/moi/", data={"name": "Vườn thuốc nam"}, follow_redirects=False)
    shown = browser.get("/model/?q=vuon thuoc").text
    assert 'href="/model/vuon-thuoc-nam/"' in shown
    assert "vuon-thuoc-nam (chưa điền đủ)" in shown


def test_a_hint_at_the_desk_speaks_of_its_fields_and_not_of_the_file(desk: tuple[Path, TestClient]) -> None:
    _, browser = desk
    sent = sent_by(browser.get(STORY).text) | {"minor": ["true"], "do": ["check"]}
    told = " ".join(
        each["text"] for said in browser.post(f"{STORY}?as=json", data=sent).json().values() for each in said
    )
    assert "ở mục Các văn bản đồng ý thêm hai mục" in told
    assert "given_by" not in told
    for group, codes in language().lookup("desk.said").items():
        for code, sentence in codes.items():
            told_in_a_file = language().lookup(f"problem.{group}.{code}")
            known = set(re.findall(r"{(\w+)}", " ".join(str(part) for part in told_in_a_file.values())))
            assert set(re.findall(r"{(\w+)}", sentence)) <= known | {"message"}, code
