"""What renaming, merging, withdrawing and going back refuse: the whole reason, and nothing changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.archive.ledger import FILE
from generator.core.dates import PartialDate
from generator.core.problem import PublishError, UsageError
from generator.engine.project import Publication, publish, read_project
from generator.engine.releases import current, publish_site, rehearse, releases, roll_back
from generator.staff.editing import ChangeSet
from generator.staff.rename import merge, rename, withdraw
from tests.making import lay_photo, photo, published_sample

TODAY = PartialDate(2026, 1, 5)
ONE, TWO, GROUP = "nguyen-van-mot", "le-thi-hai", "to-va-duong"
STORY, MODEL, PAGE = f"stories/2025/{ONE}.yml", "stories/models/va-duong.yml", "docs/gioi-thieu/index.md"
DECISION = "stories/decisions/2025/qd-12-2025.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose addresses were all published."""
    return published_sample(tmp_path)


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def down(root: Path, record_id: str, reason: str = "Theo yêu cầu.", *, keep_name: bool = False) -> ChangeSet:
    return withdraw(root, record_id, reason, TODAY, keep_name)


def nothing(root: Path) -> None:
    """It is refused as it stands."""


def taken_address(root: Path) -> None:
    rename(root, ONE, "ong-mot").apply(root)


def photos_of_two(root: Path) -> None:
    """A model bears the id of a story that has photos: the folder is both's."""
    (root / MODEL).rename(root / f"stories/models/{ONE}.yml")
    lay_photo(root, photo())


def spoilt_ledger(root: Path) -> None:
    (root / FILE).write_text("/dien-hinh/x/\nmoved nowhere at all\n", "utf-8")


def one_more(root: Path) -> None:
    """A record that was not published yet."""
    text = (root / STORY).read_text("utf-8").replace("Nguyễn Văn Một", "Trần Thị Khác")
    (root / "stories/2025/nguoi-khac.yml").write_text(text, "utf-8")


def a_unit_and_a_story_of_one_id(root: Path) -> None:
    edit(root, "stories/reference/units.yml", "id: htx-mau", f"id: {TWO}")


def withdrawn(root: Path) -> None:
    down(root, ONE).apply(root)


REFUSED: dict[str, tuple[Callable[[Path], None], Callable[[Path], Any], str, dict[str, object]]] = {
    "an address another record left": (
        taken_address,
        lambda root: rename(root, TWO, ONE),
        "address-taken",
        {"address": f"/dien-hinh/{ONE}/", "ledger": FILE},
    ),
    "an id another record bears": (
        one_more,
        lambda root: rename(root, ONE, "nguoi-khac"),
        "id-taken",
        {"id": "nguoi-khac"},
    ),
    "photos that are another's too": (
        photos_of_two,
        lambda root: rename(root, f"/dien-hinh/{ONE}/", "ong-mot"),
        "shared-photos",
        {"id": ONE, "folder": f"stories/media/{ONE}"},
    ),
    "a record nobody knows": (
        nothing,
        lambda root: merge(root, "khong-co", TWO),
        "no-record",
        {"id": "khong-co"},
    ),
    "an id several records bear": (
        a_unit_and_a_story_of_one_id,
        lambda root: merge(root, TWO, ONE),
        "several-records",
        {"id": TWO, "where": f"/dien-hinh/{TWO}/, /don-vi/{TWO}/"},
    ),
    "another kind": (
        nothing,
        lambda root: merge(root, GROUP, "va-duong"),
        "other-kind",
        {"old": GROUP, "new": "va-duong"},
    ),
    "itself": (nothing, lambda root: merge(root, ONE, f"/dien-hinh/{ONE}/"), "same-record", {"id": ONE}),
    "one whose name must stand nowhere": (
        withdrawn,
        lambda root: merge(root, ONE, TWO),
        "merge-withdrawn",
        {"old": ONE, "new": TWO},
    ),
    "an entry of a list": (
        nothing,
        lambda root: merge(root, "htx-mau", "truong-mau"),
        "in-a-list",
        {"id": "htx-mau", "path": "stories/reference/units.yml"},
    ),
    "what has no notice": (nothing, lambda root: down(root, "htx-mau"), "no-notice", {"id": "htx-mau"}),
    "what is withdrawn already": (withdrawn, lambda root: down(root, ONE), "withdrawn-already", {"id": ONE}),
    "a reason that names whom it must not": (
        lambda root: edit(root, STORY, "kind: individual\n", "kind: individual\nmembers: [{name: Lê Văn Hai}]\n"),
        lambda root: down(root, ONE, "Ông NGUYỄN VĂN MỘT và ông lê văn hai yêu cầu."),
        "reason-names",
        {"names": "Nguyễn Văn Một, Lê Văn Hai"},
    ),
    "a reason that names a model": (
        nothing,
        lambda root: down(root, "va-duong", "Nhóm Vá Đường Cuối Tuần thôi làm."),
        "reason-names",
        {"names": "Vá đường cuối tuần"},
    ),
    "a ledger that cannot be read": (
        spoilt_ledger,
        lambda root: rename(root, ONE, "ong-mot"),
        "ledger-unreadable",
        {"path": FILE, "line": 2},
    ),
}


