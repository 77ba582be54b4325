"""The whole way, as a ward walks it: somebody is suggested, registered, fostered, told of, copied, looked at, reported.

Each step is done as the clerk does it; after each the site is asked what it says, and every count is counted again
from the files.
"""

import io
from collections import Counter
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

from generator.cli.main import main
from generator.engine.install import build_site
from generator.engine.project import publish, read_project
from generator.publish.handouts.copying import ASKED, copying_form
from generator.publish.pages import all_artifacts
from tests.making import copy_sample
from tests.test_suggestion import ANSWERS, filled

SECRET = "Trương Bímật"
STORY, MODEL, PLAN = "ly-van-thu", "va-ban-dem", "ke-hoach-tay-2025"


class Ward:
    """The project of a ward's clerk, with the office's registers beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root, self.registers = folder, copy_sample(folder), folder / "so"
        config = self.root / "mkdocs.yml"
        text = config.read_text("utf-8").replace("  dienhinh:\n", "  dienhinh:\n    staff_registers: ../so\n")
        config.write_text(text, "utf-8")
        (self.root / "stories/reference/request-counts.yml").unlink()

    def run(self, *arguments: str) -> None:
        with pytest.raises(SystemExit) as left:
            main(["--project", str(self.root), "--as-of", "20/09/2025", *arguments])
        assert int(left.value.code or 0) == 0, arguments

    def write(self, path: str, **fields: Any) -> None:
        """Write a record, or change fields of one."""
        file = self.root / "stories" / path
        record = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader) if file.exists() else {}
        record = {key: value for key, value in (record | fields).items() if value is not None}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), "utf-8")

    def read(self, path: str) -> Any:
        return yaml.load((self.root / "stories" / path).read_text("utf-8"), Loader=yaml.BaseLoader)

    def page(self, address: str) -> LexborHTMLParser:
        """Return a page as it would be published now; nothing may be wrong with the records."""
        project = read_project(self.root)
        assert not [problem for problem in project.problems if problem.is_error]
        path = f"{address.strip('/')}/index.md"
        found = next(each for each in all_artifacts(project.site()) if each.path == path)
        return LexborHTMLParser(found.content.decode())

    def board(self) -> dict[str, int]:
        """Return what the board says of the ward's own plan."""
        tree = self.page("/khau/")
        (line,) = (
            row for row in tree.css("tr") if (a := row.css_first("th a")) and PLAN in (a.attributes["href"] or "")
        )
        table = line.parent.parent if line.parent else None
        assert table is not None
        heads = [cell.text() for cell in table.css("thead th")][1:]
        return dict(zip(heads, [int(cell.text()) for cell in line.css("td")], strict=True))


SOURCES = [{"id": "bao", "publisher": "Báo Mẫu", "url": "https://bao.example/va-dem"}]


def a_suggestion_is_received(ward: Ward) -> None:
    form = filled(ward.folder / "gioi-thieu.docx", ANSWERS)
    ward.run("requests", "--take", str(form))
    (entry,) = yaml.safe_load((ward.registers / "so-2025.yml").read_text("utf-8"))["items"]
    assert entry["kind"] == "gioi-thieu"
    assert SECRET not in (ward.registers / "so-2025.yml").read_text("utf-8")


def the_unit_registers_it_without_a_name(ward: Ward) -> None:
    ward.write(
        f"plans/{PLAN}.yml",
        name="Kế hoạch của phường Tây năm 2025",
        locality="phuong-tay",
        year="2025",
        registrations=[
            {"id": "dk1", "kind": "individual", "field": "nong-nghiep", "content": "Vá đường ban đêm.", "quarter": "3"},
            {"id": "dk2", "kind": "model", "field": "nong-nghiep", "content": "Tổ vá đêm.", "quarter": "4"},
        ],
        sources=SOURCES,
        published_on="2025-08-05",
    )
    assert ward.board() == dict(
        zip(
            ("Đăng ký", "Phát hiện", "Bồi dưỡng", "Tổng kết", "Nhân rộng", "Khen thưởng"),
            (2, 0, 0, 0, 0, 0),
            strict=True,
        )
    )
    assert "Một cá nhân (chưa nêu tên)" in ward.page(f"/ke-hoach/{PLAN}/").text()


