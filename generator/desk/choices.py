"""What can be chosen for a field that refers to a record: by name, found with or without accents, never by its code."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from generator.archive.archive import Archive
from generator.config.i18n import Language
from generator.core.text import collation_key, fold
from generator.records.base import Record
from generator.records.document import Clause, Document

MOST_FOUND = 30
"""So many answers a search for a choice gives; with more the clerk types on."""
CLAUSES = "clauses"
_MOST_SAID = 90
_BETWEEN_WORDS = re.compile(r"[^\w/.&-]+")
_ALSO_KNOWN_BY = ("id", "title", "subject", "abbreviation", "short_name", "spellings", "names", "former_names")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what the file holds, and what it is called."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """The first answers to a search, and how many more there are."""

    options: tuple[Option, ...]
    more: int


class Choices:
    """The records of one archive, as lists to choose from; `CLAUSES` are those of all its documents."""

    def __init__(self, archive: Archive, words: Language) -> None:
        self.archive, self.words = archive, words
        self._lists: dict[str, _List] = {}

    def count(self, collection: str) -> int:
        """Return how many there are to choose from."""
        return len(self.archive.clauses if collection == CLAUSES else self.archive.collection(collection))

    def every(self, collection: str) -> tuple[Option, ...]:
        """Return all of a collection: what is still valid first, in the order of the alphabet; clauses as printed."""
        return self._list(collection).options

    def named(self, collection: str, ids: Iterable[str]) -> tuple[Option, ...]:
        """Return some of a collection by their ids, in that order; an id nobody has stands for itself."""
        if collection == CLAUSES:
            found = self.archive.clauses
            return tuple(Option(each, self._clause(*found[each]) if each in found else each) for each in ids)
        records = self.archive.collection(collection)
        return tuple(Option(each, self.called(records[each]) if each in records else each) for each in ids)

    def find(self, collection: str, query: str) -> Found:
        """Return those of a collection that are known by all words of a query, first those that begin with it.

        Where no word begins like that, a piece of a number or of a code will do.
        """
        words = _in_words(query)
        asked, known = " ".join(words), self._list(collection).known
        found = [option for option, by in known if by.startswith(f" {asked}")]
        first = {option.value for option in found}
        found += [o for o, by in known if o.value not in first and all(f" {word}" in by for word in words)]
        found = found or [option for option, by in known if all(word in by for word in words)]
        return Found(tuple(found[:MOST_FOUND]), max(0, len(found) - MOST_FOUND))

    def called(self, record: Record) -> str:
        """Return what a record is called in a list: its name, and of a place what tells namesakes apart."""
        name = getattr(record, "name", None) or getattr(record, "number", None)
        parent = self.archive.localities.get(getattr(record, "parent", None) or "")
        ended = getattr(record, "valid_to", None)
        beside = [parent.name] if parent else []
        beside += [self.words.translate("desk.until", day=ended.short)] if ended else []
        return f"{name or record.id} ({', '.join(beside)})" if beside else str(name or record.id)

    def _clause(self, document: Document, clause: Clause) -> str:
        said = clause.heading or clause.asks or clause.text or ""
        short = said if len(said) <= _MOST_SAID else f"{said[:_MOST_SAID].rsplit(' ', 1)[0]} …"
        return f"{document.short_name}, {(clause.label or clause.anchor).rstrip('.')}: {short}"

    def _list(self, collection: str) -> "_List":
        if collection not in self._lists:
            self._lists[collection] = _List(
                tuple(self._clauses() if collection == CLAUSES else self._records(collection))
            )
        return self._lists[collection]

    def _records(self, collection: str) -> Iterator[tuple[Option, str]]:
        named = [(self.called(record), record) for record in self.archive.collection(collection).values()]
        for name, record in sorted(named, key=lambda each: (_has_ended(each[1]), collation_key(each[0]))):
            yield Option(record.id, name), " ".join(_known_by(record))

    def _clauses(self) -> Iterator[tuple[Option, str]]:
        for reference, (document, clause) in self.archive.clauses.items():
            if clause.role == "clause":
                said = (reference, document.name, clause.heading, clause.asks, clause.text)
                yield Option(reference, self._clause(document, clause)), " ".join(text for text in said if text)


@dataclass(frozen=True)
class _List:
    """What can be chosen, with what else each is known by."""

    entries: tuple[tuple[Option, str], ...]

    @cached_property
    def options(self) -> tuple[Option, ...]:
        return tuple(option for option, _ in self.entries)

    @cached_property
    def known(self) -> tuple[tuple[Option, str], ...]:
        """Each with all the words it is known by, folded, a space before each word."""
        return tuple((option, " " + " ".join(_in_words(f"{option.name} {also}"))) for option, also in self.entries)


def _has_ended(record: Record) -> bool:
    return getattr(record, "valid_to", None) is not None


def _in_words(text: str) -> list[str]:
    return _BETWEEN_WORDS.sub(" ", fold(text)).split()


def _known_by(record: Record) -> Iterator[str]:
    for attribute in _ALSO_KNOWN_BY:
        value = getattr(record, attribute, None)
        for each in value if isinstance(value, tuple) else (value,):
            text = getattr(each, "name", each)
            if isinstance(text, str):
                yield text
