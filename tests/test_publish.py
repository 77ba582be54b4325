"""What is published: the whole of a small site, its addresses, its links, its escaping."""

import gzip
import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from generator.config.i18n import language
from generator.engine.project import Project, publish, read_project
from generator.publish.artifact import Artifact, path_conflicts
from generator.publish.context import SiteContext
from generator.publish.cover_art import CoverPlan, draw_cover, family_of_motif
from generator.publish.paddies import make_paddies
from generator.publish.pages import all_artifacts
from generator.publish.pages.documents import mark_misprints
from generator.publish.routes import PREFIX, relative_url
from generator.records.document import Misprint
from generator.records.fields import fields_of
from generator.records.reference import Sector
from generator.records.story import Story
from tests.making import SAMPLE, copy_sample, sample, sample_site, sample_with, story

GOLDEN = Path(__file__).parent / "golden"
GOLDEN_PAGES = (
    "index.md",
    "dien-hinh/index.md",
    "dien-hinh/nguyen-van-mot/index.md",
    "dien-hinh/to-va-duong/index.md",
    "dien-hinh/tran-da-go/index.md",
    "dien-hinh/doi-hien-mau/index.md",
    "dien-hinh/nam/2025/index.md",
    "mo-hinh/va-duong/index.md",
    "phong-trao/thi-dua-mau/index.md",
    "quyet-dinh/qd-12-2025/index.md",
    "van-ban/chi-thi-mau/index.md",
    "dia-phuong/index.md",
    "dia-phuong/quan-trung/index.md",
    "dia-phuong/phuong-dong/index.md",
    "hinh-thuc/bang-khen-thanh-pho/index.md",
    "khau/tong-ket/index.md",
    "don-vi/truong-mau/index.md",
    "cum-khoi/khoi-mau/index.md",
    "thong-ke/index.md",
    "dinh-chinh/index.md",
    "dien-hinh/nguyen-van-mot/bia.svg",
)


@pytest.fixture(scope="module")
def made() -> dict[str, Artifact]:
    return {o.path: o for o in all_artifacts(sample_site())}


@pytest.mark.parametrize("path", GOLDEN_PAGES)
def test_the_golden_site_has_not_changed(path: str, made: dict[str, Artifact]) -> None:
    """Run with UPDATE_GOLDEN=1 to accept a change; the diff of tests/golden then shows it."""
    target = GOLDEN / path.replace("/", "__")
    output = next(output for output in made.values() if path in output.files)
    content = output.contents[output.files.index(path)]
    if os.environ.get("UPDATE_GOLDEN"):
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content)
    assert content == target.read_bytes()


def test_every_address_of_the_design_answers(made: dict[str, Artifact]) -> None:
    addresses = {o.address for o in made.values()}
    lists = {"/", "/dien-hinh/", "/mo-hinh/", "/thong-ke/", "/dinh-chinh/", "/huong-dan/truong/"}
    assert lists | set(PREFIX.values()) - {"/dien-hinh/giai-doan/"} <= addresses
    archive = sample_site().archive
    for collection, prefix in PREFIX.items():
        for record_id in archive.collection(collection):
            assert f"{prefix}{record_id}/" in addresses
    assert {f"/dien-hinh/nam/{y}/" for y in ("2025", "2024", "chua-ro-nam")} <= addresses


def test_every_page_has_plain_front_matter_title_and_description(made: dict[str, Artifact]) -> None:
    for output in made.values():
        if output.path.endswith(".md"):
            head = re.match(
                r'---\ntitle: "(.+)"\ndescription: "(.+)"\nkind: "(\w+)"\nhide: \["navigation", "toc"\]\n'
                r'(?:updated: "(\S+)"\n)?feeds: \[.*\]\nhead: ".+"\n(?:fetched: \[.+\]\n)?'
                r'(?:lang: "\w+"\n)?(?:alternates: \[.+\]\n)?---\n',
                output.content.decode(),
            )
            assert head, output.path
            assert not re.search(r"^[ \t]", output.content.decode(), re.MULTILINE), output.path