def it_is_fostered_and_judged(ward: Ward) -> None:
    plan = ward.read(f"plans/{PLAN}.yml")
    plan["registrations"][0]["progress"] = [
        {"period": "Quý III", "date": "2025-08-20", "text": "Phường cho mượn đèn.", "is_fostering": "true"}
    ]
    ward.write(f"plans/{PLAN}.yml", **plan)
    assert ward.board()["Bồi dưỡng"] == 1
    plan["registrations"][0] |= {"judgement": "dat", "judged_on": "2025-08-30", "proposals": ["khen", "nhan-rong"]}
    ward.write(f"plans/{PLAN}.yml", **plan)
    assert ward.board()["Tổng kết"] == 1


def the_suggestion_becomes_a_story_and_the_story_a_model(ward: Ward) -> None:
    ward.run("new", "story", "--from", str(ward.folder / "gioi-thieu.docx"), "--year", "2025")
    ward.write(
        f"2025/{STORY}.yml",
        title="Ông Lý Văn Thử vá đường ban đêm cho bà con",
        summary="Mỗi đêm ông vá một đoạn đường trong xóm.",
        places=[{"role": "act", "as_printed": "phường Tây", "locality": "phuong-tay"}],
        fields=["nong-nghiep"],
        act_from="2025-07",
        act_as_printed=None,
        unit_as_printed=None,
        awards=[{"award": "bieu-duong", "as_printed": "Biểu dương", "presented_on": "2025-09-01", "source": "bao"}],
        stages=[
            {"stage": "phat-hien", "text": "Bà con giới thiệu.", "source": "bao"},
            {"stage": "tong-ket", "text": "Phường đánh giá đạt.", "source": "bao"},
        ],
        models=[MODEL],
        sources=SOURCES,
        basis={"kind": "press"},
        published_on="2025-09-05",
    )
    shown = ward.read("models/va-duong.yml")
    ward.write(
        f"models/{MODEL}.yml",
        **{key: value for key, value in shown.items() if key not in {"translations", "adopters", "stages"}},
    )
    ward.write(
        f"models/{MODEL}.yml",
        name="Vá đường ban đêm",
        title="Vá đường ban đêm, sáng ra bà con đi chợ",
        started="2025-07",
    )
    plan = ward.read(f"plans/{PLAN}.yml")
    plan["registrations"][0]["story"] = STORY
    plan["registrations"][1]["model"] = MODEL
    ward.write(f"plans/{PLAN}.yml", **plan)
    page = ward.page(f"/ke-hoach/{PLAN}/")
    assert "Lý Văn Thử" in page.text()
    assert "chưa nêu tên" not in page.text()
    board = ward.board()
    assert (board["Phát hiện"], board["Khen thưởng"], board["Nhân rộng"]) == (1, 1, 0)


def another_unit_asks_to_copy_it(ward: Ward) -> None:
    site = read_project(ward.root).site()
    word = docx.Document(io.BytesIO(copying_form(site, site.archive.models[MODEL])))
    answers = {"unit": "Tổ phường Đông", "leave": "Có", "contact": f"{SECRET}, 0900 000 000"}
    for key, row in zip(ASKED, word.tables[0].rows, strict=True):
        if key in answers:
            row.cells[1].paragraphs[0].add_run(answers[key])
    form = ward.folder / "lam-theo.docx"
    word.save(str(form))
    ward.run("requests", "--take", str(form))
    book = ward.registers / "so-2025.yml"
    text = book.read_text("utf-8")
    assert SECRET not in text
    entries = yaml.load(text, Loader=yaml.BaseLoader)["items"]
    for entry, outcome in zip(entries, ("thanh-cau-chuyen", "da-lam-theo"), strict=True):
        entry |= {"acknowledged": "2025-09-20", "done": "2025-09-20", "outcome": outcome}
    book.write_text(yaml.safe_dump({"items": entries}, allow_unicode=True), "utf-8")
    ward.run("requests", "--publish-counts")
    ward.run("requests")
    model = ward.page(f"/mo-hinh/{MODEL}/").text()
    assert "1 đơn vị đã đề nghị làm theo; 1 đề nghị đã giải quyết xong." in model
    assert "Đơn vị cho nêu tên: Tổ phường Đông." in model


