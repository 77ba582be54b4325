"""The pages one searches on, and the static files they ask for."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import itemgetter

from generator.publish.artifact import Artifact, Part, Target
from generator.publish.context import SiteContext
from generator.publish.routes import NAME_LOOKUP, SEARCH, cover_route, page_route
from generator.publish.search import decision_register, facets, tokenizer
from generator.publish.search.items import ITEM_PREFIX, key_of, search_text_of, search_words_of, searchable_records
from generator.publish.search.kept_index import KeptIndex
from generator.publish.search.name_index import file_count
from generator.publish.search.token_index import TokenIndex
from generator.publish.spec import SearchText
from generator.records.base import Record
from generator.records.shared import Exemplar

FILES, HEAD = "tim/", "muc-luc"
_FILES_A_TARGET = 32
"""Files of the index of words looked at together: a changed story changes a hundred of them, here and there."""
_SAID = (
    *("title", "title_for", "searching", "count", "every", "respelt", "near", "none", "none_filtered", "empty"),
    *("number_unknown", "number_near", "perhaps", "failed", "all", "show"),
)
"""What the script says."""
_GROUPS = (
    ("people", ("individual", "collective", "household")),
    ("models", ("models",)),
    ("decisions", ("decisions",)),
    ("campaigns", ("campaigns", "documents", "legal_acts")),
    ("places", ("localities", "units")),
    ("awards", ("awards",)),
    ("fields", ("fields", "groups")),
)
"""In which groups results stand: `find.group` in the language file, and the kinds of items in each."""
SearchResult = Sequence[tuple[str, str, Record]]
"""What can be found: its key, its kind, and the record."""


def search(site: SiteContext) -> Iterator[Part]:
    """Yield the search page and the files of its index."""
    words = {
        **{name: site.t(f"find.{name}") for name in _SAID},
        "facets": {name: site.t(f"find.facet.{name}") for name in facets.FACETS},
        "everything": site.t("find.group.all"),
        "groups": [[site.t(f"find.group.{name}"), _letters(kinds)] for name, kinds in _GROUPS],
        "kinds": {letter: site.t(f"find.kind.{name}") for name, letter in ITEM_PREFIX.items()},
    }
    title, lead = site.t("find.title"), site.t("find.lead")
    yield site.page(SEARCH, "search.md.j2", title, lead, said=words, files=FILES, fetched=[f"/{FILES}{HEAD}.json"])
    found = [(key_of(kind, record), kind, record) for kind, record in searchable_records(site.archive)]
    count, length = tokenizer.file_count(len(found)), tokenizer.prefix_length(len(found))
    shares = facets.facet_shards(site)
    head = {"n": len(found), "t": count, "d": length, "f": list(shares)}
    yield _json_file(HEAD, head)
    indexed = token_index_of(site, found, count)
    yield from _indexed(indexed, "t", count)
    vocabulary = Vocabulary(indexed, tuple((a.short, a.full) for a in site.archive.abbreviations.values()))
    yield Artifact(f"{FILES}am-tiet.json", vocabulary)
    for prefix, held in _by_prefix(found, max(1, length - 1)).items():
        yield Target(f"{FILES}d/{prefix}-", partial(_result_files, site, SearchResults(held), length))
    for year, records in shares.items():
        yield Artifact(f"{FILES}f/{year}.json", partial(facets.facet_columns, site, records))
    yield _json_file("f/ten", facets.facet_labels(site))


def _letters(kinds: Sequence[str]) -> str:
    return "".join(ITEM_PREFIX[kind] for kind in kinds)


def name_lookup(site: SiteContext) -> Iterator[Part]:
    """Yield the look-up of names in every list, and its files."""
    names = ("searching", "none", "told", "short", "near", "count", "failed", "unit", "award", "decision")
    words = {name: site.t(f"look_up.{name}") for name in names}
    rows = decision_register.register_size(site)
    count = file_count(rows)
    yield site.page(
        NAME_LOOKUP,
        "look_up.md.j2",
        site.t("look_up.title"),
        site.t("look_up.lead"),
        said=words,
        files=FILES,
        rows=rows,
        decisions=sum(1 for d in site.archive.decisions.values() if d.count_of("rows")),
        parts_of_lists=count,
    )
    yield from _indexed(decision_register.name_index(site, count), "ds", count)


def token_index_of(site: SiteContext, found: SearchResult, count: int) -> TokenIndex:
    """Return the index of the words of everything that can be found."""
    keys = [key for key, _, _ in found]
    assert len(set(keys)) == len(keys), "two items share a key: KEY_LENGTH is too short"
    known = site.archive.digest_by_identity
    digests = [known[id(record)] for _, _, record in found]
    stamp = f"{site.tool_version} {site.archive.reference_digest.hex()}"
    file = site.cache_dir / "words.sqlite" if site.cache_dir else None
    abbreviations = site.archive.abbreviations.values()
    return TokenIndex(keys, digests, partial(_words_at, site, found), count, abbreviations, stamp, file)


def _words_at(site: SiteContext, found: SearchResult, place: int) -> Mapping[str, tuple[str, ...]]:
    return search_words_of(site, found[place][2])


def _indexed(index: KeptIndex, folder: str, count: int) -> Iterator[Target]:
    """Yield the files of an index."""
    for first in range(0, count, _FILES_A_TARGET):
        some = IndexFiles(index, folder, first, min(count, first + _FILES_A_TARGET))
        yield Target(f"{FILES}{folder}/{first}-", partial(_index_files, some))


@dataclass(frozen=True, slots=True)
class IndexFiles:
    """Some files of an index, from one number up to another: they are looked at together."""

    index: KeptIndex
    folder: str
    first: int
    end: int

    @property
    def fingerprint(self) -> bytes:
        """The digests of their contents."""
        return b"".join(map(self.index.fingerprint, range(self.first, self.end)))


def _index_files(some: IndexFiles) -> Iterator[Artifact]:
    for number in range(some.first, some.end):
        yield Artifact(f"{FILES}{some.folder}/{number}.json", IndexFile(some.index, number))


@dataclass(frozen=True, slots=True)
class IndexFile:
    """One file of an index."""

    index: KeptIndex
    number: int

    def __call__(self) -> str:
        """Return the content."""
        return self.index.content(self.number)

    @property
    def fingerprint(self) -> bytes:
        """A digest of the content."""
        return self.index.fingerprint(self.number)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The file of the syllables that stand in the index and of short forms: what a query may have meant."""

    words: TokenIndex
    abbreviations: tuple[tuple[str, str], ...]

    def __call__(self) -> str:
        """Return the content."""
        return _json({"s": self.words.vocabulary, "a": self.abbreviations})

    @property
    def inputs(self) -> object:
        """What stands for the syllables, and the short forms."""
        return self.words.vocabulary_digest, self.abbreviations


