"""Share pictures, codes, cards to embed, press kits."""

import base64
import functools
import http.server
import io
import json
import re
import threading
import zipfile
from pathlib import Path

import micawber
import pytest
import resvg_py
import zxingcpp
from PIL import Image, ImageChops, ImageStat
from selectolax.lexbor import LexborHTMLParser

from generator.engine.project import publish, read_project
from generator.publish import http_headers
from generator.publish.artifact import Artifact
from generator.publish.cover_art import CoverPlan, draw_cover
from generator.publish.paddies import make_paddies
from generator.publish.sharing import share_drawing
from generator.publish.sharing.cover_pixels import draw_pixels
from generator.publish.sharing.share_card import ShareImage
from generator.publish.sharing.share_drawing import render_image
from generator.publish.sharing.share_image import cached_image
from generator.publish.sharing.typesetting import sans, serif
from tests.making import copy_sample, lay_photo, photo

LONG = "Đội dặm vá đường của bà con ấp Thới Thuận sửa xong gần 30 km đường và 100 cây cầu trong mười hai năm liền"


@pytest.fixture
def made(tmp_path: Path) -> dict[str, Artifact]:
    root = copy_sample(tmp_path)
    lay_photo(root, photo())
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    return {path: output for output in publication.artifacts for path in output.files}


def content(made: dict[str, Artifact], path: str) -> bytes:
    output = made[path]
    return dict(zip(output.files, output.contents, strict=True))[path]


def card(**changes: object) -> ShareImage:
    given = {"kicker": "Cá nhân · Y tế", "title": LONG, "line": "Bằng khen", "foot": "Điển hình"}
    drawn = {"plan": CoverPlan("x", "river"), "paddies": make_paddies({"a": (10, 105.7)}), "photo": None}
    return ShareImage(**{**given, **drawn, **changes})  # type: ignore[arg-type]


def test_share_pictures_are_large_jpegs_of_the_right_size() -> None:
    shown = Image.open(io.BytesIO(render_image(card())))
    assert (shown.format, shown.size) == ("JPEG", (1200, 630))
    assert render_image(card()) == render_image(card())
    assert render_image(card(title="Khác")) != render_image(card())


def test_no_word_of_a_share_picture_is_outside_its_column() -> None:
    """However long or odd: the margin left of the art, and the outer one, stay paper."""
    for title in (LONG, "X" * 300, "Đ" + "ặ" * 299, "một hai " * 60, "中文 🏅 ٣٤٥", "", " "):
        shown = Image.open(io.BytesIO(render_image(card(title=title or "x", line=title, kicker=title, foot=title))))
        for left, right in ((20, 56), (share_drawing._RIGHT + 6, 1200 - share_drawing._ART - 4)):
            column = shown.convert("L").crop((left, 0, right, 630))
            low, _ = column.getextrema()
            assert isinstance(low, int)
            assert low > 190, (title[:20], low)


def test_lines_are_broken_at_words_and_cut_with_an_ellipsis() -> None:
    face = serif(44)
    lines = face.wrap(LONG, 600, 10)
    assert " ".join(lines) == LONG
    assert all(face.width(line) <= 600 for line in lines)
    cut = face.wrap(LONG, 600, 2)
    assert len(cut) == 2
    assert cut[1].endswith("…")
    assert face.width(cut[1]) <= 600
    assert all(sans(28).width(line) <= 100 for line in sans(28).wrap("X" * 80, 100, 50))


def test_what_the_fonts_do_not_hold_leaves_a_gap_and_no_box() -> None:
    face = serif(44)
    assert face.drawable("Chùa ខ្មែរ giữ 🏅 nghề ≥ 30 năm – “Đẹp” 5 ₫") == "Chùa giữ nghề 30 năm – “Đẹp” 5 ₫"
    assert face.drawable(LONG) == LONG
    assert face.wrap("中文 🏅", 600, 3) == []


def test_a_picture_is_drawn_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cached_image(card(), tmp_path)
    monkeypatch.setattr(share_drawing, "render_image", lambda card: pytest.fail("drawn again"))
    assert cached_image(card(), tmp_path) == first
    with pytest.raises(BaseException, match="drawn again"):
        cached_image(card(title="Khác"), tmp_path)


