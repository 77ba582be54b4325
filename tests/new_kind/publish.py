"""How workshops are published."""

from generator.publish.context import SiteContext
from generator.publish.linked_data import creative_work
from generator.publish.opendata.columns import ADDRESSES, DAYS, Table, field_columns
from generator.publish.page_head import Node
from generator.publish.spec import Citation, CitedWork, PublishSpec, SearchText, SearchWords
from generator.records.workshop import Workshop


def _linked_data(site: SiteContext, workshop: Workshop, work: CitedWork) -> list[Node]:
    return [creative_work(site, workshop, work, "Course") | {"name": workshop.name}]


def _search_text(site: SiteContext, workshop: Workshop) -> SearchText:
    return SearchText(workshop.name, place=site.archive.units[workshop.unit].name, summary=workshop.summary)


def _search_words(site: SiteContext, workshop: Workshop) -> SearchWords:
    unit = site.archive.units[workshop.unit].name
    return {"h": (workshop.name,), "m": (workshop.summary,), "p": (unit,), "t": workshop.lessons}


WORKSHOPS = Table(
    "workshops",
    ("id",),
    (lambda site: site.archive.of(Workshop).values(),),
    (*field_columns(Workshop, "id", "name", "summary", "unit", "held_on", "lessons"), *DAYS, *ADDRESSES),
)

WORKSHOP = PublishSpec(
    Workshop,
    citation=lambda _, workshop: Citation(workshop.name, workshop.summary),
    linked_data=_linked_data,
    search_letters={"workshops": "w"},
    search_text=_search_text,
    search_words=_search_words,
    feed_records=lambda archive, workshop: archive.by_unit.get(workshop.unit, ()),
    tables=(WORKSHOPS,),
    template="workshop.md.j2",
)
