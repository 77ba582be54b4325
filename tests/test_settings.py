"""Settings: former names go on working, and `check` says what they are called now."""

from pathlib import Path

import pytest

from generator.config.settings import load_settings
from generator.core.problem import UsageError
from generator.engine.project import read_project
from tests.making import copy_sample

FORMER = "    cards: 7\n    listed: 9\n    agency:\n      government: false\n"


def test_former_names_work_and_are_named_at_their_lines(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    config = root / "mkdocs.yml"
    text = config.read_text("utf-8").replace("corrections_contact:", "correction_address:")
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
