"""The pages beside the desk's forms: what was saved shows at once, all others follow, also after something failed."""

import re
import threading
import time
from pathlib import Path

import pytest

from generator.core.problem import UsageError
from generator.desk.live_pages import CATCHING_UP, LivePages
from generator.engine.preview import Preview
from tests.desk_client import FILE
from tests.making import copy_sample

DESK = Path(__file__).parents[1] / "generator" / "desk"


def test_every_address_of_the_desk_stands_in_one_place() -> None:
    """In templates, and in strings of the code but where pages of the site are shown."""
    written = re.compile(r"""(?:href|action|src)="/|[("'](?:/[a-z{][a-z{}_-]*)+/["'?]""")
    for file in sorted((*DESK.glob("*.py"), *DESK.glob("templates/*.html"))):
        if file.name != "addresses.py":
            assert [row for row in file.read_text("utf-8").split("\n") if written.search(row)] == [], file.name


PAGE, LIST = "/dien-hinh/nguyen-van-mot/", "/dien-hinh/"


def retitle(root: Path, title: str) -> None:
    file = root / FILE
    rows = file.read_text("utf-8").split("\n")
    file.write_text("\n".join(f"title: {title}" if row.startswith("title:") else row for row in rows), "utf-8")


def text(pages: LivePages, address: str) -> str:
    file = pages.file(address)
    assert file is not None
    return file.read_text("utf-8")


def wait_till_calm() -> None:
    while any(thread.name == CATCHING_UP for thread in threading.enumerate()):
        time.sleep(0.01)


@pytest.fixture
def pages(tmp_path: Path) -> LivePages:
    found = LivePages(copy_sample(tmp_path), tmp_path / "pages")
    assert "Ông Một mới" not in text(found, PAGE) + text(found, LIST)
    return found


def test_what_was_saved_shows_at_once_and_lists_follow(pages: LivePages) -> None:
    retitle(pages.root, "Ông Một mới")
    pages.refresh([FILE])
    assert "Ông Một mới" in text(pages, PAGE)
    wait_till_calm()
    assert "Ông Một mới" in text(pages, LIST)


def test_of_many_saves_in_a_row_all_show(pages: LivePages) -> None:
    for number in range(6):
        retitle(pages.root, f"Ông Một mới {number}")
        pages.refresh([FILE])
        assert f"Ông Một mới {number}" in text(pages, PAGE)
        time.sleep(0.1 * (number % 3))
    wait_till_calm()
    assert "Ông Một mới 5" in text(pages, LIST)


@pytest.mark.parametrize(
    "failure", [OSError("disk"), UsageError("no-config", file="mkdocs.yml")], ids=["disk", "project"]
)
def test_what_could_not_be_read_is_read_at_the_next_look(
    pages: LivePages, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    whole = Preview.refresh

    def failing(preview: Preview, changed: object = ()) -> bool:
        raise failure

    retitle(pages.root, "Ông Một mới")
    monkeypatch.setattr(Preview, "refresh", failing)
    pages.refresh([FILE])
    wait_till_calm()
    with pytest.raises(type(failure)):
        pages.file(LIST)
    monkeypatch.setattr(Preview, "refresh", whole)
    assert "Ông Một mới" in text(pages, LIST)
    assert "Ông Một mới" in text(pages, PAGE)


def test_without_a_name_everything_is_read_again(pages: LivePages) -> None:
    retitle(pages.root, "Ông Một mới")
    pages.refresh()
    assert "Ông Một mới" in text(pages, LIST)


def test_nobody_looks_and_nothing_is_made(tmp_path: Path) -> None:
    unseen = LivePages(copy_sample(tmp_path), tmp_path / "pages")
    unseen.refresh([FILE])
    assert not (tmp_path / "pages").exists()


def test_a_record_that_is_not_all_filled_in_hides_no_other_page(pages: LivePages, tmp_path: Path) -> None:
    (pages.root / "stories/models/vuon-thuoc.yml").write_text("name: Vườn thuốc\n", "utf-8")
    later = LivePages(pages.root, tmp_path / "later")  # the desk is opened again
    assert "Nguyễn Văn Một" in text(later, PAGE)
    pages.refresh(["stories/models/vuon-thuoc.yml"])
    retitle(pages.root, "Ông Một mới")
    pages.refresh([FILE])
    assert "Ông Một mới" in text(pages, PAGE)
    wait_till_calm()
    assert "Ông Một mới" in text(pages, LIST)
    assert pages.file("/mo-hinh/vuon-thuoc/") is None
