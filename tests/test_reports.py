"""Reports: every figure counted a second way from the files, every gap named."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.core.dates import PartialDate
from generator.engine.project import publish, read_project
from generator.publish.reports.blocks import Gap, Heading, Sentence, Silence, Table
from generator.publish.reports.build import build_report
from generator.publish.reports.commendations import commendations, count_by_award
from generator.publish.reports.period import ALL_TIME, Period, Scope, closed_years, period_records, year_period
from generator.publish.reports.word import report_docx
from tests.making import copy_sample
from tests.reporting import REAL, ROOTS, cell, form_of, site_of, with_press, yearly


def year_in(value: object) -> str:
    found = re.search(r"\b(19|20)\d\d\b", str(value or ""))
    return found[0] if found else ""


def counted_from_files(root: Path, public: frozenset[str], awards: dict[str, Any]) -> Counter[str]:
    """Count commendations by year, straight from the YAML."""
    found: Counter[str] = Counter()
    listed = set()
    decisions = {}
    for file in (root / "stories" / "decisions").rglob("*.yml"):
        content = yaml.safe_load(file.read_text("utf-8"))
        decisions[content.get("id", file.stem)] = content
    for name, content in decisions.items():
        if content.get("status") == "huy-bo" or not year_in(content.get("date")):
            continue
        for row in content.get("rows") or ():
            listed.add((row.get("story"), name))
            award = row.get("award") or content.get("award")
            if award and awards[award].statutory == "yes":
                found[year_in(content["date"])] += 1
    for file in (root / "stories").glob("[0-9c]*/*.yml"):
        content = yaml.safe_load(file.read_text("utf-8"))
        if file.stem not in public:
            continue
        for grant in content["awards"]:
            of_decision = decisions.get(grant.get("decision"), {}).get("date")
            day = of_decision or grant.get("date") or grant.get("presented_on")
            stands = grant.get("status") not in {"huy-bo", "tuoc"} and awards[grant["award"]].statutory == "yes"
            people = 1
            if grant.get("recipient_kind", content["kind"]) == "individual":
                names, to = [m["name"] for m in content.get("members") or ()], grant.get("recipient")
                people = len([name for name in names if to is None or name in to])
            if day and stands and (file.stem, grant.get("decision")) not in listed:
                found[year_in(day)] += max(people, 1)
    return found


@ROOTS
def test_each_year_counts_what_the_files_say(root: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = root(tmp_path)
    site = site_of(folder)
    archive = site.archive
    by_hand = counted_from_files(folder, archive.public_ids, dict(archive.awards))
    years = range(1990, archive.as_of.year + 1)
    ours = {
        str(year): sum(1 for _ in commendations(archive, period_records(archive, Scope(p)), p))
        for year in years
        if (p := year_period(year))
    }
    assert sum(by_hand.values()) > 0
    assert {y: n for y, n in ours.items() if n} == dict(by_hand)


@ROOTS
def test_counted_by_form_they_are_as_many_as_told_one_by_one(root: Callable[[Path], Path], tmp_path: Path) -> None:
    archive, some = site_of(root(tmp_path)).archive, 0
    for period in (ALL_TIME, *map(year_period, closed_years(archive))):
        records = period_records(archive, Scope(period))
        counted = count_by_award(archive, records, period)
        assert counted == Counter(each.award for each in commendations(archive, records, period))
        some += counted.total()
    assert some > 0


@ROOTS
def test_the_table_of_forms_adds_up_and_stands_beside_the_year_before(
    root: Callable[[Path], Path], tmp_path: Path
) -> None:
    site = site_of(root(tmp_path))
    for year in closed_years(site.archive):
        report, before = (build_report(site, Scope(year_period(each))) for each in (year, year - 1))
        tables = [b for s in report.sections for b in s.blocks if isinstance(b, Table) and "hình thức" in b.caption]
        if not report.base:
            assert tables == []
            continue
        (table,) = tables
        assert table.head[-1] == f"Năm {year - 1}"
        assert sum(int(row[-2] or 0) for row in table.rows) == len(report.base)
        assert sum(int(row[-1] or 0) for row in table.rows) == len(before.base)
        assert all(row[-1] is None for row in table.rows) == (not before.base)  # silence is no nought


def test_readers_are_not_asked_what_only_the_office_can_write(tmp_path: Path) -> None:
    publication = publish(read_project(copy_sample(tmp_path)))
    pages = [a for a in publication.artifacts if re.fullmatch(r"bao-cao/\d{4}/index\.md", a.path)]
    assert pages
    for page in pages:
        text = page.contents[0].decode()
        assert "Cơ quan viết" not in text
        assert "dienhinh report" not in text
    report = build_report(publication.project.site(), Scope(year_period(2024)))
    assert any(isinstance(block, Gap) for section in report.sections for block in section.blocks)


def test_codes_of_the_shared_rows_are_those_of_each_form(tmp_path: Path) -> None:
    """Forms 0602.N and 0603.N of Circular 02/2023/TT-BNV number the same rows from 06 and from 02."""
    _, report = yearly(copy_sample(tmp_path))
    for code, first in (("0602", 6), ("0603", 2)):
        rows = form_of(report, code).rows
        assert [row.code for row in rows[:5]] == ["01", *(f"{first + n:02d}" for n in range(4))]
        kinds = {row.label: row.code for row in rows}
        assert kinds["Đột xuất"] == f"{first + 11:02d}"
        assert rows[1].label == "Tập thể"
    assert any("02 đến 05" in note for note in form_of(report, "0602").unfilled)


def test_each_person_of_a_story_is_counted_and_an_unclear_form_is_not(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    _, before = yearly(root)
    folder = root / "stories" / "2025"
    people = "members:\n  - {name: Phạm Thử}\n  - {name: Lê Cùng Cứu}\n"
    given = ONE.replace("GRANT", "presented_on: 2025-09-01")
    (folder / "hai-nguoi.yml").write_text(given.replace("title:", f"{people}title:", 1), "utf-8")
    _, after = yearly(root)
    assert sorted(row[0] for row in after.base if row not in before.base) == ["Lê Cùng Cứu", "Phạm Thử"]
    words = [b.text for s in after.sections for b in s.blocks if isinstance(b, Sentence)]
    assert any("chưa rõ ngày quyết định, tính vào kỳ theo ngày trao" in each for each in words)
    decided = [form_of(after, "01").columns.index(c) for c in form_of(after, "01").columns if "quyết định" in c.over]
    assert decided
    (folder / "hai-nguoi.yml").write_text(given.replace("bang-khen-thanh-pho", "chua-ro"), "utf-8")
    awards = root / "stories" / "reference" / "awards.yml"
    unknown = (
        "  - {id: chua-ro, name: Chưa rõ, group: hinh-thuc, recipients: [individual], statutory: unknown, basis: []}"
    )
    awards.write_text(awards.read_text("utf-8").rstrip("\n") + f"\n{unknown}\n", "utf-8")
    _, unclear = yearly(root)
    assert [*unclear.base] == [*before.base]
    words = [b.text for s in unclear.sections for b in s.blocks if isinstance(b, Sentence)]
    assert any(each.startswith("Có 1 lượt khen chưa rõ hình thức") for each in words)


def test_an_award_of_another_year_is_not_told_as_without_a_day(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    file = root / "stories" / "2025" / "mot-nguoi.yml"
    told = []
    for printed in ("cuối năm 2013", "cuối năm 2025"):
        file.write_text(ONE.replace("GRANT", f"date_as_printed: {printed}"), "utf-8")
        _, report = yearly(root)
        words = [b.text for s in report.sections for b in s.blocks if isinstance(b, Sentence)]
        told.append(any("chưa xác định được ngày" in each for each in words))
    assert told == [False, True]


@ROOTS
def test_what_a_closed_year_holds_is_what_its_period_holds(root: Callable[[Path], Path], tmp_path: Path) -> None:
    archive = site_of(root(tmp_path)).archive
    years = closed_years(archive)
    assert years
    assert all(year < archive.as_of.year for year in years)
    for year, records in years.items():
        assert records == period_records(archive, Scope(year_period(year)))


@ROOTS
def test_every_form_adds_up_and_agrees_with_the_list(root: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = root(tmp_path)
    site = site_of(folder)
    for year in closed_years(site.archive):
        report = build_report(site, Scope(year_period(year)))
        for form in report.forms:
            for number, row in enumerate(form.rows):
                for at, column in enumerate(form.columns):
                    value = form.cells[number][at]
                    for parts in (
                        [form.cells[each][at] for each in row.sum_of],
                        [form.cells[number][each] for each in column.sum_of],
                    ):
                        if parts and value is not None:
                            assert value == sum(part or 0 for part in parts), (year, form.code, row.label, column.label)
        state = form_of(report, "0602")
        provincial = form_of(report, "0603")
        total = (cell(state, "01", "Tổng số") or 0) + (cell(provincial, "01", "Tổng số") or 0)
        assert total <= len(report.base)


def test_one_row_changes_exactly_the_figures_it_should(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    _, before = yearly(root)
    file = next((root / "stories" / "decisions").rglob("qd-12-2025.yml"))
    assert cell(form_of(before, "0603"), "10", "Bằng khen") is None
    text = file.read_text("utf-8")
    people = len(re.findall(r"kind: individual", text))
    assert people
    file.write_text(
        text.replace("kind: individual", "kind: individual, position_group: truc-tiep, award_kind: dot-xuat"), "utf-8"
    )
    site, after = yearly(root)
    form = form_of(after, "0603")
    rows = [e for e in after.base if e[1] == "Cá nhân" and e[6] == site.archive.position_groups["truc-tiep"].name]
    assert len(rows) == people
    same = [
        (row.code, column.label)
        for n, row in enumerate(form.rows)
        for at, column in enumerate(form.columns)
        if form.cells[n][at] != form_of(before, "0603").cells[n][at]
    ]
    assert {code for code, _ in same} <= {f"{n:02d}" for n in range(6, 18)}
    words = [b.text for s in after.sections for b in s.blocks if isinstance(b, Sentence)]
    assert any(f"{people} lượt là người trực tiếp" in each for each in words)


def test_a_cell_of_which_one_record_is_silent_stays_blank_and_is_named(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    file = next((root / "stories" / "decisions").rglob("qd-12-2025.yml"))
    text = file.read_text("utf-8")
    file.write_text(text.replace("kind: individual", "kind: individual, position_group: truc-tiep", 1), "utf-8")
    site, report = yearly(root)
    form = form_of(report, "0603")
    silent = sum(1 for e in report.base if e[1] == "Cá nhân" and not e[6])
    assert silent
    assert cell(form, "10", "Bằng khen") is None
    assert any(site.archive.position_groups["truc-tiep"].name in note for note in form.unfilled)


def test_a_period_without_records_says_so_and_prints_no_nought(tmp_path: Path) -> None:
    site, report = yearly(copy_sample(tmp_path), 1991)
    assert [*report.base] == []
    assert all(value is None for form in report.forms for row in form.cells for value in row)
    assert all(form.unfilled for form in report.forms[1:])
    blocks = [block for section in report.sections for block in section.blocks]
    assert any(isinstance(block, Silence) for block in blocks)
    assert any(isinstance(block, Gap) for block in blocks)
    assert not any(isinstance(block, Sentence) and " 0 " in block.text for block in blocks)
    assert report_docx(site, report, 1991)


def test_a_date_that_may_lie_outside_a_period_is_not_in_it() -> None:
    half = Period(date(2025, 1, 1), date(2025, 6, 30))

    assert half.holds(PartialDate(2025, 6))
    assert not half.holds(PartialDate(2025))
    assert not half.holds(PartialDate(2025, 7, 1))
    assert year_period(2025).holds(PartialDate(2025))


@ROOTS
def test_every_figure_leads_to_pages_there_are(root: Callable[[Path], Path], tmp_path: Path) -> None:
    folder = root(tmp_path)
    publication = publish(read_project(folder))
    site = publication.project.site()
    routes = {page.address for page in publication.pages}
    years = closed_years(site.archive)
    for year in years:
        assert f"/bao-cao/{year}/" in routes
        for _, _, links in build_report(site, Scope(year_period(year))).basis():
            assert links
            assert {link.address.partition("#")[0] for link in links} <= routes


def test_a_report_on_a_document_goes_through_its_clauses() -> None:
    site = site_of(REAL)
    period = Period(date(1990, 1, 1), date(2030, 1, 1))
    document = next(d for d in site.archive.documents.values() if any(c.asks for c in d.clauses))
    report = build_report(site, Scope(period, document=document.id))
    asked = [c for c in document.clauses if c.role == "clause" and c.asks]
    headings = [b.text for b in report.sections[0].blocks if isinstance(b, Heading)]
    assert len(headings) == len(asked) + 1
    records = period_records(site.archive, Scope(period, document=document.id))
    told = {clause for record in (*records.stories, *records.models) for clause in record.clauses}
    told |= {part.clause for campaign in records.campaigns for part in campaign.contents if part.clause}
    answered = sum(1 for clause in asked if f"{document.id}#{clause.anchor}" in told)
    silent = sum(isinstance(block, Silence) for block in report.sections[0].blocks)
    assert answered > 0
    assert answered + silent == len(asked)


def test_a_report_on_a_campaign_sets_targets_against_results() -> None:
    site = site_of(REAL)
    campaign = next(c for c in site.archive.campaigns.values() if any(i.results for i in c.indicators))
    report = build_report(site, Scope(Period(date(1900, 1, 1), date(2100, 12, 31)), campaign=campaign.id))
    table = next(b for s in report.sections for b in s.blocks if isinstance(b, Table))
    assert [row[:2] for row in table.rows] == [(i.name, i.as_printed) for i in campaign.indicators]
    assert [row[2] is None for row in table.rows] == [not i.results for i in campaign.indicators]


def test_what_the_press_told_is_counted_by_outlet_and_period(tmp_path: Path) -> None:
    root = with_press(tmp_path)
    _, report = yearly(root)
    tables = [b for s in report.sections for b in s.blocks if isinstance(b, Table) and "báo, đài" in b.caption]
    assert [table.rows for table in tables] == [(("Đài Mẫu", 2, 12), ("Báo Mẫu", 1, None))]
    page = next(a for a in publish(read_project(root)).artifacts if a.is_page and a.address == "/bao-chi/")
    assert '<td class="n">3</td><td class="n">21</td>' in page.content.decode()
    _, former = yearly(copy_sample(tmp_path / "without"))
    assert not [b for s in former.sections for b in s.blocks if isinstance(b, Table) and "báo, đài" in b.caption]


def test_a_scope_of_a_field_or_unit_holds_nothing_else() -> None:
    archive = site_of(REAL).archive
    everything = Period(date(1900, 1, 1), date(2100, 12, 31))
    for field in archive.fields:
        records = period_records(archive, Scope(everything, field=field))
        assert all(field in record.fields for record in (*records.stories, *records.models))
    unit = next(s.unit for s in archive.public_stories if s.unit)
    records = period_records(archive, Scope(everything, unit=unit))
    assert records.stories
    assert all(record.unit == unit or archive.units[record.unit or ""].parent for record in records.stories)


ONE = """kind: individual
name: Phạm Thử
title: Phạm Thử làm một việc để thử
summary: Một bản ghi để thử.
places:
  - {role: residence, as_printed: phường Đông, locality: phuong-dong}
