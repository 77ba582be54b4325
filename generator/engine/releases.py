"""Publishing: the public sees the whole old release or the whole new one, whatever happens.

    DIR/current           a symbolic link to one release, moved at once (CONTRIBUTING/promises.md#releases)
    DIR/releases/<n>-<hash>/   the site of a release, with its manifest.txt
    DIR/lock              held while somebody publishes
    DIR/ledger.txt        every address ever published here: each must go on answering
    DIR/takedowns.json    what each release knows to be withdrawn, paused or corrected
    DIR/dienhinh.txt      says that the folder is ours
    DIR/state.sqlite      what the newest release was made of; without it everything is rendered

A release is built aside in `DIR/releases/.new-…`, checked, brought to the disk, and only then named.
Whatever stops that on the way leaves `current` as it was; the next publisher clears the rest.
"""

import os
import re
import shutil
import tempfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from html import unescape
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from generator.core.filelock import hold_lock
from generator.core.problem import PublishError
from generator.engine.build_state import SiteSnapshot, read_state, recorded_release, verify_in_background, write_state
from generator.engine.install import ProgressFactory, expected_files
from generator.engine.manifest import (
    MANIFEST,
    SIGNATURE,
    ManifestRow,
    manifest_rows,
    read_manifest,
    scan_files,
    sha256_file,
    write_manifest,
)
from generator.engine.ownership import RELEASE, make_ours, readable_by_all, refuse_to_publish_into
from generator.engine.plan import Plan, make_plan
from generator.engine.project import Publication
from generator.engine.published_routes import check_answers, published_addresses, record_routes, refuse_to_put_back
from generator.engine.release_files import ReleaseFiles
from generator.engine.render import RenderedSite, Renderer, render_plan
from generator.engine.signing import sign
from generator.engine.takedowns import note_takedowns, would_return
from generator.engine.versions import site_version

DEFAULT_RETAINED = 5
STATE = "state.sqlite"
TAKEDOWNS = "takedowns.json"
_HASHED = re.compile(r"[.-][0-9a-f]{8,}\.(?:min\.)?(?:css|js)$")
_PER_OUTPUT, _PER_LINK = 30_000, 1_000
"""Bytes a file takes that is made, and one that is linked: its row, its line in the manifest, its part of a folder."""
_SPARE = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Release:
    """One release of a publishing folder; `dropped` are those it took with it, for they show what is withdrawn."""

    path: Path
    dropped: tuple[str, ...] = field(default=(), compare=False)

    @property
    def number(self) -> int:
        """The place in the order of releases, from 1."""
        return int(self.path.name.split("-")[0])


def releases(folder: Path) -> list[Release]:
    """Return the whole releases of a publishing folder, oldest first."""
    found = [p for p in (folder / "releases").glob("*") if RELEASE.fullmatch(p.name) and p.is_dir()]
    return sorted((Release(p) for p in found), key=lambda r: r.number)


def current(folder: Path) -> Release | None:
    """Return the release the public sees, or None before the first."""
    link = folder / "current"
    return Release(folder / "releases" / Path(os.readlink(link)).name) if link.is_symlink() else None


def publish_site(
    publication: Publication,
    folder: Path,
    *,
    commit: str = "",
    keep: int = DEFAULT_RETAINED,
    render: Renderer = render_plan,
    meanwhile: ProgressFactory = nullcontext,
    stood: SiteSnapshot | None = None,
    clean: bool = False,
    key: Path | None = None,
) -> Release:
    """Build a release, check it, and let the public see it; return it.

    What did not change since the newest release is linked from it; with `clean`, nothing is. That release is
    looked over now, unless it is given as `stood` and still is the newest.

    With `key`, a private SSH key, its manifest is signed. `keep` releases remain, this one included.
    Raises PublishError when another publisher is at work, room is short or the result is not whole;
    OSError when the disk fails.
    """
    stamp = site_version(publication.project.root)
    with _staged(publication, folder, render, meanwhile, stood, clean) as new:
        release = _name(folder, new.aside / "site", commit, new.files, key)
        _switch_current(folder, release)
        record_routes(folder, publication)
        gone, key_then = None if new.base is None else new.plan.gone_parts, new.plan.site_files_key
        write_state(
            folder / STATE, stamp, release.path.name, key_then, new.rendered.parts, new.rendered.site_files, gone
        )
        dropped = _drop_what_shows_too_much(folder, release, publication)
        _prune_releases(folder, release, keep)
    return Release(release.path, dropped)


def rehearse(publication: Publication, folder: Path, stood: SiteSnapshot | None = None) -> None:
    """Build a release as `publish_site` does, raise what it would raise, and let nobody see it."""
    with _staged(publication, folder, render_plan, nullcontext, stood, False):
        pass


