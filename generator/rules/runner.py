"""The rules, asked again only of what changed since they last looked."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from functools import partial

from generator.archive.archive import Archive
from generator.archive.record_cache import Key, RecordCache, problems_from_json
from generator.core.parallel import default_workers, run_parallel
from generator.core.problem import Problem
from generator.rules import check_archive, check_records

_MIN_ITEMS_TO_FORK = 400


def check_cached(cache: RecordCache, archive: Archive) -> Iterator[Problem]:
    """Yield every problem the rules find; what they found of a file holds until it or what it names changes."""
    keys: defaultdict[str, list[Key]] = defaultdict(list)
    for key, origin in archive.origins.items():
        keys[origin.path].append(key)
    states = {path: _state(archive, path, held) for path, held in keys.items()}
    known = cache.findings()
    stale = [path for path, state in states.items() if path not in known or known[path][0] != state]
    found: dict[str, list[Problem]] = {path: [] for path in stale}
    for fault in _check(archive, {path: keys[path] for path in stale}):
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


def _state(archive: Archive, path: str, keys: list[Key]) -> bytes:
    """Return what the rules find of a file is found of: its records with what they name, and all lists of terms."""
    every = [archive.reference_digest, *map(archive.closure_digests.__getitem__, keys)]
    if len(keys) == 1 and not archive.origins[keys[0]].node:
        return b"".join(every)  # of a record that is a whole file the digest takes in the file
    return hashlib.blake2b(b"".join([archive.sources[path], *every]), digest_size=16).digest()


def _check(archive: Archive, keys: dict[str, list[Key]]) -> Iterator[Problem]:
    """Check the records of some files, by several processes if that is worth it."""
    paths = list(keys)
    count = default_workers() if len(paths) >= _MIN_ITEMS_TO_FORK else 1
    works = []
    for number in range(count):
        chosen = [key for path in paths[number::count] for key in keys[path]]
        works.append(partial(check_records, archive, chosen))
    return run_parallel(works) if paths else iter(())
