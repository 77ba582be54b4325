"""What changed in a record after it was published: its day, and the facts that another value took the place of."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from generator.archive.archive import Archive, Key, SourceLocation
from generator.core.dates import PartialDate, parse_date
from generator.core.problem import Problem
from generator.publish.versions import Fact, History, Version
from generator.records.base import Record
from generator.source.yaml_source import Limits, Source, read_source

_FACTS = """
name kind members role unit unit_as_printed places act_from act_to act_as_printed results awards quotes stages people
started started_as_printed adopters costs number date date_as_printed issuer signer subject level award status rows
period_from period_to period_as_printed indicators launched_by
"""
_PROSE = """
title summary context deeds spread description problem beneficiaries theme aims contents criteria steps limits lessons
conditions roles
"""
FACTS = frozenset(_FACTS.split())
"""Fields whose values are figures, names, awards and dates: what somebody may have cited."""
PROSE = frozenset(_PROSE.split())
"""Fields of prose, in which figures count."""
_NO_FACTS = frozenset({"source", "note", "cleared", "story", "withdrawn", "code", "url"})
_KEYS = ("indicator", "award", "name", "code", "stage", "item", "as_printed", "text", "title")
_QUIET = frozenset(
    {"verified", "versions_from", "hold", "unconfirmed", "publish_on", "updated_on", "consents", "translations"}
)
"""Fields whose change is no change of what a page says."""
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*")
_LIMITS = Limits(size=8 * 1024 * 1024, events=2_000_000)


def altered(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Fact, ...]:
    """Return the facts of which one version says something else, or no more, than the one before.

    What is added is none: a record may come to say more. Of prose, figures that are gone count.
    """
    found: list[Fact] = []
    for name in before:
        if name in FACTS:
            found += _altered(name, before[name], after.get(name))
        elif name in PROSE and (lost := _numbers(before[name]) - _numbers(after.get(name))):
            gained = _numbers(after.get(name)) - _numbers(before[name])
            found.append(Fact(name, ", ".join(sorted(lost)), ", ".join(sorted(gained))))
    return tuple(found)


def _altered(field: str, old: Any, new: Any) -> Iterator[Fact]:
    if old == new or old in (None, "", [], {}) or _said(old) == _said(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name, value in old.items():
            if name not in _NO_FACTS:
                yield from _altered(f"{field}.{name}", value, new.get(name))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _altered_items(field, old, new)
    else:
        yield Fact(field, _plain(old), _plain(new))


def _altered_items(field: str, old: list[Any], new: list[Any]) -> Iterator[Fact]:
    left = [item for item in new if item not in old]
    for item in (item for item in old if item not in new):
        same = next((other for other in left if _key(other) == _key(item)), None)
        if same is None:
            yield Fact(field, _plain(item), "")
        else:
            left.remove(same)
            yield from _altered(field, item, same)


def _said(value: Any) -> Any:
    """Return a text as it counts: capitals, spaces and a full stop at the end change nothing."""
    return " ".join(value.casefold().split()).rstrip(".") if isinstance(value, str) else value


def _key(item: Any) -> Any:
    return next(((name, item[name]) for name in _KEYS if name in item), None) if isinstance(item, dict) else item


def _plain(value: Any) -> str:
    """Return a value in a few words: the first of a part says which one it is."""
    if isinstance(value, dict):
        value = next((value[name] for name in _KEYS if name in value), next(iter(value.values()), ""))
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return " ".join(str(value or "").split())


def _numbers(value: Any) -> Counter[str]:
    if isinstance(value, dict):
        parts: Iterable[Any] = value.values()
    elif isinstance(value, list):
        parts = value
    else:
        return Counter(_NUMBER.findall(str(value or "")))
    found: Counter[str] = Counter()
    for part in parts:
        found += _numbers(part)
    return found


def modified(archive: Archive, history: History) -> dict[Key, PartialDate]:
    """Return the day of the commit that last changed what a record says, where that was after it was published."""
    found = {}
    for key, origin in _committed(archive, history):
        record = archive.collection(key[0]).get(key[1])
        day = next(_days(record, history.versions[origin.path]), None) if record is not None else None
        when = parse_date(day) if day else None
        if when is not None:
            found[key] = when
    return found


def _committed(archive: Archive, history: History) -> Iterator[tuple[Key, SourceLocation]]:
    """Yield the records that are whole files of which git knows versions."""
    if history.versions:
        yield from (each for each in archive.origins.items() if not each[1].node and each[1].path in history.versions)


def _days(record: Record, versions: Iterable[Version]) -> Iterator[str]:
    published = getattr(record, "published_on", None)
    if published is not None:
        yield from (v.day for v in versions if not v.is_first and v.day > published.iso and set(v.changed) - _QUIET)


def unexplained(archive: Archive, history: History) -> Iterator[Problem]:
    """Yield a problem for every record of which a published fact was changed without a word (A5: chính xác, công khai).

    A correction explains what changed with it and before it; one that is `minor` says that only words were mended.
    What was never committed counts once the record's last version was public.
    """
    for key, origin in _committed(archive, history):
        versions = history.versions[origin.path]
        record = archive.collection(key[0]).get(key[1])
        published = getattr(record, "published_on", None)
        if published is None or not versions or not hasattr(record, "corrections") or record is None:
            continue
        since = max(filter(None, (published.iso, getattr(getattr(record, "versions_from", None), "iso", ""))))
        open_: list[Fact] = []
        for version in reversed(versions):
            if not version.is_first and version.day > since:
                open_ = [] if "corrections" in version.changed else [*open_, *version.altered]
        now = archive.sources.get(origin.path, b"").hex()
        if now != versions[0].digest and versions[0].day >= published.iso and history.fetch is not None:
            open_ = _since(archive, origin.path, history.fetch(versions[0].digest), open_)
        if open_:
            first = open_[0]
            values = {"field": first.field, "old": first.old[:60], "new": first.new[:60] or "–", "count": len(open_)}
            yield archive.problem(record, (first.field.split(".")[0],), "rule.unexplained", **values)


def _since(archive: Archive, path: str, before: Any, open_: list[Fact]) -> list[Fact]:
    file = archive.root / path
    after = read_source(path, file.read_bytes(), _LIMITS) if file.is_file() else None
    if not isinstance(before, dict) or not isinstance(after, Source):
        return open_
    if after.data.get("corrections") != before.get("corrections"):
        return []
    return [*open_, *altered(before, after.data)]
