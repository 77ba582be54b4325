"""What a record adds to the head of its page: linked data in the words of schema.org, and what Zotero reads.

Only what the record says. The nodes of each kind stand in `publish.kinds`.
"""

from generator.publish.citing.work import work_of
from generator.publish.context import SiteContext
from generator.publish.kinds import spec_of
from generator.publish.linked_data import LICENCES
from generator.publish.page_head import HeadMetadata, Link, Node
from generator.publish.routes import api_route, citation_route
from generator.publish.sharing.embed import oembed_route
from generator.publish.sharing.share_image import share_image_of_page
from generator.publish.spec import CitedWork
from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.shared import Exemplar


def head_metadata(site: SiteContext, record: Record) -> HeadMetadata:
    """Return what a story, model, campaign, decision or document adds to the head of its page."""
    work = work_of(site, record)
    spec = spec_of(record.collection)
    assert spec.linked_data is not None, f"{record.collection} have no linked data"
    nodes = [_drop_empty(node) for node in spec.linked_data(site, record, work)]
    pictured = isinstance(record, Exemplar | Campaign)
    return HeadMetadata(
        nodes,
        citation_values(site, work),
        _links(record),
        share_image_of_page(site, record),
        work.title if pictured else "",
        _properties(site, record) if isinstance(record, Exemplar) else (),
    )


def _properties(site: SiteContext, record: Exemplar) -> list[tuple[str, str]]:
    """Return when an article was published and changed, and what it belongs to (ogp.me, type article)."""
    changed = site.changed_after(record)
    found = [("article:published_time", record.published_on.iso)]
    if changed:
        found.append(("article:modified_time", changed.iso))
    return [*found, ("article:section", site.archive.fields[record.fields[0]].name)]


def _links(record: Record) -> list[Link]:
    found = [
        Link("application/json", api_route(record), "JSON"),
        Link("application/vnd.citationstyles.csl+json", citation_route(record, "json"), "CSL-JSON"),
        Link("application/x-research-info-systems", citation_route(record, "ris"), "RIS"),
        Link("application/x-bibtex", citation_route(record, "bib"), "BibTeX"),
    ]
    if isinstance(record, Exemplar):
        found.append(Link("application/json+oembed", oembed_route(record), "oEmbed"))
    return found


def citation_values(site: SiteContext, work: CitedWork) -> list[tuple[str, str]]:
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
