"""Hints that are true: what a clerk may have meant, among the records that exist."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from generator.archive.archive import Archive
from generator.archive.ledger import Ledger
from generator.archive.short_forms import ShortForms
from generator.core.problem import Problem
from generator.core.text import fold, suggest_many
from generator.publish.routes import PREFIX
from generator.records.base import Record
from generator.records.kinds import COLLECTIONS
from generator.records.reference import Locality, Unit

_MOST = 3
_LITTLE = frozenset(["cua", "va", "cac", "nhung", "o", "tai", "cho", "ve", "the"])
"""Little words that tell no name from another."""


@dataclass(frozen=True, slots=True)
class CodeSuggestion:
    """The codes that somebody may have meant, as (name, id); `is_sure` where nothing else can have been meant."""

    codes: tuple[tuple[str, str], ...]
    is_sure: bool


def meant(archive: Archive, ledger: Ledger, fault: Problem) -> CodeSuggestion | None:
    """Return what may have been meant where a code was wanted and something else stands; None for other faults.

    Sure is a code that was renamed since, and the very name of one record alone.
    """
    values = dict(fault.values)
    if fault.code == "record.identifier" and values.get("collection") in COLLECTIONS:
        collection, typed = values["collection"], values["value"]
    elif fault.code == "rule.dead-reference":
        collection, typed = values["collection"], values["id"]
        if moved := _moved(archive, ledger, collection, typed):
            return CodeSuggestion((("", moved),), is_sure=True)
    else:
        return None
    if (record := named(archive, collection, typed)) is not None:
        return CodeSuggestion(((_shown(archive, record), record.id),), is_sure=True)
    return CodeSuggestion(tuple(suggest(archive, collection, typed)), is_sure=False)


def named(archive: Archive, collection: str, typed: str) -> Record | None:
    """Return the only record of a collection whose code or very name a text is; None if none is, or several are."""
    found = [record for record in archive.collection(collection).values() if _is_name(record, typed)]
    return found[0] if len(found) == 1 else None


def _is_name(record: Record, typed: str) -> bool:
    """Tell whether a text is a record's name letter by letter, but for capitals and spaces."""
    wanted = " ".join(typed.split()).casefold()
    return any(" ".join(name.split()).casefold() == wanted for name in _names(record))


def with_hints(problems: Iterable[Problem], archive: Archive, ledger: Ledger) -> Iterator[Problem]:
    """Yield problems; where a code was wanted and something else stands, with the codes it may have meant."""
    for fault in problems:
        found = meant(archive, ledger, fault)
        if found is None:
            yield fault
            continue
        values = dict(fault.values)
        suggestion = _suggestion_text(found.codes) or values.get("suggestion", "")
        yield replace(fault, values=tuple(sorted({**values, "suggestion": suggestion}.items())))


def _moved(archive: Archive, ledger: Ledger, collection: str, record_id: str) -> str:
    """Return the id that a record bears now that bore another when somebody wrote it down."""
    prefix = PREFIX.get(collection, "")
    now = ledger.redirects.get(f"{prefix}{record_id}/", "").removeprefix(prefix).strip("/") if prefix else ""
    return now if now in archive.collection(collection) else ""


def _suggestion_text(found: Iterable[tuple[str, str]]) -> str:
    return "; ".join(f"«{name}» → {code}" if name else code for name, code in found)


def suggest(archive: Archive, collection: str, typed: str) -> list[tuple[str, str]]:
    """Return up to three records, as (name, id), that a typed name or code may mean; the likeliest first."""
    records = archive.collection(collection)
    wanted = {_words(typed), _words(ShortForms(archive, collection).spelt_out(typed.replace("-", " ")))}
    scored = []
    for record in records.values():
        score = max((_likeness(one, _words(name)) for name in _names(record) for one in wanted), default=0.0)
        if score >= 0.5:
            scored.append((-score, record.id))
    codes = [code for _, code in sorted(scored)] or suggest_many(typed, records)
    return [(_shown(archive, records[code]), code) for code in codes[:_MOST]]


def _words(text: str) -> frozenset[str]:
    return frozenset(fold(text).replace("-", " ").replace(",", " ").split()) - _LITTLE


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much two names have in common, from 0 to 1; a name that is a part of the other has most of it."""
    if not one or not other:
        return 0.0
    shared = len(one & other)
    return shared / len(one | other) if shared < min(len(one), len(other)) else 0.5 + shared / len(one | other) / 2


def _names(record: Record) -> Iterator[str]:
    yield record.id
    for field in ("name", "short_name", "title", "number", "abbreviation"):
        value = getattr(record, field, None)
        if isinstance(value, str):
            yield value
    if isinstance(record, Unit):
        yield from (name.name for name in record.names)
    yield from (spelling for spelling in getattr(record, "spellings", ()) if isinstance(spelling, str))


def _shown(archive: Archive, record: Record) -> str:
    name = str(getattr(record, "name", None) or getattr(record, "number", record.id))
    if not isinstance(record, Locality):
        return name
    parent = archive.localities.get(record.parent or "")
    time = [day.short for day in (record.valid_from, record.valid_to) if day]
    within = f", {parent.name}" if parent is not None else ""
    return f"{name}{within} ({'–'.join(time)})" if time else f"{name}{within}"
