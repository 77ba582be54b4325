"""Rules on awards: who may receive them, who decides them, when, and on what ground."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from generator.archive.archive import Archive
from generator.archive.award_dates import award_day
from generator.core.dates import PartialDate
from generator.core.problem import Level
from generator.core.text import fold
from generator.records.base import Validity, is_valid_on
from generator.records.decision import Decision
from generator.records.reference import Award
from generator.records.story import AwardGrant, Story, is_standing
from generator.rules.finding import Finding, finding
from generator.source.yaml_source import NodePath


@dataclass(frozen=True, slots=True)
class _AwardClaim:
    """One award as somebody claims it: in a story, in a decision's head, or in a row of its list."""

    award: Award
    award_at: NodePath
    level: str | None
    level_at: NodePath
    kind: str | None
    kind_at: NodePath
    day: PartialDate | None


def _claims(record: Story | Decision, archive: Archive) -> Iterator[_AwardClaim]:
    if isinstance(record, Story):
        for number, given in enumerate(record.awards):
            if award := archive.awards.get(given.award):
                at: NodePath = ("awards", number)
                kind, day = given.recipient_kind or record.kind, award_date(archive, given)
                yield _AwardClaim(award, (*at, "award"), given.level, (*at, "level"), kind, (*at, "award"), day)
        return
    if award := archive.awards.get(record.award or ""):
        yield _AwardClaim(award, ("award",), record.level, ("level",), None, (), record.date)
    for number, row in enumerate(record.rows):
        if award := archive.awards.get(row.award or record.award or ""):
            at = ("rows", number)
            level = record.level if row.award else None
            yield _AwardClaim(award, (*at, "award"), level, ("level",), row.kind, (*at, "kind"), record.date)


def award_date(archive: Archive, award: AwardGrant) -> PartialDate | None:
    """Return the day that counts for an award: that of its decision, else of its presentation."""
    found = award_day(archive, award)
    return found.day if found else None


def recipient_matches_award(record: Story | Decision, archive: Archive) -> Iterator[Finding]:
    """The recipient must be of a kind the award is for (Law 06/2022/QH15 art. 19–33, 54, 80).

    CONTRIBUTING/domain.md#awards
    """
    for claim in _claims(record, archive):
        allowed = _recipients_on(claim.award, claim.day)
        if claim.kind and claim.kind not in allowed:
            values = {"award": claim.award.name, "kind": claim.kind, "allowed": ", ".join(allowed)}
            yield finding(claim.kind_at, "rule.recipient", Level.WARNING, **values)


def _recipients_on(award: Award, day: PartialDate | None) -> tuple[str, ...]:
    """Return for whom an award was on a day; without a day, for whom it ever was."""
    former = [f for f in award.former_recipients if day is None or is_valid_on(f, day)]
    now = award.recipients if day is None or not former else ()
    return tuple(dict.fromkeys((*now, *(who for period in former for who in period.recipients))))


def level_may_grant_award(record: Story | Decision, archive: Archive) -> Iterator[Finding]:
    """The issuer's level must be one that decides the award on that day, and must exist then.

    Law 06/2022/QH15 art. 77–80; CONTRIBUTING/domain.md#awards. The district level ended on 30/6/2025.
    """
    for claim in _claims(record, archive):
        level, allowed = archive.levels.get(claim.level or ""), claim.award.authorities
        if level is None:
            continue
        own = [authority for authority in allowed if authority.level == level.id]
        if allowed and not own:
            values = {"award": claim.award.name, "level": level.id, "allowed": ", ".join(claim.award.levels)}
            yield finding(claim.level_at, "rule.level", Level.WARNING, **values)
        elif claim.day and own and is_valid_on(level, claim.day) and not _any_valid(own, claim.day):
            now = [authority.level for authority in allowed if is_valid_on(authority, claim.day)]
            values = {"award": claim.award.name, "level": level.id, "date": claim.day.short, "allowed": ", ".join(now)}
            yield finding(claim.level_at, "rule.level-then", Level.WARNING, **values)
        if claim.day and not is_valid_on(level, claim.day):
            values = {"level": level.name, "date": claim.day.short}
            yield finding(claim.level_at, "rule.level-ended", Level.WARNING, **values)


