"""Pages of award forms and of the decision register."""

from collections.abc import Iterator

from generator.publish.addresses import address_of
from generator.publish.output import Output
from generator.publish.pages.listing import Tile, counted, index_page
from generator.publish.site import Site
from generator.records.decision import Decision, Row

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
    yield index_page(site, "awards", "awards", [s for s in sections if s[1]])
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
    yield index_page(site, "decisions", "decisions", [("", tiles)], empty="decisions.empty")
    for decision in found:
        rows = [(n, r) for n, r in enumerate(decision.rows, 1) if _is_shown(site, r)]
        stories = archive.by_decision.get(decision.id, ())
        yield site.page_of(
            decision,
            "decision.md.j2",
            site.say("decision.title", number=decision.number),
            decision.subject,
            rows=rows,
            stories=stories,
        )


def _is_shown(site: Site, row: Row) -> bool:
    """A row leaves the register when it is withdrawn, or when its story was with its name."""
    story = site.archive.stories.get(row.story or "")
    dropped = story is not None and story.notice is not None and not story.notice.keep_name
    return row.withdrawn is None and not dropped


def _newest_first(decision: Decision) -> tuple[object, ...]:
    day = decision.date
    return (-(day.first.toordinal() if day else 0), decision.id)