def test_a_photo_stands_on_the_share_picture(made: dict[str, Artifact]) -> None:
    shown = Image.open(io.BytesIO(content(made, "dien-hinh/nguyen-van-mot/chia-se.jpg"))).convert("RGB")
    red, _, blue = shown.getpixel((1200 - share_drawing._ART + 20, 300))  # type: ignore[misc]
    assert red > 150 > blue, "the photo is red on its left"


def test_the_code_on_paper_leads_to_the_page(made: dict[str, Artifact]) -> None:
    page = made["dien-hinh/nguyen-van-mot/index.md"].content.decode()
    drawn = LexborHTMLParser(page).css_first(".dh-code img")
    assert drawn is not None
    kind, _, data = (drawn.attributes["src"] or "").partition(",")
    assert kind == "data:image/png;base64"
    assert len(data) < 800
    dots = Image.open(io.BytesIO(base64.b64decode(data)))
    packed = zipfile.ZipFile(io.BytesIO(content(made, "dien-hinh/nguyen-van-mot/bo-bao-chi.zip")))
    large = Image.open(io.BytesIO(packed.read("nguyen-van-mot/ma-qr.png")))
    for shown in (dots.resize((dots.width * 8, dots.height * 8), Image.Resampling.NEAREST), large):
        (read,) = zxingcpp.read_barcodes(shown.convert("L"))
        assert read.text == "https://dienhinh.example/dien-hinh/nguyen-van-mot/"


def test_a_press_kit_holds_texts_facts_photos_and_citations(made: dict[str, Artifact]) -> None:
    packed = zipfile.ZipFile(io.BytesIO(content(made, "dien-hinh/nguyen-van-mot/bo-bao-chi.zip")))
    assert packed.testzip() is None
    names = {name.removeprefix("nguyen-van-mot/") for name in packed.namelist()}
    texts = {"doc-truoc.txt", "bai-ngan.txt", "bai-vua.txt", "bai-day-du.txt", "du-kien.txt", "trich-loi.txt"}
    cited = {f"trich-dan/trich-dan.{form}" for form in ("txt", "json", "ris", "bib")}
    assert names == {*texts, *cited, "anh/anh-01.jpg", "anh/chu-thich.txt", "ma-qr.png"}

    def text(name: str) -> str:
        return packed.read(f"nguyen-van-mot/{name}").decode()

    lengths = [len(text(name)) for name in ("bai-ngan.txt", "bai-vua.txt", "bai-day-du.txt")]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[1] < lengths[2]
    assert "Thấy người là bơi ra thôi." in text("trich-loi.txt")
    assert "Ảnh: Trần Ảnh" in text("anh/chu-thich.txt")
    assert "CC BY 4.0" in text("anh/chu-thich.txt")
    assert "12/QĐ-UBND" in text("du-kien.txt")
    assert "\n" not in text("bai-day-du.txt").replace("\r\n", "")
    whole = Image.open(io.BytesIO(packed.read("nguyen-van-mot/anh/anh-01.jpg")))
    assert (whole.format, whole.size) == ("JPEG", (2000, 1200))
    assert "Trần Ảnh".encode() in packed.read("nguyen-van-mot/anh/anh-01.jpg")


def test_a_press_kit_is_the_same_bytes_every_time(made: dict[str, Artifact]) -> None:
    path = "mo-hinh/va-duong/bo-bao-chi.zip"
    assert content(made, path) == content(made, path)
    packed = zipfile.ZipFile(io.BytesIO(content(made, path)))
    assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.compress_type for entry in packed.infolist()} == {zipfile.ZIP_STORED}


