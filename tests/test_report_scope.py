"""What falls into a report: by which day, of which unit and field, each of the people an award names."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from generator.archive.loader import load
from generator.archive.record_cache import RecordCache
from generator.cli.main import main
from generator.config.i18n import language
from generator.engine.project import read_project
from generator.publish.context import SiteContext
from generator.publish.reports.annual import material
from generator.publish.reports.blocks import Sentence
from generator.publish.reports.build import build_report
from generator.publish.reports.commendations import Commendation, commendations
from generator.publish.reports.period import ALL_TIME, Scope, period_records, year_period
from generator.publish.reports.word import report_docx
from generator.publish.reports.workbook import report_xlsx
from generator.publish.reports.yearbook import press_sheet_docx, yearbook_docx
from generator.records.decision import Decision
from generator.records.reference import Award
from tests.making import SAMPLE, copy_sample, holding, sample, sample_site, story
from tests.reporting import form_of

DECISION = {
    **{"id": "qd", "number": "1/QĐ-UBND", "issuer": "UBND", "level": "thanh-pho", "subject": "Khen"},
    **{"award": "bang-khen-thanh-pho", "date": "2025-09-12", "published_on": "2025-12-01"},
}


def site_with(
    awards: list[dict[str, Any]] | None = None, decision: dict[str, Any] | None = None, **changes: Any
) -> SiteContext:
    """Return the site of one story with these awards, and of one decision."""
    given = [{"as_printed": "Khen", "source": "bao", **a} for a in awards or []]
    one = story(**{**({"awards": given} if given else {}), **changes})
    made = Decision.model_validate({**DECISION, **decision}) if decision is not None else None
    decisions = {made.id: made} if made else {}
    site = sample_site()
    return SiteContext(holding(sample(), stories={one.id: one}, decisions=decisions), site.settings, site.words)


def counted(site: SiteContext, scope: Scope, proposed: bool = False) -> list[Commendation]:
    made = material(site, scope, period_records(site.archive, scope))
    return list(made.proposed if proposed else made.found)


YEAR = Scope(year_period(2025))


def test_what_was_proposed_counts_by_its_own_day_and_award_by_award() -> None:
    site = site_with(
        [
            {"award": "bang-khen-thanh-pho", "date": "2025-03-01"},
            {"award": "giay-khen-quan-huyen", "proposed_on": "2025-01-10", "date": "2025-02-01"},
            {"award": "huan-chuong-lao-dong", "rank": "ba", "proposed_on": "2024-11-10", "date": "2025-03-02"},
        ]
    )
    found = {
        year: [each.award for each in counted(site, Scope(year_period(year)), proposed=True)] for year in (2024, 2025)
    }
    assert found == {2024: ["huan-chuong-lao-dong"], 2025: ["giay-khen-quan-huyen"]}
    form = form_of(build_report(site, Scope(year_period(2024))), "01")
    words = f"{site.archive.awards['huan-chuong-lao-dong'].name} {site.t('report.rank.ba')}"
    proposed = [line[:4] for line, row in zip(form.cells, form.rows, strict=True) if row.label == words]
    assert proposed == [(None, 1, None, None)], "for one person, though it was decided the year after"


def test_what_a_decision_proposed_counts_in_the_year_of_the_proposal() -> None:
    rows = [{"name": "A", "kind": "individual"}, {"name": "B", "kind": "collective"}]
    site = site_with([], {"proposed_on": "2024-12-20", "date": "2025-01-05", "rows": rows})
    assert [len(counted(site, Scope(year_period(year)), proposed=True)) for year in (2024, 2025)] == [2, 0]
    assert [len(counted(site, Scope(year_period(year)))) for year in (2024, 2025)] == [0, 2]


def test_a_report_on_a_unit_or_a_field_counts_its_own_rows_only() -> None:
    rows = [
        {"name": "A", "kind": "individual", "unit_id": "htx-mau"},
        {"name": "B", "kind": "individual", "field": "y-te"},
        {"name": "C", "kind": "individual", "field": "y-te", "unit_id": "truong-mau"},
    ]
    site = site_with([], {"rows": rows}, fields=["nong-nghiep"])
    period = YEAR.period
    assert [each.name for each in counted(site, Scope(period, unit="htx-mau"))] == ["A"]
    assert [each.name for each in counted(site, Scope(period, field="y-te"))] == ["B", "C"]
    assert [each.name for each in counted(site, Scope(period, field="y-te", unit="truong-mau"))] == ["C"]
    assert len(counted(site, YEAR)) == 3


def test_a_report_on_a_part_names_it_and_tells_of_its_own_campaigns_and_documents() -> None:
    site = sample_site()
    unit = site.archive.units["htx-mau"]
    whole, part = build_report(site, YEAR), build_report(site, Scope(YEAR.period, unit=unit.id, field="y-te"))
    assert part.subject.endswith(f"của {unit.name} lĩnh vực {site.archive.fields['y-te'].name} năm 2025")
    assert "của" not in whole.subject.replace("công tác", "")
    told = []
    for each in site.archive.units:
        records = period_records(site.archive, Scope(ALL_TIME, unit=each))
        own = {campaign for one in (*records.stories, *records.models) for campaign in one.campaigns}
        own |= {one.campaign for one in (*records.decisions, *records.plans) if one.campaign}
        assert {campaign.id for campaign in records.campaigns} <= own, each
        told.append(len(records.campaigns))
    assert min(told) < len(site.archive.campaigns)


@pytest.mark.parametrize(
    ("recipient", "names"),
    [
        (None, ["Lê Một", "Lê Mộtt", "Trần Hai"]),
        ("anh Lê Một và anh Trần Hai", ["Lê Một", "Trần Hai"]),
        ("anh Trần Hai", ["Trần Hai"]),
        ("LE MỘTT", ["Lê Mộtt"]),
        ("cả nhóm", ["cả nhóm"]),
    ],
)
def test_each_of_the_people_an_award_names_is_one(recipient: str | None, names: list[str]) -> None:
    members = [{"name": name} for name in ("Lê Một", "Lê Mộtt", "Trần Hai")]
    award = {"award": "bang-khen-thanh-pho", "date": "2025-09-12", "recipient": recipient}
    site = site_with([award], members=members, kind="individual", name="Lê Một, Lê Mộtt và Trần Hai")
    found = counted(site, YEAR)
    assert [each.name for each in found] == names
    assert len({each.key for each in found}) == len(names)


def test_an_award_whose_level_is_not_said_has_the_only_one_that_gives_it() -> None:
    site = site_with([{"award": "bang-khen-thanh-pho", "date": "2025-09-12", "level": None}])
    levels = site.archive.awards["bang-khen-thanh-pho"].levels
    assert [each.level for each in counted(site, YEAR)] == [levels[0] if len(levels) == 1 else None]
    award = Award.model_validate(
        {
            **site.archive.awards["bang-khen-thanh-pho"].model_dump(),
            "authorities": [{"level": "thanh-pho"}, {"level": "bo-nganh"}],
        }
    )
    archive = holding(site.archive, awards={**site.archive.awards, award.id: award})
    site = SiteContext(archive, site.settings, site.words)
    form = form_of(build_report(site, YEAR), "0603")
    assert site.t("report.form.level_unknown", count=1) in form.unfilled
    assert form.is_empty


def test_days_to_the_decision_and_to_the_ceremony_are_told_apart() -> None:
    awards = [
        {"award": "bang-khen-thanh-pho", "date": "2025-09-12"},
        {"award": "giay-khen-quan-huyen", "presented_on": "2025-11-10"},
    ]
    site = site_with(awards, act_from="2025-09-10", act_to="2025-09-10")
    told = [b.text for s in build_report(site, YEAR).sections for b in s.blocks if isinstance(b, Sentence)]
    assert site.t("report.days_of_one.decided", median=2) in told
    assert site.t("report.days_of_one.presented", median=61) in told


def test_every_campaign_form_0601_counts_is_listed_beside_it() -> None:
    site = sample_site()
    report = build_report(site, YEAR)
    form = form_of(report, "0601")
    total = next(line[0] for line, row in zip(form.cells, form.rows, strict=True) if row.code == "01")
    assert total == len(report.campaigns) > 0
    book = openpyxl.load_workbook(BytesIO(report_xlsx(site, report)))
    rows = list(book[site.t("report.campaign_sheet")].values)
    assert rows[0] == report.campaign_head
    assert [tuple(cell or "" for cell in row) for row in rows[1:]] == list(report.campaigns)


def test_a_report_without_days_says_up_to_when_and_no_year_nobody_lives_in() -> None:
    site = sample_site()
    document = next(each for each in site.archive.documents.values() if each.date)
    report = build_report(site, Scope(ALL_TIME, document=document.id))
    assert document.date
    begin, end = document.date.earliest, site.archive.as_of.latest
    assert report.period == f"từ ngày {begin:%d/%m/%Y} đến ngày {end:%d/%m/%Y}"
    undated = document.model_copy(update={"date": None})
    archive = holding(site.archive, documents={undated.id: undated})
    unknown = build_report(SiteContext(archive, site.settings, site.words), Scope(ALL_TIME, document=undated.id))
    assert unknown.period == f"đến ngày {site.archive.as_of.short}"
    assert "2100" not in "".join(p.text for p in docx.Document(BytesIO(report_docx(site, report, 2025))).paragraphs)


def test_one_report_is_on_one_thing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    ids = ("--campaign", next(iter(sample().campaigns)), "--document", next(iter(sample().documents)))
    with pytest.raises(SystemExit) as ended:
        main(["--project", str(root), "report", *ids, "--output", str(tmp_path / "x.docx")])
    assert ended.value.code == 2
    assert language().translate("command.misuse.report-two") in capsys.readouterr().err.replace("\n", " ")


SECTION = (
    *("headerReference", "footerReference", "footnotePr", "endnotePr", "type", "pgSz", "pgMar", "paperSrc"),
    *("pgBorders", "lnNumType", "pgNumType", "cols", "formProt", "vAlign", "noEndnote", "titlePg"),
    *("textDirection", "bidi", "rtlGutter", "docGrid", "printerSettings", "sectPrChange"),
)
"""What a section may hold, in the only order it may stand in (ECMA-376 part 1, 17.6.17)."""


@pytest.mark.parametrize("kind", ["report", "yearbook", "press"])
def test_every_section_of_a_word_file_is_as_its_schema_asks(kind: str) -> None:
    site = read_project(SAMPLE).site()
    records = period_records(site.archive, YEAR)
    content = {
        "report": lambda: report_docx(site, build_report(site, YEAR), 2025),
        "yearbook": lambda: yearbook_docx(site, YEAR, records),
        "press": lambda: press_sheet_docx(site, YEAR, records),
    }[kind]()
    with zipfile.ZipFile(BytesIO(content)) as packed:
        assert "word/document.xml" in packed.namelist()
    sections = docx.Document(BytesIO(content)).sections
    for section in sections:
        names = [each.tag.rpartition("}")[2] for each in section._sectPr]
        assert names == sorted(names, key=SECTION.index)
        once = [name for name in names if not name.endswith("Reference")]
        assert len(once) == len(set(once))
    assert kind != "report" or len(sections) > 1


def test_a_report_somebody_has_open_is_not_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    output = tmp_path / "bao-cao.docx"
    output.write_bytes(b"dang mo")
    for mark in ("~$o-cao.docx", ".~lock.bao-cao.docx#"):
        (tmp_path / mark).write_bytes(b"")
        with pytest.raises(SystemExit) as ended:
            main(["--project", str(root), "report", "2025", "--output", str(output)])
        assert ended.value.code == 2
        assert mark in capsys.readouterr().err
        assert output.read_bytes() == b"dang mo"
        (tmp_path / mark).unlink()


def test_all_time_holds_every_day_of_the_records() -> None:
    site = sample_site()
    found = commendations(site.archive, period_records(site.archive, Scope(ALL_TIME)), ALL_TIME)
    by_year = [
        each
        for period in map(year_period, range(1990, site.archive.as_of.year + 1))
        for each in commendations(site.archive, period_records(site.archive, Scope(period)), period)
    ]
    assert {each.key for each in by_year} <= {each.key for each in found}


def test_a_period_alone_asks_for_no_row_of_a_list(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    cache = RecordCache(root / ".dienhinh" / "records.sqlite", "v")
    archive = [load(root, cache=cache).archive for _ in range(2)][1]
    for decision in archive.decisions.values():
        object.__setattr__(decision, "fetch", None)  # who asks for a row fails
    found = period_records(archive, Scope(year_period(2025)))
    assert [decision.id for decision in found.decisions] == [*archive.decisions]