def _any_valid(found: Iterable[Validity], day: PartialDate) -> bool:
    return any(is_valid_on(each, day) for each in found)


def award_was_in_force(record: Story | Decision, archive: Archive) -> Iterator[Finding]:
    """An award must have existed on the day it was decided (Law 06/2022/QH15 from 1/1/2024)."""
    for claim in _claims(record, archive):
        if claim.day and not is_valid_on(claim.award, claim.day):
            values = {"award": claim.award.name, "date": claim.day.short}
            yield finding(claim.award_at, "rule.award-ended", Level.WARNING, **values)


def rank_is_known(story: Story, archive: Archive) -> Iterator[Finding]:
    """Only orders and medals with ranks carry one, and those must (Law 06/2022/QH15 art. 33)."""
    for number, given in enumerate(story.awards):
        award = archive.awards.get(given.award)
        if award and bool(given.rank) != award.ranked:
            code, at = ("rank-missing", "award") if award.ranked else ("rank-unknown", "rank")
            yield finding(("awards", number, at), f"rule.{code}", Level.WARNING, award=award.name)


def kind_fits_recipient(record: Story | Decision, archive: Archive) -> Iterator[Finding]:
    """Each kind of commendation is for some recipients only (Law 06/2022/QH15 art. 8): merit is for no household."""
    held: list[tuple[NodePath, str | None, str]] = []
    if isinstance(record, Story):
        for number, given in enumerate(record.awards):
            held.append((("awards", number, "kind"), given.kind, given.recipient_kind or record.kind))
    else:
        for number, row in enumerate(record.rows):
            held.append((("rows", number, "kind"), row.award_kind or record.award_kind, row.kind))
    for place, code, who in held:
        kind = archive.award_kinds.get(code or "")
        if kind and kind.recipients and who not in kind.recipients:
            values = {"kind": kind.name, "who": who, "allowed": ", ".join(kind.recipients)}
            yield finding(place, "rule.kind-recipient", Level.WARNING, **values)


def posthumous_awards_are_for_persons(story: Story, archive: Archive) -> Iterator[Finding]:
    """Only a person, and only a form of commendation, never an emulation title, is given after death.

    Law 06/2022/QH15 art. 12.1, 33.1; Decree 152/2025/NĐ-CP art. 48.3.
    """
    for number, given in enumerate(story.awards):
        award, who = archive.awards.get(given.award), given.recipient_kind or story.kind
        if award and given.posthumous and (who != "individual" or award.group == "danh-hieu"):
            values = {"award": award.name}
            yield finding(("awards", number, "posthumous"), "rule.posthumous", Level.WARNING, **values)


def only_titles_are_stripped(story: Story, archive: Archive) -> Iterator[Finding]:
    """Only an honorary title of the State is stripped and restored, by who gives it; every other award is cancelled.

    Law 06/2022/QH15 art. 77, 93.
    """
    for number, given in enumerate(story.awards):
        award = archive.awards.get(given.award)
        if award and given.status in {"tuoc", "phuc-hoi"} and not award.is_honorary_title:
            values = {"award": award.name, "status": given.status}
            yield finding(("awards", number, "status"), "rule.status-title", Level.WARNING, **values)
        decision = archive.decisions.get(given.status_decision or "")
        is_of_title = award is not None and given.status in {"tuoc", "phuc-hoi"} and award.is_honorary_title
        if award and decision and is_of_title and award.levels and decision.level not in award.levels:
            values = {"award": award.name, "status": given.status, "level": decision.level}
            yield finding(("awards", number, "status_decision"), "rule.status-level", Level.WARNING, **values)


