"""Rules on the numbers of decisions and documents (domain, section 4)."""

import re
from collections.abc import Iterator

from generator.archive.archive import Archive
from generator.core.problem import Level, Problem
from generator.core.text import CONFUSABLES, confusable
from generator.records.base import Record
from generator.source.yaml_source import NodePath

STATE = re.compile(
    r"\d{1,5}[a-z]?(?:/(?:19|20)\d\d)?/[A-ZĐ][A-Za-zĐ]{0,9}-[A-ZĐ][A-Za-zĐ]*\d{0,2}(?:-[A-ZĐ][A-Za-zĐ]*)*"
)
LAW = re.compile(r"\d{1,3}/\d{4}/(?:QH|UBTVQH)\d{1,2}")
PARTY = re.compile(r"\d{1,4}-(?:CT|NQ|QĐ|KL|QC|HD|KH|CTr|TB)/(?:TW|TU|QU|HU|ĐU|[A-ZĐ]{2,8})")


def numbers_follow_the_pattern(archive: Archive) -> Iterator[Problem]:
    """A number reads like 1234/QĐ-UBND, 06/2022/QH15 or 34-CT/TW; Ð (U+00D0) is no Đ, QD is no QĐ."""
    for record, place, number in _numbers(archive):
        if letter := confusable(number):
            right = "".join(CONFUSABLES.get(c, c) for c in number)
            yield archive.problem(
                record, place, "rule.number-look-alike", number=number, letter=f"U+{ord(letter):04X}", right=right
            )
        elif not any(p.fullmatch(number) for p in (STATE, LAW, PARTY)):
            yield archive.problem(record, place, "rule.number-pattern", Level.WARNING, number=number)
        elif re.search(r"[/-]QD(?=[-/])", number):
            right = number.replace("QD", "QĐ")
            yield archive.problem(record, place, "rule.number-qd", Level.WARNING, number=number, right=right)


def _numbers(archive: Archive) -> Iterator[tuple[Record, NodePath, str]]:
    for story in archive.stories.values():
        for n, award in enumerate(story.awards):
            if award.number:
                yield story, ("awards", n, "number"), award.number
    for decision in archive.decisions.values():
        yield decision, ("number",), decision.number
    for document in archive.documents.values():
        if document.number:
            yield document, ("number",), document.number
    for campaign in archive.campaigns.values():
        for n, cited in enumerate(campaign.documents):
            if cited.number:
                yield campaign, ("documents", n, "number"), cited.number
