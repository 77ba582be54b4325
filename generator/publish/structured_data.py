"""What a record adds to the head of its page: linked data in the words of schema.org, and what Zotero reads.

Only what the record says. Types: Article about Person or Organization, LearningResource and HowTo for
models, Event for campaigns, Legislation for decisions and documents, Dataset for the open data.
"""

from collections.abc import Callable, Mapping
from typing import Any

from generator.archive.archive import is_standing
from generator.publish.citing.work import CitedWork, work_of
from generator.publish.context import SiteContext
from generator.publish.page_head import HeadMetadata, Link, Node, publisher_id
from generator.publish.routes import api_route, page_route
from generator.publish.sharing.embed import oembed_route
from generator.publish.sharing.share_image import HEIGHT, WIDTH, share_image_of_page
from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.decision import Decision
from generator.records.document import Document
from generator.records.model import Model
from generator.records.shared import Exemplar
from generator.records.story import Story

LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}


def head_metadata(site: SiteContext, record: Record) -> HeadMetadata:
    """Return what a story, model, campaign, decision or document adds to the head of its page."""
    work = work_of(site, record)
    nodes = [_drop_empty(node) for node in _NODES[type(record)](site, record, work)]
    pictured = isinstance(record, Exemplar | Campaign)
    return HeadMetadata(
        nodes,
        _values(site, work),
        _links(record),
        share_image_of_page(site, record),
        work.title if pictured else "",
    )


def _links(record: Record) -> list[Link]:
    found = [
        Link("application/json", api_route(record), "JSON"),
        Link("application/vnd.citationstyles.csl+json", f"{page_route(record)}trich-dan.json", "CSL-JSON"),
        Link("application/x-research-info-systems", f"{page_route(record)}trich-dan.ris", "RIS"),
        Link("application/x-bibtex", f"{page_route(record)}trich-dan.bib", "BibTeX"),
    ]
    if isinstance(record, Exemplar):
        found.append(Link("application/json+oembed", oembed_route(record), "oEmbed"))
    return found


def _values(site: SiteContext, work: CitedWork) -> list[tuple[str, str]]:
    """Highwire tags make Zotero take the page as a report; Dublin Core says the same to others.

    Zotero takes the last word of a name without a comma for a family name, so an organisation's ends in one; and it
    believes Dublin Core's type before ours.
    """
    author, issued = f"{work.author},", work.issued
    found = [
        ("citation_title", work.title),
        ("citation_author", author),
        ("citation_technical_report_institution", work.author),
        ("citation_technical_report_number", work.number or (work.rulings[0].number if work.rulings else work.id)),
        ("citation_publication_date", issued.iso.replace("-", "/") if issued else ""),
        ("citation_language", work.language),
        ("citation_abstract", work.summary),
        ("citation_public_url", work.url),
        ("DC.title", work.title),
        ("DC.creator", author),
        ("DC.publisher", work.site),
        ("DC.date", issued.iso if issued else ""),
        ("DC.language", work.language),
        ("DC.identifier", work.url),
        ("DC.type", work.genre),
        ("DC.rights", LICENCES.get(site.settings.licence, site.settings.licence)),
    ]
    found = [(name, value) for name, value in found if value]
    if work.updated:
        found.append(("DCTERMS.modified", work.updated.iso))
    found += [("DCTERMS.references", ruling.number) for ruling in work.rulings]
    return found


def _drop_empty(node: Node) -> Node:
    """Return a node without what is not known."""
    return {
        name: _drop_empty(value) if isinstance(value, dict) else value
        for name, value in node.items()
        if value not in (None, "", [], {})
    }


def _creative_work(site: SiteContext, record: Record, work: CitedWork, kind: Any) -> Node:
    """Return what every written work of ours says of itself."""
    return {
        "@type": kind,
        "@id": f"{work.url}#{record.collection}",
        "url": work.url,
        "mainEntityOfPage": {"@id": work.url},
        "inLanguage": work.language,
        "description": work.summary,
        "datePublished": work.published.iso,
        "dateModified": (work.updated or work.published).iso,
        "isAccessibleForFree": True,
        "license": LICENCES.get(site.settings.licence, site.settings.licence),
        "publisher": {"@id": publisher_id(site.settings)},
        "author": {"@id": publisher_id(site.settings)},
        "version": work.version,
    }


def _pixels(count: int) -> Node:
    """Return a length in pixels: E37 in UN/CEFACT Recommendation 20."""
    return {"@type": "QuantitativeValue", "value": count, "unitCode": "E37"}