fields: [y-te]
deeds: Việc đã làm.
act_from: 2025-08-01
awards:
  - {award: bang-khen-thanh-pho, as_printed: Bằng khen, level: thanh-pho, source: bao, GRANT}
stages:
  - {stage: tong-ket, text: Được khen., source: bao}
sources:
  - {id: bao, publisher: Báo Mẫu, url: "https://bao.example/thu"}
basis: {kind: press}
published_on: 2025-12-01
"""


LISTED = """number: 77/QĐ-UBND
date: 2025-09-30
issuer: Chủ tịch UBND thành phố
level: thanh-pho
subject: Tặng Bằng khen
award: bang-khen-thanh-pho
status: STATUS
published_on: 2025-12-01
rows:
  - {name: Phạm Thử, kind: individual, story: pham-thu}
  - {name: Người Khác, kind: individual}
"""


@pytest.mark.parametrize(
    ("grant", "status", "counted"),
    [
        ("decision: qd-77", "hieu-luc", 2),  # the row is the award
        ("date: 2025-09-30", "hieu-luc", 2),  # the same day, though the story names no decision
        ("date: 2025-09", "hieu-luc", 2),
        ("presented_on: 2025-11-13", "hieu-luc", 2),  # only the ceremony is known
        ("date: 2025-07-01", "hieu-luc", 3),  # another award of the same form
        ("decision: qd-77", "huy-bo", 0),
        ("date: 2025-09-30", "huy-bo", 1),
    ],
)
def test_an_award_that_stands_in_a_list_and_in_a_story_counts_once(
    grant: str, status: str, counted: int, tmp_path: Path
) -> None:
    root = copy_sample(tmp_path)
    for file in (root / "stories" / "decisions").rglob("*.yml"):
        file.unlink()
    (root / "stories" / "2025" / "pham-thu.yml").write_text(ONE.replace("GRANT", grant), "utf-8")
    (root / "stories" / "decisions" / "2025").mkdir(parents=True, exist_ok=True)
    (root / "stories" / "decisions" / "2025" / "qd-77.yml").write_text(LISTED.replace("STATUS", status), "utf-8")
    archive = site_of(root).archive
    period = year_period(2025)
    found = list(commendations(archive, period_records(archive, Scope(period)), period))
    own = [c for c in found if c.story == "pham-thu" or c.decision == "qd-77"]
    assert len(own) == counted, own
