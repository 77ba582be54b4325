"""What can be found: stories, models, campaigns, decisions, units, places, documents, awards."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from generator.archive.archive import UNDATED, Archive, is_standing
from generator.core.dates import PartialDate
from generator.publish.context import SiteContext
from generator.publish.routes import page_route
from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.decision import Decision
from generator.records.document import Document
from generator.records.model import Model
from generator.records.reference import Award, Locality, Unit
from generator.records.shared import Exemplar
from generator.records.story import Story

ITEM_PREFIX = {
    "individual": "i",
    "collective": "c",
    "household": "h",
    "models": "m",
    "campaigns": "p",
    "decisions": "d",
    "documents": "v",
    "units": "u",
    "localities": "l",
    "awards": "a",
}
"""Every kind of item with the letter its keys begin with."""
KEY_LENGTH = 8
FIELD_CLASSES = "nshpmt"
"""Where a word stands, the weightiest first: name (of a decision its number), number of an award, title,
place and award, summary, text."""


def key_of(kind: str, record: Record) -> str:
    """Return the key of an item: the letter of its kind and 35 bits of its address' hash, in base 32."""
    number = int.from_bytes(hashlib.sha256(page_route(record).encode()).digest()[:5], "big")
    return (
        ITEM_PREFIX[kind]
        + _PAIRS[number >> 30]
        + _PAIRS[number >> 20 & 1023]
        + _PAIRS[number >> 10 & 1023]
        + _BASE32[number >> 5 & 31]
    )


_BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [a + b for a in _BASE32 for b in _BASE32]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be found: its key, what a result shows, and its words by class."""

    collection: str
    key: str
    address: str
    title: str
    name: str = ""
    place: str = ""
    year: str = ""
    award: str = ""
    summary: str = ""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def kind_of(record: Exemplar) -> str:
    """Return the kind of a story or model: `individual`, `collective`, `household` or `models`."""
    return record.kind if isinstance(record, Story) else record.collection


def searchable_records(archive: Archive) -> Iterator[tuple[str, Record]]:
    """Yield everything that can be found with its kind, the newest stories first."""
    yield from ((kind_of(record), record) for record in archive.public_exemplars())
    for collection in ("campaigns", "decisions", "documents", "units", "localities", "awards"):
        yield from ((collection, record) for record in archive.collection(collection).values())


def item_of(site: SiteContext, kind: str, record: Record) -> Item:
    """Return how a record can be found."""
    if isinstance(record, Exemplar):
        return _exemplary(site, kind, record)
    return Item(kind, key_of(kind, record), page_route(record), **_OTHERS[kind](site, record))


def _campaign(site: SiteContext, campaign: Campaign) -> dict[str, Any]:
    del site
    words = {
        "h": (campaign.name, campaign.short_name),
        "m": (campaign.summary,),
        "p": (*(d.number for d in campaign.documents if d.number), campaign.period_as_printed),
        "t": (campaign.theme or "", *campaign.aims, *(c.title for c in campaign.contents)),
    }
    return {"title": campaign.name, "year": campaign.period_as_printed, "summary": campaign.summary, "words": words}


def _decision(site: SiteContext, decision: Decision) -> dict[str, Any]:
    return {
        "title": site.t("decision.title", number=decision.number),
        "place": decision.issuer,
        "year": _year(decision.date),
        "summary": decision.subject,
        "words": {"n": (decision.number,), "h": (decision.subject,), "p": (decision.issuer, _year(decision.date))},
    }


def _document(site: SiteContext, document: Document) -> dict[str, Any]:
    del site
    words = {
        "n": (document.number or "",),
        "h": (document.name, document.short_name),
        "p": (document.issuer, _year(document.date)),
        "m": (document.summary,),
        "t": tuple(c.text or "" for c in document.clauses),
    }
    shown = {
        "title": document.name,
        "place": document.issuer,
        "year": _year(document.date),
        "summary": document.summary,
    }
    return {**shown, "words": words}


def _year(day: PartialDate | None) -> str:
    return str(day.year) if day else ""


def _unit(site: SiteContext, unit: Unit) -> dict[str, Any]:
    del site
    names = (*(n.name for n in unit.names), unit.abbreviation or "")
    return {"title": unit.name, "words": {"h": names}}


def _locality(site: SiteContext, place: Locality) -> dict[str, Any]:
    archive = site.archive
    words = {"h": (place.name, *place.spellings), "p": tuple(_around(archive, place))}
    return {
        "title": place.name,
        "place": _parent(archive, place),
        "summary": _locality_summary(site, place),
        "words": words,
    }


def _award(site: SiteContext, award: Award) -> dict[str, Any]:
    del site
    return {"title": award.name, "summary": award.description or "", "words": {"h": (award.name,)}}


_OTHERS: Mapping[str, Callable[[SiteContext, Any], dict[str, Any]]] = {
    "campaigns": _campaign,
    "decisions": _decision,
    "documents": _document,
    "units": _unit,
    "localities": _locality,
    "awards": _award,
}


def _exemplary(site: SiteContext, kind: str, record: Exemplar) -> Item:
    archive = site.archive
    words: dict[str, tuple[str, ...]] = {"n": (record.name,), "h": (record.title,), "m": (record.summary,)}
    places = [archive.localities[p.locality] for p in record.places if p.locality]
    wider = chain.from_iterable(_around(archive, place) for place in places)
    unit = archive.units.get(record.unit or "")
    named = [
        *(p.as_printed for p in record.places),
        *(p.name for p in places),
        *wider,
        *((n.name for n in unit.names) if unit else ()),
        *(archive.fields[f].name for f in record.fields),
        *(archive.groups[g].name for g in record.groups),
        *(archive.campaigns[c].short_name for c in record.campaigns),
    ]
    award = ""
    if isinstance(record, Story):
        given = [a for a in record.awards if is_standing(a)]
        award = site.award_line(record)
        named += [*(a.as_printed for a in given), *(archive.awards[a.award].name for a in given)]
        named += [record.unit_as_printed or ""]
        words["n"] += (record.also_known_as or "", *(m.name for m in record.members))
        numbers = [a.number or "" for a in given]
        numbers += [archive.decisions[a.decision].number for a in given if a.decision]
        words["s"] = tuple(numbers)
        words["m"] += (record.role or "",)
        words["t"] = (record.context or "", record.deeds, record.spread or "", *(q.text for q in record.quotes))
    elif isinstance(record, Model):
        words["t"] = (record.problem or "", record.description, *record.conditions, *(s.title for s in record.steps))
        words["p"] = tuple(a.name for a in record.adopters)
    named.append(year_of(site, record))
    words["p"] = (*words.get("p", ()), *dict.fromkeys(named))
    words["t"] += tuple(r.indicator for r in record.results)
    return Item(
        kind,
        key_of(kind, record),
        page_route(record),
        record.title,
        record.name,
        record.places[0].as_printed,
        year_of(site, record),
        award,
        record.summary,
        words,
    )


def year_of(site: SiteContext, record: Record) -> str:
    """Return the year a story belongs to, as four digits, or nothing."""
    year = site.archive.year_of(record) if isinstance(record, Story) else UNDATED
    return year if year.isdigit() else ""


def _around(archive: Archive, place: Locality) -> Iterator[str]:
    """Yield the names a place is also found under: what it lies in, what it was, what it became."""
    above = archive.localities.get(place.parent or "")
    while above is not None:
        yield above.name
        above = archive.localities.get(above.parent or "")
    heirs = archive.successors.get(place.id, ())
    if len(heirs) <= 4:  # a district became many wards; its stories are not of all of them
        yield from (heir.name for heir in heirs)
    for taken in place.formed_from:
        yield archive.localities[taken.locality].name


def _parent(archive: Archive, place: Locality) -> str:
    above = archive.localities.get(place.parent or "")
    return above.name if above else ""


def _locality_summary(site: SiteContext, place: Locality) -> str:
    heirs = site.current_localities(place)
    if not heirs:
        return ""
    return f"{site.t('place.now.' + site.locality_fate(place))} {', '.join(h.name for h in heirs)}"
