"""What the desk does with records besides writing them: effects are seen first, and each is what the command does."""

from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from generator.archive.loader import load
from generator.engine.project import publish, read_project
from generator.records.shared import Exemplar
from generator.staff.rename import rename
from tests.desk_client import FILE, STORY, sent_by
from tests.making import copy_sample

HOME = "http://127.0.0.1:8765"


class Deed:
    """A deed's page in a clerk's browser."""

    def __init__(self, browser: TestClient, deed: str, at: str = STORY) -> None:
        self.browser, self.at = browser, f"{at}{deed}/"
        self.text = browser.get(self.at).text

    def post(self, do: str = "look", **asked: str) -> str:
        answer = self.browser.post(self.at, data={"do": do, **asked})
        self.text = answer.text
        return str(answer.url).removeprefix(HOME)

    @property
    def can_be_done(self) -> bool:
        return bool(LexborHTMLParser(self.text).css("button[value=do]"))


def snapshot(root: Path) -> dict[str, bytes]:
    return {
        p.relative_to(root).as_posix(): p.read_bytes() for p in sorted((root / "stories").rglob("*")) if p.is_file()
    }


def is_sound(root: Path) -> bool:
    return publish(read_project(root)).blocking_problems == ()


def test_a_record_is_renamed_as_the_command_does_after_its_effects_were_seen(
    desk: tuple[Path, TestClient], tmp_path: Path
) -> None:
    root, browser = desk
    deed, before = Deed(browser, "doi-ma", "/model/va-duong/"), snapshot(root)
    assert not deed.can_be_done
    deed.post(new="va-duong-moi")
    assert deed.can_be_done
    assert "stories/models/va-duong-moi.yml" in deed.text
    assert "stories/2025/to-va-duong.yml" in deed.text
    assert snapshot(root) == before, "nothing is done by looking"
    assert deed.post("do", new="va-duong-moi") == "/gui/"
    other = copy_sample(tmp_path / "other")
    rename(other, "/mo-hinh/va-duong/", "va-duong-moi").apply(other)
    assert snapshot(root) == snapshot(other)
    assert is_sound(root)
    assert browser.get("/model/va-duong-moi/").status_code == 200


def test_a_double_is_merged_into_the_record_somebody_found(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    deed = Deed(browser, "gop", "/story/to-va-duong/")
    deed.post("find", q="le thi hai")
    found = LexborHTMLParser(deed.text).css("[name=into]")
    assert [each.attributes["value"] for each in found] == ["le-thi-hai"]
    deed.post(into="le-thi-hai")
    assert deed.can_be_done, deed.text
    assert deed.post("do", into="le-thi-hai") == "/gui/"
    assert not (root / "stories/2025/to-va-duong.yml").exists()
    assert "-> /dien-hinh/le-thi-hai/" in (root / "stories/ledger.txt").read_text("utf-8")
    assert is_sound(root)


def test_a_story_is_withdrawn_with_its_name_and_what_remains_is_told(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    deed = Deed(browser, "go")
    deed.post()
    assert "chưa ghi lý do gỡ" in deed.text
    deed.post(reason="Theo đề nghị của gia đình.", hide_name="1")
    assert "Tên vẫn còn ở những chỗ này" in deed.text
    assert deed.post("do", reason="Theo đề nghị của gia đình.", hide_name="1", rows="1") == "/gui/"
    story = load(root).archive.stories["nguyen-van-mot"]
    assert story.notice is not None
    assert (story.notice.reason, story.notice.keep_name) == ("Theo đề nghị của gia đình.", False)
    assert is_sound(root)
    assert "go/" not in browser.get(STORY).text, "what is down is not taken down again"


def test_a_story_is_paused_and_shows_again_with_every_other_byte_as_it_was(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    before = (root / FILE).read_bytes()
    Deed(browser, "tam-an").post("do")
    story: Exemplar = load(root).archive.stories["nguyen-van-mot"]
    assert story.hold
    assert browser.get(f"{STORY}tam-an/").status_code == 404
    Deed(browser, "hien-lai").post("do")
    assert (root / FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("deed", "asked", "told"),
    [
        ("doi-ma", {"new": "Có Dấu"}, "Có Dấu"),
        ("doi-ma", {"new": "le-thi-hai"}, "le-thi-hai"),
        ("doi-ma", {"new": "../../x"}, "../../x"),
        ("gop", {"into": "nguyen-van-mot"}, "nguyen-van-mot"),
        ("gop", {"into": "khong-co"}, "khong-co"),
        ("gop", {"into": ""}, "/dien-hinh//"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    desk: tuple[Path, TestClient], deed: str, asked: dict[str, str], told: str
) -> None:
    root, browser = desk
    before, page = snapshot(root), Deed(browser, deed)
    page.post("do", **asked)
    (said,) = LexborHTMLParser(page.text).css(".told[role=alert]")
    assert told in said.text()
    assert not page.can_be_done
    assert snapshot(root) == before


def test_a_record_named_in_the_settings_is_left_to_who_looks_after_them(desk: tuple[Path, TestClient]) -> None:
    """What is sent from a desk holds no settings: the published ones would name a record that is no more."""
    root, browser = desk
    assert "featured: nguyen-van-mot" in (root / "mkdocs.yml").read_text("utf-8")
    deed, before = Deed(browser, "doi-ma"), snapshot(root)
    deed.post("do", new="nguyen-van-mot-moi")
    assert "mkdocs.yml" in LexborHTMLParser(deed.text).css(".told")[0].text()
    assert not deed.can_be_done
    assert snapshot(root) == before


@pytest.mark.parametrize(
    "address", ["/story/nguyen-van-mot/xoa/", "/story/khong-co/go/", "/decision/qd-12-2025/go/", "/x/y/go/"]
)
def test_deeds_nobody_offers_are_not_there(desk: tuple[Path, TestClient], address: str) -> None:
    assert desk[1].get(address).status_code == 404
    assert desk[1].post(address, data={"do": "do"}).status_code == 404


def test_what_was_typed_and_not_saved_is_not_lost_to_a_deed(desk: tuple[Path, TestClient]) -> None:
    root, browser = desk
    form = sent_by(browser.get(STORY).text)
    browser.post(STORY, data=form | {"title": ["Gõ dở"], "do": ["draft"]})
    deed, before = Deed(browser, "tam-an"), snapshot(root)
    deed.post("do")
    assert "chữ gõ dở chưa lưu" in deed.text
    assert snapshot(root) == before
    assert "Gõ dở" in browser.get(f"{STORY}?nhap=1").text
    browser.post(STORY, data={"do": "drop"})
    assert deed.post("do") == "/gui/"
