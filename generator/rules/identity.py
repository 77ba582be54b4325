"""Rules on ids, references, folders, and the same subject recorded twice."""

from collections import defaultdict
from collections.abc import Iterator

from generator.archive.archive import UNDATED, Archive
from generator.core.problem import Level
from generator.core.text import fold, fold_each, suggest, suggest_many
from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.kinds import location_hint
from generator.records.reference import Locality
from generator.records.story import Story, story_date
from generator.records.traversal import iter_references
from generator.rules.finding import Finding, finding
from generator.source.yaml_source import NodePath


def references_resolve(record: Record, archive: Archive) -> Iterator[Finding]:
    """Every id a record mentions must be the id of a record in the collection it points to."""
    for place, collection, wanted in iter_references(record):
        if collection != "sources" and wanted not in archive.collection(collection):
            near = ", ".join(suggest_many(wanted, archive.collection(collection)))
            values = {"id": wanted, "collection": collection, "file": location_hint(collection), "suggestion": near}
            yield finding(place, "rule.dead-reference", **values)


def sources_resolve(record: Record, archive: Archive) -> Iterator[Finding]:
    """A `source:` must be the id of one of the record's own sources, and those ids are unique."""
    sources = getattr(record, "sources", ())
    known = [source.id for source in sources]
    for number, source_id in enumerate(known):
        if source_id in known[:number]:
            at: NodePath = ("sources", number, "id")
            yield finding(at, "rule.same-source", id=source_id)
    for place, collection, wanted in iter_references(record):
        if collection == "sources" and wanted not in known:
            yield finding(
                place,
                "rule.dead-source",
                id=wanted,
                known=", ".join(known),
                suggestion=suggest(wanted, known) or "",
            )


def clauses_resolve(record: Record, archive: Archive) -> Iterator[Finding]:
    """A clause reference `document#anchor` must name a clause that a document has (A1–A8, B I–IV)."""
    wanted: list[tuple[NodePath, str]] = [
        (("clauses", n), ref) for n, ref in enumerate(getattr(record, "clauses", ())) if isinstance(ref, str)
    ]
    for name in ("contents", "indicators"):
        parts = enumerate(getattr(record, name, ()))
        wanted += [((name, n, "clause"), part.clause) for n, part in parts if part.clause]
    for place, ref in wanted:
        if ref not in archive.clauses:
            yield finding(place, "rule.dead-clause", clause=ref, suggestion=suggest(ref, archive.clauses) or "")


def no_duplicate_subjects(archive: Archive) -> Iterator[tuple[Record, Finding]]:
    """The same person or collective for the same act is one story.

    CONTRIBUTING/promises.md#records, CONTRIBUTING/domain.md#text. Compared by folded name, unit or place, and the
    year of the act, so that capitals hide nothing; names that differ in accents only may be two people (Hài, Hai),
    so of these it only warns. Namesakes elsewhere or for other acts are no problem.
    """
    seen: defaultdict[tuple[str, str, str], list[Story]] = defaultdict(list)
    every = [*archive.stories.values()]
    for story, name in zip(every, fold_each([story.name for story in every]), strict=True):
        where = story.unit or story.places[0].locality or fold(story.places[0].as_printed)
        seen[name, where, archive.year_of(story)].append(story)
    for stories in seen.values():
        for later in stories[1:]:
            same = any(later.name.casefold() == story.name.casefold() for story in stories[: stories.index(later)])
            other, level = archive.origin(stories[0]).path, Level.ERROR if same else Level.WARNING
            code = "rule.twice" if same else "rule.twice-perhaps"
            yield later, finding(("name",), code, level, name=later.name, other=other, known=stories[0].name)


def folder_is_the_year(story: Story, archive: Archive) -> Iterator[Finding]:
    """A story lies in the folder of the year of its achievement (CONTRIBUTING/domain.md#stages)."""
    folder = archive.year_of(story)
    dates = [d for d in (story.act_from, story.act_to) if d]
    dates += [d for a in story.awards for d in (a.date, a.presented_on) if d]
    years = {d.year for d in dates}
    if folder == UNDATED and years:
        yield finding((), "rule.year-known", Level.WARNING, year=story_date(story)[0])
    elif folder.isdigit() and years and not min(years) <= int(folder) <= max(years):
        found = ", ".join(str(y) for y in sorted(years))
        yield finding((), "rule.wrong-folder", Level.WARNING, folder=folder, years=found)


def one_full_successor(archive: Archive) -> Iterator[tuple[Record, Finding]]:
    """A locality taken over whole has one successor; a divided one names its parts.

    CONTRIBUTING/domain.md#localities
    """
    heirs: defaultdict[str, list[tuple[Locality, int, str]]] = defaultdict(list)
    for heir in archive.localities.values():
        for number, taken in enumerate(heir.formed_from):
            heirs[taken.locality].append((heir, number, taken.part))
    for old, shares in heirs.items():
        if len(shares) > 1:
            for heir, number, part in shares:
                if part == "whole":
                    yield heir, finding(("formed_from", number, "part"), "rule.whole-twice", id=old)


def parents_are_acyclic(place: Locality, archive: Archive) -> Iterator[Finding]:
    """Following `parent` upwards ends at a province or city, never where it began."""
    seen, above = {place.id}, archive.localities.get(place.parent or "")
    while above is not None and above.id not in seen:
        seen.add(above.id)
        above = archive.localities.get(above.parent or "")
    if above is not None:
        yield finding(("parent",), "rule.circle", id=place.id)


def codes_are_unique(record: Record, archive: Archive) -> Iterator[Finding]:
    """Codes and anchors are what addresses point to: unique in their list."""
    for name, code in (("contents", "code"), ("indicators", "code"), ("clauses", "anchor")):
        seen: set[str] = set()
        for number, part in enumerate(getattr(record, name, ())):
            value = getattr(part, code, None)
            if value in seen:
                yield finding((name, number, code), "rule.same-code", code=value, field=name)
            if value is not None:
                seen.add(value)


def indicators_name_a_content(campaign: Campaign, archive: Archive) -> Iterator[Finding]:
    """An indicator that belongs to a content names one the campaign has."""
    known = [content.code for content in campaign.contents]
    for number, indicator in enumerate(campaign.indicators):
        if indicator.content and indicator.content not in known:
            values = {"id": indicator.content, "known": ", ".join(known)}
            yield finding(("indicators", number, "content"), "rule.dead-content", **values)
