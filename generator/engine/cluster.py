"""Rendering on other machines: the pages of a plan, shared out to the workers of a Dask cluster.

A worker shares no folder with us. It gets the records as the cache keeps them, the settings, the
hand-written pages and the theme, once; then paths of pages to make and render. It must run the same
program, which its stamp shows. A cluster runs any code it is sent: use one of your own only.
"""

import hashlib
import io
import shutil
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

from generator.archive.archive import Archive
from generator.archive.embargo import open_on
from generator.archive.loader import load_from_cache
from generator.archive.record_cache import RecordCache
from generator.core.problem import RenderError
from generator.engine.build_state import InstalledFile
from generator.engine.plan import ChangedTarget, Plan, Task
from generator.engine.project import CACHE, CONFIG, Project, Publication
from generator.engine.render import RenderedSite, ResultCollector, record_of, render_local
from generator.engine.shell import Shell, write
from generator.engine.targets import expanded
from generator.engine.versions import generator_version, theme_folder
from generator.engine.writing import RenderResult
from generator.publish.artifact import Artifact
from generator.publish.fingerprint import Fingerprinter
from generator.publish.pages import all_artifacts

PAGES_A_SHARE = 250
_one_at_a_time = Lock()
"""MkDocs keeps what it does in one place for a whole process, and a worker may have several threads."""
_OWN_THEME = "theme"
_unpacked: dict[str, tuple[Path, Shell, dict[str, Artifact]]] = {}
"""On a worker: folder, shell and artifacts of each project by the name of its parcel."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """All a worker needs: files in a tar, and what was read of the project besides its records."""

    name: str
    content: bytes
    project: Project


class Cluster:
    """Renders the pages of a plan on the cluster at an address such as `tcp://10.0.0.5:8786`."""

    def __init__(self, address: str) -> None:
        self.address = address

    def __call__(self, publication: Publication, plan: Plan, aside: Path, fresh: Path) -> RenderedSite:
        """Render a plan into `fresh`: pages out there, all else here. RenderError when the cluster fails."""
        from distributed import Client, as_completed  # an optional extra: a city's site needs none

        plan = replace(plan, changed_targets=[replace(each, planned=each.tasks) for each in plan.changed_targets])
        pages = {task.artifact.path: (each, task) for each in plan.changed_targets for task in _pages(each)}
        here = replace(plan, changed_targets=[*map(_without_pages, plan.changed_targets)])
        shared = (each for each in plan.changed_targets if each.has_pages or len(each.pieces) > 1)
        gathering = ResultCollector(plan, shared)
        try:
            client: Any = Client(self.address, timeout="10s")  # type: ignore[no-untyped-call]
        except OSError as fault:
            raise RenderError(f"{self.address}: {fault}") from None
        with client:
            parcel = client.scatter(_parcel(publication.project), broadcast=True, hash=True)
            asked = [(path, task.last) for path, (_, task) in pages.items()]
            shares = [asked[at : at + PAGES_A_SHARE] for at in range(0, len(asked), PAGES_A_SHARE)]
            futures = [client.submit(_render_there, parcel, generator_version(), share, pure=False) for share in shares]
            for made in render_local(publication, here, aside, fresh):
                gathering.add(made)
            for future in as_completed(futures):  # type: ignore[no-untyped-call]
                answer: list[tuple[str, bytes, str | None, bytes]] = future.result()
                for path, digest, file, content in answer:
                    target, task = pages[path]
                    written = _written(fresh, file, content)
                    record = record_of(publication, target, task, digest, written or task.installed)
                    gathering.add(replace(target, reused={}).with_made([record], [path] if written else []))
        return gathering.rendered()


def _pages(target: ChangedTarget) -> list[Task]:
    return [task for task in target.tasks if task.artifact.is_page]


def _without_pages(target: ChangedTarget) -> ChangedTarget:
    """Return what of a target is made here: of one that has pages a piece."""
    if not target.has_pages:
        return target
    return replace(target, planned=[task for task in target.tasks if not task.artifact.is_page], reused={})


def _written(fresh: Path, file: str | None, content: bytes) -> list[InstalledFile]:
    if file is None:
        return []
    target = fresh / file
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return [InstalledFile.of(fresh, file)]


def _parcel(project: Project) -> Parcel:
    """Return all a worker needs of a project."""
    root, packed = project.root, io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as tar:
        for name in (CONFIG, "docs", f"{CACHE}/records.sqlite"):
            tar.add(root / name, name)
        theme = theme_folder(root)
        if theme is not None:
            tar.add(theme, _OWN_THEME)
    content = packed.getvalue()
    known = replace(
        project,
        archive=Archive(root, modified=project.archive.modified),
        problems=(),
        history=replace(project.history, fetch=None),
    )
    return Parcel(hashlib.sha256(content).hexdigest(), content, known)


def _unpack(parcel: Parcel, folder: Path) -> tuple[Path, Shell, dict[str, Artifact]]:
    with tarfile.open(fileobj=io.BytesIO(parcel.content)) as tar:
        tar.extractall(folder, filter="data")
    config = folder / CONFIG
    if (folder / _OWN_THEME).is_dir():
        rows = config.read_text("utf-8").split("\n")
        own = [f"  custom_dir: {folder / _OWN_THEME}" if row.startswith("  custom_dir:") else row for row in rows]
        config.write_text("\n".join(own), "utf-8")
    kept = load_from_cache(folder, RecordCache(folder / CACHE / "records.sqlite", None))
    archive = open_on(kept, parcel.project.day).with_modified(parcel.project.archive.modified)
    project = replace(parcel.project, root=folder, archive=archive)
    fingerprints = Fingerprinter(project.public_archive, project.pictures)
    publication = Publication(
        project, tuple(expanded(all_artifacts(replace(project.site(), cache_dir=None)))), (), fingerprints
    )
    return folder, Shell.open(publication), {artifact.path: artifact for artifact in publication.artifacts}


def _render_there(
    parcel: Parcel, stamp: str, pages: Sequence[tuple[str, bytes | None]]
) -> list[tuple[str, bytes, str | None, bytes]]:
    """On a worker: return path, digest, file and bytes of each page; no file where the content is as it was."""
    if stamp != generator_version():
        raise RenderError("another version of the program")
    name = parcel.name
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="dienhinh-") as temporary:
        if name not in _unpacked:
            for former, *_ in _unpacked.values():
                shutil.rmtree(former, ignore_errors=True)
            _unpacked.clear()
            _unpacked[name] = _unpack(parcel, Path(tempfile.mkdtemp(prefix="dienhinh-")))
        _, shell, known = _unpacked[name]
        site = Path(temporary, "site")
        done = write(shell, ((known[path], last) for path, last in pages), site)
        return [(d.path, d.digest, *_page_of(site, d)) for d in done]


def _page_of(site: Path, done: RenderResult) -> tuple[str | None, bytes]:
    return (done.files[0], (site / done.files[0]).read_bytes()) if done.files else (None, b"")
