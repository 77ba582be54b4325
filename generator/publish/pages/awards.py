"""Pages of award forms and of the decision register."""

from collections.abc import Iterator, Sequence
from functools import partial

from generator.publish.artifact import Output, Part
from generator.publish.context import Site
from generator.publish.page_tools import Offer, offered
from generator.publish.pages.listing import Gathered, Tile, counted, further_pages, gather, index_page, long_list
from generator.publish.routes import PREFIX, address_of, story_address
from generator.publish.search.decision_register import PART, is_shown, part_address
from generator.records.decision import Decision
from generator.records.reference import Award

GROUPS = ("nha-nuoc", "danh-hieu", "hinh-thuc", "ngoai-luat")


def awards(site: Site) -> Iterator[Part]:
    """Yield the list of award forms and the page of each: what, who decides, basis, holders."""
    archive = site.archive
    found = list(archive.awards.values())
    sections = [
        (
            site.say(f"award.group.{group}"),
            [
                Tile(a.name, address_of(a), a.description, counted(site, archive.by_award.get(a.id, ())))
                for a in found
                if a.group == group
            ],
        )
        for group in GROUPS
    ]
    yield index_page(site, "awards", "awards", [s for s in sections if s[1]])
    for award in found:
        address, records = address_of(award), archive.by_award.get(award.id, ())
        given = [decision for decision in archive.decisions.values() if decision.award == award.id]
        trail = [(site.say("awards.name"), PREFIX["awards"]), (award.name, address)]
        yield long_list(site, partial(_award_page, site, award, given), address, records, award.name, trail)


def _award_page(site: Site, award: Award, decisions: Sequence[Decision], gathered: Gathered) -> Output:
    lead = award.description or site.say("award.lead", name=award.name)
    return site.page_of(
        award,
        "award.md.j2",
        award.name,
        lead,
        lead=lead,
        records=gathered.records,
        further=gathered.further,
        figures=[s for s in site.archive.statistics.values() if s.award == award.id],
        decisions=decisions,
    )


def decisions(site: Site) -> Iterator[Output]:
    """Yield the decision register and the page of each decision; withdrawn rows stay out."""
    archive = site.archive
    found = sorted(archive.decisions.values(), key=_newest_first)
    tiles = [
        Tile(
            site.say("decision.title", number=d.number),
            address_of(d),
            d.subject,
            d.date.short if d.date else d.date_as_printed,
        )
        for d in found
    ]
    yield index_page(site, "decisions", "decisions", [("", tiles)], empty="decisions.empty")
    for decision in found:
        yield from _decision(site, decision)


def _decision(site: Site, decision: Decision) -> Iterator[Output]:
    """Yield the page of a decision, and a page for each further part of a long list."""
    numbered = list(enumerate(decision.rows, 1))
    parts = max(1, -(-len(numbered) // PART))
    title = site.say("decision.title", number=decision.number)
    gathered = gather(site, address_of(decision), site.archive.by_decision.get(decision.id, ()))
    for part in range(1, parts + 1):
        rows = [(n, row) for n, row in numbered[(part - 1) * PART : part * PART] if is_shown(site, row)]
        shown = title if part == 1 else site.say("decision.part_title", title=title, part=part, parts=parts)
        yield site.page_of(
            decision,
            "decision.md.j2",
            shown,
            decision.subject,
            address=part_address(decision, part),
            **offered(Offer(site, decision)),
            rows=rows,
            total=sum(1 for _, row in numbered if is_shown(site, row)),
            stories=gathered.records if part == 1 else (),
            further=gathered.further if part == 1 else [],
            shown_stories={row.story for _, row in rows if row.story in site.archive.public_ids},
            story_address=story_address,
            part=part,
            pieces=[(n, part_address(decision, n)) for n in range(1, parts + 1)],
        )

    trail = [(site.say("decisions.name"), PREFIX["decisions"]), (title, address_of(decision))]
    yield from further_pages(site, gathered, title, trail)


def _newest_first(decision: Decision) -> tuple[object, ...]:
    day = decision.date
    return (-(day.earliest.toordinal() if day else 0), decision.id)
