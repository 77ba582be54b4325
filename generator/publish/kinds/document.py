"""How directives, plans and laws are published."""

from generator.publish.context import SiteContext
from generator.publish.linked_data import legislation_nodes
from generator.publish.spec import Citation, PublishSpec, SearchText, SearchWords
from generator.records.document import Document


def _citation(_: SiteContext, document: Document) -> Citation:
    return Citation(
        document.name,
        document.summary,
        is_reproduced=True,
        author=document.issuer,
        issued=document.date,
        number=document.number or "",
        genre=document.form,
    )


def _search_text(_: SiteContext, document: Document) -> SearchText:
    year = str(document.date.year) if document.date else ""
    return SearchText(document.name, place=document.issuer, year=year, summary=document.summary)


def _search_words(_: SiteContext, document: Document) -> SearchWords:
    year = str(document.date.year) if document.date else ""
    return {
        "n": (document.number or "",),
        "h": (document.name, document.short_name),
        "p": (document.issuer, year),
        "m": (document.summary,),
        "t": tuple(c.text or "" for c in document.clauses),
    }


DOCUMENT = PublishSpec(
    Document,
    citation=_citation,
    linked_data=legislation_nodes,
    search_letters={"documents": "v"},
    search_text=_search_text,
    search_words=_search_words,
)