def test_blocks_stand_apart_and_hold_no_blank_line(made: dict[str, Artifact]) -> None:
    """Otherwise a heading after a block would be read as part of it, and engines would differ."""
    for output in made.values():
        if not output.is_page:
            continue
        body = output.content.decode().split("---\n", 2)[2]
        for block in body.split("\n\n"):
            rows = block.strip("\n").split("\n")
            if len(rows) > 1:
                assert not any(row.startswith("#") for row in rows), (output.path, block[:80])
            if rows[0].startswith("<"):
                opened = len(re.findall(r"<(?:div|section|ol|ul|dl|aside|table|article)\b", block))
                closed = len(re.findall(r"</(?:div|section|ol|ul|dl|aside|table|article)>", block))
                assert opened == closed, (output.path, block[:80])


def test_record_text_is_escaped_for_its_place(made: dict[str, Artifact]) -> None:
    page = made["dien-hinh/to-va-duong/index.md"].content.decode()
    body = page.split("---", 2)[2]
    assert ">Tổ vá đường: 30 km đường *liền* mạch &#34;&gt;&lt;script&gt;alert(2)&lt;/script&gt;</h1>" in body
    assert "Tổ vá đường &lt;b&gt;Đông&lt;/b&gt; &amp; Tây" in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "javascript:" not in body
    assert 'title: "Tổ vá đường: 30 km đường *liền* mạch \\"><script>alert(2)</script>"' in page


def test_a_withdrawn_story_answers_with_a_notice_that_drops_the_name(made: dict[str, Artifact]) -> None:
    page = made["dien-hinh/tran-da-go/index.md"].content.decode()
    assert "Trang này đã được gỡ ngày 01/3/2025." in page
    assert "Gỡ theo đề nghị của gia đình." in page
    others = (content for o in made.values() if o.path != "dien-hinh/tran-da-go/index.md" for content in o.contents)
    everywhere = page + b"".join(others).decode("utf-8", "replace")
    assert "Trần Đã Gỡ" not in everywhere
    assert "Sửa một chỗ trước khi gỡ." in made["dinh-chinh/index.md"].content.decode()
    assert "dien-hinh/tran-da-go/" not in everywhere.removeprefix(page)


def test_a_withdrawn_row_leaves_the_register_and_keeps_the_numbers_of_the_others(made: dict[str, Artifact]) -> None:
    page = made["quyet-dinh/qd-12-2025/index.md"].content.decode()
    assert "Người Đã Rút" not in page
    assert 'id="dong-1"' in page


def test_what_is_unknown_is_said(made: dict[str, Artifact]) -> None:
    assert "Nguồn không nêu số quyết định" in made["dien-hinh/doi-hien-mau/index.md"].content.decode()
    assert "Còn thiếu" in made["mo-hinh/va-duong/index.md"].content.decode()
    assert "chưa có câu chuyện" in made["van-ban/chi-thi-mau/index.md"].content.decode()
    assert "Lĩnh vực này chưa có" not in made["linh-vuc/y-te/index.md"].content.decode()


def test_facts_of_an_award(made: dict[str, Artifact]) -> None:
    page = made["dien-hinh/nguyen-van-mot/index.md"].content.decode()
    assert "Quyết định số 12/QĐ-UBND</a> · ký ngày 12/9/2025 · trao 13/9/2025 · 2 ngày sau việc làm" in page
    assert "nay thuộc" in page


def test_no_template_marks_a_value_safe() -> None:
    folder = Path(__file__).parents[1] / "generator" / "publish" / "templates"
    for path in folder.glob("*.j2"):
        assert not re.search(r"\|\s*safe\b|autoescape|Markup", path.read_text("utf-8")), path


def test_two_outputs_at_one_path_are_refused_with_both_origins() -> None:
    one, two = Artifact("a/index.md", str, "stories/1.yml"), Artifact("A/index.md", str, "stories/2.yml")
    (clash,) = path_conflicts([one, two])
    assert clash.path == "stories/2.yml"
    assert dict(clash.values)["other"] == "stories/1.yml"
    assert "stories/1.yml" in language().format_problem(clash)
    assert publish(read_project(SAMPLE)).blocking_problems == ()


