"""The office's registers: faults at their lines, what is due, counts for the public, and nothing read by a build."""

import io
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pytest
import yaml

from generator.archive.deadlines import calendars_of
from generator.cli.main import main
from generator.engine.install import build_site
from generator.engine.project import publish, read_project
from generator.publish.handouts.copying import ASKED, copying_form
from generator.publish.handouts.suggestion import suggestion_form
from generator.publish.pages import all_artifacts
from generator.records.model import Model
from generator.staff.registers.deadlines import DAYS, acknowledge_by, what_is_due
from generator.staff.registers.entries import RegisterEntry, read_registers
from tests.making import copy_sample, holding, sample, sample_site
from tests.test_suggestion import ANSWERS, filled

TODAY = date(2025, 9, 22)
REGISTER = """items:
  - {id: 2025-001, kind: gioi-thieu, received: 2025-08-04, locality: phuong-dong, acknowledged: 2025-08-05,
     done: 2025-09-10, outcome: thanh-cau-chuyen, changed: "Bímật đã đổi"}
  - {id: 2025-002, kind: gioi-thieu, received: 2025-08-20, acknowledged: 2025-08-20}
  - {id: 2025-003, kind: lam-theo, received: 2025-09-01, model: va-duong, unit: "Tổ phường Nam", leave: true,
     done: 2025-09-03, outcome: da-lam-theo}
  - {id: 2025-004, kind: lam-theo, received: 2025-09-01, model: va-duong}
  - {id: 2025-005, kind: xoa, received: 2025-09-03, story: nguyen-van-mot, acknowledged: 2025-09-04}
"""
WRONG = """items:
  - id: 2025-001
    kind: lam-theo  # expect: register.no-model
    received: 2025-08-04
    unit: Tổ không cho nêu tên  # expect: register.no-leave
  - id: 2025-001  # expect: register.twice
    kind: xoa  # expect: register.no-record
    received: 2025-08-04
    acknowledged: 2025-08-03  # expect: register.early
    done: 2025-08-09  # expect: register.half
  - id: 2025-003
    kind: sua-doi  # expect: record.not-allowed
    received: 2025-08-04
  - id: 2025-004
    kind: xem-sua
    received: 2025-08-04
    story: nguoi-khong-ai-biet  # expect: register.unknown
    nguoi_hoi: Trương Bímật  # expect: record.unknown-field
"""


def office(tmp_path: Path, text: str = REGISTER) -> tuple[Path, Path]:
    """Return a copy of the sample whose registers lie beside it, and their folder."""
    root, folder = copy_sample(tmp_path), tmp_path / "so-tiep-nhan"
    folder.mkdir()
    (folder / "so-2025.yml").write_text(text, "utf-8")
    config = root / "mkdocs.yml"
    written = config.read_text("utf-8").replace(
        "  dienhinh:\n", f"  dienhinh:\n    staff_registers: ../{folder.name}\n"
    )
    assert "staff_registers" in written
    config.write_text(written, "utf-8")
    return root, folder


def run(root: Path, *arguments: str, day: str = "22/09/2025") -> int:
    with pytest.raises(SystemExit) as left:
        main(["--project", str(root), "--as-of", day, "requests", *arguments])
    return int(left.value.code or 0)


@pytest.fixture(autouse=True)
def _same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIENHINH_AS_OF", "0")  # so that it is given back whatever a test makes of it
    monkeypatch.delenv("DIENHINH_AS_OF")


def test_faults_of_a_register_are_told_at_their_lines(tmp_path: Path) -> None:
    rows = WRONG.split("\n")
    expected = {(n, row.split("# expect: ")[1]) for n, row in enumerate(rows, 1) if "# expect" in row}
    (tmp_path / "so.yml").write_text("\n".join(row.split("  # expect")[0] for row in rows), "utf-8")
    _, problems = read_registers(tmp_path, sample(), TODAY)
    unknown = {found for found in expected if found[1] == "register.unknown"}
    assert {(p.line, p.code) for p in problems} == expected - unknown, "an entry that cannot be read is not judged"


def test_a_request_about_somebody_unknown_is_told(tmp_path: Path) -> None:
    (tmp_path / "so.yml").write_text(
        "items:\n  - {id: 2025-1, kind: xem-sua, received: 2025-08-04, story: khong-ai-biet}\n", "utf-8"
    )
    _, problems = read_registers(tmp_path, sample(), TODAY)
    assert [(p.line, p.field, p.code) for p in problems] == [(2, "story", "register.unknown")]