@dataclass(frozen=True, slots=True)
class _Staged:
    """A release that was made aside and checked, with what it was made of and from."""

    aside: Path
    files: ReleaseFiles
    plan: Plan
    base: SiteSnapshot | None
    rendered: RenderedSite


@contextmanager
def _staged(
    publication: Publication,
    folder: Path,
    render: Renderer,
    meanwhile: ProgressFactory,
    stood: SiteSnapshot | None,
    clean: bool,
) -> Iterator[_Staged]:
    """Make a release aside, while nobody else publishes; what is left there at the end is removed."""
    refuse_to_publish_into(publication.project.root, folder)
    with readable_by_all(), _publisher_lock(make_ours(folder)):
        _remove_leftovers(folder)
        known = published_addresses(folder)
        refuse_to_put_back(known, publication)
        aside = Path(tempfile.mkdtemp(prefix=".new-", dir=folder / "releases"))
        files = ReleaseFiles(aside / "files.sqlite")
        try:
            if clean or stood is None or recorded_release(folder / STATE) != stood.state.site:
                stood = newest_release(folder, publication.project.root, clean)()
            plan = make_plan(publication, stood)
            _require_space(publication, folder, plan, stood)
            with meanwhile():
                rendered = render(publication, plan, aside, aside / "site")
                _complete(files, aside / "site", stood, plan, rendered)
            _check_whole(publication, aside / "site", files, rendered, plan, stood)
            check_answers(known, publication.ledger, files)
            yield _Staged(aside, files, plan, stood, rendered)
        finally:
            files.close()
            shutil.rmtree(aside, ignore_errors=True)


def roll_back(folder: Path) -> Release:
    """Let the public see the release before the current one again; return it."""
    if not (folder / "releases").is_dir():
        raise PublishError("no_releases", folder=folder)
    with _publisher_lock(folder):
        now = current(folder)
        earlier = [r for r in releases(folder) if now is not None and r.number < now.number]
        if not earlier:
            raise PublishError("no_earlier", folder=folder)
        faults = read_manifest(earlier[-1].path).compare(scan_files(earlier[-1].path))
        if faults:
            raise PublishError("spoilt", release=earlier[-1].path.name, count=len(faults), first=faults[0])
        later = [r.path.name for r in releases(folder) if r.number > earlier[-1].number]
        if back := would_return(folder / TAKEDOWNS, later, earlier[-1].path.name):
            raise PublishError("would_return", release=earlier[-1].path.name, what=", ".join(back))
        _switch_current(folder, earlier[-1])
    return earlier[-1]


@contextmanager
def _publisher_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's lock."""
    if os.name == "nt":
        raise PublishError("no_server")
    try:
        with hold_lock(folder / "lock"):
            yield
    except BlockingIOError:
        raise PublishError("busy", folder=folder) from None


def _remove_leftovers(folder: Path) -> None:
    """Remove what publishers left that were killed: we hold the lock, so nobody works on it."""
    for left in [*(folder / "releases").glob(".new-*"), *(folder / "releases").glob(".old-*")]:
        shutil.rmtree(left)
    for link in folder.glob(".current-*"):
        link.unlink()


def _require_space(publication: Publication, folder: Path, plan: Plan, base: SiteSnapshot | None) -> None:
    """Refuse before anything is made when the disk could not hold the release.

    What stays of the release before is linked: where there is no room for another one whole, a correction or a
    takedown still finds some.
    """
    last = current(folder)
    rows = [] if last is None or not (last.path / MANIFEST).is_file() else manifest_rows(last.path)
    sizes = array("Q", (row.size for row in rows))
    if base is not None:
        standing = sum(file.size for made in plan.before for file in made.installed)
        new = max(0, plan.pending - len(plan.before))
        need = standing * 5 // 4 + new * _PER_OUTPUT + len(sizes) * _PER_LINK
    elif sizes:
        need = sum(sizes) * 5 // 4
    else:
        need = publication.size * _PER_OUTPUT
    need += _SPARE
    free = shutil.disk_usage(folder).free
    if free < need:
        raise PublishError("no_room", need=f"{need / 2**20:.0f}", free=f"{free / 2**20:.0f}")


_LINK = re.compile(rb'(?:href|src|action)="(?![a-z]+:|//)([^"#?]+)')
_SET = re.compile(rb'srcset="([^"]+)"')


def newest_release(folder: Path, root: Path, clean: bool = False) -> Callable[[], SiteSnapshot | None]:
    """Look over the release that was made last, while something else is done. With `clean`, none counts."""
    state = None if clean else read_state(folder / STATE, site_version(root))
    if state is not None and not _is_readable(folder / "releases" / (state.site or ".none") / "index.html"):
        state = None  # made under other settings: not a file of it is used again
    site = folder / "releases" / state.site if state is not None and state.site else folder / ".none"
    return verify_in_background(state, site)


