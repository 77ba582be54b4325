"""The award of a story in one line, as lists and cards show it."""

from generator.archive.archive import Archive
from generator.archive.award_dates import award_day
from generator.config.i18n import Language
from generator.core.text import shortened
from generator.records.story import AwardGrant, Story, is_standing

_LONGEST_ISSUER = 60


def award_line(story: Story, words: Language) -> str:
    """Return the first award that counts, with its issuer; or that none counts any more."""
    award = next((a for a in story.awards if is_standing(a)), None)
    if award is None:
        return words.translate("site.award.none_left")
    return f"{award.as_printed} · {award.issuer}" if award.issuer else award.as_printed


def award_day_words(archive: Archive, award: AwardGrant, words: Language) -> str:
    """Return the day of an award, no surer than its source gives it; what the source prints where there is none."""
    given = award_day(archive, award)
    if given is None:
        return award.date_as_printed or ""
    day = given.day.short
    return day if given.is_certain else words.translate(f"site.award.day_about.{award.date_is}", day=day)


def card_award_line(story: Story, archive: Archive, words: Language) -> str:
    """Return the same with the day of the award; of a long list of issuers the first ones, the page has them all."""
    award = next((a for a in story.awards if is_standing(a)), None)
    if award is None:
        return award_line(story, words)
    given = award_day_words(archive, award, words) if award_day(archive, award) else ""
    issuer = shortened(award.issuer, _LONGEST_ISSUER) if award.issuer else ""
    return " · ".join(filter(None, (award.as_printed, issuer, given)))
