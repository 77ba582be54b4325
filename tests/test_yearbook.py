"""Yearbooks and press sheets: a chapter for each, every name in the index, nobody who was taken down."""

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest

from generator.publish.reports.paper import official
from generator.publish.reports.period import Period, Scope, period_records, year_period
from generator.publish.reports.yearbook import press_sheet_docx, yearbook_docx, yearbook_pdf
from tests.making import copy_sample
from tests.reporting import ROOTS, run, site_of, text_of, with_press


@ROOTS
def test_a_yearbook_has_a_chapter_for_each_and_an_index_of_every_name(
    root: Callable[[Path], Path], tmp_path: Path
) -> None:
    site = site_of(root(tmp_path))
    scope = Scope(year_period(2025))
    records = period_records(site.archive, scope)
    content = yearbook_docx(site, scope, records)
    assert content == yearbook_docx(site, scope, records)
    lines = text_of(content)
    chapters = [*records.stories, *records.models]
    assert chapters
    index = lines[lines.index("Chỉ mục tên") + 1 :]
    for number, record in enumerate(chapters, 1):
        title = f"{number}. {site.titled(record)}"
        assert lines.count(title.replace("\u2013", "-").replace("\u2014", "-")) == 2  # in the contents, and above
        assert any(re.search(rf": (.*, )?{number}(,|$)", line) for line in index)
        for source in record.sources:
            assert any(source.publisher in line for line in lines)
    assert all(site.absolute(f"/dien-hinh/{story.id}/") in lines for story in records.stories)


def test_a_withdrawn_story_is_in_no_yearbook_and_no_sheet(tmp_path: Path) -> None:
    site = site_of(copy_sample(tmp_path))
    scope = Scope(Period(date(1900, 1, 1), date(2100, 12, 31)))
    records = period_records(site.archive, scope)
    for write in (yearbook_docx, press_sheet_docx):
        assert "Trần Đã Gỡ" not in "\n".join(text_of(write(site, scope, records)))


def test_the_press_sheet_says_who_told_it_already(tmp_path: Path) -> None:
    site = site_of(with_press(tmp_path))
    scope = Scope(year_period(2025))
    lines = text_of(press_sheet_docx(site, scope, period_records(site.archive, scope)))
    assert "Báo, đài đã đăng: Báo Mẫu, 20/9/2025" in lines
    assert "Báo, đài đã đăng: chưa có" in lines


@ROOTS
def test_a_printed_yearbook_is_tagged_and_holds_its_font_and_every_name(
    root: Callable[[Path], Path], tmp_path: Path
) -> None:
    site = site_of(root(tmp_path))
    scope = Scope(Period(date(1900, 1, 1), date(2100, 12, 31)))
    records = period_records(site.archive, scope)
    content = yearbook_pdf(site, scope, records)
    assert content == yearbook_pdf(site, scope, records)
    printed = pypdf.PdfReader(io.BytesIO(content))
    root_of_file: Any = printed.trailer["/Root"]
    assert root_of_file["/MarkInfo"]["/Marked"]
    assert root_of_file["/Lang"] == "vi"
    fonts = {font["/BaseFont"].split("+")[-1] for page in printed.pages for font in fonts_of(page)}
    assert "Tinos" in fonts
    assert all("/FontFile2" in descriptor_of(f) for p in printed.pages for f in fonts_of(p))
    text = squeezed(" ".join(page.extract_text() for page in printed.pages))
    assert squeezed("Chỉ mục tên") in text
    assert squeezed("Mục lục") in text
    for record in (*records.stories, *records.models):
        assert text.count(squeezed(official(site.titled(record)))) >= 2  # in the contents, and above
        assert squeezed(official(site.named(record))) in text
    assert len(printed.outline) == len(records.stories) + len(records.models) + 1  # and the index


def fonts_of(page: Any) -> list[Any]:
    return [font.get_object() for font in page["/Resources"].get("/Font", {}).values()]


def descriptor_of(font: Any) -> Any:
    return font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_letters_no_font_holds_are_named_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_sample(tmp_path)
    story = next(p for p in (root / "stories" / "2025").glob("*.yml") if "summary:" in p.read_text("utf-8"))
    text = story.read_text("utf-8")
    story.write_text(re.sub(r"(?m)^summary: ", "summary: \U00013000 ", text, count=1), "utf-8", newline="")
    output = tmp_path / "ky.pdf"
    assert run(root, "--from", "01/01/1900", "--to", "31/12/2100", "--kind", "yearbook", "--output", str(output)) == 2
    assert "\U00013000" in capsys.readouterr().err
    assert not output.exists()


def test_a_book_is_a_word_file_or_a_pdf(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert run(root, "2025", "--kind", "yearbook", "--output", str(tmp_path / "ky.xlsx")) == 2
    assert run(root, "2025", "--kind", "press", "--output", str(tmp_path / "ky.pdf")) == 2
    assert run(root, "2025", "--output", str(tmp_path / "ky.pdf")) == 2
    assert run(root, "2025", "--kind", "yearbook", "--output", str(tmp_path / "ky.pdf")) == 0
    assert (tmp_path / "ky.pdf").read_bytes()[:5] == b"%PDF-"
    for kind in ("yearbook", "press"):
        assert run(root, "2025", "--kind", kind, "--output", str(tmp_path / f"{kind}.docx")) == 0
        assert (tmp_path / f"{kind}.docx").read_bytes()[:2] == b"PK"
