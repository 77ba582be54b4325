"""The plan: why an output is looked at, what a fingerprint takes in, and how far one new story reaches."""

import os
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

import pytest

from generator.archive.archive import SourceLocation
from generator.cli.main import main
from generator.core.parallel import can_hand_over_files, start_background_files
from generator.engine import targets
from generator.engine.build_state import SiteSnapshot
from generator.engine.install import build_site, recover, snapshot_site, state_file
from generator.engine.plan import Reason, make_plan
from generator.engine.project import publish, read_project
from generator.publish import pages
from generator.publish.artifact import Artifact, Target
from generator.publish.context import SiteContext
from generator.publish.fingerprint import Fingerprinter
from generator.publish.pages import PAGE_MAKERS, all_artifacts
from generator.publish.reference_view import ReferenceView
from generator.publish.related import WINDOW
from generator.publish.routes import page_route
from tests.making import copy_sample, holding, sample, sample_site, story
from tests.test_build import hashes

Made = AbstractContextManager[tuple[list[BinaryIO], tuple[str, ...]]]


def reasons(root: Path) -> dict[str, Reason]:
    publication = publish(read_project(root))
    plan = make_plan(publication, snapshot_site(root, root / "site")())
    return {task.artifact.path: task.reason for task in plan.tasks}


def test_every_reason_is_the_true_one(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    assert set(reasons(root).values()) == {Reason.CLEAN}
    build_site(publish(read_project(root)), root / "site")
    assert reasons(root) == {}
    record = root / "stories" / "2024" / "le-thi-hai.yml"
    record.write_text(record.read_text("utf-8").replace("giữ nếp nhà", "giữ lửa nhà"), "utf-8")
    (root / "site" / "thong-ke" / "index.html").write_text("spoilt", "utf-8")
    new = record.with_name("le-thi-ba.yml")
    text = record.read_text("utf-8").replace("Lê Thị Hai", "Lê Thị Ba")
    new.write_text(text, "utf-8")
    found = reasons(root)
    assert found["dien-hinh/le-thi-hai/index.md"] is Reason.SOURCE
    assert found["dien-hinh/le-thi-ba/index.md"] is Reason.NEW
    assert found["dien-hinh/nam/2024/index.md"] is Reason.DEPENDENCY
    assert found["thong-ke/index.md"] is Reason.MISSING
    assert "api/v1/dien-hinh/doi-hien-mau.json" not in found
    new.unlink()
    build_site(publish(read_project(root)), root / "site")
    config = root / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("Điển hình mẫu", "Điển hình khác"), "utf-8")
    assert set(reasons(root).values()) == {Reason.CLEAN}


def stood_in(root: Path) -> SiteSnapshot:
    stood = snapshot_site(root, root / "site")()
    assert stood is not None
    return stood


def told(stood: SiteSnapshot, name: str) -> dict[str, tuple[bytes, ...]]:
    """Return the fingerprint, the record's and the content's digest of each artifact of a target, by its path."""
    return {made.path: made[1:4] for made in stood.state.made([name])[name]}


