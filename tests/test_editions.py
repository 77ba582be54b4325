"""Editions in other languages: each page leads to its original and back, no word stands in an unmarked language."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from generator.archive.ledger import write_ledger
from generator.config.i18n import language, languages
from generator.config.settings import load_settings
from generator.core.dates import PartialDate
from generator.core.problem import UsageError
from generator.engine.project import publish, read_project
from generator.publish.edition import Edition
from generator.staff.rename import rename, withdraw
from tests.making import copy_sample

PACKAGE = Path(__file__).parents[1] / "generator"
VOID = {"meta", "link", "img", "input", "br", "hr", "source", "wbr", "path", "circle", "rect", "line"}
VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
STORY = "dien-hinh/nguyen-van-mot"


class Spoken(HTMLParser):
    """Notes of every text of a page the language it is marked as, and the links in its head."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[tuple[str, str]] = [("", "")]
        self.texts: list[tuple[str, str]] = []
        self.alternates: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and "hreflang" in given:
            self.alternates[given["hreflang"] or ""] = given["href"] or ""
        if tag not in VOID:
            self.stack.append((tag, given.get("lang") or self.stack[-1][1]))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            while self.stack.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        tag, spoken = self.stack[-1]
        if data.strip() and tag not in {"script", "style"}:
            self.texts.append((spoken, data.replace("\u00a0", " ").strip()))


def pages(site: Path) -> Iterator[tuple[str, Spoken]]:
    for file in sorted(site.rglob("index.html")):
        html = file.read_text("utf-8")
        if "http-equiv=refresh" not in html and 'http-equiv="refresh"' not in html:
            yield f"/{file.parent.relative_to(site).as_posix()}/".replace("/./", "/"), Spoken(html)


def sources(root: Path) -> dict[str, str]:
    """Return the Markdown of every page of a project."""
    return {each.address: each.content.decode() for each in publish(read_project(root)).artifacts if each.is_page}


def address_of(url: str) -> str:
    return "/" + url.split("/", 3)[3]


@pytest.fixture(scope="module")
def site(built: Path) -> dict[str, Spoken]:
    return dict(pages(built / "site"))


def test_every_page_of_the_edition_leads_to_its_original_and_back(site: dict[str, Spoken]) -> None:
    foreign = {address: page for address, page in site.items() if address.startswith("/en/")}
    assert {"/en/", "/en/about/", "/en/press/", "/en/data/", "/en/figures/", "/en/awards/"} < foreign.keys()
    assert {"/en/stories/", "/en/models/", "/en/stories/nguyen-van-mot/", "/en/models/va-duong/"} < foreign.keys()
    for address, page in foreign.items():
        assert address_of(page.alternates["en"]) == address
        original = address_of(page.alternates["vi"])
        assert page.alternates["x-default"] == page.alternates["vi"]
        assert site[original].alternates == page.alternates, address


def test_no_page_leads_to_a_translation_that_is_none(site: dict[str, Spoken]) -> None:
    told = {address: page.alternates for address, page in site.items() if page.alternates}
    assert all(address_of(url) in site for alternates in told.values() for url in alternates.values())
    assert f"/{STORY}/" in told
    assert "/dien-hinh/to-va-duong/" in site.keys() - told.keys()
    assert "/en/stories/to-va-duong/" not in site


def test_a_screen_reader_is_told_the_language_of_every_word(site: dict[str, Spoken]) -> None:
    for address, page in site.items():
        assert {spoken for spoken, _ in page.texts} <= {"vi", "en"}, address
        if address.startswith("/en/"):
            said = [text for spoken, text in page.texts if spoken == "en" and VIETNAMESE.search(text)]
            names = ("Nguyễn Văn Một", "Mr Một", "Điển hình", "Cần Thơ", "Mới", "Điều chưa rõ")
            assert [text for text in said if not any(name in text for name in names)] == [], address


