"""Taking down: what is withdrawn or paused shows nowhere, comes back by no way, and waits for nobody."""

import io
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from generator.archive.ledger import write_ledger
from generator.core.dates import PartialDate
from generator.core.problem import PublishError
from generator.engine.last_good import read_with_fallback
from generator.engine.project import Publication, publish, read_project
from generator.engine.releases import current, publish_site, releases, roll_back
from generator.staff.editing import ChangeSet
from generator.staff.rename import withdraw
from tests.commands import dienhinh
from tests.making import copy_sample
from tests.repository import commit, make_repository

TODAY = PartialDate(2026, 1, 5)
STORY, DECISION = "stories/2025/nguyen-van-mot.yml", "stories/decisions/2025/qd-12-2025.yml"
OTHER = "stories/2025/to-va-duong.yml"
NAME = "Quách Thị Trồngcây"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A published project in git, in which one person stands in a story, in two rows, and in another's text."""
    root = copy_sample(tmp_path)
    for path in (STORY, DECISION):
        edit(root, path, "Nguyễn Văn Một", NAME)
    edit(root, DECISION, "rows:\n", f'rows:\n  - {{name: "{NAME.upper()}", kind: individual, unit: "xã khác"}}\n')
    edit(root, OTHER, "deeds: ", f"doubts: Báo ghi cùng làm với bà {NAME}.\ndeeds: ")
    make_repository(root)
    write_ledger(root, publish(read_project(root)).ledger)
    return root


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new), "utf-8")


def taken_down(root: Path, **how: Any) -> ChangeSet:
    return withdraw(root, "nguyen-van-mot", "Theo yêu cầu.", TODAY, keep_name=False, **how)


def faultless(root: Path) -> Publication:
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    return publication


def bearing(publication: Publication, name: str = NAME) -> set[str]:
    """Return the files that hold a name in any case, packed files opened."""
    forms = [name, name.upper(), name.encode("ascii", "backslashreplace").decode()]
    found = set()
    for output in publication.artifacts:
        for path, content in zip(output.files, output.contents, strict=True):
            pieces = [content]
            if path.endswith(".zip"):
                with zipfile.ZipFile(io.BytesIO(content)) as packed:
                    pieces = [packed.read(entry) for entry in packed.namelist()]
            if any(form.encode() in piece for form in forms for piece in pieces):
                found.add(path)
    return found


@pytest.mark.parametrize("how", ["withdrawn", "paused"])
def test_no_version_of_anything_shows_a_name_that_is_down(root: Path, how: str) -> None:
    """Files made of one record's raw text know what another record's state hides."""
    assert any("/v/" in path and path.startswith("quyet-dinh/") for path in bearing(faultless(root)))
    if how == "withdrawn":
        taken_down(root, drop_rows=True).apply(root)
    else:
        edit(root, STORY, "kind: individual\n", "kind: individual\nhold: true\n")
        edit(
            root,
            DECISION,
            'kind: individual, unit: "xã khác"}',
            'kind: individual, unit: "xã khác", withdrawn: 2026-01-05}',
        )
    edit(root, OTHER, NAME, "một người khác")
    assert bearing(faultless(root)) == set()
    commit(root, "2026-01-06")
    assert bearing(faultless(root)) == set()


def test_withdrawing_says_where_the_name_still_stands_and_withdraws_the_rows_it_is_told_to(root: Path) -> None:
    notes = taken_down(root).notes
    assert [(key, values.get("path"), values.get("line")) for key, values in notes if "path" in values] == [
        ("row", DECISION, 8),
        ("text", OTHER, next(n for n, r in enumerate((root / OTHER).read_text("utf-8").split("\n"), 1) if NAME in r)),
    ]
    assert [key for key, _ in notes][-1] == "elsewhere"
    change = taken_down(root, drop_rows=True)
    assert [key for key, values in change.notes if "path" in values] == ["text"]
    change.apply(root)
    rows = read_project(root).archive.decisions["qd-12-2025"].rows
    assert [row.withdrawn is not None for row in rows] == [True, True, False, True]
    assert (
        (root / STORY)
        .read_text("utf-8")
        .endswith("notice:\n  date: 2026-01-05\n  reason: Theo yêu cầu.\n  keep_name: false\n")
    )


def test_a_pause_hides_a_published_record_stops_nobody_and_is_taken_back_by_one_line(root: Path) -> None:
    edit(root, STORY, "kind: individual\n", "kind: individual\nhold: true\n")
    project = read_project(root)
    assert [(p.code, p.is_error) for p in project.problems] == [("rule.hold", False)]
    publication = faultless(root)
    (page,) = [o for o in publication.artifacts if o.path == "dien-hinh/nguyen-van-mot/index.md"]
    assert "đang được rà soát" in page.content.decode()
    assert "/dien-hinh/nguyen-van-mot/" in publication.live_routes
    edit(root, STORY, "hold: true\n", "")
    assert "dien-hinh/nguyen-van-mot/index.md" in bearing(faultless(root))


