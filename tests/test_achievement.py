"""A report of achievements in Word becomes the draft of a story: every sentence kept, nothing believed unconfirmed."""

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from generator.archive.loader import load
from generator.cli.main import main
from generator.config.i18n import language
from generator.core.problem import UsageError
from generator.engine.project import read_project
from generator.staff.achievement.begin import begin_from_report
from generator.staff.achievement.draft import draft_of
from generator.staff.achievement.report import AchievementReport, _figures, _row, interpret_report, read_report
from tests.making import copy_sample

PERSON = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "BÁO CÁO THÀNH TÍCH",
    "Đề nghị tặng Bằng khen của Chủ tịch UBND thành phố",
    "I. SƠ LƯỢC LÝ LỊCH",
    "- Họ tên (Ghi đầy đủ bằng chữ in thường, không viết tắt): Phạm Thị Thử",
    "- Sinh ngày, tháng, năm: 01/02/1980; giới tính: Nữ",
    "- Trú quán: 12 đường Mẫu, phường Đông",
    "- Đơn vị công tác: Trường Mẫu",
    "- Chức vụ: Giáo viên",
    "- Trình độ chuyên môn: Cử nhân Sư phạm",
    "II. THÀNH TÍCH ĐẠT ĐƯỢC",
    "1. Nhiệm vụ được giao: dạy lớp tình thương ban đêm.",
    "2. Từ năm 2022 đến 2024 đã dạy 125 học sinh, vận động 1.250 phần quà trị giá 86,5 triệu đồng. Bỏ học giảm 12%.",
    "III. CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG",
    "- Giấy khen của Chủ tịch UBND quận Trung, Quyết định số 345/QĐ-UBND ngày 20/11/2023.",
    "Tôi xin cam đoan những điều trên là đúng.",
)


def report(lines: tuple[str, ...] = PERSON) -> Document:
    made = docx.Document()
    for line in lines:
        made.add_paragraph(line)
    return made


