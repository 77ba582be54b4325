"""What report a scope asks for."""

from dataclasses import replace

from generator.core.problem import UsageError
from generator.publish.context import SiteContext
from generator.publish.reports.annual import material, yearly_report
from generator.publish.reports.blocks import Report
from generator.publish.reports.period import ALL_TIME, Period, Scope, period_records, year_period
from generator.publish.reports.special import campaign_report, document_report
from generator.records.kinds import location_hint


def build_report(site: SiteContext, scope: Scope) -> Report:
    """Return the report on a campaign, on a document, or on a period; UsageError for an id that is no record's."""
    check_scope(site, scope)
    archive, scope = site.archive, _since_its_beginning(site, scope)
    year = scope.period.whole_year
    before = period_records(archive, replace(scope, period=year_period(year - 1))) if year else None
    given = material(site, scope, period_records(archive, scope), before)
    if scope.campaign:
        return campaign_report(given, archive.campaigns[scope.campaign])
    if scope.document:
        return document_report(given, archive.documents[scope.document])
    return yearly_report(given)


def _since_its_beginning(site: SiteContext, scope: Scope) -> Scope:
    """Return a scope of a campaign or a document without days as one from its first day to the newest of the records.

    Nothing was done of a directive before it was issued.
    """
    archive = site.archive
    first = archive.campaigns[scope.campaign].period_from if scope.campaign else None
    first = archive.documents[scope.document].date if scope.document else first
    if scope.period != ALL_TIME or first is None or first.earliest > archive.as_of.latest:
        return scope
    return replace(scope, period=Period(first.earliest, archive.as_of.latest))


def check_scope(site: SiteContext, scope: Scope) -> None:
    """Raise UsageError for an id that is no record's."""
    archive = site.archive
    for collection, asked in (
        ("campaigns", scope.campaign),
        ("documents", scope.document),
        ("units", scope.unit),
        ("fields", scope.field),
    ):
        if asked is not None and asked not in archive.collection(collection):
            raise UsageError("no-such-record", id=asked, folder=location_hint(collection))
