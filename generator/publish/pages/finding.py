"""The pages one searches on, and the static files they ask for."""

import json
from collections.abc import Iterator
from functools import cache, cached_property, partial

from generator.publish.output import Output
from generator.publish.search import facets, index, register
from generator.publish.search.items import KINDS, Item, items, key_of, listed
from generator.publish.site import Site

FILES = "tim/"


def search(site: Site) -> Iterator[Output]:
    """Yield the search page and the files of its index."""
    words = {
        **{name: site.say(f"find.{name}") for name in ("title", "title_for", "searching", "none", "near", "count")},
        **{name: site.say(f"find.{name}") for name in ("failed", "all", "show", "none_filtered")},
        "facets": {name: site.say(f"find.facet.{name}") for name in facets.FACETS},
        "kinds": {letter: site.say(f"find.kind.{name}") for name, letter in KINDS.items()},
    }
    title, lead = site.say("find.title"), site.say("find.lead")
    yield site.page("/tra-cuu/", "search.md.j2", title, lead, said=words, files=FILES)
    found = _Found(site)
    count, length = index.file_count(found.size), index.prefix_length(found.size)
    shares = facets.shares(site)
    head = {"n": found.size, "t": count, "d": length, "f": list(shares)}
    yield Output(f"{FILES}muc-luc.json", partial(_json, head))
    for number in range(count):
        yield Output(f"{FILES}t/{number}.json", partial(found.words, number, count))
    for prefix, keys in found.prefixes(length).items():
        yield Output(f"{FILES}d/{prefix}.json", partial(found.shown, keys))
    for year, records in shares.items():
        yield Output(f"{FILES}f/{year}.json", partial(facets.columns, site, records))
    yield Output(f"{FILES}f/ten.json", lambda: _json(facets.names(site)))


def look_up(site: Site) -> Iterator[Output]:
    """Yield the look-up of names in every list, and its files."""
    names = ("searching", "none", "near", "count", "failed", "unit", "award", "decision")
    words = {name: site.say(f"look_up.{name}") for name in names}
    rows = sum(1 for _ in register.entries(site))
    yield site.page(
        "/tra-cuu/danh-sach/",
        "look_up.md.j2",
        site.say("look_up.title"),
        site.say("look_up.lead"),
        said=words,
        files=FILES,
        rows=rows,
        decisions=sum(1 for d in site.archive.decisions.values() if d.rows),
    )
    count = register.file_count(rows)
    built = cache(partial(register.build, site, count))
    yield Output(f"{FILES}ds/muc-luc.json", partial(_json, {"n": count}))
    for number in range(count):
        yield Output(f"{FILES}ds/{number}.json", partial(_nth, built, number))


def _nth(built: object, number: int) -> str:
    assert callable(built)
    found: list[str] = built()
    return found[number]


class _Found:
    """The items of a site and the index of their words, made when the first file is wanted."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.keys = [key_of(kind, record) for kind, record in listed(site.archive)]
        self.size = len(self.keys)
        assert len(set(self.keys)) == self.size, "two items share a key: KEY_LENGTH is too short"

    @cached_property
    def items(self) -> list[Item]:
        return list(items(self.site))

    @cached_property
    def by_key(self) -> dict[str, Item]:
        return {item.key: item for item in self.items}

    def prefixes(self, length: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in sorted(self.keys):
            found.setdefault(key[1 : 1 + length], []).append(key)
        return dict(sorted(found.items()))

    def words(self, number: int, count: int) -> str:
        return self._index(count).content(number)

    @cache  # noqa: B019 (one site, one count)
    def _index(self, count: int) -> index.Index:
        return index.build(self.items, count, self.site.archive.abbreviations.values())

    def shown(self, keys: list[str]) -> str:
        found = (self.by_key[key] for key in keys)
        return _json(
            {i.key: [i.key[0], i.address, i.title, i.name, i.place, i.year, i.award, i.summary] for i in found}
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