def _picture(site: SiteContext, record: Record) -> Node:
    return {
        "@type": "ImageObject",
        "url": site.absolute(share_image_of_page(site, record)),
        "width": _pixels(WIDTH),
        "height": _pixels(HEIGHT),
    }


def _subject(site: SiteContext, story: Story, url: str) -> list[Node]:
    """Return whom a story is about: a person, several, or an organisation."""
    awards = [f"{a.as_printed} ({a.issuer})" if a.issuer else a.as_printed for a in story.awards if is_standing(a)]
    unit = site.archive.units.get(story.unit or "")
    employer = story.unit_as_printed or (unit.name if unit else None)
    homes = [p.as_printed for p in story.places if p.role == "residence"]
    home = {"@type": "Place", "name": homes[0]} if homes else None
    if story.kind == "individual" or story.members:
        members = [(m.name, m.honorific) for m in story.members] or [(story.name, story.honorific)]
        return [
            {
                "@type": "Person",
                "@id": f"{url}#nguoi-{number}",
                "name": name,
                "honorificPrefix": honorific,
                "jobTitle": story.role,
                "worksFor": {"@type": "Organization", "name": employer} if employer else None,
                "homeLocation": home,
                "award": awards,
            }
            for number, (name, honorific) in enumerate(members, 1)
        ]
    return [
        {
            "@type": "Organization",
            "@id": f"{url}#tap-the",
            "name": story.name,
            "alternateName": story.also_known_as,
            "parentOrganization": {"@type": "Organization", "name": employer} if employer else None,
            "award": awards,
        }
    ]


def _story(site: SiteContext, story: Story, work: CitedWork) -> list[Node]:
    subjects = _subject(site, story, work.url)
    article = _creative_work(site, story, work, "Article") | {
        "headline": story.title,
        "name": story.title,
        "articleSection": [site.archive.fields[f].name for f in story.fields],
        "image": _picture(site, story),
        "about": [{"@id": each["@id"]} for each in subjects],
        "citation": [source.url for source in story.sources if source.url],
        "contentLocation": [{"@type": "Place", "name": place.as_printed} for place in story.places],
    }
    return [article, *subjects]


def _model(site: SiteContext, model: Model, work: CitedWork) -> list[Node]:
    return [
        _creative_work(site, model, work, ["LearningResource", "HowTo"])
        | {
            "name": model.title,
            "headline": model.title,
            "learningResourceType": site.t(f"model_kind.{model.kind}"),
            "image": _picture(site, model),
            "teaches": model.name,
            "about": [site.archive.fields[f].name for f in model.fields],
            "step": [
                {"@type": "HowToStep", "position": number, "name": step.title, "text": step.text or step.title}
                for number, step in enumerate(model.steps, 1)
            ],
            "supply": [{"@type": "HowToSupply", "name": cost.item} for cost in model.costs],
            "citation": [source.url for source in model.sources if source.url],
        }
    ]


def _campaign(site: SiteContext, campaign: Campaign, work: CitedWork) -> list[Node]:
    launched = {"@type": "Organization", "name": campaign.launched_by} if campaign.launched_by else None
    return [
        {
            "@type": "Event",
            "@id": f"{work.url}#{campaign.collection}",
            "url": work.url,
            "name": campaign.name,
            "alternateName": campaign.short_name if campaign.short_name != campaign.name else None,
            "description": campaign.summary,
            "inLanguage": work.language,
            "startDate": campaign.period_from.iso if campaign.period_from else None,
            "endDate": campaign.period_to.iso if campaign.period_to else None,
            "organizer": launched,
            "image": site.absolute(share_image_of_page(site, campaign)),
            "mainEntityOfPage": {"@id": work.url},
        }
    ]


def _legislation(site: SiteContext, record: Decision | Document, work: CitedWork) -> list[Node]:
    return [
        _creative_work(site, record, work, "Legislation")
        | {
            "name": work.title,
            "headline": work.title,
            "legislationIdentifier": record.number,
            "legislationDate": record.date.iso if record.date else None,
            "legislationPassedBy": {"@type": "Organization", "name": record.issuer},
            "author": None,
            "publisher": None,
            "license": None,
            "version": None,
            "datePublished": None,
            "dateModified": None,
        }
    ]


_NODES: Mapping[type[Record], Callable[[SiteContext, Any, CitedWork], list[Node]]] = {
    Story: _story,
    Model: _model,
    Campaign: _campaign,
    Decision: _legislation,
    Document: _legislation,
}