@dataclass(frozen=True, slots=True)
class SearchResults:
    """Some of what can be found. Its key and kind follow from the record."""

    found: SearchResult

    @property
    def inputs(self) -> object:
        """The records."""
        return [record for _, _, record in self.found]


def _by_prefix(found: SearchResult, length: int) -> dict[str, SearchResult]:
    """Return what can be found by the first letters of its key, in the order of keys."""
    groups: dict[str, list[tuple[str, str, Record]]] = {}
    for each in sorted(found, key=itemgetter(0)):
        groups.setdefault(each[0][1 : 1 + length], []).append(each)
    return dict(sorted(groups.items()))


def _result_files(site: SiteContext, results: SearchResults, length: int) -> Iterator[Artifact]:
    for prefix, some in _by_prefix(results.found, length).items():
        yield Artifact(f"{FILES}d/{prefix}.json", partial(_shown, site, some))


def _shown(site: SiteContext, found: SearchResult) -> str:
    return _json(
        {
            key: [key[0], page_route(record), *_lines(search_text_of(site, record)), _picture(site, record)]
            for key, _, record in found
        }
    )


def _picture(site: SiteContext, record: Record) -> str:
    """Return the file beside a record's page that pictures it in a list: its smallest photo or cover; "" for none."""
    if not isinstance(record, Exemplar):
        return ""
    photos = site.photos(record)
    return photos[0].of("jpeg")[0].name if photos else cover_route(record).rpartition("/")[2]


def _lines(text: SearchText) -> tuple[str, ...]:
    return text.title, text.name, text.place, text.year, text.award, text.summary


def _json_file(name: str, value: object) -> Artifact:
    return Artifact(f"{FILES}{name}.json", partial(_json, value))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
