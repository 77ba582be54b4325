"""The yearly report: sections I–VII in the order offices write them, each figure with the records it counts.

The order is that of directive A, clauses 4–8, and article 17 of Law 06/2022/QH15. A sentence is written only where
the records make it true; where they are silent the report says so, and what only the officer knows is left to fill.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from statistics import median_low

from generator.publish.context import SiteContext
from generator.publish.reports.blocks import Block, Gap, Heading, Link, Report, Section, Sentence, Silence, Table
from generator.publish.reports.commendations import (
    Commendation,
    CommendationView,
    Counted,
    commendations,
    count_by_award,
    unclear,
    undated,
)
from generator.publish.reports.forms import all_forms
from generator.publish.reports.period import ALL_TIME, Period, PeriodRecords, Scope, units_below, year_period
from generator.publish.routes import PRESS, page_route
from generator.records.campaign import Campaign
from generator.records.document import Document
from generator.records.model import Model
from generator.records.reference import Cluster
from generator.records.story import Story


@dataclass(frozen=True, slots=True)
class Material:
    """All a report is made of: the site, what it was asked for, the records of that, their commendations."""

    site: SiteContext
    scope: Scope
    records: PeriodRecords
    found: Sequence[Commendation]
    proposed: Sequence[Commendation] = ()
    """Those whose proposal falls into the period, whenever they were decided."""
    before: Mapping[str, int] = field(default_factory=dict)
    """How many commendations of each form there were in the year before, where the period is a year."""

    @property
    def period(self) -> Period:
        """The period of the report."""
        return self.scope.period

    def t(self, key: str, **values: object) -> str:
        """Return words of reports."""
        return self.site.t(f"report.{key}", **values)


def material(site: SiteContext, scope: Scope, records: PeriodRecords, before: PeriodRecords | None = None) -> Material:
    """Gather what a report is made of; `before` are the records of the year before, to compare with."""

    units = units_below(site.archive, scope.unit)

    def found(given: PeriodRecords, period: Period, counted: Counted = "decided") -> Iterator[Commendation]:
        return (
            each
            for each in commendations(site.archive, given, period, counted)
            if (scope.campaign is None or scope.campaign in each.campaigns)
            and (scope.field is None or scope.field in each.fields)
            and (not units or each.unit in units)
        )

    year, earlier = scope.period.whole_year, Counter[str]()
    if year and before and scope.campaign is None and scope.field is None and not units:
        earlier = count_by_award(site.archive, before, year_period(year - 1))
    elif year and before:
        earlier = Counter(each.award for each in found(before, year_period(year - 1)))
    proposed = list(found(records, scope.period, "proposed"))
    return Material(site, scope, records, list(found(records, scope.period)), proposed, earlier)


def period_words(site: SiteContext, period: Period) -> str:
    """Return a period in words: «năm 2025», from one day to another, or till the newest day in the records."""
    if period == ALL_TIME:
        return site.t("report.until", day=site.archive.as_of.short)
    if period.whole_year:
        return site.t("report.year", year=period.whole_year)
    return site.t("report.span", begin=f"{period.begin:%d/%m/%Y}", end=f"{period.end:%d/%m/%Y}")


def yearly_report(given: Material) -> Report:
    """Return the whole yearly report of a scope."""
    t = given.t
    sections = (
        ("guidance", _guidance(given)),
        ("campaigns", _campaigns(given)),
        ("examples", _examples(given)),
        ("commendation", _commendation(given)),
        ("clusters", _clusters(given)),
        ("judgement", [Gap(t(f"gap.{each}")) for each in ("strengths", "limits", "causes")]),
        ("plans", [Gap(t("gap.plans"))]),
    )
    return assembled(given, subject_words(given, "yearly"), sections, with_forms=True)


def subject_words(given: Material, key: str, **values: object) -> str:
    """Return what a report is on, with the unit and the field it was asked for, and its period."""
    archive, scope = given.site.archive, given.scope
    parts = [given.t(f"subject.{key}", **values)]
    parts += [given.t("subject.of_unit", name=archive.units[scope.unit].name)] if scope.unit else []
    parts += [given.t("subject.of_field", name=archive.fields[scope.field].name)] if scope.field else []
    return " ".join((*parts, period_words(given.site, given.period)))


def assembled(
    given: Material, subject: str, sections: Iterable[tuple[str, Iterable[Block]]], with_forms: bool = False
) -> Report:
    """Return a report of some sections, with the commendations its figures count and, where asked, the forms."""
    site, records, period = given.site, given.records, given.period
    forms = all_forms(site, records, given.found, given.proposed) if with_forms else ()
    return Report(
        subject,
        period_words(site, period),
        tuple(Section(given.t(f"section.{name}"), tuple(blocks)) for name, blocks in sections),
        forms,
        tuple(given.t(f"base.{name}") for name in BASE),
        CommendationView(given.found, partial(_base_row, given)),
        tuple(given.t(f"campaign_base.{name}") for name in CAMPAIGN_BASE) if with_forms else (),
        tuple(_campaign_base_row(given, each) for each in records.campaigns) if with_forms else (),
        (given.t("note.records", date=site.archive.as_of.short), given.t("note.counted")),
    )


BASE = ("name", "recipient_kind", "award", "rank", "level", "award_kind", "position_group", "enterprise", "address")


CAMPAIGN_BASE = ("name", "launching_level", "scope", "method", "period", "address")


def _campaign_base_row(given: Material, campaign: Campaign) -> tuple[str, ...]:
    """Return a campaign in words, one a row, so that every figure of form 0601.N can be counted again."""
    t = given.t
    return (
        campaign.name,
        t(f"form.launched.{campaign.launching_level}") if campaign.launching_level else "",
        t(f"form.scope.{campaign.scope}") if campaign.scope else "",
        t(f"form.method.{campaign.method}") if campaign.method else "",
        campaign.period_as_printed,
        given.site.absolute(page_route(campaign)),
    )


def _base_row(given: Material, each: Commendation) -> tuple[str, ...]:
    """Return a commendation in words, one a row, so that every figure can be counted again."""
    archive, t = given.site.archive, given.t
    kinds = archive.award_kinds
    enterprise = "" if each.is_enterprise is None else t("yes" if each.is_enterprise else "no")
    return (
        each.name or t("unnamed"),
        t(f"form.{each.recipient_kind}"),
        archive.awards[each.award].name,
        t(f"rank.{each.rank}") if each.rank else "",
        archive.levels[each.level].name if each.level else "",
        kinds[each.award_kind].name if each.award_kind else "",
        archive.position_groups[each.position_group].name if each.position_group else "",
        enterprise if each.recipient_kind == "collective" else "",
        given.site.absolute(each.address),
    )


def _named(records: Iterable[Story | Model]) -> tuple[Link, ...]:
    return tuple(Link(record.title, page_route(record)) for record in records)


def links_of(given: Material, found: Sequence[Commendation]) -> Sequence[Link]:
    """Return where commendations stand: each by its name and award."""
    awards, unnamed = given.site.archive.awards, given.t("unnamed")
    return CommendationView(
        found, lambda each: Link(f"{each.name or unnamed}, {awards[each.award].name}", each.address)
    )


def _guidance(given: Material) -> Iterator[Block]:
    """I. The documents issued."""
    found: tuple[Document, ...] = given.records.documents
    if found:
        basis = tuple(Link(f"{d.form} {d.number or d.short_name}", page_route(d)) for d in found)
        yield Sentence(given.t("documents", count=len(found)), basis)
        for document in found:
            parts = (
                document.form,
                given.t("numbered", number=document.number) if document.number else "",
                given.site.long_date(document.date) if document.date else "",
                given.t("issued_by", issuer=document.issuer),
            )
            yield Sentence(f"- {' '.join(filter(None, parts))}: {document.name}.")
    else:
        yield Silence(given.t("silent.documents"))
    yield Gap(given.t("gap.guidance"))


def _campaigns(given: Material) -> Iterator[Block]:
    """II. Campaigns: how many, and of each its theme, targets, results and commendations."""
    found = given.records.campaigns
    if not found:
        yield Silence(given.t("silent.campaigns"))
        return
    basis = tuple(Link(c.short_name, page_route(c)) for c in found)
    yield Sentence(given.t("campaigns", count=len(found)), basis)
    if lasting := [c for c in found if c.period_to is None]:
        yield Sentence(
            given.t("lasting", count=len(lasting)), tuple(Link(c.short_name, page_route(c)) for c in lasting)
        )
    rows = tuple(_campaign_row(given, campaign) for campaign in found)
    head = tuple(given.t(f"campaign.{each}") for each in ("name", "period", "targets", "results", "commended"))
    yield Table(given.t("campaign.caption"), head, rows, basis)
    yield Gap(given.t("gap.campaigns"))


def _campaign_row(given: Material, campaign: Campaign) -> tuple[str | int | None, ...]:
    targets = len(campaign.indicators) or None
    with_result = sum(1 for i in campaign.indicators if i.results) if targets else None
    commended = sum(1 for each in given.found if campaign.id in each.campaigns)
    begin, end = campaign.period_from, campaign.period_to
    if begin and end:
        lasted = begin.short if begin == end else f"{begin.short} - {end.short}"
    else:
        lasted = given.t("begun", day=begin.short) if begin else campaign.period_as_printed
    return campaign.short_name, lasted, targets, with_result, commended or None


def _examples(given: Material) -> Iterator[Block]:
    """III. Finding, fostering, summing up, replicating; and what the press told of it."""
    archive, period, records = given.site.archive, given.period, given.records
    own = [s for s in records.stories if period.holds(s.act_to or s.act_from)]
    if own:
        yield Sentence(given.t("deeds", count=len(own)), _named(own))
    yield from _plans(given)
    known: tuple[Story | Model, ...] = (*records.stories, *records.models)
    for stage in archive.stages.values():
        passed = [r for r in known if any(e.stage == stage.id and e.cleared and period.holds(e.date) for e in r.stages)]
        if passed:
            yield Sentence(given.t("stage", stage=stage.name.lower(), count=len(passed)), _named(passed))
        else:
            yield Silence(given.t("silent.stage", stage=stage.name.lower()))
    new = [(m, a) for m in records.models for a in m.copies if period.holds(a.since)]
    if new:
        models = {model.id: model for model, _ in new}
        yield Sentence(given.t("adopters", count=len(new), models=len(models)), _named(models.values()))
    else:
        yield Silence(given.t("silent.adopters"))
    yield from _press(given)
    yield Gap(given.t("gap.examples"))


def _plans(given: Material) -> Iterator[Block]:
    """Yield what units registered for the period and what came of it (A4: kế hoạch cụ thể trong từng năm)."""
    plans = given.records.plans
    registered = [each for plan in plans for each in plan.registrations]
    if registered:
        own = [plan for plan in plans if plan.registrations]
        judged = Counter(each.judgement for each in registered)
        values = {"count": len(registered), "plans": len(own), "made": judged["dat"], "missed": judged["chua-dat"]}
        yield Sentence(given.t("plans", **values), tuple(Link(p.name, page_route(p)) for p in own))
    for plan in plans:
        if plan.totals:
            told = "; ".join(f"{given.site.t(f'plan.total.{t.step}')} {t.as_printed}" for t in plan.totals)
            yield Sentence(given.t("plan_totals", name=plan.name, told=told), (Link(plan.name, page_route(plan)),))
    if not plans:
        yield Silence(given.t("silent.plans"))


def _press(given: Material) -> Iterator[Block]:
    """Yield what the press told of good examples in the period, by outlet (A4: chuyên trang, chuyên mục)."""
    found = given.records.press
    if not found:
        yield Silence(given.t("silent.press"))
        return
    yield Sentence(given.t("press", count=len(found)), (Link(given.site.t("press.title"), PRESS),))
    rows = []
    for outlet, count in Counter(item.outlet for item in found).most_common():
        own = [item for item in found if item.outlet == outlet]
        minutes = [item.minutes for item in own if item.minutes]
        rows.append((outlet, count, sum(minutes) if minutes else None))
    head = tuple(given.t(f"press_head.{each}") for each in ("outlet", "count", "minutes"))
    yield Table(given.t("press_caption"), head, tuple(rows))


def _commendation(given: Material) -> Iterator[Block]:
    """IV. Commendation: how many, by kind of recipient, level and kind; shares; how long it took."""
    found, t = given.found, given.t
    if found:
        kinds = Counter(each.recipient_kind for each in found)
        values = {kind: kinds[kind] for kind in ("collective", "individual", "household")}
        yield Heading(2, t("heading.figures"))
        yield Sentence(t("commended", count=len(found), **values), links_of(given, found))
        yield _by_form(given)
        yield _by_level(given)
        yield from _shares(given)
        yield from days_to_commend(given)
    else:
        yield Silence(t("silent.commendation"))
    if (by_ceremony := sum(1 for each in found if not each.is_decided)) > 0:
        yield Sentence(t("by_ceremony", count=by_ceremony, all=len(found)))
    if (without := undated(given.site.archive, given.records, given.period)) > 0:
        yield Sentence(t("undated", count=without))
    if (no_form := unclear(given.site.archive, given.records, given.period)) > 0:
        yield Sentence(t("unclear", count=no_form))
    yield Gap(t("gap.commendation"))


def _by_form(given: Material) -> Table:
    """Return how many of each form, highest levels first, beside the year before where the period is a year."""
    archive, year, before = given.site.archive, given.period.whole_year, given.before
    own: Counter[tuple[str, str]] = Counter((each.award, each.recipient_kind) for each in given.found)
    kinds = ("collective", "individual", "household")
    rows: list[tuple[str | int | None, ...]] = []
    for award in archive.awards.values():
        counts = [own[(award.id, kind)] for kind in kinds]
        if any(counts) or award.id in before:
            last = (before.get(award.id, 0) if before else None,) if year else ()
            rows.append((award.name, *counts, sum(counts), *last))
    head = [given.t("base.award"), *(given.t(f"form.{kind}") for kind in kinds), given.t("form.sum")]
    if year:
        head.append(given.t("year_before", year=year - 1))
    return Table(given.t("form_caption"), tuple(head), tuple(rows))


def _by_level(given: Material) -> Table:
    kinds = ("collective", "individual", "household")
    rows: list[tuple[str | int | None, ...]] = []
    for code, name in (
        *((level.id, level.name) for level in given.site.archive.levels.values()),
        (None, given.t("level_unknown")),
    ):
        own = [each for each in given.found if each.level == code]
        if own:
            rows.append((name, *(sum(1 for each in own if each.recipient_kind == kind) for kind in kinds), len(own)))
    head = (given.t("base.level"), *(given.t(f"form.{kind}") for kind in kinds), given.t("form.sum"))
    return Table(given.t("level_caption"), head, tuple(rows))


def _shares(given: Material) -> Iterator[Block]:
    """Yield what share each kind of recipient has, of those of whom the records say it."""
    people = [each for each in given.found if each.recipient_kind == "individual"]
    collectives = [each for each in given.found if each.recipient_kind == "collective"]
    grassroots = {"phuong-xa", "don-vi"}
    for key, known, is_one in (
        ("direct", [e for e in people if e.position_group], lambda e: e.position_group == "truc-tiep"),
        ("women", [e for e in people if e.sex], lambda e: e.sex == "female"),
        ("enterprises", [e for e in collectives if e.is_enterprise is not None], lambda e: bool(e.is_enterprise)),
        ("households", list(given.found), lambda e: e.recipient_kind == "household"),
        ("small", [e for e in collectives if e.story], lambda e: "tap-the-nho" in e.groups),
        ("grassroots", [e for e in given.found if e.level], lambda e: e.level in grassroots),
        ("sudden", [e for e in given.found if e.award_kind], lambda e: e.award_kind == "dot-xuat"),
    ):
        of_these = [each for each in known if is_one(each)]
        if key == "households" and not of_these:
            continue  # most records name no household: that is no figure
        if known:
            basis = () if key == "women" else links_of(given, of_these)
            yield Sentence(given.t(f"share.{key}", count=len(of_these), all=len(known)), basis)
        else:
            yield Silence(given.t(f"silent.share.{key}"))


def days_to_commend(given: Material) -> Iterator[Block]:
    """Yield how long it took from the deed to the decision, and to the ceremony: two measures, never mixed."""
    for until, name in (("decided", "days"), ("presented", "days_to_ceremony")):
        known = [each for each in given.found if getattr(each, name) is not None]
        if known:
            days = sorted(getattr(each, name) for each in known)
            values = {"count": len(days), "median": median_low(days), "least": days[0], "most": days[-1]}
            key = f"days.{until}" if len(days) > 1 else f"days_of_one.{until}"
            yield Sentence(given.t(key, **values), links_of(given, known))
        else:
            yield Silence(given.t(f"silent.days.{until}"))


def _clusters(given: Material) -> Iterator[Block]:
    """V. Clusters and blocs of the period; councils, inspection and complaints are the officer's."""
    found: tuple[Cluster, ...] = given.records.clusters
    if found:
        yield Sentence(given.t("clusters", count=len(found)), tuple(Link(c.name, page_route(c)) for c in found))
        for cluster in found:
            events = chain.from_iterable(y.events for y in cluster.years if given.period.holds(y.year))
            for event in events:
                yield Sentence(f"- {cluster.name}: {event}")
    else:
        yield Silence(given.t("silent.clusters"))
    yield from (Gap(given.t(f"gap.{each}")) for each in ("council", "inspection", "complaints"))