def state(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in sorted(root.rglob("*")) if file.is_file()}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_named_whole_and_nothing_changes(root: Path, name: str) -> None:
    before, call, key, values = REFUSED[name]
    before(root)
    stood = state(root)
    with pytest.raises(UsageError) as caught:
        call(root)
    assert (caught.value.key, caught.value.values) == (key, values)
    assert {path: content for path, content in state(root).items() if ".dienhinh" not in path} == {
        path: content for path, content in stood.items() if ".dienhinh" not in path
    }


def test_a_notice_may_name_whom_it_shows(root: Path) -> None:
    change = down(root, ONE, "Ông Nguyễn Văn Một đề nghị.", keep_name=True)
    assert change.problems == ()
    assert change.notes == []
    assert (change.files[STORY] or b"").decode().endswith("reason: Ông Nguyễn Văn Một đề nghị.\n")


def test_a_long_reason_stands_in_one_line_and_a_file_without_an_end_gets_one(root: Path) -> None:
    (root / STORY).write_text((root / STORY).read_text("utf-8").rstrip("\n"), "utf-8")
    reason = "Theo yêu cầu của người được khen và của cơ quan đã đề nghị khen thưởng, sau khi xem lại hồ sơ. " * 3
    told = (down(root, ONE, reason.strip()).files[STORY] or b"").decode()
    assert told.splitlines()[-4:] == [
        "notice:",
        "  date: 2026-01-05",
        f"  reason: {reason.strip()}",
        "  keep_name: false",
    ]
    assert not any(line == "" for line in told.splitlines()[-6:])


def test_it_is_said_where_a_name_still_stands(root: Path) -> None:
    edit(root, PAGE, "\n", "\nNhờ ông Nguyễn Văn Một kể lại.\n")
    (root / "docs/gioi-thieu/anh.txt").write_text("Nguyễn Văn Một", "utf-8")
    edit(root, f"stories/2025/{GROUP}.yml", "spread: ", "spread: Ông Nguyễn Văn Một kể. ")
    edit(root, DECISION, "rows:\n", 'rows:\n  - {name: "NGUYỄN VĂN MỘT", kind: individual}\n')
    edit(root, DECISION, "subject: ", "subject: Khen Nguyễn Văn Một, ")
    notes = list(down(root, ONE).notes)
    line = next(
        number
        for number, row in enumerate((root / f"stories/2025/{GROUP}.yml").read_text("utf-8").split("\n"), 1)
        if "Nguyễn Văn Một" in row
    )
    assert notes[0] == ("row", {"path": DECISION, "line": 8})
    assert sorted(notes[1:3], key=str) == sorted(
        [
            ("text", {"path": f"stories/2025/{GROUP}.yml", "line": line, "field": "spread"}),
            ("text", {"path": DECISION, "line": 5, "field": "subject"}),
        ],
        key=str,
    )
    assert notes[3:] == [
        ("page", {"path": PAGE}),
        ("address", {"address": f"/dien-hinh/{ONE}/", "id": ONE}),
        ("elsewhere", {"id": ONE}),
    ]


