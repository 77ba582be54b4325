"""Out of one machine: shares whose union is the site, and a cluster whose workers share no folder with us."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from generator.core.problem import RenderError, UsageError
from generator.engine import cluster as cluster_module
from generator.engine.cluster import Cluster
from generator.engine.install import build_shard, build_site, finalize_shards
from generator.engine.project import publish, read_project
from tests.histories import History, edit_card, lay_a_photo, rename_campaign
from tests.test_build import hashes


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        dashboard_address=None,
        local_directory=str(tmp_path_factory.mktemp("workers")),
    ) as running:
        yield running.scheduler_address


def test_a_cluster_renders_the_same_bytes_whole_and_in_part(workers: str, tmp_path: Path) -> None:
    history = History(tmp_path / "here", 3)
    lay_a_photo(history)
    here, there = tmp_path / "local", tmp_path / "remote"
    for _ in range(2):
        publication = publish(read_project(history.root))
        assert publication.blocking_problems == ()
        build_site(publication, here, clean=True)
        built = build_site(publication, there, Cluster(workers))
        assert hashes(there) == hashes(here)
        assert built.written
        edit_card(history)
        rename_campaign(history)


def test_a_worker_of_another_version_renders_nothing(
    workers: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = History(tmp_path / "here", 4)
    monkeypatch.setattr(cluster_module, "generator_version", lambda: "another")
    with pytest.raises(RenderError, match="another version"):
        build_site(publish(read_project(history.root)), tmp_path / "site", Cluster(workers))
    assert not (tmp_path / "site").exists()


def test_a_cluster_that_does_not_answer_is_an_error_and_leaves_the_site(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and never listening: nobody answers here
        port = taken.getsockname()[1]
        history = History(tmp_path / "here", 5)
        with pytest.raises(RenderError, match=str(port)):
            build_site(publish(read_project(history.root)), tmp_path / "site", Cluster(f"tcp://127.0.0.1:{port}"))
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("of", [1, 3])
def test_the_union_of_all_shares_is_the_site(of: int, tmp_path: Path) -> None:
    history = History(tmp_path / "here", 6)
    publication = publish(read_project(history.root))
    build_site(publication, tmp_path / "whole")
    union = tmp_path / "union"
    pages = 0
    for number in range(1, of + 1):
        pages += build_shard(publication, tmp_path / f"share-{number}", number, of)
        found = hashes(tmp_path / f"share-{number}")
        assert not union.exists() or not found.keys() & hashes(union).keys()
        shutil.copytree(tmp_path / f"share-{number}", union, dirs_exist_ok=True)
    whole = hashes(tmp_path / "whole")
    manifest = whole.pop("manifest.txt")  # nobody who makes a share knows the others
    assert hashes(union) == whole
    finalize_shards(publication, union)
    assert hashes(union) == {**whole, "manifest.txt": manifest}
    (union / "thong-ke" / "index.html").unlink()
    with pytest.raises(UsageError, match="shares-missing"):
        finalize_shards(publication, union)
    assert pages == sum(1 for output in publication.artifacts if output.is_page)
    with pytest.raises(UsageError, match="share-not-empty"):
        build_shard(publication, union, 1, of)