def test_a_card_needs_nothing_but_its_own_style_and_cover(made: dict[str, Artifact]) -> None:
    for path in (
        "nhung/nguyen-van-mot/index.html",
        "nhung/to-va-duong/index.html",
        "nhung/mo-hinh/va-duong/index.html",
    ):
        parsed = LexborHTMLParser(content(made, path).decode())
        assert not parsed.css("script, style, iframe, form")
        assert not [node for node in parsed.css("*") if "style" in node.attributes]
        depth = path.count("/")
        for node in (*parsed.css("link[rel=stylesheet]"), *parsed.css("img")):
            there = node.attributes.get("href") or node.attributes.get("src") or ""
            assert there.startswith("../" * depth)
            assert there.removeprefix("../" * depth) in made, there
        for link in parsed.css("a"):
            assert (link.attributes["href"] or "").startswith("https://dienhinh.example/")


def test_a_card_says_who_and_when_and_wears_the_mark_of_an_award_only_for_one(made: dict[str, Artifact]) -> None:
    def told(path: str) -> dict[str, str]:
        parsed = LexborHTMLParser(content(made, path).decode())
        return {name: " ".join(n.text() for n in parsed.css(f".{name}")) for name in ("kicker", "award", "from")}

    story, model = told("nhung/nguyen-van-mot/index.html"), told("nhung/mo-hinh/va-duong/index.html")
    assert story["kicker"].startswith("Ông Nguyễn Văn Một · ")
    assert story["award"]
    assert not model["award"]
    for card in (story, model):
        assert re.search(r", \d{1,2}/\d{1,2}/\d{4} ·", card["from"]), card


def test_only_cards_may_stand_in_a_frame() -> None:
    assert "frame-ancestors 'none'" in http_headers.HEADERS["Content-Security-Policy"]
    assert "frame-ancestors *" in http_headers.CARD_HEADERS["Content-Security-Policy"]
    assert http_headers.CARD_HEADERS.keys() == http_headers.HEADERS.keys()
    every, cards = http_headers.headers_file().split("/nhung/*\n")
    assert "frame-ancestors 'none'" in every
    assert "! Content-Security-Policy" in cards
    assert http_headers.nginx_snippet().count("frame-ancestors *") == 1
    assert http_headers.htaccess().count("frame-ancestors *") == 1


def test_a_consumer_of_oembed_gets_the_card(made: dict[str, Artifact], tmp_path: Path) -> None:
    """micawber asks a server for the answer our page announces, as a content system would."""
    answer = content(made, "dien-hinh/nguyen-van-mot/oembed.json")
    (tmp_path / "oembed.json").write_bytes(answer)
    handler = functools.partial(Quiet, directory=str(tmp_path))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        providers = micawber.ProviderRegistry()
        provider = micawber.Provider(f"http://127.0.0.1:{server.server_port}/oembed.json")
        providers.register(r"https://dienhinh\.example/\S+", provider)
        told = providers.request("https://dienhinh.example/dien-hinh/nguyen-van-mot/")
    finally:
        server.shutdown()
        server.server_close()
    assert told["type"] == "rich"
    frame = LexborHTMLParser(told["html"]).css_first("iframe")
    assert frame is not None
    assert frame.attributes["src"] == "https://dienhinh.example/nhung/nguyen-van-mot/"
    assert frame.attributes["title"] == json.loads(answer)["title"]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("motif", ["field", "river", "pulse", "book", "star"])
def test_a_cover_in_pixels_is_what_a_renderer_of_svg_makes_of_it(motif: str) -> None:
    """All our drawings hold is drawn: a kind of shape that were left out would show."""
    paddies = make_paddies({f"p{n}": (10 + n % 7 / 9, 105 + n // 7 / 8) for n in range(49)})
    plan = CoverPlan(f"id-{motif}", motif, ("p24", "p25"), ("p17", "p31"), 4)
    svg = draw_cover(paddies, plan, 452, 630, (0.5, 0.5))
    assert {kind for kind in ("rect", "path", "circle") if f"<{kind} " in svg} == {"rect", "path", "circle"}
    drawn = resvg_py.svg_to_bytes(svg_string=svg, width=452, height=630, skip_system_fonts=True)
    with Image.open(io.BytesIO(bytes(drawn))) as whole:
        differing = ImageChops.difference(whole.convert("RGB"), draw_pixels(svg, 452, 630))
    assert max(ImageStat.Stat(differing).mean) < 4
