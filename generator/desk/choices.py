"""What can be chosen for a field that refers to a record: by name, found with or without accents, never by its code."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from generator.archive.archive import Archive
from generator.config.i18n import Language
from generator.core.syllables import Syllable, syllables
from generator.core.text import collation_key, shortened
from generator.publish.search.tokenizer import AbbreviationExpander
from generator.records.base import Record
from generator.records.document import Clause, Document
from generator.records.reference import Locality

MOST_FOUND = 30
"""So many answers a search for a choice gives; with more the clerk types on."""
CLAUSES = "clauses"
_MOST_SAID = 90
_KNOWN_BY = ("name", "title", "subject", "abbreviation", "short_name", "spellings", "names", "former_names")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: what the file holds, and what it is called."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class SearchResult:
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

    def find(self, collection: str, query: str) -> SearchResult:
        """Return those of a collection that are known by all words of a query, the likeliest first.

        These begin with it, are called so themselves – not what they lie in –, and have the same accents. Where no
        word begins like that, a piece of a number or of a code will do.
        """
        asked, known = syllables(query), self._list(collection).known
        words = [folded for folded, _ in asked]
        begun = " " + " ".join(words)
        found = [each for each in known if all(f" {word}" in each.folded for word in words)]
        found = found or [each for each in known if all(word in each.folded for word in words)]
        spelt = [f" {as_typed} " for _, as_typed in asked[:-1]]
        found.sort(
            key=lambda each: (
                not each.folded.startswith(begun),
                not all(f" {word}" in each.own for word in words),
                sum(word not in each.spelt for word in spelt),
            )
        )
        return SearchResult(tuple(each.option for each in found[:MOST_FOUND]), max(0, len(found) - MOST_FOUND))

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
        return f"{document.short_name}, {(clause.label or clause.anchor).rstrip('.')}: {shortened(said, _MOST_SAID)}"

    def _list(self, collection: str) -> "_List":
        if collection not in self._lists:
            entries = self._clauses() if collection == CLAUSES else self._records(collection)
            self._lists[collection] = _List(tuple(entries), self._short_forms)
        return self._lists[collection]

    @cached_property
    def _short_forms(self) -> AbbreviationExpander:
        return AbbreviationExpander(self.archive.abbreviations.values())

    def _records(self, collection: str) -> Iterator[tuple[Option, tuple[str, ...]]]:
        named = [(self.called(record), record) for record in self.archive.collection(collection).values()]
        for name, record in sorted(named, key=lambda each: (_has_ended(each[1]), collation_key(each[0]))):
            yield Option(record.id, name), tuple(_known_by(record))

    def _clauses(self) -> Iterator[tuple[Option, tuple[str, ...]]]:
        for reference, (document, clause) in self.archive.clauses.items():
            if clause.role == "clause":
                said = (reference, document.name, clause.heading, clause.asks, clause.text)
                yield Option(reference, self._clause(document, clause)), tuple(text for text in said if text)


@dataclass(frozen=True, slots=True)
class _SearchableChoice:
    """A choice and the words it is known by: without accents, `own` of itself alone, and spelt; a space around each."""

    option: Option
    folded: str
    own: str
    spelt: str


@dataclass(frozen=True)
class _List:
    """What can be chosen, with what else each is known by."""

    entries: tuple[tuple[Option, tuple[str, ...]], ...]
    short_forms: AbbreviationExpander

    @cached_property
    def options(self) -> tuple[Option, ...]:
        return tuple(option for option, _ in self.entries)

    @cached_property
    def known(self) -> tuple[_SearchableChoice, ...]:
        return tuple(self._known(option, also) for option, also in self.entries)

    def _known(self, option: Option, also: tuple[str, ...]) -> _SearchableChoice:
        own, said = self._syllables(also), self._syllables((option.name, option.value, *also))
        return _SearchableChoice(
            option, _joined(s[0] for s in said), _joined(s[0] for s in own), _joined(s[1] for s in said)
        )

    def _syllables(self, texts: Iterable[str]) -> list[Syllable]:
        runs = [syllables(text) for text in texts]
        runs += [other for run in tuple(runs) for other in self.short_forms.variants(run)]
        return [syllable for run in runs for syllable in run]


def _joined(words: Iterable[str]) -> str:
    return f" {' '.join(words)} "


def _has_ended(record: Record) -> bool:
    return getattr(record, "valid_to", None) is not None


def _known_by(record: Record) -> Iterator[str]:
    for attribute in _KNOWN_BY:
        value = getattr(record, attribute, None)
        for each in value if isinstance(value, tuple) else (value,):
            text = getattr(each, "name", each)
            if isinstance(text, str):
                yield text
    if number := getattr(record, "number", None):
        yield f"số {number}"
    if isinstance(record, Locality):
        yield "".join(word[0] for word in record.type.split("-"))  # «TT. Cái Tắc»: a town's kind by its first letters
