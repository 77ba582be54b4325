"""What a scoring sheet becomes: the record of one member in one year, the office's own until it says otherwise."""

import json
from decimal import Decimal
from pathlib import Path

from generator.archive.archive import Archive
from generator.core.numbers import decimal_words
from generator.core.problem import Problem
from generator.core.text import fold, slugify
from generator.records.reading import read_record
from generator.records.score_sheet import ScoreSheet
from generator.rules import rules_of
from generator.source.yaml_source import Source, read_source
from generator.staff.list_import.scores import MARKS, ScoreReading

_TOTALS = (("full_mark", "full_mark"), ("self_total", "self_mark"), ("total", "appraised_mark"))


def sheet_path(cluster: str, year: int, member: str) -> str:
    """Return where the sheet of a member is kept."""
    return f"stories/score-sheets/{cluster}-{year}-{slugify(member)}.yml"


def sheet_text(reading: ScoreReading, archive: Archive, cluster: str, year: int, member: str, day: str) -> str:
    """Return the record of a sheet: the office's own (`hold`) until somebody says otherwise, also where it changes.

    What only the record knows of one that was read before stays: its place, the flag, who appraised, corrections.
    """
    known = archive.score_sheets.get(Path(sheet_path(cluster, year, member)).stem)
    appraisers = {line.code: line.appraiser for line in known.lines if line.appraiser} if known else {}
    lines = [f"cluster: {cluster}", f"year: {year}", f"member: {_quoted(member)}"]
    unit = _unit_of(archive, cluster, year, member)
    lines += [f"unit: {unit}"] if unit else []
    lines.append("lines:")
    for code, row in zip(reading.codes, reading.criteria, strict=True):
        parts = [f"code: {_quoted(code)}", f"criterion: {_quoted(row.text)}"]
        parts += [f"{name}: {_quoted(decimal_words(row.marks[name]))}" for name in MARKS if name in row.marks]
        parts += [f"appraiser: {_quoted(appraisers[code])}"] if code in appraisers else []
        parts += [f"{name}: {_quoted(text)}" for name, text in row.words.items()]
        lines.append("  - {" + ", ".join(parts) + "}")
    for name, mark in _TOTALS:
        marks = [row.marks[mark] for row in reading.criteria if mark in row.marks]
        if len(marks) == len(reading.criteria):
            lines.append(f"{name}: {_quoted(decimal_words(sum(marks, Decimal(0))))}")
    lines += [f"rank: {known.rank}"] if known and known.rank else []
    lines += ["flag_proposed: true"] if known and known.flag_proposed else []
    lines.append(f"hold: {'false' if known and not known.hold and _says_the_same(known, reading) else 'true'}")
    lines.append(f"published_on: {known.published_on.iso if known else day}")
    if known and known.corrections:
        lines.append("corrections:")
        for each in known.corrections:
            minor = ", minor: true" if each.minor else ""
            lines.append(f"  - {{date: {each.date.iso}, text: {_quoted(each.text)}{minor}}}")
    return "\n".join(lines) + "\n"


def _says_the_same(known: ScoreSheet, reading: ScoreReading) -> bool:
    """Tell whether a sheet gives the marks the record has: others are not public before somebody looked at them."""
    before = [(line.code, line.full_mark, line.self_mark, line.appraised_mark, line.note) for line in known.lines]
    now = [
        (code, *(row.marks.get(name) for name in MARKS), row.words.get("note"))
        for code, row in zip(reading.codes, reading.criteria, strict=True)
    ]
    return before == now


def _unit_of(archive: Archive, cluster: str, year: int, member: str) -> str | None:
    members = [m for held in archive.clusters[cluster].years if held.year.year == year for m in held.members]
    return next((m.unit for m in members if m.unit and fold(m.name) == fold(member)), None)


def faults_of(path: str, text: str, archive: Archive) -> list[Problem]:
    """Return what the rules find wrong with a sheet before it is written: a member nobody knows, a year without any."""
    source = read_source(path, text.encode())
    assert isinstance(source, Source), "every value of it is quoted"
    record = read_record(ScoreSheet, source, (), Path(path).stem)
    if isinstance(record, list):
        return record
    found = (finding for rule in rules_of(ScoreSheet) for finding in rule(record, archive))
    return [archive.problem(record, at, code, level, **values) for at, code, level, values in found]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
