"""Settings: former names go on working, and `check` says what they are called now."""

import re
import sys
from pathlib import Path

import pytest

from generator.cli.main import main
from generator.config.i18n import language
from generator.config.settings import STATE_SITE, load_settings
from generator.core.problem import UsageError
from generator.engine.project import publish, read_project
from tests.making import copy_sample
from tests.test_build import run

FORMER = "    cards: 7\n    listed: 9\n    agency:\n      government: false\n"


def test_former_names_work_and_are_named_at_their_lines(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    config = root / "mkdocs.yml"
    text = config.read_text("utf-8").replace("corrections_contact:", "correction_address:")
    text = text.replace("      is_government: false\n", "")
    contact = load_settings(config).agency.corrections_contact
    config.write_text(text.replace("    agency:\n", FORMER, 1), "utf-8")
    settings = load_settings(config)
    assert (settings.cards_per_page, settings.list_page_limit, settings.agency.is_government) == (7, 9, False)
    assert settings.agency.corrections_contact == contact
    found = {(p.field, dict(p.values)["new"]): p for p in read_project(root).problems}
    assert set(found) == {
        ("cards", "cards_per_page"),
        ("listed", "list_page_limit"),
        ("agency.government", "is_government"),
        ("agency.correction_address", "corrections_contact"),
    }
    rows = config.read_text("utf-8").splitlines()
    for (name, _), problem in found.items():
        assert rows[problem.line - 1].strip().startswith(f"{name.rpartition('.')[2]}:")
        assert not problem.is_error


def test_a_name_nobody_knows_is_refused(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    config = root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("    agency:\n", "    kards: 7\n    agency:\n", 1), "utf-8")
    with pytest.raises(UsageError, match="kards"):
        load_settings(config)


STATE = """    agency:
      parent_body: Uỷ ban nhân dân thành phố Mẫu
      document_code: SM
      address: 1 đường Mẫu
      phone: 0292 000 0000
      email: so-mau@mau.example
      tasks: Tham mưu về thi đua, khen thưởng.
      responsible: {name: Người Mẫu, post: Giám đốc}
      contact: {name: Đầu Mối, post: Chuyên viên, unit: Phòng Mẫu, phone: 0292 000 0001, email: dau-moi@mau.example}
      portal: {name: Cổng thành phố Mẫu, url: "https://mau.example/"}
      partners: [{name: Báo Mẫu, url: "https://bao.example/"}]
"""


def test_check_names_what_the_site_of_a_state_body_lacks(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    config = root / "mkdocs.yml"
    text = config.read_text("utf-8")
    bare = re.sub(r"\n +is_government: .*", "", text)
    config.write_text(bare, "utf-8")
    (found,) = [p for p in read_project(root).problems if p.code == "setting.missing"]
    assert not found.is_error
    assert config.read_text("utf-8").splitlines()[found.line - 1].strip() == "agency:"
    assert set(dict(found.values)["names"].split(", ")) == set(STATE_SITE)
    config.write_text(bare.replace("    agency:\n", "    agency:\n      is_government: false\n", 1), "utf-8")
    assert not [p for p in read_project(root).problems if p.code == "setting.missing"]
    config.write_text(bare.replace("    agency:\n", STATE, 1), "utf-8")
    project = read_project(root)
    assert not [p for p in project.problems if p.code == "setting.missing"]
    pages = {a.address: a for a in publish(project).artifacts if a.is_page}
    page = pages["/co-quan/"].content.decode()
    for words in ("1 đường Mẫu", "0292 000 0000", "mailto:so-mau@mau.example", "Người Mẫu", "Đầu Mối", "bao.example"):
        assert words in page


def test_the_address_of_a_partner_must_be_one_of_the_web(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    config = root / "mkdocs.yml"
    wrong = STATE.replace("https://bao.example/", "javascript:alert(1)")
    config.write_text(config.read_text("utf-8").replace("    agency:\n", wrong, 1), "utf-8")
    with pytest.raises(UsageError, match="partners"):
        load_settings(config)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("nonsense: 1", "không có cài đặt extra.dienhinh.nonsense; xóa dòng ấy hoặc xem lại chính tả"),
        ("licens: X", "không có cài đặt extra.dienhinh.licens; có phải licence không?"),
        ("cards_per_page: nhiều", "extra.dienhinh.cards_per_page phải là một số nguyên, ví dụ 24"),
        ("offline: đôi khi", "extra.dienhinh.offline phải là true hoặc false"),
        ("featured: 5", "extra.dienhinh.featured phải là chữ; đặt trong dấu ngoặc kép"),
        ("home_figures: a", "extra.dienhinh.home_figures phải là danh sách, ví dụ [a, b]"),
        ("editions: [fr]", "extra.dienhinh.editions.0 không thể là «fr»; chọn một trong: en"),
        ("editions: [en, en]", "extra.dienhinh.editions ghi một ngôn ngữ hai lần; bỏ bớt một"),
        (
            "static_host: github",
            "extra.dienhinh.static_host không thể là «github»; chọn một trong: 'cloudflare', 'netlify'",
        ),
        ("live_since: hôm qua", "extra.dienhinh.live_since viết chưa đúng dạng"),
        (f"notice: {'a' * 201}", "extra.dienhinh.notice dài quá 200 ký tự; viết ngắn lại"),
        ("site_name: X", "extra.dienhinh.site_name đặt sai chỗ; ghi site_name ở đầu tệp, ngoài phần extra"),
        ("left_out: [a]", "extra.dienhinh.left_out đặt sai chỗ; ghi exclude_docs ở đầu tệp, ngoài phần extra"),
    ],
)
def test_what_is_wrong_with_a_setting_is_said_in_vietnamese(
    row: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_sample(tmp_path)
    config = root / "mkdocs.yml"
    name = row.partition(":")[0]
    rows = [each for each in config.read_text("utf-8").splitlines() if not each.startswith(f"    {name}:")]
    config.write_text("\n".join(rows).replace("    agency:\n", f"    {row}\n    agency:\n", 1), "utf-8")
    with pytest.raises(SystemExit) as left:
        main(["--project", str(root), "check"])
    assert left.value.code == 2
    assert f"Dùng sai: mkdocs.yml: {told}" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ('exclude_docs: "!"', "exclude_docs có mẫu không đúng: !;"),
        ("draft_docs: |\n  a.md\n  [z-a].md", "draft_docs có mẫu không đúng: [z-a].md;"),
        ("exclude_docs: [a, b]", "exclude_docs phải là chữ;"),
        ("draft_docs: 5", "draft_docs phải là chữ;"),
        ("site_name: [a]", "site_name phải là chữ, ghi ở đầu tệp"),
    ],
)
def test_what_is_wrong_at_the_top_is_said_before_mkdocs_meets_it(rows: str, told: str, tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    config = root / "mkdocs.yml"
    name = rows.partition(":")[0]
    kept = [each for each in config.read_text("utf-8").splitlines() if not each.startswith(f"{name}:")]
    config.write_text("\n".join([*kept, rows, ""]), "utf-8")
    with pytest.raises(UsageError) as refused:
        load_settings(config)
    fault = refused.value
    assert f"mkdocs.yml: {told}" in language("vi").translate(f"command.misuse.{fault.key}", **fault.values)


def test_mkdocs_alone_says_it_in_the_same_words(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    config = root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("    agency:\n", "    kards: 7\n    agency:\n", 1), "utf-8")
    done = run(str(Path(sys.executable).parent / "mkdocs"), "build", "-q", cwd=root)
    assert done.returncode != 0
    assert "mkdocs.yml: không có cài đặt extra.dienhinh.kards" in done.stdout + done.stderr
