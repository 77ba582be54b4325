"""Facet columns: by year, for each story and model, every value it can be filtered by."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from generator.archive.archive import Archive
from generator.publish.context import SiteContext
from generator.publish.search.items import item_kind, key_of
from generator.records.reference import Locality
from generator.records.shared import Exemplar
from generator.records.story import Story, is_standing

Values = Callable[[SiteContext, Exemplar], Iterable[str]]
Used = Callable[[SiteContext], Iterable[str]]
UNDATED_FILE = "khac"


def _locality(site: SiteContext, record: Exemplar) -> Iterable[str]:
    """A story is of its places, of what they lie in, and of what they became, old or new."""
    return dict.fromkeys(chain.from_iterable(_locality_closure(site, place.locality or "") for place in record.places))


def _locality_closure(site: SiteContext, locality: str) -> Iterable[str]:
    archive = site.archive
    found: dict[str, None] = {}
    here = archive.localities.get(locality)
    heirs: Sequence[Locality] = archive.successors.get(here.id, ()) if here else ()
    for start in (here, *(heirs if len(heirs) <= 4 else ())):
        above = start
        while above is not None:
            found[above.id] = None
            above = archive.localities.get(above.parent or "")
    return found


def _periods(site: SiteContext, record: Exemplar) -> Iterable[str]:
    year = site.year_in_digits(record)
    found = site.archive.periods.values()
    return [p.id for p in found if year and p.first_year <= int(year) <= p.last_year]


def _awards(record: Exemplar) -> list[tuple[str, str]]:
    return [(a.award, a.level or "") for a in record.awards if is_standing(a)] if isinstance(record, Story) else []


def _used_periods(archive: Archive) -> Iterable[str]:
    years = [int(year) for year in archive.by_year if year.isdigit()]
    return [p.id for p in archive.periods.values() if any(p.first_year <= year <= p.last_year for year in years)]


FACETS: Mapping[str, tuple[str, Values, Used]] = {
    "loai": ("", lambda _, r: [item_kind(r)], lambda _: ()),  # the first letter of a key; named on the page
    "linh-vuc": ("fields", lambda _, r: r.fields, lambda s: s.archive.by_field),
    "nhom": ("groups", lambda _, r: r.groups, lambda s: s.archive.by_group),
    "hinh-thuc": ("awards", lambda _, r: [a for a, _ in _awards(r)], lambda s: s.archive.by_award),
    "cap": ("levels", lambda _, r: [level for _, level in _awards(r) if level], lambda s: s.archive.by_level),
    "nam": (
        "",
        lambda s, r: [s.year_in_digits(r)] if s.year_in_digits(r) else [],
        lambda s: filter(str.isdigit, s.archive.by_year),
    ),
    "giai-doan": ("periods", _periods, lambda s: _used_periods(s.archive)),
    "dia-phuong": (
        "localities",
        _locality,
        lambda s: chain.from_iterable(_locality_closure(s, place) for place in s.archive.by_locality),
    ),
    "don-vi": ("units", lambda _, r: [r.unit] if r.unit else [], lambda s: s.archive.by_unit),
    "phong-trao": ("campaigns", lambda _, r: r.campaigns, lambda s: s.archive.by_campaign),
    "khau": (
        "stages",
        lambda _, r: dict.fromkeys(e.stage for e in r.stages if e.cleared),
        lambda s: s.archive.by_stage,
    ),
}
"""Each facet by its name in addresses: the collection of its values ('' for none), how to read those of one
record, and those of all records without going through all of them."""


def facet_shards(site: SiteContext) -> dict[str, list[Exemplar]]:
    """Return the stories and models by year, newest first; those without a year last."""
    found: dict[str, list[Exemplar]] = {}
    for record in site.archive.public_exemplars():
        found.setdefault(site.year_in_digits(record) or UNDATED_FILE, []).append(record)
    order = sorted(found, key=lambda year: (year.isdigit(), year), reverse=True)
    return {year: found[year] for year in order}


def facet_columns(site: SiteContext, records: Iterable[Exemplar]) -> str:
    """Return one share: the keys joined, each facet's values, and which of them each record has."""
    taken = list(records)
    keys = "".join(key_of(item_kind(record), record) for record in taken)
    known: dict[str, list[str]] = {}
    table: dict[str, list[list[int]]] = {}
    for name, (_, values, _) in FACETS.items():
        if name == "loai":
            continue  # the first letter of a key
        found = [list(dict.fromkeys(values(site, record))) for record in taken]
        known[name] = sorted({value for row in found for value in row})
        place = {value: number for number, value in enumerate(known[name])}
        table[name] = [[place[value] for value in row] for row in found]
    return json.dumps({"k": keys, "d": known, "v": table}, ensure_ascii=False, separators=(",", ":"))


def facet_labels(site: SiteContext) -> dict[str, dict[str, str]]:
    """Return what each value of each facet is called, for those that some record has."""
    found: dict[str, dict[str, str]] = {}
    for facet, (collection, _, used) in FACETS.items():
        if facet != "loai":
            found[facet] = {value: _called(site, collection, value) for value in sorted(set(used(site)))}
    return found


def _called(site: SiteContext, collection: str, value: str) -> str:
    if collection == "localities":
        place = site.archive.localities[value]
        called = site.qualified_name(place)
        return site.t("find.former", name=called) if place.valid_to and called == place.name else called
    if collection:
        record = site.archive.collection(collection)[value]
        return str(getattr(record, "short_name", None) or getattr(record, "name", value))
    return value
