"""The rules, asked again only of what changed since they last looked."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from generator.archive.archive import Archive
from generator.archive.record_cache import Key, RecordCache, problems_from_json
from generator.core.parallel import SharedQueue, default_workers, run_parallel
from generator.core.problem import Problem
from generator.rules import check_archive, check_records

_MIN_ITEMS_TO_FORK = 400


def check_cached(cache: RecordCache, archive: Archive) -> Iterator[Problem]:
    """Yield every problem the rules find; what they found of a file holds until it or what it names changes."""
    states, held = _states(archive)
    known = cache.findings()
    stale = [path for path, state in states.items() if path not in known or known[path][0] != state]
    found: dict[str, list[Problem]] = {path: [] for path in stale}
    for fault in _check(archive, stale, held):
        found[fault.path].append(fault)
    lasting = {path: (states[path], faults) for path, faults in found.items() if not any(p.is_error for p in faults)}
    gone = known.keys() - (states.keys() - (found.keys() - lasting.keys()))
    if lasting or gone:
        cache.put_findings(lasting, gone)
    yield from check_archive(archive)
    for path in states:
        if path in found:
            yield from found[path]
        elif known[path][1] != "[]":
            yield from problems_from_json(known[path][1])


def _states(archive: Archive) -> tuple[dict[str, bytes], dict[str, list[Key]]]:
    """Return, by file, a digest of what its findings depend on, and the keys of its records.

    They depend on its records with what these name, and on all lists of terms.
    """
    states, keys = dict[str, bytes](), defaultdict[str, list[Key]](list)
    world, digests, lists = archive.reference_digest, archive.closure_digests, dict[str, None]()
    for key, origin in archive.origins.items():
        path = origin.path
        keys[path].append(key)
        if origin.node:
            lists[path] = None
        else:
            states[path] = world + digests[key]  # of a record that is a whole file the digest takes in the file
    for path in lists:
        every = [archive.sources[path], world, *map(digests.__getitem__, keys[path])]
        states[path] = hashlib.blake2b(b"".join(every), digest_size=16).digest()
    return states, keys


def _check(archive: Archive, paths: list[str], keys: Mapping[str, list[Key]]) -> Iterator[Problem]:
    """Check the records of some files, by several processes if that is worth it."""
    count = default_workers() if len(paths) >= _MIN_ITEMS_TO_FORK else 1
    works = [partial(_check_files, archive, SharedQueue(paths), keys)] * count
    return run_parallel(works) if paths else iter(())


def _check_files(archive: Archive, paths: Iterable[str], keys: Mapping[str, list[Key]]) -> Iterator[Problem]:
    return check_records(archive, (key for path in paths for key in keys[path]))
