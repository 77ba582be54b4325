"""What a ward hands on: one page each, a code that leads to the right place, a text read as it is said."""

import gc
import io
import re
import subprocess
import weakref
import zipfile
from pathlib import Path
from typing import BinaryIO

import docx
import pytest
import zxingcpp
from docx.enum.style import WD_STYLE_TYPE
from PIL import Image

from generator.cli import main
from generator.core.numerals import in_words, read_aloud
from generator.core.problem import UsageError
from generator.engine.project import read_project
from generator.publish.context import SiteContext
from generator.publish.handouts.copying import copying_form
from generator.publish.handouts.printed import poster_pdf, sheet_pdf
from generator.publish.handouts.spoken import as_spoken, reading_seconds, spoken_text
from generator.records.model import Model
from tests.making import copy_sample, sample_site, story

ROOT = Path(__file__).parents[1]
NUMBERS = {
    0: "không",
    10: "mười",
    15: "mười lăm",
    21: "hai mươi mốt",
    25: "hai mươi lăm",
    105: "một trăm linh năm",
    1005: "một nghìn không trăm linh năm",
    2025: "hai nghìn không trăm hai mươi lăm",
    64_000: "sáu mươi bốn nghìn",
    1_000_000_005: "một tỷ không trăm linh năm",
    5_200_000_000_000: "năm nghìn hai trăm tỷ",
}
SAID = {
    "ngày 09/11/2025": "ngày mùng chín tháng mười một năm hai nghìn không trăm hai mươi lăm",
    "từ ngày 07 đến ngày 12": "từ ngày mùng bảy đến ngày mười hai",
    "tháng 4/2023": "tháng bốn năm hai nghìn không trăm hai mươi ba",
    "29,6%": "hai mươi chín phẩy sáu phần trăm",
    "0,05 g": "không phẩy không năm gam",
    "1.500 cây": "một nghìn năm trăm cây",
    "100m2 đất": "một trăm mét vuông đất",
    "2021-2025": "hai nghìn không trăm hai mươi mốt đến hai nghìn không trăm hai mươi lăm",
    "ST25": "ST hai mươi lăm",
    "COVID-19": "COVID mười chín",
    "32/13": "ba mươi hai trên mười ba",
    "chợ 4.0": "chợ bốn chấm không",
    "mô hình 4+1": "mô hình bốn cộng một",
    "Ngày 02/9 có 1.000 hộ": "Ngày mùng hai tháng chín có một nghìn hộ",
    "2/3 số hộ": "hai trên ba số hộ",
    "6/8 khu vực": "sáu trên tám khu vực",
    "trước 31/12": "trước ngày ba mươi mốt tháng mười hai",
    "ngày 2/9": "ngày mùng hai tháng chín",
    "tối 23/11/2022": "tối ngày hai mươi ba tháng mười một năm hai nghìn không trăm hai mươi hai",
}


@pytest.mark.parametrize(("number", "words"), NUMBERS.items())
def test_a_number_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


@pytest.mark.parametrize(("text", "words"), SAID.items())
def test_a_text_as_it_is_said(text: str, words: str) -> None:
    assert read_aloud(text) == words


def test_every_number_up_to_ten_thousand_has_words_of_its_own() -> None:
    said = {in_words(number) for number in range(10_001)}
    assert len(said) == 10_001
    assert not [each for each in said if re.search(r"\d|  |^ | $", each)]


def test_short_forms_and_brackets_are_read_as_words() -> None:
    site = sample_site()
    short = next(iter(site.archive.abbreviations.values()))
    assert as_spoken(site, f"Chủ tịch {short.short} xã") == f"Chủ tịch {short.full} xã"
    assert as_spoken(site, "quận Bình Thủy (cũ), 5 hộ (năm 2019).") == (
        "quận Bình Thủy cũ, năm hộ, năm hai nghìn không trăm mười chín."
    )


def test_no_text_for_the_loudspeaker_is_longer_than_ninety_seconds() -> None:
    site = sample_site()
    long = story(
        deeds="\n\n".join("Việc tốt đã làm cho bà con trong xóm, ai cũng biết, ai cũng quý." for _ in range(80))
    )
    said = spoken_text(site, long)
    assert 60 <= reading_seconds(said) <= 90
    assert said.rstrip().endswith(site.t("spoken.closing", site=site.settings.site_name))
    assert said.count("ai cũng quý.") == said.count("Việc tốt đã làm")
    assert not re.search(r"\d", said)


def test_no_figure_is_left_to_be_read_wrongly() -> None:
    site = read_project(ROOT).site()
    records = [*site.archive.public_stories, *site.archive.public_models]
    assert records
    left = {record.id: found for record in records if (found := re.findall(r"\S*\d\S*", spoken_text(site, record)))}
    assert left == {}


def pictured(pdf: bytes, tmp_path: Path) -> list[Image.Image]:
    """Return the pages of a PDF as pictures."""
    (tmp_path / "x.pdf").write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", "120", "-png", "x.pdf", "x"], cwd=tmp_path, check=True, capture_output=True)
    found = []
    for file in sorted(tmp_path.glob("x-*.png")):
        with Image.open(file) as page:
            found.append(page.copy())
    return found


def words_of(pdf: bytes, tmp_path: Path) -> str:
    (tmp_path / "y.pdf").write_bytes(pdf)
    told = subprocess.run(["pdftotext", "y.pdf", "-"], cwd=tmp_path, check=True, capture_output=True)
    return " ".join(told.stdout.decode().split())


@pytest.fixture
def site() -> SiteContext:
    return sample_site()


