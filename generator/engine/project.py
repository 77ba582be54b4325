"""A project on disk: its settings, its archive and everything wrong with it, read in one go."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path

from generator.archive.archive import Archive
from generator.archive.embargo import SOMEDAY, open_on, without_waiting
from generator.archive.ledger import Ledger, read_ledger
from generator.archive.loader import LoadResult, load
from generator.archive.record_cache import RecordCache
from generator.attachments.store import Attachment, read_attachments
from generator.config.i18n import language
from generator.config.settings import Settings, load_settings, misplaced_registers, missing_settings, renamed_settings
from generator.core.atomic_change import finish_interrupted_change
from generator.core.build_terms import is_draft
from generator.core.dates import PartialDate
from generator.core.parallel import gc_paused
from generator.core.problem import Problem
from generator.engine.build_state import BuildState
from generator.engine.fact_changes import modified, unexplained
from generator.engine.git_history import built_for, read_history
from generator.engine.hand_written import address_problems, hand_written_problems, hand_written_routes
from generator.engine.targets import PageEntry, TargetExpander, TargetState, files_of
from generator.engine.versions import parser_version
from generator.photos.store import Key, Picture, prepare
from generator.publish.artifact import Artifact, PathHashes, path_conflicts
from generator.publish.claims import ownership_problems, published
from generator.publish.context import SiteContext
from generator.publish.fingerprint import Fingerprinter
from generator.publish.hints import with_hints
from generator.publish.pages import targets
from generator.publish.redirects import broken_routes, redirect_artifacts, tombstones
from generator.publish.routes import route_of_file
from generator.publish.tally import RecordTally, tally_records, unpublished
from generator.publish.versions import NO_HISTORY, History
from generator.rules.runner import check_cached

CONFIG = "mkdocs.yml"
CACHE = ".dienhinh"


@dataclass(frozen=True)
class Project:
    """What was read: settings, archive, all problems in reporting order, files read."""

    root: Path
    settings: Settings
    archive: Archive
    problems: tuple[Problem, ...]
    files: int
    pictures: Mapping[Key, tuple[Picture, ...]]
    attachments: Mapping[str, Attachment] = field(default_factory=dict)
    bridged: frozenset[Problem] = frozenset()
    ledger: Ledger = field(default_factory=Ledger)
    history: History = NO_HISTORY
    day: PartialDate | None = None
    """The day it is built for; None where neither the environment nor git tells one."""
    absent: frozenset[str] = frozenset()
    """Addresses whose records are left out of this build; where one was published, a notice answers."""

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a build: all errors but those a former photo bridges."""
        return tuple(p for p in self.problems if p.is_error and p not in self.bridged)

    @cached_property
    def public_archive(self) -> Archive:
        """The records the site is made of: without the decisions that wait for their day."""
        return without_waiting(self.archive)

    def site(self) -> SiteContext:
        """Return the site these records make."""
        return SiteContext(
            self.public_archive,
            self.settings,
            language(self.settings.language),
            self.pictures,
            self.root / CACHE,
            parser_version(),
            self.ledger,
            hand_written_routes(self.root / "docs", self.settings.left_out),
            self.history,
            self.attachments,
            self.day,
        )


def cached_loader(root: Path) -> Callable[..., LoadResult]:
    """Return what reads the records of a project, and does not read again what it read before."""
    return partial(load, cache=RecordCache(root / CACHE / "records.sqlite", parser_version()))


@gc_paused()
def read_project(
    root: Path,
    settings: Settings | None = None,
    instead: Mapping[str, bytes | None] | None = None,
    keeping: bool = False,
    opening: bool = False,
) -> Project:
    """Read the project at `root` and check it by every rule.

    The rules run even when single files could not be read, so that one run reports everything;
    what a missing record alone would cause (references to it) is then left out. `instead` stands in
    for files by path, None for no file; with `keeping`, a spoilt photo shows as it last was; with `opening`,
    as in every draft, records that wait for their day are there already.
    """
    known = settings or load_settings(root / CONFIG)  # before anything is written: is this a project?
    finish_interrupted_change(root)
    cache = RecordCache(root / CACHE / "records.sqlite", parser_version())
    loaded = load(root, instead, cache=cache)
    history = read_history(root, loaded.archive, root / CACHE)
    day = built_for(history)
    unmodified = open_on(loaded.archive, SOMEDAY if opening or is_draft() else day)
    unread = _unread_ids(root, loaded.problems)
    found = [p for p in check_cached(cache, unmodified) if not _follows(p, unread)]
    prepared = prepare(unmodified, root / CACHE / "pictures", keeping)
    attachments, refused = read_attachments(unmodified, root / CACHE / "attachments")
    ledger, odd = read_ledger(root)
    archive = unmodified.with_modified(modified(unmodified, history))
    claimed = ownership_problems(unmodified, ledger)
    config = root / CONFIG
    former = [*renamed_settings(config), *missing_settings(config, known), *misplaced_registers(config, known)]
    hinted = with_hints((*loaded.problems, *found), archive, ledger)
    problems = tuple(
        sorted(
            {
                *hinted,
                *prepared.problems,
                *refused,
                *odd,
                *claimed,
                *former,
                *hand_written_problems(root, known.left_out),
                *unexplained(archive, history),
            }
        )
    )
    pictures, bridged = prepared.pictures, prepared.tolerated
    absent = frozenset(filter(None, (route_of_file(path) for path, held in (instead or {}).items() if held is None)))
    return Project(
        root, known, archive, problems, loaded.files, pictures, attachments, bridged, ledger, history, day, absent
    )