def it_copies_and_is_looked_at(ward: Ward) -> None:
    ward.write(
        f"models/{MODEL}.yml",
        adopters=[
            {
                "name": "Tổ phường Đông",
                "locality": "phuong-dong",
                "since": "2025-09",
                "results": [{"indicator": "Đường", "after": "4", "unit": "km"}],
                "visits": [
                    {
                        "date": "2025-09-18",
                        "visitor": "Phòng Kinh tế",
                        "standing": "dang-lam",
                        "effect": "4 km",
                        "source": "bao",
                    }
                ],
                "status": "dang-lam",
                "source": "bao",
            }
        ],
    )
    assert ward.board()["Nhân rộng"] == 1
    page = ward.page(f"/mo-hinh/{MODEL}/").text()
    assert "Tổ phường Đông, 18/9/2025" in page
    assert "Vá đường ban đêm" in ward.page("/nhan-rong/").text()


def the_report_counts_what_the_files_say(ward: Ward) -> None:
    ward.run("report", "2025", "--output", str(ward.folder / "bao-cao.html"))
    text = " ".join(LexborHTMLParser((ward.folder / "bao-cao.html").read_text("utf-8")).text().split())
    plans = [ward.read(f"plans/{file.name}") for file in (ward.root / "stories/plans").glob("*.yml")]
    of_year = [plan for plan in plans if plan["year"] == "2025"]
    registered = [each for plan in of_year for each in plan.get("registrations", ())]
    judged = Counter(each.get("judgement") for each in registered)
    assert (
        f"Theo kế hoạch của {len(of_year)} đơn vị, đã đăng ký {len(registered)} điển hình, mô hình; "
        f"đánh giá đạt {judged['dat']}, chưa đạt {judged['chua-dat']}." in text
    )
    models = [ward.read(f"models/{file.name}") for file in (ward.root / "stories/models").glob("*.yml")]
    began = [
        (model["name"], each["name"])
        for model in models
        if "notice" not in model
        for each in model.get("adopters", ())
        if each.get("role", "copy") == "copy" and each.get("since", "").startswith("2025")
    ]
    copied = {model for model, _ in began}
    assert f"Trong kỳ có {len(began)} đơn vị, địa phương bắt đầu áp dụng {len(copied)} mô hình." in text


def the_site_stands_and_knows_nobody_who_asked(ward: Ward) -> None:
    build_site(publish(read_project(ward.root)), ward.root / "site")
    for file in (ward.root / "site").rglob("*"):
        if file.is_file():
            assert "Bímật".encode() not in file.read_bytes(), file
    counted = yaml.safe_load((ward.root / "stories/reference/request-counts.yml").read_text("utf-8"))["items"]
    html = (ward.root / "site/tiep-nhan/index.html").read_text("utf-8")
    rows = LexborHTMLParser(html).css("tbody tr")
    assert sum(int(row.css("td")[0].text()) for row in rows) == sum(int(each["received"]) for each in counted)


def test_from_a_name_somebody_heard_to_the_figures_of_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIENHINH_AS_OF", "0")  # so that it is given back whatever the commands make of it
    ward = Ward(tmp_path)
    for step in WAY:
        step(ward)


WAY = (
    a_suggestion_is_received,
    the_unit_registers_it_without_a_name,
    it_is_fostered_and_judged,
    the_suggestion_becomes_a_story_and_the_story_a_model,
    another_unit_asks_to_copy_it,
    it_copies_and_is_looked_at,
    the_report_counts_what_the_files_say,
    the_site_stands_and_knows_nobody_who_asked,
)
