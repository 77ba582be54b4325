"""No published address stops answering: the ledger, redirections, renaming, merging, withdrawing (promise 9)."""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.archive.ledger import FILE, Ledger, address_digest, owner_mark, parse_ledger, read_ledger, write_ledger
from generator.cli.main import main
from generator.core.dates import PartialDate
from generator.core.problem import PublishError, UsageError
from generator.engine.project import Publication, publish, read_project
from generator.engine.releases import publish_site
from generator.publish.redirects import is_record_route, nginx_map, resolve_redirects
from generator.staff.rename import merge, rename, withdraw
from tests.making import copy_sample

TODAY = PartialDate(2026, 1, 5)
REFRESH = re.compile(rb'http-equiv="refresh" content="0; url=([^"]+)"')


def answered(publication: Publication) -> frozenset[str]:
    return publication.live_routes


def note(root: Path) -> Publication:
    """Publish, and write down every address as publishing does."""
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    write_ledger(root, publication.ledger)
    return publication


def answers(publication: Publication, address: str) -> str:
    """Return the page that answers at an address, in at most one hop; fail if none does."""
    files = {path: output for output in publication.artifacts for path in output.files}
    path = f"{address.lstrip('/')}index"
    if f"{path}.md" in files:
        return address
    assert f"{path}.html" in files, f"nothing answers at {address}"
    found = REFRESH.search(files[f"{path}.html"].content)
    assert found is not None
    steps, target = address.strip("/").split("/"), found[1].decode()
    while target.startswith("../"):
        steps, target = steps[:-1], target[3:]
    there = "/" + "".join(f"{step}/" for step in steps) + target.removeprefix("./")
    assert f"{there.lstrip('/')}index.md" in files, f"{address} leads to {there}, which is no page"
    return there


def test_a_ledger_reads_what_it_wrote() -> None:
    owners = {"/a/b/": owner_mark("a"), "/d/": owner_mark("d")}
    ledger = Ledger().with_routes(["/", "/a/", "/a/b/", "/d/", "/e/"], owners, {"/d/": "2026-01-05"})
    ledger = ledger.with_redirects({"/a/b/": "/a/c/"}, is_renamed=True).without_routes(["/e/"])
    again, problems = parse_ledger(ledger.serialize())
    assert problems == []
    assert again == ledger
    assert (again.redirects, again.first) == ({"/a/b/": "/a/c/"}, {"/a/c/": "/a/b/"})
    assert (again.owners, again.withdrawn) == ({"/a/c/": owner_mark("a")}, {"/d/": "2026-01-05"})
    assert again.gone == {address_digest("/e/")}
    assert again.lines["/a/b/"] == 5
    assert again.serialize() == ledger.serialize()


@given(st.data())
def test_a_ledger_loses_nothing_by_being_written_merged_and_read(data: st.DataObject) -> None:
    """Whatever happened: what two branches of git wrote, kept line by line, says all that either said."""
    names = st.sampled_from([f"/x/{letter}/" for letter in "abcdef"])

    def some() -> Ledger:
        ledger = Ledger().with_routes(data.draw(st.sets(names)))
        for old, new in data.draw(st.lists(st.tuples(names, names), max_size=4)):
            if old != new and old not in ledger.redirects and new not in ledger.addresses:
                ledger = ledger.with_redirects({old: new}, is_renamed=data.draw(st.booleans()))
        for address in data.draw(st.sets(names)):
            ledger = ledger.with_routes([address], {address: owner_mark(address)})
        for address in data.draw(st.sets(names)):
            ledger = ledger.with_routes([address], {}, {address: "2026-01-05"})
        return ledger.without_routes(data.draw(st.sets(names, max_size=2)))

    one, other = some(), some()
    assert parse_ledger(one.serialize()) == (one, [])
    rows = [*one.serialize().split("\n"), *other.serialize().split("\n")]  # as `merge=union` leaves them
    union, _ = parse_ledger("\n".join(rows))
    assert union.addresses >= one.addresses | other.addresses
    assert union.withdrawn.keys() == one.withdrawn.keys() | other.withdrawn.keys()
    assert union.gone == one.gone | other.gone
    joined = one.merged_with(other)
    assert joined.gone == union.gone
    assert not any(address_digest(address) in joined.gone for address in joined.addresses)


