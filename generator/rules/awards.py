"""Rules on awards: who may receive them, who decides them, when, and on what ground."""

from collections.abc import Iterator

from generator.archive import Archive
from generator.dates import PartialDate
from generator.problem import Level, Problem
from generator.records.base import holds_on
from generator.records.story import AwardGiven, Story
from generator.text import fold

LEVEL_ORDER = ("don-vi", "phuong-xa", "quan-huyen", "so-nganh", "thanh-pho", "bo-nganh", "chinh-phu", "nha-nuoc")


def _given(archive: Archive) -> Iterator[tuple[Story, int, AwardGiven]]:
    for story in archive.stories.values():
        for number, award in enumerate(story.awards):
            yield story, number, award


def decided_on(archive: Archive, award: AwardGiven) -> PartialDate | None:
    """Return the day that counts for an award: that of its decision, else of its presentation."""
    decision = archive.decisions.get(award.decision or "")
    return award.date or (decision.date if decision else None) or award.presented_on


def recipient_fits_the_award(archive: Archive) -> Iterator[Problem]:
    """The recipient must be of a kind the award is for (Law 06/2022/QH15 art. 19–33, 54, 80; domain, 3)."""
    for story, number, given in _given(archive):
        award = archive.awards.get(given.award)
        kind = given.recipient_kind or story.kind
        if award and kind not in award.recipients:
            yield archive.problem(
                story,
                ("awards", number, "award"),
                "rule.recipient",
                Level.WARNING,
                award=award.name,
                kind=kind,
                allowed=", ".join(award.recipients),
            )
    for decision in archive.decisions.values():
        for number, row in enumerate(decision.rows):
            award = archive.awards.get(row.award or decision.award or "")
            if award and row.kind not in award.recipients:
                yield archive.problem(
                    decision,
                    ("rows", number, "kind"),
                    "rule.recipient",
                    Level.WARNING,
                    award=award.name,
                    kind=row.kind,
                    allowed=", ".join(award.recipients),
                )


def level_may_decide_the_award(archive: Archive) -> Iterator[Problem]:
    """The issuer's level must be one that decides the award, and must exist on that day.

    Award table of domain, section 3; the district level ended on 30/6/2025.
    """
    for story, number, given in _given(archive):
        award = archive.awards.get(given.award)
        if not award or not given.level:
            continue
        place = ("awards", number, "level")
        if award.levels and given.level not in award.levels:
            yield archive.problem(
                story,
                place,
                "rule.level",
                Level.WARNING,
                award=award.name,
                level=given.level,
                allowed=", ".join(award.levels),
            )
        level, day = archive.levels.get(given.level), decided_on(archive, given)
        if level and day and not holds_on(level, day):
            yield archive.problem(story, place, "rule.level-ended", Level.WARNING, level=level.name, date=day.short)


def award_was_in_force(archive: Archive) -> Iterator[Problem]:
    """An award must have existed on the day it was decided (Law 06/2022/QH15 from 1/1/2024)."""
    for story, number, given in _given(archive):
        award, day = archive.awards.get(given.award), decided_on(archive, given)
        if award and day and not holds_on(award, day):
            yield archive.problem(
                story, ("awards", number, "award"), "rule.award-ended", Level.WARNING, award=award.name, date=day.short
            )


def rank_is_known(archive: Archive) -> Iterator[Problem]:
    """Only orders and medals with ranks carry one, and those must (Law 06/2022/QH15 art. 33)."""
    for story, number, given in _given(archive):
        award = archive.awards.get(given.award)
        if award and bool(given.rank) != award.ranked:
            code = "rule.rank-missing" if award.ranked else "rule.rank-unknown"
            yield archive.problem(story, ("awards", number, "award"), code, Level.WARNING, award=award.name)


def one_achievement_one_award(archive: Archive) -> Iterator[Problem]:
    """One achievement is commended once by one issuer (Law 06/2022/QH15, principles; domain, 3)."""
    for story in archive.stories.values():
        seen: set[tuple[str, ...]] = set()
        for number, given in enumerate(story.awards):
            who = fold(given.issuer or given.level or "")
            key = (
                given.award,
                given.rank or "",
                who,
                fold(given.recipient or ""),
                fold(given.reason or given.occasion or ""),
                str(decided_on(archive, given)),
            )
            if who and key in seen:
                yield archive.problem(
                    story, ("awards", number), "rule.award-twice", Level.WARNING, award=given.as_printed
                )
            seen.add(key)


def sudden_award_supports_no_merit_award(archive: Archive) -> Iterator[Problem]:
    """A sudden or thematic award supports no higher award for merit (domain, section 3, read 3)."""
    for story in archive.stories.values():
        low = [_rank_of(a.level) for a in story.awards if a.kind in {"dot-xuat", "phong-trao"}]
        for number, given in enumerate(story.awards):
            if given.kind == "cong-trang" and low and _rank_of(given.level) > min(low):
                yield archive.problem(
                    story, ("awards", number, "kind"), "rule.sudden-then-merit", Level.WARNING, award=given.as_printed
                )


def _rank_of(level: str | None) -> int:
    return LEVEL_ORDER.index(level) if level in LEVEL_ORDER else -1


def lost_award_names_its_decision(archive: Archive) -> Iterator[Problem]:
    """A cancelled, stripped, corrected or restored award names the decision (domain, section 8)."""
    for story, number, given in _given(archive):
        if given.status != "hieu-luc" and not given.status_decision:
            yield archive.problem(
                story, ("awards", number, "status"), "rule.status-decision", Level.WARNING, status=given.status
            )


def claim_has_a_ground(archive: Archive) -> Iterator[Problem]:
    """A claimed award needs its decision, or a press source that says it (A5: chính xác, công khai)."""
    for story, number, given in _given(archive):
        if not (given.decision or given.number or given.source):
            yield archive.problem(story, ("awards", number), "rule.claim", award=given.as_printed)
