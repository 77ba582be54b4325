"""Settings: former names go on working, and `check` says what they are called now."""

import re
from pathlib import Path

import pytest

from generator.config.settings import STATE_SITE, load_settings
from generator.core.problem import UsageError
from generator.engine.project import publish, read_project
from tests.making import copy_sample

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