def with_table(made: Document) -> Document:
    table = made.add_table(rows=0, cols=3)
    for row in (
        ("Năm", "Hình thức khen thưởng", "Số, ngày, tháng, năm của quyết định; cơ quan ban hành"),
        (
            "2024",
            "Bằng khen của Chủ tịch UBND thành phố",
            "Số 77/QĐ-UBND ngày 5 tháng 9 năm 2024 của Chủ tịch UBND thành phố",
        ),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return made


def saved(made: Document, file: Path) -> Path:
    made.save(str(file))
    return file


def read(made: Document, folder: Path) -> AchievementReport:
    return read_report(saved(made, folder / "bao-cao.docx"))


def test_who_what_and_what_was_received_are_recognised(tmp_path: Path) -> None:
    found = read(with_table(report()), tmp_path)
    assert (found.fields["name"], found.fields["unit"], found.fields["role"]) == (
        "Phạm Thị Thử",
        "Trường Mẫu",
        "Giáo viên",
    )
    assert found.kind == "individual"
    assert found.proposed == "Đề nghị tặng Bằng khen của Chủ tịch UBND thành phố"
    assert found.done == list(PERSON[11:13])
    assert [(f.value, f.unit) for f in found.figures] == [
        ("125", "học sinh"),
        ("1.250", "phần quà"),
        ("86,5", "triệu đồng"),
        ("12", "%"),
    ]
    first, second = found.awards
    assert (first.number, first.date, first.issuer) == ("345/QĐ-UBND", "20/11/2023", "Chủ tịch UBND quận Trung")
    assert second.as_printed == "Bằng khen của Chủ tịch UBND thành phố"
    assert (second.number, second.date, second.year) == ("77/QĐ-UBND", "5/9/2024", "2024")


def test_every_line_is_somewhere_and_private_ones_in_no_file(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    file = saved(report(), tmp_path / "bao-cao.docx")
    begun = begin_from_report(root, file, load(root).archive, language())
    said = begun.report
    kept = [*said.who, *said.done, *said.rest, *said.private, *(each.as_printed for each in said.awards)]
    fields = " ".join(said.fields.values())
    for line in PERSON:
        assert any(line.removeprefix("- ") in each for each in kept) or line.split(": ")[-1] in fields, line
    assert len(said.private) == 2
    written = b"".join(content for content in begun.files.values() if content).decode()
    for private in ("01/02/1980", "12 đường Mẫu", "giới tính"):
        assert private not in written


def test_nothing_is_published_before_a_person_confirmed_it(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    begun = begin_from_report(root, saved(report(), tmp_path / "b.docx"), load(root).archive, language())
    lacking = (
        'title: "Phạm Thị Thử mở lớp đêm"\nsummary: "Một lớp học."\nfields: [y-te]\nbasis: {kind: press}\n'
        "places: [{role: act, as_printed: phường Đông, locality: phuong-dong}]\npublished_on: 2025-10-01\n"
    )
    (root / begun.path).parent.mkdir(parents=True, exist_ok=True)
    (root / begun.path).write_text((begun.files[begun.path] or b"").decode() + lacking, "utf-8")
    faults = [p for p in read_project(root).problems if p.path == begun.path and p.is_error]
    waiting = {p.field for p in faults if p.code == "rule.unconfirmed"}
    assert {"name", "role", "unit_as_printed", "context", "deeds", "awards.0", "results.0", "sources.0"} <= waiting
    lines = (root / begun.path).read_text("utf-8").splitlines()
    told = next(p for p in faults if p.field == "name" and p.code == "rule.unconfirmed")
    assert lines[told.line - 1].startswith("name: ")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("- Họ tên: PHẠM THỊ THỬ", "Phạm Thị Thử"),
        ("- Họ tên: Phạm Thị Thử", "Phạm Thị Thử"),
        ("- Tên tập thể: TỔ MẪU", "TỔ MẪU"),  # which words of it are names only a person knows
    ],
)
def test_a_person_in_capitals_is_written_as_pages_write_names(tmp_path: Path, line: str, name: str) -> None:
    found = read(report((*PERSON[:4], line, *PERSON[8:])), tmp_path)
    tree = draft_of(found, load(copy_sample(tmp_path)).archive, "thu", "Báo cáo").tree
    assert tree["name"] == name


def test_a_collective_is_one(tmp_path: Path) -> None:
    lines = ("BÁO CÁO THÀNH TÍCH", "Tên tập thể đề nghị: Tổ Mẫu", "I. ĐẶC ĐIỂM, TÌNH HÌNH", "Thành lập năm 2019.")
    found = read(report((*lines, "II. THÀNH TÍCH ĐẠT ĐƯỢC", "Vá 30 km đường.")), tmp_path)
    assert (found.kind, found.fields["name"], found.who) == ("collective", "Tổ Mẫu", ["Thành lập năm 2019."])


def test_what_somebody_sees_in_word_is_what_is_read(tmp_path: Path) -> None:
    """Insertions are in, deletions and hidden text are out, and it is said that there were any."""
    made = report()
    line = made.paragraphs[12]
    line.add_run(" Câu bị ẩn.").font.hidden = True
    gone = parse_xml(
        f'<w:del {nsdecls("w")} w:id="1" w:author="x"><w:r><w:delText>Câu đã xóa.</w:delText></w:r></w:del>'
    )
    come = parse_xml(
        f'<w:ins {nsdecls("w")} w:id="2" w:author="x"><w:r><w:t xml:space="preserve"> Câu mới thêm.</w:t></w:r></w:ins>'
    )
    line._p.append(gone)
    line._p.append(come)
    found = read(made, tmp_path)
    assert found.done[1].endswith("Câu mới thêm.")
    assert "ẩn" not in found.done[1]
    assert "xóa" not in found.done[1]
    assert found.changed == 1


def test_pictures_come_with_the_line_that_explains_them(tmp_path: Path) -> None:
    root, made = copy_sample(tmp_path), report()
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), "green").save(picture, "JPEG")
    made.add_picture(picture)
    made.add_paragraph("Ảnh 1: Lớp học ban đêm")
    begun = begin_from_report(root, saved(made, tmp_path / "b.docx"), load(root).archive, language())
    (path,) = [path for path in begun.files if path.startswith("stories/media/")]
    assert path == "stories/media/pham-thi-thu/bao-cao-1.jpg"
    assert begun.files[path] == picture.getvalue()
    assert "Lớp học ban đêm" in (begun.files[begun.path] or b"").decode()


def test_the_command_writes_only_when_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, file = copy_sample(tmp_path), saved(report(), tmp_path / "b.docx")
    target = root / "stories" / "chua-ro-nam" / "pham-thi-thu.yml"
    for options in ([], ["--apply"]):
        with pytest.raises(SystemExit) as left:
            main(["--project", str(root), "import", str(file), *options])
        assert left.value.code == 0
        told = capsys.readouterr().out
        assert "Không chép vào bản ghi (dữ liệu riêng): - Sinh ngày, tháng, năm" in told
        assert "1980" not in told
        assert target.exists() is bool(options)
    with pytest.raises(SystemExit) as left:
        main(["--project", str(root), "import", str(file), "--apply"])
    assert left.value.code == 2, "what is there is not written over"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b"0" * 300_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.docx", b"not a zip"), ("x.docx", b""), ("x.doc", b"\xd0\xcf\x11\xe0"), ("x.pdf", b"%PDF"), ("x.docx", None)],
)
def test_what_is_no_word_file_is_one_sentence(tmp_path: Path, name: str, content: bytes | None) -> None:
    file = tmp_path / name
    file.write_bytes(bomb() if content is None else content)
    with pytest.raises(UsageError):
        read_report(file)