def _is_readable(file: Path) -> bool:
    return file.is_file() and file.stat().st_mode & 0o044 == 0o044


def _complete(files: ReleaseFiles, fresh: Path, base: SiteSnapshot | None, plan: Plan, rendered: RenderedSite) -> None:
    """Take in all files of the new release, and link what stays from the release before beside what was rendered."""
    files.add(rendered.fresh)
    if base is not None:
        files.add(rendered.reused_files(plan, base), stays=True)
        files.add(rendered.site_files if rendered.site_files_reused else (), stays=True)
        files.link(base.site, fresh)


def _check_whole(
    publication: Publication,
    site: Path,
    files: ReleaseFiles,
    rendered: RenderedSite,
    plan: Plan,
    base: SiteSnapshot | None,
) -> None:
    """Raise unless every page and file is there and no page leads to one of ours that is not.

    Pages linked from the release before lead where they led; they are read again when a file is gone.
    """
    missing = sorted({name for name in expected_files(publication) if name not in files})
    missing += [name for name in files if not os.path.isfile(f"{site}/{name}")]
    if missing:
        raise PublishError("missing", count=len(missing), first=missing[0])
    before = (standing.file for made in plan.before for standing in made.installed)
    lost = base is None or any(file not in files for file in chain(before, base.state.site_files))
    pages = files if lost else sorted({standing.file for standing in rendered.fresh})
    known = {f"/{MANIFEST}", f"/{SIGNATURE}"}  # written when all else is whole
    for page in (name for name in pages if name.endswith(".html")):
        content = (site / page).read_bytes()
        here = page.rpartition("/")[0]
        links = set(_LINK.findall(content))
        links |= {part.split()[0] for found in _SET.findall(content) for part in found.split(b",")}
        for link in links:
            target = os.path.normpath(os.path.join("/", here, _decoded(link)))
            if target not in known:
                path = target.strip("/")
                if path not in files and f"{path}/index.html".lstrip("/") not in files:
                    raise PublishError("dead_link", page=page, link=_decoded(link))
                known.add(target)


def _decoded(link: bytes) -> str:
    return unquote(unescape(link.decode("utf-8", "replace")))


def _name(folder: Path, fresh: Path, commit: str, files: ReleaseFiles, key: Path | None) -> Release:
    """Carry the last release's styles and scripts over, seal the release, and give it its name."""
    last = current(folder)
    if last is not None and not (last.path / MANIFEST).is_file():
        last = None
    carried = _carry_assets(fresh, last, files) if last is not None else []
    number = 1 + max((r.number for r in releases(folder)), default=0)
    before = sha256_file(last.path / MANIFEST) if last is not None else ""
    write_manifest(fresh, f"{number:06d}", commit, before, chain(files.rows, carried))
    if key is not None:
        sign(fresh, key)
    os.sync()  # every byte is on the disk before anybody is led to it
    path = folder / "releases" / f"{number:06d}-{sha256_file(fresh / MANIFEST)[:12]}"
    fresh.rename(path)
    _sync(folder / "releases")
    return Release(path)


def _carry_assets(fresh: Path, last: Release, files: ReleaseFiles) -> list[ManifestRow]:
    """Keep the last release's own styles and scripts reachable for pages a reader has open.

    Only what carries its hash in its name, and nothing of a record: what was withdrawn must go.
    """
    carried = []
    for row in manifest_rows(last.path):
        is_asset = not row.is_carried and row.path.startswith("assets/") and _HASHED.search(row.path)
        if is_asset and row.path not in files:
            (fresh / row.path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(last.path / row.path, fresh / row.path)
            carried.append(row._replace(is_carried=True))
    return carried


def _switch_current(folder: Path, release: Release) -> None:
    """Point `current` at a release: a new link takes the old one's name in one step."""
    link = folder / f".current-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / release.path.name)
    os.replace(link, folder / "current")
    _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _prune_releases(folder: Path, shown: Release, keep: int) -> None:
    """Remove the oldest releases; each leaves its name first, so that none is ever half there."""
    for old in releases(folder)[: -max(keep, 2)]:
        if old != shown:
            _drop(old)


def _drop_what_shows_too_much(folder: Path, shown: Release, publication: Publication) -> tuple[str, ...]:
    """Drop the releases that show what is withdrawn since; return their names.

    Nobody could go back to them, and a name that had to go must not stay on the server's disk.
    """
    others = [release for release in releases(folder) if release != shown]
    names = [release.path.name for release in others]
    showing = note_takedowns(folder / TAKEDOWNS, shown.path.name, names, publication.project.archive)
    for release in others:
        if release.path.name in showing:
            _drop(release)
    return tuple(name for name in names if name in showing)


def _drop(release: Release) -> None:
    gone = release.path.with_name(f".old-{release.path.name}")
    release.path.rename(gone)
    shutil.rmtree(gone)
