"""The award of a story in one line, as lists and cards show it."""

from generator.archive.archive import Archive, is_standing
from generator.archive.award_dates import award_day
from generator.config.i18n import Language
from generator.core.text import shortened
from generator.records.story import Story

_LONGEST_ISSUER = 60


def award_line(story: Story, words: Language) -> str:
    """Return the first award that counts, with its issuer; or that none counts any more."""
    award = next((a for a in story.awards if is_standing(a)), None)
    if award is None:
        return words.translate("award.none_left")
    return f"{award.as_printed} · {award.issuer}" if award.issuer else award.as_printed


def card_award_line(story: Story, archive: Archive, words: Language) -> str:
    """Return the same with the day of the award; of a long list of issuers the first ones, the page has them all."""
    award = next((a for a in story.awards if is_standing(a)), None)
    if award is None:
        return award_line(story, words)
    given = award_day(archive, award)
    issuer = shortened(award.issuer, _LONGEST_ISSUER) if award.issuer else ""
    return " · ".join(filter(None, (award.as_printed, issuer, given.day.short if given else "")))