def test_redirections_are_one_hop_and_never_a_circle() -> None:
    ledger = Ledger().with_redirects({"/a/": "/b/"}).with_redirects({"/b/": "/c/"})
    assert ledger.redirects == {"/a/": "/c/", "/b/": "/c/"}
    back = ledger.with_redirects({"/c/": "/a/"})
    assert back.redirects == {"/b/": "/a/", "/c/": "/a/"}
    read, problems = parse_ledger("/a/ -> /b/\n/b/ -> /c/\n/c/ -> /d/\n/x/ -> /y/\n/y/ -> /x/\n/z/ -> /x/\n")
    assert read.redirects == {"/a/": "/d/", "/b/": "/d/", "/c/": "/d/"}
    assert sorted((p.code, p.line) for p in problems) == [("ledger.loop", 4), ("ledger.loop", 5), ("ledger.loop", 6)]


@pytest.mark.parametrize(
    "row", ["dien-hinh/x/", "/dien-hinh/x", "https://x/", "/a/ -> b", "/a/ -> //evil.example/", "/../etc/", "/a b/"]
)
def test_a_row_that_is_no_address_is_a_problem(row: str) -> None:
    ledger, problems = parse_ledger(f"# head\n{row}\n")
    assert [(p.code, p.line) for p in problems] == [("ledger.not-an-address", 2)]
    assert ledger.addresses == frozenset()


def test_a_record_s_own_address_is_told_from_parts_of_lists() -> None:
    own = ["/dien-hinh/x/", "/linh-vuc/y-te/", "/dien-hinh/giai-doan/2021-2025/", "/dia-phuong/phuong-dong/"]
    parts = [
        "/",
        "/dien-hinh/",
        "/dien-hinh/nam/2025/",
        "/linh-vuc/y-te/nam/2024/",
        "/quyet-dinh/q/phan-2/",
        "/thong-ke/",
    ]
    assert [a for a in own + parts if is_record_route(a)] == own


def test_a_build_that_would_lose_an_address_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    note(root)
    line = read_ledger(root)[0].lines["/dien-hinh/doi-hien-mau/"]
    (root / "stories" / "chua-ro-nam" / "doi-hien-mau.yml").unlink()
    with pytest.raises(SystemExit) as stopped:
        main(["--project", str(root), "build"])
    assert stopped.value.code == 1
    assert f"{FILE}:{line}: địa chỉ đã đăng /dien-hinh/doi-hien-mau/" in capsys.readouterr().out
    assert not (root / "site").exists()


