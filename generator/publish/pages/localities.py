"""Pages of localities, with their past and future."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from generator.archive.involvement import Involvements, involvements
from generator.core.text import collation_key
from generator.publish.artifact import Artifact, Part
from generator.publish.context import SiteContext
from generator.publish.paddy_map import PaddyMap, map_around, map_of_all, nearest_with_records
from generator.publish.page_head import Breadcrumbs
from generator.publish.pages.listing import Pagination, paginated_target
from generator.publish.place_names import short_place_name
from generator.publish.routes import PREFIX, page_route
from generator.publish.sharing.embed_list import list_codes
from generator.records.reference import Locality


def _by_name(place: Locality) -> tuple[object, ...]:
    return (collation_key(short_place_name(place.name)), place.id)


def localities(site: SiteContext) -> Iterator[Part]:
    """Yield the list of localities, now and before, with a map, and the page of each."""
    archive = site.archive
    records = {p.id: archive.in_area(p) for p in archive.localities.values()}
    counts = {place: len(found) for place, found in records.items()}
    tops = [p for p in archive.localities.values() if p.parent is None]
    now = [p for top in tops if not top.valid_to for p in archive.children.get(top.id, ())]
    before = [
        (top, _counted(sorted(archive.children.get(top.id, ()), key=_by_name), counts)) for top in tops if top.valid_to
    ]
    ends = [top.valid_to for top in tops if top.valid_to]
    merged = site.region.merged_on if site.region else None
    yield site.page(
        PREFIX["localities"],
        "localities.md.j2",
        site.t("localities.title"),
        _lead_of_all(site, len(now)),
        before_title=site.t("localities.before_day", day=merged.short) if merged else site.t("localities.before"),
        ended=max(ends, key=lambda day: day.sort_key).short if ends else "",
        now=_counted(sorted(now, key=_by_name), counts),
        before=before,
        map=map_of_all(site, counts),
    )
    parts = involvements(archive, site.settings.list_page_limit)
    for place in archive.localities.values():
        address, trail = page_route(place), _trail(site, place)
        inside = {p.id: counts[p.id] for p in archive.children.get(place.id, ())}
        involved = parts.get((place.collection, place.id), Involvements())
        page = partial(_locality_page, site, place, trail, inside, involved, _surroundings(site, place, counts))
        yield paginated_target(
            site, page, address, records[place.id], site.qualified_name(place), [*trail, (place.name, address)]
        )


def _locality_page(
    site: SiteContext,
    place: Locality,
    trail: Breadcrumbs,
    counts: Mapping[str, int],
    involved: Involvements,
    around: "Surroundings",
    gathered: Pagination,
) -> Artifact:
    """Return the page of a locality; `counts` are the records of each that lies inside."""
    lead = _lead(site, place)
    return site.record_page(
        place,
        "locality.md.j2",
        site.qualified_name(place),
        lead,
        lead=lead,
        trail=trail,
        heirs=site.archive.successors.get(place.id, ()),
        records=gathered.records,
        further=gathered.subpages,
        inside=sorted(site.archive.children.get(place.id, ()), key=_by_name),
        counts=counts,
        successor_note=partial(_successor_note, site),
        involvements=involved,
        is_listed=bool(gathered.records or involved.shown or any(counts.values())),
        map=around.map,
        near=around.near if not gathered.records else (),
        empty=site.t("locality.empty"),
        codes=list_codes(site, place),
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A commune among its neighbours, and the nearest others that have records."""

    map: PaddyMap | None
    near: Sequence[Locality]


def _surroundings(site: SiteContext, place: Locality, counts: Mapping[str, int]) -> Surroundings:
    return Surroundings(map_around(site, place, counts), nearest_with_records(site, place, counts))


def _lead_of_all(site: SiteContext, count: int) -> str:
    region = site.region
    if region is None or not count:
        return site.t("localities.lead_empty")
    name = region.locality.name
    if region.merged_on is None:
        return site.t("localities.lead", place=name, count=count)
    return site.t(
        "localities.lead_since", place=f"{name[0].lower()}{name[1:]}", count=count, day=region.merged_on.short
    )


def _counted(places: list[Locality], counts: dict[str, int]) -> list[tuple[Locality, int]]:
    return [(p, counts[p.id]) for p in places]


def _lead(site: SiteContext, place: Locality) -> str:
    if place.note:
        return place.note
    if place.valid_to:
        return site.t("locality.lead_former", name=place.name, end=place.valid_to.short)
    return site.t("locality.lead", name=f"{place.name[0].lower()}{place.name[1:]}")


def _trail(site: SiteContext, place: Locality) -> list[tuple[str, str]]:
    steps: list[tuple[str, str]] = []
    parent = site.archive.localities.get(place.parent or "")
    while parent is not None:
        steps.insert(0, (parent.name, page_route(parent)))
        parent = site.archive.localities.get(parent.parent or "")
    return [(site.t("localities.name"), PREFIX["localities"]), *steps]


def _successor_note(site: SiteContext, old: Locality, heir: Locality) -> str:
    """Return in words how much of the old place an heir took over."""
    part = next((p.part for p in heir.formed_from if p.locality == old.id), None)
    return site.t(f"locality.part.{part}") if part else site.t("locality.part.some")