def test_the_translation_is_on_its_page_and_says_of_when_it_is(site: dict[str, Spoken]) -> None:
    said = " ".join(text for spoken, text in site["/en/stories/nguyen-van-mot/"].texts if spoken == "en")
    assert "heard a cry and swam to the middle of the river." in said
    assert "as it stood on 22 September 2025" in said
    assert "Certificate of Merit of the Chair of the City People’s Committee" in said
    original = [text for spoken, text in site["/en/stories/nguyen-van-mot/"].texts if spoken == "vi"]
    assert {"Bằng khen", "Chủ tịch UBND thành phố", "phường Đông"} <= set(original)


def test_a_figure_stands_in_the_notation_of_the_edition(site: dict[str, Spoken]) -> None:
    said = [text for _, text in site["/en/figures/"].texts]
    assert "1,234" in said
    assert "1.234" not in said


def test_machines_are_told_that_it_is_a_translation(built: Path) -> None:
    html = (built / "site/en/stories/nguyen-van-mot/index.html").read_text("utf-8")
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    graph = json.loads(found[1])["@graph"]
    article = next(node for node in graph if node["@type"] == "Article")
    assert article["inLanguage"] == "en"
    assert article["translationOfWork"]["url"].endswith(f"/{STORY}/")
    assert next(node for node in graph if node["@type"] == "WebPage")["inLanguage"] == "en"
    first = next(node for node in graph if node["@type"] == "BreadcrumbList")["itemListElement"][0]
    assert address_of(first["item"]) == "/en/"


def test_zotero_takes_the_english_page_as_the_english_page(built: Path) -> None:
    html = (built / "site/en/stories/nguyen-van-mot/index.html").read_text("utf-8")
    named = dict(re.findall(r'<meta name="(citation_\w+|DC\.\w+)" content="([^"]*)"', html))
    address = "https://dienhinh.example/en/stories/nguyen-van-mot/"
    assert named["citation_title"] == named["DC.title"] == "Mr Nguyễn Văn Một saved a man from drowning"
    assert named["citation_language"] == named["DC.language"] == "en"
    assert named["citation_public_url"] == named["DC.identifier"] == address
    assert named["citation_publication_date"] == "2025/09/22"
    assert named["citation_author"] == "Nhóm biên soạn Điển hình,"
    assert named["DC.type"] == "Profile of a commended example"


def test_a_project_without_editions_has_none(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    config = root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("    editions: [en]\n", ""), "utf-8")
    made = sources(root)
    assert f"/{STORY}/" in made
    assert not [address for address in made if address.startswith("/en/")]
    assert not [address for address, source in made.items() if "hreflang" in source]


def test_an_edition_without_words_is_refused(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    config = root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("editions: [en]", "editions: [en, tlh]"), "utf-8")
    with pytest.raises(UsageError) as refused:
        load_settings(config)
    assert refused.value.key == "setting-choice"
    assert refused.value.values["where"] == "editions.1"
    assert refused.value.values["value"] == "tlh"


def test_an_edition_stands_there_once(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    config = root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("editions: [en]", "editions: [en, en]"), "utf-8")
    with pytest.raises(UsageError) as refused:
        load_settings(config)
    assert refused.value.values["where"] == "editions"