@pytest.mark.parametrize(
    ("received", "last", "missing"),
    [
        (date(2025, 8, 28), date(2025, 9, 3), None),  # Thursday; Friday, then a weekend and two holidays
        (date(2025, 9, 3), date(2025, 9, 5), None),
        (date(2031, 1, 1), date(2031, 1, 3), 2031),  # no calendar: weekends alone
    ],
)
def test_two_working_days_to_acknowledge(received: date, last: date, missing: int | None) -> None:
    assert acknowledge_by(received, calendars_of(sample())) == (last, missing)


def entry(**said: Any) -> RegisterEntry:
    return RegisterEntry.model_validate({"id": "2025-1", "kind": "xoa", "received": "2025-09-03", **said})


@pytest.mark.parametrize(("kind", "days"), DAYS.items())
def test_days_to_do_it_are_those_of_the_decree(kind: str, days: int) -> None:
    due, _ = what_is_due([entry(kind=kind, acknowledged="2025-09-03")], date(2025, 9, 3), {})
    assert [(each.what, each.by, each.late) for each in due] == [
        ("do", date.fromordinal(date(2025, 9, 3).toordinal() + days), 0)
    ]


def test_what_is_late_is_counted_from_its_last_day_and_an_extension_moves_that() -> None:
    one, more = entry(acknowledged="2025-09-03"), entry(acknowledged="2025-09-03", extended_to="2025-10-20")
    today = date(2025, 9, 30)
    assert [each.late for each in what_is_due([one], today, {})[0]] == [7]
    assert [each.late for each in what_is_due([more], today, {})[0]] == [0]
    assert what_is_due([entry(done="2025-09-09", outcome="da-go")], today, {}) == ([], set())


