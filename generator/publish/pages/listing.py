"""What lists share: tiles of an index page, and chips with counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.publish.addresses import PREFIX, address_of
from generator.publish.output import Output
from generator.publish.site import Site
from generator.records.base import Record, Term

Chip = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class Tile:
    """One entry of an index page; `count` is words such as '4 câu chuyện', or None."""

    name: str
    address: str
    text: str | None = None
    count: str | None = None


def index_page(
    site: Site, room: str, words: str, sections: Sequence[tuple[str, Sequence[Tile]]], empty: str = "count.none"
) -> Output:
    """Return the index page of a room: a lead and tiles in sections, titled from `words`."""
    title, lead = site.say(f"{words}.title"), site.say(f"{words}.lead")
    return site.page(
        PREFIX[room], "index.md.j2", title, lead, trail=[], lead=lead, sections=sections, empty=site.say(empty)
    )


def counted(site: Site, records: Sequence[object]) -> str:
    """Return how many records there are, in words."""
    return site.say("count.records", count=len(records)) if records else site.say("count.none")


def term_tiles(site: Site, terms: Iterable[Term], found: Mapping[str, Sequence[Record]]) -> list[Tile]:
    """Return a tile for each term with the number of records under it."""
    return [Tile(t.name, address_of(t), t.description, counted(site, found.get(t.id, ()))) for t in terms]


def term_chips(terms: Iterable[Term], found: Mapping[str, Sequence[Record]]) -> list[Chip]:
    """Return a chip with a count for each term that has records."""
    return [(t.name, address_of(t), len(found[t.id])) for t in terms if found.get(t.id)]
