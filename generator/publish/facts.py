"""The facts of a story or model with what is not sure of them: one view, from which every copy of a page is cut.

A press kit, a feed, a card must never be surer than the page: whatever the page says a figure or a day rests on,
or does not, stands beside it here.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.archive.award_dates import award_day
from generator.publish.context import SiteContext
from generator.records.decision import Decision
from generator.records.model import Adopter, Model
from generator.records.shared import DaySources, Exemplar, Result, Source
from generator.records.story import AwardGrant, Story


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in words, the number of the source that gives it (0 for none), and what is not sure of it."""

    text: str
    source: int = 0
    caveats: Sequence[str] = ()

    @property
    def line(self) -> str:
        """The fact on one line with its source and caveats."""
        tail = f" [{self.source}]" if self.source else ""
        return f"{self.text}{tail}" + "".join(f" ({caveat})" for caveat in self.caveats)


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a record in the order of its page."""

    about: Sequence[tuple[str, str]]
    awards: Sequence[Fact]
    results: Sequence[Fact]
    stages: Sequence[Fact]
    adopters: Sequence[Fact]
    doubts: Sequence[str]
    standing: Sequence[tuple[str, str]]
    corrections: Sequence[str]
    sources: Sequence[str]


def facts_of(site: SiteContext, record: Exemplar) -> Facts:
    """Return the facts of a story or model."""
    numbers = {source.id: number for number, source in enumerate(record.sources, 1)}
    story = record if isinstance(record, Story) else None
    model = record if isinstance(record, Model) else None
    return Facts(
        list(_about(site, record)),
        [_award(site, award, numbers) for award in story.awards] if story else [],
        [_result(site, result, numbers) for result in record.results],
        [
            Fact(
                f"{site.archive.stages[entry.stage].name}: {entry.text}",
                numbers.get(entry.source or "", 0),
                [day] if (day := entry.date.short if entry.date else entry.date_as_printed) else [],
            )
            for entry in record.stages
            if entry.cleared
        ],
        [_adopter(site, adopter, numbers) for adopter in model.adopters] if model else [],
        [paragraph.strip() for paragraph in (record.doubts or "").split("\n\n") if paragraph.strip()],
        list(_standing(site, record)),
        [f"{correction.date.short}: {correction.text}" for correction in record.corrections],
        [_source(site, number, source) for number, source in enumerate(record.sources, 1)],
    )


def subject_in_words(story: Story) -> str:
    """Return whom a story is about: each with the honorific it is given."""
    members = [(m.honorific, m.name) for m in story.members] or [(story.honorific, story.name)]
    return ", ".join(f"{honorific} {name}" if honorific else name for honorific, name in members)


def _about(site: SiteContext, record: Exemplar) -> Iterator[tuple[str, str]]:
    if isinstance(record, Story):
        who = subject_in_words(record)
        extra = [record.also_known_as, record.role]
        yield site.t("facts.who"), "; ".join(part for part in (who, *extra) if part)
        unit = record.unit_as_printed
    else:
        yield site.t("facts.model"), site.named(record)
        unit = None
    known = site.archive.units.get(record.unit or "")
    if unit or known:
        yield site.t("facts.unit"), unit or (known.name if known else "")
    yield site.t("facts.where"), "; ".join(place.as_printed for place in record.places)
    if isinstance(record, Story) and (when := record.act_as_printed or (record.act_from and record.act_from.short)):
        until = f" – {record.act_to.short}" if record.act_to and record.act_to != record.act_from else ""
        yield site.t("facts.when"), when if record.act_as_printed else f"{when}{until}"
    yield site.t("facts.field"), ", ".join(site.archive.fields[f].name for f in record.fields)


def _award(site: SiteContext, award: AwardGrant, numbers: dict[str, int]) -> Fact:
    decision = site.archive.decisions.get(award.decision or "")
    number = decision.number if decision else award.number
    decided = (decision.date if decision else None) or award.date
    days = award.day_sources or DaySources()

    def cited(words: str, source: str | None) -> str:
        return f"{words} [{numbers[source]}]" if source in numbers else words

    parts = [
        award.as_printed + (f" ({site.t('award.posthumous')})" if award.posthumous else ""),
        award.issuer,
        site.t("award.to", recipient=award.recipient) if award.recipient else None,
        site.t("award.decision", number=number) if number else None,
        *(cited(words, source) for words, source in handling(site, award)),
        cited(site.t("award.decided", date=decided.short), days.date) if decided else None,
        cited(site.t("award.presented", date=award.presented_on.short), days.presented_on)
        if award.presented_on
        else award.date_as_printed,
        site.t("award.reason", reason=award.reason) if award.reason else None,
        site.t(f"award.status.{award.status}") if award.status != "hieu-luc" else None,
    ]
    form = site.archive.awards[award.award]
    caveats = [
        None if award.issuer else site.t("award.no_issuer"),
        None if number else site.t("award.no_number"),
        None if decided or award.presented_on or award.date_as_printed else site.t("award.no_date"),
        day_caveat(site, award),
        award.note,
        None if form.statutory == "yes" else site.t(f"award.statutory.{form.statutory}"),
    ]
    text = "; ".join(part for part in parts if part)
    return Fact(text, numbers.get(award.source or "", 0), [_clause(caveat) for caveat in caveats if caveat])


def handling(site: SiteContext, record: AwardGrant | Decision) -> Iterator[tuple[str, str | None]]:
    """Yield when an award, or all a decision commends, was proposed and its full file received, where that is known.

    With each comes the id of the source that gives the day, where it is another than that of the whole.
    """
    given = record.day_sources or DaySources()
    if day := record.proposed_on:
        by = record.proposed_by
        words = site.t("award.proposed_by", by=by, date=day.short) if by else site.t("award.proposed", date=day.short)
        yield words, given.proposed_on
    if record.received_on:
        yield site.t("award.received", date=record.received_on.short), given.received_on


def day_caveat(site: SiteContext, award: AwardGrant) -> str:
    """Return what is not sure of the day of an award; "" where a source prints it."""
    day = award_day(site.archive, award)
    return "" if day is None or day.is_certain else site.t(f"award.day_is.{award.date_is}")


def _clause(text: str) -> str:
    return text.strip().rstrip(".")


def _result(site: SiteContext, result: Result, numbers: dict[str, int]) -> Fact:
    value = f"{result.after} {result.unit}" if result.unit else result.after
    change = f"{result.before} → {value}" if result.before else value
    caveats = [
        result.period,
        site.t("result.measured_by", who=result.measured_by) if result.measured_by else None,
        result.note,
    ]
    source = numbers.get(result.source or "", 0)
    return Fact(f"{result.indicator}: {change}", source, [_clause(caveat) for caveat in caveats if caveat])


def _adopter(site: SiteContext, adopter: Adopter, numbers: dict[str, int]) -> Fact:
    key = f"adopter.{adopter.role}"
    parts = [
        f"{site.t(key)}: {adopter.name}",
        adopter.place,
        site.t("adopter.since_day", day=adopter.since.short) if adopter.since else None,
        adopter.adapted,
        adopter.result,
    ]
    return Fact("; ".join(part for part in parts if part), numbers.get(adopter.source or "", 0))


def _standing(site: SiteContext, record: Exemplar) -> Iterator[tuple[str, str]]:
    """Yield on what ground and after what comparison the record is published."""
    yield site.t("colophon.basis"), site.t(f"basis.{record.basis.kind}")
    if verified := record.verified:
        words = site.t("colophon.verified_by", by=verified.by, on=verified.on.short, against=verified.against)
        yield site.t("colophon.verified"), words
    yield site.t("colophon.published"), record.published_on.short
    if changed := site.changed_after(record):
        yield site.t("colophon.updated"), changed.short


def _source(site: SiteContext, number: int, source: Source) -> str:
    day = source.date.short if source.date else site.t("source.undated") if source.url else None
    if source.date and source.date_basis and source.date_basis != "page":
        day = f"{day} ({site.t(f'source.basis.{source.date_basis}')})"
    kept = source.archived
    archived = f"{site.t('source.archived', day=kept.date.short)} {kept.url}" if kept else None
    parts = [source.publisher, source.title, day, source.url, archived, source.note]
    return f"[{number}] {', '.join(part for part in parts if part)}"