def test_the_command_lists_what_is_due_and_fails_if_something_is_late(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, folder = office(tmp_path)
    assert run(root, day="22/09/2025") == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "2025-004 · đề nghị làm theo · báo đã nhận, hạn 04/9/2025 (quá 18 ngày)" in said
    assert "2025-005 · xóa dữ liệu · làm xong, hạn 23/9/2025" in said
    assert "2025-001" not in said
    (folder / "so-2025.yml").write_text("items:\n" + REGISTER.rstrip().split("\n")[-1] + "\n", "utf-8")
    assert run(root, day="22/09/2025") == 0


def test_counts_are_those_of_the_register_and_hold_no_name(tmp_path: Path) -> None:
    root, folder = office(tmp_path)
    file = root / "stories/reference/request-counts.yml"
    file.unlink()
    assert run(root, "--publish-counts") == 0
    text = file.read_text("utf-8")
    assert "Bímật" not in text
    listed = yaml.safe_load((folder / "so-2025.yml").read_text("utf-8"))["items"]
    by_kind = Counter(each["kind"] for each in listed)
    read = yaml.safe_load(text)["items"]
    counted: Counter[str] = Counter()
    for each in read:
        counted[each["kind"]] += int(each["received"])
    assert counted == by_kind
    assert [each["units"] for each in read if "units" in each] == [["Tổ phường Nam"]]
    assert not [p for p in read_project(root).problems if p.is_error]
    assert run(root, "--publish-counts", day="30/09/2025") == 0
    assert file.read_text("utf-8") == text, "what did not change keeps the day it was counted on"


def test_the_page_shows_the_counts_and_what_still_waits(built: Path) -> None:
    html = (built / "site/tiep-nhan/index.html").read_text("utf-8")
    assert "Giới thiệu gương" in html
    assert "mo-hinh/va-duong/#lam-theo" in html
    model = (built / "site/mo-hinh/va-duong/index.html").read_text("utf-8")
    assert "2 đơn vị đã đề nghị làm theo; 1 đề nghị đã giải quyết xong." in model
    assert "Đơn vị cho nêu tên: Tổ phường Tây." in model
    raw = yaml.safe_load((built / "stories/reference/request-counts.yml").read_text("utf-8"))["items"]
    own = [each for each in raw if each["kind"] == "gioi-thieu" and str(each["month"]) == "2025-08"]
    waiting = sum(each["received"] - sum(o["count"] for o in each.get("outcomes", ())) for each in own)
    (row,) = (row for row in html.split("<tr>") if '<th scope="row">8/2025' in row and "<b>4</b>" in row)
    assert row.split("</tr>")[0].rstrip().endswith(f'<td class="n">{waiting}</td>')


def test_a_suggestion_goes_into_the_register_without_who_sent_it(tmp_path: Path) -> None:
    root, folder = office(tmp_path)
    form = filled(tmp_path / "phieu.docx", ANSWERS)
    assert run(root, "--take", str(form)) == 0
    text = (folder / "so-2025.yml").read_text("utf-8")
    added = yaml.safe_load(text)["items"][-1]
    assert added == {"id": "2025-006", "kind": "gioi-thieu", "locality": "phuong-dong", "received": date(2025, 9, 22)}
    assert "Lý Văn Thử" not in text
    assert "Trương Bímật" not in text
    assert text.startswith(REGISTER)


def request(path: Path, **answers: str) -> Path:
    site = sample_site()
    word = docx.Document(io.BytesIO(copying_form(site, site.archive.models["va-duong"])))
    (table,) = word.tables
    for key, row in zip(ASKED, table.rows, strict=True):
        if key in answers:
            row.cells[1].paragraphs[0].add_run(answers[key])
    word.save(str(path))
    return path


@pytest.mark.parametrize(
    ("leave", "unit"),
    [
        ("Có", "Tổ phường Nam"),
        ("Đồng ý.", "Tổ phường Nam"),
        ("Không", None),
        ("", None),
        ("Có, nhưng không nêu tên", None),
        ("Có / Không", None),
        ("Được hỏi lại trước đã, chưa đồng ý", None),
    ],
)
def test_a_request_to_copy_names_its_unit_only_with_leave(tmp_path: Path, leave: str, unit: str | None) -> None:
    root, folder = office(tmp_path)
    form = request(tmp_path / "phieu.docx", unit="Tổ phường Nam", contact="Trương Bímật, 0900 000 000", leave=leave)
    assert run(root, "--take", str(form)) == 0
    added = yaml.safe_load((folder / "so-2025.yml").read_text("utf-8"))["items"][-1]
    assert (added["kind"], added["model"], added.get("unit")) == ("lam-theo", "va-duong", unit)
    assert "Bímật, 09" not in (folder / "so-2025.yml").read_text("utf-8")
    _, problems = read_registers(folder, sample(), TODAY)
    assert problems == []


def test_the_form_is_in_the_site_and_depends_on_its_model_alone(built: Path) -> None:
    form = (built / "site/mo-hinh/va-duong/phieu-lam-theo.docx").read_bytes()
    word = docx.Document(io.BytesIO(form))
    assert "/mo-hinh/va-duong/" in word.tables[0].rows[0].cells[1].text
    told = "\n".join(paragraph.text for paragraph in word.paragraphs)
    for each in ("Vá đường cuối tuần bằng công góp", "Khảo sát", "Xi măng", "Hợp tác xã Mẫu"):
        assert each in told


def test_forms_do_not_change_when_something_else_is_published() -> None:
    """What an artifact is made of must be in its fingerprint: a form that told the newest day would go stale."""
    site = sample_site()
    newer = {**site.archive.models}
    told = {**newer["va-duong"].model_dump(mode="json", exclude_none=True), "id": "moi", "published_on": "2031-05-05"}
    newest = Model.model_validate(told)
    later = replace(site, archive=holding(site.archive, models={**newer, "moi": newest}))
    assert later.archive.as_of != site.archive.as_of
    assert suggestion_form(later) == suggestion_form(site)
    model = site.archive.models["va-duong"]
    assert copying_form(later, model) == copying_form(site, model)


def test_registers_in_the_project_are_refused(tmp_path: Path) -> None:
    root, _ = office(tmp_path)
    config = root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("../so-tiep-nhan", "stories/so"), "utf-8")
    assert run(root) == 2
    assert [p.code for p in read_project(root).problems if p.is_error] == ["setting.registers-inside"]


def test_no_build_reads_the_registers(tmp_path: Path) -> None:
    root, folder = office(tmp_path)
    opened: list[str] = []

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in {"open", "os.listdir", "os.scandir"} and str(folder) in str(arguments[0]):
            opened.append(event)

    sys.addaudithook(watch)
    list(folder.glob("*.yml"))
    assert opened, "the watch sees nothing"
    opened.clear()
    build_site(publish(read_project(root)), root / "site")
    for artifact in all_artifacts(read_project(root).site()):
        assert artifact.files
    assert opened == []


