"""The real records: they must be publishable, and quotations must be verbatim."""

import re
import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from generator.engine.project import publish, read_project
from generator.engine.releases import rehearse
from generator.records.traversal import iter_texts
from tests.commands import dienhinh
from tests.making import SHARED

ROOT = Path(__file__).parents[1]
QUOTED = {"chi-thi-2021": "000_*.txt", "ke-hoach-2018": "001_*.txt"}


@pytest.fixture(scope="module")
def project():  # type: ignore[no-untyped-def]
    return read_project(ROOT)


def test_no_record_has_an_error_and_no_two_pages_share_an_address(project) -> None:  # type: ignore[no-untyped-def]
    assert project.errors == ()
    assert publish(project).blocking_problems == ()


def test_the_site_can_be_published_no_page_of_it_leads_nowhere(project, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rehearse(publish(project), tmp_path / "public")


def test_a_new_province_can_be_published_as_it_is_begun(tmp_path: Path) -> None:
    told = {"name": "Điển hình thử", "url": "https://thu.example/", "place": "Tỉnh Thử", "contact": "Văn phòng"}
    begun = dienhinh(tmp_path, "init", *(part for key, value in told.items() for part in (f"--{key}", value)), "moi")
    assert begun.returncode == 0, begun.stderr
    rehearse(publish(read_project(tmp_path / "moi")), tmp_path / "public")


def test_nothing_made_up_is_published(project) -> None:  # type: ignore[no-untyped-def]
    """Every address of a source is a public one; the reserved names of examples stay in the tests."""
    for record in project.archive.records():
        for source in getattr(record, "sources", ()):
            assert not re.search(r"\b(example|test|invalid|localhost)\b", source.url or ""), record.id


def test_every_story_names_where_each_award_was_read(project) -> None:  # type: ignore[no-untyped-def]
    for story in project.archive.stories.values():
        assert all(a.source or a.decision or a.number for a in story.awards), story.id


def test_all_present_communes_are_formed_from_former_ones(project) -> None:  # type: ignore[no-untyped-def]
    archive = project.archive
    here = [p for p in archive.localities.values() if p.valid_to is None]
    assert here
    for place in here:
        assert place.formed_from, place.id
        assert all(archive.localities[p.locality].valid_to for p in place.formed_from), place.id
    for place in archive.localities.values():
        if place.valid_to is not None:
            assert archive.successors.get(place.id), place.id


def words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("document_id", sorted(QUOTED))
def test_documents_are_quoted_in_full_and_verbatim(project, document_id: str) -> None:  # type: ignore[no-untyped-def]
    found = sorted((SHARED / "sources").glob(QUOTED[document_id]))
    if not found:
        pytest.skip("the source documents are not beside this checkout")
    document = project.archive.documents[document_id]
    parts = [document.place_and_date or "", document.form.upper(), document.name]
    for clause in document.clauses:
        parts += [clause.label or "", clause.heading or "", clause.text or ""]
    parts += ["Nơi nhận", *document.recipients, *document.signature]
    assert words(" ".join(parts)) == words(found[0].read_text("utf-8"))


NEVER_LINKED = re.compile(
    r"bet365|marimbapop|go88|88tysobongda|xosobinhdinh|xskthaugiang|kuwin|98win|tinbong247|lozaph|slyers|xwtcq55",
    re.IGNORECASE,
)
REPOSTS = re.compile(
    r"thactrang\.com|baomoi\.|ieem\.vn|(^|\.)vietnam\.vn|2lua\.vn|laodongdongnai\.vn|vietgiaitri\.com|"
    r"congan\.baclieu\.gov\.vn"
)


def test_no_record_leads_to_a_page_of_gamblers_and_a_copy_is_called_one(project) -> None:  # type: ignore[no-untyped-def]
    for record in project.archive.records():
        for source in getattr(record, "sources", ()):
            host = urlsplit(source.url or "").hostname or ""
            assert not NEVER_LINKED.search(host), (record.id, source.url)
            assert not REPOSTS.search(host) or "đăng lại" in source.publisher, (record.id, source.url)
        texts = [text for place, text in iter_texts(record) if place[-1] != "url"]
        assert not [text for text in texts if NEVER_LINKED.search(text)], record.id
