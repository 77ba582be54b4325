"""The page of figures, from the records and as published, and the log of corrections."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from generator.archive.archive import Archive
from generator.publish.artifact import Artifact, Part
from generator.publish.context import SiteContext
from generator.publish.corrections import all_corrections
from generator.publish.counting import counting
from generator.publish.routes import CORRECTIONS, STATISTICS, page_route, year_route
from generator.records.base import Record, Term
from generator.records.reference import Award, Statistic
from generator.records.story import Story, is_standing

Count = tuple[str, str, int]


def statistics(site: SiteContext) -> Iterator[Part]:
    """Yield the page of figures."""
    yield counting("statistics", _figures, site)


def _figures(site: SiteContext) -> Iterator[Artifact]:
    """Yield the figures: published totals with sources, and counts of our own records."""
    archive = site.archive
    published = [
        (site.t(f"statistics.group.{g}"), _alike([s for s in archive.statistics.values() if s.group == g]))
        for g in ("awards", "movement", "plan")
    ]
    wanted = site.settings.home_figures
    yield site.page(
        STATISTICS,
        "statistics.md.j2",
        site.t("statistics.title"),
        site.t("statistics.lead"),
        top=[archive.statistics[i] for i in wanted if i in archive.statistics],
        published=[p for p in published if p[1]],
        counts=[(site.t(f"statistics.by.{key}"), _finding(site, key, rows), rows) for key, rows in _counts(site)],
        multiples=list(_multiples(archive)),
        story_count=len(archive.public_stories),
        model_count=len(archive.public_models),
        as_of=archive.as_of,
        updated=archive.as_of,
        gaps=[
            (t.name, page_route(t), None)
            for t in chain(_without(archive.fields, archive.by_field), _without(archive.groups, archive.by_group))
        ],
    )


def _alike(figures: Sequence[Statistic]) -> list[list[Statistic]]:
    """Return figures in tables of those that share area, note and sources, which then stand once above the table."""
    tables: dict[tuple[object, ...], list[Statistic]] = {}
    for figure in figures:
        tables.setdefault((figure.area, figure.note, figure.sources), []).append(figure)
    single = [table[0] for table in tables.values() if len(table) == 1]
    together = [table for table in tables.values() if len(table) > 1]
    return [*together, *([single] if single else [])]


def _finding(site: SiteContext, key: str, rows: Sequence[Count]) -> str:
    """Return what a chart shows, as a sentence: which has most; "" where no single one has."""
    ordered = sorted(rows, key=lambda row: row[2], reverse=True)
    if not ordered or (len(ordered) > 1 and ordered[0][2] == ordered[1][2]):
        return ""
    name = ordered[0][0]
    return site.t(f"statistics.finding.{key}", name=name, lower=f"{name[:1].lower()}{name[1:]}", count=ordered[0][2])


def _without(terms: Mapping[str, Term], found: Mapping[str, Sequence[Record]]) -> Iterator[Term]:
    yield from (t for t in terms.values() if not found.get(t.id))


def _counts(site: SiteContext) -> Iterator[tuple[str, list[Count]]]:
    archive = site.archive
    for key, terms, found in (
        ("fields", archive.fields, archive.by_field),
        ("groups", archive.groups, archive.by_group),
        ("awards", _by_law(archive, True), archive.by_award),
        ("recognitions", _by_law(archive, False), archive.by_award),
        ("stages", archive.stages, archive.by_stage),
        ("campaigns", archive.campaigns, archive.by_campaign),
    ):
        yield key, _of_terms(terms, found)
    years = [(site.year_name(y), year_route(y), len(archive.by_year[y])) for y in archive.years]
    yield "years", years
    kinds = Counter(s.kind for s in archive.public_stories)
    yield "kinds", [(site.t(f"kind.{k}"), "", n) for k, n in kinds.most_common()]
    lawful = _by_law(archive, True)
    given = (a for s in archive.public_stories for a in s.awards if is_standing(a) and a.award in lawful)
    levels = Counter(award.level for award in given if award.level)
    yield (
        "levels",
        [(t.name, "", levels[t.id]) for t in archive.levels.values() if levels[t.id]],
    )
    yield "places", _of_places(site)


@dataclass(frozen=True, slots=True)
class YearBars:
    """The stories of one field by year, every year from the first of any field to the last: the same axis for all."""

    field: str
    total: int
    years: Sequence[tuple[int, int]]


def _multiples(archive: Archive) -> Iterator[YearBars]:
    """Yield the fields that have stories of known years, those with most first."""
    found = {
        field: Counter(int(year) for story in records if (year := _year(archive, story)))
        for field, records in archive.by_field.items()
    }
    every = [year for counted in found.values() for year in counted]
    for field, counted in sorted(found.items(), key=lambda pair: (-pair[1].total(), pair[0])):
        if counted:
            span = range(min(every), max(every) + 1)
            yield YearBars(field, counted.total(), [(year, counted[year]) for year in span])


def _year(archive: Archive, record: Record) -> str:
    year = archive.year_of(record) if isinstance(record, Story) else ""
    return year if year.isdigit() else ""


def _by_law(archive: Archive, lawful: bool) -> dict[str, Award]:
    """Return the award forms of the law, or what is none: recognitions, praise, prizes of societies."""
    return {award.id: award for award in archive.awards.values() if (award.statutory != "no") is lawful}


def _of_terms(terms: Mapping[str, Record], found: Mapping[str, Sequence[Record]]) -> list[Count]:
    rows = [
        (getattr(t, "short_name", getattr(t, "name", t.id)), page_route(t), len(found[t.id]))
        for t in terms.values()
        if found.get(t.id)
    ]
    return sorted(rows, key=lambda row: -row[2])


def _of_places(site: SiteContext) -> list[Count]:
    """Return the present communes and wards that have records, through what they took over."""
    archive = site.archive
    here = [p for p in archive.localities.values() if not p.valid_to and p.parent]
    rows = [(p.name, page_route(p), len(archive.in_area(p))) for p in here]
    return sorted((r for r in rows if r[2]), key=lambda row: (-row[2], row[1]))


def corrections(site: SiteContext) -> Iterator[Artifact]:
    """Yield the log of corrections, newest first, and how to report a mistake."""
    yield site.page(
        CORRECTIONS,
        "corrections.md.j2",
        site.t("corrections.title"),
        site.t("corrections.lead"),
        corrections=[(name, address, correction) for name, address, correction, _ in all_corrections(site)],
        as_of=site.archive.as_of,
        updated=site.archive.as_of,
    )
