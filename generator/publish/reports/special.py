"""Reports on one document, clause by clause, and on one campaign."""

from collections import Counter
from collections.abc import Iterator

from generator.publish.reports.annual import Material, assembled, days_to_commend, links_of, subject_words
from generator.publish.reports.blocks import Block, Gap, Heading, Link, Report, Sentence, Silence, Table
from generator.publish.routes import page_route
from generator.records.campaign import Campaign
from generator.records.document import Clause, Document


def document_report(given: Material, document: Document) -> Report:
    """Return what was done of a document, clause by clause (directive A, clause 8): done, figures, stories, nothing."""
    subject = subject_words(given, "document", document=document.short_name)
    clauses = [clause for clause in document.clauses if clause.role == "clause" and clause.asks]
    answered = list(_clauses(given, document, clauses))
    return assembled(given, subject, [("clauses", answered), ("judgement", [Gap(given.t("gap.limits"))])])


def _clauses(given: Material, document: Document, clauses: list[Clause]) -> Iterator[Block]:
    known = (*given.records.stories, *given.records.models)
    counted: Counter[str] = Counter()
    for clause in clauses:
        reference = f"{document.id}#{clause.anchor}"
        found = [record for record in known if reference in record.clauses]
        campaigns = [c for c in given.records.campaigns if any(part.clause == reference for part in c.contents)]
        counted["examples" if found else "campaigns" if campaigns else "nothing"] += 1
        yield Heading(2, given.t("clause", clause=clause.anchor.replace("-", "."), asks=clause.asks))
        if found:
            basis = tuple(Link(record.title, page_route(record)) for record in found)
            yield Sentence(given.t("answered", count=len(found)), basis)
            ids = {record.id for record in found}
            commended = [each for each in given.found if each.story in ids]
            if commended:
                yield Sentence(given.t("answered_commended", count=len(commended)), links_of(given, commended))
        for campaign in campaigns:
            yield Sentence(
                given.t("answered_campaign", campaign=campaign.short_name),
                (Link(campaign.short_name, page_route(campaign)),),
            )
        if not found and not campaigns:
            yield Silence(given.t("silent.clause"))
        yield Gap(given.t("gap.clause"))
    yield Heading(2, given.t("clauses_together"))
    counts = {name: counted[name] for name in ("examples", "campaigns", "nothing")}
    yield Sentence(given.t("clauses_counted", all=len(clauses), **counts))


def campaign_report(given: Material, campaign: Campaign) -> Report:
    """Return the report that sums a campaign up: theme, aims, targets against results, commended, days (A6, B IV.1)."""
    subject = subject_words(given, "campaign", campaign=campaign.name)
    sections: list[tuple[str, list[Block]]] = [
        ("campaign_about", list(_about(given, campaign))),
        ("campaign_results", list(_results(given, campaign))),
        ("campaign_commended", list(_commended(given, campaign))),
        ("judgement", [Gap(given.t(f"gap.{each}")) for each in ("strengths", "limits", "causes", "plans")]),
    ]
    return assembled(given, subject, sections)


def _about(given: Material, campaign: Campaign) -> Iterator[Block]:
    t = given.t
    yield Sentence(t("campaign_period", period=campaign.period_as_printed))
    for key, value in (("launched", campaign.launched_by), ("theme", campaign.theme)):
        yield Sentence(t(f"campaign_{key}", value=value)) if value else Silence(t(f"silent.campaign_{key}"))
    for key, values in (
        ("aims", campaign.aims),
        ("contents", tuple(content.title for content in campaign.contents)),
        ("criteria", campaign.criteria),
    ):
        yield Heading(2, t(f"heading.{key}"))
        if values:
            yield from (Sentence(f"- {value}") for value in values)
        else:
            yield Silence(t(f"silent.campaign_{key}"))


def _results(given: Material, campaign: Campaign) -> Iterator[Block]:
    if not campaign.indicators:
        yield Silence(given.t("silent.indicators"))
        return
    rows = []
    for indicator in campaign.indicators:
        latest = indicator.results[-1] if indicator.results else None
        words = f"{latest.as_printed} ({latest.period})" if latest else None
        rows.append((indicator.name, indicator.as_printed, words))
    head = tuple(given.t(f"indicator.{each}") for each in ("name", "target", "result"))
    basis = (Link(campaign.short_name, page_route(campaign)),)
    yield Table(given.t("indicator.caption"), head, tuple(rows), basis)
    some = sum(1 for indicator in campaign.indicators if indicator.results)
    yield Sentence(given.t("indicators", all=len(campaign.indicators), some=some))


def _commended(given: Material, campaign: Campaign) -> Iterator[Block]:
    members = [r for r in (*given.records.stories, *given.records.models) if campaign.id in r.campaigns]
    if members:
        basis = tuple(Link(record.title, page_route(record)) for record in members)
        yield Sentence(given.t("campaign_members", count=len(members)), basis)
    if given.found:
        yield Sentence(given.t("campaign_commended", count=len(given.found)), links_of(given, given.found))
        yield from days_to_commend(given)
    else:
        yield Silence(given.t("silent.campaign_commended"))
