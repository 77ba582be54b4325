"""Rules on the numbers of decisions and documents (CONTRIBUTING/domain.md#numbers)."""

import re
from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.core.problem import Level
from generator.core.text import CONFUSABLES, confusable
from generator.records.base import Record
from generator.records.campaign import Campaign
from generator.records.decision import Decision
from generator.records.document import Document
from generator.records.story import Story
from generator.rules.finding import Finding, finding
from generator.source.yaml_source import NodePath

STATE = re.compile(
    r"\d{1,5}[a-z]?(?:/(?:19|20)\d\d)?/[A-ZĐ][A-Za-zĐ]{0,9}-[A-ZĐ][A-Za-zĐ]*\d{0,2}(?:-[A-ZĐ][A-Za-zĐ]*)*"
)
LAW = re.compile(r"\d{1,3}/\d{4}/(?:QH|UBTVQH)\d{1,2}")
PARTY = re.compile(r"\d{1,4}-(?:CT|NQ|QĐ|KL|QC|HD|KH|CTr|TB)/(?:TW|TU|QU|HU|ĐU|[A-ZĐ]{2,8})")


def numbers_follow_the_pattern(record: Record, archive: Archive) -> Iterator[Finding]:
    """A number reads like 1234/QĐ-UBND, 06/2022/QH15 or 34-CT/TW; Ð (U+00D0) is no Đ, QD is no QĐ."""
    for place, number in _numbers(record):
        if letter := confusable(number):
            right = "".join(CONFUSABLES.get(c, c) for c in number)
            values = {"number": number, "letter": f"U+{ord(letter):04X}", "right": right}
            yield finding(place, "rule.number-look-alike", **values)
        elif not any(p.fullmatch(number) for p in (STATE, LAW, PARTY)):
            yield finding(place, "rule.number-pattern", Level.WARNING, number=number)
        elif re.search(r"[/-]QD(?=[-/])", number):
            right = number.replace("QD", "QĐ")
            yield finding(place, "rule.number-qd", Level.WARNING, number=number, right=right)


def _numbers(record: Record) -> Iterator[tuple[NodePath, str]]:
    if isinstance(record, Story):
        yield from ((("awards", n, "number"), award.number) for n, award in enumerate(record.awards) if award.number)
    elif isinstance(record, Campaign):
        cited = enumerate(record.documents)
        yield from ((("documents", n, "number"), document.number) for n, document in cited if document.number)
    elif isinstance(record, Decision | Document) and record.number:
        yield ("number",), record.number