def test_only_the_rows_of_a_story_go_with_it_and_not_those_of_a_model_of_the_same_id(root: Path) -> None:
    (root / MODEL).rename(root / f"stories/models/{ONE}.yml")
    edit(root, f"stories/2025/{GROUP}.yml", "models: [va-duong]", f"models: [{ONE}]")
    change = withdraw(root, f"/mo-hinh/{ONE}/", "Theo yêu cầu.", TODAY, keep_name=True, drop_rows=True)
    assert DECISION not in change.files


def test_a_change_brings_only_the_errors_that_were_not_there(root: Path) -> None:
    edit(root, f"stories/2025/{GROUP}.yml", "unit: htx-mau", "unit: khong-co")
    assert [(p.path, p.code) for p in read_project(root).problems if p.is_error] == [
        (f"stories/2025/{GROUP}.yml", "rule.dead-reference")
    ]
    assert rename(root, ONE, "ong-mot").problems == ()
    one_more(root)
    assert merge(root, "nguoi-khac", TWO).problems == ()


def test_a_setting_names_the_record_by_its_new_id_and_no_other_setting_is_touched(root: Path) -> None:
    config = root / "mkdocs.yml"
    text = config.read_text("utf-8")
    edit(root, "mkdocs.yml", "  dienhinh:\n", f"  dienhinh:\n    featured: {ONE}  # ông Một\n")
    told = (rename(root, ONE, "ong-mot").files["mkdocs.yml"] or b"").decode()
    assert "featured: ong-mot  # ông Một\n" in told
    assert "mkdocs.yml" not in rename(root, "va-duong", "va-duong-dem").files
    config.unlink()
    assert "mkdocs.yml" not in rename(root, ONE, "ong-mot").files
    config.write_text(text, "utf-8")


@pytest.fixture
def publication(root: Path) -> Publication:
    return publish(read_project(root))


def test_the_way_back_refuses_with_its_whole_reason(publication: Publication, root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "public"

    def refused() -> tuple[str, dict[str, object]]:
        with pytest.raises(PublishError) as caught:
            roll_back(folder)
        return caught.value.key, caught.value.values

    assert refused() == ("no_releases", {"folder": folder})
    publish_site(publication, folder)
    assert refused() == ("no_earlier", {"folder": folder})
    for turn in ((f"stories/2025/{GROUP}.yml",), (f"stories/2024/{TWO}.yml", MODEL)):
        for path in turn:
            corrected = "corrections:\n  - {date: 2026-01-04, text: Sửa một chữ.}\npublished_on:"
            edit(root, path, "published_on:", corrected)
        last = publish_site(publish(read_project(root)), folder)
    second = releases(folder)[1]
    key, values = refused()
    assert (key, sorted(values), values["release"]) == ("would_return", ["release", "what"], second.path.name)
    assert [each.split(" ")[0] for each in str(values["what"]).split("), ")] == [
        f"/dien-hinh/{TWO}/",
        "/mo-hinh/va-duong/",
    ]
    assert current(folder) == last
    (second.path / "index.html").write_text("x", "utf-8")
    assert refused() == ("spoilt", {"release": second.path.name, "count": 1, "first": "index.html"})


def test_a_rehearsal_raises_what_publishing_would_and_leaves_nothing_to_be_seen(
    publication: Publication, root: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "public"
    rehearse(publication, folder)
    assert current(folder) is None
    assert releases(folder) == []
    assert [file.name for file in (folder / "releases").iterdir()] == []
    release = publish_site(publication, folder)
    before = {file.name for file in folder.rglob("*")}
    rehearse(publication, folder)
    assert current(folder) == release
    assert {file.name for file in folder.rglob("*")} == before
    down(root, ONE).apply(root)
    publish_site(publish(read_project(root)), folder)
    with pytest.raises(PublishError) as caught:
        rehearse(publication, folder)
    assert caught.value.key == "put_back"