def test_a_word_file_that_is_no_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="report-unknown"):
        read(report(("GIẤY MỜI", "Kính mời ông bà đến dự họp.")), tmp_path)


def test_a_picture_that_is_html_or_lies_elsewhere_is_none_of_ours(tmp_path: Path) -> None:
    made, picture = report(), io.BytesIO()
    Image.new("RGB", (80, 60)).save(picture, "PNG")
    made.add_picture(picture)
    file = saved(made, tmp_path / "b.docx")
    spoilt = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(spoilt, "w") as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename.endswith("document.xml.rels"):
                content = content.replace(b"media/image1.png", b"../../../etc/passwd.png")
            new.writestr(item, content)
    file.write_bytes(spoilt.getvalue())
    assert read_report(file).pictures == []


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    bad = 'Phạm: "Thử" # {x: [1]} | & *a\t\''
    lines = tuple(line.replace("Phạm Thị Thử", bad) for line in PERSON)
    made: Any = report(lines)
    made.paragraphs[0]._p.append(OxmlElement("w:sdt"))
    begun = begin_from_report(root, saved(made, tmp_path / "b.docx"), load(root).archive, language(), "thu")
    (root / begun.path).parent.mkdir(exist_ok=True)
    (root / begun.path).write_bytes(begun.files[begun.path] or b"")
    faults = [p.code for p in read_project(root).problems if p.path == begun.path and p.code.startswith("source.")]
    assert faults == []


PRIVATE = (
    ("- Họ và tên: Nguyễn Văn An, sinh năm 1980", "1980"),
    ("- Ngày, tháng, năm sinh: 03/04/1981", "1981"),
    ("- Sinh năm: 1982", "1982"),
    ("- Số CCCD: 012345678901", "012345678901"),
    ("- SĐT: 0912 345 678", "345 678"),
    ("- Địa chỉ: Số 5 ngõ 3", "ngõ 3"),
    ("- Hộ khẩu thường trú: ấp Năm", "ấp Năm"),
    ("- Chức vụ: Trưởng thôn; điện thoại: 0987654321", "0987654321"),
    ("- Đơn vị công tác: Trường Mẫu\tđịa chỉ: ngõ 9", "ngõ 9"),
)


