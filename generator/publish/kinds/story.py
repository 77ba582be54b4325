"""How stories are published."""

from collections.abc import Iterator
from typing import Any

from generator.archive.award_dates import award_day, days_until
from generator.publish.context import SiteContext
from generator.publish.kinds.exemplar import HEADS, PLACES, named_in, to_public_exemplar
from generator.publish.linked_data import creative_work, picture_node
from generator.publish.opendata.columns import (
    ADDRESSES,
    DAYS,
    STANDING,
    Column,
    PartOf,
    Table,
    field_columns,
    nothing_beside,
    number_column,
    public_stories,
    records_column,
)
from generator.publish.page_head import Node
from generator.publish.spec import Citation, CitedDecision, CitedWork, PublishSpec, SearchText, SearchWords
from generator.records.story import AwardGrant, Story, is_standing


def _citation(site: SiteContext, story: Story) -> Citation:
    return Citation(site.titled(story), story.summary, rulings=tuple(_rulings(site, story)))


def _rulings(site: SiteContext, story: Story) -> Iterator[CitedDecision]:
    """Yield the decisions of a story's awards, where a number is known."""
    seen = set()
    for award in story.awards:
        decision = site.archive.decisions.get(award.decision or "")
        number = decision.number if decision else award.number
        if number and number not in seen:
            seen.add(number)
            yield CitedDecision(number, decision.date if decision else award.date)


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


def _linked_data(site: SiteContext, story: Story, work: CitedWork) -> list[Node]:
    subjects = _subject(site, story, work.url)
    article = creative_work(site, story, work, "Article") | {
        "headline": site.titled(story),
        "name": site.titled(story),
        "articleSection": [site.archive.fields[f].name for f in story.fields],
        "image": picture_node(site, story),
        "about": [{"@id": each["@id"]} for each in subjects],
        "citation": [source.url for source in story.sources if source.url],
        "contentLocation": [{"@type": "Place", "name": place.as_printed} for place in story.places],
    }
    return [article, *subjects]


def _to_public(site: SiteContext, story: Story) -> dict[str, Any]:
    year = site.year_in_digits(story)
    return to_public_exemplar(site, story) | ({"year": int(year)} if year else {})


def _search_text(site: SiteContext, story: Story) -> SearchText:
    year, award = site.year_in_digits(story), site.award_line(story)
    return SearchText(site.titled(story), story.name, story.places[0].as_printed, year, award, story.summary)


def _search_words(site: SiteContext, story: Story) -> SearchWords:
    archive = site.archive
    given = [a for a in story.awards if is_standing(a)]
    named = [
        *named_in(site, story),
        *(a.as_printed for a in given),
        *(archive.awards[a.award].name for a in given),
        story.unit_as_printed or "",
        site.year_in_digits(story),
    ]
    numbers = [a.number or "" for a in given]
    numbers += [archive.decisions[a.decision].number for a in given if a.decision]
    texts = (story.context or "", story.deeds, story.spread or "", *(q.text for q in story.quotes))
    return {
        "n": (story.name, story.also_known_as or "", *(m.name for m in story.members)),
        "s": tuple(numbers),
        "h": (story.title,),
        "p": tuple(dict.fromkeys(named)),
        "m": (story.summary, story.role or ""),
        "t": (*texts, *(r.indicator for r in story.results)),
    }


def _year(site: SiteContext, story: Story) -> int | None:
    year = site.year_in_digits(story)
    return int(year) if year else None


def _number(site: SiteContext, item: PartOf) -> str | None:
    decision = site.archive.decisions.get(item.part.decision or "")
    return decision.number if decision else item.part.number


STORIES = Table(
    "stories",
    ("id",),
    (public_stories,),
    (
        *HEADS,
        Column("year", _year, "integer"),
        *field_columns(Story, "fields", "groups", "unit", "unit_as_printed", "position_group", "is_enterprise"),
        *PLACES,
        *field_columns(Story, "campaigns", "models"),
        *STANDING,
        *DAYS,
        *ADDRESSES,
    ),
    beside=nothing_beside,
)
AWARDS_GIVEN = Table(
    "awards-given",
    ("story", "number_in_story"),
    (public_stories,),
    (
        records_column("story", Story),
        number_column("number_in_story"),
        *field_columns(AwardGrant, "award", "as_printed", "rank", of="part"),
        *field_columns(AwardGrant, award_kind="kind", of="part"),
        *field_columns(AwardGrant, "level", "issuer", "recipient", "decision", of="part"),
        Column("decision_number", _number),
        *field_columns(AwardGrant, "proposed_on", "proposed_by", "received_on", of="part"),
        *field_columns(AwardGrant, "date", "presented_on", "date_as_printed", of="part"),
        Column("date_is", lambda site, item: item.part.date_is if award_day(site.archive, item.part) else None),
        Column("days_after", lambda site, item: days_until(site.archive, item.record, item.part), "integer"),
        *field_columns(AwardGrant, "status", "posthumous", "note", "source", of="part"),
    ),
    lambda _, story: story.awards,
    beside=nothing_beside,
)

STORY = PublishSpec(
    Story,
    shown=lambda archive: archive.public_stories,
    to_public=_to_public,
    citation=_citation,
    linked_data=_linked_data,
    search_letters={"individual": "i", "collective": "c", "household": "h"},
    search_text=_search_text,
    search_words=_search_words,
    tables=(STORIES, AWARDS_GIVEN),
)
