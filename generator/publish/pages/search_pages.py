"""The pages one searches on, and the static files they ask for."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import blake2b

from generator.publish.artifact import Output
from generator.publish.context import Site
from generator.publish.search import decision_register, facets, tokenizer
from generator.publish.search.items import KINDS, item_of, key_of, listed
from generator.publish.search.token_index import Words
from generator.records.base import Record

FILES = "tim/"
_SAID = (
    *("title", "title_for", "searching", "count", "every", "respelt", "near", "none", "none_filtered", "empty"),
    *("number_unknown", "number_near", "perhaps", "failed", "all", "show"),
)
"""What the script says."""
Found = Sequence[tuple[str, str, Record]]
"""What can be found: its key, its kind, and the record."""


def search(site: Site) -> Iterator[Output]:
    """Yield the search page and the files of its index."""
    words = {
        **{name: site.say(f"find.{name}") for name in _SAID},
        "facets": {name: site.say(f"find.facet.{name}") for name in facets.FACETS},
        "kinds": {letter: site.say(f"find.kind.{name}") for name, letter in KINDS.items()},
    }
    title, lead = site.say("find.title"), site.say("find.lead")
    yield site.page("/tra-cuu/", "search.md.j2", title, lead, said=words, files=FILES)
    found = [(key_of(kind, record), kind, record) for kind, record in listed(site.archive)]
    count, length = tokenizer.file_count(len(found)), tokenizer.prefix_length(len(found))
    shares = facets.shares(site)
    head = {"n": len(found), "t": count, "d": length, "f": list(shares)}
    yield _json_file("muc-luc", head)
    indexed = words_of(site, found, count)
    for number in range(count):
        file = WordsFile(indexed, number)
        yield Output(f"{FILES}t/{number}.json", file, file)
    vocabulary = Vocabulary(indexed, tuple((a.short, a.full) for a in site.archive.abbreviations.values()))
    yield Output(f"{FILES}am-tiet.json", vocabulary, vocabulary)
    for prefix, some in _by_prefix(found, length).items():
        yield Output(f"{FILES}d/{prefix}.json", partial(_shown, site, some), some)
    for year, records in shares.items():
        yield Output(f"{FILES}f/{year}.json", partial(facets.columns, site, records), records)
    yield _json_file("f/ten", facets.names(site))


def look_up(site: Site) -> Iterator[Output]:
    """Yield the look-up of names in every list, and its files."""
    names = ("searching", "none", "near", "count", "failed", "unit", "award", "decision")
    words = {name: site.say(f"look_up.{name}") for name in names}
    rows = sum(1 for _ in decision_register.entries(site))
    count = decision_register.file_count(rows)
    yield site.page(
        "/tra-cuu/danh-sach/",
        "look_up.md.j2",
        site.say("look_up.title"),
        site.say("look_up.lead"),
        said=words,
        files=FILES,
        rows=rows,
        decisions=sum(1 for d in site.archive.decisions.values() if d.rows),
        parts_of_lists=count,
    )
    lists = Lists(site, count)
    for number in range(count):
        yield Output(f"{FILES}ds/{number}.json", partial(lists.content, number), (lists, number))


def words_of(site: Site, found: Found, count: int) -> Words:
    """Return the index of the words of everything that can be found."""
    keys = [key for key, _, _ in found]
    assert len(set(keys)) == len(keys), "two items share a key: KEY_LENGTH is too short"
    digests = [site.archive.closure_digests[(record.collection, record.id)] for _, _, record in found]
    stamp = f"{site.stamp} {site.archive.reference_digest.hex()}"
    file = site.keeping / "words.sqlite" if site.keeping else None
    abbreviations = site.archive.abbreviations.values()
    return Words(keys, digests, partial(_words_at, site, found), count, abbreviations, stamp, file)


def _words_at(site: Site, found: Found, place: int) -> Mapping[str, tuple[str, ...]]:
    _, kind, record = found[place]
    return item_of(site, kind, record).words


@dataclass(frozen=True, slots=True)
class WordsFile:
    """One file of the index of words."""

    words: Words
    number: int

    def __call__(self) -> str:
        """Return the content."""
        return self.words.content(self.number)

    @property
    def fingerprint(self) -> bytes:
        """A digest of the content."""
        return self.words.fingerprint(self.number)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The file of the syllables that stand in the index and of short forms: what a query may have meant."""

    words: Words
    abbreviations: tuple[tuple[str, str], ...]

    def __call__(self) -> str:
        """Return the content."""
        return _json({"s": self.words.vocabulary, "a": self.abbreviations})

    @property
    def fingerprint(self) -> bytes:
        """A digest of the content."""
        return blake2b(self().encode(), digest_size=16).digest()


class Lists:
    """The rows of all decisions by name, built when the first file is wanted."""

    def __init__(self, site: Site, count: int) -> None:
        self.site, self.count = site, count

    @cached_property
    def fingerprint(self) -> bytes:
        """A digest of every decision with all it refers to."""
        archive = self.site.archive
        digests = (archive.closure_digests[("decisions", decision)] for decision in archive.decisions)
        return blake2b(b"".join(digests), digest_size=16).digest() + self.count.to_bytes(4, "big")

    @cached_property
    def files(self) -> list[str]:
        """The content of every file."""
        return decision_register.build(self.site, self.count)

    def content(self, number: int) -> str:
        """Return the content of one file."""
        return self.files[number]


def _by_prefix(found: Found, length: int) -> dict[str, Found]:
    """Return what can be found by the first letters of its key, in the order of keys."""
    groups: dict[str, list[tuple[str, str, Record]]] = {}
    for each in sorted(found, key=lambda each: each[0]):
        groups.setdefault(each[0][1 : 1 + length], []).append(each)
    return dict(sorted(groups.items()))


def _shown(site: Site, found: Found) -> str:
    items = (item_of(site, kind, record) for _, kind, record in found)
    return _json({i.key: [i.key[0], i.address, i.title, i.name, i.place, i.year, i.award, i.summary] for i in items})


def _json_file(name: str, value: object) -> Output:
    return Output(f"{FILES}{name}.json", partial(_json, value), value)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
