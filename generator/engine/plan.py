"""The plan of a build: which artifacts are new, changed or gone, and why; all others stay as they stand."""

import marshal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    """An artifact to make, or to find the same; its fingerprint is None where it is taken when it is made.

    `last` is the digest of its content and `installed` its files, where they still stand.
    """

    artifact: Artifact
    reason: Reason
    fingerprint: bytes | None = None
    last: bytes | None = None
    installed: tuple[InstalledFile, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedTarget:
    """A target to look at, with the fingerprint of what it is made of.

    `planned` are its artifacts to make or to find the same; those of `reused` are as they were. It is None where
    nothing stood of the target: all is to be made, for one reason, and laid out by the process that makes it.
    `piece` names what of the target this is, where it is not the whole.
    """

    state: TargetState
    fingerprint: bytes
    reason: Reason = Reason.NEW
    planned: Sequence[Task] | None = None
    reused: Mapping[str, ArtifactRecord] = field(default_factory=dict)
    piece: str = ""

    @property
    def name(self) -> str:
        """What the target is called."""
        return self.state.name

    @property
    def tasks(self) -> Sequence[Task]:
        """What is to be made of it, or found the same, laid out now if it is not yet."""
        if self.planned is not None:
            return self.planned
        return [Task(artifact, self.reason) for artifact in self.state.artifacts]

    @property
    def pending(self) -> int:
        """How many artifacts are to be made, or found the same."""
        return self.state.size if self.planned is None else len(self.planned)

    @property
    def cost(self) -> int:
        """About how many pages' work that is."""
        if self.planned is None:
            return self.state.cost
        return sum(task.artifact.cost for task in self.planned)

    @property
    def has_pages(self) -> bool:
        """Tell whether a page is among them."""
        if self.planned is None:
            return bool(self.state.pages)
        return any(task.artifact.is_page for task in self.planned)

    @property
    def group(self) -> str:
        """What it is made of: what has one group is made together."""
        return self.piece or self.state.group

    @property
    def pieces(self) -> Sequence["ChangedTarget"]:
        """What of it each process can make by itself: of a costly target one artifact, of others all."""
        target = self.state.target
        if not isinstance(target, Target) or not target.is_costly or self.planned is None or len(self.planned) < 2:
            return (self,)
        return [replace(self, planned=(task,), reused={}, piece=task.artifact.path) for task in self.planned]

    def with_made(self, made: Sequence[ArtifactRecord], written: Sequence[str]) -> TargetRecord:
        """Return the target as it stands with what was made anew of it, or found the same."""
        known = PreviousTarget(self.fingerprint, self.state.pages, self.state.size)
        return TargetRecord.of(self.name, known, [*self.reused.values(), *made], written)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: artifacts to look at, those that stay, those that are no more.

    `changed_targets` are those that were not left `unchanged` unseen, and `before` what stood of them and of targets
    that are gone. `site_files` are the files beside the artifacts where they stand as `site_files_key` wants them,
    None if they must be rendered.
    """

    changed_targets: Sequence[ChangedTarget]
    unchanged: Mapping[str, PreviousTarget]
    before: Sequence[ArtifactRecord]
    gone: Sequence[ArtifactRecord]
    gone_parts: Sequence[str]
    site_files_key: str
    site_files: Sequence[InstalledFile] | None

    @property
    def tasks(self) -> Iterator[Task]:
        """All artifacts that are looked at."""
        return (task for each in self.changed_targets for task in each.tasks)

    @property
    def pending(self) -> int:
        """How many artifacts are looked at."""
        return sum(each.pending for each in self.changed_targets)

    @property
    def reused(self) -> int:
        """How many artifacts stay as they stand."""
        return sum(known.size for known in self.unchanged.values()) + sum(
            len(each.reused) for each in self.changed_targets
        )


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
    if stood is None:
        looked_at = [ChangedTarget(target, key, Reason.CLEAN) for target, key in changed]
        return Plan(looked_at, {}, (), (), (), _site_files_key(publication.pages), None)
    gone_parts = list(layout.keys() - {target.name for target in publication.targets})
    before = stood.state.made([*(target.name for target, _ in changed), *gone_parts])
    looked_at = [_compare(publication, target, key, stood, before.get(target.name)) for target, key in changed]
    paths = {path for each in looked_at for path in (*each.reused, *(task.artifact.path for task in each.tasks))}
    stood_before = [made for artifacts in before.values() for made in artifacts]
    gone = [made for made in stood_before if made.path not in paths]
    rest, others = _site_files_key(publication.pages), None
    if stood.state.site_files_key == rest:
        standing = list(stood.state.site_files.values())
        others = standing if all(each.is_intact(str(stood.site)) for each in standing) else None
    return Plan(looked_at, kept, stood_before, gone, gone_parts, rest, others)


def _compare(
    publication: Publication,
    target: TargetState,
    key: bytes,
    stood: SiteSnapshot,
    before: Sequence[ArtifactRecord] | None,
) -> ChangedTarget:
    """Return a target that cannot be kept unseen, with what is to be done of it, by what stood of it before."""
    if before is None:
        return ChangedTarget(target, key)
    fingerprints, sources = publication.fingerprints, publication.project.archive.sources
    made, is_lost = {each.path: each for each in before}, target.name in stood.lost
    planned, reused = list[Task](), dict[str, ArtifactRecord]()
    for artifact in target.artifacts:
        fingerprint = fingerprints.digest(artifact.inputs) if isinstance(target.target, Target) else key
        last = made.get(artifact.path)
        if last is None:
            planned.append(Task(artifact, Reason.NEW, fingerprint))
        elif is_lost and not all(each.is_intact(str(stood.site)) for each in last.installed):
            planned.append(Task(artifact, Reason.MISSING, fingerprint))
        elif last.fingerprint != fingerprint:
            is_same = last.source == sources.get(artifact.origin, b"")
            reason = Reason.DEPENDENCY if is_same else Reason.SOURCE
            planned.append(Task(artifact, reason, fingerprint, last.digest, tuple(last.installed)))
        else:
            reused[artifact.path] = last
    return ChangedTarget(target, key, planned=planned, reused=reused)


def in_groups(targets: Iterable[ChangedTarget]) -> list[list[ChangedTarget]]:
    """Return targets by what they are made of, the most work first; what is made of one record stays together.

    Its page comes first. Such a record is then fetched once, and its folder made once.
    """
    groups: dict[str, list[ChangedTarget]] = {}
    for target in targets:
        groups.setdefault(target.group, []).append(target)
    return sorted(groups.values(), key=total_cost, reverse=True)


def partition(targets: Sequence[ChangedTarget], hands: int) -> list[list[ChangedTarget]]:
    """Return targets dealt to as many hands by their weight, each group to one."""
    found: list[list[ChangedTarget]] = [[] for _ in range(hands)]
    lightest = [(0, hand) for hand in range(hands)]
    for group in in_groups(targets):
        held, hand = lightest[0]
        found[hand] += group
        heapreplace(lightest, (held + total_cost(group), hand))
    return found


def total_cost(targets: Iterable[ChangedTarget]) -> int:
    """Return about how many pages' work some targets are."""
    return sum(target.cost for target in targets)


def _site_files_key(pages: Iterable[PageEntry]) -> str:
    """Return what the files beside the artifacts depend on besides the stamp: the sitemap names every page."""
    return blake2b(marshal.dumps([*map(tuple, pages)], _WITHOUT_REFERENCES), digest_size=16).hexdigest()


_WITHOUT_REFERENCES = 2
"""A version of marshal in which equal values are equal bytes."""
