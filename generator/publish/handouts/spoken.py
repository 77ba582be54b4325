"""A story or model as the ward's loudspeaker reads it: one to one and a half minutes, nothing that is read wrongly."""

import re
from collections.abc import Iterator

from generator.core.numerals import read_aloud
from generator.publish.context import SiteContext
from generator.records.model import Model
from generator.records.shared import Exemplar
from generator.records.story import Story, is_standing

SYLLABLES_A_SECOND = 3
"""How fast an announcer reads, about."""
_MOST_SYLLABLES = 90 * SYLLABLES_A_SECOND
_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_MARKS = re.compile(r"^\s*[-*]\s+", re.MULTILINE)


def spoken_text(site: SiteContext, record: Exemplar) -> str:
    """Return the text to be read, in paragraphs: numbers, days, units and short forms in words.

    What is told first is kept, as far as ninety seconds go; sentences stay whole.
    """
    opening, closing = _opening(site, record), site.t("spoken.closing", site=site.settings.site_name)
    said = [as_spoken(site, opening)]
    end = as_spoken(site, closing)
    left = _MOST_SYLLABLES - _syllables(said[0]) - _syllables(end)
    for paragraph in _paragraphs(site, record):
        kept = []
        for sentence in _SENTENCE.split(as_spoken(site, paragraph)):
            left -= _syllables(sentence)
            if left < 0:
                break
            kept.append(sentence)
        if kept:
            said.append(" ".join(kept))
        if left < 0:
            break
    return "\n\n".join([*said, end]) + "\n"


def reading_seconds(text: str) -> int:
    """Return how long a text takes to be read, about."""
    return round(_syllables(text) / SYLLABLES_A_SECOND)


def as_spoken(site: SiteContext, text: str) -> str:
    """Return a text with every short form the site knows, and every number, in words."""
    for each in site.archive.abbreviations.values():
        text = re.sub(rf"(?<!\w){re.escape(each.short)}(?!\w)", each.full, text)
    text = text.replace("(cũ)", "cũ")
    text = re.sub(r"\s*\(([^()]*)\)", r", \1,", _MARKS.sub("", text))
    return re.sub(r",+\s*([,.;:])", r"\1", re.sub(r"\s+", " ", read_aloud(text))).strip()


def _syllables(text: str) -> int:
    return len(re.findall(r"\w+", text))


def _opening(site: SiteContext, record: Exemplar) -> str:
    return site.t(f"spoken.opening.{record.collection}", title=record.title)


def _paragraphs(site: SiteContext, record: Exemplar) -> Iterator[str]:
    yield record.summary
    if isinstance(record, Story):
        awards = [award for award in record.awards if is_standing(award)]
        if awards:
            first = awards[0]
            by = site.t("spoken.by", issuer=first.issuer) if first.issuer else ""
            yield site.t("spoken.award", award=first.as_printed, by=by)
        yield from record.deeds.split("\n\n")
    elif isinstance(record, Model):
        if record.steps:
            yield site.t("spoken.steps", steps="; ".join(step.title for step in record.steps))
        yield from record.description.split("\n\n")
        if record.contact:
            yield site.t("spoken.contact", office=record.contact.office)