def test_a_pause_of_what_was_never_published_makes_no_page(root: Path) -> None:
    new = root / "stories/2025/moi.yml"
    text = (root / "stories/2024/le-thi-hai.yml").read_text("utf-8").replace("Lê Thị Hai", "Võ Mới")
    new.write_text(text.replace("kind: household\n", "kind: household\nhold: true\n"), "utf-8")
    assert "hold: true" in new.read_text("utf-8")
    publication = faultless(root)
    assert "/dien-hinh/moi/" not in publication.live_routes
    assert publication.tally is not None
    assert publication.tally.pending == 1


def test_the_way_back_brings_nothing_back(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    publish_site(faultless(root), folder)
    edit(root, OTHER, "published_on:", "corrections:\n  - {date: 2026-01-04, text: 'Sửa một số.'}\npublished_on:")
    second = publish_site(faultless(root), folder)
    with pytest.raises(PublishError, match="would_return") as caught:
        roll_back(folder)
    assert "/dien-hinh/to-va-duong/ (04/01/2026" in str(caught.value.values["what"])
    assert current(folder) == second
    third = publish_site(faultless(root), folder)
    assert roll_back(folder) == second
    taken_down(root, drop_rows=True).apply(root)
    edit(root, OTHER, NAME, "một người khác")
    fourth = publish_site(faultless(root), folder)
    assert fourth.dropped == ("000001-" + fourth.dropped[0][7:], second.path.name, third.path.name)
    assert releases(folder) == [fourth]
    with pytest.raises(PublishError, match="no_earlier"):
        roll_back(folder)
    for file in (p for p in folder.rglob("*") if p.is_file()):
        assert NAME.encode() not in file.read_bytes(), file


def test_a_release_nobody_noted_is_not_gone_back_to_once_something_is_down(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "public"
    publish_site(faultless(root), folder)
    publish_site(faultless(root), folder)
    (folder / "takedowns.json").unlink()
    publish_site(faultless(root), folder)  # the sample has withdrawn records
    assert len(releases(folder)) == 1
    (folder / "takedowns.json").write_text("{spoilt", "utf-8")
    publish_site(faultless(root), folder)
    assert len(releases(folder)) == 1


def test_one_clerk_s_error_does_not_hold_up_another_s_takedown(root: Path, tmp_path: Path) -> None:
    """Whether the faulty record is the one taken down, another, or one that never was good in this folder."""
    edit(root, OTHER, "kind: collective", "kind: nonsense")
    edit(root, STORY, "kind: individual\n", "kind: nobody\nhold: true\n")
    kept = read_with_fallback(root)
    publication = publish(kept.project)
    assert publication.blocking_problems == ()
    assert not {path for path in bearing(publication) if path.startswith("dien-hinh/")}
    for address in ("nguyen-van-mot", "to-va-duong"):
        (page,) = [o for o in publication.artifacts if o.path == f"dien-hinh/{address}/index.md"]
        assert "tạm thời không hiển thị" in page.content.decode()
    folder = tmp_path / "public"
    done = dienhinh(root, "publish", str(folder), "--keep-going")
    assert done.returncode == 1, done.stderr
    assert "tạm thời không hiển thị" in (folder / "current/dien-hinh/nguyen-van-mot/index.html").read_text("utf-8")


@pytest.mark.parametrize("how", ["withdrawn", "paused"])
def test_a_stop_names_the_takedowns_that_wait_behind_it(root: Path, tmp_path: Path, how: str) -> None:
    folder = tmp_path / "public"
    publish_site(faultless(root), folder)
    if how == "withdrawn":
        taken_down(root).apply(root)
    else:
        edit(root, STORY, "kind: individual\n", "kind: individual\nhold: true\n")
    edit(root, OTHER, "kind: collective", "kind: nonsense")
    done = dienhinh(root, "publish", str(folder))
    assert done.returncode == 1
    assert "--keep-going" in done.stderr
    assert "/dien-hinh/nguyen-van-mot/" in done.stderr


def test_the_open_data_of_a_site_hold_no_name_that_is_down(root: Path, tmp_path: Path) -> None:
    taken_down(root, drop_rows=True).apply(root)
    edit(root, OTHER, NAME, "một người khác")
    publication = faultless(root)
    (data,) = [o for o in publication.artifacts if o.path.endswith(".sqlite")]
    file = tmp_path / "data.sqlite"
    file.write_bytes(data.contents[0])
    with sqlite3.connect(file) as opened:
        told = "\n".join(opened.iterdump())
    assert NAME not in told
    assert NAME.upper() not in told