def test_a_third_language_is_one_file(tmp_path: Path) -> None:
    """Mirror English: the words of a language file, its name in mkdocs.yml, and what records say in it."""
    package = tmp_path / "generator"
    shutil.copytree(PACKAGE, package, ignore=shutil.ignore_patterns("__pycache__"))
    words = {"edition": _mirrored(language("en").lookup("edition"))}
    words["edition"] |= {"locale": "xx_XX", "read": "ƎЯ", "months": [f"m{n}" for n in range(1, 13)]}
    (package / "config/languages/xx.yml").write_text(yaml.safe_dump(words, allow_unicode=True), "utf-8")
    root = copy_sample(tmp_path / "project")
    config, story = root / "mkdocs.yml", root / "stories/2025/nguyen-van-mot.yml"
    config.write_text(config.read_text("utf-8").replace("editions: [en]", "editions: [en, xx]"), "utf-8")
    told = "  - {language: xx, translated_on: 2025-09-22, title: ELTIT, summary: YRAMMUS, text: TXET}\n"
    story.write_text(story.read_text("utf-8") + told, "utf-8")
    script = "import sys; sys.path.insert(0, sys.argv.pop(1)); from generator.cli.main import main; main(sys.argv[1:])"
    command = [sys.executable, "-c", script, str(tmp_path), "build"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    site = dict(pages(root / "site"))
    assert "/xx/models/" in site
    assert "/xx/models/va-duong/" not in site
    page = site["/xx/stories/nguyen-van-mot/"]
    assert {*page.alternates} == {"vi", "en", "xx", "x-default"}
    assert page.alternates == site["/en/stories/nguyen-van-mot/"].alternates == site[f"/{STORY}/"].alternates
    assert ("xx", "TXET") in page.texts
    assert ("xx", "ƎЯ") in site["/"].texts
    assert {spoken for spoken, _ in page.texts} == {"xx", "vi", "en"}


def _mirrored(words: object) -> dict[str, object]:
    """Return words spelt backwards, with their {values} as they were."""

    def mirror(value: object) -> object:
        if isinstance(value, dict):
            return {key: mirror(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [mirror(inner) for inner in value]
        pieces = re.split(r"(\{\w+\})", str(value))
        return "".join(piece if piece.startswith("{") else piece[::-1] for piece in reversed(pieces))

    found = mirror(words)
    assert isinstance(found, dict)
    return found


def test_what_is_taken_down_is_taken_down_in_every_language(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    write_ledger(root, publish(read_project(root)).ledger)
    withdraw(root, "nguyen-van-mot", "Theo yêu cầu.", PartialDate(2026, 1, 5), keep_name=False).apply(root)
    made = sources(root)
    assert "taken down" in made["/en/stories/nguyen-van-mot/"]
    assert "Một" not in made["/en/stories/nguyen-van-mot/"]
    assert not [address for address, source in made.items() if "saved a man" in source]


def test_a_renamed_record_is_led_to_in_every_language(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    write_ledger(root, publish(read_project(root)).ledger)
    rename(root, "nguyen-van-mot", "nguyen-van-mot-2025").apply(root)
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    (old,) = (a for a in publication.artifacts if a.path == "en/stories/nguyen-van-mot/index.html")
    assert 'href="../../../en/stories/nguyen-van-mot-2025/"' in old.content.decode()


def test_an_address_that_had_to_go_goes_in_every_language(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    write_ledger(root, publish(read_project(root)).ledger)
    withdraw(
        root, "nguyen-van-mot", "Theo yêu cầu.", PartialDate(2026, 1, 5), keep_name=False, drop_address=True
    ).apply(root)
    made = sources(root)
    (notice,) = (address for address in made if address.startswith("/en/stories/go-"))
    assert "taken down" in made[notice]
    assert "nguyen-van-mot" not in "".join(publish(read_project(root)).ledger.addresses)


def test_the_words_of_every_edition_are_those_its_templates_ask_for() -> None:
    folders = (PACKAGE / "publish/templates/edition", PACKAGE / "theme")
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in {".j2", ".html"}]
    asked = {key for file in files for key in re.findall(r"say\('([a-z_.]+[a-z_])'", file.read_text("utf-8"))}
    assert asked
    for code in languages("edition"):
        for key in asked:
            assert Edition.of(code).lookup(key)


def test_dates_and_numbers_of_the_english_edition() -> None:
    edition = Edition.of("en")
    assert edition.date(PartialDate(2025, 11, 21)) == "21 November 2025"
    assert edition.date(PartialDate(2025, 11)) == "November 2025"
    assert edition.date(PartialDate(2025)) == "2025"
    assert edition.number(64000) == "64,000"
    assert edition.number(7) == "7"