def test_what_is_as_it_was_is_not_even_laid_out(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    build_site(publish(read_project(root)), root / "site")
    whole = publish(read_project(root))
    again = publish(read_project(root), stood_in(root).state)
    bundles = [laid for laid in again.targets if isinstance(laid.target, Target)]
    assert bundles
    assert all(laid.expanded is None for laid in bundles)
    assert list(again.pages) == list(whole.pages)
    assert (again.tally, again.live_routes, again.blocking_problems) == (whole.tally, whole.live_routes, ())
    assert [output.path for output in again.artifacts] == [output.path for output in whole.artifacts]
    record = root / "stories" / "2024" / "le-thi-hai.yml"
    record.write_text(record.read_text("utf-8").replace("giữ nếp nhà", "giữ lửa nhà"), "utf-8")
    changed = publish(read_project(root), stood_in(root).state)
    laid_out = {laid.name for laid in changed.targets if laid.expanded is not None and isinstance(laid.target, Target)}
    assert {"/dien-hinh/le-thi-hai/", "/dien-hinh/nam/2024/"} <= laid_out
    assert laid_out.isdisjoint({"/dien-hinh/nam/2025/", "/linh-vuc/an-ninh/", "feeds/nhom/nong-dan.xml"})
    build_site(changed, root / "site", stood=stood_in(root))
    build_site(publish(read_project(root)), tmp_path / "clean", clean=True)
    assert hashes(root / "site") == hashes(tmp_path / "clean")


hands_over = pytest.mark.skipif(not can_hand_over_files(), reason="no process leaves open files to another one here")


@hands_over
def test_what_is_much_work_is_begun_early_and_comes_out_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_sample(tmp_path)
    build_site(publish(read_project(root)), root / "site")
    record = root / "stories" / "2024" / "le-thi-hai.yml"
    record.write_text(record.read_text("utf-8").replace("giữ nếp nhà", "giữ lửa nhà"), "utf-8")
    begun, much = list[str](), {"du-lieu/dien-hinh.sqlite", "index.md"}
    real = start_background_files

    def noted(make: partial[Made]) -> Callable[[], tuple[list[BinaryIO], tuple[str, ...]]]:
        begun.append(make.args[0].path)
        return real(make)

    monkeypatch.setattr(targets, "is_begun_early", lambda artifact: artifact.path in much)
    monkeypatch.setattr(targets, "start_background_files", noted)
    stood = stood_in(root)
    built = build_site(publish(read_project(root), stood.state, made_here=True), root / "site", stood=stood)
    assert set(begun) == much
    assert much <= set(built.written)
    begun.clear()
    build_site(publish(read_project(root), made_here=True), tmp_path / "ahead", clean=True)
    assert set(begun) == much
    begun.clear()
    publish(read_project(root))  # whoever only checks, or sends the work elsewhere
    with monkeypatch.context() as windows:
        windows.setattr(targets, "can_hand_over_files", lambda: False)
        publish(read_project(root), made_here=True)
    assert begun == []
    monkeypatch.undo()
    build_site(publish(read_project(root)), tmp_path / "clean", clean=True)
    assert hashes(root / "site") == hashes(tmp_path / "ahead") == hashes(tmp_path / "clean")
    for site in (tmp_path / "ahead", tmp_path / "clean"):
        kept = snapshot_site(root, site)()
        assert kept is not None
        assert {name: told(kept, name) for name in much} == {name: told(stood_in(root), name) for name in much}


@hands_over
def test_a_killed_process_is_one_clear_line_and_the_site_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = copy_sample(tmp_path)
    build_site(publish(read_project(root)), root / "site")
    before = hashes(root / "site")
    record = root / "stories" / "2024" / "le-thi-hai.yml"
    record.write_text(record.read_text("utf-8").replace("giữ nếp nhà", "giữ lửa nhà"), "utf-8")

    @contextmanager
    def killed(_: Artifact) -> Iterator[tuple[list[BinaryIO], tuple[str, ...]]]:
        os.kill(os.getpid(), signal.SIGKILL)
        yield [], ()

    monkeypatch.setattr(targets, "is_begun_early", lambda artifact: artifact.path == "du-lieu/dien-hinh.sqlite")
    monkeypatch.setattr(targets, "_made", killed)
    with pytest.raises(SystemExit) as left:
        main(["--project", str(root), "build"])
    assert left.value.code == 3
    told = capsys.readouterr().err.strip().splitlines()
    assert [line for line in told if "bị máy dừng giữa chừng" in line] == told[-1:]
    assert not [line for line in told if "Traceback" in line]
    assert hashes(root / "site") == before
    assert [each.name for each in root.glob(".site-*")] == []


def test_what_is_new_does_not_take_the_place_of_what_stands_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_sample(tmp_path)
    build_site(publish(read_project(root)), root / "site")

    def intruder(path: str, _: SiteContext) -> Iterator[Artifact]:
        yield Artifact(path, lambda: "")

    for path, faults in (
        ("Dien-Hinh/le-thi-hai/index.md", 1),
        ("dien-hinh/le-thi-hai/trich-dan.bib", 1),
        ("dien-hinh/nobody/index.md", 0),
    ):
        monkeypatch.setattr(pages, "PAGE_MAKERS", (*PAGE_MAKERS, partial(intruder, path)))
        found = publish(read_project(root), stood_in(root).state)
        assert [fault.code for fault in found.blocking_problems] == ["rule.publish-collision"] * faults, path


def test_a_change_that_is_taken_back_leaves_nothing_to_do(tmp_path: Path) -> None:
    """Pages by hand and settings decide how every page is made; a build that fails of them changed nothing."""
    root = copy_sample(tmp_path)
    build_site(publish(read_project(root)), root / "site")
    for path in ("mkdocs.yml", "docs/gioi-thieu/index.md"):
        before = (root / path).read_text("utf-8")
        (root / path).write_text(f"{before}\n# x\n", "utf-8")
        assert snapshot_site(root, root / "site")() is None, path
        (root / path).write_text(before, "utf-8")
        assert reasons(root) == {}, path


def test_a_state_that_cannot_be_read_to_its_end_is_no_state(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    build_site(publish(read_project(root)), root / "site")
    before = hashes(root / "site")
    with sqlite3.connect(state_file(root, root / "site")) as opened:
        opened.execute("UPDATE made SET artifacts = x'00' WHERE part = '/dien-hinh/le-thi-hai/'")
    opened.close()
    assert snapshot_site(root, root / "site")() is None
    built = build_site(publish(read_project(root)), root / "site")
    assert {task.reason for task in built.plan.tasks} == {Reason.CLEAN}
    assert hashes(root / "site") == before
    assert stood_in(root).lost == set()


def test_a_build_after_which_nothing_changed_writes_nothing_but_names_its_commit(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    site = root / "site"

    def looks() -> dict[str, int]:
        return {p.relative_to(site).as_posix(): p.stat().st_ino for p in site.rglob("*") if p.is_file()}

    build_site(publish(read_project(root)), site, commit="one")
    first, told = looks(), hashes(site)
    build_site(publish(read_project(root)), site, commit="one")
    assert looks() == first
    build_site(publish(read_project(root)), site, commit="two")
    changed = {path for path, inode in looks().items() if first[path] != inode}
    assert changed == {"manifest.txt"}
    assert (site / "manifest.txt").read_text("utf-8").split("\n")[2] == "commit two"
    (site / "manifest.txt").unlink()
    build_site(publish(read_project(root)), site, commit="one")
    assert hashes(site) == told


def test_a_page_that_is_gone_leaves_the_site_with_its_folder(tmp_path: Path) -> None:
    root = copy_sample(tmp_path)
    build_site(publish(read_project(root)), root / "site")
    gone = root / "site" / "dien-hinh" / "doi-hien-mau"
    assert gone.is_dir()
    (root / "stories" / "chua-ro-nam" / "doi-hien-mau.yml").unlink()
    built = build_site(publish(read_project(root)), root / "site")
    assert "dien-hinh/doi-hien-mau/index.md" in {made.path for made in built.plan.gone}
    assert not gone.exists()


class Unknown:
    pass


def test_a_fingerprint_takes_in_all_it_is_given_and_refuses_what_it_does_not_know() -> None:
    archive = sample()
    take = Fingerprinter(archive, {}).digest
    one, other = archive.stories["le-thi-hai"], archive.stories["to-va-duong"]
    values = [
        "a",
        ("a",),
        ["a", "b"],
        ["ab"],
        {"a": 1},
        {"a": "1"},
        [("a", 1)],
        1,
        1.5,
        None,
        b"a",
        one,
        [one],
        [one, other],
        [other, one],
        {"a": one},
        partial(story, name=one),
        partial(story, name=other),
        test_a_page_that_is_gone_leaves_the_site_with_its_folder,
        frozenset({"a", "c"}),
        archive.origin(one),
    ]
    assert len({take(value) for value in values}) == len(values)
    assert take({"a": [one, ("b", 2)]}) == take({"a": [one, ("b", 2)]})
    with pytest.raises(TypeError, match="no fingerprint"):
        take({"x": [Unknown()]})
    with pytest.raises(AssertionError, match="not a closure"):
        take((lambda x: lambda: x)(1))


def test_templates_see_no_more_of_the_archive_than_its_fingerprint_knows() -> None:
    world = ReferenceView(sample())
    assert world.stages
    assert world.clauses
    for name in ("stories", "units", "by_field", "public_stories", "as_of"):
        with pytest.raises(AttributeError, match="handed in"):
            getattr(world, name)


def site_of(count: int, saying: Mapping[str, str] = MappingProxyType({})) -> SiteContext:
    """Return a site of so many stories of the same field, group, place and year; lists of ten are long.

    `saying` gives other summaries by the ids of stories.
    """
    stories = {
        f"s-{n:04d}": story(
            id=f"s-{n:04d}",
            name=f"Người số {n}",
            groups=["cuu-nguoi"],
            places=[{"role": "act", "as_printed": "phường Đông", "locality": "phuong-dong"}],
            act_from=f"{n % 28 + 1}/{n % 12 + 1}/{2000 + n % 20}",
            **({"summary": saying[f"s-{n:04d}"]} if f"s-{n:04d}" in saying else {}),
        )
        for n in range(count)
    }
    site = sample_site()
    archive = holding(site.archive, stories=stories, decisions={})
    origins = {("stories", i): SourceLocation(f"stories/{2000 + n % 20}/{i}.yml") for n, i in enumerate(stories)}
    settings = site.settings.model_copy(update={"list_page_limit": 10, "cards_per_page": 3})
    return SiteContext(replace(archive, origins={**archive.origins, **origins}), settings, site.words)


def changed_by_one_more(count: int) -> set[str]:
    """Return the pages whose content differs with one story more."""
    before, after = site_of(count), site_of(count + 1)
    known = {
        o.path: (Fingerprinter(before.archive, {}).digest(o.inputs), o) for o in all_artifacts(before) if o.is_page
    }
    take, found = Fingerprinter(after.archive, {}).digest, set()
    for output in all_artifacts(after):
        if output.is_page and (output.path not in known or known[output.path][0] != take(output.inputs)):
            old: Artifact | None = known[output.path][1] if output.path in known else None
            if old is None or old.content != output.content:
                found.add(output.path)
    return found


def test_one_new_story_changes_no_more_pages_in_a_larger_archive() -> None:
    few, many = changed_by_one_more(60), changed_by_one_more(240)
    assert "dien-hinh/s-0240/index.md" in many
    stories = {path for path in many if path.startswith("dien-hinh/s-")}
    assert len(stories) <= 1 + 5 * WINDOW
    assert len(many) <= len(few) + 5 * WINDOW
    assert len(many - stories) < 80


def test_a_page_beside_which_a_story_may_stand_is_looked_at_only_where_it_does() -> None:
    before, after = site_of(60), site_of(60, {"s-0020": "Nói khác đi."})
    known, now = (
        {
            output.path: Fingerprinter(site.archive, {}).digest(output.inputs)
            for output in all_artifacts(site)
            if output.path.startswith("dien-hinh/s-")
        }
        for site in (before, after)
    )
    changed = {path for path, fingerprint in now.items() if fingerprint != known[path]}
    shown = {
        page_route(one)
        for one in before.archive.public_stories
        if "s-0020" in {each.record.id for each in before.related_index.related(one)}
    }
    assert 0 < len(shown) < WINDOW
    assert changed == {f"{address.strip('/')}/index.md" for address in (*shown, "/dien-hinh/s-0020/")}


def test_what_interrupts_the_last_step_is_finished_by_the_next_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copy_sample(tmp_path)
    build_site(publish(read_project(root)), root / "site")
    record = root / "stories" / "2024" / "le-thi-hai.yml"
    record.write_text(record.read_text("utf-8").replace("giữ nếp nhà", "giữ lửa nhà"), "utf-8")
    real, moved = os.replace, list[str]()

    def broken(one: Path, other: Path) -> None:
        if Path(other).is_relative_to(root / "site"):
            if len(moved) == 2:
                raise KeyboardInterrupt
            moved.append(str(other))
        real(one, other)

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(KeyboardInterrupt):
        build_site(publish(read_project(root)), root / "site")
    assert len(moved) == 2
    monkeypatch.undo()
    recover(root / "site")
    found = hashes(root / "site")
    assert [p.name for p in root.iterdir() if p.name.startswith(".site-")] == []
    build_site(publish(read_project(root)), tmp_path / "clean", clean=True)
    assert found == hashes(tmp_path / "clean")


def test_a_fresh_checkout_with_what_was_kept_renders_nothing_again(tmp_path: Path) -> None:
    root, elsewhere = copy_sample(tmp_path), tmp_path / "runner" / "checkout"
    build_site(publish(read_project(root)), root / "site")
    shutil.copytree(root, elsewhere, copy_function=shutil.copyfile)  # other times, other inodes, another place
    built = build_site(publish(read_project(elsewhere)), elsewhere / "site")
    assert list(built.plan.tasks) == []
    assert built.plan.site_files is not None
