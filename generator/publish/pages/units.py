"""Pages of units: their names over time, the commendations of the unit and its people, their stories and models."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from generator.archive.award_dates import award_day
from generator.archive.involvement import Involvements, involvements
from generator.core.text import collation_key, fold
from generator.publish.artifact import Artifact, Part
from generator.publish.award_lines import award_day_words
from generator.publish.context import SiteContext
from generator.publish.page_head import Breadcrumbs
from generator.publish.pages.listing import Pagination, Tile, counted, index_page, paginated_target
from generator.publish.routes import PREFIX, page_route
from generator.publish.sharing.embed_list import list_codes
from generator.records.reference import Unit
from generator.records.shared import Exemplar
from generator.records.story import Story, is_standing

Fact = tuple[str, str, str]
"""A label, a text, and the address the text leads to, or ""."""
_MOST_GRANTS = 20


@dataclass(frozen=True, slots=True)
class UnitGrant:
    """A commendation of a unit or of one of its people, as its story tells it."""

    day: str
    as_printed: str
    issuer: str
    name: str
    story: Story
    is_person: bool = False


@dataclass(frozen=True, slots=True)
class UnitGrants:
    """The newest commendations of a unit that stand, and how many there are."""

    shown: Sequence[UnitGrant]
    total: int

    @property
    def groups(self) -> Iterator[tuple[str, list[UnitGrant]]]:
        """Yield those of the unit and its parts, and those of its people."""
        for name, is_person in (("collective", False), ("people", True)):
            if found := [grant for grant in self.shown if grant.is_person is is_person]:
                yield name, found


def grants_of_unit(site: SiteContext, unit: Unit, records: Iterable[Exemplar]) -> UnitGrants:
    """Return the commendations told in the stories of a unit: newest first, those without a day last.

    What the unit gave to others is not among them.
    """
    found = []
    for story in (record for record in records if isinstance(record, Story)):
        for award in filter(is_standing, story.awards):
            if award.recipient and award.issuer and fold(unit.name) in fold(award.issuer):
                continue
            given = award_day(site.archive, award)
            order = given.day.sort_key if given else ()
            day = award_day_words(site.archive, award, site.words)
            is_person = (award.recipient_kind or story.kind) == "individual"
            name = award.recipient or story.name
            grant = UnitGrant(day, award.as_printed, award.issuer or "", name, story, is_person)
            found.append((order, grant))
    ordered = [grant for _, grant in sorted(found, key=lambda each: each[0], reverse=True)]
    return UnitGrants(ordered[:_MOST_GRANTS], len(ordered))


def units(site: SiteContext) -> Iterator[Part]:
    """Yield the list of units and the page of each, with its names over time."""
    archive = site.archive
    found = sorted(archive.units.values(), key=lambda u: collation_key(u.name))
    kinds = sorted({u.type for u in found}, key=lambda t: collation_key(site.t(f"unit.type.{t}")))
    sections = [
        (
            site.t(f"unit.type.{kind}"),
            [
                Tile(u.name, page_route(u), u.note, counted(site, archive.by_unit.get(u.id, ())))
                for u in found
                if u.type == kind
            ],
        )
        for kind in kinds
    ]
    yield index_page(site, "units", "units", sections)
    trail = [(site.t("units.name"), PREFIX["units"])]
    parts = involvements(archive, site.settings.list_page_limit)
    for unit in found:
        address, records = page_route(unit), archive.by_unit.get(unit.id, ())
        involved = parts.get((unit.collection, unit.id), Involvements())
        grants = grants_of_unit(site, unit, records)
        page = partial(_unit_page, site, unit, trail, list(_unit_facts(site, unit)), grants, involved)
        yield paginated_target(site, page, address, records, unit.name, [*trail, (unit.name, address)])


def _unit_page(
    site: SiteContext,
    unit: Unit,
    trail: Breadcrumbs,
    facts: Sequence[Fact],
    grants: UnitGrants,
    involved: Involvements,
    gathered: Pagination,
) -> Artifact:
    kind = site.t(f"unit.type.{unit.type}")
    lead = unit.note or site.t("unit.lead", kind=kind)
    return site.record_page(
        unit,
        "unit.md.j2",
        unit.name,
        lead,
        lead=lead,
        kicker=kind,
        trail=trail,
        facts=facts,
        records=gathered.records,
        further=gathered.subpages,
        grants=grants,
        involvements=involved,
        empty=site.t("unit.empty"),
        codes=list_codes(site, unit),
    )


def _unit_facts(site: SiteContext, unit: Unit) -> Iterator[Fact]:
    archive = site.archive
    for name in unit.names:
        if name.valid_from or name.valid_to or len(unit.names) > 1:
            start = name.valid_from.short if name.valid_from else "…"
            is_borne = name is unit.names[-1] and unit.successor is None
            end = name.valid_to.short if name.valid_to else site.t("unit.now") if is_borne else "…"
            yield site.t("unit.name"), f"{name.name} ({start} – {end})", ""
    if unit.abbreviation:
        yield site.t("unit.abbreviation"), unit.abbreviation, ""
    for label, collection, other in (
        ("unit.parent", "units", unit.parent),
        ("unit.successor", "units", unit.successor),
        ("unit.locality", "localities", unit.locality),
    ):
        if other:
            record = archive.collection(collection)[other]
            yield site.t(label), getattr(record, "name", other), page_route(record)
    memberships = [
        (c, y) for c in archive.clusters.values() for y in c.years if any(m.unit == unit.id for m in y.members)
    ]
    for cluster, year in memberships:
        yield site.t("unit.cluster"), f"{cluster.name}, {year.year.short}", page_route(cluster)