@pytest.mark.parametrize(("size", "ratio"), [("a4", 297 / 210), ("a3", 420 / 297)])
def test_a_poster_is_one_page_whose_code_leads_to_the_story(
    site: SiteContext, size: str, ratio: float, tmp_path: Path
) -> None:
    record = site.archive.stories["nguyen-van-mot"]
    (page,) = pictured(poster_pdf(site, record, size), tmp_path)
    assert page.height / page.width == pytest.approx(ratio, abs=0.01)
    (code,) = zxingcpp.read_barcodes(page)
    assert code.text == "https://dienhinh.example/dien-hinh/nguyen-van-mot/"
    assert record.title in words_of(poster_pdf(site, record, size), tmp_path)


def test_a_long_title_shrinks_until_the_poster_is_one_page(site: SiteContext, tmp_path: Path) -> None:
    long = story(title="Phạm Thử làm một việc rất dài " * 10, summary="Một việc tốt kể mãi không hết. " * 12)
    assert len(pictured(poster_pdf(site, long, "a4"), tmp_path)) == 1


def test_a_sheet_tells_what_is_known_and_nothing_else(site: SiteContext, tmp_path: Path) -> None:
    model = site.archive.models["va-duong"]
    said = words_of(sheet_pdf(site, model), tmp_path)
    for told in (model.title, model.steps[0].title, model.costs[0].item, model.roles[0].who, "Hợp tác xã Mẫu"):
        assert told in said
    assert (site.t("model.lessons") in said) is bool(model.lessons)
    assert len(pictured(sheet_pdf(site, model), tmp_path)) == 1


def test_a_model_that_never_fits_is_refused(site: SiteContext) -> None:
    model = site.archive.models["va-duong"]
    endless = Model.model_validate({**model.model_dump(), "lessons": tuple("Bài học dài. " * 25 for _ in range(60))})
    with pytest.raises(UsageError, match="handout-long"):
        sheet_pdf(site, endless)


def test_the_same_record_gives_the_same_bytes(site: SiteContext) -> None:
    record = site.archive.stories["nguyen-van-mot"]
    assert poster_pdf(site, record, "a4") == poster_pdf(site, record, "a4")


def test_a_form_is_let_go_of_when_the_next_is_begun(site: SiteContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a circle that holds memory of lxml, which Python's collector does not count: a thousand took gigabytes."""
    made: list[weakref.ref[object]] = []
    whole = docx.Document

    def watched(base: BinaryIO) -> object:
        word = whole(base)
        made.append(weakref.ref(word.part))
        return word

    model = next(iter(site.archive.models.values()))
    copying_form(site, model)  # what all begin from is made once
    monkeypatch.setattr(docx, "Document", watched)
    gc.disable()
    try:
        for _ in range(4):
            copying_form(site, model)
    finally:
        gc.enable()
    assert [part() is None for part in made] == [True, True, True, False]


def test_a_form_holds_what_it_uses_and_nothing_that_is_not_there(site: SiteContext) -> None:
    """The library's empty document has a hundred table styles, two sets of them, and a picture of no page of ours."""
    made = copying_form(site, next(iter(site.archive.models.values())))
    word = docx.Document(io.BytesIO(made))
    styles = word.styles.element
    there = set(styles.xpath("w:style/@w:styleId"))
    asked = set(styles.xpath("w:style/*[self::w:basedOn or self::w:next or self::w:link]/@w:val"))
    used = set(word.element.xpath("//w:pStyle/@w:val | //w:rStyle/@w:val | //w:tblStyle/@w:val"))
    assert used
    assert used | asked <= there
    assert [each.name for each in word.styles if each.type == WD_STYLE_TYPE.TABLE] == ["Normal Table", "Table Grid"]
    with zipfile.ZipFile(io.BytesIO(made)) as packed:
        parts = {name for name in packed.namelist() if not name.endswith(".rels")}
        typed = re.findall('PartName="/([^"]+)"', packed.read("[Content_Types].xml").decode())
    assert set(typed) <= parts
    assert not [name for name in parts if re.search("WithEffects|customXml|webSettings|thumbnail", name)]
    assert len(made) < 25_000


def test_where_two_bear_one_id_an_address_tells_which(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    twin = (root / "stories/models/va-duong.yml").read_text("utf-8").replace("Vá đường cuối tuần", "Vá cầu")
    (root / "stories/models/nguyen-van-mot.yml").write_text(twin, "utf-8")
    output = tmp_path / "x.txt"
    for named, code in (("nguyen-van-mot", 2), ("/mo-hinh/nguyen-van-mot/", 0), ("/dien-hinh/nguyen-van-mot/", 0)):
        with pytest.raises(SystemExit) as left:
            main.main(["--project", str(root), "handout", named, "--kind", "speech", "--output", str(output)])
        assert int(left.value.code or 0) == code, capsys.readouterr()


def test_the_command_writes_what_is_public_alone(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert read_project(root).archive.stories["tran-da-go"].is_down
    for name, arguments, code in (
        ("a.pdf", ["nguyen-van-mot"], 0),
        ("b.pdf", ["va-duong", "--kind", "sheet"], 0),
        ("c.txt", ["va-duong", "--kind", "speech"], 0),
        ("d.pdf", ["tran-da-go"], 2),
        ("e.pdf", ["nguyen-van-mot", "--kind", "sheet"], 2),
        ("f.docx", ["nguyen-van-mot"], 2),
    ):
        with pytest.raises(SystemExit) as left:
            main.main(["--project", str(root), "handout", *arguments, "--output", str(tmp_path / name)])
        assert int(left.value.code or 0) == code, name
        assert (tmp_path / name).is_file() is (code == 0), name
