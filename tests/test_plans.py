"""Plans of units and the board of the four stages: every count a second time from the YAML, nobody named too early."""

import csv
import io
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.engine.project import read_project
from generator.publish.board import STEPS, cases, rows, standstills
from generator.publish.pages import all_artifacts
from tests.making import SAMPLE, copy_sample

ROOT = Path(__file__).parents[1]
PAGE = "ke-hoach/ke-hoach-2025/index.html"
STAGES = {"phat-hien": "found", "boi-duong": "fostered", "tong-ket": "summed-up", "nhan-rong": "replicated"}


def raw(root: Path, folder: str) -> dict[str, Any]:
    """Return the records of a folder as YAML has them, by id."""
    return {f.stem: yaml.safe_load(f.read_text("utf-8")) for f in (root / "stories").glob(f"{folder}/*.yml")}


def steps_by_hand(root: Path) -> Counter[str]:
    """Count the steps from the YAML alone."""
    stories, models = raw(root, "[0-9c]*[0-9m]"), raw(root, "models")
    plans = raw(root, "plans")
    shown = {
        ("stories", key): each
        for key, each in stories.items()
        if not each.get("hold")
        and "notice" not in each
        and any(stage["stage"] in {"tong-ket", "nhan-rong"} for stage in each.get("stages", ()))
    } | {("models", key): each for key, each in models.items() if not each.get("hold") and "notice" not in each}

    def of(key: tuple[str, str | None]) -> set[str]:
        record = shown.get(key)  # type: ignore[arg-type]
        if record is None:
            return set()
        found = {STAGES[s["stage"]] for s in record.get("stages", ()) if s.get("cleared", True)}
        if any(a.get("role", "copy") == "copy" for a in record.get("adopters", ())):
            found.add("replicated")
        if any(a.get("status") not in {"huy-bo", "tuoc"} for a in record.get("awards", ())):
            found.add("commended")
        return found

    counts: Counter[str] = Counter()
    taken: set[tuple[str, str | None]] = set()
    for plan in plans.values():
        for each in plan.get("registrations", ()):
            keys = [("stories", each.get("story")), ("models", each.get("model"))]
            taken.update(keys)
            found = {"registered"} | of(keys[0]) | of(keys[1])
            found |= {"fostered"} if any(p.get("is_fostering") for p in each.get("progress", ())) else set()
            found |= {"summed-up"} if each.get("judgement") else set()
            counts.update(found)
    for key in shown.keys() - taken:
        counts.update(of(key))
    return counts


@pytest.mark.parametrize("root", [SAMPLE, ROOT], ids=["sample", "real"])
def test_the_board_counts_what_the_files_say(root: Path) -> None:
    found = cases(read_project(root).site())
    assert Counter(step for case in found for step in case.steps) == steps_by_hand(root)
    assert len({(case.name, case.address) for case in found}) == len(found), "an example stands twice"


def test_what_a_plan_registered_counts_once_with_what_it_became() -> None:
    found = cases(read_project(SAMPLE).site())
    (road,) = (case for case in found if case.address == "/mo-hinh/va-duong/")
    assert road.steps == {"registered", "found", "fostered", "summed-up", "replicated", "commended"}
    assert not [case for case in found if case.address == "/dien-hinh/to-va-duong/"]
    by_unit = rows(found, lambda case: (case.unit,))
    assert dict(zip(STEPS, by_unit["htx-mau"].counts, strict=True))["registered"] == 3


def test_what_stands_still_is_counted_against_the_newest_record_not_the_clock() -> None:
    site = read_project(SAMPLE).site()
    waiting = {each.case.address: (each.reason, each.days) for each in standstills(site, cases(site))}
    days = (site.archive.as_of.latest - date(2025, 3, 31)).days
    assert waiting["/ke-hoach/ke-hoach-2025/#dk2"] == ("overdue", days)
    assert "/ke-hoach/ke-hoach-2025/#dk3" not in waiting, "judged, so it waits for nothing"


def test_who_is_only_looked_after_is_nobody_by_name(built: Path) -> None:
    html = (built / "site" / PAGE).read_text("utf-8")
    assert "Một cá nhân (chưa nêu tên)" in html
    assert "Đã đánh giá 2 trong 3 điển hình, mô hình đăng ký." in html
    assert re.search(r'href="\.\./\.\./mo-hinh/va-duong/">Vá đường cuối tuần', html)


def test_its_unit_leads_to_it_and_machines_read_it(built: Path) -> None:
    site = built / "site"
    assert "ke-hoach/ke-hoach-2025/" in (site / "don-vi/htx-mau/index.html").read_text("utf-8")
    text = (site / "du-lieu/registrations.csv").read_text("utf-8-sig")
    lines = {line["id"]: line for line in csv.DictReader(io.StringIO(text))}
    assert (lines["dk1"]["model"], lines["dk1"]["judgement"]) == ("va-duong", "dat")
    assert lines["dk1"]["proposals"] == "khen; nhan-rong"
    assert lines["dk2"]["name"] == ""


def plan_page(root: Path) -> str:
    return next(
        a for a in all_artifacts(read_project(root).site()) if a.path == PAGE.replace("html", "md")
    ).content.decode()


def test_a_withdrawn_story_takes_its_name_out_of_the_plan(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    plan, story = root / "stories/plans/ke-hoach-2025.yml", root / "stories/2024/le-thi-hai.yml"
    told = (
        plan.read_text("utf-8")
        .replace("id: dk2,", "id: dk2, story: le-thi-hai,")
        .replace("dk2, story: le-thi-hai, kind: individual", "dk2, story: le-thi-hai, kind: household")
    )
    plan.write_text(told, "utf-8")
    name = yaml.safe_load(story.read_text("utf-8"))["name"]
    assert name in plan_page(root)
    notice = 'notice: {date: 2025-10-11, reason: "Theo yêu cầu.", keep_name: false}\n'
    story.write_text(story.read_text("utf-8") + notice, "utf-8")
    assert name not in plan_page(root)
    assert "Một hộ gia đình (chưa nêu tên)" in plan_page(root)


def test_criteria_stand_by_field_and_the_page_says_whose_turn_it_is(built: Path) -> None:
    html = (built / "site/tieu-chi/index.html").read_text("utf-8")
    assert "Có cách làm nơi khác làm theo được." in html
    assert "9/QĐ-UBND" in html
    assert "Việc ban hành thuộc Ủy ban nhân dân" in html
    lacking = html[html.index("Lĩnh vực chưa tìm thấy tiêu chí") :]
    assert "linh-vuc/y-te/" in lacking
    assert "linh-vuc/nong-nghiep/" not in lacking.split("<footer")[0]
