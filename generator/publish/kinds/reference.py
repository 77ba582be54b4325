"""How units, localities, award forms, fields and priority groups are published."""

from collections.abc import Sequence

from generator.publish.context import SiteContext
from generator.publish.kinds.exemplar import names_around
from generator.publish.opendata.columns import ADDRESSES, Column, Table, field_columns
from generator.publish.place_names import short_place_name
from generator.publish.spec import PublishSpec, SearchText, SearchWords
from generator.records.base import Term
from generator.records.council import Council
from generator.records.reference import Award, LegalAct, Locality, PriorityGroup, Sector, Unit

_HEIRS_NAMED = 8
_FEW = 12
"""Records in the feed of a place or unit, of which there are a thousand."""


def _unit_text(_: SiteContext, unit: Unit) -> SearchText:
    return SearchText(unit.name)


def _unit_words(_: SiteContext, unit: Unit) -> SearchWords:
    return {"h": (*(n.name for n in unit.names), unit.abbreviation or "")}


UNITS = Table(
    "units",
    ("id",),
    (lambda site: site.archive.units.values(),),
    (
        Column("id", lambda _, unit: unit.id),
        Column("name", lambda _, unit: unit.name),
        *field_columns(Unit, "abbreviation", "type", "parent", "locality", "successor"),
        Column("former_names", lambda _, unit: [n.name for n in unit.names[:-1]], "list"),
        *ADDRESSES,
    ),
)
UNIT = PublishSpec(
    Unit,
    search_letters={"units": "u"},
    search_text=_unit_text,
    search_words=_unit_words,
    feed_records=lambda archive, unit: archive.by_unit.get(unit.id, ()),
    feed_size=_FEW,
    tables=(UNITS,),
)


def _locality_text(site: SiteContext, place: Locality) -> SearchText:
    heirs = _heirs(site, place)
    now = f"{site.t('place.now.' + site.locality_fate(place))} {', '.join(h.name for h in heirs)}" if heirs else ""
    name = site.qualified_name(place) if place.valid_to else place.name
    return SearchText(name, place=_parent(site, place), summary=now)


def _locality_words(site: SiteContext, place: Locality) -> SearchWords:
    return {
        "h": (place.name, short_place_name(place.name), *place.spellings),
        "p": tuple(names_around(site.archive, place)),
    }


def _heirs(site: SiteContext, place: Locality) -> Sequence[Locality]:
    """Return what a former locality is now, each if they can be named in a line."""
    heirs = site.archive.successors.get(place.id, ()) if place.valid_to else ()
    return heirs if 0 < len(heirs) <= _HEIRS_NAMED else site.current_localities(place)


def _parent(site: SiteContext, place: Locality) -> str:
    above = site.archive.localities.get(place.parent or "")
    return site.qualified_name(above) if above else ""


LOCALITIES = Table(
    "localities",
    ("id",),
    (lambda site: site.archive.localities.values(),),
    (
        *field_columns(Locality, "id", "name", "type", "code", "parent", "valid_from", "valid_to"),
        Column("formed_from", lambda _, place: [p.locality for p in place.formed_from], "list", refers="localities"),
        *ADDRESSES,
    ),
)
LOCALITY = PublishSpec(
    Locality,
    search_letters={"localities": "l"},
    search_text=_locality_text,
    search_words=_locality_words,
    feed_records=lambda archive, place: archive.in_area(place),
    feed_size=_FEW,
    tables=(LOCALITIES,),
)

AWARDS = Table(
    "awards",
    ("id",),
    (lambda site: site.archive.awards.values(),),
    (
        *field_columns(Award, "id", "name"),
        *field_columns(Award, award_group="group"),
        *field_columns(Award, "recipients"),
        Column("levels", lambda _, award: award.levels, "list", refers="levels"),
        *field_columns(Award, "statutory", "valid_from", "valid_to"),
        *ADDRESSES,
    ),
)


def _award_text(_: SiteContext, award: Award) -> SearchText:
    return SearchText(award.name, summary=award.description or "")


def _award_words(_: SiteContext, award: Award) -> SearchWords:
    return {"h": (award.name, *(former.name for former in award.former_names), *award.spellings)}


AWARD = PublishSpec(
    Award,
    search_letters={"awards": "a"},
    search_text=_award_text,
    search_words=_award_words,
    feed_records=lambda archive, award: archive.by_award.get(award.id, ()),
    tables=(AWARDS,),
)


def _term_text(_: SiteContext, term: Term) -> SearchText:
    return SearchText(term.name, summary=term.description or "")


def _term_words(_: SiteContext, term: Term) -> SearchWords:
    return {"h": (term.name,)}


def _sector_words(_: SiteContext, sector: Sector) -> SearchWords:
    return {"h": (sector.name, sector.short_name)}


def _act_text(_: SiteContext, act: LegalAct) -> SearchText:
    return SearchText(act.name)


def _act_words(_: SiteContext, act: LegalAct) -> SearchWords:
    return {"n": (act.number,), "h": (act.name,), "p": (act.issuer,)}


SECTOR = PublishSpec(
    Sector,
    search_letters={"fields": "f"},
    search_text=_term_text,
    search_words=_sector_words,
    feed_records=lambda archive, sector: archive.by_field.get(sector.id, ()),
)
PRIORITY_GROUP = PublishSpec(
    PriorityGroup,
    search_letters={"groups": "g"},
    search_text=_term_text,
    search_words=_term_words,
    feed_records=lambda archive, group: archive.by_group.get(group.id, ()),
)
COUNCIL = PublishSpec(Council, template="council.md.j2")
LEGAL_ACT = PublishSpec(
    LegalAct,
    template="legal_act.md.j2",
    search_letters={"legal_acts": "b"},
    search_text=_act_text,
    search_words=_act_words,
)
