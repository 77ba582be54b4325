"""How campaigns are published."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.publish.context import SiteContext
from generator.publish.opendata.columns import ADDRESSES, DAYS, Column, FieldValue, Table, field_columns, records_column
from generator.publish.page_head import Node
from generator.publish.sharing.share_image import share_image_of_page
from generator.publish.spec import Citation, CitedWork, PublishSpec, SearchText, SearchWords
from generator.records.campaign import Campaign, Indicator, IndicatorResult


def _linked_data(site: SiteContext, campaign: Campaign, work: CitedWork) -> list[Node]:
    launched = {"@type": "Organization", "name": campaign.launched_by} if campaign.launched_by else None
    node: Node = {
        "@type": "Event" if campaign.period_from else "Project",
        "@id": f"{work.url}#{campaign.collection}",
        "url": work.url,
        "name": campaign.name,
        "alternateName": campaign.short_name if campaign.short_name != campaign.name else None,
        "description": campaign.summary,
        "image": site.absolute(share_image_of_page(site, campaign)),
        "mainEntityOfPage": {"@id": work.url},
    }
    if campaign.period_from is None:  # an event without a day is none
        return [node | {"parentOrganization": launched}]
    place = site.region.locality.name if site.region else None
    return [
        node
        | {
            "inLanguage": work.language,
            "startDate": campaign.period_from.iso,
            "endDate": campaign.period_to.iso if campaign.period_to else None,
            "location": {"@type": "Place", "name": place} if place else None,
            "organizer": launched,
        }
    ]


def _search_text(_: SiteContext, campaign: Campaign) -> SearchText:
    return SearchText(campaign.name, year=campaign.period_as_printed, summary=campaign.summary)


def _search_words(_: SiteContext, campaign: Campaign) -> SearchWords:
    return {
        "h": (campaign.name, campaign.short_name),
        "m": (campaign.summary,),
        "p": (*(d.number for d in campaign.documents if d.number), campaign.period_as_printed),
        "t": (campaign.theme or "", *campaign.aims, *(c.title for c in campaign.contents)),
    }


@dataclass(frozen=True, slots=True)
class _Reported:
    """One indicator with one of its results, or without any."""

    record: Campaign
    part: Indicator
    number: int
    result: IndicatorResult | None


def _reported(site: SiteContext) -> Iterator[_Reported]:
    for campaign in site.archive.campaigns.values():
        for indicator in campaign.indicators:
            for number, result in enumerate(indicator.results or (None,), 1):
                yield _Reported(campaign, indicator, number, result)


CAMPAIGNS = Table(
    "campaigns",
    ("id",),
    (lambda site: site.archive.campaigns.values(),),
    (
        *field_columns(Campaign, "id", "name", "short_name", "summary", "theme", "period_as_printed", "period_from"),
        *field_columns(Campaign, "period_to", "launched_by", "fields"),
        *DAYS,
        *ADDRESSES,
    ),
)
INDICATORS = Table(
    "indicators",
    ("campaign", "code", "number_of_result"),
    (_reported,),
    (
        records_column("campaign", Campaign),
        *field_columns(Indicator, "code", of="part"),
        Column("number_of_result", FieldValue("number"), "integer"),
        *field_columns(Indicator, "name", of="part"),
        *field_columns(Indicator, target_as_printed="as_printed", target_period="period", of="part"),
        *field_columns(Indicator, unit_of_measure="unit", of="part"),
        *field_columns(Indicator, "better", of="part"),
        Column("result_as_printed", lambda _, item: item.result and item.result.as_printed),
        Column("result_period", lambda _, item: item.result and item.result.period),
        Column("result_status", lambda _, item: item.result and item.result.status),
    ),
)

CAMPAIGN = PublishSpec(
    Campaign,
    citation=lambda _, campaign: Citation(campaign.name, campaign.summary),
    linked_data=_linked_data,
    search_letters={"campaigns": "p"},
    search_text=_search_text,
    search_words=_search_words,
    feed_records=lambda archive, campaign: archive.by_campaign.get(campaign.id, ()),
    tables=(CAMPAIGNS, INDICATORS),
)
