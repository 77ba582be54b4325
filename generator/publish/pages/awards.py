"""Pages of award forms and of the decision register."""

from collections.abc import Iterator

from generator.publish.addresses import PREFIX, address_of
from generator.publish.output import Output
from generator.publish.pages.listing import Tile, counted
from generator.publish.site import Site
from generator.records.decision import Decision

GROUPS = ("nha-nuoc", "danh-hieu", "hinh-thuc", "ngoai-luat")


def awards(site: Site) -> Iterator[Output]:
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
    lead = site.say("awards.lead")
    yield site.page(
        PREFIX["awards"],
        "index.md.j2",
        site.say("awards.title"),
        lead,
        trail=[],
        lead=lead,
        sections=[s for s in sections if s[1]],
        empty=site.say("count.none"),
    )
    for award in found:
        lead = award.description or site.say("award.lead", name=award.name)
        yield site.page_of(
            award,
            "award.md.j2",
            award.name,
            lead,
            lead=lead,
            records=archive.by_award.get(award.id, ()),
            figures=[s for s in archive.statistics.values() if s.award == award.id],
            decisions=[d for d in archive.decisions.values() if d.award == award.id],
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
    lead = site.say("decisions.lead")
    yield site.page(
        PREFIX["decisions"],
        "index.md.j2",
        site.say("decisions.title"),
        lead,
        trail=[],
        lead=lead,
        sections=[("", tiles)],
        empty=site.say("decisions.empty"),
    )
    for decision in found:
        rows = [(n, r) for n, r in enumerate(decision.rows, 1) if r.withdrawn is None]
        stories = [s for s in archive.public_stories if any(a.decision == decision.id for a in s.awards)]
        yield site.page_of(
            decision,
            "decision.md.j2",
            site.say("decision.title", number=decision.number),
            decision.subject,
            rows=rows,
            stories=stories,
        )


def _newest_first(decision: Decision) -> tuple[object, ...]:
    day = decision.date
    return (-(day.first.toordinal() if day else 0), decision.id)