def award_bears_its_name_of_then(story: Story, archive: Archive) -> Iterator[Finding]:
    """An award is printed under the name it bore on its day, where its name changed (Decree 152/2025/NĐ-CP art. 8)."""
    for number, given in enumerate(story.awards):
        award, day = archive.awards.get(given.award), award_date(archive, given)
        if award is None or day is None or not award.former_names:
            continue
        printed, then = fold(given.as_printed), [n.name for n in award.former_names if is_valid_on(n, day)]
        right = then or [award.name]
        names = {award.name, *(former.name for former in award.former_names)}
        if any(fold(n) in printed for n in names - set(right)) and not any(fold(n) in printed for n in right):
            values = {"printed": given.as_printed, "date": day.short, "right": right[0]}
            yield finding(("awards", number, "as_printed"), "rule.award-name", Level.WARNING, **values)


def one_achievement_one_form(story: Story, archive: Archive) -> Iterator[Finding]:
    """One achievement is not commended in several forms (Law 06/2022/QH15 art. 5.2c).

    Only sudden achievements are compared: those of one recipient whose reasons are the same, or not given.
    """
    first: dict[tuple[str, str], AwardGrant] = {}
    for number, given in enumerate(story.awards):
        if given.kind != "dot-xuat" or not is_standing(given):
            continue
        known = first.setdefault((fold(given.recipient or ""), fold(given.reason or given.occasion or "")), given)
        if known.award != given.award:
            values = {"award": given.as_printed, "other": known.as_printed}
            yield finding(("awards", number, "award"), "rule.two-forms", Level.WARNING, **values)


def one_achievement_one_award(story: Story, archive: Archive) -> Iterator[Finding]:
    """One achievement is commended once by one issuer (Law 06/2022/QH15 art. 5.2c; CONTRIBUTING/domain.md#awards)."""
    seen: set[tuple[str, ...]] = set()
    for number, given in enumerate(story.awards):
        who = fold(given.issuer or given.level or "")
        key = (
            given.award,
            given.rank or "",
            who,
            fold(given.recipient or ""),
            fold(given.reason or given.occasion or ""),
            str(award_date(archive, given)),
        )
        if who and key in seen:
            yield finding(("awards", number), "rule.award-twice", Level.WARNING, award=given.as_printed)
        seen.add(key)


def sudden_award_supports_no_merit_award(story: Story, archive: Archive) -> Iterator[Finding]:
    """A sudden or thematic award supports no higher award for merit (Decree 152/2025/NĐ-CP art. 4.3).

    Levels rank in the order of issuer-levels.yml, the highest first; an award of unknown level is passed over.
    """
    order = list(archive.levels)
    low = [a.level for a in story.awards if a.kind in {"dot-xuat", "phong-trao"} and a.level in order]
    for number, given in enumerate(story.awards):
        higher = given.level in order and any(order.index(given.level) < order.index(level) for level in low if level)
        if given.kind == "cong-trang" and higher:
            yield finding(
                ("awards", number, "kind"),
                "rule.sudden-then-merit",
                Level.WARNING,
                award=given.as_printed,
            )


def revoked_award_cites_decision(story: Story, archive: Archive) -> Iterator[Finding]:
    """A cancelled, stripped, corrected or restored award names the decision (CONTRIBUTING/domain.md#status)."""
    for number, given in enumerate(story.awards):
        if given.status != "hieu-luc" and not given.status_decision:
            yield finding(("awards", number, "status"), "rule.status-decision", Level.WARNING, status=given.status)


def award_has_evidence(story: Story, archive: Archive) -> Iterator[Finding]:
    """A claimed award needs its decision, or a press source that says it (A5: chính xác, công khai)."""
    for number, given in enumerate(story.awards):
        if not (given.decision or given.number or given.source):
            yield finding(("awards", number), "rule.claim", award=given.as_printed)