def test_covers_are_the_same_for_the_same_id_and_differ_for_others() -> None:
    here = make_paddies({f"p{n}": (9.5 + (n * 7 % 11) / 10, 105.5 + (n * 5 % 13) / 10) for n in range(60)})
    for motif in fields_of(Sector)["motif"].choices:
        drawn = draw_cover(here, CoverPlan("a-b", motif, ("p7",)))
        assert family_of_motif(motif)
        assert drawn == draw_cover(here, CoverPlan("a-b", motif, ("p7",)))
        assert len({draw_cover(here, CoverPlan(f"id-{n}", motif, ("p7",))) for n in range(20)}) == 20
        assert len(gzip.compress(drawn.encode())) < 4096
        assert "<image" not in drawn


def test_the_way_from_one_address_to_another() -> None:
    assert relative_url("/", "/dien-hinh/") == "dien-hinh/"
    assert relative_url("/dien-hinh/x/", "/mo-hinh/y/#a") == "../../mo-hinh/y/#a"
    assert relative_url("/dien-hinh/x/", "/") == "../../"
    assert relative_url("/", "/") == "./"


def test_an_empty_archive_still_makes_every_list() -> None:
    site = sample_site()
    empty = SiteContext(sample_with(), site.settings, site.words)
    paths = {o.path for o in all_artifacts(empty)}
    assert {"index.md", "dien-hinh/index.md", "thong-ke/index.md"} <= paths


def test_a_story_of_one_page_stays_small() -> None:
    site = sample_site()
    many = [
        story(
            id=f"s-{n}",
            name=f"Người số {n}",
            places=[{"role": "act", "as_printed": "phường Đông", "locality": "phuong-dong"}],
        )
        for n in range(400)
    ]
    big = SiteContext(sample_with(*many), site.settings, site.words)
    sizes = {o.path: len(o.content) for o in all_artifacts(big) if o.is_page}
    assert max(n for p, n in sizes.items() if p.startswith("dien-hinh/s-")) < 30_000
    assert "dien-hinh/s-399/index.md" in sizes


def test_printed_errors_are_marked_in_one_pass_and_never_inside_a_mark() -> None:
    """A misprint inside what another one meant, one that overlaps it, one that is a word of our markup."""
    document = next(iter(sample().documents.values()))
    pairs = [
        ("Phân đầu", "Phấn đấu vượt 72%"),
        ("72%", "72,5%"),
        ("span", "spam"),
        ("sic", "sích"),
        ("đầu tư", "x"),
    ]
    misprints = tuple(Misprint.model_validate({"printed": printed, "meant": meant}) for printed, meant in pairs)
    html = str(mark_misprints(document.model_copy(update={"misprints": misprints}), "Phân đầu tư 72% <span> sic & a"))
    assert LexborHTMLParser(f"<p>{html}</p>").text() == "Phân đầu [sic] tư 72% [sic] <span [sic]> sic [sic] & a"
    titles = [node.attributes["title"] for node in LexborHTMLParser(f"<p>{html}</p>").css("span.dh-sic")]
    assert titles == ["Phấn đấu vượt 72%", "72,5%", "spam", "sích"]


def pages_of(project: Project) -> dict[str, str]:
    found: dict[str, bytes] = {}
    for output in publish(project).artifacts:
        if output.path.endswith(".md"):
            found.update(zip(output.files, output.contents, strict=True))
    return {path: content.decode("utf-8", "replace") for path, content in found.items() if path.endswith(".md")}


def test_every_list_of_records_keeps_to_the_setting(tmp_path: Path) -> None:
    """Where a list is longer than `listed`, it goes on elsewhere, and nothing of it is lost."""
    project = read_project(copy_sample(tmp_path))
    short = pages_of(replace(project, settings=project.settings.model_copy(update={"list_page_limit": 2})))
    whole = pages_of(project)
    stories = [s for s in project.archive.public_exemplars() if isinstance(s, Story)]
    assert len(stories) > 2
    longer = [path for path, text in whole.items() if sum(f"/{each.id}/" in text for each in stories) > 2]
    assert "dien-hinh/index.md" in longer
    assert short["dien-hinh/index.md"] != whole["dien-hinh/index.md"]
    lists = "".join(text for path, text in short.items() if path.startswith(("dien-hinh/nam/", "dien-hinh/index")))
    assert [each.id for each in stories if f"{each.id}/" not in lists] == []