def test_nothing_private_comes_into_the_record_however_it_stands(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    done = "Đã vận động 10 hộ. Liên hệ 0912345678 để biết thêm. Vá 2.000.000đ tiền đường."
    lines = (
        "BÁO CÁO THÀNH TÍCH",
        "I. SƠ LƯỢC LÝ LỊCH",
        *(line for line, _ in PRIVATE),
        "II. THÀNH TÍCH ĐẠT ĐƯỢC",
        done,
    )
    made = report(lines)
    table = made.add_table(rows=0, cols=3)
    for row in (("Họ tên", "Ngày sinh", "SĐT"), ("Trần Văn B", "01/02/1983", "0911222333")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    begun = begin_from_report(root, saved(made, tmp_path / "b.docx"), load(root).archive, language())
    written = begun.path + b"".join(content for content in begun.files.values() if content).decode()
    for secret in (*(secret for _, secret in PRIVATE), "0912345678", "0911222333"):
        assert secret not in written, secret
    assert begun.id == "nguyen-van-an"
    assert begun.report.fields["role"] == "Trưởng thôn"
    assert begun.report.done[0] == "Đã vận động 10 hộ. Vá 2.000.000đ tiền đường."
    assert [(f.value, f.unit) for f in begun.report.figures] == [("10", "hộ"), ("2.000.000", "đ")]


@pytest.mark.parametrize(
    "line",
    [
        "- Đề nghị tặng Huân chương Lao động hạng Ba năm 2025",
        "- Đang trình Bằng khen của Bộ trưởng",
        "- Năm 2023: Chưa được tặng danh hiệu nào",
        "IV. PHƯƠNG HƯỚNG\nPhấn đấu đạt danh hiệu Chiến sĩ thi đua",
        "IV. KIẾN NGHỊ\nBằng khen là nguồn động viên",
    ],
)
def test_what_was_only_proposed_or_hoped_for_is_no_award(tmp_path: Path, line: str) -> None:
    found = read(report((*PERSON[:14], *line.split("\n"))), tmp_path)
    assert found.awards == []
    assert line.split("\n")[-1] in found.rest


def test_a_decision_is_known_by_number_and_year_and_no_day_is_invented(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    for said, decision, date in (
        ("12/QĐ-UBND ngày 12/9/2025", "qd-12-2025", "12/9/2025"),
        ("12/QĐ-UBND ngày 3/4/2023", None, "3/4/2023"),
        ("12/QĐ-UBND ngày 31/2/2023", None, "2023"),
    ):
        lines = (*PERSON[:14], f"- Bằng khen của Chủ tịch UBND thành phố, Quyết định số {said}")
        file = saved(report(lines), tmp_path / "b.docx")
        awards = draft_of(read_report(file), load(root).archive, "x", "").tree["awards"]
        assert isinstance(awards, list)
        award = awards[-1]
        assert isinstance(award, dict)
        assert (award.get("decision"), award["date"]) == (decision, date)


@pytest.mark.parametrize(
    ("who", "done", "before"),
    [
        ("1. Sơ lược lý lịch", "2. Thành tích đạt được", "3. Các hình thức khen thưởng"),
        ("SƠ LƯỢC LÝ LỊCH", "THÀNH TÍCH ĐẠT ĐƯỢC", "CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG"),
        ("A. Sơ lược lý lịch", "B. Kết quả đạt được", "C. Danh hiệu, hình thức khen thưởng"),
    ],
)
def test_headings_are_known_by_their_words(tmp_path: Path, who: str, done: str, before: str) -> None:
    lines = ("BÁO CÁO THÀNH TÍCH", who, PERSON[4], done, PERSON[12], before, PERSON[14])
    found = read(report(lines), tmp_path)
    assert found.fields["name"] == "Phạm Thị Thử"
    assert found.done == [PERSON[12]]
    assert len(found.awards) == 1
    assert found.rest[1:] == [who, done, before]


def test_fields_may_stand_in_a_table(tmp_path: Path) -> None:
    made = report(("BÁO CÁO THÀNH TÍCH", "I. SƠ LƯỢC LÝ LỊCH"))
    table = made.add_table(rows=0, cols=4)
    for row in (("1", "Họ và tên:", "Phạm Thị Thử", ""), ("Chức vụ", "Giáo viên", "Năm sinh", "1980")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    found = read(made, tmp_path)
    assert found.fields["role"] == "Giáo viên"
    assert any("1980" in line for line in found.private)


@pytest.mark.parametrize(
    "text", ["nam " * 300_000, "," * 900_000 + "x", "- Họ tên: A" + " ,(" * 300_000, "1.111" * 200_000]
)
def test_no_line_is_too_long_to_be_read(text: str) -> None:
    """A stranger's line of a million letters is looked through once, not once from every letter."""
    headings = ("I. SƠ LƯỢC LÝ LỊCH", "II. THÀNH TÍCH ĐẠT ĐƯỢC", "III. CÁC HÌNH THỨC KHEN THƯỞNG")
    found = interpret_report([{"text": line} for heading in headings for line in (heading, text)], [])
    assert found.rest[0] == headings[0]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("CSTĐ CS", "chien-si-thi-dua-co-so"),
        ("CSTĐCS", "chien-si-thi-dua-co-so"),
        ("LĐTT", "lao-dong-tien-tien"),
        ("BK của UBND TP", "bang-khen-thanh-pho"),
        ("Bằng khen Ủy ban nhân dân tỉnh", "bang-khen-thanh-pho"),
        ("GK UBND P. Cái Khế", "giay-khen-phuong-xa"),
        ("GK của UBND P.Cái Khế", "giay-khen-phuong-xa"),
        ("BK TTCP", "bang-khen-thu-tuong"),
    ],
)
def test_an_award_in_short_is_recognised_as_an_office_writes_it(tmp_path: Path, row: str, code: str) -> None:
    root = copy_sample(tmp_path)
    for name in ("awards", "abbreviations", "issuer-levels"):
        (root / f"stories/reference/{name}.yml").unlink()
    archive = load(root).archive
    report = AchievementReport()
    _row(report, "before", ["1", row, "12/QĐ-UBND ngày 05/8/2021"])
    _row(report, "before", ["2", "Danh hiệu thi đua:", ""])
    assert [each.as_printed for each in report.awards] == [row]
    tree: Any = draft_of(report, archive, "thu", "Báo cáo").tree
    assert [(award["award"], award["as_printed"]) for award in tree["awards"]] == [(code, row)]
    assert "publisher" not in tree["sources"][0], "nobody said who wrote the report"


@pytest.mark.parametrize(
    ("line", "value", "unit"),
    [
        ("Doanh thu gần 2 tỷ đồng/năm.", "gần 2", "tỷ đồng/năm"),
        ("Giúp hơn 1.200 hộ thoát nghèo.", "hơn 1.200", "hộ"),
        ("Năng suất 7,5 tấn/ha.", "7,5", "tấn/ha"),
        ("Trồng 30 cây.", "30", "cây"),
    ],
)
def test_a_figure_keeps_how_exact_it_is_and_of_what(line: str, value: str, unit: str) -> None:
    (found,) = _figures(line)
    assert (found.value, found.unit) == (value, unit)
