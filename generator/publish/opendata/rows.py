"""The rows of the open data's tables, each in a stable order; the columns stand in `tables`."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from generator.archive.award_dates import award_day, days_until
from generator.core.dates import PartialDate
from generator.publish.context import SiteContext
from generator.publish.routes import api_route, page_route, version_route
from generator.publish.search.decision_register import register_rows
from generator.publish.versions import VERSION_ID_LENGTH, current_version, visible_versions
from generator.records.base import Record
from generator.records.shared import Exemplar

P = TypeVar("P")
Cell = str | int | None
Row = tuple[Cell, ...]

SEPARATOR = "; "
"""Between the values of a `list` column."""


def _day(day: PartialDate | None) -> str | None:
    return day.iso if day else None


def _list(values: Iterable[str]) -> str | None:
    return SEPARATOR.join(values) or None


def _addresses(site: SiteContext, record: Record) -> tuple[str, str]:
    return site.absolute(page_route(record)), site.absolute(api_route(record))


def _standing(site: SiteContext, record: Exemplar) -> tuple[Cell, ...]:
    """Return how sure a record is: its doubts, on what ground it stands, and which version says so."""
    verified = record.verified
    compared = (_day(verified.on), verified.against) if verified else (None, None)
    return record.doubts, record.basis.kind, *compared, current_version(site.archive, record) or None


def stories(site: SiteContext) -> Iterator[Row]:
    """Yield every public story."""
    for story in site.archive.public_stories:
        year = site.archive.year_of(story)
        yield (
            story.id,
            story.kind,
            story.name,
            story.title,
            story.summary,
            int(year) if year.isdigit() else None,
            _list(story.fields),
            _list(story.groups),
            story.unit,
            story.unit_as_printed,
            _list(place.as_printed for place in story.places),
            _list(place.locality for place in story.places if place.locality),
            _list(story.campaigns),
            _list(story.models),
            *_standing(site, story),
            _day(story.published_on),
            _day(site.changed_after(story)),
            *_addresses(site, story),
        )


def awards_given(site: SiteContext) -> Iterator[Row]:
    """Yield every award of every public story."""
    for story in site.archive.public_stories:
        for number, award in enumerate(story.awards, 1):
            decision = site.archive.decisions.get(award.decision or "")
            yield (
                story.id,
                number,
                award.award,
                award.as_printed,
                award.rank,
                award.kind,
                award.level,
                award.issuer,
                award.recipient,
                award.decision,
                decision.number if decision else award.number,
                _day(award.date),
                _day(award.presented_on),
                award.date_as_printed,
                award.date_is if award_day(site.archive, award) else None,
                days_until(site.archive, story, award),
                award.status,
                "true" if award.posthumous else "false",
                award.note,
                award.source,
            )


def models(site: SiteContext) -> Iterator[Row]:
    """Yield every public model."""
    for model in sorted(site.archive.public_models, key=lambda m: m.id):
        yield (
            model.id,
            model.kind,
            model.name,
            model.title,
            model.summary,
            _list(model.fields),
            _list(model.groups),
            model.unit,
            _list(place.as_printed for place in model.places),
            _list(place.locality for place in model.places if place.locality),
            _day(model.started),
            len(model.copies),
            *_standing(site, model),
            _day(model.published_on),
            _day(site.changed_after(model)),
            *_addresses(site, model),
        )


def adopters(site: SiteContext) -> Iterator[Row]:
    """Yield who took over each model."""
    for model in sorted(site.archive.public_models, key=lambda m: m.id):
        for number, adopter in enumerate(model.adopters, 1):
            yield (
                model.id,
                number,
                adopter.name,
                adopter.role,
                adopter.unit,
                adopter.locality,
                adopter.place,
                _day(adopter.since),
                adopter.adapted,
                adopter.result,
                adopter.status,
                adopter.source,
            )


def _of_exemplary(site: SiteContext, parts: Callable[[Exemplar], Iterable[P]]) -> Iterator[tuple[Exemplar, int, P]]:
    """Yield the parts of every public story and model with their place in it."""
    records = sorted(site.archive.public_exemplars(), key=lambda record: (record.collection, record.id))
    return ((record, number, part) for record in records for number, part in enumerate(parts(record), 1))


def sources(site: SiteContext) -> Iterator[Row]:
    """Yield every source of every public story and model."""
    for record, number, source in _of_exemplary(site, lambda r: r.sources):
        said = (source.id, source.publisher, source.title, source.url, source.document)
        yield (record.collection, record.id, number, *said, _day(source.date), source.date_basis, source.note)


def results(site: SiteContext) -> Iterator[Row]:
    """Yield every figure of every public story and model."""
    for record, number, result in _of_exemplary(site, lambda r: r.results):
        said = (result.indicator, result.before, result.after, result.unit, result.period, result.measured_by)
        yield (record.collection, record.id, number, *said, result.note, result.source)


def stages(site: SiteContext) -> Iterator[Row]:
    """Yield every entry of the four stages that its unit cleared."""
    for record, number, entry in _of_exemplary(site, lambda r: [e for e in r.stages if e.cleared]):
        said = (entry.stage, entry.text, _day(entry.date), entry.date_as_printed, entry.source)
        yield (record.collection, record.id, number, *said)


def corrections(site: SiteContext) -> Iterator[Row]:
    """Yield every correction of every public record, but of those whose name must stand nowhere."""
    for record in site.archive.records():
        if not (isinstance(record, Exemplar) and record.is_down):
            for number, correction in enumerate(getattr(record, "corrections", ()), 1):
                minor = "true" if correction.minor else "false"
                yield record.collection, record.id, number, _day(correction.date), correction.text, minor


def versions(site: SiteContext) -> Iterator[Row]:
    """Yield every version of every public record that has a file of its own, the newest first."""
    archive = site.archive
    others = (archive.campaigns, archive.decisions, archive.documents)
    records = [*archive.public_exemplars(), *(record for collection in others for record in collection.values())]
    for record in sorted(records, key=lambda record: (record.collection, record.id)):
        for number, (version, is_public) in enumerate(visible_versions(archive, site.history, record), 1):
            name = version.digest[:VERSION_ID_LENGTH]
            json = site.absolute(version_route(record, name)) if is_public else None
            yield record.collection, record.id, number, name, version.day or None, _list(version.changed), json


def campaigns(site: SiteContext) -> Iterator[Row]:
    """Yield every campaign."""
    for campaign in site.archive.campaigns.values():
        yield (
            campaign.id,
            campaign.name,
            campaign.short_name,
            campaign.summary,
            campaign.theme,
            campaign.period_as_printed,
            _day(campaign.period_from),
            _day(campaign.period_to),
            campaign.launched_by,
            _list(campaign.fields),
            _day(campaign.published_on),
            _day(site.changed_after(campaign)),
            *_addresses(site, campaign),
        )


def indicators(site: SiteContext) -> Iterator[Row]:
    """Yield every indicator with each of its results, or once without."""
    for campaign in site.archive.campaigns.values():
        for indicator in campaign.indicators:
            for number, result in enumerate(indicator.results or (None,), 1):
                yield (
                    campaign.id,
                    indicator.code,
                    number,
                    indicator.name,
                    indicator.as_printed,
                    indicator.period,
                    indicator.unit,
                    indicator.better,
                    result.as_printed if result else None,
                    result.period if result else None,
                    result.status if result else None,
                )


def decisions(site: SiteContext) -> Iterator[Row]:
    """Yield every decision."""
    for decision in site.archive.decisions.values():
        yield (
            decision.id,
            decision.number,
            _day(decision.date),
            decision.issuer,
            decision.level,
            decision.signer,
            decision.subject,
            decision.award,
            decision.status,
            _day(decision.published_on),
            _day(site.changed_after(decision)),
            *_addresses(site, decision),
        )


def decision_rows(site: SiteContext) -> Iterator[Row]:
    """Yield every row the register shows."""
    public_ids = site.archive.public_ids
    for entry in register_rows(site):
        row, decision = entry.row, entry.decision
        yield (
            decision.id,
            entry.number,
            row.name,
            row.kind,
            row.unit,
            row.award or decision.award,
            row.note,
            row.story if row.story in public_ids else None,
        )


def units(site: SiteContext) -> Iterator[Row]:
    """Yield every unit under the name borne last."""
    for unit in site.archive.units.values():
        yield (
            unit.id,
            unit.name,
            unit.abbreviation,
            unit.type,
            unit.parent,
            unit.locality,
            unit.successor,
            _list(n.name for n in unit.names[:-1]),
            *_addresses(site, unit),
        )


def localities(site: SiteContext) -> Iterator[Row]:
    """Yield every locality, former ones too."""
    for place in site.archive.localities.values():
        yield (
            place.id,
            place.name,
            place.type,
            place.code,
            place.parent,
            _day(place.valid_from),
            _day(place.valid_to),
            _list(p.locality for p in place.formed_from),
            *_addresses(site, place),
        )


def awards(site: SiteContext) -> Iterator[Row]:
    """Yield every award form."""
    for award in site.archive.awards.values():
        yield (
            award.id,
            award.name,
            award.group,
            _list(award.recipients),
            _list(award.levels),
            award.statutory,
            _day(award.valid_from),
            _day(award.valid_to),
            *_addresses(site, award),
        )
