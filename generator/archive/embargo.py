"""Records published from a day on, `publish_on`: before it nothing shows them, nor where no day is known."""

from collections.abc import Iterator
from dataclasses import replace

from generator.archive.archive import Archive
from generator.archive.loader import closure_digest
from generator.archive.source_files import digest_of
from generator.core.dates import PartialDate
from generator.records.decision import Decision
from generator.records.shared import Exemplar

CanWait = Exemplar | Decision

SOMEDAY = PartialDate(9999, 12, 31)
"""A day on which everything is open: for who looks at drafts."""


def open_on(archive: Archive, day: PartialDate | None) -> Archive:
    """Return the archive as it is on a day: whoever waited for it waits no longer, and counts as changed by that.

    Versions of an opened record begin on its day: what was written while it waited was never public.
    """
    due = {(record.collection, record.id): record for record in _due(archive, day)}
    if not due:
        return archive
    own = {**archive.content_digests, **{key: digest_of(archive.content_digests[key], b"open") for key in due}}
    names = tuple(f'"{record_id}"' for _, record_id in due)
    touched = [key for key, refers in archive.refers.items() if key in due or any(name in refers for name in names)]
    digests = {key: closure_digest(own, key, archive.refers[key]) for key in touched}
    for collection in ("stories", "models", "decisions"):
        opened = {
            key: _opened(record) if (collection, key) in due and isinstance(record, CanWait) else record
            for key, record in archive.collection(collection).items()
        }
        archive = archive.with_collection(collection, opened)
    return replace(archive, content_digests=own, closure_digests={**archive.closure_digests, **digests})


def without_waiting(archive: Archive) -> Archive:
    """Return the archive the public sees: without the decisions that wait for their day.

    Stories and models that wait stay in it: they are down, which whatever shows one asks for.
    """
    waiting = {("decisions", each.id) for each in archive.decisions.values() if each.publish_on is not None}
    if not waiting:
        return archive
    kept = {key: each for key, each in archive.decisions.items() if ("decisions", key) not in waiting}
    days = {key: day for key, day in archive.modified.items() if key not in waiting}
    return replace(archive.with_collection("decisions", kept), modified=days)


def _due(archive: Archive, day: PartialDate | None) -> Iterator[CanWait]:
    held: tuple[CanWait, ...] = (*archive.all_exemplars(), *archive.decisions.values())
    for record in held:
        if record.publish_on is not None and day is not None and record.publish_on.sort_key <= day.sort_key:
            yield record


def _opened(record: CanWait) -> CanWait:
    begin = record.publish_on
    since = record.versions_from
    if begin is not None and (since is None or since.sort_key < begin.sort_key):
        since = begin
    return record.model_copy(update={"publish_on": None, "versions_from": since})