def test_pages_of_lists_that_are_no_more_lead_to_the_list(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    note(root)
    text = (root / FILE).read_text(
        "utf-8"
    ) + "/linh-vuc/y-te/nam/2019/\n/dien-hinh/nam/1999/\n/quyet-dinh/qd-12-2025/phan-7/\n"
    (root / FILE).write_text(text, "utf-8")
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    assert answers(publication, "/linh-vuc/y-te/nam/2019/") == "/linh-vuc/y-te/"
    assert answers(publication, "/dien-hinh/nam/1999/") == "/dien-hinh/"
    assert answers(publication, "/quyet-dinh/qd-12-2025/phan-7/") == "/quyet-dinh/qd-12-2025/"


def test_renaming_takes_everything_along(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    note(root)
    rename(root, "nguyen-van-mot", "ong-mot").apply(root)
    assert not (root / "stories/2025/nguyen-van-mot.yml").exists()
    assert "story: ong-mot" in (root / "stories/decisions/2025/qd-12-2025.yml").read_text("utf-8")
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    assert answers(publication, "/dien-hinh/nguyen-van-mot/") == "/dien-hinh/ong-mot/"
    rename(root, "phuong-dong", "phuong-dong-moi").apply(root)
    rename(root, "chi-thi-mau", "chi-thi-2").apply(root)
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    assert answers(publication, "/dia-phuong/phuong-dong/") == "/dia-phuong/phuong-dong-moi/"
    story = publication.project.archive.stories["ong-mot"]
    assert (story.places[0].locality, story.clauses) == ("phuong-dong-moi", ("chi-thi-2#A1",))
    moved = resolve_redirects(publication.project.ledger, answered(publication))
    maps = nginx_map([("/dien-hinh/nguyen-van-mot/", moved["/dien-hinh/nguyen-van-mot/"])])
    assert "~^/dien-hinh/nguyen-van-mot/(?<rest>.*)$ /dien-hinh/ong-mot/$rest;" in maps


NOTE = "nguyen-van-mot-hai và nguyen-van-mot, https://x.example/nguyen-van-mot/ story: nguyen-van-mot"
WRITTEN = (
    f'  - {{name: "Nguyễn Văn Một", kind: individual, note: "{NOTE}", story: HERE}}',
    f'  - {{name: "Nguyễn Văn Một", kind: individual, story: HERE, note: "{NOTE}"}}  # nguyen-van-mot',
    f"  - {{name: 'Nguyễn Văn Một', kind: individual, story: 'HERE', note: '{NOTE}'}}",
    f'  - name: "Nguyễn Văn Một"  # nguyen-van-mot\n    story: "HERE"\n    kind: individual\n    note: "{NOTE}"',
    f'  - {{ story: HERE , name: "Nguyễn Văn Một", kind: individual, note: "{NOTE}" }}\r',
)


@pytest.mark.parametrize("written", WRITTEN)
def test_a_rename_changes_what_refers_and_no_other_byte(tmp_path: Path, written: str) -> None:
    """Notes, quotations, addresses, comments that hold the id by chance stay as they were typed."""
    root = copy_sample(tmp_path)
    path = root / "stories/decisions/2025/qd-12-2025.yml"
    rows = path.read_text("utf-8").split("\n")
    number = next(n for n, row in enumerate(rows) if "story: nguyen-van-mot" in row)

    def with_id(record_id: str) -> bytes:
        rows[number] = written.replace("HERE", record_id)
        return "\n".join(rows).encode()

    path.write_bytes(with_id("nguyen-van-mot"))
    change = rename(root, "nguyen-van-mot", "ong-mot")
    assert change.problems == ()
    assert change.files["stories/decisions/2025/qd-12-2025.yml"] == with_id("ong-mot")


def test_a_rename_leaves_the_photos_and_settings_of_another_record_of_that_id(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    rename(root, "nguyen-van-mot", "htx-mau").apply(root)  # a unit is called so too
    media = root / "stories/media/htx-mau"
    media.mkdir(parents=True)
    (media / "anh-1.jpg").write_bytes(b"x")
    config = root / "mkdocs.yml"
    text = re.sub(r"featured: \S+", "featured: htx-mau", config.read_text("utf-8"))
    config.write_text(text, "utf-8")
    change = rename(root, "/don-vi/htx-mau/", "htx-moi")
    assert change.folders == {}
    assert "mkdocs.yml" not in change.files
    change = rename(root, "/dien-hinh/htx-mau/", "ong-mot")
    assert change.folders == {"stories/media/htx-mau": "stories/media/ong-mot"}
    assert b"featured: ong-mot" in (change.files["mkdocs.yml"] or b"")
    shutil.copy(root / "stories/models/va-duong.yml", root / "stories/models/htx-mau.yml")
    with pytest.raises(UsageError, match="shared-photos"):
        rename(root, "/dien-hinh/htx-mau/", "ong-mot")


def test_a_change_killed_half_way_is_finished_by_whoever_comes_next(tmp_path: Path) -> None:
    for left in range(1, 5):
        root = copy_sample(tmp_path / str(left))
        change = rename(root, "nguyen-van-mot", "ong-mot")
        rest = [left]

        def dies(source: object, target: object, rest: list[int] = rest, put: Any = os.replace) -> None:
            rest[0] -= 1
            if rest[0] < 0:
                raise KeyboardInterrupt
            put(source, target)

        with pytest.MonkeyPatch.context() as patch, suppress(KeyboardInterrupt):
            patch.setattr(os, "replace", dies)
            change.apply(root)
        project = read_project(root)
        assert project.problems == ()
        assert "ong-mot" in project.archive.stories
        for path, content in change.files.items():
            assert (root / path).is_file() == (content is not None)
            assert content is None or (root / path).read_bytes() == content


def test_merging_leads_what_led_to_one_to_the_other(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    note(root)
    change = merge(root, "nguyen-van-mot", "le-thi-hai")
    assert change.problems == ()
    change.apply(root)
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    assert answers(publication, "/dien-hinh/nguyen-van-mot/") == "/dien-hinh/le-thi-hai/"
    for one, other, fault in (
        ("le-thi-hai", "va-duong", "other-kind"),
        ("le-thi-hai", "le-thi-hai", "same-record"),
        ("phuong-dong", "quan-trung", "in-a-list"),
        ("nobody", "le-thi-hai", "no-record"),
    ):
        with pytest.raises(UsageError, match=fault):
            merge(root, one, other)


def test_an_id_borne_in_two_rooms_is_told_apart_by_its_address(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    rename(root, "to-va-duong", "htx-mau").apply(root)  # a unit is called so too
    with pytest.raises(UsageError, match="several-records"):
        rename(root, "htx-mau", "to-duong")
    change = rename(root, "/don-vi/htx-mau/", "htx-moi")
    assert change.problems == ()
    assert b"id: htx-moi" in (change.files["stories/reference/units.yml"] or b"")
    taken_down = withdraw(root, "htx-mau", "Theo yêu cầu.", TODAY, keep_name=True)
    assert "stories/2025/htx-mau.yml" in taken_down.files, "only a story can be taken down"


def test_a_withdrawn_name_is_in_no_byte_of_the_site(tmp_path: Path) -> None:
    """Every file, whatever its form: pages, feeds, data, SQLite, ZIPs (which are not compressed)."""
    root = copy_sample(tmp_path)
    planted = "Quách Thị Trồngcây"
    record = root / "stories/2025/nguyen-van-mot.yml"
    record.write_text(record.read_text("utf-8").replace("Nguyễn Văn Một", planted), "utf-8")
    row = root / "stories/decisions/2025/qd-12-2025.yml"
    row.write_text(row.read_text("utf-8").replace("Nguyễn Văn Một", planted), "utf-8")
    before = note(root)
    forms = (
        planted.encode(),
        planted.encode("ascii", "backslashreplace"),
        b"quach thi trongcay",
        b"quach-thi-trongcay",
    )
    told = {
        path for o in before.artifacts for path, content in zip(o.files, o.contents, strict=True) if forms[0] in content
    }
    kinds = {Path(path).suffix for path in told}
    assert kinds >= {".md", ".json", ".ris", ".bib", ".zip", ".xml", ".csv", ".sqlite", ".html"}
    withdraw(root, "nguyen-van-mot", "Theo yêu cầu.", TODAY, keep_name=False).apply(root)
    after = publish(read_project(root))
    assert after.blocking_problems == ()
    assert answers(after, "/dien-hinh/nguyen-van-mot/") == "/dien-hinh/nguyen-van-mot/"
    for output in after.artifacts:
        for path, content in zip(output.files, output.contents, strict=True):
            assert not any(form in content or form in content.lower() for form in forms), path
    with pytest.raises(UsageError, match="withdrawn-already"):
        withdraw(root, "nguyen-van-mot", "Lần nữa.", TODAY, keep_name=True)


def test_a_story_that_is_not_public_yet_is_in_no_byte_of_the_site(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    record = root / "stories/2024/le-thi-hai.yml"
    text = record.read_text("utf-8").replace("Lê Thị Hai", "Quách Thị Chờ")
    record.write_text(re.sub(r"stage: (tong-ket|nhan-rong)", "stage: phat-hien", text), "utf-8")
    publication = publish(read_project(root))
    assert publication.project.archive.stories["le-thi-hai"].name == "Hộ bà Quách Thị Chờ"
    for output in publication.artifacts:
        assert not any("Quách Thị Chờ".encode() in content for content in output.contents), output.path


def written(root: Path) -> dict[Path, bytes]:
    """Return what stands in a project but what is only kept of it."""
    return {p: p.read_bytes() for p in root.rglob("*") if p.is_file() and ".dienhinh" not in p.parts}


def test_a_change_that_would_bring_an_error_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = copy_sample(tmp_path)
    before = written(root)
    with pytest.raises(SystemExit) as stopped:
        main(["--project", str(root), "rename", "nguyen-van-mot", "nam"])  # a reserved id
    assert stopped.value.code == 2
    assert "không dùng được mã «nam»: là tên của một trang" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main(["--project", str(root), "rename", "nguyen-van-mot", "le-thi-hai"])
    assert stopped.value.code == 2
    assert written(root) == before
    assert "le-thi-hai" in capsys.readouterr().err


def test_publishing_holds_to_what_was_published_even_without_the_ledger_in_git(tmp_path: Path) -> None:
    root, folder = copy_sample(tmp_path), tmp_path / "public"
    publish_site(publish(read_project(root)), folder)
    (root / "stories" / "chua-ro-nam" / "doi-hien-mau.yml").unlink()
    publication = publish(read_project(root))
    assert publication.blocking_problems == ()
    with pytest.raises(PublishError) as refused:
        publish_site(publication, folder)
    assert (refused.value.key, refused.value.values["address"]) == ("lost_address", "/dien-hinh/doi-hien-mau/")