def _unread_ids(root: Path, problems: tuple[Problem, ...]) -> set[str]:
    """Return the ids of files that could not be read, and those written in faulty reference files."""
    faulty = {p.path for p in problems if p.is_error}
    ids = {Path(path).stem for path in faulty}
    for path in faulty:
        if "/reference/" in path and (root / path).is_file():
            ids |= set(_WRITTEN_ID.findall((root / path).read_text("utf-8", "replace")))
    return ids


def _follows(problem: Problem, unread: set[str]) -> bool:
    """Tell whether a dead reference only follows from a record that could not be read."""
    values = dict(problem.values)
    if problem.code == "rule.dead-clause":
        return values["clause"].split("#")[0] in unread
    return problem.code == "rule.dead-reference" and values["id"] in unread


_WRITTEN_ID = re.compile(r"\bid:\s*[\"']?([a-z0-9-]+)")


@dataclass(frozen=True)
class Publication:
    """A project with everything it publishes; with any fault, nothing."""

    project: Project
    targets: tuple[TargetState, ...]
    blocking_problems: tuple[Problem, ...]
    fingerprints: Fingerprinter
    tally: RecordTally | None = None
    paths: PathHashes = field(default_factory=PathHashes)
    """Where what was expanded of it lies."""

    @property
    def artifacts(self) -> tuple[Artifact, ...]:
        """Every artifact, expanded now where it is not held."""
        return tuple(artifact for state in self.targets for artifact in state.artifacts)

    @property
    def size(self) -> int:
        """How many artifacts it has."""
        return sum(state.size for state in self.targets)

    @property
    def pages(self) -> Iterator[PageEntry]:
        """Every page made from records."""
        return (page for state in self.targets for page in state.pages)

    @property
    def ledger(self) -> Ledger:
        """The ledger as it is once this is published."""
        return published(self.project.public_archive, self.project.ledger, self.live_routes)

    @cached_property
    def live_routes(self) -> frozenset[str]:
        """The addresses at which pages answer, those written by hand among them."""
        by_hand = hand_written_routes(self.project.root / "docs", self.project.settings.left_out)
        return by_hand | {page.address for page in self.pages}


def publish(project: Project, state: BuildState | None = None, made_here: bool = False) -> Publication:
    """Lay out everything a project publishes, or say why not: its errors, or two things at one path.

    Of what is as it was when a site was made, by its state, no more is expanded than others must know. With
    `made_here` processes of this machine will make it: what is much work is begun at once, and what is made whole is
    not held, but laid out again by the process that makes it.
    """
    fingerprints = Fingerprinter(project.public_archive, project.pictures)
    if project.errors:
        return Publication(project, (), project.errors, fingerprints)
    site = project.site()
    expander = TargetExpander(fingerprints, state.layout if state is not None else None, made_here)
    with gc_paused():
        states = [*expander.states(targets(site))]
        addresses = {page.address for each in states for page in each.pages}
        down = [*expander.states(tombstones(site, site.hand_written | addresses, project.absent))]
        addresses |= {page.address for each in down for page in each.pages}
        answered = site.hand_written | addresses
        states += down
        states += expander.states(redirect_artifacts(site, answered))
    went = tally_records(project.public_archive, addresses)
    waiting = len(project.archive.decisions) - len(project.public_archive.decisions)
    went = replace(went, pending=went.pending + waiting)  # rules name each of them
    faults = (
        *_collisions(states, expander.paths, state),
        *address_problems(project.root / "docs", project.settings.left_out, expander.paths, partial(_laid_out, states)),
        *unpublished(project.public_archive, went),
        *broken_routes(project.ledger, answered),
    )
    return Publication(project, () if faults else tuple(states), faults, fingerprints, went, expander.paths)


def _collisions(states: Sequence[TargetState], paths: PathHashes, state: BuildState | None) -> Iterator[Problem]:
    """Yield a problem for every two artifacts at one path; among those that stand in a site there are none."""
    meets = state is not None and _meets_what_stands(states, state)
    if meets or paths.may_repeat:
        yield from path_conflicts(_laid_out(states) if not meets else (a for each in states for a in each.artifacts))


def _laid_out(states: Sequence[TargetState]) -> Iterator[Artifact]:
    """Yield the artifacts of what is not as it was."""
    return (artifact for each in states if not each.is_as_before for artifact in each.artifacts)


def _meets_what_stands(states: Sequence[TargetState], state: BuildState) -> bool:
    """Tell whether a file that a site, by its state, did not have stands in the way of a part that is as it was."""
    changed = {each.name: each for each in states if not state.holds(each.name, each.fingerprint)}
    files = {file.casefold() for each in changed.values() for artifact in each.artifacts for file in files_of(artifact)}
    fresh = files - {standing.file.casefold() for standing in state.files(changed)}
    if not fresh:
        return False
    kept = {each.name for each in states} - changed.keys()
    return any(standing.file.casefold() in fresh for standing in state.files(kept))
