"""The versions of a record: what its file said at each commit that changed it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from generator.archive.archive import Archive
from generator.archive.decision_lists import shows_all_rows
from generator.records.base import Record
from generator.records.decision import Decision
from generator.records.plan import Plan

VERSION_ID_LENGTH = 16
"""Hexadecimal digits of a digest that name a version."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact that a version changed: its field, dotted, what it said before, what it says since, "" for nothing."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version: the ISO day of its commit, the digest of the file, which fields changed since the one before.

    `day` is "" for what is not in git yet; `is_first` where no version before is known.
    """

    day: str
    digest: str
    changed: tuple[str, ...] = ()
    is_first: bool = False
    altered: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class History:
    """What git knows: `state` says whether it knows all, a part (a shallow clone) or nothing.

    `versions` of each file, newest first; `public` are the digests whose content can be had: `fetch` returns
    it as a tree of strings.
    """

    state: Literal["whole", "shallow", "absent"]
    versions: Mapping[str, tuple[Version, ...]] = field(default_factory=dict)
    public: frozenset[str] = frozenset()
    naming: frozenset[str] = frozenset()
    """The digests whose content names somebody whose name must stand nowhere today."""
    fetch: Callable[[str], Any] | None = None


NO_HISTORY = History("absent")


def current_version(archive: Archive, record: Record) -> str:
    """Return the name of a record's version as it is now; "" for an entry of a list, which shares its file."""
    return _digest(archive, record)[:VERSION_ID_LENGTH]


def _digest(archive: Archive, record: Record) -> str:
    origin = archive.origin(record)
    return "" if origin.node else archive.sources.get(origin.path, b"").hex()


def visible_versions(archive: Archive, history: History, record: Record) -> Iterator[tuple[Version, bool]]:
    """Yield the versions of a record, newest first, and whether what each said is public.

    What was withdrawn must not come back as an old version: a record says with `versions_from` which
    versions may show, a decision with withdrawn rows shows none but the one of today, and none before the
    one of today shows that names somebody whose name is down.
    """
    if history.state == "absent":
        return
    path, now = archive.origin(record).path, _digest(archive, record)
    if not now:
        return
    known = history.versions.get(path, ())
    if not known or known[0].digest != now:
        yield Version("", now), False
    first = getattr(record, "versions_from", None)
    rows_gone = isinstance(record, Decision) and not shows_all_rows(archive, record)
    if isinstance(record, Plan):
        gone = (
            archive.stories.get(each.story or "") or archive.models.get(each.model or "")
            for each in record.registrations
        )
        rows_gone = any(each is not None and each.is_unnamed for each in gone)
    for number, version in enumerate(known):
        is_now = number == 0 and version.digest == now
        held_back = (first is not None and version.day < first.iso) or (
            (rows_gone and (not is_now or isinstance(record, Plan)))
            or (not is_now and version.digest in history.naming)
        )
        yield version, not held_back and version.digest in history.public
