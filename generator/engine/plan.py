"""The plan of a build: which artifacts are new, changed or gone, and why; all others stay as they stand."""

import marshal
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from heapq import heapreplace

from generator.engine.build_state import ArtifactRecord, InstalledFile, SiteSnapshot, TargetRecord
from generator.engine.project import Publication
from generator.engine.targets import PageEntry, PreviousTarget, TargetState
from generator.publish.artifact import Artifact, Target


class Reason(StrEnum):
    """Why an artifact is looked at; each has its words under `command.build.reason`."""

    CLEAN = "all"
    NEW = "new"
    SOURCE = "record"
    DEPENDENCY = "shown"
    MISSING = "lost"


@dataclass(frozen=True, slots=True)
class Task:
    """An artifact of a part to look at.

    `last` is the digest of its content and `installed` its files, where they still stand.
    """

    artifact: Artifact
    fingerprint: bytes
    source: bytes
    reason: Reason
    part: "ChangedTarget"
    last: bytes | None = None
    installed: tuple[InstalledFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedTarget:
    """A target that was looked at: its artifacts in their order; those of `reused` are as they were."""

    name: str
    known: PreviousTarget
    paths: Sequence[str]
    reused: Mapping[str, ArtifactRecord]

    def with_made(self, made: Mapping[str, ArtifactRecord]) -> TargetRecord:
        """Return the part as it stands with what was made anew of it, or found the same."""
        artifacts = [self.reused.get(path) or made[path] for path in self.paths]
        return TargetRecord.of(self.name, self.known, artifacts)

    @property
    def pending(self) -> int:
        """How many artifacts are to be made, or found the same."""
        return len(self.paths) - len(self.reused)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: artifacts to look at, those that stay, those that are no more.

    `changed_targets` are those that were not left `unchanged` unseen, and `before` what stood of them and of targets
    that are gone. `site_files` are the files beside the artifacts where they stand as `site_files_key` wants them,
    None if they must be rendered.
    """

    tasks: Sequence[Task]
    unchanged: Mapping[str, PreviousTarget]
    changed_targets: Sequence[ChangedTarget]
    before: Sequence[ArtifactRecord]
    gone: Sequence[ArtifactRecord]
    gone_parts: Sequence[str]
    site_files_key: str
    site_files: Sequence[InstalledFile] | None

    @property
    def reasons(self) -> Mapping[Reason, int]:
        """How many artifacts are looked at for each reason."""
        return Counter(task.reason for task in self.tasks)

    @property
    def reused(self) -> int:
        """How many artifacts stay as they stand."""
        return sum(known.size for known in self.unchanged.values()) + sum(
            len(each.reused) for each in self.changed_targets
        )


_NOTHING: dict[str, ArtifactRecord] = {}


def make_plan(publication: Publication, stood: SiteSnapshot | None = None) -> Plan:
    """Compare what there is to publish with what stands in a site; without one, all of it is to be made."""
    layout: Mapping[str, PreviousTarget] = stood.state.layout if stood is not None else {}
    kept: dict[str, PreviousTarget] = {}
    changed: list[tuple[TargetState, bytes]] = []
    for target in publication.targets:
        key = target.fingerprint or publication.fingerprints.digest(target.target.inputs)
        known = layout.get(target.name)
        if stood is not None and known is not None and known.fingerprint == key and target.name not in stood.lost:
            kept[target.name] = known
        else:
            changed.append((target, key))
    gone_parts = list(layout.keys() - {target.name for target in publication.targets})
    before = stood.state.made([*(target.name for target, _ in changed), *gone_parts]) if stood is not None else {}
    tasks: list[Task] = []
    looked_at = [
        _plan_target(publication, target, key, stood, before.get(target.name, ()), tasks) for target, key in changed
    ]
    paths = {path for each in looked_at for path in each.paths}
    stood_before = [made for artifacts in before.values() for made in artifacts]
    gone = [made for made in stood_before if made.path not in paths]
    rest, others = _site_files_key(publication.pages), None
    if stood is not None and stood.state.site_files_key == rest:
        standing = list(stood.state.site_files.values())
        others = standing if all(each.is_intact(str(stood.site)) for each in standing) else None
    return Plan(tasks, kept, looked_at, stood_before, gone, gone_parts, rest, others)


def _plan_target(
    publication: Publication,
    target: TargetState,
    key: bytes,
    stood: SiteSnapshot | None,
    before: Sequence[ArtifactRecord],
    tasks: list[Task],
) -> ChangedTarget:
    """Return a part that cannot be kept unseen, and add what is to be done of it to `tasks`."""
    fingerprints, sources = publication.fingerprints, publication.project.archive.sources
    artifacts, made = target.artifacts, {each.path: each for each in before}
    staying: dict[str, ArtifactRecord] = {} if stood is not None else _NOTHING
    part = ChangedTarget(
        target.name,
        PreviousTarget(key, target.pages, len(artifacts)),
        [artifact.path for artifact in artifacts],
        staying,
    )
    for artifact in artifacts:
        fingerprint = fingerprints.digest(artifact.inputs) if isinstance(target.target, Target) else key
        source = sources.get(artifact.origin, b"")
        last = made.get(artifact.path)
        if stood is None:
            tasks.append(Task(artifact, fingerprint, source, Reason.CLEAN, part))
        elif last is None:
            tasks.append(Task(artifact, fingerprint, source, Reason.NEW, part))
        elif target.name in stood.lost and not all(each.is_intact(str(stood.site)) for each in last.installed):
            tasks.append(Task(artifact, fingerprint, source, Reason.MISSING, part))
        elif last.fingerprint != fingerprint:
            reason = Reason.DEPENDENCY if last.source == source else Reason.SOURCE
            tasks.append(Task(artifact, fingerprint, source, reason, part, last.digest, tuple(last.installed)))
        else:
            staying[artifact.path] = last
    return part


def partition(tasks: Sequence[Task], hands: int) -> list[list[Task]]:
    """Return tasks dealt to as many hands by their weight; what is made of one record comes to one, its page first.

    Such a record is then fetched once, and its folder made once.
    """
    groups: dict[str, list[Task]] = {}
    for task in tasks:
        groups.setdefault(task.artifact.group or task.artifact.path, []).append(task)
    found: list[list[Task]] = [[] for _ in range(hands)]
    lightest = [(0, hand) for hand in range(hands)]
    for group in sorted(groups.values(), key=total_cost, reverse=True):
        held, hand = lightest[0]
        found[hand] += group
        heapreplace(lightest, (held + total_cost(group), hand))
    return found


def total_cost(tasks: Iterable[Task]) -> int:
    """Return about how many pages' work some tasks are."""
    return sum(task.artifact.cost for task in tasks)


def _site_files_key(pages: Iterable[PageEntry]) -> str:
    """Return what the files beside the artifacts depend on besides the stamp: the sitemap names every page."""
    return blake2b(marshal.dumps([*map(tuple, pages)], _WITHOUT_REFERENCES), digest_size=16).hexdigest()


_WITHOUT_REFERENCES = 2
"""A version of marshal in which equal values are equal bytes."""
