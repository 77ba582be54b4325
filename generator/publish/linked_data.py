"""Linked data in the words of schema.org: what the nodes of all kinds of records share."""

from typing import Any

from generator.publish.context import SiteContext
from generator.publish.page_head import Node, publisher_id
from generator.publish.sharing.share_card import HEIGHT, WIDTH
from generator.publish.sharing.share_image import share_image_of_page
from generator.publish.spec import CitedWork
from generator.records.base import Record
from generator.records.decision import Decision
from generator.records.document import Document

LICENCES = {"CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}


def creative_work(site: SiteContext, record: Record, work: CitedWork, kind: Any) -> Node:
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


def picture_node(site: SiteContext, record: Record) -> Node:
    """Return the picture that a link to a record's page shows."""
    return {
        "@type": "ImageObject",
        "url": site.absolute(share_image_of_page(site, record)),
        "width": _pixels(WIDTH),
        "height": _pixels(HEIGHT),
    }


def legislation_nodes(site: SiteContext, record: Decision | Document, work: CitedWork) -> list[Node]:
    """Return the node of a decision or document; of its page, which only reproduces it, nothing is said."""
    return [
        creative_work(site, record, work, "Legislation")
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