BOOKS = {
    "missing": None,
    "empty": "",
    "comments alone": "# sổ năm 2025\n",
    "no entry": "items:\n",
    "empty brackets": "items: []\n",
    "in brackets": "items: [{id: 2025-001, kind: gioi-thieu, received: 2025-08-04}]\n",
    "at the margin": "items:\n- {id: 2025-001, kind: gioi-thieu, received: 2025-08-04}  # một\n",
    "far in": "items:\n    - id: 2025-001\n      kind: gioi-thieu\n      received: 2025-08-04\n# hết\n",
    "Windows": REGISTER.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_form_goes_into_any_register_and_nothing_of_it_is_lost(tmp_path: Path, name: str) -> None:
    root, folder = office(tmp_path)
    book = folder / "so-2025.yml"
    book.unlink()
    before = BOOKS[name]
    if before is not None:
        book.write_bytes(before.encode())
    (folder / "so-khac.yml").write_text("items:\n  - {id: 2025-041, kind: gioi-thieu, received: 2025-08-04}\n", "utf-8")
    assert run(root, "--take", str(filled(tmp_path / "phieu.docx", ANSWERS))) == 0
    after = book.read_bytes().decode()
    entries, problems = read_registers(folder, sample(), TODAY)
    assert problems == []
    assert [each.id for each in entries][-1] == "2025-042", "no number is given twice"
    kept = [row for row in (before or "").split("\n") if row and "items:" not in row]
    assert all(row in after.split("\n") for row in kept)


@pytest.mark.parametrize("content", [b"items: {a: b}\n", b"\xff\xfe", b"items:\n  - [\n"])
def test_a_register_that_is_none_is_left_alone(tmp_path: Path, content: bytes) -> None:
    root, folder = office(tmp_path)
    book = folder / "so-2025.yml"
    book.write_bytes(content)
    assert run(root, "--take", str(filled(tmp_path / "phieu.docx", ANSWERS))) == 2
    assert book.read_bytes() == content


def test_what_was_published_does_not_vanish_with_a_register(tmp_path: Path) -> None:
    root, folder = office(tmp_path)
    file = root / "stories/reference/request-counts.yml"
    file.write_text(
        "items:\n  - {id: 2024-05-gioi-thieu, month: 2024-05, kind: gioi-thieu, received: 7, counted_on: 2024-06-01}\n",
        "utf-8",
    )
    assert run(root, "--publish-counts") == 0
    listed = yaml.safe_load(file.read_text("utf-8"))["items"]
    assert listed[0]["id"] == "2024-05-gioi-thieu"
    assert int(listed[0]["received"]) == 7
    published = file.read_bytes()
    (folder / "so-2025.yml").write_text(REGISTER.split("\n  - {id: 2025-002")[0] + "\n", "utf-8")
    assert run(root, "--publish-counts") == 2
    (folder / "so-2025.yml").unlink()
    assert run(root, "--publish-counts") == 2
    assert file.read_bytes() == published


@pytest.mark.parametrize("broken", ["missing", "file"])
def test_a_folder_that_is_not_there_is_no_empty_register(tmp_path: Path, broken: str) -> None:
    root, folder = office(tmp_path)
    (folder / "so-2025.yml").rename(tmp_path / "elsewhere.yml")
    folder.rmdir()
    if broken == "file":
        folder.write_text("x", "utf-8")
    assert run(root) == 2


def test_days_to_come_and_ends_of_another_kind_are_told(tmp_path: Path) -> None:
    (tmp_path / "so.yml").write_text(
        "items:\n"
        "  - {id: 2025-1, kind: gioi-thieu, received: 2025-08-04, done: 2099-01-01, outcome: chua-du}\n"
        "  - {id: 2025-2, kind: xoa, received: 2025-08-04, story: nguyen-van-mot, done: 2025-08-09,"
        " outcome: da-lam-theo}\n",
        "utf-8",
    )
    _, problems = read_registers(tmp_path, sample(), TODAY)
    assert [(p.line, p.code) for p in problems] == [(2, "register.future"), (3, "register.no-end")]


@pytest.mark.parametrize(
    ("before", "now"),
    [("docs_dir: docs", "docs_dir: ../so-tiep-nhan"), ("site_dir: site", "site_dir: ../so-tiep-nhan/site")],
)
def test_registers_that_would_be_published_are_refused(tmp_path: Path, before: str, now: str) -> None:
    root, _ = office(tmp_path)
    config = root / "mkdocs.yml"
    written = config.read_text("utf-8")
    assert before in written
    config.write_text(written.replace(before, now), "utf-8")
    assert "setting.registers-inside" in [p.code for p in read_project(root).problems if p.is_error]
