"""Rules on clusters and the sheets by which their members are scored (A6: chất lượng cụm, khối thi đua)."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from generator.archive.archive import Archive
from generator.core.numbers import decimal_words
from generator.core.text import fold
from generator.records.base import Record
from generator.records.score_sheet import ScoreLine, ScoreSheet
from generator.rules.finding import Finding, finding

MARKS = ("self_mark", "appraised_mark")


def marks_stay_within_the_full_mark(sheet: ScoreSheet, archive: Archive) -> Iterator[Finding]:
    """No mark is above the full mark of its criterion or below nought; each criterion stands once."""
    seen: set[str] = set()
    for number, line in enumerate(sheet.lines):
        if line.code in seen:
            yield finding(("lines", number, "code"), "rule.same-code", code=line.code, field="lines")
        seen.add(line.code)
        for name in MARKS:
            mark = getattr(line, name)
            if mark is not None and not 0 <= mark <= line.full_mark:
                values = {
                    "mark": decimal_words(mark),
                    "full": decimal_words(line.full_mark),
                    "criterion": line.criterion,
                }
                yield finding(("lines", number, name), "rule.score-above", **values)


def totals_add_up(sheet: ScoreSheet, archive: Archive) -> Iterator[Finding]:
    """What a sheet gives as a total is the sum of its lines."""
    sums = {
        "full_mark": sum((line.full_mark for line in sheet.lines), Decimal(0)),
        "self_total": _sum_of(sheet.lines, "self_mark"),
        "total": _sum_of(sheet.lines, "appraised_mark"),
    }
    for name, counted in sums.items():
        printed = getattr(sheet, name)
        if printed is not None and counted is not None and printed != counted:
            yield finding((name,), "rule.score-sum", printed=decimal_words(printed), counted=decimal_words(counted))


def scored_members_belong(sheet: ScoreSheet, archive: Archive) -> Iterator[Finding]:
    """A sheet is of somebody who was in the cluster in that year, as far as its members are known."""
    cluster = archive.clusters.get(sheet.cluster)
    years = [year for year in cluster.years if year.year.year == sheet.year] if cluster else []
    if cluster and not years:
        yield finding(("year",), "rule.score-year", cluster=cluster.name, year=sheet.year)
    for year in years:
        named = {fold(member.name) for member in year.members} | {m.unit for m in year.members if m.unit}
        if named and not year.members_missing and not named & {fold(sheet.member), sheet.unit}:
            yield finding(("member",), "rule.score-member", member=sheet.member, year=sheet.year)


def sheets_of_a_year_agree(archive: Archive) -> Iterator[tuple[Record, Finding]]:
    """The members of a cluster are scored by the same criteria, each once, and whoever has more stands higher."""
    found: defaultdict[tuple[str, int], list[ScoreSheet]] = defaultdict(list)
    for sheet in archive.score_sheets.values():
        found[sheet.cluster, sheet.year].append(sheet)
    for sheets in found.values():
        first = sheets[0]
        seen: set[str] = set()
        for sheet in sheets:
            if fold(sheet.member) in seen:
                yield sheet, finding(("member",), "rule.score-twice", member=sheet.member, year=sheet.year)
            seen.add(fold(sheet.member))
            if _criteria(sheet) != _criteria(first):
                yield sheet, finding(("lines",), "rule.score-differs", other=archive.origin(first).path)
        yield from _ranks(sheets)


def _ranks(sheets: list[ScoreSheet]) -> Iterator[tuple[Record, Finding]]:
    """Yield those who stand behind somebody with less."""
    ranked = [(sheet.rank, sheet.total, sheet) for sheet in sheets if sheet.rank and sheet.total is not None]
    for (rank, total, better), (after, least, sheet) in pairwise(sorted(ranked, key=lambda each: each[:2])):
        if least > total and after > rank:
            values = {
                "member": sheet.member,
                "total": decimal_words(least),
                "other": better.member,
                "less": decimal_words(total),
            }
            yield sheet, finding(("rank",), "rule.score-rank", **values)


def _criteria(sheet: ScoreSheet) -> dict[str, Decimal]:
    return {line.code: line.full_mark for line in sheet.lines}


def _sum_of(lines: tuple[ScoreLine, ...], name: str) -> Decimal | None:
    """Return the sum of a mark; None where some lines do not say it."""
    marks = [getattr(line, name) for line in lines]
    return None if any(mark is None for mark in marks) else sum(marks, Decimal(0))
