"""What tests of reports share: the report of a year, its forms and cells, the command."""

import io
from pathlib import Path

import docx
import pytest

from generator.cli.main import main
from generator.engine.project import read_project
from generator.publish.context import SiteContext
from generator.publish.reports.blocks import Form, Report
from generator.publish.reports.build import build_report
from generator.publish.reports.period import Scope, year_period
from tests.making import copy_sample

REAL = Path(__file__).parents[1]


ROOTS = pytest.mark.parametrize("root", [copy_sample, lambda _: REAL], ids=["sample", "real"])


def site_of(root: Path) -> SiteContext:
    return read_project(root).site()


def yearly(root: Path, year: int = 2025) -> tuple[SiteContext, Report]:
    site = site_of(root)
    return site, build_report(site, Scope(year_period(year)))


def form_of(report: Report, code: str) -> Form:
    return next(form for form in report.forms if form.code == code)


def cell(form: Form, row: str, column: str, over: str = "") -> int | None:
    rows = [n for n, each in enumerate(form.rows) if row in {each.code, each.label}]
    columns = [n for n, each in enumerate(form.columns) if (each.label, each.over) == (column, over)]
    return form.cells[rows[0]][columns[0]]


def run(root: Path, *arguments: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["--project", str(root), "report", *arguments])
    return int(left.value.code or 0)


PRESS = """base: none
items:
  - {id: a, outlet: Báo Mẫu, medium: bao-in, title: Một bài, date: 2025-09-20, stories: [nguyen-van-mot]}
  - {id: b, outlet: Đài Mẫu, medium: truyen-hinh, title: Một phóng sự, date: 2025-09-21, minutes: 5}
  - {id: c, outlet: Đài Mẫu, medium: truyen-hinh, title: Hai phóng sự, date: 2025-10-21, minutes: 7}
  - {id: d, outlet: Đài Mẫu, medium: phat-thanh, title: Năm khác, date: 2024-10-21, minutes: 9}
"""


def with_press(folder: Path) -> Path:
    root = copy_sample(folder)
    (root / "stories" / "reference" / "press-items.yml").write_text(PRESS, "utf-8")
    return root


def text_of(content: bytes) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
